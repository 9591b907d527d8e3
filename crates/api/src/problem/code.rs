//! The error codes, each with its HTTP status and title: one table.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $name:tt $status:literal $title:literal;)*) => {
        /// Why a request was not done. The names are stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
        pub enum ErrorCode {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
            /// Read by a client that does not know the code; never sent.
            #[serde(rename = "unknown", other)]
            Unknown,
        }

        impl ErrorCode {
            /// Every code that the server sends.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name in answers.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Unknown => "unknown",
                }
            }

            /// The HTTP status.
            pub const fn status(self) -> u16 {
                match self {
                    $(Self::$variant => $status,)*
                    Self::Unknown => 500,
                }
            }

            /// The problem in a few words.
            pub const fn title(self) -> &'static str {
                match self {
                    $(Self::$variant => $title,)*
                    Self::Unknown => "unknown problem",
                }
            }
        }
    };
}

codes! {
    /// Not what the call takes: unknown or missing fields, wrong types, out of range.
    InvalidRequest "invalid_request" 400 "invalid request";
    /// No session, or one that is over.
    Unauthenticated "unauthenticated" 401 "not signed in";
    /// Wrong name or password; also for disabled and unknown accounts.
    InvalidCredentials "invalid_credentials" 401 "wrong user name or password";
    /// The password was right; a second factor is wanted.
    SecondFactorRequired "second_factor_required" 401 "second factor required";
    /// The caller sees it, but may not do this.
    Forbidden "forbidden" 403 "not allowed";
    /// A browser session without its `X-Strongroom-CSRF`.
    Csrf "csrf" 403 "request did not come from the web app";
    /// Nothing but a change of the password is possible.
    MustChangePassword "must_change_password" 403 "password must be changed first";
    /// The setup token is not the one that the server printed.
    InvalidSetupToken "invalid_setup_token" 403 "wrong setup token";
    /// The caller's current password is wrong.
    WrongPassword "wrong_password" 403 "wrong current password";
    /// The master password, recovery code or key file does not open the database or file.
    WrongMasterPassword "wrong_master_password" 403 "the password does not open it";
    /// A second password covers the object and was not given.
    SecondPasswordRequired "second_password_required" 403 "second password required";
    /// The second password is wrong.
    WrongSecondPassword "wrong_second_password" 403 "wrong second password";
    /// Does not exist, or may not be seen.
    NotFound "not_found" 404 "not found";
    /// The path exists, but not with this method.
    MethodNotAllowed "method_not_allowed" 405 "method not allowed";
    /// No offered media type is wanted.
    NotAcceptable "not_acceptable" 406 "no acceptable media type";
    /// The request took too long to arrive or to be done.
    Timeout "timeout" 408 "request took too long";
    /// The first super administrator exists.
    AlreadySetUp "already_set_up" 409 "already set up";
    /// Not possible as things stand; `detail` says why.
    Conflict "conflict" 409 "not possible now";
    /// The name belongs to another account, group or database.
    NameTaken "name_taken" 409 "name is taken";
    /// The licence has no seat left for a new account.
    LicenseLimit "license_limit" 409 "no licensed seat left";
    /// The last enabled super administrator can not be deleted, disabled or lose the role.
    LastSuperAdministrator "last_super_administrator" 409 "last super administrator";
    /// Private databases have no assignments, rules or grants.
    PrivateDatabase "private_database" 409 "private database";
    /// The content is out of reach until somebody opens the database.
    DatabaseClosed "database_closed" 409 "database is closed";
    /// The seal is in a state that does not know this event.
    SealState "seal_state" 409 "not possible in this state of the seal";
    /// Whom the grant is for has what it gives in another way, so its seal would protect nothing.
    UselessSeal "useless_seal" 409 "the seal would protect nothing";
    /// The target of a move lies below the object, or is an entry.
    InvalidTarget "invalid_target" 409 "not a possible target";
    /// What is to be restored has no folder to come back to: the request must say where to.
    ParentRequired "parent_required" 409 "say where to restore it";
    /// A limit of the specification: objects in a database, levels of folders.
    LimitReached "limit_reached" 409 "limit reached";
    /// The same `Idempotency-Key` came with another body.
    IdempotencyConflict "idempotency_conflict" 409 "idempotency key was used for another request";
    /// Rules changed while this was decided, again and again; try again.
    Busy "busy" 409 "changed at the same time";
    /// `If-Match` names an old revision.
    RevisionConflict "revision_conflict" 412 "changed in the meantime";
    /// The body is larger than allowed.
    TooLarge "too_large" 413 "too large";
    /// The address is longer than allowed.
    UriTooLong "uri_too_long" 414 "address too long";
    /// The body is not of a type that the call takes.
    UnsupportedMediaType "unsupported_media_type" 415 "unsupported media type";
    /// The part of a file that was asked for lies behind its end.
    RangeNotSatisfiable "range_not_satisfiable" 416 "no such part of the file";
    /// The file can not be imported; nothing was.
    ImportFailed "import_failed" 422 "file can not be imported";
    /// The licence file is damaged, or not signed by a trusted key.
    InvalidLicense "invalid_license" 422 "invalid licence";
    /// The password is too short or too easy to guess.
    WeakPassword "weak_password" 422 "password is too weak";
    /// Somebody else edits it.
    Locked "locked" 423 "being edited";
    /// A change must name the revision that it builds on.
    RevisionRequired "revision_required" 428 "revision required";
    /// Too many tries; see `retry_after`.
    RateLimited "rate_limited" 429 "too many tries";
    /// The headers are larger than allowed.
    HeadersTooLarge "headers_too_large" 431 "headers too large";
    /// A fault of the server.
    Internal "internal" 500 "internal error";
    /// Stored data does not verify; it is not given out.
    DataDamaged "data_damaged" 500 "stored data is damaged";
    /// The server can not serve this now.
    Unavailable "unavailable" 503 "not available now";
    /// The audit record can not be written, so the secret is not given out.
    AuditUnavailable "audit_unavailable" 503 "audit is not available";
    /// The disk is full; nothing was changed.
    StorageFull "storage_full" 507 "storage is full";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_the_same_in_json() {
        let mut names = std::collections::BTreeSet::new();
        for code in ErrorCode::ALL {
            assert!(names.insert(code.name()), "{} twice", code.name());
            assert_eq!(serde_json::to_string(code).unwrap(), format!("\"{}\"", code.name()));
            assert!((400..600).contains(&code.status()));
        }
    }

    #[test]
    fn the_document_says_the_same_names() {
        let schema = serde_json::to_value(<ErrorCode as utoipa::PartialSchema>::schema()).unwrap();
        let said: Vec<&str> =
            schema["enum"].as_array().unwrap().iter().filter_map(|name| name.as_str()).collect();
        let sent: Vec<&str> = ErrorCode::ALL.iter().map(|code| code.name()).chain(["unknown"]).collect();
        assert_eq!(said, sent);
    }
}
