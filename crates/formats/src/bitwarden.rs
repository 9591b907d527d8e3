//! The unencrypted JSON export of Bitwarden and Vaultwarden, of a person or an organisation.
//!
//! An encrypted export is refused with a word that says so. Members that nothing here understands are told as
//! warnings, each once.
//!
//! Source: the export of Bitwarden 2024 and its description at bitwarden.com, "Export Vault Data".

use std::{collections::HashMap, io::Read};

use strongroom_domain::entry::FieldKind;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    Bundle, Format, ImportError, Limits, WarningCode,
    assemble::{Assembly, Draft, Tree},
    budget::Budget,
    encoding::{self, Encoding},
    json::{self, Json, Object},
};

/// Whether a file starts like one of these exports.
pub fn sniff(start: &[u8]) -> bool {
    let start = start.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(start);
    let start = start.get(..start.len().min(64 << 10)).unwrap_or_default();
    let text = String::from_utf8_lossy(start);
    text.trim_start().starts_with('{') && (text.contains("\"encrypted\"") || text.contains("\"items\""))
}

/// Reads a whole export.
///
/// # Errors
/// [`ImportError`]: an encrypted export, or damage.
pub fn read(file: impl Read, limits: &Limits) -> Result<Bundle, ImportError> {
    let bytes = encoding::whole(file, limits)?;
    let text = encoding::text(&bytes, Encoding::Utf8)?;
    drop(bytes);
    let mut memory = Budget::of_document(text.len(), limits);
    let document = json::parse(&text, &mut memory)?;
    drop(text);
    let Json::Object(mut document) = document else { return Err(not_bitwarden()) };
    if document.switch("encrypted") {
        return Err(ImportError::Unsupported(
            "an encrypted export of Bitwarden: export as `.json`, not as `.json (Encrypted)`, which".into(),
        ));
    }
    if !document.has("items") {
        return Err(not_bitwarden());
    }
    let mut reader = Reader { assembly: Assembly::new(limits), tree: Tree::new(), folders: HashMap::new() };
    // A person has folders, an organisation collections; an export has one of the two.
    for list in ["folders", "collections"] {
        for mut folder in document.objects(list) {
            let (id, name) = (folder.text("id"), folder.text("name"));
            let at = reader.tree.open(name.split('/'), &mut reader.assembly)?;
            reader.assembly.charge(id.len() + name.len() + 96)?;
            reader.folders.insert(id.to_string(), (at, name.to_string()));
            folder.take("organizationId");
            folder.take("externalId");
            reader.left_over(folder);
        }
    }
    for item in document.objects("items") {
        reader.item(item)?;
    }
    reader.assembly.path.clear();
    reader.left_over(document);
    Ok(reader.assembly.finish(None, reader.tree.finish()))
}

fn not_bitwarden() -> ImportError {
    ImportError::NotThisFormat(Format::BitwardenJson)
}

struct Reader<'a> {
    assembly: Assembly<'a>,
    tree: Tree,
    /// Place and path by id.
    folders: HashMap<String, (usize, String)>,
}

impl Reader<'_> {
    /// Tells what nobody understood, at the object that is open.
    fn left_over(&mut self, object: Object) {
        for (name, _) in object.left() {
            self.assembly.warn(WarningCode::CustomData, &name);
        }
    }

    fn item(&mut self, mut item: Object) -> Result<(), ImportError> {
        let id = Uuid::parse_str(&item.text("id")).ok();
        let kind = item.take("type").and_then(|kind| kind.number());
        let entry_type = match kind {
            Some(1) => "password",
            Some(2) => "information",
            Some(3) => "credit_card",
            Some(4) => "identity",
            Some(5) => "ssh_key",
            _ => "information",
        };
        let mut draft = Draft::new(entry_type, &item.text("name"));
        if !matches!(kind, Some(1..=5)) {
            draft.fields.warn(WarningCode::UnknownType, &kind.map_or(String::new(), |kind| kind.to_string()));
        }
        let mut ids = vec![item.text("folderId")];
        ids.extend(item.list("collectionIds").into_iter().map(Json::into_text));
        let known: Vec<_> = ids.iter().filter_map(|id| self.folders.get(id.as_str()).cloned()).collect();
        for (_, path) in known.iter().skip(1) {
            draft.fields.warn(WarningCode::SeveralFolders, path);
        }
        draft.marks.favourite = item.switch("favorite");
        draft.times.created = instant(&mut item, "creationDate", &mut draft);
        draft.times.modified = instant(&mut item, "revisionDate", &mut draft);
        let in_bin = item.take("deletedDate").is_some();
        login(item.object("login"), &mut draft);
        of_type(item.object("card"), &CARD, &mut draft);
        of_type(item.object("identity"), &IDENTITY, &mut draft);
        of_type(item.object("sshKey"), &SSH_KEY, &mut draft);
        item.take("secureNote");
        draft.set("notes", "notes", item.text("notes"));
        for field in item.objects("fields") {
            custom(field, &mut draft);
        }
        let passwords = item.objects("passwordHistory");
        for name in ["organizationId", "object", "attachments"] {
            if item.take(name).is_some_and(|value| name == "attachments" && !value.is_empty()) {
                draft.fields.warn(WarningCode::FileMissing, "attachments");
            }
        }
        if item.take("reprompt").is_some_and(|asks| asks.number() != Some(0)) {
            draft.fields.warn(WarningCode::CustomData, "reprompt");
        }
        for (name, _) in item.left() {
            draft.fields.warn(WarningCode::CustomData, &name);
        }
        let history = history(passwords, &draft);
        let at = known.first().map_or(0, |(at, _)| *at);
        let path = known.first().map_or("", |(_, path)| path.as_str());
        self.tree.open(path.split('/'), &mut self.assembly)?;
        let mut entry = self.assembly.entry(draft, history, id)?;
        entry.in_bin = in_bin;
        self.tree.push(at, entry);
        Ok(())
    }
}

