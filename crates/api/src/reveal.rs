//! Secret values, on their way to a person who may have them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::SecretText;

/// What a secret is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To be looked at.
    Show,
    /// To be taken to the clipboard.
    Copy,
    /// To be filled in a browser; add-ons only.
    Fill,
    /// To be typed into a program; agents only.
    Type,
    /// To be printed.
    Print,
}

/// Asks for secret values.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevealRequest {
    /// What for.
    pub purpose: Purpose,
    /// The names of the fields; absent: all that the purpose gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields: Option<Vec<String>>,
    /// The second password where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_password: Option<SecretText>,
}

/// The values.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Revealed {
    /// The value of each field by its name. For `fill` and `type` the field `totp` is the code of this
    /// moment, otherwise what the code is computed from.
    pub fields: BTreeMap<String, SecretText>,
    /// The revision that the values belong to.
    pub revision: u64,
}
