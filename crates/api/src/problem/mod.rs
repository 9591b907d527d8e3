//! How an error is told: problem details (RFC 9457) with a stable code.
//!
//! A problem never repeats a secret from the request. What the caller may not see is told by
//! [`Problem::not_found`], always in the same words.

mod code;

use serde::{Deserialize, Serialize};
use strongroom_domain::{rights::Permission, time::Instant};
use utoipa::ToSchema;

pub use code::ErrorCode;

use crate::{objects::Object, rights::Cause, schema};

/// The media type of a problem.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// An error as it is answered. Members below `detail` stand only with the codes that their comments name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Names the kind of problem: `urn:strongroom:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind of problem in a few words; the same for every problem of a code.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// Stable and machine-readable.
    pub code: ErrorCode,
    /// What happened here, and what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// `invalid_request`: the place in the request, as a JSON pointer or the name of a parameter or header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// `forbidden`: the permission that is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<schema::Permission>)]
    pub permission: Option<Permission>,
    /// `forbidden`: why it is missing, where the caller may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<Box<Cause>>,
    /// `revision_conflict`: the current revision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<u64>,
    /// `revision_conflict` of one of several objects: which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<uuid::Uuid>,
    /// `revision_conflict`: the object as it is now, as far as the caller sees it, without its secrets: to be shown
    /// beside what was to be saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_object: Option<Box<Object>>,
    /// `second_factor_required`: the kinds that the account has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kinds: Option<Vec<String>>,
    /// `license_limit`: how many accounts there may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seats: Option<u64>,
    /// `locked`: the name of the person who edits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// `locked`: since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<schema::Instant>)]
    pub since: Option<Instant>,
    /// `locked`: until when, unless it is renewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<schema::Instant>)]
    pub expires_at: Option<Instant>,
    /// `rate_limited`: in how many seconds to try again; also in the header `Retry-After`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// `too_large`, `limit_reached`: the limit, in the unit that `detail` names. `range_not_satisfiable`: the length of the
    /// file in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
}

impl Problem {
    /// A problem with the status and title of its code and nothing else.
    pub fn new(code: ErrorCode) -> Self {
        Self {
            kind: format!("urn:strongroom:problem:{}", code.name()),
            title: code.title().to_owned(),
            status: code.status(),
            code,
            detail: None,
            pointer: None,
            permission: None,
            because: None,
            revision: None,
            object: None,
            current_object: None,
            kinds: None,
            seats: None,
            holder: None,
            since: None,
            expires_at: None,
            retry_after: None,
            limit: None,
        }
    }

    /// What does not exist, or may not be seen by the caller: no detail, so that both look the same.
    pub fn not_found() -> Self {
        Self::new(ErrorCode::NotFound)
    }

    /// The request is not what the call takes; `detail` must not repeat its values.
    pub fn invalid(detail: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidRequest).with_detail(detail)
    }

    /// The caller sees it, but lacks `permission`.
    pub fn forbidden(permission: Permission) -> Self {
        Self { permission: Some(permission), ..Self::new(ErrorCode::Forbidden) }
    }

    /// The change builds on a stale revision.
    pub fn revision_conflict(current: u64) -> Self {
        Self { revision: Some(current), ..Self::new(ErrorCode::RevisionConflict) }
    }

    /// Too many tries.
    pub fn rate_limited(seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..Self::new(ErrorCode::RateLimited) }
    }

    /// With a sentence on what happened; never a secret.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// With the place in the request.
    #[must_use]
    pub fn with_pointer(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    /// With the reason.
    #[must_use]
    pub fn with_because(mut self, because: Cause) -> Self {
        self.because = Some(Box::new(because));
        self
    }
}

impl From<ErrorCode> for Problem {
    fn from(code: ErrorCode) -> Self {
        Self::new(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_has_the_members_of_the_specification_and_no_empty_ones() {
        let problem =
            Problem::forbidden(Permission::ModifyEntries).with_detail("you may only read this entry");
        let text = serde_json::to_string(&problem).unwrap();
        assert_eq!(
            text,
            r#"{"type":"urn:strongroom:problem:forbidden","title":"not allowed","status":403,"code":"forbidden","detail":"you may only read this entry","permission":"modify_entries"}"#
        );
        assert_eq!(serde_json::from_str::<Problem>(&text).unwrap(), problem);
    }

    #[test]
    fn a_code_that_a_client_does_not_know_is_read_all_the_same() {
        let text = r#"{"type":"about:blank","title":"x","status":409,"code":"from_the_future","more":1}"#;
        assert_eq!(serde_json::from_str::<Problem>(text).unwrap().code, ErrorCode::Unknown);
    }
}