fn instant(from: &mut Object, name: &str, draft: &mut Draft) -> Option<strongroom_domain::time::Instant> {
    from.instant(name).unwrap_or_else(|()| {
        draft.fields.warn(WarningCode::Time, name);
        None
    })
}

fn login(mut login: Object, draft: &mut Draft) {
    draft.set("username", "username", login.text("username"));
    draft.set("password", "password", login.text("password"));
    let uris = login.objects("uris");
    for mut uri in uris {
        draft.set("url", "URL", uri.text("uri"));
        if uri.take("match").is_some() {
            draft.fields.warn(WarningCode::CustomData, "match");
        }
    }
    draft.set("totp", "totp", login.text("totp"));
    login.take("passwordRevisionDate");
    login.take("autofillOnPageLoad");
    // Repeats the first of the list.
    let first = login.text("uri");
    if draft.fields.fields.iter().all(|field| field.value != first) {
        draft.set("url", "URL", first);
    }
    let passkeys = login.list("fido2Credentials");
    if !passkeys.is_empty() {
        draft.fields.warn(WarningCode::CustomData, "fido2Credentials");
    }
    rest(login, draft);
}

/// Members of an object and the fields they become. Those with an empty name become custom ones.
type Members = [(&'static str, &'static str)];

const CARD: [(&str, &str); 3] =
    [("cardholderName", "holder"), ("brand", "card_type"), ("number", "card_number")];
const IDENTITY: [(&str, &str); 18] = [
    ("title", "name_title"),
    ("firstName", "first_name"),
    ("middleName", ""),
    ("lastName", "last_name"),
    ("company", "company"),
    ("email", "email"),
    ("phone", "phone"),
    ("address1", "street"),
    ("address2", ""),
    ("address3", ""),
    ("city", "city"),
    ("state", "state"),
    ("postalCode", "postal_code"),
    ("country", "country"),
    ("passportNumber", "identity_number"),
    ("ssn", ""),
    ("licenseNumber", ""),
    ("username", ""),
];
const SSH_KEY: [(&str, &str); 3] =
    [("privateKey", "private_key"), ("publicKey", "public_key"), ("keyFingerprint", "fingerprint")];

fn of_type(mut from: Object, members: &Members, draft: &mut Draft) {
    for (member, field) in members {
        let value = from.text(member);
        if field.is_empty() {
            draft.custom(FieldKind::Text, member, matches!(*member, "ssn" | "licenseNumber"), value);
        } else {
            draft.set(field, member, value);
        }
    }
    let (month, year) = (from.text("expMonth"), from.text("expYear"));
    match (month.is_empty(), year.is_empty()) {
        (false, false) => {
            draft.set(
                "expires",
                "expires",
                Zeroizing::new(format!("{:0>2}/{}", month.as_str(), year.as_str())),
            );
        }
        _ => {
            draft.set("expires", "expMonth", month);
            draft.set("expires", "expYear", year);
        }
    }
    draft.set("security_code", "code", from.text("code"));
    rest(from, draft);
}

/// What is left becomes custom fields where it is text, and a warning where it is not.
fn rest(object: Object, draft: &mut Draft) {
    for (name, value) in object.left() {
        match value {
            Json::Text(text) => draft.custom(FieldKind::Text, &name, true, text),
            _ => draft.fields.warn(WarningCode::CustomData, &name),
        }
    }
}

/// A custom field: 0 text, 1 hidden, 2 switch, 3 linked to another field.
fn custom(mut field: Object, draft: &mut Draft) {
    let (name, value) = (field.text("name"), field.text("value"));
    match field.take("type").and_then(|kind| kind.number()) {
        Some(1) => draft.custom(FieldKind::Text, &name, true, value),
        Some(2) => draft.custom(FieldKind::Boolean, &name, false, value),
        Some(3) => draft.fields.warn(WarningCode::Reference, &name),
        _ => draft.custom(FieldKind::Text, &name, false, value),
    }
}

/// Earlier passwords as earlier versions, oldest first: the file has the newest first.
fn history(passwords: Vec<Object>, draft: &Draft) -> Vec<Draft> {
    let mut versions = Vec::new();
    for mut password in passwords.into_iter().rev() {
        let mut version = Draft::new(draft.entry_type, &draft.fields.title);
        version.times.created = draft.times.created;
        version.times.modified = instant(&mut password, "lastUsedDate", &mut version);
        version.set("password", "password", password.text("password"));
        versions.push(version);
    }
    versions
}
