//! Earlier versions of an object: listed, shown, compared, revealed and restored. Whoever reads an object reads its
//! history, under the rights that hold now: never what somebody else's revision allowed then.

use std::sync::Arc;

use strongroom_crypto::{
    envelope::{self, Place, RecordKind},
    key::DataKeys,
};
use strongroom_domain::{
    audit::{Event, FieldNames, Purpose},
    entry::Content,
    id::{DatabaseId, ObjectId, UserId},
    retention::Retention,
    rights::{Granted, Permission, Target},
    time::Instant,
};
use strongroom_store::{Raises, StoreError, Write, history, objects as rows, objects::Sealed, proof};

use super::{
    ObjectView, RevealRequest, Revealed,
    change::{differences, hold_revision, may_change},
    open_secrets,
    read::{after_change, object_view},
    reveal, seal_object,
    sealing::summary_of,
};
use crate::{
    caller::Caller,
    databases::state::Held,
    error::ServiceError,
    second_passwords::{Cover, Layer},
    service::Service,
};

/// A kept version, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionView {
    /// Which revision it was.
    pub revision: u64,
    /// The title it had.
    pub title: String,
    /// When it came about.
    pub modified_at: Instant,
    /// Who made it, if that is known.
    pub modified_by: Option<UserId>,
}

/// How two versions differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The version that is compared.
    pub revision: u64,
    /// What it is compared with.
    pub with: u64,
    /// The properties that differ, by their names in the API.
    pub properties: Vec<String>,
    /// The fields that differ.
    pub fields: Vec<FieldDifference>,
}

/// A field that differs. Values are told of fields that are not secret in that version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldDifference {
    /// Its name.
    pub name: String,
    /// Whether it is secret in either version.
    pub secret: bool,
    /// Its value in the version that is compared.
    pub before: Option<String>,
    /// Its value in what it is compared with.
    pub after: Option<String>,
}

/// What is at hand when a history is read.
struct Reading {
    granted: Granted,
    keys: Arc<DataKeys>,
    cover: Cover,
    now: ObjectView,
    current: u64,
    retention: Retention,
}

impl Service {
    /// The kept versions of an object, the latest first. That they were read is on disk before they are told.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Forbidden`] without `read_entries`.
    pub async fn history(
        &self,
        caller: &Caller,
        database: DatabaseId,
        id: ObjectId,
    ) -> Result<Vec<VersionView>, ServiceError> {
        self.reading(caller, database, id, |service, reading| {
            let Reading { granted, keys, .. } = reading;
            let beyond = service.beyond(reading, id)?;
            let mut found = service.store.read(|query| history::summaries(query, granted, id))?;
            found.retain(|(revision, _)| beyond.is_none_or(|beyond| *revision > beyond));
            let view = |(revision, sealed): (u64, Vec<u8>)| {
                let held = open_summary(keys, database, id, revision, &sealed)?;
                let title = summary_of(&held)?.title;
                let Held { modified_at, modified_by, .. } = held;
                Ok(VersionView { revision, title, modified_at, modified_by })
            };
            found.into_iter().map(view).collect()
        })
        .await
    }

    /// A version of an object as it was, without its secrets; place and rights are those of the object now.
    ///
    /// # Errors
    /// As [`Service::history`]; [`ServiceError::NotFound`] where no such version is kept.
    pub async fn version(
        &self,
        caller: &Caller,
        database: DatabaseId,
        id: ObjectId,
        revision: u64,
    ) -> Result<ObjectView, ServiceError> {
        self.reading(caller, database, id, |service, reading| {
            let (held, _) = service.version_of(reading, database, id, revision)?;
            let summary = summary_of(&held)?;
            let mut view = reading.now.clone();
            view.title.clone_from(&summary.title);
            view.entry_type.clone_from(&summary.entry_type);
            if let Some(details) = &mut view.details {
                details.revision = revision;
                details.modified_at = held.modified_at;
                details.modified_by = held.modified_by;
                details.summary = summary;
            }
            Ok(view)
        })
        .await
    }

