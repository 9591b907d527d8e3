//! Writing audit records: in the same transaction as the change that they tell of, or before a secret is handed out.

pub mod heads;
pub mod read;
mod revert;
pub mod verify;

use std::{net::IpAddr, sync::Arc};

use strongroom_crypto::{
    envelope::{self, Place, RecordKind},
    key::ServerKeys,
};
use strongroom_domain::{
    administration::AdministrationRefusal,
    audit::{Actor, ClientKind, Event, Outcome, Record, Written},
    database::DatabaseKind,
    id::{DatabaseId, ObjectId, SessionId},
    rights::Permission,
    time::Instant,
};
use strongroom_store::{Write, audit as rows, scope::SERVER};

use crate::{caller::Caller, error::ServiceError, service::Service};

/// Who did something, when and from where: what all records of one request have in common.
#[derive(Clone)]
pub(crate) struct Note {
    keys: Arc<ServerKeys>,
    at: Instant,
    actor: Actor,
    session: Option<SessionId>,
    client: Option<ClientKind>,
    written: Written,
}

impl Note {
    /// Adds what a person wrote.
    pub fn with(mut self, add: impl FnOnce(&mut Written)) -> Self {
        add(&mut self.written);
        self
    }

    /// Adds the names of custom fields, which people wrote: not those of a user's private database, whose words are
    /// not for the server's key.
    pub fn naming(self, kind: DatabaseKind, fields: Vec<String>) -> Self {
        match kind {
            DatabaseKind::PrivateOfUser(_) => self,
            DatabaseKind::Standard | DatabaseKind::PrivateOfGroup(_) => {
                self.with(|written| written.fields = fields)
            }
        }
    }

    /// Names the actor and the session, for requests that make one.
    pub fn by(mut self, actor: Actor, session: Option<SessionId>, client: Option<ClientKind>) -> Self {
        self.actor = actor;
        self.session = session;
        self.client = client;
        self
    }

    /// Appends a record to the server's chain.
    pub fn server(&self, write: &mut Write<'_>, event: Event) -> Result<(), ServiceError> {
        self.append(write, SERVER, event, Outcome::Done)
    }

    /// Appends a record to a database's chain.
    pub fn database(
        &self,
        write: &mut Write<'_>,
        database: DatabaseId,
        event: Event,
    ) -> Result<(), ServiceError> {
        self.append(write, database, event, Outcome::Done)
    }

    /// Appends a record.
    pub fn append(
        &self,
        write: &mut Write<'_>,
        chain: DatabaseId,
        event: Event,
        outcome: Outcome,
    ) -> Result<(), ServiceError> {
        let mut record = Record::new(self.at, self.actor, event);
        record.session = self.session;
        record.client = self.client;
        record.outcome = outcome;
        record.database = (chain != SERVER).then_some(chain);
        if !self.written.is_empty() {
            let number = write.next_audit_number(chain)?;
            let sealed =
                envelope::seal(&self.keys.audit_text, &text_place(chain, number), &self.written.to_json())?;
            record.sealed = Some(hex(&sealed));
        }
        rows::append(write, chain, &record.encode())?;
        Ok(())
    }
}

/// Where the text of a record stands: it opens in that record only.
fn text_place(chain: DatabaseId, number: u64) -> Place {
    Place::new(chain.to_bytes(), [0; 16], RecordKind::AuditText, number)
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().as_chunks::<2>();
    if !digits.1.is_empty() {
        return None;
    }
    digits.0.iter().map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

impl Service {
    /// The note of a request by a signed-in caller.
    pub(crate) fn note(&self, caller: &Caller) -> Note {
        let note = self.note_of(Actor::User(caller.user), caller.address, caller.now);
        note.by(Actor::User(caller.user), Some(caller.session.id), Some(caller.session.client))
    }

    /// The note of something that no signed-in caller did.
    pub(crate) fn note_of(&self, actor: Actor, address: Option<IpAddr>, at: Instant) -> Note {
        Note {
            keys: Arc::clone(&self.keys),
            at,
            actor,
            session: None,
            client: None,
            written: Written { address, ..Written::default() },
        }
    }

    /// Records that a caller was refused something: in the chain of the database that was asked about, where the
    /// caller sees that database, else in the server's, with the id that was asked for. So nobody writes into the
    /// chain of a database that is not theirs to see, and whether there is one makes no difference.
    ///
    /// # Errors
    /// What the store says.
    pub async fn note_refusal(
        &self,
        caller: &Caller,
        call: &str,
        (database, object): (Option<DatabaseId>, Option<ObjectId>),
        error: &ServiceError,
    ) -> Result<(), ServiceError> {
        let note = self.note(caller);
        let (code, permission) = match error {
            ServiceError::Forbidden { permission, .. } | ServiceError::HandsOut(permission) => {
                ("forbidden", Some(*permission))
            }
            ServiceError::NotFound => ("not_found", None),
            ServiceError::Administration(AdministrationRefusal::NeedsPermission) => {
                ("forbidden", Some(Permission::GrantAdminRights))
            }
            _ => ("forbidden", None),
        };
        let seen = database.filter(|id| self.database_view(caller, *id).is_ok());
        let asked = if seen.is_none() { database } else { None };
        // Of what the person does not see, or what is not there, nothing is told: it may be somebody else's, elsewhere.
        let known = |(database, object)| self.object(caller, database, object).is_ok();
        let object = seen.zip(object).filter(|named| known(*named)).map(|(_, object)| object);
        let event = Event::Refused { call: call.to_owned(), asked, object };
        let outcome = Outcome::Refused { code: code.to_owned(), permission };
        self.store
            .write(move |write| {
                let chain = seen.filter(|id| write.sequences(*id).is_ok()).unwrap_or(SERVER);
                note.append(write, chain, event, outcome)
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_goes_there_and_back() {
        assert_eq!(from_hex(&hex(&[0, 1, 0xfe, 0xff])).unwrap(), [0, 1, 0xfe, 0xff]);
        assert_eq!(from_hex("abc"), None);
        assert_eq!(from_hex("zz"), None);
    }
}
