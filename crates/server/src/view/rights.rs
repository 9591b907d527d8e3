//! Rights and their reasons. A reason names only what the reader may know of: the engine names no principal but the
//! person's own, and an object is named as the reader sees it or not at all.

use std::collections::BTreeMap;

use strongroom_api::{
    Problem,
    assignments::{self, Mark},
    rights::{self as api, Access, Decision, EffectiveRights, ObjectRef},
    rules,
};
use strongroom_domain::{
    account::Principal,
    administration::{DatabasePreset, ObjectPreset},
    database::{Assignment, ObjectRule},
    id::{DatabaseId, ObjectId},
    rights::{Cause, Explanation, Marks, Permission, PermissionSet},
};
use strongroom_service::{
    Caller, Service, ServiceError,
    rights::{Effective, WhoEntry},
};

use super::{principal_ref, user_ref};
use crate::{problem::Refused, state::AppState};

/// Finds the names in reasons, for one reader in one database.
#[derive(Clone, Copy)]
pub struct Naming<'a> {
    /// Who knows the names.
    pub service: &'a Service,
    /// Who reads.
    pub caller: &'a Caller,
    /// Where.
    pub database: DatabaseId,
}

impl<'a> Naming<'a> {
    /// For a reader in a database.
    pub fn of(state: &'a AppState, caller: &'a Caller, database: DatabaseId) -> Self {
        Self { service: state.service(), caller, database }
    }

    /// A refusal with its reason.
    pub fn told(self) -> impl Fn(ServiceError) -> Refused + 'a {
        move |error| {
            let because = match &error {
                ServiceError::Forbidden { because: Some(cause), .. }
                | ServiceError::UselessSeal { because: Some(cause) } => Some(self.cause(*cause)),
                _ => None,
            };
            Refused::from(error).with_because(because)
        }
    }

    /// A refusal to change an object, with its reason, or with what the object became meanwhile.
    pub fn told_of(self, object: ObjectId) -> impl Fn(ServiceError) -> Refused + 'a {
        let told = self.told();
        move |error| {
            told(error).with_current(|| {
                let now = self.service.object(self.caller, self.database, object).ok()?;
                match super::object(now).0 {
                    super::objects::Shown::Whole(object) => Some(object),
                    super::objects::Shown::Part(_) => None,
                }
            })
        }
    }

    /// A reason.
    pub fn cause(self, cause: Cause) -> api::Cause {
        let mut told = api::Cause::of(kind(&cause));
        match cause {
            Cause::Owner { owner } => told.principal = self.principal(owner),
            Cause::AssignmentAllows { principal, mark } | Cause::AssignmentDenies { principal, mark } => {
                told.principal = self.principal(principal);
                told.permission = Some(mark);
            }
            Cause::RuleAllows { object, principal, mark } | Cause::RuleDenies { object, principal, mark } => {
                told.object = self.object(object);
                told.principal = self.principal(principal);
                told.permission = Some(mark);
            }
            Cause::GrantAllows { grant, object, grantee, .. } => {
                told.grant = Some(grant.uuid());
                told.object = self.object(object);
                told.principal = self.principal(grantee);
            }
            Cause::PolicyEnabled { permission }
            | Cause::PolicyDisabled { permission }
            | Cause::Needs { permission } => told.permission = Some(permission),
            Cause::Cut { object } => told.object = self.object(object),
            Cause::RuleWithoutAssignment { object, principal } => {
                told.object = self.object(object);
                told.principal = self.principal(principal);
            }
            Cause::Seal { grant, state } => {
                told.grant = Some(grant.uuid());
                told.state = Some(state);
            }
            Cause::Suspended { grant } => told.grant = Some(grant.uuid()),
            _ => {}
        }
        told
    }

    fn principal(self, principal: Principal) -> Option<strongroom_api::principals::PrincipalRef> {
        self.service.principal_name(principal).map(|name| principal_ref(principal, name))
    }

    fn object(self, id: ObjectId) -> Option<ObjectRef> {
        let object = self.service.object(self.caller, self.database, id).ok()?;
        Some(ObjectRef { id: id.uuid(), title: object.title })
    }

    /// Effective rights; with their reasons where `explain` says so.
    pub fn effective(self, effective: Effective, object: Option<ObjectId>, explain: bool) -> EffectiveRights {
        let decision = |explanation: Explanation| {
            let Explanation { permission, allowed, because, also } = explanation;
            let reasons = explain.then(|| self.cause(because));
            let also =
                if explain { also.into_iter().map(|cause| self.cause(cause)).collect() } else { Vec::new() };
            (permission, Decision { allowed, because: reasons, also })
        };
        let (user, group) = match effective.principal {
            Principal::User(user) => (Some(user.uuid()), None),
            Principal::Group(group) => (None, Some(group.uuid())),
        };
        EffectiveRights {
            user,
            group,
            object: object.map(ObjectId::uuid),
            at: effective.at,
            permissions: effective.permissions.into_iter().map(decision).collect(),
        }
    }

    /// One person with access to an object.
    pub fn access(self, entry: WhoEntry) -> Access {
        Access {
            user: user_ref(entry.user, entry.username),
            permissions: entry.rights.iter().collect(),
            because: entry.because.map(|explanation| self.cause(explanation.because)),
        }
    }
}

