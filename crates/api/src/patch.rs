//! Members of a change: absent means unchanged, `null` means cleared.

use serde::{Deserialize, Deserializer};

/// `None`: unchanged. `Some(None)`: cleared. `Some(Some(value))`: set.
///
/// A field of this type needs `#[serde(default, deserialize_with = "patch::present", skip_serializing_if =
/// "Option::is_none")]`: without it serde reads `null` as absent.
pub type Patch<T> = Option<Option<T>>;

/// Reads a member that is there, `null` included.
///
/// # Errors
/// What the value's own type refuses.
pub fn present<'de, T, D>(deserializer: D) -> Result<Patch<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

/// Reads a member that must be there but may be `null`: with this function its absence is an error, which
/// an `Option` alone would read as `null`.
///
/// # Errors
/// What the value's own type refuses.
pub fn required<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::<T>::deserialize(deserializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Change {
        #[serde(default, deserialize_with = "present")]
        email: Patch<String>,
        #[serde(deserialize_with = "required")]
        parent: Option<u8>,
    }

    #[test]
    fn absent_null_and_value_are_three_things() {
        let change = |body: &str| serde_json::from_str::<Change>(body);
        assert_eq!(change(r#"{"parent":null}"#).unwrap().email, None);
        assert_eq!(change(r#"{"parent":1,"email":null}"#).unwrap().email, Some(None));
        assert_eq!(change(r#"{"parent":1,"email":"a"}"#).unwrap().email, Some(Some("a".into())));
        assert!(change("{}").is_err(), "a required member may be null, but not absent");
        assert_eq!(change(r#"{"parent":null}"#).unwrap().parent, None);
    }
}
