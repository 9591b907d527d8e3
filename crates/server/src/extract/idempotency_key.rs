//! `Idempotency-Key`: a name that the caller gives a request, so that sending it again does nothing twice.

use axum::extract::FromRequestParts;
use http::{HeaderMap, request::Parts};
use strongroom_api::Problem;

use crate::{problem::Refused, state::AppState};

/// The header.
pub const HEADER: &str = "idempotency-key";
/// Its length at most.
const MAX_LENGTH: usize = 255;

/// The key of a request, if it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(pub Option<String>);

impl IdempotencyKey {
    /// The key in `headers`.
    ///
    /// # Errors
    ///
    /// `invalid_request` unless it is one value of 1 to 255 visible ASCII characters.
    pub fn find(headers: &HeaderMap) -> Result<Self, Refused> {
        let mut values = headers.get_all(HEADER).iter();
        let key = match (values.next(), values.next()) {
            (None, _) => return Ok(Self(None)),
            (Some(value), None) => value.to_str().ok(),
            (Some(_), Some(_)) => None,
        };
        let key = key
            .filter(|key| (1..=MAX_LENGTH).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic()));
        let malformed = || Problem::invalid("`Idempotency-Key` must be 1 to 255 visible ASCII characters");
        match key {
            Some(key) => Ok(Self(Some(key.to_owned()))),
            None => Err(malformed().with_pointer("Idempotency-Key").into()),
        }
    }
}

impl FromRequestParts<AppState> for IdempotencyKey {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Refused> {
        Self::find(&parts.headers)
    }
}
