//! Cursors: where a client stands in the changes of a database. A cursor is a random number; what it stands for is kept
//! here, so that a client carries nothing that would tell it how much happens out of its sight.

use std::{collections::HashMap, fmt, str::FromStr, sync::Arc};

use parking_lot::Mutex;
use strongroom_crypto::random;
use strongroom_domain::{
    id::{DatabaseId, UserId},
    rights::PermissionSet,
    time::Instant,
};

use super::sight::Sight;
use crate::error::ServiceError;

/// What all kept sights may take together, in bytes. The oldest are forgotten first: their clients load anew.
const KEPT_BYTES: usize = 128 << 20;

/// At most so many cursors are kept.
const KEPT: usize = 100_000;

/// A place in the changes of a database, for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cursor([u8; 16]);

/// A text that is no cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor: send the one of the last answer as it was")]
pub struct ParseCursorError;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Cursor {
    type Err = ParseCursorError;

    fn from_str(text: &str) -> Result<Self, ParseCursorError> {
        let digit = |digit: u8| match digit {
            b'0'..=b'9' => Ok(digit - b'0'),
            b'a'..=b'f' => Ok(digit - b'a' + 10),
            _ => Err(ParseCursorError),
        };
        let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return Err(ParseCursorError) };
        if pairs.len() != 16 {
            return Err(ParseCursorError);
        }
        let mut bytes = [0; 16];
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = digit(*high)? << 4 | digit(*low)?;
        }
        Ok(Self(bytes))
    }
}

/// What a cursor stands for.
#[derive(Debug, Clone)]
pub(crate) struct Stand {
    pub user: UserId,
    pub database: DatabaseId,
    /// In the log of the database.
    pub position: u64,
    /// Of accounts, groups and policies.
    pub server_sequence: u64,
    /// Periods begin and end by themselves.
    pub at: Instant,
    /// What the person could do at the database.
    pub rights: PermissionSet,
    /// How often what is set there had been changed; absent for who may not see that.
    pub settings: Option<u64>,
    /// What the person was shown of grants; absent for who sees everything that is set.
    pub grants: Option<u64>,
    /// What the person was told until then.
    pub sight: Arc<Sight>,
}

/// All cursors that were given out and not forgotten.
#[derive(Debug, Default)]
pub(crate) struct Cursors {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    stands: HashMap<Cursor, (u64, Stand)>,
    by_age: std::collections::BTreeMap<u64, Cursor>,
    /// How many of the cursors hold each sight, by where it is: it takes its bytes once.
    held: HashMap<usize, usize>,
    bytes: usize,
    next: u64,
}

impl Cursors {
    /// Gives out a cursor.
    ///
    /// # Errors
    /// [`ServiceError::Internal`] where the operating system gives no randomness.
    pub fn give(&self, stand: Stand) -> Result<Cursor, ServiceError> {
        let cursor = Cursor(random::bytes()?);
        let mut kept = self.kept.lock();
        let age = kept.next;
        kept.next += 1;
        kept.hold(&stand.sight);
        kept.by_age.insert(age, cursor);
        kept.stands.insert(cursor, (age, stand));
        while kept.bytes > KEPT_BYTES || kept.stands.len() > KEPT {
            let Some((_, oldest)) = kept.by_age.pop_first() else { break };
            kept.forget(oldest);
        }
        drop(kept);
        Ok(cursor)
    }

    /// What a cursor stands for; `None` for one that is not known, or is another person's.
    pub fn find(&self, cursor: Cursor, user: UserId, database: DatabaseId) -> Option<Stand> {
        let kept = self.kept.lock();
        let (_, stand) = kept.stands.get(&cursor)?;
        (stand.user == user && stand.database == database).then(|| stand.clone())
    }
}

impl Kept {
    fn forget(&mut self, cursor: Cursor) {
        if let Some((_, stand)) = self.stands.remove(&cursor) {
            self.let_go(&stand.sight);
        }
    }

    fn hold(&mut self, sight: &Arc<Sight>) {
        let cursors = self.held.entry(Arc::as_ptr(sight) as usize).or_default();
        *cursors += 1;
        if *cursors == 1 {
            self.bytes += sight.bytes();
        }
    }

    fn let_go(&mut self, sight: &Arc<Sight>) {
        let place = Arc::as_ptr(sight) as usize;
        let Some(cursors) = self.held.get_mut(&place) else { return };
        *cursors -= 1;
        if *cursors == 0 {
            self.held.remove(&place);
            self.bytes = self.bytes.saturating_sub(sight.bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stand(user: u8) -> Stand {
        Stand {
            user: UserId::from_bytes([user; 16]),
            database: DatabaseId::from_bytes([1; 16]),
            position: 0,
            server_sequence: 0,
            at: Instant::from_micros(0),
            rights: PermissionSet::EMPTY,
            settings: None,
            grants: None,
            sight: Arc::default(),
        }
    }

    #[test]
    fn a_sight_that_many_cursors_have_takes_its_bytes_once() {
        let (cursors, sight) = (Cursors::default(), Arc::new(Sight::of_numbers(&[3; 100])));
        let given: Vec<Cursor> = (0..3)
            .map(|user| cursors.give(Stand { sight: Arc::clone(&sight), ..stand(user) }).unwrap())
            .collect();
        let mut kept = cursors.kept.lock();
        assert_eq!(kept.bytes, sight.bytes());
        for (left, cursor) in (0..3).rev().zip(given) {
            kept.forget(cursor);
            assert_eq!(kept.bytes, if left > 0 { sight.bytes() } else { 0 });
        }
    }

    #[test]
    fn a_cursor_is_for_one_person_in_one_database() {
        let cursors = Cursors::default();
        let cursor = cursors.give(stand(1)).unwrap();
        let database = DatabaseId::from_bytes([1; 16]);
        assert!(cursors.find(cursor, UserId::from_bytes([1; 16]), database).is_some());
        assert!(cursors.find(cursor, UserId::from_bytes([2; 16]), database).is_none());
        let other = DatabaseId::from_bytes([2; 16]);
        assert!(cursors.find(cursor, UserId::from_bytes([1; 16]), other).is_none());
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for odd in ["", "00", &cursor.to_string()[1..], "zz345678901234567890123456789012"] {
            assert_eq!(odd.parse::<Cursor>(), Err(ParseCursorError));
        }
    }
}
