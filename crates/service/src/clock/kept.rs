//! The server's time across its processes: kept on disk, reported where the machine's clock is behind it, and given up
//! where an operator says so.

use std::sync::Arc;

use strongroom_crypto::key::ServerKeys;
use strongroom_domain::{
    audit::{Actor, Event},
    time::Instant,
};
use strongroom_store::{
    Store, Write, audit as chains, idempotency, scope::SERVER, sessions, settings, tries,
};

use super::boot::{Boot, KeptIn};
use crate::{
    accounts::state::Accounts, audit::read::instant_of, error::ServiceError, grants, records,
    service::Service, sign_in::end_sessions,
};

/// The setting that holds the latest instant that the server is known to have seen, in microseconds.
pub const SETTING: &str = "clock";

/// The setting that holds the run of the machine in which that was kept, where the machine tells.
const BOOT: &str = "clock.boot";

/// The later of what was kept, with what went by since as the run of the machine tells, and of the newest record of each
/// audit chain.
///
/// # Errors
/// What the store says; [`ServiceError::Damaged`] where what was kept is no instant.
pub fn last_known(
    store: &Store,
    accounts: &Accounts,
    present: Option<Boot>,
) -> Result<Option<Instant>, ServiceError> {
    let kept = accounts.setting(SETTING).map(|setting| decode(&setting.record)).transpose()?;
    let within = accounts.setting(BOOT).map(|setting| KeptIn::decode(&setting.record)).transpose()?;
    // Where another version kept the time since, the run is that of an earlier time.
    let least = within.filter(|within| kept == Some(within.at)).map(|within| within.least(present));
    let newest = store.read(|query| {
        let mut newest = None;
        for chain in chains::chains(query)? {
            // A record of an unknown form is for those who verify.
            newest = newest.max(chains::page(query, chain, None, 1)?.first().and_then(instant_of));
        }
        Ok(newest)
    })?;
    Ok(kept.max(least).max(newest))
}

fn decode(record: &[u8]) -> Result<Instant, ServiceError> {
    let bytes: [u8; 8] =
        record.try_into().map_err(|_| ServiceError::Damaged("the kept time is no instant".into()))?;
    Ok(Instant::from_micros(i64::from_be_bytes(bytes)))
}

/// Keeps an instant that was seen. No decision rests on the row, so no sequence is raised.
pub fn keep(
    write: &mut Write<'_>,
    keys: &ServerKeys,
    now: Instant,
    boot: Option<Boot>,
) -> Result<(), ServiceError> {
    let within = boot.map(|boot| (BOOT, KeptIn { boot, at: now }.encode()));
    for (name, kept) in [(SETTING, now.micros().to_be_bytes().to_vec())].into_iter().chain(within) {
        let revision = settings::next_revision(write, name)?;
        let record = records::seal(&keys.directory, &records::setting_place(name, revision), &kept)?;
        settings::put(write, name, revision, &record)?;
    }
    Ok(())
}

/// What was given up for the machine's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// The server's time until then.
    pub before: Instant,
    /// What the machine's clock shows.
    pub now: Instant,
}

impl Service {
    /// By how many seconds the machine's clock is behind the server's time; 0 where they agree.
    pub fn clock_behind(&self) -> u64 {
        self.timeline.seconds_behind()
    }

    /// Keeps the time, and records and logs it where the machine's clock begins to be behind. To be called at the end
    /// of a process, and by [`Service::tidy`] now and then.
    ///
    /// # Errors
    /// What the store says.
    pub async fn keep_time(&self) -> Result<(), ServiceError> {
        // The time before the run: what is counted from the run later is never more than went by.
        let (now, boot, seconds) = (self.now(), self.timeline.boot(), self.clock_behind());
        let keys = Arc::clone(&self.keys);
        let note = self.timeline.begins_to_be_behind().then(|| self.note_of(Actor::Server, None, now));
        if seconds > 0 {
            tracing::warn!(
                seconds,
                "the clock of the machine was set back; the server goes on by its own time. Set the clock right, or \
                 stop the server and run `strongroomd accept-clock`"
            );
        }
        self.store
            .write(move |write| -> Result<(), ServiceError> {
                if let Some(note) = note {
                    note.server(write, Event::ClockBehind { seconds })?;
                }
                keep(write, &keys, now, boot)
            })
            .await
    }

    /// Believes the machine's clock, which is behind. Every chain records it; every session ends, since its ends were
    /// by another time, and so do requests, approvals and open periods of seals that began later than it is now.
    ///
    /// What ended by the server's time and lies in the future again is live again: that is what the operator asks for.
    /// `None`: the clock is not behind, and nothing was done.
    ///
    /// # Errors
    /// What the store says.
    pub async fn accept_clock(&self) -> Result<Option<Accepted>, ServiceError> {
        let (before, machine) = (self.now(), self.timeline.machine_behind());
        let Some(now) = machine else { return Ok(None) };
        let boot = self.timeline.boot();
        let databases: Vec<_> = self.memory.databases.read().values().cloned().collect();
        self.decided(|| {
            let (memory, keys) = (Arc::clone(&self.memory), Arc::clone(&self.keys));
            let note = self.note_of(Actor::Operator, None, now);
            let databases = databases.clone();
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                for database in &databases {
                    grants::seal_what_began_after(write, (&keys, &memory, &note), database, now)?;
                }
                // After all others: the newest record of each chain tells where the next process begins.
                for chain in chains::chains(write)? {
                    match chain {
                        SERVER => note.server(write, Event::ClockAccepted { before })?,
                        chain => note.database(write, chain, Event::ClockAccepted { before })?,
                    }
                }
                let ever = Instant::from_micros(i64::MAX);
                let _ = end_sessions(write, &memory, sessions::Which::Over(ever, ever))?;
                tries::clear_all(write)?;
                idempotency::forget(write, ever)?;
                keep(write, &keys, now, boot)
            })
        })
        .await?;
        self.timeline.accept();
        self.close_left_open().await?;
        Ok(Some(Accepted { before, now }))
    }
}