    /// How a version differs from another one; absent: from the present one.
    ///
    /// # Errors
    /// As [`Service::version`].
    pub async fn compare_versions(
        &self,
        caller: &Caller,
        database: DatabaseId,
        id: ObjectId,
        revision: u64,
        with: Option<u64>,
    ) -> Result<Difference, ServiceError> {
        let unlocked = self
            .unlocked(caller, database, |view, state| {
                if state.is_in_bin(id) {
                    return Err(ServiceError::NotFound);
                }
                let _ = view.require(Target::Object(id), Permission::ReadEntries)?;
                object_view(view, state, id)?;
                Ok(vec![state.cover(Some(id))?])
            })
            .await?;
        self.reading(caller, database, id, |service, reading| {
            let layer = unlocked.layer(&reading.cover)?;
            let with = with.unwrap_or(reading.current);
            let content = |revision| -> Result<Content, ServiceError> {
                let (held, sealed) = service.version_of(reading, database, id, revision)?;
                content_of(&reading.keys, &layer, database, id, revision, &held, &sealed)
            };
            let (before, after) = (content(revision)?, content(with)?);
            let (properties, ..) = differences(&before, &after);
            Ok(Difference { revision, with, properties, fields: field_differences(&before, &after) })
        })
        .await
    }

    /// Reveals fields of a version, as [`Service::reveal`] does of the present one.
    ///
    /// # Errors
    /// As [`Service::reveal`]; [`ServiceError::Invalid`] for purposes that are about the present one.
    pub async fn reveal_version(
        &self,
        caller: &Caller,
        database: DatabaseId,
        id: ObjectId,
        revision: u64,
        request: &RevealRequest,
    ) -> Result<Revealed, ServiceError> {
        if matches!(request.purpose, Purpose::Fill | Purpose::Type) {
            let text = "only the present version is filled in or typed";
            return Err(ServiceError::Invalid(text.into()).at("/purpose"));
        }
        let unlocked = self
            .unlocked(caller, database, |view, state| {
                if state.is_in_bin(id) {
                    return Err(ServiceError::NotFound);
                }
                let _ = reveal::may_reveal(view, caller, id, request.purpose)?;
                Ok(vec![state.cover(Some(id))?])
            })
            .await?;
        let answer = self
            .decided(|| {
                let (reading, rests_on) = self.viewed(caller, database, |view, state, _| {
                    if state.is_in_bin(id) {
                        return Err(ServiceError::NotFound);
                    }
                    let granted = reveal::may_reveal(view, caller, id, request.purpose)?;
                    let keys = Arc::clone(&state.open()?.keys);
                    let slot = state.index.slot(id).ok_or(ServiceError::NotFound)?;
                    let current = state.placed(slot).map_or(0, |placed| placed.revision);
                    let rests_on = crate::grants::resting_on(view, state, id, granted.permission());
                    let (cover, now) = (state.cover(Some(id))?, object_view(view, state, id)?);
                    let retention = state.record.retention;
                    Ok((Reading { granted, keys, cover, now, current, retention }, rests_on))
                })?;
                let layer = unlocked.layer(&reading.cover)?;
                let (held, sealed) = self.version_of(&reading, database, id, revision)?;
                let content = content_of(&reading.keys, &layer, database, id, revision, &held, &sealed)?;
                let chosen = reveal::chosen(&content, request)?;
                let (fields, custom) = FieldNames::of(chosen.iter().copied());
                let values = reveal::values(&chosen, request.purpose, caller)?;
                let note = self.note(caller).naming(self.database(database)?.kind(), custom);
                let (purpose, granted) = (request.purpose, reading.granted);
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
        answer.map_err(or_no_audit)
    }

    /// Makes a version the present one again, as a new revision on top of `at` (absent: whatever it is at).
    ///
    /// # Errors
    /// [`ServiceError::Locked`], [`ServiceError::RevisionConflict`]; [`ServiceError::NotFound`],
    /// [`ServiceError::Forbidden`] without `modify_entries`.
    pub async fn restore_version(
        &self,
        caller: &Caller,
        database: DatabaseId,
        id: ObjectId,
        at: Option<u64>,
        restored: u64,
    ) -> Result<ObjectView, ServiceError> {
        let unlocked = self
            .unlocked(caller, database, |view, state| {
                may_change(view, state, caller, id, at)?;
                Ok(vec![state.cover(Some(id))?])
            })
            .await?;
        let known = self
            .decided(|| {
                let (reading, guard, present) = self.viewed(caller, database, |view, state, _| {
                    let (granted, guard, slot, current) = may_change(view, state, caller, id, at)?;
                    let now = object_view(view, state, id)?;
                    let content = state.open()?;
                    let held = content.held(slot).ok_or(ServiceError::NotFound)?.clone();
                    let (keys, cover) = (Arc::clone(&content.keys), state.cover(Some(id))?);
                    let retention = state.record.retention;
                    Ok((Reading { granted, keys, cover, now, current, retention }, guard, held))
                })?;
                if restored == reading.current {
                    return Err(ServiceError::Conflict("that is the present version".into()));
                }
                let (held, sealed) = self.version_of(&reading, database, id, restored)?;
                let layer = unlocked.layer(&reading.cover)?;
                let secrets = open_secrets(&reading.keys, &layer, database, id, restored, &sealed)?;
                let (next, before) = (reading.current + 1, present.modified_at);
                let held = Held {
                    modified_at: caller.now,
                    modified_by: Some(caller.user),
                    summary: held.summary,
                    ..present
                };
                let sealed = seal_object(&reading.keys, &layer, database, id, next, &held, &secrets)?;
                let (note, in_memory) = (self.note(caller), self.database(database)?);
                let trim = self.trim(caller, &in_memory, id, before)?;
                let Reading { granted, now, .. } = reading;
                Ok(move |write: &mut Write<'_>| -> Result<ObjectView, ServiceError> {
                    rows::replace_content(write, &granted, id, next, &sealed).map_err(
                        |error| match error {
                            StoreError::Changed => ServiceError::Stale,
                            other => other.into(),
                        },
                    )?;
                    guard.hold(write, &in_memory)?;
                    note.database(
                        write,
                        database,
                        Event::VersionRestored { object: id, restored, revision: next },
                    )?;
                    trim.apply(write)?;
                    write.raise(database, Raises::Content)?;
                    write
                        .when_durable(move || in_memory.change(|state| hold_revision(state, id, next, held)));
                    Ok(now)
                })
            })
            .await?;
        Ok(after_change(self.object(caller, database, id), known))
    }

    /// Reads in a history; that it was read is on disk before what `read` gives is told.
    async fn reading<T: Send + 'static>(
        &self,
        caller: &Caller,
        database: DatabaseId,
        id: ObjectId,
        read: impl Fn(&Self, &Reading) -> Result<T, ServiceError>,
    ) -> Result<T, ServiceError> {
        let answer = self
            .decided(|| {
                let reading = self.viewed(caller, database, |view, state, _| {
                    if state.is_in_bin(id) {
                        return Err(ServiceError::NotFound);
                    }
                    let granted = view.require(Target::Object(id), Permission::ReadEntries)?;
                    let now = object_view(view, state, id)?;
                    let slot = state.index.slot(id).ok_or(ServiceError::NotFound)?;
                    let current = state.placed(slot).map_or(0, |placed| placed.revision);
                    let (keys, cover) = (Arc::clone(&state.open()?.keys), state.cover(Some(id))?);
                    let retention = state.record.retention;
                    Ok(Reading { granted, keys, cover, now, current, retention })
                })?;
                let found = read(self, &reading)?;
                let (note, granted) = (self.note(caller), reading.granted);
                Ok(move |write: &mut Write<'_>| -> Result<T, ServiceError> {
                    proof::still_holds(write, &granted)?;
                    note.database(write, database, Event::HistoryRead { object: id })?;
                    Ok(found)
                })
            })
            .await;
        answer.map_err(or_no_audit)
    }

    /// The latest version that is beyond the limits of the database, whether or not it was put away.
    fn beyond(&self, reading: &Reading, id: ObjectId) -> Result<Option<u64>, ServiceError> {
        let Reading { granted, keys, now, retention, .. } = reading;
        // Whoever reads an object sees its details.
        let since = now.details.as_ref().map_or(granted.now(), |details| details.modified_at);
        self.beyond_limits((granted.database(), id), keys, *retention, since, granted.now())
    }

    /// What is stored of one revision: a kept one, or the present one.
    fn version_of(
        &self,
        reading: &Reading,
        database: DatabaseId,
        id: ObjectId,
        revision: u64,
    ) -> Result<(Held, Sealed), ServiceError> {
        let granted = &reading.granted;
        let sealed = if revision == reading.current {
            let stored = self.store.read(|query| rows::content(query, granted, id))?;
            let (place, sealed) = stored.ok_or(ServiceError::NotFound)?;
            if place.revision != revision {
                // Changed a moment ago, and memory has yet to follow.
                return Err(ServiceError::Stale);
            }
            sealed
        } else {
            if self.beyond(reading, id)?.is_some_and(|beyond| revision <= beyond) {
                return Err(ServiceError::NotFound);
            }
            let kept = self.store.read(|query| rows::version(query, granted, id, revision));
            kept?.ok_or(ServiceError::NotFound)?
        };
        Ok((open_summary(&reading.keys, database, id, revision, &sealed.summary)?, sealed))
    }
}

