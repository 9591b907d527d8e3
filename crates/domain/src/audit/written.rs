//! What people wrote and machines are called: kept with a record, but never in clear on disk.

use std::{fmt, net::IpAddr};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The part of a record that is sealed before it is stored. Never a secret value; also not the name that was tried
/// at a failed sign-in where there is no such account: people type their password there by mistake.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// The network address of the client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<IpAddr>,
    /// The name of what was made, changed or deleted, as it was then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The reason that a person gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The names of the custom fields concerned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
}

/// Opened bytes are none of this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sealed part of an audit record is damaged")]
pub struct DecodeWrittenError;

impl Written {
    /// Whether there is nothing to seal.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The bytes to seal.
    pub fn to_json(&self) -> Zeroizing<Vec<u8>> {
        // Texts and addresses can not fail to be written.
        Zeroizing::new(serde_json::to_vec(self).unwrap_or_default())
    }

    /// From the opened bytes.
    ///
    /// # Errors
    /// [`DecodeWrittenError`]
    pub fn from_json(bytes: &[u8]) -> Result<Self, DecodeWrittenError> {
        serde_json::from_slice(bytes).map_err(|_| DecodeWrittenError)
    }
}

/// Shows nothing that people wrote.
impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Written(..)")
    }
}
