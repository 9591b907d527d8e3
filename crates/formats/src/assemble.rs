//! Putting a bundle together, for the readers of formats that are no KDBX: budgets are charged, titles, tags and
//! fields made to fit, and every change told as a warning under the object's titles.
//!
//! Nothing here reads a file, and nothing reaches a bundle past it.

use std::collections::{HashMap, HashSet};

use strongroom_domain::{
    entry::{FieldKind, Types},
    limits,
};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    Attachment, Bundle, Entry, EntryVersion, Folder, ImportError, Limits, Marks, Times, WarningCode,
    budget::Budget,
    fit::{self, FieldList},
    warning::WarningList,
};

/// One version of an entry, before it is made to fit.
pub(crate) struct Draft {
    /// Its type, one of the built-in ones.
    pub entry_type: &'static str,
    /// Title and fields.
    pub fields: FieldList,
    /// Words to become tags.
    pub words: Vec<String>,
    /// Category, importance, favourite.
    pub marks: Marks,
    /// Its instants.
    pub times: Times,
    /// Its files.
    pub files: Vec<Attachment>,
}

impl Draft {
    /// Of that type and title, and nothing else yet.
    pub(crate) fn new(entry_type: &'static str, title: &str) -> Self {
        let types = Types::default();
        let of_type = types.get(entry_type).map_or(&[][..], |found| &found.fields);
        let reserved: Vec<&str> = of_type.iter().map(|field| field.name.as_ref()).collect();
        Self {
            entry_type,
            fields: FieldList::new(title, &reserved),
            words: Vec::new(),
            marks: Marks::default(),
            times: Times::default(),
            files: Vec::new(),
        }
    }

    /// Fills a field of the type. Where the type has none of that name, or it is filled already, the value becomes
    /// a custom field with the name it has in the file.
    pub(crate) fn set(&mut self, name: &'static str, name_in_file: &str, value: Zeroizing<String>) {
        if value.is_empty() {
            return;
        }
        let types = Types::default();
        let defined = types.get(self.entry_type).and_then(|found| found.field(name));
        match defined {
            Some(field) if self.fields.fields.iter().all(|before| before.name != name) => {
                self.fields.standard(name, field.kind, field.secret, name_in_file, value);
            }
            _ => {
                let secret = defined.is_some_and(|field| field.secret) || is_secret(name);
                self.fields.custom(name_in_file.to_owned(), secret, value);
            }
        }
    }

    /// Adds a custom field. Empty ones are left out.
    pub(crate) fn custom(&mut self, kind: FieldKind, name: &str, secret: bool, value: Zeroizing<String>) {
        if !value.is_empty() {
            self.fields.custom_of(kind, name.to_owned(), secret, value);
        }
    }

    /// The category, made to fit.
    pub(crate) fn category(&mut self, text: &str) {
        let fitting = fit::line(text, limits::LINE);
        if fitting.as_ref().is_some_and(|fitting| !fitting.is_empty()) {
            self.fields.warn(WarningCode::NameChanged, "category");
        }
        self.marks.category =
            Some(fitting.unwrap_or_else(|| text.to_owned())).filter(|text| !text.is_empty());
    }
}

fn is_secret(name: &str) -> bool {
    matches!(name, "password" | "totp" | "notes" | "tans")
}

/// What all objects of a file share while it is read.
pub(crate) struct Assembly<'a> {
    pub limits: &'a Limits,
    pub warnings: WarningList,
    /// Titles of the open folders below the root.
    pub path: Vec<String>,
    objects: Budget,
    versions: Budget,
    memory: Budget,
    ids: HashSet<Uuid>,
}

