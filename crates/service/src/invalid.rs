//! What was sent can not be used: why, and which member of it is to blame. Neither repeats what was sent.

use std::{borrow::Cow, fmt};

use crate::error::ServiceError;

/// Why something that was sent can not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    detail: Cow<'static, str>,
    place: Option<Cow<'static, str>>,
}

impl Invalid {
    /// Which member of what was sent is to blame: a JSON pointer (RFC 6901), or the name of a parameter of the query.
    /// Absent where none is.
    pub fn place(&self) -> Option<&str> {
        self.place.as_deref()
    }
}

impl From<&'static str> for Invalid {
    fn from(detail: &'static str) -> Self {
        Self { detail: detail.into(), place: None }
    }
}

impl From<String> for Invalid {
    fn from(detail: String) -> Self {
        Self { detail: detail.into(), place: None }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl ServiceError {
    /// The same with the member that is to blame; one that was said before is nearer and stays. Of other errors nothing is
    /// said.
    #[must_use]
    pub fn at(mut self, place: impl Into<Cow<'static, str>>) -> Self {
        if let Self::Invalid(invalid) = &mut self {
            invalid.place.get_or_insert_with(|| place.into());
        }
        self
    }

    /// The same with this member and no other, or with none: what was said before is a place in something that the caller
    /// did not send.
    #[must_use]
    pub(crate) fn at_instead(mut self, place: Option<Cow<'static, str>>) -> Self {
        if let Self::Invalid(invalid) = &mut self {
            invalid.place = place;
        }
        self
    }

    /// The same, seen from the member around it.
    #[must_use]
    pub(crate) fn within(mut self, around: &str) -> Self {
        if let Self::Invalid(invalid) = &mut self {
            let place = invalid.place.take().unwrap_or_default();
            invalid.place = Some(format!("{around}{place}").into());
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(error: &ServiceError) -> Option<&str> {
        match error {
            ServiceError::Invalid(invalid) => invalid.place(),
            _ => None,
        }
    }

    #[test]
    fn the_nearest_place_stays_and_is_seen_from_around() {
        let error = || ServiceError::Invalid("odd".into());
        assert_eq!((place(&error()), error().to_string().as_str()), (None, "odd"));
        assert_eq!(place(&error().at("/name").at("/other")), Some("/name"));
        assert_eq!(place(&error().at("/quorum").within("/seal")), Some("/seal/quorum"));
        assert_eq!(place(&error().within("/seal")), Some("/seal"));
        assert_eq!(place(&error().at("/tags/3").at_instead(Some("/add".into()))), Some("/add"));
        assert_eq!(place(&ServiceError::NotFound.at("/name").within("/seal")), None);
    }
}