/// Where the record can not be written nothing is told.
fn or_no_audit(error: ServiceError) -> ServiceError {
    match error {
        ServiceError::Unavailable | ServiceError::Stopped => ServiceError::AuditUnavailable,
        other => other,
    }
}

pub(super) fn open_summary(
    keys: &DataKeys,
    database: DatabaseId,
    id: ObjectId,
    revision: u64,
    sealed: &[u8],
) -> Result<Held, ServiceError> {
    let place = Place::new(database.to_bytes(), id.to_bytes(), RecordKind::ObjectSummary, revision);
    let plain = envelope::open(&keys.summary, &place, sealed).ok();
    plain.and_then(|plain| Held::decode(&plain)).ok_or_else(|| {
        ServiceError::Damaged(format!("version {revision} of object {id} does not open").into())
    })
}

fn content_of(
    keys: &DataKeys,
    layer: &Layer,
    database: DatabaseId,
    id: ObjectId,
    revision: u64,
    held: &Held,
    sealed: &Sealed,
) -> Result<Content, ServiceError> {
    let secrets = open_secrets(keys, layer, database, id, revision, sealed)?;
    Content::merge(summary_of(held)?, secrets).map_err(|_| {
        ServiceError::Damaged(format!("the parts of version {revision} of object {id} do not fit").into())
    })
}

fn field_differences(before: &Content, after: &Content) -> Vec<FieldDifference> {
    let gone = before.fields().iter().filter(|field| after.field(&field.name).is_none());
    let here = after.fields().iter().filter(|field| before.field(&field.name) != Some(*field));
    let clear = |content: &Content, name: &str| {
        let field = content.field(name).filter(|field| !field.secret)?;
        Some(field.value.as_str().to_owned())
    };
    let secret = |content: &Content, name: &str| content.field(name).is_some_and(|field| field.secret);
    let difference = |name: &String| FieldDifference {
        name: name.clone(),
        secret: secret(before, name) || secret(after, name),
        before: clear(before, name),
        after: clear(after, name),
    };
    here.chain(gone).map(|field| difference(&field.name)).collect()
}
