//! Changing the content of an object. What it replaces is kept as a version.

use std::{borrow::Cow, sync::Arc};

use strongroom_domain::{
    audit::{Event, FieldNames},
    database::ObjectKind,
    entry::{Content, ContentError, Draft, FieldDraft, FieldKind, Importance, Properties, Types, Warning},
    id::{DatabaseId, ObjectId},
    rights::{Granted, Permission, Slot, Target, View},
    time::Instant,
};
use strongroom_store::{Raises, StoreError, Write, objects as rows};
use zeroize::Zeroizing;

use super::{ObjectView, kept::Trim, open_secrets, read::after_change, seal_object, sealing::summary_of};
use crate::{
    accounts::state::names_of_changed,
    accounts::users::invalid,
    audit::Note,
    caller::Caller,
    databases::state::{Database, DatabaseState, Held, Placed},
    error::ServiceError,
    locks::Guard,
    second_passwords::{Layer, Unlocked},
    service::Service,
};

/// A change of an object: what is absent stays, an inner `None` clears.
#[derive(Debug, Clone, Default)]
pub struct ObjectChange {
    /// Its title.
    pub title: Option<String>,
    /// The type of an entry; fields that the new type does not have become custom fields.
    pub entry_type: Option<String>,
    /// All tags from now on.
    pub tags: Option<Vec<String>>,
    /// Its category.
    pub category: Option<Option<String>>,
    /// How much it matters.
    pub importance: Option<Importance>,
    /// The name of its icon.
    pub icon: Option<Option<String>>,
    /// A reminder.
    pub valid_to: Option<Option<Instant>>,
    /// What a person is told before using it.
    pub warning: Option<Option<Warning>>,
    /// Never in a local copy or an export.
    pub online_only: Option<bool>,
    /// Changes of single fields.
    pub fields: Vec<FieldChange>,
}

/// A change of one field; what is absent stays.
#[derive(Debug, Clone)]
pub struct FieldChange {
    /// An existing field, or a new one.
    pub name: String,
    /// What values it takes.
    pub kind: Option<FieldKind>,
    /// Whether only a reveal gives its value.
    pub secret: Option<bool>,
    /// May be said for a field that is not the type's own.
    pub custom: Option<bool>,
    /// Its value; an inner `None` takes a custom field away and empties a field of the type.
    pub value: Option<Option<Zeroizing<String>>>,
}

/// An object as it is, to be changed.
pub(super) struct Loaded {
    id: ObjectId,
    granted: Granted,
    guard: Guard,
    kind: ObjectKind,
    parent: Option<ObjectId>,
    revision: u64,
    held: Held,
    layer: Layer,
    /// What it holds.
    pub content: Content,
}

/// A change that was decided, with its next revision.
pub(super) struct Ready {
    id: ObjectId,
    granted: Granted,
    guard: Guard,
    next: u64,
    held: Held,
    sealed: rows::Sealed,
    event: Event,
    /// The names of custom fields, which people wrote.
    custom: Vec<String>,
    /// Versions that are more than are kept.
    trim: Trim,
    /// It is so already: there is nothing to write.
    changes_nothing: bool,
    named: ObjectView,
}

impl Ready {
    /// The revision that it makes.
    pub const fn revision(&self) -> u64 {
        self.next
    }

    /// What is written.
    pub const fn sealed(&self) -> &rows::Sealed {
        &self.sealed
    }

    /// Whether it is so already. Nothing is written of what changes nothing: no revision, no version, no record.
    pub const fn changes_nothing(&self) -> bool {
        self.changes_nothing
    }

