//! Calls on several objects at once, and what a move or a copy would do.

use serde::{Deserialize, Serialize};
use strongroom_domain::rights::Permission;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{patch, principals::PrincipalRef, schema};

/// An object that a call names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NamedObject {
    /// Its id.
    pub id: Uuid,
    /// The revision that the call builds on. A move, a deletion and tags need it; a copy without it is one of whichever it
    /// is at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<AtRevision>,
}

/// The revision that a call builds on: a number, or `"*"` to mean whichever it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum AtRevision {
    /// Exactly this one.
    Exactly(u64),
    /// Whichever it is.
    Any(Whichever),
}

/// `"*"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Whichever {
    /// Whichever it is.
    #[serde(rename = "*")]
    It,
}

impl AtRevision {
    /// `"*"`.
    pub const ANY: Self = Self::Any(Whichever::It);

    /// The revision to compare with; none for `"*"`.
    pub const fn revision(self) -> Option<u64> {
        match self {
            Self::Exactly(revision) => Some(revision),
            Self::Any(Whichever::It) => None,
        }
    }
}

/// Moves objects within their database, each with everything below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveObjects {
    /// 1 to 1,000, each named once. What stands below another of them goes along with that.
    pub objects: Vec<NamedObject>,
    /// The folder to move them to; null: the root. Must be said.
    #[serde(deserialize_with = "patch::required")]
    #[schema(required = true)]
    pub parent: Option<Uuid>,
    /// The object they are to stand before; absent: at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Uuid>,
}

/// Copies an object with everything below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CopyObject {
    /// The folder to copy it to; null: the root. Must be said.
    #[serde(deserialize_with = "patch::required")]
    #[schema(required = true)]
    pub parent: Option<Uuid>,
    /// The database of that folder; absent: the one of the object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database: Option<Uuid>,
}

/// Copies objects, each with everything below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CopyObjects {
    /// 1 to 1,000, each named once. What stands below another of them is copied with that.
    pub objects: Vec<NamedObject>,
    /// The folder to copy them to; null: the root. Must be said.
    #[serde(deserialize_with = "patch::required")]
    #[schema(required = true)]
    pub parent: Option<Uuid>,
    /// The database of that folder; absent: the one of the objects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database: Option<Uuid>,
}

/// Puts objects into the bin, each with everything below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteObjects {
    /// 1 to 1,000, each named once.
    pub objects: Vec<NamedObject>,
}

/// Puts tags on objects and takes them off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TagObjects {
    /// 1 to 1,000, each named once; what is below them keeps its tags.
    pub objects: Vec<NamedObject>,
    /// Tags to put on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub add: Vec<String>,
    /// Tags to take off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<String>,
}

/// An object and its copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CopyOf {
    /// What was copied.
    pub original: Uuid,
    /// The copy.
    pub copy: Uuid,
}

/// What was copied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CopiedObjects {
    /// The named objects that were copied by themselves, in the order in which they were named.
    pub copies: Vec<CopyOf>,
    /// How many objects were made, everything below included.
    pub objects: u64,
    /// How many attachments were copied along.
    pub attachments: u64,
}

/// An object and the revision that it is at now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChangedObject {
    /// Its id.
    pub id: Uuid,
    /// Its revision.
    pub revision: u64,
}

/// What was tagged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TaggedObjects {
    /// Those whose tags are others now; the rest had them already.
    pub objects: Vec<ChangedObject>,
}

/// Whether to do it, or to tell what it would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DryRunQuery {
    /// True: nothing is changed; the answer tells who would gain and who would lose sight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dry_run: Option<bool>,
}

/// What a move, a copy or other rules would do (`?dry_run=true`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Effects {
    /// How many objects would be moved or made, or stand at and below what is set otherwise, everything below included.
    pub objects: u64,
    /// What you would have then on some of them, and have not now; of copies all that you would have.
    #[schema(value_type = Vec<schema::Permission>)]
    pub gained: Vec<Permission>,
    /// What you have now on some of them, and would not have then.
    #[schema(value_type = Vec<schema::Permission>)]
    pub lost: Vec<Permission>,
    /// How many others would see something then that they do not see now; of a copy only for those who may see the rights
    /// of the database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gain_sight: Option<u64>,
    /// How many others would not see something then that they see now; told to the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lose_sight: Option<u64>,
    /// The others whose rights would be different, at most 1,000, by name; only for those who may see the rights of the
    /// database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<Vec<PersonEffect>>,
    /// How many more there are of them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more: u64,
}

/// What would happen to the rights of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonEffect {
    /// Who.
    pub user: PrincipalRef,
    /// What they would have then on some of the objects, and have not now.
    #[schema(value_type = Vec<schema::Permission>)]
    pub gained: Vec<Permission>,
    /// What they have now on some of the objects, and would not have then.
    #[schema(value_type = Vec<schema::Permission>)]
    pub lost: Vec<Permission>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
const fn is_zero(count: &u64) -> bool {
    *count == 0
}
