//! Folders and entries: what is sent of them, and what is told.

use serde::Serialize;
use strongroom_api::{
    Patch, SecretText,
    objects::{
        Field, FieldKind, Importance, NewField, NewObject, Object, ObjectKind, ObjectSeal, PatchField,
        PatchObject, Warning, WarningLevel,
    },
};
use strongroom_domain::{
    database,
    entry::{self, Draft, FieldDraft, FieldSummary, Properties},
    id::{GrantId, ObjectId, UserId},
    rights::SealState,
};
use strongroom_service::{
    objects::{self as service, FieldChange, ObjectChange, ObjectDetails, ObjectView},
    second_passwords::Holder,
};
use uuid::Uuid;
use zeroize::Zeroizing;

/// An object as far as the caller sees it.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Shown {
    /// All but its secrets.
    Whole(Box<Object>),
    /// Its name, or its name and its seal. Members that would tell more are not even there.
    Part(Part),
}

/// What is told of an object of which only the name is seen.
#[derive(Debug, Serialize)]
pub struct Part {
    id: Uuid,
    database: Uuid,
    parent: Option<Uuid>,
    kind: ObjectKind,
    title: String,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    entry_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seal: Option<ObjectSeal>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    stub: bool,
}

/// An object, and its revision where the caller sees it whole.
pub fn object(view: ObjectView) -> (Shown, Option<u64>) {
    let (id, database, parent) = (view.id.uuid(), view.database.uuid(), view.parent.map(ObjectId::uuid));
    let (kind, title, entry_type) = (kind_of(view.kind), view.title, view.entry_type);
    let seal = view.seal.map(seal_of);
    let Some(details) = view.details else {
        let stub = seal.is_none();
        return (Shown::Part(Part { id, database, parent, kind, title, entry_type, seal, stub }), None);
    };
    let ObjectDetails {
        revision,
        summary,
        kept_online,
        created_at,
        created_by,
        modified_at,
        modified_by,
        rights,
        lock,
        second_password,
        second_password_at,
    } = details;
    let whole = Object {
        id,
        database,
        parent,
        kind,
        entry_type,
        revision,
        title,
        tags: summary.tags,
        category: summary.category,
        importance: importance_of(summary.importance),
        icon: summary.icon,
        valid_to: summary.valid_to,
        warning: summary.warning.map(warning_of),
        online_only: summary.online_only,
        kept_online,
        fields: summary.fields.into_iter().map(field_of).collect(),
        created_at: Some(created_at),
        created_by: created_by.map(UserId::uuid),
        modified_at: Some(modified_at),
        modified_by: modified_by.map(UserId::uuid),
        rights: rights.iter().collect(),
        lock: lock.map(super::lock),
        seal,
        second_password,
        second_password_at: second_password_at.map(|holder| match holder {
            Holder::Object(id) => id.uuid(),
            Holder::Database => database,
        }),
        stub: false,
    };
    (Shown::Whole(Box::new(whole)), Some(revision))
}

/// A seal for the caller.
pub fn seal_of((grant, state): (GrantId, SealState)) -> ObjectSeal {
    ObjectSeal { grant: grant.uuid(), state }
}

/// A new object as the use case takes it.
pub fn new_object(new: NewObject) -> service::NewObject {
    let properties = Properties {
        entry_type: new.entry_type,
        title: new.title,
        tags: new.tags,
        category: new.category,
        importance: new.importance.map(importance).unwrap_or_default(),
        icon: new.icon,
        valid_to: new.valid_to,
        warning: new.warning.map(warning),
        online_only: new.online_only.unwrap_or_default(),
    };
    service::NewObject {
        parent: new.parent.map(ObjectId::from),
        kind: kind(new.kind),
        draft: Draft { properties, fields: new.fields.into_iter().map(new_field).collect() },
    }
}

fn new_field(field: NewField) -> FieldDraft {
    FieldDraft {
        name: field.name,
        kind: field.kind.map(field_kind),
        secret: field.secret,
        custom: field.custom,
        value: field.value.map(SecretText::into_inner).unwrap_or_default(),
    }
}