    /// Makes the change, if nothing came before it.
    pub fn write(
        self,
        write: &mut Write<'_>,
        in_memory: &Arc<Database>,
        note: Note,
    ) -> Result<ObjectView, ServiceError> {
        let Self { id, granted, guard, next, held, sealed, event, custom, trim, named, .. } = self;
        rows::replace_content(write, &granted, id, next, &sealed).map_err(|error| match error {
            // Another change came first: decided again, which tells a stale revision from a free one.
            StoreError::Changed => ServiceError::Stale,
            other => other.into(),
        })?;
        guard.hold(write, in_memory)?;
        note.naming(in_memory.kind(), custom).database(write, in_memory.id(), event)?;
        trim.apply(write)?;
        write.raise(in_memory.id(), Raises::Content)?;
        let in_memory = Arc::clone(in_memory);
        write.when_durable(move || in_memory.change(|state| hold_revision(state, id, next, held)));
        Ok(named)
    }
}

impl Service {
    /// Changes an object that is at `revision` (absent: whatever it is at).
    ///
    /// # Errors
    /// [`ServiceError::RevisionConflict`], [`ServiceError::NotFound`], [`ServiceError::Forbidden`], or what is wrong
    /// with the content.
    pub async fn change_object(
        &self,
        caller: &Caller,
        database: DatabaseId,
        id: ObjectId,
        revision: Option<u64>,
        change: &ObjectChange,
    ) -> Result<ObjectView, ServiceError> {
        if change.fields.len() > strongroom_domain::limits::FIELDS {
            let text = "there are more fields than an entry can have";
            return Err(ServiceError::Invalid(text.into()).at("/fields"));
        }
        let unlocked = self
            .unlocked(caller, database, |view, state| {
                may_change(view, state, caller, id, revision)?;
                Ok(vec![state.cover(Some(id))?])
            })
            .await?;
        let named = self
            .decided(|| {
                let loaded = self.load_for_change(caller, database, id, revision, &unlocked)?;
                let ready = self.ready(caller, database, loaded, change)?;
                let (in_memory, note) = (self.database(database)?, self.note(caller));
                Ok(move |write: &mut Write<'_>| -> Result<ObjectView, ServiceError> {
                    if ready.changes_nothing() {
                        return Ok(ready.named);
                    }
                    ready.write(write, &in_memory, note)
                })
            })
            .await?;
        self.used(caller, database, id);
        Ok(after_change(self.object(caller, database, id), named))
    }

    /// The next revision of an object, sealed.
    pub(super) fn ready(
        &self,
        caller: &Caller,
        database: DatabaseId,
        loaded: Loaded,
        change: &ObjectChange,
    ) -> Result<Ready, ServiceError> {
        let Loaded { id, granted, guard, kind, parent, revision, held, layer, content: before } = loaded;
        let draft = changed(&self.types, kind, before.clone(), change)?;
        let names: Vec<String> = draft.fields.iter().map(|field| field.name.clone()).collect();
        let content = Content::check(kind, &self.types, draft)
            .map_err(|error| invalid(&error).at_instead(place_in(change, &names, error)))?;
        no_secret_becomes_clear(&before, &content, change)?;
        let changes_nothing = before == content;
        let (properties, fields, custom) = differences(&before, &content);
        let (summary, secrets) = content.split();
        let replaced = held.modified_at;
        let held = Held {
            modified_at: caller.now,
            modified_by: Some(caller.user),
            summary: summary.to_json().into(),
            ..held
        };
        let in_memory = self.database(database)?;
        let keys = Arc::clone(&in_memory.read().open()?.keys);
        let next = revision + 1;
        let trim = self.trim(caller, &in_memory, id, replaced)?;
        let sealed = seal_object(&keys, &layer, database, id, next, &held, &secrets)?;
        let event = Event::ObjectChanged { object: id, revision: next, properties, fields };
        let named = ObjectView {
            id,
            database,
            parent,
            kind,
            title: summary.title,
            entry_type: None,
            details: None,
            seal: None,
        };
        Ok(Ready { id, granted, guard, next, held, sealed, event, custom, trim, changes_nothing, named })
    }

    /// The content of an object, to be changed.
    pub(super) fn load_for_change(
        &self,
        caller: &Caller,
        database: DatabaseId,
        id: ObjectId,
        revision: Option<u64>,
        unlocked: &Unlocked,
    ) -> Result<Loaded, ServiceError> {
        let (granted, guard, keys, held, layer, current) =
            self.viewed(caller, database, |view, state, _| {
                let (granted, guard, slot, current) = may_change(view, state, caller, id, revision)?;
                let content = state.open()?;
                let held = content.held(slot).ok_or(ServiceError::NotFound)?.clone();
                let layer = unlocked.layer(&state.cover(Some(id))?)?;
                Ok((granted, guard, Arc::clone(&content.keys), held, layer, current))
            })?;
        let stored = self.store.read(|query| rows::content(query, &granted, id))?;
        let (place, sealed) = stored.ok_or(ServiceError::NotFound)?;
        if place.revision != current {
            // Changed a moment ago, and memory has yet to follow.
            return Err(ServiceError::Stale);
        }
        let secrets = open_secrets(&keys, &layer, database, id, place.revision, &sealed)?;
        let content = Content::merge(summary_of(&held)?, secrets)
            .map_err(|_| ServiceError::Damaged(format!("the parts of object {id} do not fit").into()))?;
        Ok(Loaded {
            id,
            granted,
            guard,
            kind: place.kind,
            parent: place.parent,
            revision: place.revision,
            held,
            layer,
            content,
        })
    }
}

