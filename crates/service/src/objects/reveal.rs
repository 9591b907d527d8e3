//! Revealing: the only way by which the value of a secret field leaves the server, and only after its audit record
//! is on disk.

use std::sync::Arc;

use strongroom_domain::{
    audit::{ClientKind, Event, FieldNames, Purpose},
    entry::{Content, Field, FieldKind, totp},
    id::{DatabaseId, ObjectId},
    rights::{Extent, Granted, Permission, Target, View},
};
use strongroom_store::{Write, objects as rows, proof};
use zeroize::Zeroizing;

use super::{open_secrets, sealing::summary_of};
use crate::{caller::Caller, error::ServiceError, service::Service};

/// What to reveal, and what for.
#[derive(Debug, Clone)]
pub struct RevealRequest {
    /// What for: it decides which permissions are needed.
    pub purpose: Purpose,
    /// Which fields; absent: all secret ones.
    pub fields: Option<Vec<String>>,
}

/// The values, in the order of the fields.
#[derive(Debug)]
pub struct Revealed {
    /// The revision that they are of.
    pub revision: u64,
    /// Names and values.
    pub fields: Vec<(String, Zeroizing<String>)>,
}

impl Service {
    /// Reveals fields of an object.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Forbidden`], or [`ServiceError::AuditUnavailable`] where the
    /// record could not be written.
    pub async fn reveal(
        &self,
        caller: &Caller,
        database: DatabaseId,
        id: ObjectId,
        request: &RevealRequest,
    ) -> Result<Revealed, ServiceError> {
        let unlocked = self
            .unlocked(caller, database, |view, state| {
                if state.is_in_bin(id) {
                    return Err(ServiceError::NotFound);
                }
                let _ = may_reveal(view, caller, id, request.purpose)?;
                Ok(vec![state.cover(Some(id))?])
            })
            .await?;
        let answer = self
            .decided(|| {
                let (granted, keys, layer, summary, revision, rests_on) =
                    self.viewed(caller, database, |view, state, _| {
                        if state.is_in_bin(id) {
                            return Err(ServiceError::NotFound);
                        }
                        let granted = may_reveal(view, caller, id, request.purpose)?;
                        let content = state.open()?;
                        let slot = state.index.slot(id).ok_or(ServiceError::NotFound)?;
                        let held = content.held(slot).ok_or(ServiceError::NotFound)?;
                        let revision = state.placed(slot).map_or(0, |placed| placed.revision);
                        let rests_on = crate::grants::resting_on(view, state, id, granted.permission());
                        let (keys, layer) =
                            (Arc::clone(&content.keys), unlocked.layer(&state.cover(Some(id))?)?);
                        Ok((granted, keys, layer, summary_of(held)?, revision, rests_on))
                    })?;
                let stored = self.store.read(|query| rows::content(query, &granted, id))?;
                let (place, sealed) = stored.ok_or(ServiceError::NotFound)?;
                if place.revision != revision {
                    // Changed a moment ago, and memory has yet to follow.
                    return Err(ServiceError::Stale);
                }
                let secrets = open_secrets(&keys, &layer, database, id, place.revision, &sealed)?;
                let content = Content::merge(summary, secrets).map_err(|_| {
                    ServiceError::Damaged(format!("the parts of object {id} do not fit").into())
                })?;
                let chosen = chosen(&content, request)?;
                let (fields, custom) = FieldNames::of(chosen.iter().copied());
                let values = values(&chosen, request.purpose, caller)?;
                let note = self.note(caller).naming(self.database(database)?.kind(), custom);
                let (purpose, revision) = (request.purpose, place.revision);
                Ok(move |write: &mut Write<'_>| -> Result<Revealed, ServiceError> {
                    proof::still_holds(write, &granted)?;
                    let (grant, request) = rests_on.unzip();
                    let request = request.flatten();
                    let event = Event::Revealed { object: id, revision, purpose, fields, grant, request };
                    note.database(write, database, event)?;
                    Ok(Revealed { revision, fields: values })
                })
            })
            .await;
        if answer.is_ok() {
            self.used(caller, database, id);
        }
        answer.map_err(|error| match error {
            ServiceError::Unavailable | ServiceError::Stopped => ServiceError::AuditUnavailable,
            other => other,
        })
    }
}

