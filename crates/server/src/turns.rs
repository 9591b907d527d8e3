//! Turns at what takes long: a few at once for all, and one for each person, so that nobody who asks much keeps others
//! waiting. Whoever waits is served in the order of asking.

use std::{
    collections::HashMap,
    sync::{Arc, Weak},
};

use parking_lot::Mutex;
use strongroom_api::ErrorCode;
use strongroom_domain::id::UserId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many people are served at once.
const AT_ONCE: usize = 4;

/// Who has a turn, and who waits.
#[derive(Debug)]
pub struct Turns {
    all: Arc<Semaphore>,
    people: Mutex<HashMap<UserId, Weak<Semaphore>>>,
}

/// A turn, until it is dropped.
#[derive(Debug)]
pub struct Turn {
    _of_all: OwnedSemaphorePermit,
    _own: OwnedSemaphorePermit,
}

impl Default for Turns {
    fn default() -> Self {
        Self { all: Arc::new(Semaphore::new(AT_ONCE)), people: Mutex::default() }
    }
}

impl Turns {
    /// Waits for a turn of this person.
    ///
    /// # Errors
    ///
    /// Never: nobody closes what is waited for.
    pub async fn take(&self, person: UserId) -> Result<Turn, ErrorCode> {
        let own = self.of(person);
        // First the person's own: who waits for themselves takes no place that others could have.
        let own = own.acquire_owned().await.map_err(|_| ErrorCode::Internal)?;
        let of_all = Arc::clone(&self.all).acquire_owned().await.map_err(|_| ErrorCode::Internal)?;
        Ok(Turn { _of_all: of_all, _own: own })
    }

    fn of(&self, person: UserId) -> Arc<Semaphore> {
        let mut people = self.people.lock();
        if let Some(own) = people.get(&person).and_then(Weak::upgrade) {
            return own;
        }
        // Nobody is kept who neither has a turn nor waits for one.
        people.retain(|_, own| own.strong_count() > 0);
        let own = Arc::new(Semaphore::new(1));
        people.insert(person, Arc::downgrade(&own));
        own
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn person(number: u8) -> UserId {
        UserId::from_bytes([number; 16])
    }

    // attack: R5
    #[tokio::test]
    async fn one_person_who_asks_a_hundred_times_takes_one_place() {
        let turns = Arc::new(Turns::default());
        let first = turns.take(person(1)).await.unwrap();
        let ask = |turns: &Arc<Turns>| {
            let turns = Arc::clone(turns);
            tokio::spawn(async move { turns.take(person(1)).await.map(drop) })
        };
        let waiting: Vec<_> = (0..100).map(|_| ask(&turns)).collect();
        tokio::task::yield_now().await;
        let others: Vec<_> =
            [turns.take(person(2)).await.unwrap(), turns.take(person(3)).await.unwrap()].into();
        assert_eq!((turns.all.available_permits(), others.len()), (1, 2));
        assert!(waiting.iter().all(|asked| !asked.is_finished()));
        drop(first);
        for asked in waiting {
            tokio::time::timeout(Duration::from_secs(10), asked).await.unwrap().unwrap().unwrap();
        }
        drop(others);
        let _ = turns.take(person(4)).await.unwrap();
        assert_eq!(turns.people.lock().len(), 1, "those who are done are forgotten");
    }
}
