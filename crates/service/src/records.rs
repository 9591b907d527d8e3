//! The encrypted records of the server: each is JSON, sealed under a key of the server and bound to its id, kind
//! and revision.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use strongroom_crypto::{
    envelope::{self, Place, RecordKind},
    key::EnvelopeKey,
};
use strongroom_domain::{
    account::Role,
    audit::ClientKind,
    database::DatabaseKind,
    id::{DatabaseId, GroupId, UserId},
    retention::Retention,
    time::Instant,
};
use zeroize::Zeroizing;

use crate::error::ServiceError;

/// A user as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRecord {
    /// The name to sign in with.
    pub username: String,
    /// The person's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_name: Option<String>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Department.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// Roles.
    pub roles: BTreeSet<Role>,
    /// A disabled account has no rights.
    pub enabled: bool,
    /// When it was last enabled after it had been disabled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled_at: Option<Instant>,
    /// The password must be changed before anything else.
    pub must_change_password: bool,
    /// When it was made.
    pub created_at: Instant,
    /// When it was last changed.
    pub modified_at: Instant,
}

/// A group as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRecord {
    /// Its name.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A disabled group counts for nothing.
    pub enabled: bool,
    /// Members are changed by super administrators only.
    pub protected: bool,
    /// When it was made.
    pub created_at: Instant,
    /// When it was last changed.
    pub modified_at: Instant,
}

/// The owner of a database as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// Nobody: a standard database.
    Nobody,
    /// A user.
    User(UserId),
    /// A group.
    Group(GroupId),
}

impl Owner {
    /// The kind of a database with this owner.
    pub const fn kind(self) -> DatabaseKind {
        match self {
            Self::Nobody => DatabaseKind::Standard,
            Self::User(id) => DatabaseKind::PrivateOfUser(id),
            Self::Group(id) => DatabaseKind::PrivateOfGroup(id),
        }
    }
}

/// A database as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatabaseRecord {
    /// Its name.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Who owns it.
    pub owner: Owner,
    /// Which of its data keys is in use.
    pub key_generation: u32,
    /// When it was made.
    pub created_at: Instant,
    /// By whom.
    pub created_by: UserId,
    /// When the record was last changed.
    pub modified_at: Instant,
    /// How long bin and history are kept. A record from before there were limits has none: nothing of such a database is
    /// gone before somebody says so.
    #[serde(default)]
    pub retention: Retention,
}

/// A session as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRecord {
    /// What kind of client.
    pub client: ClientKind,
    /// The address that signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<std::net::IpAddr>,
    /// When.
    pub created_at: Instant,
    /// The token that a browser sends with changes.
    pub csrf: String,
}

/// Encrypts a record.
///
/// # Errors
/// [`ServiceError::Internal`] where the operating system gives no randomness.
pub fn seal(key: &EnvelopeKey, place: &Place, record: &impl Serialize) -> Result<Vec<u8>, ServiceError> {
    let plain =
        serde_json::to_vec(record).map_err(|error| ServiceError::Internal(error.to_string().into()))?;
    Ok(envelope::seal(key, place, &Zeroizing::new(plain))?)
}

/// Encrypts a record under another key, in the same place.
///
/// # Errors
/// [`ServiceError::Damaged`] where it does not open.
pub fn reseal(
    old: &EnvelopeKey,
    new: &EnvelopeKey,
    place: &Place,
    sealed: &[u8],
) -> Result<Vec<u8>, ServiceError> {
    let plain = envelope::open(old, place, sealed).map_err(|_| damaged(place))?;
    Ok(envelope::seal(new, place, &plain)?)
}

fn damaged(place: &Place) -> ServiceError {
    let id = uuid::Uuid::from_bytes(place.object);
    ServiceError::Damaged(
        format!("record {:?} {id} of revision {} does not open", place.kind, place.revision).into(),
    )
}

/// Decrypts a record.
///
/// # Errors
/// [`ServiceError::Damaged`] names the kind and the place.
pub fn open<T: DeserializeOwned>(key: &EnvelopeKey, place: &Place, sealed: &[u8]) -> Result<T, ServiceError> {
    let plain = envelope::open(key, place, sealed).map_err(|_| damaged(place))?;
    serde_json::from_slice(&plain).map_err(|_| damaged(place))
}

/// Where a user's record stands.
pub const fn user_place(id: UserId, revision: u64) -> Place {
    Place::of_server(id.to_bytes(), RecordKind::UserRecord, revision)
}

/// Where a user's password record stands.
pub const fn password_place(id: UserId, revision: u64) -> Place {
    Place::of_server(id.to_bytes(), RecordKind::UserPassword, revision)
}

/// Where a group's record stands.
pub const fn group_place(id: GroupId, revision: u64) -> Place {
    Place::of_server(id.to_bytes(), RecordKind::GroupRecord, revision)
}

/// Where a session's record stands.
pub const fn session_place(id: strongroom_domain::id::SessionId) -> Place {
    Place::of_server(id.to_bytes(), RecordKind::SessionRecord, 1)
}

/// Where a database's record stands.
pub const fn database_place(id: DatabaseId, revision: u64) -> Place {
    Place::of_server(id.to_bytes(), RecordKind::DatabaseName, revision)
}

/// Where a setting stands.
pub fn setting_place(name: &str, revision: u64) -> Place {
    let digest = strongroom_crypto::digest::sha256(name.as_bytes());
    let mut id = [0; 16];
    for (to, from) in id.iter_mut().zip(digest) {
        *to = from;
    }
    Place::of_server(id, RecordKind::Setting, revision)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An upgrade purges nothing.
    #[test]
    fn a_database_from_before_there_were_limits_keeps_everything() {
        let stored = r#"{"name": "IT", "owner": "nobody", "key_generation": 1,
            "created_at": "2026-01-02T03:04:05Z", "created_by": "01890a5d-ac96-774b-bcce-b302099a8057",
            "modified_at": "2026-01-02T03:04:05Z"}"#;
        let record: DatabaseRecord = serde_json::from_str(stored).unwrap();
        assert_eq!(record.retention, Retention::FOR_EVER);
    }
}
