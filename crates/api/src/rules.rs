//! Marks of principals on one folder or entry, and the cut of what comes from above.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use strongroom_domain::rights::Permission;
use utoipa::ToSchema;

use crate::{assignments::Mark, principals::PrincipalRef};

/// A usual set of marks on a folder or entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ObjectPreset {
    /// See and use, without seeing the secrets.
    Use,
    /// Read.
    Reader,
    /// Read, change, add, delete.
    Editor,
    /// All eight.
    Full,
}

/// A principal's marks on an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Rule {
    /// Who.
    pub principal: PrincipalRef,
    /// Marks for object permissions.
    #[schema(value_type = BTreeMap<String, Mark>)]
    pub permissions: BTreeMap<Permission, Mark>,
}

/// The rules on one object itself, without those above it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ObjectRules {
    /// Off: allows, grants and enabled policies from above do not reach this object.
    pub inheritance: bool,
    /// The rules.
    pub items: Vec<Rule>,
    /// The cursor of the page that follows; null at the end.
    pub next: Option<String>,
}

/// Sets a principal's marks on an object as a whole: exactly one of the members.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutRule {
    /// Marks for object permissions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<BTreeMap<String, Mark>>)]
    pub permissions: Option<BTreeMap<Permission, Mark>>,
    /// Instead of `permissions`: a usual set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preset: Option<ObjectPreset>,
}

/// Turns inheritance of an object on or off; request and answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Inheritance {
    /// Whether allows from above reach the object.
    pub on: bool,
}
