//! `If-Match` and `ETag`: which revision a change builds on (RFC 9110, 13.1.1).

use axum::extract::FromRequestParts;
use http::{HeaderMap, HeaderValue, header, request::Parts};
use strongroom_api::{ErrorCode, Problem};

use crate::{problem::Refused, state::AppState};

/// The revision that a change builds on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precondition {
    /// Exactly this one.
    Revision(u64),
    /// `*`: whichever it is.
    Any,
}

impl Precondition {
    /// The revision to compare with; none for `*`.
    pub const fn revision(self) -> Option<u64> {
        match self {
            Self::Revision(revision) => Some(revision),
            Self::Any => None,
        }
    }

    fn find(headers: &HeaderMap) -> Result<Option<Self>, Refused> {
        let mut values = headers.get_all(header::IF_MATCH).iter();
        let value = match (values.next(), values.next()) {
            (None, _) => return Ok(None),
            (Some(value), None) => value.to_str().ok().and_then(parse),
            (Some(_), Some(_)) => None,
        };
        let malformed = || Problem::invalid("`If-Match` must be one revision such as `\"7\"`, or `*`");
        value.map(Some).ok_or_else(|| malformed().with_pointer("If-Match").into())
    }
}

fn parse(value: &str) -> Option<Precondition> {
    if value == "*" {
        return Some(Precondition::Any);
    }
    let digits = value.strip_prefix('"')?.strip_suffix('"')?;
    let canonical = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    digits.parse().ok().filter(|_| canonical).map(Precondition::Revision)
}

/// A precondition that must be there: `428 revision_required` without it.
#[derive(Debug, Clone, Copy)]
pub struct IfMatch(pub Precondition);

impl FromRequestParts<AppState> for IfMatch {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Refused> {
        let required =
            || Problem::new(ErrorCode::RevisionRequired).with_detail("send `If-Match` with the revision");
        Precondition::find(&parts.headers)?.map(Self).ok_or_else(|| required().into())
    }
}

/// Where it is optional, a handler takes `Option<Precondition>` by this.
impl axum::extract::OptionalFromRequestParts<AppState> for IfMatch {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Option<Self>, Refused> {
        Ok(Precondition::find(&parts.headers)?.map(Self))
    }
}

/// The `ETag` of a revision.
pub fn etag(revision: u64) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{revision}\"")).unwrap_or_else(|_| HeaderValue::from_static("\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revision_has_one_spelling() {
        let find = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::IF_MATCH, HeaderValue::from_static(value));
            }
            Precondition::find(&headers)
        };
        assert_eq!(find(&[]).unwrap(), None);
        assert_eq!(find(&["*"]).unwrap(), Some(Precondition::Any));
        assert_eq!(find(&["\"7\""]).unwrap(), Some(Precondition::Revision(7)));
        for bad in [
            "7",
            "W/\"7\"",
            "\"7\", \"8\"",
            "\"07\"",
            "\"\"",
            "\"+7\"",
            "\"99999999999999999999\"",
            "\"x\"",
            "",
        ] {
            assert_eq!(find(&[bad]).unwrap_err().code(), ErrorCode::InvalidRequest, "{bad}");
        }
        assert!(find(&["\"7\"", "\"7\""]).is_err());
        assert_eq!(etag(7), "\"7\"");
    }
}
