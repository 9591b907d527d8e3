//! What people were told, held once where it is the same: a thousand listeners of one role have one sight. Nothing is
//! decided here: each sight was made by a look of its own, and only what is equal in every object is shared.

use std::{
    collections::HashMap,
    hash::{BuildHasher, Hash, RandomState},
    sync::{Arc, Weak},
};

use parking_lot::Mutex;

use super::sight::Sight;

/// So many may be there before those that nobody holds any more are looked for.
const ROOM: usize = 64;

/// All sights that somebody holds.
#[derive(Debug, Default)]
pub(crate) struct Sights {
    hasher: RandomState,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    by_hash: HashMap<u64, Vec<Weak<Sight>>>,
    /// How many were there when the dead ones were put away last.
    alive: usize,
}

impl Sights {
    /// A number that tells something that was shown from anything else, and nothing of it.
    pub fn mark(&self, shown: &impl Hash) -> u64 {
        self.hasher.hash_one(shown)
    }

    /// The one that is equal to this, if somebody holds it; else this.
    pub fn shared(&self, sight: Sight) -> Arc<Sight> {
        let hash = self.hasher.hash_one(&sight);
        let mut held = self.held.lock();
        let alike = held.by_hash.entry(hash).or_default();
        if let Some(same) = alike.iter().filter_map(Weak::upgrade).find(|it| **it == sight) {
            return same;
        }
        // What comes and goes again and again, as with each client that connects anew, leaves nothing behind.
        alike.retain(|it| it.strong_count() > 0);
        let sight = Arc::new(sight);
        alike.push(Arc::downgrade(&sight));
        if held.by_hash.len() > 2 * held.alive + ROOM {
            held.by_hash.retain(|_, alike| {
                alike.retain(|it| it.strong_count() > 0);
                !alike.is_empty()
            });
            held.alive = held.by_hash.len();
        }
        drop(held);
        sight
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_is_held_once_and_what_nobody_holds_not_at_all() {
        let sights = Sights::default();
        let first = sights.shared(Sight::of_numbers(&[1, 0, 3]));
        let same = sights.shared(Sight::of_numbers(&[1, 0, 3]));
        let other = sights.shared(Sight::of_numbers(&[1, 0, 7]));
        assert!(Arc::ptr_eq(&first, &same) && !Arc::ptr_eq(&first, &other));
        for number in 1..1_000 {
            drop(sights.shared(Sight::of_numbers(&[number, 9])));
        }
        assert!(sights.held.lock().by_hash.len() <= 2 * 2 + ROOM + 1, "the dead are put away");
        for _ in 0..1_000 {
            drop(sights.shared(Sight::of_numbers(&[5, 5])));
        }
        assert!(sights.held.lock().by_hash.values().all(|alike| alike.len() == 1), "the same ones too");
        assert!(Arc::ptr_eq(&first, &sights.shared(Sight::of_numbers(&[1, 0, 3]))), "and the living are not");
    }
}
