//! Identifiers: UUIDs (version 7 where Strongroom makes them), one type per kind of thing, so that a
//! user's id can not be passed where a group's is expected.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Why a text is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id: expected a UUID such as `01890a5d-ac96-774b-bcce-b302099a8057`")]
pub struct ParseIdError;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// From the sixteen bytes of a UUID.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(Uuid::from_bytes(bytes))
            }

            /// The sixteen bytes of the UUID.
            pub const fn to_bytes(self) -> [u8; 16] {
                *self.0.as_bytes()
            }

            /// The UUID itself.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            /// Accepts the hyphenated form only, so that one id has one spelling in URLs.
            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                if text.len() != 36 {
                    return Err(ParseIdError);
                }
                Uuid::try_parse(text).map(Self).map_err(|_| ParseIdError)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0.as_hyphenated())
            }
        }
    )*};
}

ids! {
    /// A user's account.
    UserId;
    /// A group of users.
    GroupId;
    /// A database: a tree of folders and entries with a key of its own.
    DatabaseId;
    /// A folder or an entry.
    ObjectId;
    /// Access to one object that a user gave to a user or group.
    GrantId;
    /// What somebody asked of the approvers of a seal.
    RequestId;
    /// A signed-in client.
    SessionId;
    /// A file that belongs to an entry.
    AttachmentId;
    /// The object key below a second password.
    SecondKeyId;
    /// Something that a person is told.
    NoticeId;
    /// What somebody wants to be told of.
    SubscriptionId;
    /// An address outside that is called when something happens.
    WebhookId;
    /// A mail or a call on its way out.
    OutgoingId;
    /// What somebody imported at one time.
    ImportId;
}
