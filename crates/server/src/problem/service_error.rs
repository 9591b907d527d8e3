//! The one mapping from what a use case says to what a client is told.

use strongroom_api::{
    ErrorCode, Problem,
    rights::{Cause, CauseKind},
};
use strongroom_domain::{administration::AdministrationRefusal, rights::Permission};
use strongroom_service::ServiceError;

use super::Refused;

impl From<ServiceError> for Refused {
    fn from(error: ServiceError) -> Self {
        Self { problem: Box::new(problem(&error)), error: Some(Box::new(error)) }
    }
}

fn problem(error: &ServiceError) -> Problem {
    let coded = |code: ErrorCode| Problem::new(code).with_detail(error.to_string());
    match error {
        // Always the same bytes: nothing tells what may not be seen from what is not there.
        ServiceError::NotFound => Problem::not_found(),
        // The reason is added where names are at hand.
        ServiceError::Forbidden { permission, .. } => Problem::forbidden(*permission),
        ServiceError::HandsOut(permission) => Problem::forbidden(*permission)
            .with_detail(error.to_string())
            .with_because(Cause::of(CauseKind::HandsOut)),
        ServiceError::Administration(refusal) => administration(*refusal),
        ServiceError::Invalid(invalid) => {
            Problem { pointer: invalid.place().map(str::to_owned), ..coded(ErrorCode::InvalidRequest) }
        }
        ServiceError::NameTaken => ErrorCode::NameTaken.into(),
        ServiceError::Conflict(_) => coded(ErrorCode::Conflict),
        ServiceError::InvalidTarget(_) => coded(ErrorCode::InvalidTarget),
        ServiceError::ParentRequired => coded(ErrorCode::ParentRequired),
        ServiceError::LimitReached { limit, .. } => {
            Problem { limit: u64::try_from(*limit).ok(), ..coded(ErrorCode::LimitReached) }
        }
        ServiceError::RevisionConflict { current } => Problem::revision_conflict(*current),
        ServiceError::RevisionConflictOf { object, current } => Problem {
            object: Some(object.uuid()),
            detail: Some(error.to_string()),
            ..Problem::revision_conflict(*current)
        },
        ServiceError::Locked(by) => Problem {
            holder: Some(by.holder.clone()),
            since: Some(by.since),
            expires_at: Some(by.expires_at),
            ..coded(ErrorCode::Locked)
        },
        ServiceError::RevisionRequired => coded(ErrorCode::RevisionRequired),
        ServiceError::LicenceLimit { seats } => {
            Problem { seats: Some(*seats), ..coded(ErrorCode::LicenseLimit) }
        }
        ServiceError::InvalidCredentials => ErrorCode::InvalidCredentials.into(),
        ServiceError::RateLimited { seconds } => Problem::rate_limited(*seconds),
        ServiceError::NotSignedIn => ErrorCode::Unauthenticated.into(),
        ServiceError::MustChangePassword => ErrorCode::MustChangePassword.into(),
        ServiceError::AlreadySetUp => ErrorCode::AlreadySetUp.into(),
        ServiceError::WrongSetupToken => ErrorCode::InvalidSetupToken.into(),
        ServiceError::DatabaseClosed => coded(ErrorCode::DatabaseClosed),
        ServiceError::WrongMasterPassword => ErrorCode::WrongMasterPassword.into(),
        ServiceError::SecondPasswordRequired => coded(ErrorCode::SecondPasswordRequired),
        ServiceError::WrongSecondPassword => ErrorCode::WrongSecondPassword.into(),
        ServiceError::PrivateDatabase => coded(ErrorCode::PrivateDatabase),
        ServiceError::SealState(_) => coded(ErrorCode::SealState),
        ServiceError::UselessSeal { .. } => coded(ErrorCode::UselessSeal),
        ServiceError::NotYours(_) | ServiceError::OwnAccess => coded(ErrorCode::Forbidden),
        ServiceError::Damaged(_) => coded(ErrorCode::DataDamaged),
        ServiceError::TooLarge(_) => coded(ErrorCode::TooLarge),
        ServiceError::BeyondTheEnd { bytes } => {
            Problem { limit: Some(*bytes), ..coded(ErrorCode::RangeNotSatisfiable) }
        }
        ServiceError::Import(_) => coded(ErrorCode::ImportFailed),
        ServiceError::AuditUnavailable => coded(ErrorCode::AuditUnavailable),
        ServiceError::Unavailable | ServiceError::Stopped => coded(ErrorCode::Unavailable),
        ServiceError::Busy | ServiceError::Stale => {
            Problem { retry_after: Some(1), ..Problem::new(ErrorCode::Busy) }
        }
        ServiceError::Idempotency(_) => coded(ErrorCode::IdempotencyConflict),
        // The log has what happened; the client has no use for it.
        ServiceError::Internal(what) => {
            tracing::error!(%what, "an internal error");
            ErrorCode::Internal.into()
        }
    }
}

fn administration(refusal: AdministrationRefusal) -> Problem {
    let code = match refusal {
        AdministrationRefusal::LastSuperAdministrator => ErrorCode::LastSuperAdministrator,
        AdministrationRefusal::PrivateDatabase | AdministrationRefusal::OwnsPrivateDatabase => {
            ErrorCode::PrivateDatabase
        }
        _ => ErrorCode::Forbidden,
    };
    let problem = Problem::new(code).with_detail(refusal.to_string());
    let lacks = (refusal == AdministrationRefusal::NeedsPermission).then_some(Permission::GrantAdminRights);
    let problem = Problem { permission: lacks, ..problem };
    if code == ErrorCode::Forbidden { problem.with_because(Cause::of(CauseKind::Role)) } else { problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_the_status_of_the_specification() {
        let cases = [
            (ServiceError::NotFound, 404),
            (ServiceError::Forbidden { permission: Permission::ReadEntries, because: None }, 403),
            (ServiceError::HandsOut(Permission::ReadEntries), 403),
            (ServiceError::Administration(AdministrationRefusal::NotAllowed), 403),
            (ServiceError::Administration(AdministrationRefusal::LastSuperAdministrator), 409),
            (ServiceError::NameTaken, 409),
            (ServiceError::LicenceLimit { seats: 3 }, 409),
            (ServiceError::RevisionConflict { current: 4 }, 412),
            (ServiceError::RevisionRequired, 428),
            (ServiceError::RateLimited { seconds: 9 }, 429),
            (ServiceError::InvalidCredentials, 401),
            (ServiceError::AlreadySetUp, 409),
            (ServiceError::SecondPasswordRequired, 403),
            (ServiceError::WrongSecondPassword, 403),
            (ServiceError::DatabaseClosed, 409),
            (ServiceError::PrivateDatabase, 409),
            (ServiceError::ParentRequired, 409),
            (ServiceError::SealState("".into()), 409),
            (ServiceError::UselessSeal { because: None }, 409),
            (ServiceError::OwnAccess, 403),
            (ServiceError::NotYours("approve"), 403),
            (ServiceError::AuditUnavailable, 503),
            (ServiceError::Internal("hunter2".into()), 500),
        ];
        for (error, status) in cases {
            let problem = problem(&error);
            assert_eq!(problem.status, status, "{error:?}");
            assert!(!serde_json::to_string(&problem).unwrap().contains("hunter2"));
        }
        assert_eq!(problem(&ServiceError::RevisionConflict { current: 4 }).revision, Some(4));
        assert_eq!(problem(&ServiceError::LicenceLimit { seats: 3 }).seats, Some(3));
        assert_eq!(problem(&ServiceError::NotFound), Problem::not_found());
    }
}
