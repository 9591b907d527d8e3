//! The server-wide states of the permissions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use strongroom_domain::rights::{Permission, PolicyState};
use utoipa::ToSchema;

use crate::schema;

/// The states of the sixteen database permissions: answer of `GET /policies` and of both changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Policies {
    /// A state for each database permission, in the order of the rights specification.
    #[schema(value_type = BTreeMap<String, schema::PolicyState>)]
    pub permissions: BTreeMap<Permission, PolicyState>,
}

/// Sets all policies. Must name all sixteen database permissions and no other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutPolicies {
    /// A state for each database permission.
    #[schema(value_type = BTreeMap<String, schema::PolicyState>)]
    pub permissions: BTreeMap<Permission, PolicyState>,
}