/// The right to change an object that is at `revision` and that nobody else edits; where it is, and its revision.
pub(super) fn may_change(
    view: &View<'_>,
    state: &DatabaseState,
    caller: &Caller,
    id: ObjectId,
    revision: Option<u64>,
) -> Result<(Granted, Guard, Slot, u64), ServiceError> {
    if state.is_in_bin(id) {
        return Err(ServiceError::NotFound);
    }
    let granted = view.require(Target::Object(id), Permission::ModifyEntries)?;
    let slot = state.index.slot(id).ok_or(ServiceError::NotFound)?;
    let current = state.placed(slot).ok_or(ServiceError::NotFound)?.revision;
    let guard = Guard::for_change(state, caller, id)?;
    if revision.is_some_and(|revision| revision != current) {
        return Err(ServiceError::RevisionConflict { current });
    }
    Ok((granted, guard, slot, current))
}

/// Takes the next revision of an object into memory.
pub(super) fn hold_revision(state: &mut DatabaseState, id: ObjectId, revision: u64, held: Held) {
    let Some(slot) = state.index.slot(id) else { return };
    if let Some(placed) = state.placed(slot) {
        state.place(slot, Placed { revision, ..placed });
    }
    if let Some(content) = &mut state.content {
        content.hold(slot, held);
    }
}

/// What was kept secret leaves by a reveal and its record only: a change that would make a field's kept value clear
/// is refused, unless it brings another value.
fn no_secret_becomes_clear(
    before: &Content,
    after: &Content,
    change: &ObjectChange,
) -> Result<(), ServiceError> {
    let brings = |name: &str| change.fields.iter().any(|field| field.name == name && field.value.is_some());
    let told = before
        .fields()
        .iter()
        .filter(|field| field.secret && !field.value.is_empty())
        .find(|field| after.field(&field.name).is_some_and(|now| !now.secret) && !brings(&field.name));
    match told {
        Some(field) => {
            let refused =
                ServiceError::Invalid("a secret value can not be made clear; set another value".into());
            Err(refused.at_instead(place_of_field(change, &field.name, "/secret")))
        }
        None => Ok(()),
    }
}

/// Where in the change the blame for a content that does not hold lies: fields are counted as they were sent, and what was
/// not sent is not to blame.
fn place_in(change: &ObjectChange, names: &[String], error: ContentError) -> Option<Cow<'static, str>> {
    let pointer = error.pointer();
    let Some(of_field) = pointer.strip_prefix("/fields/") else { return Some(pointer.into()) };
    let (number, part) = of_field.split_once('/')?;
    place_of_field(change, names.get(number.parse::<usize>().ok()?)?, &format!("/{part}"))
}

