//! Folders and entries. A secret field's value is never in these answers; only a reveal gives it.

use serde::{Deserialize, Serialize};
use strongroom_domain::{
    rights::{Permission, SealState},
    time::Instant,
};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{Patch, SecretText, patch, schema};

/// Folder or entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ObjectKind {
    /// Holds folders and entries.
    Folder,
    /// Holds fields.
    Entry,
}

/// What values a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line.
    Text,
    /// Several lines.
    Multiline,
    /// A password.
    Password,
    /// An address.
    Url,
    /// An e-mail address.
    Email,
    /// A day: `2026-01-31`.
    Date,
    /// A whole number.
    Number,
    /// A decimal number.
    Decimal,
    /// `true` or `false`.
    Boolean,
    /// What one-time codes are computed from: an `otpauth` address or a Base32 secret.
    Totp,
    /// A file.
    File,
}

/// How much an entry matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Importance {
    /// Less than others.
    Low,
    /// Like most.
    #[default]
    Normal,
    /// More than others.
    High,
}

/// How hard a warning stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WarningLevel {
    /// Shown.
    Info,
    /// To be confirmed before use.
    Confirm,
    /// To be typed before use.
    Type,
}

/// What a person is told before using an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Warning {
    /// How hard it stands in the way.
    pub level: WarningLevel,
    /// What it says.
    pub text: String,
}

/// A field as answers show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Field {
    /// Its name, unique in the entry.
    pub name: String,
    /// What values it takes.
    pub kind: FieldKind,
    /// Whether only a reveal gives its value.
    pub secret: bool,
    /// Whether it is not one of the type's own fields; false when absent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub custom: bool,
    /// Its value; never of a secret field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// A field of a new object.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewField {
    /// One of the type's own fields, or any other name for a custom field.
    pub name: String,
    /// What values it takes; absent: as the type says, `text` for a custom field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<FieldKind>,
    /// Whether only a reveal gives its value; absent: as the type says, true for a custom field of the kinds
    /// `password` and `totp`, otherwise false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<bool>,
    /// May be said for a field that is not the type's own; anything else is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom: Option<bool>,
    /// Its value; absent: empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<SecretText>,
}

/// A field in a change. Fields that a change does not name stay as they are.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchField {
    /// An existing field, or a new one.
    pub name: String,
    /// What values it takes; absent: as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<FieldKind>,
    /// Whether only a reveal gives its value; absent: as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<bool>,
    /// May be said for a field that is not the type's own; anything else is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom: Option<bool>,
    /// Absent: as it was. `null`: a custom field goes, a field of the type is emptied.
    #[serde(default, deserialize_with = "patch::present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<SecretText>)]
    pub value: Patch<SecretText>,
}

/// Who edits an object now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Lock {
    /// The name of the person.
    pub holder: String,
    /// Since when.
    #[schema(value_type = schema::Instant)]
    pub since: Instant,
    /// Until when, unless it is renewed.
    #[schema(value_type = schema::Instant)]
    pub expires_at: Instant,
}

/// The seal on an object for the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ObjectSeal {
    /// The grant that carries it.
    pub grant: Uuid,
    /// Its state for the caller.
    #[schema(value_type = schema::SealState)]
    pub state: SealState,
}

/// [`Object`] where the document names it: a type of that very name is taken there for one without members.
pub type ObjectAnswer = Object;

