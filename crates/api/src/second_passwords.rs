//! Second passwords: what the server itself can not read without.
//!
//! A second password that opens something comes with the request that needs it: as `second_password` in the body of a
//! reveal, and for every request in the header [`HEADER`].

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::SecretText;

/// The header that a second password comes in: base64url without padding, of its UTF-8.
pub const HEADER: &str = "strongroom-second-password";

/// Sets a second password, or changes the one that is there.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetSecondPassword {
    /// The second password that covers it so far, its own or one from above; absent: none does, or it is in the header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<SecretText>,
    /// The second password from now on.
    pub new: SecretText,
}

/// Removes a second password.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveSecondPassword {
    /// The second password that is removed. Where another one covers from above, that one comes in the header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<SecretText>,
}
