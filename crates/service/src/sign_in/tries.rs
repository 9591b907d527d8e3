//! The limit on guessing, for every password and code alike.
//!
//! Three counters: of the account at this address (few tries, then growing waits up to a quarter of an hour), of
//! the address (against many names from one place), and of the account from everywhere (many tries, then short
//! waits: slow for a crowd of guessers, but nobody can keep the owner out by guessing). A try is counted before
//! the password is looked at, in one transaction, so that fifty tries at once are fifty tries.

use std::net::IpAddr;

use strongroom_crypto::key::ServerKeys;
use strongroom_domain::{id::UserId, name, time::Instant};
use strongroom_store::{
    Store, StoreError, Write,
    tries::{self, Tries},
};

use crate::{accounts::state::keyed, error::ServiceError};

/// How many tries are free, and how long the waits may grow, in seconds.
#[derive(Debug, Clone, Copy)]
struct Limit {
    free: u64,
    longest_wait: u64,
}

const ACCOUNT_AT_ADDRESS: Limit = Limit { free: 5, longest_wait: 15 * 60 };
const ADDRESS: Limit = Limit { free: 50, longest_wait: 15 * 60 };
const ACCOUNT: Limit = Limit { free: 100, longest_wait: 30 };

/// Half of what was counted is forgiven after so many quiet seconds, and half of the rest after as many more.
const HALVED_AFTER_SECONDS: i64 = 15 * 60;

/// Failures are forgotten a day after the last one: by then nothing of them counts any more.
pub const FORGET_FAILURES_AFTER_SECONDS: i64 = 24 * 60 * 60;

/// Where somebody has signed in from is forgotten after 30 days.
pub const FORGET_PLACES_AFTER_SECONDS: i64 = 30 * 24 * 60 * 60;

impl Limit {
    /// Seconds from the last try until the next one is allowed: 1, 2, 4, … after the free ones.
    fn wait(self, failures: u64) -> u64 {
        match failures.checked_sub(self.free) {
            None => 0,
            Some(over) => self.longest_wait.min(1 << over.min(32)),
        }
    }

    /// Seconds left at `now`; `None`: a try is allowed. A clock set back does not make the wait longer than
    /// it ever was.
    fn left(self, tries: Tries, now: Instant) -> Option<u64> {
        let wait = i64::try_from(self.wait(counted(tries, now))).unwrap_or(i64::MAX);
        let left = tries.last_at.plus_seconds(wait).micros().saturating_sub(now.micros());
        let left = left.min(wait.saturating_mul(1_000_000));
        (left > 0).then(|| left.unsigned_abs().div_ceil(1_000_000))
    }
}

/// What still counts of earlier tries.
fn counted(tries: Tries, now: Instant) -> u64 {
    let quiet = now.micros().saturating_sub(tries.last_at.micros()).max(0);
    let halvings = quiet / (HALVED_AFTER_SECONDS * 1_000_000);
    tries.failures.checked_shr(u32::try_from(halvings).unwrap_or(u32::MAX)).unwrap_or(0)
}

/// The counters that one try touches.
#[derive(Debug, Clone)]
pub struct Counters {
    account_at_address: [u8; 32],
    address: [u8; 32],
    account: [u8; 32],
    /// Is there where the account has signed in from this address: then a crowd elsewhere does not keep it out.
    known_here: [u8; 32],
    /// Whether a right password clears the account's counters. Several names count as one (`root`, `x\\root`,
    /// `root@y`); only the plain one vouches for all.
    clears: bool,
}

/// A try that was counted.
#[derive(Debug, Clone)]
pub struct Counted {
    counters: Counters,
    now: Instant,
    /// The address' counter before it.
    address_before: Option<Tries>,
}

/// What is guessed at.
#[derive(Debug, Clone, Copy)]
pub enum Guessed<'a> {
    /// An account's password or code: the name as it was typed.
    Account(&'a str),
    /// The password of something with an id: a database's master password.
    Thing([u8; 16]),
    /// A second password, by one person: who tries, and a hash of the wrap that it is to open.
    SecondPassword(UserId, [u8; 32]),
    /// The setup token.
    Setup,
}

impl Counters {
    /// The counters of a try from an address.
    pub fn new(keys: &ServerKeys, guessed: Guessed<'_>, address: Option<IpAddr>) -> Self {
        let what = match guessed {
            Guessed::Account(text) => [b"account ".as_slice(), name::limiter_key(text).as_bytes()].concat(),
            Guessed::Thing(id) => [b"thing ".as_slice(), &id].concat(),
            Guessed::SecondPassword(user, wrap) => [b"second ".as_slice(), &user.to_bytes(), &wrap].concat(),
            Guessed::Setup => b"setup".to_vec(),
        };
        let clears = match guessed {
            Guessed::Account(text) => name::limiter_key(text) == name::fold(text),
            Guessed::Thing(_) | Guessed::SecondPassword(..) | Guessed::Setup => true,
        };
        let place = address.map_or_else(|| b"local".to_vec(), network_of);
        Self {
            account_at_address: keyed(keys, "tries of account at address", &[&what, &place]),
            address: keyed(keys, "tries of address", &[&place]),
            account: keyed(keys, "tries of account", &[&what]),
            known_here: keyed(keys, "account known at address", &[&what, &place]),
            clears,
        }
    }

