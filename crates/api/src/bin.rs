//! The bin of a database: what was deleted and can still come back.

use serde::{Deserialize, Serialize};
use strongroom_domain::{rights::Permission, time::Instant};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Patch, objects::ObjectKind, patch, principals::PrincipalRef, rights::ObjectRef, schema};

/// Something in the bin, as the caller sees it. Those who administer the database without seeing the object itself see
/// its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BinItem {
    /// Its id.
    pub id: Uuid,
    /// Folder or entry.
    pub kind: ObjectKind,
    /// Its title.
    pub title: String,
    /// The type of an entry; null where only the name is seen.
    #[serde(rename = "type")]
    pub entry_type: Option<String>,
    /// Counts changes of its content; null where only the name is seen.
    pub revision: Option<u64>,
    /// The folder it came from; null for the root of the database, and where `needs_parent` is true.
    pub from: Option<ObjectRef>,
    /// Whether a restore has to say where to: the folder it came from is in the bin itself, or not the caller's to see.
    pub needs_parent: bool,
    /// When it was put into the bin.
    #[schema(value_type = schema::Instant)]
    pub deleted_at: Instant,
    /// By whom; null where that is not known (it was in the bin of an imported file), or the account is gone.
    pub deleted_by: Option<PrincipalRef>,
    /// The first instant at which it is gone for good; null: it is kept until somebody purges it.
    #[schema(value_type = Option<schema::Instant>)]
    pub kept_until: Option<Instant>,
    /// How many objects that the caller sees went with it, and would come back with it.
    pub below: u64,
    /// The caller's permissions on it, as they are now.
    #[schema(value_type = Vec<schema::Permission>)]
    pub rights: Vec<Permission>,
}

/// Restores something from the bin. Without a body it comes back to where it was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreFromBin {
    /// The folder to restore it to, null: the root. Absent: where it was.
    #[serde(default, deserialize_with = "patch::present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub parent: Patch<Uuid>,
}

/// The answer to emptying the bin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Emptied {
    /// How many objects are gone for good.
    pub purged: u64,
    /// How many items that the caller sees are still there: those that are not the caller's to delete; and the rest, where
    /// there was more than one call purges.
    pub kept: u64,
}
