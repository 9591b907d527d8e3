//! 1PUX, the export of 1Password 8: an archive with one JSON document and the files of the entries.
//!
//! Each vault becomes a folder. Passkeys and what nothing here understands are told as warnings.
//!
//! Source: "1PUX export format" at support.1password.com.

mod fields;
mod zip;

use std::{io::Read, sync::Arc};

use strongroom_domain::entry::FieldKind;

use self::zip::Archive;
use crate::{
    Attachment, Bundle, Entry, Folder, Format, ImportError, Limits, WarningCode,
    assemble::{Assembly, Draft},
    budget::Budget,
    encoding::{self, Encoding},
    json::{self, Json, Object},
};

/// The document in the archive.
const DOCUMENT: &str = "export.data";

/// Whether a file starts like one of these exports: no other archive can be imported.
pub fn sniff(start: &[u8]) -> bool {
    start.starts_with(&zip::SIGNATURE)
}

/// Reads a whole export.
///
/// # Errors
/// [`ImportError`]: an archive that is damaged or made to harm, or a document that is no export.
pub fn read(file: impl Read, limits: &Limits) -> Result<Bundle, ImportError> {
    let bytes = encoding::whole(file, limits)?;
    if !sniff(&bytes) {
        return Err(not_onepux());
    }
    let archive = Archive::open(&bytes, limits)?;
    let document = archive.document(DOCUMENT)?.ok_or_else(not_onepux)?;
    let text = encoding::text(&document, Encoding::Utf8)?;
    drop(document);
    let mut memory = Budget::of_document(text.len(), limits);
    let Json::Object(mut document) = json::parse(&text, &mut memory)? else { return Err(not_onepux()) };
    drop(text);
    if !document.has("accounts") {
        return Err(not_onepux());
    }
    let mut reader = Reader { assembly: Assembly::new(limits), archive, used: Vec::new() };
    let mut root = reader.assembly.folder("1Password", 0)?;
    for mut account in document.objects("accounts") {
        account.take("attrs");
        for vault in account.objects("vaults") {
            root.folders.push(reader.vault(vault)?);
        }
    }
    reader.unused();
    Ok(reader.assembly.finish(None, root))
}

fn not_onepux() -> ImportError {
    ImportError::NotThisFormat(Format::OnePux)
}

struct Reader<'a, 'b> {
    assembly: Assembly<'a>,
    archive: Archive<'b>,
    /// Files of the archive that an entry has.
    used: Vec<String>,
}

impl Reader<'_, '_> {
    fn vault(&mut self, mut vault: Object) -> Result<Folder, ImportError> {
        let mut about = vault.object("attrs");
        let name = about.text("name");
        self.assembly.path = vec![name.to_string()];
        let mut folder = self.assembly.folder(&name, 1)?;
        self.assembly.notes(&mut folder, about.text("desc"))?;
        for mut item in vault.objects("items") {
            // The first exports wrapped each item once more.
            let item = if item.has("item") { item.object("item") } else { item };
            folder.entries.push(self.item(item)?);
        }
        Ok(folder)
    }

    fn item(&mut self, mut item: Object) -> Result<Entry, ImportError> {
        let mut overview = item.object("overview");
        let category = item.text("categoryUuid");
        let (entry_type, category_name) = fields::category(&category);
        let mut draft = Draft::new(entry_type, &overview.text("title"));
        match category_name {
            Some(name) => draft.category(name),
            None => draft.fields.warn(WarningCode::UnknownType, &category),
        }
        draft.marks.favourite =
            item.take("favIndex").and_then(|index| index.number()).is_some_and(|index| index != 0);
        for (name, is_creation) in [("createdAt", true), ("updatedAt", false)] {
            match item.instant(name) {
                Ok(instant) if is_creation => draft.times.created = instant,
                Ok(instant) => draft.times.modified = instant,
                Err(()) => draft.fields.warn(WarningCode::Time, name),
            }
        }
        draft.words = overview.list("tags").into_iter().map(|tag| tag.into_text().to_string()).collect();
        let state = item.text("state");
        if state.as_str() == "archived" {
            draft.words.push("archived".to_owned());
        }
        let in_bin = item.switch("trashed") || state.as_str() == "trashed";
        let mut details = item.object("details");
        for field in details.objects("loginFields") {
            fields::login(field, &mut draft);
        }
        draft.set("password", "password", details.text("password"));
        fields::addresses(&mut overview, &mut draft);
        for mut section in details.objects("sections") {
            let title = section.text("title");
            for field in section.objects("fields") {
                if let Some(file) = fields::field(field, &title, &mut draft) {
                    self.file(file, &mut draft)?;
                }
            }
        }
        draft.set("notes", "notes", details.text("notesPlain"));
        if details.has("documentAttributes") {
            self.file(details.object("documentAttributes"), &mut draft)?;
        }
        let history = fields::history(details.objects("passwordHistory"), &draft);
        if details.has("passkey") {
            draft.fields.warn(WarningCode::CustomData, "passkey");
            details.take("passkey");
        }
        for (name, value) in details.left() {
            match value {
                Json::Text(text) => draft.custom(FieldKind::Text, &name, true, text),
                _ => draft.fields.warn(WarningCode::CustomData, &name),
            }
        }
        let id = uuid::Uuid::parse_str(&item.text("uuid")).ok();
        let mut entry = self.assembly.entry(draft, history, id)?;
        entry.in_bin = in_bin;
        Ok(entry)
    }

    /// Takes the file that an entry names out of the archive.
    fn file(&mut self, mut about: Object, draft: &mut Draft) -> Result<(), ImportError> {
        let (id, name) = (about.text("documentId"), about.text("fileName"));
        let path = format!("files/{}__{}", id.as_str(), name.as_str());
        let bytes = self.archive.file(&path, self.assembly.limits.attachment_bytes)?;
        match bytes {
            Some(bytes) => {
                self.assembly.charge(bytes.len() + path.len())?;
                self.used.push(path);
                draft.files.push(Attachment { name: name.to_string(), bytes: Arc::new(bytes) });
            }
            None => draft.fields.warn(WarningCode::FileMissing, &name),
        }
        Ok(())
    }

    /// Tells the files that no entry has.
    fn unused(&mut self) {
        self.assembly.path.clear();
        self.used.sort_unstable();
        let is_used = |name: &str| self.used.binary_search_by(|used| used.as_str().cmp(name)).is_ok();
        let mut unused: Vec<String> = self
            .archive
            .names()
            .filter(|name| name.starts_with("files/") && !name.ends_with('/') && !is_used(name))
            .map(str::to_owned)
            .collect();
        unused.sort_unstable();
        for name in unused {
            self.assembly.warn(WarningCode::CustomData, &name);
        }
    }
}