    fn each(&self) -> [(&[u8; 32], Limit); 3] {
        [(&self.account_at_address, ACCOUNT_AT_ADDRESS), (&self.address, ADDRESS), (&self.account, ACCOUNT)]
    }

    /// Counts a try, if one is allowed now.
    ///
    /// # Errors
    /// [`ServiceError::RateLimited`] with the longest wait that is left.
    pub async fn count(&self, store: &Store, now: Instant) -> Result<Counted, ServiceError> {
        let counters = self.clone();
        let counted = store
            .write(move |write| -> Result<Result<Counted, u64>, StoreError> {
                if let Some(seconds) = counters.longest_wait(write, now)? {
                    return Ok(Err(seconds));
                }
                let address_before = tries::get(write, &counters.address)?;
                for (counter, _) in counters.each() {
                    let failures = tries::get(write, counter)?.map_or(0, |tries| counted(tries, now));
                    tries::put(write, counter, Tries { failures: failures + 1, last_at: now })?;
                }
                Ok(Ok(Counted { counters, now, address_before }))
            })
            .await?;
        counted.map_err(|seconds| ServiceError::RateLimited { seconds })
    }

    fn longest_wait(&self, write: &mut Write<'_>, now: Instant) -> Result<Option<u64>, StoreError> {
        let known_here = tries::get(write, &self.known_here)?.is_some();
        let mut longest = None;
        for (counter, limit) in self.each() {
            if known_here && *counter == self.account {
                continue;
            }
            let left = tries::get(write, counter)?.and_then(|tries| limit.left(tries, now));
            longest = longest.max(left);
        }
        Ok(longest)
    }
}

impl Counted {
    /// The try was right: the account's counters begin anew, the address gets its try back, and the account is
    /// known at this address.
    ///
    /// # Errors
    /// What the store says.
    pub fn succeeded(&self, write: &mut Write<'_>) -> Result<(), StoreError> {
        let Self { counters, now, address_before } = self;
        if counters.clears {
            tries::put(write, &counters.known_here, Tries { failures: 0, last_at: *now })?;
        }
        for counter in [&counters.account_at_address, &counters.account] {
            if counters.clears {
                tries::clear(write, counter)?;
            } else if let Some(tries) = tries::get(write, counter)? {
                match tries.failures.saturating_sub(1) {
                    0 => tries::clear(write, counter)?,
                    failures => tries::put(write, counter, Tries { failures, ..tries })?,
                }
            }
        }
        match (tries::get(write, &counters.address)?, address_before) {
            // Nobody else tried since: as if nothing had been.
            (Some(tries), Some(before)) if tries.last_at == *now && before.failures > 0 => {
                tries::put(write, &counters.address, *before)
            }
            (Some(tries), _) if tries.failures > 1 => {
                tries::put(write, &counters.address, Tries { failures: tries.failures - 1, ..tries })
            }
            _ => tries::clear(write, &counters.address),
        }
    }
}

/// What counts as one address: an IPv4 address, or a /64 of IPv6, which one customer has for itself.
fn network_of(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) => v6.octets().into_iter().take(8).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // attack: B8
    #[test]
    fn an_address_is_a_network_of_one_customer() {
        let of = |text: &str| network_of(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8:0:0:ffff::2"), "one /64");
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"), "IPv4 in IPv6 clothes");
    }

    // attack: B9
    #[test]
    fn waits_grow_to_their_bound_and_an_account_is_never_kept_out_for_long() {
        assert_eq!((0..8).map(|n| ACCOUNT_AT_ADDRESS.wait(n)).collect::<Vec<_>>(), [0, 0, 0, 0, 0, 1, 2, 4]);
        assert_eq!(ACCOUNT_AT_ADDRESS.wait(u64::MAX), 15 * 60);
        assert_eq!(ACCOUNT.wait(u64::MAX), 30);
    }

    // attack: B9
    #[test]
    fn quiet_forgives() {
        let tries = Tries { failures: 64, last_at: Instant::from_micros(0) };
        let after = |minutes: i64| counted(tries, Instant::from_micros(minutes * 60_000_000));
        assert_eq!(
            (after(0), after(14), after(15), after(30), after(90), after(10_000)),
            (64, 64, 32, 16, 1, 0)
        );
    }

    #[test]
    fn a_clock_set_back_does_not_lengthen_a_wait() {
        let tries = Tries { failures: 6, last_at: Instant::from_micros(10_000_000_000) };
        assert_eq!(ACCOUNT_AT_ADDRESS.left(tries, Instant::from_micros(0)), Some(2));
        assert_eq!(ACCOUNT_AT_ADDRESS.left(tries, Instant::from_micros(10_001_000_000)), Some(1));
        assert_eq!(ACCOUNT_AT_ADDRESS.left(tries, Instant::from_micros(10_002_000_000)), None);
    }
}
