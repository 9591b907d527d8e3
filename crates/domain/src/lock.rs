//! Edit locks: who edits an object now, and until when.
//!
//! A lock is a courtesy: what protects data is the revision that every change names. So a lock must never outlive its
//! lease, nor be kept for ever by renewing it. By the clock of the decision: a lease that is over is no lock, whether
//! or not anybody has put it away.

use crate::{
    id::{SessionId, UserId},
    time::Instant,
};

/// A lock is held so long without being renewed.
pub const LEASE_SECONDS: i64 = 90;

/// A lock is renewed at most so long without a save.
pub const WITHOUT_SAVE_SECONDS: i64 = 60 * 60;

/// The instants of two requests differ at most by this where they meet. A lease that ends later than that after a full
/// lease was written before the clock was set back, and is none.
const SKEW_SECONDS: i64 = 60;

/// Who edits an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lock {
    /// The session that holds it; another session of the same person is somebody else.
    pub session: SessionId,
    /// Whose session that is.
    pub user: UserId,
    /// Since when.
    pub since: Instant,
    /// When it was taken, or the object saved last under it: the hour begins here.
    pub saved_at: Instant,
    /// The first instant at which it is over, unless it is renewed.
    pub expires_at: Instant,
}

/// Why a lock is not taken or renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LockRefusal {
    /// Somebody else holds it.
    #[error("somebody else edits it")]
    Held(Lock),
    /// There is none to renew.
    #[error("there is no lock to renew; take it again")]
    Over,
    /// The same person held it for an hour without a save: for one lease others come first.
    #[error("it was locked for an hour without a save; others come first until {until}")]
    Rests {
        /// From then on it can be taken again.
        until: Instant,
    },
}

/// Who asks for a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Editor {
    /// The session.
    pub session: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// When it ends in any case: no lock outlives its session.
    pub session_end: Instant,
    /// The instant of the request.
    pub now: Instant,
}

impl Editor {
    fn lease(&self, saved_at: Instant) -> Instant {
        let lease = self.now.plus_seconds(LEASE_SECONDS);
        lease.min(saved_at.plus_seconds(WITHOUT_SAVE_SECONDS)).min(self.session_end)
    }
}

impl Lock {
    /// Whether it is a lock at `now`.
    pub fn is_live(&self, now: Instant) -> bool {
        now < self.expires_at && self.expires_at <= now.plus_seconds(LEASE_SECONDS + SKEW_SECONDS)
    }

    /// Whether it keeps `session` from changing the object at `now`.
    pub fn keeps_out(&self, session: SessionId, now: Instant) -> bool {
        self.session != session && self.is_live(now)
    }

    /// The lock after `editor` took it, where `before` is what there was. By its own session it is renewed, and neither
    /// its beginning nor its hour starts anew.
    ///
    /// # Errors
    /// [`LockRefusal::Held`], [`LockRefusal::Rests`].
    pub fn take(before: Option<&Self>, editor: &Editor) -> Result<Self, LockRefusal> {
        match before {
            Some(held) if held.keeps_out(editor.session, editor.now) => Err(LockRefusal::Held(*held)),
            Some(held) if held.is_live(editor.now) => held.renew(editor),
            Some(held) if held.user == editor.user && held.rests(editor.now) => {
                Err(LockRefusal::Rests { until: held.rest_ends() })
            }
            _ => Ok(Self {
                session: editor.session,
                user: editor.user,
                since: editor.now,
                saved_at: editor.now,
                expires_at: editor.lease(editor.now),
            }),
        }
    }

    /// The lock after its session renewed it.
    ///
    /// # Errors
    /// [`LockRefusal::Held`] where it is somebody else's, [`LockRefusal::Over`] where it is none any more.
    pub fn renew(&self, editor: &Editor) -> Result<Self, LockRefusal> {
        match self.is_live(editor.now) {
            true if self.session == editor.session => {
                // The instants of two requests may come in another order than the requests: it is never shortened.
                Ok(Self { expires_at: editor.lease(self.saved_at).max(self.expires_at), ..*self })
            }
            true => Err(LockRefusal::Held(*self)),
            false => Err(LockRefusal::Over),
        }
    }