/// A folder or an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Object {
    /// Its id.
    pub id: Uuid,
    /// The database it is in.
    pub database: Uuid,
    /// The folder above; null: the root.
    pub parent: Option<Uuid>,
    /// Folder or entry.
    pub kind: ObjectKind,
    /// The type of an entry; null for a folder.
    #[serde(rename = "type", default)]
    pub entry_type: Option<String>,
    /// Counts changes of content, from 1; never changes of rules.
    #[serde(default)]
    pub revision: u64,
    /// Its title.
    pub title: String,
    /// Its tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Its category.
    #[serde(default)]
    pub category: Option<String>,
    /// How much it matters.
    #[serde(default)]
    pub importance: Importance,
    /// The name of its icon.
    #[serde(default)]
    pub icon: Option<String>,
    /// A reminder; decides nothing.
    #[serde(default)]
    #[schema(value_type = Option<schema::Instant>)]
    pub valid_to: Option<Instant>,
    /// What a person is told before using it.
    #[serde(default)]
    pub warning: Option<Warning>,
    /// Never in a local copy or an export: marked itself.
    #[serde(default)]
    pub online_only: bool,
    /// The effect on it: it, or a folder above it, is marked as online only.
    #[serde(default)]
    pub kept_online: bool,
    /// Its fields; values only of those that are not secret.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// When it was made.
    #[serde(default)]
    #[schema(value_type = Option<schema::Instant>)]
    pub created_at: Option<Instant>,
    /// Who made it; null when unknown.
    #[serde(default)]
    pub created_by: Option<Uuid>,
    /// When its content was last changed.
    #[serde(default)]
    #[schema(value_type = Option<schema::Instant>)]
    pub modified_at: Option<Instant>,
    /// Who changed it last; null when unknown.
    #[serde(default)]
    pub modified_by: Option<Uuid>,
    /// The caller's object permissions, in their order.
    #[serde(default)]
    #[schema(value_type = Vec<schema::Permission>)]
    pub rights: Vec<Permission>,
    /// Who edits it now.
    #[serde(default)]
    pub lock: Option<Lock>,
    /// The seal for the caller.
    #[serde(default)]
    pub seal: Option<ObjectSeal>,
    /// Whether a second password covers it.
    #[serde(default)]
    pub second_password: bool,
    /// Where that stands: the object at or above it, or the database; absent where the caller does not see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_password_at: Option<Uuid>,
    /// Shown only because something below it is visible: nothing but id, parent, kind and title is told.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stub: bool,
}

/// A folder or an entry in a listing. Members that hold nothing are left out, and `database` is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ListedObject {
    /// Its id.
    pub id: Uuid,
    /// The folder above; null: the root.
    pub parent: Option<Uuid>,
    /// Folder or entry.
    pub kind: ObjectKind,
    /// Its title.
    pub title: String,
    /// True: shown only because something below it is visible; nothing else is told.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stub: bool,
    /// The type of an entry.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub entry_type: Option<String>,
    /// Counts changes of content, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<u64>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Its category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// How much it matters; absent: `normal`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub importance: Option<Importance>,
    /// The name of its icon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// A reminder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<schema::Instant>)]
    pub valid_to: Option<Instant>,
    /// What a person is told before using it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warning: Option<Warning>,
    /// Never in a local copy or an export.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub online_only: bool,
    /// Its fields; values only of those that are not secret.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<schema::Instant>)]
    pub created_at: Option<Instant>,
    /// When its content was last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<schema::Instant>)]
    pub modified_at: Option<Instant>,
    /// Whether it is one of the caller's favourites.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub favourite: bool,
    /// Index into `rights_sets` of the same answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights: Option<u32>,
    /// Who edits it now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock: Option<Lock>,
    /// The seal for the caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<ObjectSeal>,
    /// Whether a second password covers it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub second_password: bool,
}

/// The answer of `GET /databases/{db}/objects`, and (with `items` line by line) of its streamed form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Listing {
    /// What the caller sees, parents before children.
    pub items: Vec<ListedObject>,
    /// The sets that the numbers in `rights` name.
    #[schema(value_type = Vec<Vec<schema::Permission>>)]
    pub rights_sets: Vec<Vec<Permission>>,
    /// The cursor of the page that follows; null at the end.
    pub next: Option<String>,
}

/// The first line of a streamed listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ListingHead {
    /// Where `changes?since=` goes on.
    pub cursor: String,
    /// The sets that the numbers in `rights` name.
    #[schema(value_type = Vec<Vec<schema::Permission>>)]
    pub rights_sets: Vec<Vec<Permission>>,
}

