//! What other rules would do, before they are set.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use strongroom_domain::{rights::Permission, time::Instant};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    assignments::Mark,
    many::Effects,
    reach::{Look, ObjectLook},
    rights::EffectiveRights,
    schema,
};

/// Supposes some changes, made one after the other, and asks what they would do. Nothing is changed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewRights {
    /// At most 1,000; none: as it is.
    pub changes: Vec<RightsChange>,
    /// About which user or group `rights` are told; absent: about nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<Uuid>,
    /// On which object; absent: at the database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<Uuid>,
    /// For which permission `reach` is told; absent: it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<schema::Permission>)]
    pub permission: Option<Permission>,
}

/// A change of what is set in a database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum RightsChange {
    /// An assignment set as a whole.
    Assignment {
        /// Whose.
        principal: Uuid,
        /// The first instant it is live.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<schema::Instant>)]
        valid_from: Option<Instant>,
        /// The first instant it is over.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<schema::Instant>)]
        valid_to: Option<Instant>,
        /// Marks for database permissions.
        #[schema(value_type = BTreeMap<String, Mark>)]
        permissions: BTreeMap<Permission, Mark>,
    },
    /// An assignment removed, with the principal's rules.
    NoAssignment {
        /// Whose.
        principal: Uuid,
    },
    /// A rule set as a whole; without a mark it goes.
    Rule {
        /// On which folder or entry.
        object: Uuid,
        /// Whose.
        principal: Uuid,
        /// Marks for object permissions.
        #[schema(value_type = BTreeMap<String, Mark>)]
        permissions: BTreeMap<Permission, Mark>,
    },
    /// Inheritance turned on or off.
    Inheritance {
        /// Of which folder or entry.
        object: Uuid,
        /// Whether allows from above reach it.
        on: bool,
    },
}

/// What the changes would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PreviewedRights {
    /// Who would gain and lose what.
    pub effects: Effects,
    /// What the principal could do then, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights: Option<EffectiveRights>,
    /// How the permission would stand where it would be otherwise than now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reach: Option<ReachPreview>,
}

/// How a permission would stand where it would be otherwise than `reach` tells now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReachPreview {
    /// At the database, also where it is the same.
    pub at_database: Look,
    /// On folders and entries on which something is set now or would be.
    pub items: Vec<ObjectLook>,
}
