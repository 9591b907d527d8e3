//! The strings of a KeePass entry as fields: the standard ones, one-time passwords, custom ones.

use std::borrow::Cow;

use strongroom_domain::entry::{FieldDefinition, FieldKind, Types, totp};
use zeroize::Zeroizing;

use super::placeholder::{self, Placeholder};
use crate::{WarningCode, fit::FieldList, totp::Totp};

/// A string as it stands in the document.
pub(super) struct RawString {
    pub name: String,
    pub value: Zeroizing<String>,
    pub protected: bool,
}

/// Name in the file, name in the API, kind, always secret.
const STANDARD: [(&str, &str, FieldKind, bool); 4] = [
    ("UserName", "username", FieldKind::Text, false),
    ("Password", "password", FieldKind::Password, true),
    ("URL", "url", FieldKind::Url, false),
    ("Notes", "notes", FieldKind::Multiline, true),
];

/// Sorts out the strings of one entry of a type.
pub(super) fn build(mut strings: Vec<RawString>, entry_type: &str) -> FieldList {
    let types = Types::default();
    let defined = types.get(entry_type).map_or(&[][..], |found| &found.fields);
    let reserved: Vec<&str> = defined.iter().map(|field| field.name.as_ref()).collect();
    let has = |name: &str| reserved.contains(&name);
    let title = take(&mut strings, "Title");
    let title = title.as_ref().map_or("", |title| title.value.as_str());
    let mut list = FieldList::new(title, &reserved);
    warn_of_placeholders(&strings, &mut list);
    let mut address = one_time_password(&mut strings, &mut list);
    for (in_file, name, kind, always_secret) in STANDARD {
        if name == "notes"
            && let Some(address) = address.take()
        {
            if has("totp") {
                list.standard("totp", FieldKind::Totp, true, "otp", address);
            } else {
                list.custom("otp".to_owned(), true, address);
            }
        }
        if let Some(found) = take(&mut strings, in_file) {
            let secret = always_secret || found.protected;
            if has(name) {
                list.standard(name, kind, secret, in_file, found.value);
            } else if !found.value.is_empty() {
                list.custom(in_file.to_owned(), secret, found.value);
            }
        }
    }
    for RawString { name, value, protected } in strings {
        match of_type(defined, &name) {
            Some((known, field)) => {
                list.standard(known, field.kind, field.secret || protected, &name, value);
            }
            None => {
                let secret = protected || is_secret_name(&name);
                list.custom(name, secret, value);
            }
        }
    }
    // A title that did not fit became a custom field before all others.
    list.fields.sort_by_key(|field| field.custom);
    list
}

/// The field of a type that a string of its name is, but for those that have another name in the file.
fn of_type<'a>(defined: &'a [FieldDefinition], name: &str) -> Option<(&'static str, &'a FieldDefinition)> {
    let elsewhere = name == "totp" || STANDARD.iter().any(|(_, known, ..)| *known == name);
    let field = defined.iter().find(|field| field.name == name && !elsewhere)?;
    match &field.name {
        Cow::Borrowed(known) => Some((known, field)),
        Cow::Owned(_) => None,
    }
}

fn warn_of_placeholders(strings: &[RawString], list: &mut FieldList) {
    for RawString { name, value, .. } in strings.iter().filter(|string| string.name != "Notes") {
        match placeholder::find(value) {
            Some(Placeholder::Reference) => list.warn(WarningCode::Reference, name),
            Some(Placeholder::Other) => list.warn(WarningCode::Placeholder, name),
            None => {}
        }
    }
}

/// Takes the strings of the first one-time password out that can be understood, and gives its address.
fn one_time_password(strings: &mut Vec<RawString>, list: &mut FieldList) -> Option<Zeroizing<String>> {
    let mut address = None;
    let mut used = Vec::new();
    let user = value(strings, "UserName").unwrap_or("");
    for string in strings.iter().filter(|string| is_secret_name(&string.name) && !string.value.is_empty()) {
        let (found, settings) = understand(string, strings, &list.title, user);
        match found.filter(|text| totp::Totp::parse(text).is_ok()) {
            Some(found) if address.is_none() => {
                address = Some(found);
                used.push(string.name.clone());
                used.extend(settings.iter().map(|name| (*name).to_owned()));
            }
            _ => list.warnings.push((WarningCode::OneTimePassword, string.name.clone())),
        }
    }
    for name in used {
        take(strings, &name);
    }
    address
}

/// The address that a secret and its settings make, and the names of the settings.
fn understand(
    secret: &RawString,
    strings: &[RawString],
    title: &str,
    user: &str,
) -> (Option<Zeroizing<String>>, &'static [&'static str]) {
    const SEED: &[&str] = &["TOTP Settings"];
    const KEEPASS: &[&str] = &["TimeOtp-Length", "TimeOtp-Period", "TimeOtp-Algorithm"];
    let text = secret.value.as_str();
    let (totp, settings) = match secret.name.as_str() {
        "otp" if text.starts_with("otpauth:") => return (Some(secret.value.clone()), &[]),
        "otp" => (Totp::from_query(text), &[][..]),
        "TOTP Seed" => (Totp::from_seed(text, value(strings, "TOTP Settings")), SEED),
        name => {
            let setting = |name| value(strings, name).filter(|text| !text.is_empty());
            let encoding = name.strip_prefix("TimeOtp-Secret");
            let totp = encoding.and_then(|encoding| {
                let (length, period) = (setting("TimeOtp-Length"), setting("TimeOtp-Period"));
                Totp::from_keepass(encoding, text, length, period, setting("TimeOtp-Algorithm"))
            });
            (totp, KEEPASS)
        }
    };
    (totp.map(|totp| totp.address(title, user)), settings)
}

/// Names under which programs keep one-time password secrets.
fn is_secret_name(name: &str) -> bool {
    matches!(name, "otp" | "TOTP Seed")
        || name.starts_with("TimeOtp-Secret")
        || name.starts_with("HmacOtp-Secret")
}

fn take(strings: &mut Vec<RawString>, name: &str) -> Option<RawString> {
    strings.iter().position(|string| string.name == name).map(|index| strings.remove(index))
}

fn value<'a>(strings: &'a [RawString], name: &str) -> Option<&'a str> {
    strings.iter().find(|string| string.name == name).map(|string| string.value.as_str())
}