/// What to list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ObjectsQuery {
    /// The folder; absent: the root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Uuid>,
    /// Whether to list everything below; false when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recursive: Option<bool>,
    /// Only what a search for this finds (as in `GET /search`), in tree order; implies `recursive`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// How many items at most: 1 to 1,000, by default 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Makes a folder or an entry.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewObject {
    /// The folder to make it in; null or absent: the root.
    #[serde(default)]
    pub parent: Option<Uuid>,
    /// Folder or entry.
    pub kind: ObjectKind,
    /// The type of an entry; `password` when absent. Not for folders.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub entry_type: Option<String>,
    /// Its title: 1 to 500 characters.
    pub title: String,
    /// Its fields: at most 200, none twice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<NewField>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Its category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// How much it matters; `normal` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub importance: Option<Importance>,
    /// The name of its icon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// A reminder; decides nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<schema::Instant>)]
    pub valid_to: Option<Instant>,
    /// What a person is told before using it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warning: Option<Warning>,
    /// Never in a local copy or an export; false when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub online_only: Option<bool>,
}

// Its members stand beside those of a new object: what is flattened into another type can not refuse unknown members.
/// Changes a folder or an entry. Absent members stay, `null` clears.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchObject {
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The type of an entry. Fields that the new type does not have become custom fields.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub entry_type: Option<String>,
    /// Changes of single fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields: Option<Vec<PatchField>>,
    /// All tags from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// Its category.
    #[serde(default, deserialize_with = "patch::present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub category: Patch<String>,
    /// How much it matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub importance: Option<Importance>,
    /// The name of its icon.
    #[serde(default, deserialize_with = "patch::present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub icon: Patch<String>,
    /// A reminder; decides nothing.
    #[serde(default, deserialize_with = "patch::present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<schema::Instant>)]
    pub valid_to: Patch<Instant>,
    /// What a person is told before using it.
    #[serde(default, deserialize_with = "patch::present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Warning>)]
    pub warning: Patch<Warning>,
    /// Never in a local copy or an export.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub online_only: Option<bool>,
}

/// Moves an object within its database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveObject {
    /// The folder to move it to; null: the root. Must be said.
    #[serde(deserialize_with = "patch::required")]
    #[schema(required = true)]
    pub parent: Option<Uuid>,
    /// The object it is to stand before; absent: at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Uuid>,
}

#[cfg(test)]
mod tests {
    use super::*;

    // attack: A16
    #[test]
    fn members_of_the_record_that_are_not_for_the_caller_are_refused() {
        let members = [
            "id",
            "owner_id",
            "created_by",
            "role",
            "is_admin",
            "sealed",
            "seal_state",
            "seal",
            "approved_by",
            "locked_by",
            "lock",
            "version",
            "revision",
            "database",
            "database_id",
            "deleted",
            "rights",
            "stub",
        ];
        for member in members {
            let new = format!(r#"{{"kind":"entry","title":"t","{member}":null}}"#);
            assert!(serde_json::from_str::<NewObject>(&new).is_err(), "{member} on create");
            let change = format!(r#"{{"title":"t","{member}":null}}"#);
            assert!(serde_json::from_str::<PatchObject>(&change).is_err(), "{member} on change");
        }
    }

    // attack: A16
    #[test]
    fn wrong_types_are_refused() {
        for body in [
            r#"{"kind":"entry","title":7}"#,
            r#"{"kind":"entry","title":null}"#,
            r#"{"kind":"drawer","title":"t"}"#,
            r#"{"kind":"entry","title":"t","tags":"mail"}"#,
            r#"{"kind":"entry","title":"t","online_only":"true"}"#,
            r#"{"kind":"entry","title":"t","valid_to":"tomorrow"}"#,
            r#"{"kind":"entry","title":"t","fields":[{"name":"n","value":NaN}]}"#,
            r#"{"kind":"entry","title":"t","title":"u"}"#,
        ] {
            assert!(serde_json::from_str::<NewObject>(body).is_err(), "{body}");
        }
    }

    #[test]
    fn a_move_to_the_root_must_be_said() {
        assert!(serde_json::from_str::<MoveObject>("{}").is_err());
        assert_eq!(serde_json::from_str::<MoveObject>(r#"{"parent":null}"#).unwrap().parent, None);
    }

    #[test]
    fn an_entry_is_written_as_in_the_specification() {
        let text = r#"{"name":"Rack","kind":"text","secret":false,"custom":true,"value":"B7"}"#;
        let field: Field = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&field).unwrap(), text);
        let secret = Field { secret: true, custom: false, value: None, ..field };
        assert_eq!(serde_json::to_string(&secret).unwrap(), r#"{"name":"Rack","kind":"text","secret":true}"#);
    }
}
