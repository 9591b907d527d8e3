//! What somebody may do, and why.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use strongroom_domain::{
    rights::{Permission, SealState},
    time::Instant,
};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{principals::PrincipalRef, schema};

/// Whose rights on what to tell.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EffectiveRightsQuery {
    /// Absent: the caller. Others only for those who administer the database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Uuid>,
    /// Instead of a user: a group, for those who administer the database. What somebody has who is in it and in no other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Uuid>,
    /// Absent: the database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<Uuid>,
    /// Absent: now. Decided by the rules as they stand now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(value_type = Option<schema::Instant>)]
    pub at: Option<Instant>,
    /// Whether to tell the reasons; false when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explain: Option<bool>,
}

/// What a user, or somebody in a group, may do on an object or a database at an instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EffectiveRights {
    /// Whose rights; absent where a group was asked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Uuid>,
    /// The group, where one was asked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Uuid>,
    /// On which object; null: the database.
    pub object: Option<Uuid>,
    /// At which instant.
    #[schema(value_type = schema::Instant)]
    pub at: Instant,
    /// With an object exactly the eight object permissions, without exactly the sixteen of databases.
    #[schema(value_type = BTreeMap<String, Decision>)]
    pub permissions: BTreeMap<Permission, Decision>,
}

/// One permission, decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Decision {
    /// Whether the user has it.
    pub allowed: bool,
    /// What decided; with `explain=true`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<Cause>,
    /// For an allow every other rule that also allows it; with `explain=true`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Cause>,
}

/// The kind of rule that decided: the causes of the rights engine by name, and two more that refuse a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CauseKind {
    /// The private database belongs to the user, or to a group of the user.
    Owner,
    /// A super administrator has every permission on standard databases.
    SuperAdministrator,
    /// A live assignment allows it, at the database.
    AssignmentAllows,
    /// A rule on the object or on a folder above it allows it.
    RuleAllows,
    /// A grant on the object or on a folder above it allows it.
    GrantAllows,
    /// A policy is `enabled`.
    PolicyEnabled,
    /// The account, or the group that was asked about, is disabled or deleted: nothing.
    AccountDisabled,
    /// A policy is `disabled`: gone for everybody.
    PolicyDisabled,
    /// The private database belongs to somebody else.
    NotOwner,
    /// There is neither a live assignment nor a live grant.
    NotAssigned,
    /// Assigned, but nothing allows `access_database`.
    DatabaseNotAllowed,
    /// A live assignment denies it, at the database.
    AssignmentDenies,
    /// A rule on the object or on a folder above it denies it.
    RuleDenies,
    /// Something allows it, but it needs another permission, which is lacking.
    Needs,
    /// Allowed from above, but an object on the path has inheritance off.
    Cut,
    /// The database was entered through a grant alone, which opens only what grants give.
    OpenByGrantOnly,
    /// A rule would allow it, but its principal has no live assignment.
    RuleWithoutAssignment,
    /// A grant would allow it, once its seal is open.
    Seal,
    /// A grant would allow it, but its author has lost what it takes to give it.
    Suspended,
    /// Only a grant that has a seal allows it, so it may not go out.
    OnlyThroughSeal,
    /// Nothing allows it.
    NothingAllows,
    /// It is refused on something below, which is not named.
    Below,
    /// The permission is not one of those decided at this level.
    OtherLevel,
    /// A server role is lacking.
    Role,
    /// The caller would hand out a permission that the caller lacks.
    HandsOut,
    /// Read by a client that does not know the kind; never sent.
    #[serde(other)]
    Unknown,
}

/// What decided. Names only groups and objects that the reader may know of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Cause {
    /// The kind of rule.
    pub kind: CauseKind,
    /// The level it stands at: the object with its id; absent: the database or the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectRef>,
    /// The user or group of the assignment, rule, grant or ownership.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<PrincipalRef>,
    /// The grant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<Uuid>,
    /// The permission whose policy, mark or absence decided, where it is another than the one asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<schema::Permission>)]
    pub permission: Option<Permission>,
    /// The state of the seal; with `seal`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<schema::SealState>)]
    pub state: Option<SealState>,
}

impl Cause {
    /// A cause that names nothing but its kind.
    pub const fn of(kind: CauseKind) -> Self {
        Self { kind, object: None, principal: None, grant: None, permission: None, state: None }
    }
}

/// An object that a reason names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ObjectRef {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
}

/// Who has access to an object (`GET .../objects/{id}/who`): one page, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Who {
    /// How many people can open it now, the caller among them.
    pub count: u64,
    /// Who they are; empty for readers where the settings of the server tell them the number alone.
    pub items: Vec<Access>,
    /// The cursor of the page that follows; null at the end. Opaque.
    pub next: Option<String>,
}

/// One person who has access to an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Access {
    /// Who.
    pub user: PrincipalRef,
    /// The object permissions, in their order; only for those who administer the database.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<schema::Permission>)]
    pub permissions: Vec<Permission>,
    /// Why the person sees it (`access_entries`); only for those who administer the database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<Cause>,
}
