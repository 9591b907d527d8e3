//! Scopes: the server, and each database. A scope has its sequences, the head of its audit chain, and digests of
//! its rows.
//!
//! The digests notice rows that were changed, rolled back, removed or added behind the program's back: each row
//! that decides anything adds a keyed hash of its identity and revision to a sum, the sum stands encrypted in the
//! scope's own row, and loading the rows must give the same sum. Rows of rules and accounts count under a key of
//! the server; objects, versions and attachments under a key of their database, so that it is checked when the
//! database opens.
//!
//! A state that is put back as a whole, rows and scope alike, fits by itself. So each write of a scope raises a
//! counter that the state is bound to, and notes how far the others had come: a database notes the counter of the
//! server, the server the sum of the counters of all databases. One that was put back alone is behind what the
//! others noted. All of them put back together are noticed by a head that was noted elsewhere.

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

/// Before there was a counter of writes; bound to the sequence.
const WITHOUT_WRITES: u8 = 1;
const FORMAT: u8 = 2;

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
    /// Raised by one in every commit that writes the scope, whatever it changes.
    pub(crate) writes: u64,
    /// What was known of the others when the scope was written last: of a database the server's `writes`, of the
    /// server the sum of those of all databases.
    pub(crate) noted: u64,
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
            writes: 0,
            noted: 0,
            content_sequence: 0,
            heads: 0,
            deleted: false,
            content: None,
        }
    }

    fn encode(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(160));
        bytes.push(FORMAT);
        let numbers = [
            self.writes,
            self.noted,
            self.sequence,
            self.rules_sequence,
            self.audit.number,
            self.content_sequence,
            self.heads,
        ];
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
        let count = match *format {
            WITHOUT_WRITES => 5,
            FORMAT => 7,
            _ => return Err(damaged()),
        };
        let (numbers, rest) = rest.split_at_checked(8 * count).ok_or_else(damaged)?;
        let (head, rest) = rest.split_at_checked(32).ok_or_else(damaged)?;
        let (deleted, rules) = rest.split_last().ok_or_else(damaged)?;
        let mut numbers = numbers.chunks_exact(8).map(|chunk| array_of(chunk).map(u64::from_be_bytes));
        let mut next = || numbers.next().unwrap_or_else(|| Err(damaged()));
        let (writes, noted) = if *format == FORMAT { (next()?, next()?) } else { (0, 0) };
        let (sequence, rules_sequence) = (next()?, next()?);
        let audit = Head { chain: id.to_bytes(), number: next()?, hash: RecordHash(array_of(head)?) };
        Ok(Self {
            sequence,
            rules_sequence,
            audit,
            rules: SetDigest::from_bytes(&array_of(rules)?),
            writes,
            noted,
            content_sequence: next()?,
            heads: next()?,
            deleted: *deleted != 0,
            content: None,
        })
    }
}

fn state_place(id: DatabaseId, writes: u64) -> Place {
    Place::of_server(id.to_bytes(), RecordKind::ServerHeader, writes)
}

fn content_place(id: DatabaseId, content_sequence: u64) -> Place {
    Place::new(id.to_bytes(), [0; 16], RecordKind::DatabaseHeader, content_sequence)
}

impl Scope {
    /// The state, encrypted for its row.
    pub(crate) fn seal(&self, key: &EnvelopeKey, id: DatabaseId) -> Result<Vec<u8>, StoreError> {
        envelope::seal(key, &state_place(id, self.writes), &self.encode())
            .map_err(|_| StoreError::damaged("the state of a scope could not be sealed"))
    }

    /// The state of a row.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where it is not what was written for this scope, sequence and write.
    pub(crate) fn open(
        key: &EnvelopeKey,
        id: DatabaseId,
        sequence: u64,
        writes: u64,
        sealed: &[u8],
    ) -> Result<Self, StoreError> {
        let damaged = || {
            StoreError::damaged(format!(
                "the state of scope {id} is not what the server wrote, or the server key is another"
            ))
        };
        let place = state_place(id, if writes == 0 { sequence } else { writes });
        let state = envelope::open(key, &place, sealed).map_err(|_| damaged())?;
        let scope = Self::decode(id, &state)?;
        if scope.sequence == sequence && scope.writes == writes { Ok(scope) } else { Err(damaged()) }
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
            "SELECT sequence, rules_sequence, state, writes FROM scopes WHERE database_id = $1",
            &[Value::from(&id.to_bytes())],
            &mut |row| {
                found = Some(Self::of_row(key, id, row, 0)?);
                Ok(())
            },
        )?;
        found.ok_or(StoreError::Changed)
    }

    /// The scope of a row with its sequences, state and counter of writes from `column` on.
    pub(crate) fn of_row(
        key: &EnvelopeKey,
        id: DatabaseId,
        row: &impl Row,
        column: usize,
    ) -> Result<Self, StoreError> {
        let (sequence, writes) = (row.number(column)?, row.number(column + 3)?);
        let scope = Self::open(key, id, sequence, writes, row.bytes(column + 2)?)?;
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
    fn a_state_put_back_to_an_earlier_write_does_not_open() {
        let key = ServerKey::generate().unwrap().subkeys().directory;
        let id = DatabaseId::from_bytes([1; 16]);
        let early = Scope { sequence: 4, writes: 9, noted: 3, ..Scope::new(id) };
        let sealed = early.seal(&key, id).unwrap();
        assert_eq!(Scope::open(&key, id, 4, 9, &sealed).unwrap(), early);
        assert!(Scope::open(&key, id, 4, 10, &sealed).is_err(), "nor after a write that left the sequence");
        assert!(Scope::open(&key, id, 5, 9, &sealed).is_err());
        assert!(Scope::open(&key, SERVER, 4, 9, &sealed).is_err(), "nor for another scope");
    }

    #[test]
    fn a_state_of_before_the_counter_is_still_read() {
        let id = DatabaseId::from_bytes([1; 16]);
        let scope = Scope { sequence: 4, rules_sequence: 3, heads: 2, ..Scope::new(id) };
        let bytes = scope.encode();
        let mut before = vec![WITHOUT_WRITES];
        before.extend_from_slice(&bytes[17..]);
        assert_eq!(Scope::decode(id, &before).unwrap(), scope);
        before[0] = 3;
        assert!(Scope::decode(id, &before).is_err());
    }
}
