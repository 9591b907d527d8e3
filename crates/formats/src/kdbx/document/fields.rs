//! The strings of a KeePass entry as fields: the five standard ones, one-time passwords, custom ones.
//!
//! No string is lost: what does not fit a field becomes an attachment, what has a taken name gets another.

use std::{borrow::Cow, collections::HashSet, sync::Arc};

use zeroize::Zeroizing;

use crate::{
    Attachment, Field, FieldKind, Limits, WarningCode,
    totp::{Totp, is_address},
};

/// A string as it stands in the document.
pub(super) struct RawString {
    pub name: String,
    pub value: Zeroizing<String>,
    pub protected: bool,
}

/// What the strings of one entry mean.
pub(super) struct Built {
    pub title: String,
    pub fields: Vec<Field>,
    /// Values too long for a field.
    pub attachments: Vec<Attachment>,
    /// Kinds and items.
    pub warnings: Vec<(WarningCode, String)>,
}

/// Name in the file, name in the API, kind, always secret.
const STANDARD: [(&str, &str, FieldKind, bool); 4] = [
    ("UserName", "username", FieldKind::Text, false),
    ("Password", "password", FieldKind::Password, true),
    ("URL", "url", FieldKind::Url, false),
    ("Notes", "notes", FieldKind::Multiline, true),
];

/// Sorts out the strings of one entry.
pub(super) fn build(mut strings: Vec<RawString>, limits: &Limits) -> Built {
    let mut builder = Builder {
        limits,
        taken: ["username", "password", "url", "totp", "notes"].map(str::to_owned).into(),
        built: Built {
            title: String::new(),
            fields: Vec::new(),
            attachments: Vec::new(),
            warnings: Vec::new(),
        },
    };
    let title = take(&mut strings, "Title");
    builder.title(title.as_ref().map_or("", |title| title.value.as_str()));
    let totp = builder.one_time_password(&mut strings);
    for (name, standard, kind, secret) in STANDARD {
        if standard == "notes"
            && let Some(value) = &totp
        {
            builder.push("totp".into(), FieldKind::Totp, true, false, value.clone());
        }
        if let Some(found) = take(&mut strings, name).filter(|found| !found.value.is_empty()) {
            builder.push(standard.into(), kind, secret || found.protected, false, found.value);
        }
    }
    if let Some(title) = title.filter(|title| title.value.chars().nth(limits.name_chars).is_some()) {
        strings.insert(0, title);
    }
    for string in strings {
        let kind = if string.value.contains('\n') { FieldKind::Multiline } else { FieldKind::Text };
        let secret = string.protected || is_secret_name(&string.name);
        let name = builder.free_name(string.name);
        builder.push(name.into(), kind, secret, true, string.value);
    }
    builder.built
}

struct Builder<'a> {
    limits: &'a Limits,
    /// Names in use, in lower case.
    taken: HashSet<String>,
    built: Built,
}

