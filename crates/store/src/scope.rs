//! Scopes: the server, and each database. A scope has its sequences, the head of its audit chain, and digests of
//! its rows.
//!
//! The digests notice rows that were changed, rolled back, removed or added behind the program's back: each row
//! that decides anything adds a keyed hash of its identity and revision to a sum, the sum stands encrypted in the
//! scope's own row, and loading the rows must give the same sum. Rows of rules and accounts count under a key of
//! the server; objects, versions and attachments under a key of their database, so that it is checked when the
//! database opens.

use std::sync::Arc;

use strongroom_crypto::{
    chain::{Head, RecordHash},
    digest::{SET_DIGEST_BYTES, SetDigest},
    envelope::{self, Place, RecordKind},
    key::{DataKeys, EnvelopeKey},
};
use strongroom_domain::id::DatabaseId;
use zeroize::Zeroizing;

use crate::{
    engine::{Query, Row, Value, array_of},
    error::StoreError,
};

/// The scope of the server itself.
pub const SERVER: DatabaseId = DatabaseId::from_bytes([0; 16]);

const FORMAT: u8 = 1;

/// The state of one scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Raised by one in every transaction that changes the scope.
    pub sequence: u64,
    /// The sequence of the last change that can alter a decision.
    pub rules_sequence: u64,
    /// How far the audit chain has come.
    pub audit: Head,
    pub(crate) rules: SetDigest,
    /// Raised by one in every commit that changes content: ties the sealed content digest to this state.
    pub(crate) content_sequence: u64,
    /// How many documents of signed heads were kept; only the server's scope counts them.
    pub(crate) heads: u64,
    /// The database was deleted: nothing is left but its audit chain.
    pub(crate) deleted: bool,
    /// Known from the opening of a database until the commit that closes it.
    pub(crate) content: Option<Content>,
}

/// The content digest of a database whose data key is known.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    pub(crate) keys: Arc<DataKeys>,
    /// What the rows give now.
    pub(crate) digest: SetDigest,
    /// What was sealed last; a commit seals anew where the two differ.
    pub(crate) sealed: SetDigest,
    /// Off: closed by a change that is not committed yet. The digest must still be sealed with what came before.
    pub(crate) open: bool,
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest
            && self.sealed == other.sealed
            && self.open == other.open
            && Arc::ptr_eq(&self.keys, &other.keys)
    }
}

impl Eq for Content {}

impl Scope {
    pub(crate) fn new(id: DatabaseId) -> Self {
        Self {
            sequence: 0,
            rules_sequence: 0,
            audit: Head::start(id.to_bytes()),
            rules: SetDigest::EMPTY,
            content_sequence: 0,
            heads: 0,
            deleted: false,
            content: None,
        }
    }

    fn encode(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(128));
        bytes.push(FORMAT);
        let numbers =
            [self.sequence, self.rules_sequence, self.audit.number, self.content_sequence, self.heads];
        for number in numbers {
            bytes.extend_from_slice(&number.to_be_bytes());
        }
        bytes.extend_from_slice(&self.audit.hash.0);
        bytes.extend_from_slice(&self.rules.to_bytes());
        bytes.push(self.deleted.into());
        bytes
    }

    fn decode(id: DatabaseId, bytes: &[u8]) -> Result<Self, StoreError> {
        let damaged = || StoreError::damaged("the state of a scope has an unknown form");
        let (format, rest) = bytes.split_first().ok_or_else(damaged)?;
        let (numbers, rest) = rest.split_at_checked(40).ok_or_else(damaged)?;
        let (head, rest) = rest.split_at_checked(32).ok_or_else(damaged)?;
        let (deleted, rules) = rest.split_last().ok_or_else(damaged)?;
        if *format != FORMAT {
            return Err(damaged());
        }
        let mut numbers = numbers.chunks_exact(8).map(|chunk| array_of(chunk).map(u64::from_be_bytes));
        let mut next = || numbers.next().unwrap_or_else(|| Err(damaged()));
        let (sequence, rules_sequence) = (next()?, next()?);
        let audit = Head { chain: id.to_bytes(), number: next()?, hash: RecordHash(array_of(head)?) };
        Ok(Self {
            sequence,
            rules_sequence,
            audit,
            rules: SetDigest::from_bytes(&array_of(rules)?),
            content_sequence: next()?,
            heads: next()?,
            deleted: *deleted != 0,
            content: None,
        })
    }
}

fn state_place(id: DatabaseId, sequence: u64) -> Place {
    Place::of_server(id.to_bytes(), RecordKind::ServerHeader, sequence)
}

fn content_place(id: DatabaseId, content_sequence: u64) -> Place {
    Place::new(id.to_bytes(), [0; 16], RecordKind::DatabaseHeader, content_sequence)
}

