//! Reading the audit, newest first.

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

/// Which records.
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
        {
            let accounts = self.memory.accounts.read();
            let _: Administers =
                administration::server(accounts.actor(caller.user)?, ServerAction::ReadAudit)?;
        }
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
            let damaged =
                || ServiceError::Damaged(format!("audit record {} is of an unknown form", row.number).into());
            let record = Record::decode(&row.body).map_err(|_| damaged())?;
            if filter.meets(&record) {
                let written = self.written(chain, row.number, &record);
                found.push(AuditRecord { number: row.number, hash: row.hash, record, written });
            }
        }
        Ok((found, next.filter(|_| looked_through)))
    }

    fn written(&self, chain: DatabaseId, number: u64, record: &Record) -> Option<Written> {
        let sealed = from_hex(record.sealed.as_deref()?)?;
        let plain = envelope::open(&self.keys.audit_text, &text_place(chain, number), &sealed).ok()?;
        Written::from_json(&plain).ok()
    }
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
