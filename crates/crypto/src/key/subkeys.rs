//! The subkeys of the server key and of a data key, each for one use.
//!
//! Derived once and held, since HKDF costs more than the sealing of a short record. The labels are part of
//! the format: a changed label makes everything sealed under it unreadable, and fails the vectors.

use zeroize::Zeroizing;

use super::{
    DataKey, EnvelopeKey, KEY_BYTES, Key, KeyEncryptionKey, MacKey, ObjectKey, ServerKey, StreamKey,
};
use crate::Id;

/// What the server key is split into.
#[derive(Debug)]
pub struct ServerKeys {
    /// Wraps data keys.
    pub wrapping: KeyEncryptionKey,
    /// Seals accounts, groups, policies, settings and sessions: everything that people wrote.
    pub directory: EnvelopeKey,
    /// Makes blind indexes: names that must be found, and unique, without being told.
    pub blind_index: MacKey,
    /// Seals texts that people wrote into the server's audit chain.
    pub audit_text: EnvelopeKey,
    /// Keys the set digests of the server's own tables.
    pub set_digest: MacKey,
    /// Seals the server's signing key.
    pub signing_seed: EnvelopeKey,
    /// Seals answers that are kept for idempotency keys.
    pub answers: EnvelopeKey,
}

/// What a data key is split into. Each subkey is bound to the database as well.
#[derive(Debug)]
pub struct DataKeys {
    /// Seals the summaries of objects.
    pub summary: EnvelopeKey,
    /// Seals the secrets of objects.
    pub secret: EnvelopeKey,
    /// Seals what belongs to the database itself: its header, rules' notes, grants' notes, icons.
    pub header: EnvelopeKey,
    /// Seals texts that people wrote into the database's audit chain.
    pub audit_text: EnvelopeKey,
    /// Gives what seals attachments.
    pub attachment: AttachmentKey,
    /// Makes blind indexes within the database.
    pub blind_index: MacKey,
    /// Keys the set digests of the database's tables.
    pub set_digest: MacKey,
}

/// What seals attachments, once it is known whether a second password covers them: whoever wants a [`StreamKey`] says
/// so.
#[derive(Debug, PartialEq, Eq)]
pub struct AttachmentKey(StreamKey);

impl AttachmentKey {
    /// The key of attachments that no second password covers.
    pub const fn uncovered(&self) -> &StreamKey {
        &self.0
    }

    /// The key of attachments that a second password covers: it comes from both keys, so that neither alone opens them.
    pub fn covered(&self, object: &ObjectKey, database: Id) -> StreamKey {
        let mut both = Box::new(Zeroizing::new([0; 2 * KEY_BYTES]));
        let bytes = object.0.bytes().iter().chain(self.0.0.bytes());
        for (to, from) in both.iter_mut().zip(bytes) {
            *to = *from;
        }
        StreamKey(Key::derive(both.as_slice(), &[b"object key: ", &database, b"attachment"]))
    }
}

impl ServerKey {
    /// The subkeys of this server key.
    pub fn subkeys(&self) -> ServerKeys {
        let key = |label: &str| Key::derive(self.0.bytes(), &[b"server key: ", label.as_bytes()]);
        ServerKeys {
            wrapping: KeyEncryptionKey(key("wrapping")),
            directory: EnvelopeKey(key("directory")),
            blind_index: MacKey(key("blind index")),
            audit_text: EnvelopeKey(key("audit text")),
            set_digest: MacKey(key("set digest")),
            signing_seed: EnvelopeKey(key("signing seed")),
            answers: EnvelopeKey(key("answers")),
        }
    }
}

impl DataKey {
    /// The subkeys of this data key in its `database`.
    pub fn subkeys(&self, database: Id) -> DataKeys {
        let key = |label: &str| Key::derive(self.0.bytes(), &[b"data key: ", &database, label.as_bytes()]);
        DataKeys {
            summary: EnvelopeKey(key("summary")),
            secret: EnvelopeKey(key("secret")),
            header: EnvelopeKey(key("header")),
            audit_text: EnvelopeKey(key("audit text")),
            attachment: AttachmentKey(StreamKey(key("attachment"))),
            blind_index: MacKey(key("blind index")),
            set_digest: MacKey(key("set digest")),
        }
    }
}

impl ObjectKey {
    /// What seals secrets under this object key.
    pub(crate) fn sealing(&self, database: Id) -> EnvelopeKey {
        EnvelopeKey(Key::derive(self.0.bytes(), &[b"object key: ", &database, b"secret"]))
    }
}
