//! Reading the audit, newest first.

use std::{
    collections::{BTreeMap, VecDeque},
    fmt::Write as _,
};

use strongroom_crypto::envelope;
use strongroom_domain::{
    administration::{self, Administers, ServerAction},
    audit::{Actor, Event, Record, Written},
    id::{DatabaseId, ObjectId, UserId},
    time::Instant,
};
use strongroom_store::{audit as rows, scope::SERVER};

use super::{from_hex, text_place};
use crate::{caller::Caller, error::ServiceError, service::Service};

/// How many records one page looks through at the most, so that a filter that meets nothing ends.
const LOOK: u32 = 5_000;
/// How many records of one chain are read at once, at the most; fewer where many chains are read together.
const BATCH: u32 = 100;
const SMALL_BATCH: u32 = 4;
/// How many chains the place of a reader names at the most.
const CHAINS: usize = 200;

/// Which records. `database` absent: [`Service::audit`] reads the server's chain, [`Service::audit_page`] all.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Of this database; absent: of the server.
    pub database: Option<DatabaseId>,
    /// By this user.
    pub actor: Option<UserId>,
    /// On this object.
    pub object: Option<ObjectId>,
    /// Of these events.
    pub events: Vec<String>,
    /// Not before.
    pub from: Option<Instant>,
    /// Before.
    pub to: Option<Instant>,
}

/// A record with what people wrote in it.
#[derive(Debug, Clone)]
pub struct AuditRecord {
    /// Its number in its chain.
    pub number: u64,
    /// Its hash.
    pub hash: [u8; 32],
    /// What it holds.
    pub record: Record,
    /// What people wrote; absent where there is nothing, or where it does not open.
    pub written: Option<Written>,
}

impl Service {
    /// At most `limit` records of one chain before number `before`, newest first, and where to go on.
    ///
    /// # Errors
    /// [`ServiceError::Administration`] without a role for it.
    pub fn audit(
        &self,
        caller: &Caller,
        filter: &AuditFilter,
        before: Option<u64>,
        limit: usize,
    ) -> Result<(Vec<AuditRecord>, Option<u64>), ServiceError> {
        self.may_read_audit(caller)?;
        let chain = filter.database.unwrap_or(SERVER);
        let page = self.store.read(|query| rows::page(query, chain, before, LOOK))?;
        let looked_through = page.len() == LOOK as usize;
        let mut found = Vec::new();
        let mut next = None;
        for row in page {
            if found.len() == limit {
                return Ok((found, next));
            }
            next = Some(row.number);
            let record = decoded(&row)?;
            if filter.meets(&record) {
                found.push(self.opened(chain, &row, record));
            }
        }
        Ok((found, next.filter(|_| looked_through)))
    }

    pub(super) fn may_read_audit(&self, caller: &Caller) -> Result<(), ServiceError> {
        let accounts = self.memory.accounts.read();
        let _: Administers = administration::server(accounts.actor(caller.user)?, ServerAction::ReadAudit)?;
        Ok(())
    }

    fn opened(&self, chain: DatabaseId, row: &rows::AuditRow, record: Record) -> AuditRecord {
        let written = self.written(chain, row.number, &record);
        AuditRecord { number: row.number, hash: row.hash, record, written }
    }

    fn written(&self, chain: DatabaseId, number: u64, record: &Record) -> Option<Written> {
        let sealed = from_hex(record.sealed.as_deref()?)?;
        let place = text_place(chain, number);
        let keys = std::iter::once(&self.keys.audit_text).chain(&self.earlier_audit_keys);
        let plain = keys.into_iter().find_map(|key| envelope::open(key, &place, &sealed).ok())?;
        Written::from_json(&plain).ok()
    }
}

/// How far a reader has come in the chains of the audit.
///
/// What was written after the first page is not on the pages behind it. The numbers of a chain tell which records those
/// are once one of it was read. Of a chain that nothing was read of yet, they are the newest that say they are later than
/// the first page: everything before the first that does not is older, whatever its clock said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// When the first page was read.
    began: Instant,
    /// The chains that something was read of, each with the number before which to go on.
    read: BTreeMap<DatabaseId, u64>,
}

impl Place {
    /// The form in which clients carry it: letters, digits, `-` and `_`.
    pub fn to_text(&self) -> String {
        let mut text = format!("{:x}", self.began.micros());
        for (chain, number) in &self.read {
            // Writing to a string does not fail.
            let _ = write!(text, "_{}-{number:x}", chain.uuid().simple());
        }
        text
    }

    /// From that form; `None` for anything else.
    pub fn from_text(text: &str) -> Option<Self> {
        let mut parts = text.split('_');
        let began = Instant::from_micros(i64::from_str_radix(parts.next()?, 16).ok()?);
        let chain = |part: &str| {
            let (chain, number) = part.split_once('-')?;
            let chain = uuid::Uuid::try_parse(chain).ok()?;
            Some((DatabaseId::from(chain), u64::from_str_radix(number, 16).ok()?))
        };
        let read: BTreeMap<_, _> = parts.map(chain).collect::<Option<_>>()?;
        (read.len() <= CHAINS).then_some(Self { began, read })
    }
}

