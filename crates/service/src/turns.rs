//! Long work on a pool in which everybody has one turn: who sends much at once waits behind themselves and keeps nobody
//! else out.

use strongroom_domain::id::UserId;
use tokio::sync::OwnedMutexGuard;

use crate::{databases::private::Gates, hashing::HashingPool};

/// A pool for one piece of work at a time, with a gate for each person.
#[derive(Debug)]
pub(crate) struct Turns {
    gates: Gates,
    pool: HashingPool,
}

impl Default for Turns {
    fn default() -> Self {
        Self { gates: Gates::default(), pool: HashingPool::one_by_one() }
    }
}

impl Turns {
    /// The person's turn, when their own earlier ones have ended. To be held over the whole of a call.
    pub async fn turn(&self, person: UserId) -> OwnedMutexGuard<()> {
        self.gates.of(person).lock_owned().await
    }

    /// Where the work is done, by those who have a turn.
    pub const fn pool(&self) -> &HashingPool {
        &self.pool
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    // attack: R1
    #[tokio::test]
    async fn who_sends_much_at_once_keeps_nobody_else_out() {
        let turns = Arc::new(Turns::default());
        let (greedy, other) = (UserId::from_bytes([1; 16]), UserId::from_bytes([2; 16]));
        let (release, wait) = std::sync::mpsc::channel::<()>();
        let wait = Arc::new(parking_lot::Mutex::new(wait));
        let work = |of: UserId| {
            let (turns, wait) = (Arc::clone(&turns), Arc::clone(&wait));
            tokio::spawn(async move {
                let _turn = turns.turn(of).await;
                turns.pool().run(move || wait.lock().recv()).await
            })
        };
        let many: Vec<_> = (0..50).map(|_| work(greedy)).collect();
        tokio::task::yield_now().await;
        let one = work(other);
        // The first is under way, and then comes the other's: of the rest none has a place in the pool.
        for _ in 0..2 {
            release.send(()).unwrap();
        }
        one.await.unwrap().unwrap().unwrap();
        assert_eq!(many.iter().filter(|work| work.is_finished()).count(), 1);
        drop(release);
        for work in many {
            work.await.unwrap().unwrap().ok();
        }
    }
}
