//! The types of entries: tables of fields, so that a client can draw any of them.
//!
//! The names `username`, `password` and `totp` mean the same in every type: they are what is filled in and typed.
//! Built-in types only ever gain fields; a field is never renamed, because stored entries name it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::FieldKind;
use crate::limits::{self, TextError};

/// A field of a type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldDefinition {
    /// Its name, unique in the type.
    pub name: Cow<'static, str>,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether only a reveal shows it.
    pub secret: bool,
}

/// A type of entries. One that was read is checked by [`Types::add`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryType {
    /// Its name: lower-case letters, digits and `_`.
    pub name: Cow<'static, str>,
    /// Its fields, in the order in which they are shown.
    pub fields: Cow<'static, [FieldDefinition]>,
}

impl EntryType {
    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&FieldDefinition> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The place of that field in the order of the type.
    pub(super) fn place(&self, name: &str) -> usize {
        self.fields.iter().position(|field| field.name == name).unwrap_or(usize::MAX)
    }
}

/// Why a type that an administrator made is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TypeError {
    /// Not 1 to 40 lower-case letters, digits and `_`, beginning with a letter.
    #[error("the name of a type is 1 to 40 lower-case letters, digits and `_`, and begins with a letter")]
    Name,
    /// There is a type of that name.
    #[error("there is a type `{0}` already")]
    Taken(String),
    /// More fields than an entry can hold.
    #[error("a type has at most {} fields", limits::FIELDS)]
    TooManyFields,
    /// The name of a field is refused.
    #[error("the name of field {number} {error}")]
    FieldName {
        /// Counted from 1.
        number: usize,
        /// Why.
        error: TextError,
    },
    /// Two fields of one name.
    #[error("two fields are named `{0}`")]
    DuplicateField(String),
}

/// All types of a server: the thirteen built in, and those that administrators made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Types {
    custom: Vec<EntryType>,
}

impl Types {
    /// The type of that name.
    pub fn get(&self, name: &str) -> Option<&EntryType> {
        self.all().find(|candidate| candidate.name == name)
    }

    /// All types, those built in first.
    pub fn all(&self) -> impl Iterator<Item = &EntryType> {
        BUILT_IN.iter().chain(&self.custom)
    }

    /// Adds a type. Its `notes` field is secret, and so are its passwords and codes, whatever was said.
    ///
    /// # Errors
    /// [`TypeError`]: a bad or taken name, too many fields, bad or repeated names of fields.
    pub fn add(&mut self, mut added: EntryType) -> Result<(), TypeError> {
        if !is_type_name(&added.name) {
            return Err(TypeError::Name);
        }
        if self.get(&added.name).is_some() {
            return Err(TypeError::Taken(added.name.into_owned()));
        }
        if added.fields.len() > limits::FIELDS {
            return Err(TypeError::TooManyFields);
        }
        for (index, field) in added.fields.iter().enumerate() {
            limits::check_line(&field.name, limits::FIELD_NAME)
                .map_err(|error| TypeError::FieldName { number: index + 1, error })?;
            if added.place(&field.name) != index {
                return Err(TypeError::DuplicateField(field.name.to_string()));
            }
        }
        for field in added.fields.to_mut() {
            field.secret |= field.kind.is_always_secret() || field.name == NOTES;
        }
        self.custom.push(added);
        Ok(())
    }
}

fn is_type_name(name: &str) -> bool {
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    (1..=40).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(letters)
}

/// The field that is secret in every type and in folders.
pub(super) const NOTES: &str = "notes";

const fn open(name: &'static str, kind: FieldKind) -> FieldDefinition {
    FieldDefinition { name: Cow::Borrowed(name), kind, secret: false }
}

const fn secret(name: &'static str, kind: FieldKind) -> FieldDefinition {
    FieldDefinition { name: Cow::Borrowed(name), kind, secret: true }
}

const fn built_in(name: &'static str, fields: &'static [FieldDefinition]) -> EntryType {
    EntryType { name: Cow::Borrowed(name), fields: Cow::Borrowed(fields) }
}