    /// The lock after its session saved the object: the hour begins anew.
    #[must_use]
    pub fn saved(&self, editor: &Editor) -> Self {
        let saved_at = editor.now.max(self.saved_at);
        Self { saved_at, expires_at: editor.lease(saved_at).max(self.expires_at), ..*self }
    }

    /// When others no longer come first, where its hour was used up; nobody needs to know of it after that.
    pub fn rest_ends(&self) -> Instant {
        self.saved_at.plus_seconds(WITHOUT_SAVE_SECONDS + LEASE_SECONDS)
    }

    /// Whether its hour was used up a moment ago.
    fn rests(&self, now: Instant) -> bool {
        self.expires_at >= self.saved_at.plus_seconds(WITHOUT_SAVE_SECONDS)
            && self.expires_at <= now
            && now < self.rest_ends()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Instant {
        Instant::from_micros(0).plus_seconds(seconds)
    }

    fn editor(who: u8, now: i64) -> Editor {
        let id = [who; 16];
        Editor {
            session: SessionId::from_bytes(id),
            user: UserId::from_bytes(id),
            session_end: at(1_000_000),
            now: at(now),
        }
    }

    // attack: P7, P6
    #[test]
    fn a_lease_ends_at_the_very_second_and_is_free_for_others() {
        let lock = Lock::take(None, &editor(1, 0)).unwrap();
        assert_eq!(Lock::take(Some(&lock), &editor(2, 89)), Err(LockRefusal::Held(lock)));
        assert_eq!(lock.renew(&editor(2, 89)), Err(LockRefusal::Held(lock)));
        assert_eq!(lock.renew(&editor(1, 90)), Err(LockRefusal::Over));
        let second = Lock::take(Some(&lock), &editor(2, 90)).unwrap();
        assert_eq!((second.since, second.expires_at), (at(90), at(180)));
    }

    // attack: P7
    #[test]
    fn endless_renewals_end_after_an_hour_and_then_others_come_first() {
        let mut lock = Lock::take(None, &editor(1, 0)).unwrap();
        let mut now = 0;
        while let Ok(renewed) = Lock::take(Some(&lock), &editor(1, now)) {
            lock = renewed;
            now += 60;
            assert!(now <= WITHOUT_SAVE_SECONDS, "kept for {now} seconds");
        }
        assert_eq!(lock.expires_at, at(WITHOUT_SAVE_SECONDS));
        let until = at(WITHOUT_SAVE_SECONDS + LEASE_SECONDS);
        let again = |now| Lock::take(Some(&lock), &editor(1, now));
        assert_eq!(again(WITHOUT_SAVE_SECONDS), Err(LockRefusal::Rests { until }));
        assert!(Lock::take(Some(&lock), &editor(2, WITHOUT_SAVE_SECONDS)).is_ok());
        assert!(again(WITHOUT_SAVE_SECONDS + LEASE_SECONDS).is_ok());
    }

    #[test]
    fn a_save_begins_the_hour_anew() {
        let lock = Lock::take(None, &editor(1, 0)).unwrap();
        let late = Lock { expires_at: at(3_590), ..lock };
        let saved = late.saved(&editor(1, 3_580));
        assert_eq!((saved.since, saved.saved_at, saved.expires_at), (at(0), at(3_580), at(3_670)));
        assert_eq!(late.renew(&editor(1, 3_580)).unwrap().expires_at, at(3_600));
    }

    // attack: P6
    #[test]
    fn a_lease_written_before_the_clock_was_set_back_is_none() {
        let lock = Lock::take(None, &editor(1, 10_000)).unwrap();
        assert!(lock.is_live(at(10_000 - SKEW_SECONDS)));
        assert!(!lock.is_live(at(10_000 - 3_600)));
        assert!(Lock::take(Some(&lock), &editor(2, 10_000 - 3_600)).is_ok());
    }

    #[test]
    fn no_lock_outlives_its_session() {
        let ending = Editor { session_end: at(30), ..editor(1, 0) };
        assert_eq!(Lock::take(None, &ending).unwrap().expires_at, at(30));
    }
}
