//! The audit trail.

use serde_json::{Map, Value};
use strongroom_api::audit::{AuditRecord, AuditVerification, BrokenRecord};
use strongroom_domain::{
    account::Principal,
    audit::{Actor, Outcome, Written},
    id::{DatabaseId, UserId},
};
use strongroom_service::{Service, audit};

use super::client_kind_of;

/// A record.
pub fn audit_record(service: &Service, found: audit::read::AuditRecord) -> AuditRecord {
    let audit::read::AuditRecord { number, hash, record, written, .. } = found;
    let mut details = record.event.details();
    let object = details.remove("object").and_then(|id| serde_json::from_value(id).ok());
    let revision = details.remove("revision").and_then(|revision| revision.as_u64());
    outcome(&mut details, record.outcome);
    let actor = match record.actor {
        Actor::User(id) => Some(id),
        Actor::Nobody => None,
        Actor::Server => by(&mut details, "server"),
        Actor::Operator => by(&mut details, "operator"),
    };
    let address = written.as_ref().and_then(|written| written.address);
    if let Some(written) = written {
        texts(&mut details, written);
    }
    AuditRecord {
        database: record.database.map(DatabaseId::uuid),
        number,
        at: record.at,
        event: record.event.name().to_owned(),
        actor: actor.map(UserId::uuid),
        actor_name: actor.and_then(|id| service.principal_name(Principal::User(id))),
        client: record.client.map(client_kind_of),
        address: address.map(|address| address.to_canonical().to_string()),
        object,
        revision,
        details,
        hash: hex::encode(hash),
    }
}

fn by(details: &mut Map<String, Value>, who: &str) -> Option<UserId> {
    details.insert("by".to_owned(), who.into());
    None
}

fn outcome(details: &mut Map<String, Value>, outcome: Outcome) {
    if let Outcome::Refused { code, permission } = outcome {
        details.insert("refused".to_owned(), code.into());
        if let Some(permission) = permission {
            details.insert("permission".to_owned(), permission.name().into());
        }
    }
}

/// What people wrote stands beside what the event says.
fn texts(details: &mut Map<String, Value>, written: Written) {
    let written = Written { address: None, ..written };
    if let Ok(Value::Object(texts)) = serde_json::to_value(&written) {
        for (name, text) in texts {
            // `fields` is also the name of what the event itself says of fields.
            let name = if details.contains_key(&name) { format!("custom_{name}") } else { name };
            details.insert(name, text);
        }
    }
}

/// The outcome of checking the chains.
pub fn verification(found: audit::verify::Verification) -> AuditVerification {
    AuditVerification {
        records: found.records,
        head: found.note.map(|note| note.to_string()),
        intact: found.misfit.is_none(),
        broken: found.misfit.map(|(chain, reason)| BrokenRecord {
            database: (chain.to_bytes() != [0; 16]).then(|| chain.uuid()),
            number: found.misfit_number,
            reason,
        }),
    }
}