impl Scope {
    /// The state, encrypted for its row.
    pub(crate) fn seal(&self, key: &EnvelopeKey, id: DatabaseId) -> Result<Vec<u8>, StoreError> {
        envelope::seal(key, &state_place(id, self.sequence), &self.encode())
            .map_err(|_| StoreError::damaged("the state of a scope could not be sealed"))
    }

    /// The state of a row.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where it is not what was written for this scope and sequence.
    pub(crate) fn open(
        key: &EnvelopeKey,
        id: DatabaseId,
        sequence: i64,
        sealed: &[u8],
    ) -> Result<Self, StoreError> {
        let damaged = || {
            StoreError::damaged(format!(
                "the state of scope {id} is not what the server wrote, or the server key is another"
            ))
        };
        let sequence = u64::try_from(sequence).map_err(|_| damaged())?;
        let state = envelope::open(key, &state_place(id, sequence), sealed).map_err(|_| damaged())?;
        let scope = Self::decode(id, &state)?;
        if scope.sequence == sequence { Ok(scope) } else { Err(damaged()) }
    }

    /// The content digest, encrypted for its row.
    pub(crate) fn seal_content(&self, id: DatabaseId, content: &Content) -> Result<Vec<u8>, StoreError> {
        let place = content_place(id, self.content_sequence);
        envelope::seal(&content.keys.header, &place, &content.digest.to_bytes())
            .map_err(|_| StoreError::damaged("a content digest could not be sealed"))
    }

    /// Reads the scope's own row.
    ///
    /// # Errors
    /// [`StoreError::Changed`] where there is none, [`StoreError::Damaged`] where it is not what was written.
    pub(crate) fn read(query: &mut dyn Query, key: &EnvelopeKey, id: DatabaseId) -> Result<Self, StoreError> {
        let mut found = None;
        query.query(
            "SELECT sequence, rules_sequence, state FROM scopes WHERE database_id = $1",
            &[Value::from(&id.to_bytes())],
            &mut |row| {
                found = Some(Self::of_row(key, id, row, 0)?);
                Ok(())
            },
        )?;
        found.ok_or(StoreError::Changed)
    }

    /// The scope of a row with its sequences and state from `column` on.
    pub(crate) fn of_row(
        key: &EnvelopeKey,
        id: DatabaseId,
        row: &impl Row,
        column: usize,
    ) -> Result<Self, StoreError> {
        let scope = Self::open(key, id, row.integer(column)?, row.bytes(column + 2)?)?;
        if scope.rules_sequence == row.number(column + 1)? {
            Ok(scope)
        } else {
            Err(StoreError::damaged(format!("the sequences of scope {id} do not fit")))
        }
    }

    /// Compares `digest`, which the rows gave, with the one that was sealed with this state of the scope. Rows,
    /// scope and seal must come from one snapshot.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where they differ.
    pub(crate) fn check_content(
        &self,
        query: &mut dyn Query,
        id: DatabaseId,
        key: &EnvelopeKey,
        digest: &SetDigest,
    ) -> Result<(), StoreError> {
        let damaged = || {
            StoreError::damaged(format!(
                "objects of database {id} were changed, rolled back, removed or added outside of the server"
            ))
        };
        let mut sealed = None;
        query.query(
            "SELECT content FROM scopes WHERE database_id = $1",
            &[Value::from(&id.to_bytes())],
            &mut |row| {
                sealed = row.optional_bytes(0)?.map(<[u8]>::to_vec);
                Ok(())
            },
        )?;
        let expected = match (self.content_sequence, sealed) {
            // Nothing was ever written into this database.
            (0, None) => SetDigest::EMPTY,
            (0, Some(_)) | (_, None) => return Err(damaged()),
            (sequence, Some(sealed)) => {
                let bytes =
                    envelope::open(key, &content_place(id, sequence), &sealed).map_err(|_| damaged())?;
                SetDigest::from_bytes(&array_of::<SET_DIGEST_BYTES>(&bytes)?)
            }
        };
        if expected == *digest { Ok(()) } else { Err(damaged()) }
    }
}

#[cfg(test)]
mod tests {
    use strongroom_crypto::key::ServerKey;

    use super::*;

    // attack: C2
    #[test]
    fn a_state_put_back_to_an_earlier_sequence_does_not_open() {
        let key = ServerKey::generate().unwrap().subkeys().directory;
        let id = DatabaseId::from_bytes([1; 16]);
        let early = Scope { sequence: 4, ..Scope::new(id) };
        let sealed = early.seal(&key, id).unwrap();
        assert_eq!(Scope::open(&key, id, 4, &sealed).unwrap(), early);
        assert!(Scope::open(&key, id, 5, &sealed).is_err());
        assert!(Scope::open(&key, SERVER, 4, &sealed).is_err(), "nor for another scope");
    }
}