fn place_of_field(change: &ObjectChange, name: &str, part: &str) -> Option<Cow<'static, str>> {
    match change.fields.iter().position(|field| field.name == name) {
        Some(number) => Some(format!("/fields/{number}{part}").into()),
        // It was as good as any other until the type was changed.
        None => change.entry_type.as_ref().map(|_| "/type".into()),
    }
}

/// The content with the change, as something to be checked.
fn changed(
    types: &Types,
    kind: ObjectKind,
    content: Content,
    change: &ObjectChange,
) -> Result<Draft, ServiceError> {
    let Draft { mut properties, mut fields } = content.into_draft();
    if let Some(entry_type) = &change.entry_type {
        let unknown = || ServiceError::Invalid("there is no such type of entries".into()).at("/type");
        let new = types.get(entry_type).ok_or_else(unknown)?;
        for field in &mut fields {
            let of_type = new.field(&field.name).is_some();
            field.custom = if of_type { None } else { Some(true) };
            if of_type {
                field.kind = None;
                field.secret = None;
            }
        }
        properties.entry_type = (kind == ObjectKind::Entry).then(|| entry_type.clone());
        if kind == ObjectKind::Folder {
            return Err(ServiceError::Invalid("a folder has no type".into()).at("/type"));
        }
    }
    change_properties(&mut properties, change);
    for field in &change.fields {
        change_field(&mut fields, field);
    }
    Ok(Draft { properties, fields })
}

fn change_properties(properties: &mut Properties, change: &ObjectChange) {
    fn set<T: Clone>(to: &mut T, from: Option<&T>) {
        if let Some(from) = from {
            to.clone_from(from);
        }
    }
    set(&mut properties.title, change.title.as_ref());
    set(&mut properties.tags, change.tags.as_ref());
    set(&mut properties.category, change.category.as_ref());
    set(&mut properties.importance, change.importance.as_ref());
    set(&mut properties.icon, change.icon.as_ref());
    set(&mut properties.valid_to, change.valid_to.as_ref());
    set(&mut properties.warning, change.warning.as_ref());
    set(&mut properties.online_only, change.online_only.as_ref());
}

fn change_field(fields: &mut Vec<FieldDraft>, change: &FieldChange) {
    let existing = fields.iter().position(|field| field.name == change.name);
    if existing.is_none() && change.value.as_ref().is_some_and(Option::is_none) {
        return;
    }
    let index = existing.unwrap_or_else(|| {
        fields.push(FieldDraft { name: change.name.clone(), ..FieldDraft::default() });
        fields.len() - 1
    });
    let Some(field) = fields.get_mut(index) else { return };
    if change.kind.is_some() {
        field.kind = change.kind;
    }
    if change.secret.is_some() {
        field.secret = change.secret;
    }
    if change.custom.is_some() {
        field.custom = change.custom;
    }
    match &change.value {
        Some(Some(value)) => field.value.clone_from(value),
        Some(None) if field.custom == Some(true) => {
            fields.remove(index);
        }
        Some(None) => field.value = Zeroizing::new(String::new()),
        None => {}
    }
}

/// Which properties and fields differ; the names of custom fields apart, since people wrote them.
pub(super) fn differences(before: &Content, after: &Content) -> (Vec<String>, FieldNames, Vec<String>) {
    let (old, new) = (before.properties(), after.properties());
    let properties = names_of_changed([
        ("type", old.entry_type != new.entry_type),
        ("title", old.title != new.title),
        ("tags", old.tags != new.tags),
        ("category", old.category != new.category),
        ("importance", old.importance != new.importance),
        ("icon", old.icon != new.icon),
        ("valid_to", old.valid_to != new.valid_to),
        ("warning", old.warning != new.warning),
        ("online_only", old.online_only != new.online_only),
    ]);
    let changed = after.fields().iter().filter(|field| before.field(&field.name) != Some(*field));
    let gone = before.fields().iter().filter(|field| after.field(&field.name).is_none());
    let (fields, custom) = FieldNames::of(changed.chain(gone));
    (properties, fields, custom)
}