use FieldKind::{Boolean, Date, Decimal, Email, File, Multiline, Number, Password, Text, Totp, Url};

const THE_NOTES: FieldDefinition = secret(NOTES, Multiline);

static FOLDER: EntryType = built_in("folder", const { &[THE_NOTES] });

/// What a folder holds beside its title: notes.
pub fn folder_type() -> &'static EntryType {
    &FOLDER
}

static BUILT_IN: [EntryType; 13] = [
    built_in(
        "password",
        const {
            &[
                open("username", Text),
                secret("password", Password),
                open("url", Url),
                secret("totp", Totp),
                THE_NOTES,
            ]
        },
    ),
    built_in(
        "credit_card",
        const {
            &[
                open("card_type", Text),
                open("holder", Text),
                secret("card_number", Password),
                open("expires", Text),
                secret("security_code", Password),
                secret("pin", Password),
                open("url", Url),
                open("phone", Text),
                THE_NOTES,
            ]
        },
    ),
    built_in(
        "software_license",
        const {
            &[
                open("product", Text),
                open("version", Text),
                open("licensee", Text),
                open("email", Email),
                secret("license_key", Password),
                open("seats", Number),
                open("order_number", Text),
                open("purchase_date", Date),
                open("price", Decimal),
                open("expires", Date),
                open("url", Url),
                THE_NOTES,
            ]
        },
    ),
    built_in(
        "identity",
        const {
            &[
                open("name_title", Text),
                open("first_name", Text),
                open("last_name", Text),
                open("company", Text),
                open("department", Text),
                open("birth_date", Date),
                open("email", Email),
                open("phone", Text),
                open("mobile", Text),
                open("street", Text),
                open("postal_code", Text),
                open("city", Text),
                open("state", Text),
                open("country", Text),
                open("website", Url),
                secret("identity_number", Password),
                THE_NOTES,
            ]
        },
    ),
    built_in("information", const { &[THE_NOTES] }),
    built_in(
        "banking",
        const {
            &[
                open("bank_name", Text),
                open("bank_code", Text),
                open("bic", Text),
                open("account_holder", Text),
                open("account_number", Text),
                open("iban", Text),
                open("username", Text),
                secret("password", Password),
                secret("totp", Totp),
                secret("tans", Multiline),
                open("url", Url),
                open("phone", Text),
                THE_NOTES,
            ]
        },
    ),
    built_in("encrypted_file", const { &[open("file", File), secret("password", Password), THE_NOTES] }),
    built_in(
        "document",
        const { &[open("file", File), open("author", Text), open("date", Date), THE_NOTES] },
    ),
    built_in(
        "rdp",
        const {
            &[
                open("host", Text),
                open("port", Number),
                open("domain", Text),
                open("username", Text),
                secret("password", Password),
                open("gateway", Text),
                open("full_screen", Boolean),
                secret("totp", Totp),
                THE_NOTES,
            ]
        },
    ),
    built_in(
        "putty",
        const {
            &[
                open("protocol", Text),
                open("host", Text),
                open("port", Number),
                open("username", Text),
                secret("password", Password),
                open("session", Text),
                open("key_file", File),
                open("command", Text),
                THE_NOTES,
            ]
        },
    ),
    built_in(
        "teamviewer",
        const { &[open("partner_id", Text), open("mode", Text), secret("password", Password), THE_NOTES] },
    ),
    built_in(
        "certificate",
        const {
            &[
                open("subject", Text),
                open("issuer", Text),
                open("serial_number", Text),
                open("valid_from", Date),
                open("expires", Date),
                open("certificate", Multiline),
                secret("private_key", Multiline),
                open("file", File),
                secret("password", Password),
                THE_NOTES,
            ]
        },
    ),
    built_in(
        "ssh_key",
        const {
            &[
                open("host", Text),
                open("username", Text),
                open("public_key", Multiline),
                secret("private_key", Multiline),
                secret("password", Password),
                open("fingerprint", Text),
                THE_NOTES,
            ]
        },
    ),
];
