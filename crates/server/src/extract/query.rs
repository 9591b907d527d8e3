//! The query string: every parameter known, none twice, each of its type.

use std::borrow::Cow;

use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::{
    Deserializer,
    de::{DeserializeOwned, IntoDeserializer, Visitor, value::MapDeserializer},
};
use strongroom_api::Problem;

use crate::{
    json::{Complaint, Misfit},
    problem::Refused,
    state::AppState,
};

/// The query string as a `T`.
#[derive(Debug, Clone)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<AppState> for Query<T> {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Refused> {
        read(parts.uri.query().unwrap_or_default()).map(Self)
    }
}

fn read<T: DeserializeOwned>(query: &str) -> Result<T, Refused> {
    let mut pairs: Vec<(Cow<'_, str>, Word<'_>)> = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if pairs.iter().any(|(earlier, _)| *earlier == name) {
            return Err(Problem::invalid("a query parameter is given twice").into());
        }
        pairs.push((name.clone(), Word { name, text: value }));
    }
    T::deserialize(MapDeserializer::<_, Misfit>::new(pairs.into_iter())).map_err(|misfit| {
        let problem = Problem::invalid(format!("in the query: {misfit}"));
        match misfit.complaint() {
            Complaint::Missing(name) => problem.with_pointer(*name).into(),
            _ => match misfit.pointer().strip_prefix('/') {
                Some(name) => problem.with_pointer(name).into(),
                None => problem.into(),
            },
        }
    })
}

/// A value of the query: a text that is read as what is wanted. What is wrong with it is told with its name, which is one
/// that the route has.
struct Word<'a> {
    name: Cow<'a, str>,
    text: Cow<'a, str>,
}

impl<'de> IntoDeserializer<'de, Misfit> for Word<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! parsed {
    ($($method:ident $visit:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
            // One spelling: what would be printed again in the same way.
            match self.text.parse() {
                Ok(value) if { let printed: String = ToString::to_string(&value); printed == self.text } => visitor.$visit(value),
                _ => {
                    let misfit: Misfit =
                        serde::de::Error::invalid_type(serde::de::Unexpected::Other("a text"), &visitor);
                    Err(misfit.within(&self.name))
                }
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Word<'de> {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let Self { name, text } = self;
        visitor.visit_string(text.into_owned()).map_err(|misfit: Misfit| misfit.within(&name))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_some(self)
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
        let Self { name, text } = self;
        visitor.visit_enum(text.into_deserializer()).map_err(|misfit: Misfit| misfit.within(&name))
    }

    parsed! {
        deserialize_bool visit_bool
        deserialize_u8 visit_u8
        deserialize_u16 visit_u16
        deserialize_u32 visit_u32
        deserialize_u64 visit_u64
        deserialize_i64 visit_i64
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map
        struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Wanted {
        #[serde(default)]
        q: Option<String>,
        #[serde(default)]
        limit: Option<u32>,
        #[serde(default)]
        explain: Option<bool>,
        #[serde(default)]
        id: Option<uuid::Uuid>,
    }

    #[test]
    fn parameters_are_read_by_their_types() {
        let all: Wanted =
            read("q=a%20b%2Bc&limit=7&explain=true&id=01890a5d-ac96-774b-bcce-b302099a8057").unwrap();
        assert_eq!((all.q.as_deref(), all.limit, all.explain), (Some("a b+c"), Some(7), Some(true)));
        assert!(all.id.is_some());
        assert_eq!(read::<Wanted>("q=true").unwrap().q.as_deref(), Some("true"));
        assert_eq!(read::<Wanted>("").unwrap(), Wanted { q: None, limit: None, explain: None, id: None });
    }

    // attack: A16, D4
    #[test]
    fn anything_else_is_refused_without_being_repeated() {
        for query in [
            "hunter2=1",
            "q=1&q=hunter2",
            "limit=hunter2",
            "limit=-1",
            "limit=07",
            "limit=%2B7",
            "limit=4294967296",
            "limit=",
            "explain=1",
            "explain=True",
            "explain",
            "id=hunter2",
        ] {
            let refused = read::<Wanted>(query).unwrap_err();
            let told = serde_json::to_string(refused.problem()).unwrap();
            assert_eq!(refused.code(), strongroom_api::ErrorCode::InvalidRequest, "{query}");
            assert!(!told.contains("hunter2"), "{query}: {told}");
            let (name, _) = query.split_once('=').unwrap_or((query, ""));
            let place = ["limit", "explain", "id"].into_iter().find(|known| *known == name);
            assert_eq!(refused.problem().pointer.as_deref(), place, "{query}");
        }
    }
}