impl Builder<'_> {
    fn warn(&mut self, code: WarningCode, item: &str) {
        self.built.warnings.push((code, item.to_owned()));
    }

    fn title(&mut self, title: &str) {
        if title.trim().is_empty() {
            self.warn(WarningCode::TitleMissing, "");
            "Untitled".clone_into(&mut self.built.title);
            return;
        }
        let short = cut(title, self.limits.name_chars);
        if short.is_some() {
            self.warn(WarningCode::NameCut, "");
        }
        self.built.title = short.unwrap_or_else(|| title.to_owned());
    }

    fn push(
        &mut self,
        name: Cow<'static, str>,
        kind: FieldKind,
        secret: bool,
        custom: bool,
        value: Zeroizing<String>,
    ) {
        if value.len() > self.limits.field_bytes {
            let file = format!("{name}.txt");
            self.warn(WarningCode::FieldTooLong, &file);
            let bytes = Arc::new(Zeroizing::new(value.as_bytes().to_vec()));
            self.built.attachments.push(Attachment { name: file, bytes });
            return;
        }
        if kind != FieldKind::Totp && name != "notes" {
            match find_placeholder(&value) {
                Some(Placeholder::Reference) => self.warn(WarningCode::Reference, &name),
                Some(Placeholder::Other) => self.warn(WarningCode::Placeholder, &name),
                None => {}
            }
        }
        self.built.fields.push(Field { name, kind, secret, custom, value });
    }

    /// The name itself, or with a number where it is taken.
    fn free_name(&mut self, name: String) -> String {
        let wanted = if name.trim().is_empty() {
            "Field".to_owned()
        } else if let Some(short) = cut(&name, self.limits.name_chars.saturating_sub(8)) {
            self.warn(WarningCode::NameCut, &short);
            short
        } else {
            name.clone()
        };
        let mut free = wanted.clone();
        let mut number = 2_u64;
        while !self.taken.insert(free.to_lowercase()) {
            free = format!("{wanted} ({number})");
            number += 1;
        }
        if free != wanted || wanted == "Field" && name != wanted {
            self.warn(WarningCode::FieldRenamed, &free);
        }
        free
    }

    /// Takes the strings of a one-time password out, if they can be understood, and gives its address.
    fn one_time_password(&mut self, strings: &mut Vec<RawString>) -> Option<Zeroizing<String>> {
        let mut used = Vec::new();
        let mut address = None;
        let user = value(strings, "UserName").unwrap_or("");
        for name in strings.iter().map(|string| string.name.as_str()).filter(|name| is_secret_name(name)) {
            let secret = value(strings, name).unwrap_or("");
            let mut parts = vec![name];
            let found = if name == "otp" && is_address(secret) {
                Some(Zeroizing::new(secret.to_owned()))
            } else if name == "otp" {
                Totp::from_query(secret).map(|totp| totp.address(&self.built.title, user))
            } else if name == "TOTP Seed" {
                parts.push("TOTP Settings");
                Totp::from_seed(secret, value(strings, "TOTP Settings"))
                    .map(|totp| totp.address(&self.built.title, user))
            } else {
                let settings = ["TimeOtp-Length", "TimeOtp-Period", "TimeOtp-Algorithm"];
                let [length, period, algorithm] = settings.map(|name| value(strings, name));
                parts.extend(settings);
                name.strip_prefix("TimeOtp-Secret")
                    .and_then(|encoding| Totp::from_keepass(encoding, secret, length, period, algorithm))
                    .map(|totp| totp.address(&self.built.title, user))
            };
            match found {
                Some(found) if address.is_none() => {
                    address = Some(found);
                    used.extend(parts.into_iter().map(str::to_owned));
                }
                _ if secret.is_empty() => {}
                _ => self.built.warnings.push((WarningCode::OneTimePassword, name.to_owned())),
            }
        }
        for name in used {
            take(strings, &name);
        }
        address
    }
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

/// The first `max` characters, if there are more.
pub(super) fn cut(text: &str, max: usize) -> Option<String> {
    text.char_indices().nth(max).map(|(end, _)| text.get(..end).unwrap_or_default().to_owned())
}

enum Placeholder {
    Reference,
    Other,
}

/// KeePass help, "Placeholders": those that take a value from elsewhere. A `{` alone is part of a password.
const PLACEHOLDERS: [&str; 21] = [
    "TITLE}",
    "USERNAME}",
    "URL}",
    "URL:",
    "PASSWORD}",
    "NOTES}",
    "S:",
    "TOTP}",
    "TIMEOTP}",
    "HMACOTP}",
    "CMD:",
    "GROUP}",
    "GROUP_PATH}",
    "DB_PATH}",
    "DB_DIR}",
    "DB_NAME}",
    "BASE}",
    "UUID}",
    "PICKCHARS",
    "PICKFIELD}",
    "T-",
];

fn find_placeholder(value: &str) -> Option<Placeholder> {
    let mut found = None;
    for part in value.split('{').skip(1) {
        let starts =
            |name: &str| part.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        if !part.contains('}') {
            continue;
        }
        if starts("REF:") {
            return Some(Placeholder::Reference);
        }
        if PLACEHOLDERS.iter().any(|name| starts(name)) {
            found = Some(Placeholder::Other);
        }
    }
    found
}