/// A change as the use case takes it.
pub fn object_change(change: PatchObject) -> ObjectChange {
    ObjectChange {
        title: change.title,
        entry_type: change.entry_type,
        tags: change.tags,
        category: change.category,
        importance: change.importance.map(importance),
        icon: change.icon,
        valid_to: change.valid_to,
        warning: change.warning.map(|value| value.map(warning)),
        online_only: change.online_only,
        fields: change.fields.unwrap_or_default().into_iter().map(field_change).collect(),
    }
}

fn field_change(change: PatchField) -> FieldChange {
    FieldChange {
        name: change.name,
        kind: change.kind.map(field_kind),
        secret: change.secret,
        custom: change.custom,
        value: secret_patch(change.value),
    }
}

/// A change of a secret value.
pub fn secret_patch(patch: Patch<SecretText>) -> Option<Option<Zeroizing<String>>> {
    patch.map(|value| value.map(SecretText::into_inner))
}

fn field_of(field: FieldSummary) -> Field {
    let FieldSummary { name, kind, secret, custom, value, .. } = field;
    Field { name, kind: field_kind_of(kind), secret, custom, value }
}

/// Folder or entry, as the rights engine calls it.
pub const fn kind(kind: ObjectKind) -> database::ObjectKind {
    match kind {
        ObjectKind::Folder => database::ObjectKind::Folder,
        ObjectKind::Entry => database::ObjectKind::Entry,
    }
}

/// Folder or entry, as the API calls it.
pub const fn kind_of(kind: database::ObjectKind) -> ObjectKind {
    match kind {
        database::ObjectKind::Folder => ObjectKind::Folder,
        database::ObjectKind::Entry => ObjectKind::Entry,
    }
}

const fn importance(importance: Importance) -> entry::Importance {
    match importance {
        Importance::Low => entry::Importance::Low,
        Importance::Normal => entry::Importance::Normal,
        Importance::High => entry::Importance::High,
    }
}

const fn importance_of(importance: entry::Importance) -> Importance {
    match importance {
        entry::Importance::Low => Importance::Low,
        entry::Importance::Normal => Importance::Normal,
        entry::Importance::High => Importance::High,
    }
}

fn warning(warning: Warning) -> entry::Warning {
    let level = match warning.level {
        WarningLevel::Info => entry::WarningLevel::Info,
        WarningLevel::Confirm => entry::WarningLevel::Confirm,
        WarningLevel::Type => entry::WarningLevel::Type,
    };
    entry::Warning { level, text: warning.text }
}

fn warning_of(warning: entry::Warning) -> Warning {
    let level = match warning.level {
        entry::WarningLevel::Info => WarningLevel::Info,
        entry::WarningLevel::Confirm => WarningLevel::Confirm,
        entry::WarningLevel::Type => WarningLevel::Type,
    };
    Warning { level, text: warning.text }
}

const fn field_kind(kind: FieldKind) -> entry::FieldKind {
    match kind {
        FieldKind::Text => entry::FieldKind::Text,
        FieldKind::Multiline => entry::FieldKind::Multiline,
        FieldKind::Password => entry::FieldKind::Password,
        FieldKind::Url => entry::FieldKind::Url,
        FieldKind::Email => entry::FieldKind::Email,
        FieldKind::Date => entry::FieldKind::Date,
        FieldKind::Number => entry::FieldKind::Number,
        FieldKind::Decimal => entry::FieldKind::Decimal,
        FieldKind::Boolean => entry::FieldKind::Boolean,
        FieldKind::Totp => entry::FieldKind::Totp,
        FieldKind::File => entry::FieldKind::File,
    }
}

/// The kind of a field, as the API calls it.
pub const fn field_kind_of(kind: entry::FieldKind) -> FieldKind {
    match kind {
        entry::FieldKind::Text => FieldKind::Text,
        entry::FieldKind::Multiline => FieldKind::Multiline,
        entry::FieldKind::Password => FieldKind::Password,
        entry::FieldKind::Url => FieldKind::Url,
        entry::FieldKind::Email => FieldKind::Email,
        entry::FieldKind::Date => FieldKind::Date,
        entry::FieldKind::Number => FieldKind::Number,
        entry::FieldKind::Decimal => FieldKind::Decimal,
        entry::FieldKind::Boolean => FieldKind::Boolean,
        entry::FieldKind::Totp => FieldKind::Totp,
        entry::FieldKind::File => FieldKind::File,
    }
}