/// One chain on its way backwards.
struct Backwards {
    chain: DatabaseId,
    before: Option<u64>,
    /// What people wrote in them is opened only where a record is told.
    batch: VecDeque<(rows::AuditRow, Record)>,
    /// How many are read at once.
    at_once: u32,
    ended: bool,
}

impl Service {
    /// At most `limit` records of the chains that the filter names (absent: of all), newest first, behind `place`; and
    /// where to go on. It reads much where there are many chains: not for threads that answer others.
    ///
    /// # Errors
    /// [`ServiceError::Administration`] without a role for it; [`ServiceError::Conflict`] where a reader of all chains
    /// has come so far that its place can not be told any more.
    pub fn audit_page(
        &self,
        caller: &Caller,
        filter: &AuditFilter,
        place: Option<Place>,
        limit: usize,
    ) -> Result<(Vec<AuditRecord>, Option<Place>), ServiceError> {
        self.may_read_audit(caller)?;
        let chains = match filter.database {
            Some(database) => vec![database],
            None => self.store.read(|query| rows::chains(query))?,
        };
        let first = place.is_none();
        let mut place = place.unwrap_or_else(|| Place { began: caller.now, read: BTreeMap::new() });
        let at_once = LOOK / u32::try_from(chains.len()).unwrap_or(LOOK).max(1);
        let at_once = at_once.clamp(SMALL_BATCH, BATCH);
        let mut all = Vec::with_capacity(chains.len());
        for chain in chains {
            let before = place.read.get(&chain).copied();
            let mut backwards = Backwards { chain, before, batch: VecDeque::new(), at_once, ended: false };
            self.fill(&mut backwards)?;
            if before.is_none() {
                self.begin(&mut backwards, &mut place, first)?;
            }
            all.push(backwards);
        }
        let mut found = Vec::new();
        for _ in 0..LOOK {
            let newest = all.iter_mut().filter(|chain| !chain.batch.is_empty());
            let newest =
                newest.max_by_key(|chain| chain.batch.front().map(|(_, record)| (record.at, chain.chain)));
            let Some(newest) = newest else { return Ok((found, None)) };
            if found.len() == limit {
                return self.behind(place, found);
            }
            let Some((row, record)) = newest.batch.pop_front() else { continue };
            place.read.insert(newest.chain, row.number);
            if newest.batch.is_empty() {
                self.fill(newest)?;
            }
            if filter.meets(&record) {
                found.push(self.opened(newest.chain, &row, record));
            }
        }
        self.behind(place, found)
    }

    /// Where a chain begins that nothing was read of yet.
    fn begin(&self, chain: &mut Backwards, place: &mut Place, first: bool) -> Result<(), ServiceError> {
        let began = place.began;
        let is_later = |record: &Record| record.at > began;
        if first {
            // Its clock was ahead: the next page could not tell it from one that was written since.
            if let Some((newest, _)) = chain.batch.front().filter(|(_, record)| is_later(record)) {
                place.read.insert(chain.chain, newest.number + 1);
            }
            return Ok(());
        }
        while let Some((row, _)) = chain.batch.pop_front_if(|(_, record)| is_later(record)) {
            place.read.insert(chain.chain, row.number);
            if chain.batch.is_empty() {
                self.fill(chain)?;
            }
        }
        Ok(())
    }

    fn behind(
        &self,
        place: Place,
        found: Vec<AuditRecord>,
    ) -> Result<(Vec<AuditRecord>, Option<Place>), ServiceError> {
        if place.read.len() > CHAINS {
            return Err(ServiceError::Conflict(
                "so many databases are read one by one: name the database".into(),
            ));
        }
        Ok((found, Some(place)))
    }

    fn fill(&self, chain: &mut Backwards) -> Result<(), ServiceError> {
        if chain.ended {
            return Ok(());
        }
        let page = self.store.read(|query| rows::page(query, chain.chain, chain.before, chain.at_once))?;
        chain.ended = page.len() < chain.at_once as usize;
        chain.before = page.last().map(|row| row.number).or(chain.before);
        for row in page {
            let record = decoded(&row)?;
            chain.batch.push_back((row, record));
        }
        Ok(())
    }
}

/// When a record was written; `None` where it is of an unknown form.
pub(crate) fn instant_of(row: &rows::AuditRow) -> Option<Instant> {
    decoded(row).ok().map(|record| record.at)
}

pub(super) fn decoded(row: &rows::AuditRow) -> Result<Record, ServiceError> {
    Record::decode(&row.body).map_err(|_| {
        ServiceError::Damaged(format!("audit record {} is of an unknown form", row.number).into())
    })
}

impl AuditFilter {
    fn meets(&self, record: &Record) -> bool {
        let by = |user| record.actor == Actor::User(user);
        self.actor.is_none_or(by)
            && self.object.is_none_or(|object| mentions(&record.event, object))
            && (self.events.is_empty() || self.events.iter().any(|name| name == record.event.name()))
            && self.from.is_none_or(|from| from <= record.at)
            && self.to.is_none_or(|to| record.at < to)
    }
}

fn mentions(event: &Event, object: ObjectId) -> bool {
    event.details().get("object").and_then(|value| value.as_str()) == Some(object.to_string().as_str())
}