const fn kind(cause: &Cause) -> api::CauseKind {
    match cause {
        Cause::Owner { .. } => api::CauseKind::Owner,
        Cause::SuperAdministrator => api::CauseKind::SuperAdministrator,
        Cause::AssignmentAllows { .. } => api::CauseKind::AssignmentAllows,
        Cause::RuleAllows { .. } => api::CauseKind::RuleAllows,
        Cause::GrantAllows { .. } => api::CauseKind::GrantAllows,
        Cause::PolicyEnabled { .. } => api::CauseKind::PolicyEnabled,
        Cause::AccountDisabled => api::CauseKind::AccountDisabled,
        Cause::PolicyDisabled { .. } => api::CauseKind::PolicyDisabled,
        Cause::NotOwner => api::CauseKind::NotOwner,
        Cause::NotAssigned => api::CauseKind::NotAssigned,
        Cause::DatabaseNotAllowed => api::CauseKind::DatabaseNotAllowed,
        Cause::AssignmentDenies { .. } => api::CauseKind::AssignmentDenies,
        Cause::RuleDenies { .. } => api::CauseKind::RuleDenies,
        Cause::Needs { .. } => api::CauseKind::Needs,
        Cause::Cut { .. } => api::CauseKind::Cut,
        Cause::OpenByGrantOnly => api::CauseKind::OpenByGrantOnly,
        Cause::RuleWithoutAssignment { .. } => api::CauseKind::RuleWithoutAssignment,
        Cause::Seal { .. } => api::CauseKind::Seal,
        Cause::Suspended { .. } => api::CauseKind::Suspended,
        Cause::OnlyThroughSeal => api::CauseKind::OnlyThroughSeal,
        Cause::NothingAllows => api::CauseKind::NothingAllows,
        Cause::Below => api::CauseKind::Below,
        Cause::OtherLevel => api::CauseKind::OtherLevel,
    }
}

/// An assignment; none where its principal is gone.
pub fn assignment(
    service: &Service,
    caller: &Caller,
    assignment: Assignment,
) -> Option<assignments::Assignment> {
    let Assignment { principal, period, marks } = assignment;
    Some(assignments::Assignment {
        principal: principal_ref(principal, service.principal_name(principal)?),
        valid_from: period.from,
        valid_to: period.to,
        live: period.contains(caller.now),
        permissions: marks_of(marks),
    })
}

/// A rule; none where its principal is gone.
pub fn rule(service: &Service, rule: ObjectRule) -> Option<rules::Rule> {
    let principal = principal_ref(rule.principal, service.principal_name(rule.principal)?);
    Some(rules::Rule { principal, permissions: marks_of(rule.marks) })
}

/// Marks as they were sent.
pub(super) fn marks(permissions: &BTreeMap<Permission, Mark>) -> Marks {
    let of = |wanted: Mark| {
        let named = permissions.iter().filter(|(_, mark)| **mark == wanted);
        named.fold(PermissionSet::EMPTY, |set, (permission, _)| set.with(*permission))
    };
    // INVARIANT: the map has one mark for a permission, so the two sets are disjoint.
    Marks::new(of(Mark::Allow), of(Mark::Deny)).unwrap_or(Marks::NONE)
}

/// Marks as they are told.
pub(super) fn marks_of(marks: Marks) -> BTreeMap<Permission, Mark> {
    let allowed = marks.allow().iter().map(|permission| (permission, Mark::Allow));
    allowed.chain(marks.deny().iter().map(|permission| (permission, Mark::Deny))).collect()
}

/// The marks of an assignment: those sent, those of a preset, or what a newly added principal gets.
///
/// # Errors
///
/// `invalid_request` for both at once.
pub fn assignment_marks(
    permissions: Option<&BTreeMap<Permission, Mark>>,
    preset: Option<assignments::DatabasePreset>,
) -> Result<Marks, Refused> {
    match (permissions, preset) {
        (Some(permissions), None) => Ok(marks(permissions)),
        (None, Some(preset)) => Ok(Marks::allowing(database_preset(preset).permissions())),
        (None, None) => Ok(Marks::allowing(DatabasePreset::NONE)),
        (Some(_), Some(_)) => {
            Err(Problem::invalid("either `permissions` or `preset`").with_pointer("/preset").into())
        }
    }
}

/// The marks of a rule: those sent, or those of a preset.
///
/// # Errors
///
/// `invalid_request` for neither or both.
pub fn rule_marks(
    permissions: Option<&BTreeMap<Permission, Mark>>,
    preset: Option<rules::ObjectPreset>,
) -> Result<Marks, Refused> {
    match (permissions, preset) {
        (Some(permissions), None) => Ok(marks(permissions)),
        (None, Some(preset)) => Ok(Marks::allowing(object_preset(preset).permissions())),
        (both, _) => {
            let place = if both.is_some() { "/preset" } else { "/permissions" };
            Err(Problem::invalid("exactly one of `permissions` and `preset`").with_pointer(place).into())
        }
    }
}

const fn database_preset(preset: assignments::DatabasePreset) -> DatabasePreset {
    match preset {
        assignments::DatabasePreset::Reader => DatabasePreset::Reader,
        assignments::DatabasePreset::Editor => DatabasePreset::Editor,
        assignments::DatabasePreset::Full => DatabasePreset::Full,
        assignments::DatabasePreset::Administrator => DatabasePreset::Administrator,
    }
}

const fn object_preset(preset: rules::ObjectPreset) -> ObjectPreset {
    match preset {
        rules::ObjectPreset::Use => ObjectPreset::Use,
        rules::ObjectPreset::Reader => ObjectPreset::Reader,
        rules::ObjectPreset::Editor => ObjectPreset::Editor,
        rules::ObjectPreset::Full => ObjectPreset::Full,
    }
}