impl<'a> Assembly<'a> {
    pub(crate) fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            warnings: WarningList::new(limits.warnings),
            path: Vec::new(),
            objects: Budget::new("folders and entries", limits.objects),
            versions: Budget::new("earlier versions", limits.versions),
            memory: Budget::new("memory of the content in bytes", limits.bundle_bytes),
            ids: HashSet::new(),
        }
    }

    /// Takes memory out of the budget of the bundle.
    pub(crate) fn charge(&mut self, bytes: usize) -> Result<(), ImportError> {
        self.memory.charge(bytes)
    }

    /// Tells a warning about the object whose titles are open.
    pub(crate) fn warn(&mut self, code: WarningCode, item: &str) {
        self.warnings.add(code, &self.path, item);
    }

    /// A folder of that title, `depth` levels below the root, which is 0.
    pub(crate) fn folder(&mut self, title: &str, depth: usize) -> Result<Folder, ImportError> {
        if depth > self.limits.folder_depth() {
            return Err(ImportError::limit("levels of folders", self.limits.folder_depth() as u64));
        }
        self.objects.charge(1)?;
        self.charge(title.len() + size_of::<Folder>() + 64)?;
        let mut folder = Folder { title: title.to_owned(), ..Folder::default() };
        if let Some(fitting) = fit::line(title, limits::TITLE) {
            folder.title = fitting;
            if folder.title.is_empty() {
                fit::UNTITLED.clone_into(&mut folder.title);
                if depth > 0 {
                    self.warn(WarningCode::TitleMissing, "");
                }
            } else {
                self.warn(WarningCode::NameChanged, "");
                if title.len() <= limits::FIELD_BYTES {
                    folder.notes = fit::block(title).unwrap_or_else(|| title.to_owned().into());
                }
            }
        }
        Ok(folder)
    }

    /// The notes of a folder, made to fit.
    pub(crate) fn notes(&mut self, folder: &mut Folder, text: Zeroizing<String>) -> Result<(), ImportError> {
        if text.len() > limits::FIELD_BYTES {
            let limit = limits::FIELD_BYTES as u64;
            return Err(ImportError::limit("size of the notes of a folder in bytes", limit));
        }
        if text.is_empty() {
            return Ok(());
        }
        self.charge(text.len())?;
        let fitting = fit::block(&text);
        if fitting.is_some() {
            self.warn(WarningCode::NameChanged, "notes");
        }
        folder.notes = fitting.unwrap_or(text);
        Ok(())
    }

    /// An entry with its earlier versions, oldest first. All of them take the type of the present one.
    pub(crate) fn entry(
        &mut self,
        draft: Draft,
        history: Vec<Draft>,
        id: Option<Uuid>,
    ) -> Result<Entry, ImportError> {
        self.objects.charge(1)?;
        let entry_type = draft.entry_type;
        let now = self.version(draft, false)?;
        let mut earlier = Vec::with_capacity(history.len());
        for draft in history {
            self.versions.charge(1)?;
            earlier.push(self.version(draft, true)?);
        }
        let source_id = id.filter(|id| self.ids.insert(*id));
        if id.is_some() && source_id.is_none() {
            self.path.push(now.title.clone());
            self.warn(WarningCode::DuplicateId, "");
            self.path.pop();
        }
        let EntryVersion { title, fields, tags, icon, marks, times, attachments } = now;
        Ok(Entry {
            title,
            entry_type,
            fields,
            tags,
            icon,
            marks,
            times,
            history: earlier,
            attachments,
            in_bin: false,
            source_id,
        })
    }

    fn version(&mut self, draft: Draft, in_history: bool) -> Result<EntryVersion, ImportError> {
        let Draft { mut fields, words, marks, times, files, .. } = draft;
        let (tags, changed) = fit::tags(words.iter().map(String::as_str));
        if changed {
            fields.warn(WarningCode::Tags, "");
        }
        fields.fields.sort_by_key(|field| field.custom);
        if fields.fields.len() > limits::FIELDS {
            return Err(ImportError::limit("fields of an entry", limits::FIELDS as u64));
        }
        let mut attachments = files;
        attachments.append(&mut fields.attachments);
        if attachments.len() > self.limits.attachments {
            return Err(ImportError::limit("attachments of an entry", self.limits.attachments as u64));
        }
        for file in &mut attachments {
            if let Some(fitting) = fit::line(&file.name, limits::LINE) {
                file.name = if fitting.is_empty() { "attachment".to_owned() } else { fitting };
            }
        }
        self.path.push(fields.title.clone());
        for (code, item) in &fields.warnings {
            if !in_history || code.changes_content() {
                self.warnings.add(*code, &self.path, item);
            }
        }
        self.path.pop();
        let texts: usize = fields.fields.iter().map(|field| field.name.len() + field.value.len() + 96).sum();
        let names: usize = attachments.iter().map(|file| file.name.len() + 64).sum();
        let words: usize = tags.iter().map(|tag| tag.len() + 48).sum();
        self.charge(texts + names + words + fields.title.len() + size_of::<Entry>())?;
        let FieldList { title, fields, .. } = fields;
        Ok(EntryVersion { title, fields, tags, icon: None, marks, times, attachments })
    }

    /// The finished bundle.
    pub(crate) fn finish(self, name: Option<String>, root: Folder) -> Bundle {
        let (warnings, warnings_left_out) = self.warnings.into_parts();
        let description = Zeroizing::new(String::new());
        Bundle { name, description, root, icons: Vec::new(), warnings, warnings_left_out }
    }
}

