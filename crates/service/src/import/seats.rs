//! Places for files that wait or run: few of them, and not too many bytes, for one person and for all. A place is taken
//! before anything of a file is taken in, and held until the file is wiped.

use std::{collections::HashMap, sync::Arc};

use parking_lot::Mutex;
use strongroom_domain::id::UserId;

use crate::error::ServiceError;

/// Files that wait or run on a server.
const FILES: usize = 4;
/// Those of one person.
const OF_ONE: usize = 2;
/// However small the largest file is by the configuration, one that is unpacked has so much room, in bytes.
const UNPACKED_BYTES: u64 = 64 << 20;

/// How many bytes wait at most.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    of_one: u64,
    of_all: u64,
}

impl Bounds {
    /// From the largest file. Unpacked a file may be larger than it came: one person's come to twice as much.
    fn of(file_bytes: u64) -> Self {
        let of_one = file_bytes.saturating_mul(2).max(UNPACKED_BYTES);
        Self { of_one, of_all: of_one.saturating_add(of_one / 2) }
    }
}

/// What one person holds.
#[derive(Debug, Clone, Copy, Default)]
struct Held {
    files: usize,
    bytes: u64,
}

/// The places of a server.
#[derive(Debug, Default)]
pub(super) struct Seats(Arc<Mutex<HashMap<UserId, Held>>>);

/// A place for a file, given back when dropped.
#[derive(Debug)]
pub struct Seat {
    owner: UserId,
    bytes: u64,
    bounds: Bounds,
    taken: Arc<Mutex<HashMap<UserId, Held>>>,
}

impl Seats {
    /// A place for a file of so many bytes; absent: of as many as there may be, which is `file_bytes`.
    ///
    /// # Errors
    /// [`ServiceError::RateLimited`] where too much waits.
    pub fn take(&self, owner: UserId, announced: Option<u64>, file_bytes: u64) -> Result<Seat, ServiceError> {
        let bytes = announced.unwrap_or(file_bytes).min(file_bytes);
        let bounds = Bounds::of(file_bytes);
        let mut taken = self.0.lock();
        let files = taken.values().map(|held| held.files).sum::<usize>();
        if of(&taken, owner).files >= OF_ONE || files >= FILES || !fits(&taken, owner, bounds, bytes) {
            return Err(ServiceError::RateLimited { seconds: 60 });
        }
        let held = taken.entry(owner).or_default();
        held.files += 1;
        held.bytes = held.bytes.saturating_add(bytes);
        Ok(Seat { owner, bytes, bounds, taken: Arc::clone(&self.0) })
    }
}

impl Seat {
    /// Says how much the file is now that it is known: what was announced or feared is given back.
    ///
    /// # Errors
    /// [`ServiceError::TooLarge`] where it is more than one person's files may be; [`ServiceError::RateLimited`] where too
    /// much waits besides.
    pub fn weigh(&mut self, bytes: u64) -> Result<(), ServiceError> {
        if bytes > self.bounds.of_one {
            let text = format!("unpacked, the file has more than {} bytes", self.bounds.of_one);
            return Err(ServiceError::TooLarge(text.into()));
        }
        let mut taken = self.taken.lock();
        if !fits(&taken, self.owner, self.bounds, bytes.saturating_sub(self.bytes)) {
            return Err(ServiceError::RateLimited { seconds: 60 });
        }
        if let Some(held) = taken.get_mut(&self.owner) {
            held.bytes = held.bytes.saturating_sub(self.bytes).saturating_add(bytes);
        }
        self.bytes = bytes;
        Ok(())
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.taken.lock();
        if let Some(held) = taken.get_mut(&self.owner) {
            held.files = held.files.saturating_sub(1);
            held.bytes = held.bytes.saturating_sub(self.bytes);
            if held.files == 0 {
                taken.remove(&self.owner);
            }
        }
    }
}

fn of(taken: &HashMap<UserId, Held>, owner: UserId) -> Held {
    taken.get(&owner).copied().unwrap_or_default()
}

/// Whether so much more has room.
fn fits(taken: &HashMap<UserId, Held>, owner: UserId, bounds: Bounds, more: u64) -> bool {
    let all = taken.values().fold(0_u64, |sum, held| sum.saturating_add(held.bytes));
    of(taken, owner).bytes.saturating_add(more) <= bounds.of_one && all.saturating_add(more) <= bounds.of_all
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: u64 = 512 << 20;

    const fn person(number: u8) -> UserId {
        UserId::from_bytes([number; 16])
    }

    fn is_full(taken: &Result<Seat, ServiceError>) -> bool {
        matches!(taken, Err(ServiceError::RateLimited { .. }))
    }

    // attack: R1
    #[test]
    fn places_are_few_and_come_back() {
        let seats = Seats::default();
        let one = seats.take(person(1), Some(1), FILE).unwrap();
        let two = seats.take(person(1), Some(1), FILE).unwrap();
        assert!(is_full(&seats.take(person(1), Some(1), FILE)), "two of one person");
        let others = [2, 3].map(|other| seats.take(person(other), Some(1), FILE).unwrap());
        assert!(is_full(&seats.take(person(4), Some(1), FILE)), "four of all");
        drop(one);
        assert!(seats.take(person(4), Some(1), FILE).is_ok());
        drop((two, others));
        assert!(seats.0.lock().is_empty());
    }

    // attack: R1
    #[test]
    fn bytes_are_bounded_for_one_person_and_for_all() {
        let seats = Seats::default();
        let mut one = seats.take(person(1), None, FILE).unwrap();
        one.weigh(2 * FILE).unwrap();
        assert!(is_full(&seats.take(person(1), Some(1), FILE)), "the person has no byte left");
        let other = seats.take(person(2), None, FILE).unwrap();
        assert!(is_full(&seats.take(person(3), Some(1), FILE)), "nobody has");
        assert!(matches!(one.weigh(2 * FILE + 1), Err(ServiceError::TooLarge(_))));
        one.weigh(10).unwrap();
        let mut third = seats.take(person(3), Some(u64::MAX), FILE).unwrap();
        assert_eq!(third.bytes, FILE, "what is announced is no more than is taken");
        let fourth = seats.take(person(1), Some(FILE - 10), FILE).unwrap();
        assert!(
            matches!(third.weigh(FILE + 1), Err(ServiceError::RateLimited { .. })),
            "it grew, and is told so"
        );
        drop((one, other, third, fourth));
        assert!(seats.0.lock().is_empty(), "all of it is given back");
    }
}
