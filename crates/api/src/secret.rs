//! Text that must not be seen: wiped when dropped, and hidden from `Debug`.
//!
//! Never implements `Display`: whoever needs the value says so by [`SecretText::expose`].

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat,
        schema::{SchemaType, Type},
    },
};
use zeroize::Zeroizing;

/// A password, token, code or value of a secret field.
#[derive(Clone, Default)]
pub struct SecretText(Zeroizing<String>);

impl SecretText {
    /// Takes over a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Gives the text away, still wiped when dropped.
    pub fn into_inner(self) -> Zeroizing<String> {
        self.0
    }

    /// Whether there is no character in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for SecretText {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for SecretText {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<Zeroizing<String>> for SecretText {
    fn from(text: Zeroizing<String>) -> Self {
        Self(text)
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl Serialize for SecretText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SecretText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        /// The standard messages repeat what was found, which may be the secret itself with forgotten quotes.
        fn wrong<T, E: de::Error>() -> Result<T, E> {
            Err(E::custom("invalid type, expected a string"))
        }

        impl<'de> de::Visitor<'de> for Text {
            type Value = SecretText;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<SecretText, E> {
                Ok(SecretText::new(text))
            }

            fn visit_string<E: de::Error>(self, text: String) -> Result<SecretText, E> {
                Ok(SecretText::new(text))
            }

            fn visit_bool<E: de::Error>(self, _: bool) -> Result<SecretText, E> {
                wrong()
            }

            fn visit_i64<E: de::Error>(self, _: i64) -> Result<SecretText, E> {
                wrong()
            }

            fn visit_u64<E: de::Error>(self, _: u64) -> Result<SecretText, E> {
                wrong()
            }

            fn visit_f64<E: de::Error>(self, _: f64) -> Result<SecretText, E> {
                wrong()
            }
        }

        // Not `deserialize_string`: for that the format words the error, with the value in it.
        deserializer.deserialize_any(Text)
    }
}

impl PartialSchema for SecretText {
    fn schema() -> RefOr<Schema> {
        let schema = ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Password)))
            .build();
        RefOr::T(Schema::Object(schema))
    }
}

impl ToSchema for SecretText {}

#[cfg(test)]
mod tests {
    use super::*;

    // attack: D1
    #[test]
    fn debug_never_shows_the_text() {
        let secret = SecretText::new("hunter2-marker");
        assert_eq!(format!("{secret:?}"), "[secret]");
        assert!(!format!("{:#?}", Some(vec![secret])).contains("marker"));
    }

    // attack: D4
    #[test]
    fn a_secret_of_the_wrong_type_is_not_repeated_in_the_error() {
        for body in ["31337", "-31337", "31337.5", "true"] {
            let error = serde_json::from_str::<SecretText>(body).unwrap_err().to_string();
            assert!(!error.contains("31337") && !error.contains("true"), "{error}");
        }
    }
}