/// Folders that a file names by their paths alone, made when an entry needs them.
pub(crate) struct Tree {
    nodes: Vec<Node>,
    by_name: HashMap<(usize, String), usize>,
}

struct Node {
    folder: Folder,
    below: Vec<usize>,
    depth: usize,
}

impl Tree {
    pub(crate) fn new() -> Self {
        let root = Folder { title: fit::UNTITLED.to_owned(), ..Folder::default() };
        Self { nodes: vec![Node { folder: root, below: Vec::new(), depth: 0 }], by_name: HashMap::new() }
    }

    /// The folder at that path, and its titles as the path of the assembly. Empty names are passed over.
    pub(crate) fn open<'t>(
        &mut self,
        names: impl Iterator<Item = &'t str>,
        assembly: &mut Assembly<'_>,
    ) -> Result<usize, ImportError> {
        assembly.path.clear();
        let mut at = 0;
        for name in names.map(str::trim).filter(|name| !name.is_empty()) {
            assembly.path.push(name.to_owned());
            if let Some(known) = self.by_name.get(&(at, name.to_owned())) {
                at = *known;
                continue;
            }
            let depth = self.nodes.get(at).map_or(0, |node| node.depth) + 1;
            let folder = assembly.folder(name, depth)?;
            let made = self.nodes.len();
            self.nodes.push(Node { folder, below: Vec::new(), depth });
            if let Some(node) = self.nodes.get_mut(at) {
                node.below.push(made);
            }
            self.by_name.insert((at, name.to_owned()), made);
            at = made;
        }
        Ok(at)
    }

    /// Puts an entry into a folder that [`Self::open`] gave.
    pub(crate) fn push(&mut self, at: usize, entry: Entry) {
        if let Some(node) = self.nodes.get_mut(at) {
            node.folder.entries.push(entry);
        }
    }

    /// The whole tree.
    pub(crate) fn finish(mut self) -> Folder {
        // A folder is made after the one it is in: taken from the end, each is whole before it is put there.
        let mut whole: Vec<Option<Folder>> = Vec::new();
        whole.resize_with(self.nodes.len(), || None);
        while let Some(Node { mut folder, below, .. }) = self.nodes.pop() {
            let at = self.nodes.len();
            folder.folders =
                below.into_iter().filter_map(|child| whole.get_mut(child).and_then(Option::take)).collect();
            if let Some(place) = whole.get_mut(at) {
                *place = Some(folder);
            }
        }
        whole.into_iter().next().flatten().unwrap_or_default()
    }
}