pub(super) fn may_reveal(
    view: &View<'_>,
    caller: &Caller,
    id: ObjectId,
    purpose: Purpose,
) -> Result<Granted, ServiceError> {
    let of_client = matches!(caller.session.client, ClientKind::Addon | ClientKind::Agent);
    let channel = |permission| -> Result<Granted, ServiceError> {
        // Seen first: a channel that is lacking tells nothing about an object that is not there.
        let granted = view.require(Target::Object(id), Permission::AccessEntries)?;
        if !of_client {
            return Err(ServiceError::Forbidden { permission, because: None });
        }
        let _ = view.require(Target::Database, permission)?;
        Ok(granted)
    };
    match purpose {
        Purpose::Show | Purpose::Copy => Ok(view.require(Target::Object(id), Permission::ReadEntries)?),
        Purpose::Print => {
            let outgoing = Extent { below: false, outgoing: true };
            let granted = view.require_object(id, Permission::ReadEntries, outgoing)?;
            let _ = view.require(Target::Database, Permission::PrintEntries)?;
            Ok(granted)
        }
        Purpose::Fill => channel(Permission::AutoFill),
        Purpose::Type => channel(Permission::AutoComplete),
    }
}

/// Whether a field may be used without being read. Its name alone does not say so: a custom text that somebody called
/// `totp` would go out as it is.
fn for_use(field: &Field) -> bool {
    match field.name.as_str() {
        "username" => !field.secret && field.kind != FieldKind::Totp,
        "password" => field.kind == FieldKind::Password,
        "totp" => field.kind == FieldKind::Totp,
        _ => false,
    }
}

pub(super) fn chosen<'a>(
    content: &'a Content,
    request: &RevealRequest,
) -> Result<Vec<&'a Field>, ServiceError> {
    let using = matches!(request.purpose, Purpose::Fill | Purpose::Type);
    let Some(names) = &request.fields else {
        return Ok(content
            .fields()
            .iter()
            .filter(|it| if using { for_use(it) } else { it.secret })
            .collect());
    };
    let distinct: std::collections::HashSet<&String> = names.iter().collect();
    if names.len() > strongroom_domain::limits::FIELDS || distinct.len() != names.len() {
        let text = "a field is named once, and no more than an entry can have";
        return Err(ServiceError::Invalid(text.into()).at("/fields"));
    }
    names
        .iter()
        .map(|name| content.field(name).filter(|field| !using || for_use(field)))
        .enumerate()
        .map(|(number, field)| {
            let none = || ServiceError::Invalid("there is no such field to reveal".into());
            field.ok_or_else(|| none().at(format!("/fields/{number}")))
        })
        .collect()
}

/// The values; in place of a one-time code's secret the code, where it is only to be used.
pub(super) fn values(
    chosen: &[&Field],
    purpose: Purpose,
    caller: &Caller,
) -> Result<Vec<(String, Zeroizing<String>)>, ServiceError> {
    let using = matches!(purpose, Purpose::Fill | Purpose::Type);
    let value = |field: &Field| -> Result<Zeroizing<String>, ServiceError> {
        if using && field.kind == FieldKind::Totp && !field.value.is_empty() {
            let secret = totp::Totp::parse(&field.value)
                .map_err(|_| ServiceError::Invalid("the secret of the one-time code is damaged".into()))?;
            return Ok(secret.code(caller.now).digits);
        }
        Ok(field.value.clone())
    };
    chosen.iter().map(|field| Ok((field.name.clone(), value(field)?))).collect()
}
