//! From [`Node`] to a typed request, in serde's terms. Numbers stay numbers and texts stay texts: nothing is
//! converted on the way, so `"7"` is not 7.

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor, value::StringDeserializer,
};
use zeroize::Zeroizing;

use super::{Misfit, Node};

impl<'de> Deserializer<'de> for Node {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Bool(value) => visitor.visit_bool(value),
            Self::Integer(value) => match u64::try_from(value) {
                Ok(value) => visitor.visit_u64(value),
                Err(_) => visitor.visit_i64(value),
            },
            Self::Decimal(value) => visitor.visit_f64(value),
            Self::Text(mut text) => visitor.visit_string(std::mem::take(&mut text)),
            Self::Array(items) => {
                let mut items = Items { rest: items.into_iter(), place: 0 };
                let value = visitor.visit_seq(&mut items)?;
                match items.rest.next() {
                    None => Ok(value),
                    Some(_) => Err(Misfit::custom("too long").within(&items.place.to_string())),
                }
            }
            Self::Object(members) => visitor.visit_map(Members { rest: members.into_iter(), current: None }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Self::Null => visitor.visit_none(),
            value => visitor.visit_some(value),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self {
            Self::Text(mut text) => {
                let name: StringDeserializer<Misfit> = std::mem::take(&mut *text).into_deserializer();
                visitor.visit_enum(name)
            }
            Self::Object(members) => {
                let mut members = members.into_iter();
                match (members.next(), members.next()) {
                    (Some((name, value)), None) => visitor.visit_enum(Tagged { name, value }),
                    _ => Err(Misfit::invalid_type(Unexpected::Map, &"an object with exactly one member")),
                }
            }
            other => Err(Misfit::invalid_type(other.kind(), &"a text")),
        }
    }

    /// An object only: serde would also take an array, by position.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self {
            Self::Object(_) => self.deserialize_any(visitor),
            other => Err(Misfit::invalid_type(other.kind(), &"an object")),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq
        tuple tuple_struct map identifier ignored_any
    }
}

impl Node {
    fn kind(&self) -> Unexpected<'static> {
        match self {
            Self::Null => Unexpected::Unit,
            Self::Bool(_) => Unexpected::Other("a boolean"),
            Self::Integer(_) | Self::Decimal(_) => Unexpected::Other("a number"),
            Self::Text(_) => Unexpected::Other("a text"),
            Self::Array(_) => Unexpected::Seq,
            Self::Object(_) => Unexpected::Map,
        }
    }
}

struct Items {
    rest: std::vec::IntoIter<Node>,
    place: usize,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Misfit> {
        let Some(node) = self.rest.next() else { return Ok(None) };
        let place = self.place;
        self.place += 1;
        seed.deserialize(node).map(Some).map_err(|misfit| misfit.within(&place.to_string()))
    }
}

struct Members {
    rest: std::vec::IntoIter<(Zeroizing<String>, Node)>,
    current: Option<(Zeroizing<String>, Node)>,
}

impl<'de> MapAccess<'de> for Members {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Misfit> {
        let Some((key, value)) = self.rest.next() else { return Ok(None) };
        let name: StringDeserializer<Misfit> = String::clone(&key).into_deserializer();
        self.current = Some((key, value));
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        let (key, value) = self.current.take().ok_or_else(|| Misfit::custom("a value without a key"))?;
        seed.deserialize(value).map_err(|misfit| misfit.within(&key))
    }
}

struct Tagged {
    name: Zeroizing<String>,
    value: Node,
}

impl<'de> EnumAccess<'de> for Tagged {
    type Error = Misfit;
    type Variant = Variant;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Variant), Misfit> {
        let name: StringDeserializer<Misfit> = String::clone(&self.name).into_deserializer();
        Ok((seed.deserialize(name)?, Variant { name: self.name, value: self.value }))
    }
}

struct Variant {
    name: Zeroizing<String>,
    value: Node,
}

impl<'de> VariantAccess<'de> for Variant {
    type Error = Misfit;

    fn unit_variant(self) -> Result<(), Misfit> {
        match self.value {
            Node::Null => Ok(()),
            other => Err(Misfit::invalid_type(other.kind(), &"null").within(&self.name)),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Misfit> {
        seed.deserialize(self.value).map_err(|misfit| misfit.within(&self.name))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Misfit> {
        de::Deserializer::deserialize_seq(self.value, visitor).map_err(|misfit| misfit.within(&self.name))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        de::Deserializer::deserialize_map(self.value, visitor).map_err(|misfit| misfit.within(&self.name))
    }
}
