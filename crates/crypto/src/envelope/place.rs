//! Where a record stands: what its envelope is bound to.

use crate::{Id, SERVER};

/// What kind of record an envelope holds, so that one column's ciphertext does not open in another.
///
/// The numbers are part of the format: one is never changed and never used again. A version in an object's
/// history keeps the ciphertexts of its own revision, under the same kinds as the current one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum RecordKind {
    /// What a person with `access_entries` sees of an object. Object: its id.
    ObjectSummary = 1,
    /// The secret fields and notes of an object. Object: its id.
    ObjectSecret = 2,
    /// The same under a second password's object key, inside of `ObjectSecret`. Object: its id.
    ObjectSecretInner = 3,
    /// Name, length and type of an attachment. Object: the attachment's id.
    AttachmentSummary = 4,
    /// A custom icon. Object: the icon's id.
    Icon = 5,
    /// A database's own header: sequence, digests, settings. Object: nil.
    DatabaseHeader = 6,
    /// A database's name and description, under the server's key, so that it is listed while closed.
    DatabaseName = 7,
    /// The note of a grant. Object: the grant's id.
    GrantNote = 8,
    /// A reason given to or by a seal. Object: the request's id.
    SealText = 9,
    /// Texts that people wrote into the audit chain. Object: nil; revision: the record's number.
    AuditText = 10,
    /// A user's account. Object: the user's id.
    UserRecord = 11,
    /// A user's password record. Object: the user's id.
    UserPassword = 12,
    /// A group. Object: the group's id.
    GroupRecord = 13,
    /// A session: client, address, what it may. Object: the session's id.
    SessionRecord = 14,
    /// A setting or policy of the server. Object: the setting's id.
    Setting = 15,
    /// The server's own header: sequence, digests. Object: nil.
    ServerHeader = 16,
    /// The licence. Object: nil.
    Licence = 17,
    /// The server's signing key. Object: nil.
    SigningSeed = 18,
    /// An answer kept for an idempotency key. Object: the caller's id.
    IdempotentAnswer = 19,
    /// An event waiting for its readers. Object: the event's id.
    Event = 20,
    /// The state of a job, such as a rotation. Object: the job's id.
    Job = 21,
    /// Counts of failed tries. Object: nil or the account's id.
    Limit = 22,
    /// A rule's or an assignment's texts. Object: its id.
    RuleText = 23,
    /// A grant. Object: its id.
    Grant = 24,
    /// How far a person has come with the seal of a grant. Object: the first half of SHA-256 over both ids.
    SealProgress = 25,
    /// Something that a person is told. Object: the notice's id.
    Notice = 28,
    /// Which notices a person wants by mail. Object: the user's id.
    NoticeChoice = 29,
    /// A mail or a call that waits to be sent. Object: its id.
    Outgoing = 30,
    /// What somebody wants to be told of. Object: the subscription's id.
    Subscription = 31,
    /// An address that is called, with its secret. Object: the webhook's id.
    Webhook = 32,
    /// What became of a call. Object: the call's id.
    WebhookCall = 33,
    /// An import: what it was, by whom. Object: the import's id.
    Import = 34,
    /// What a person marked as favourites. Object: the user\'s id.
    Favourites = 36,
    /// What a person used last. Object: the user\'s id.
    Recent = 37,
}

impl RecordKind {
    /// The step that plaintexts are padded to, in bytes; see the module's description.
    pub(super) const fn step(self) -> usize {
        match self {
            Self::ObjectSecret | Self::ObjectSecretInner => 256,
            Self::ObjectSummary
            | Self::AttachmentSummary
            | Self::DatabaseName
            | Self::GrantNote
            | Self::SealText
            | Self::AuditText
            | Self::UserRecord
            | Self::GroupRecord
            | Self::SessionRecord
            | Self::Setting
            | Self::IdempotentAnswer
            | Self::Event
            | Self::RuleText
            | Self::Grant
            | Self::SealProgress
            | Self::Favourites
            | Self::Recent
            | Self::Notice
            | Self::NoticeChoice
            | Self::Outgoing
            | Self::Subscription
            | Self::Webhook
            | Self::WebhookCall
            | Self::Import => 64,
            Self::Icon
            | Self::DatabaseHeader
            | Self::UserPassword
            | Self::ServerHeader
            | Self::Licence
            | Self::SigningSeed
            | Self::Job
            | Self::Limit => 1,
        }
    }
}

/// The place of a record: nothing that was sealed for one place opens in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// The database, or [`SERVER`].
    pub database: Id,
    /// The thing within it; what that is stands at each [`RecordKind`]. Nil (sixteen zeros) where the kind
    /// has one record only.
    pub object: Id,
    /// The kind of record.
    pub kind: RecordKind,
    /// The revision of the record, raised with every change.
    pub revision: u64,
}

/// Bytes of the associated data.
pub(super) const BOUND: usize = 4 + 1 + 16 + 16 + 8;

impl Place {
    /// A place in a database.
    pub const fn new(database: Id, object: Id, kind: RecordKind, revision: u64) -> Self {
        Self { database, object, kind, revision }
    }

    /// A place among what belongs to the server as a whole.
    pub const fn of_server(object: Id, kind: RecordKind, revision: u64) -> Self {
        Self { database: SERVER, object, kind, revision }
    }

    /// The associated data. All parts have a fixed length, so that no two places are spelled alike.
    pub(super) fn bound(&self) -> [u8; BOUND] {
        let mut bound = [0; BOUND];
        let parts = b"SRE1"
            .iter()
            .copied()
            .chain([self.kind as u8])
            .chain(self.database)
            .chain(self.object)
            .chain(self.revision.to_be_bytes());
        for (to, from) in bound.iter_mut().zip(parts) {
            *to = from;
        }
        bound
    }
}
