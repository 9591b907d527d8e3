//! Folders. Their depth is limited before one is entered, so this may call itself.

use std::{collections::HashSet, io::Read};

use strongroom_domain::limits;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::DocumentReader;
use crate::{Folder, Icon, ImportError, Times, WarningCode, fit};

/// Bytes of a name or a note of a folder.
const TEXT: usize = 1 << 20;

impl<R: Read> DocumentReader<'_, R> {
    /// Reads the open folder, `depth` levels below the root.
    pub(super) fn group(&mut self, depth: usize) -> Result<Folder, ImportError> {
        if depth > self.limits.folder_depth() {
            return Err(ImportError::limit("levels of folders", self.limits.folder_depth() as u64));
        }
        self.objects.charge(1)?;
        if depth > 0 {
            self.path.push(String::new());
        }
        let mut folder = Folder::default();
        let mut unsupported = Vec::new();
        while let Some(element) = self.xml.child()? {
            match element {
                "Group" => {
                    let child = self.group(depth + 1)?;
                    folder.folders.push(child);
                }
                "Entry" => {
                    let entry = self.entry()?;
                    folder.entries.push(entry);
                }
                "Name" => {
                    folder.title = self.text(TEXT)?.to_string();
                    if let Some(last) = self.path.last_mut().filter(|_| depth > 0) {
                        last.clone_from(&folder.title);
                    }
                }
                _ => self.folder_property(element, &mut folder, &mut unsupported)?,
            }
        }
        self.finish_folder(&mut folder, unsupported)?;
        if depth > 0 {
            self.path.pop();
        }
        Ok(folder)
    }

    fn folder_property(
        &mut self,
        element: &'static str,
        folder: &mut Folder,
        unsupported: &mut Vec<(WarningCode, String)>,
    ) -> Result<(), ImportError> {
        match element {
            "UUID" => folder.source_id = self.id()?,
            "Notes" => folder.notes = self.text(TEXT)?,
            "Tags" => {
                let (tags, changed) = self.tags()?;
                folder.tags = tags;
                unsupported.extend(changed.then_some((WarningCode::Tags, String::new())));
            }
            "Times" => folder.times = self.times()?,
            "IconID" if folder.icon.is_none() => folder.icon = self.number()?.map(Icon::Standard),
            "CustomIconUUID" => folder.icon = self.id()?.map(Icon::Custom).or(folder.icon),
            "DefaultAutoTypeSequence" => {
                if !self.text(TEXT)?.is_empty() {
                    unsupported.push((WarningCode::AutoType, String::new()));
                }
            }
            "CustomData" => {
                let keys = self.custom_data()?;
                unsupported.extend(keys.into_iter().map(|key| (WarningCode::CustomData, key)));
            }
            _ => self.skip()?,
        }
        Ok(())
    }

    /// Makes the folder fit: a title of the right length, an id of its own.
    fn finish_folder(
        &mut self,
        folder: &mut Folder,
        unsupported: Vec<(WarningCode, String)>,
    ) -> Result<(), ImportError> {
        for (code, item) in unsupported {
            self.warnings.add(code, &self.path, &item);
        }
        if let Some(fitting) = fit::line(&folder.title, limits::TITLE) {
            let whole = std::mem::replace(&mut folder.title, fitting);
            if folder.title.is_empty() {
                fit::UNTITLED.clone_into(&mut folder.title);
                if !self.path.is_empty() {
                    self.warnings.add(WarningCode::TitleMissing, &self.path, "");
                }
            } else {
                self.warnings.add(WarningCode::NameChanged, &self.path, "");
                folder.notes = Zeroizing::new(format!("{whole}\n\n{}", folder.notes.as_str()));
            }
        }
        if folder.notes.len() > limits::FIELD_BYTES {
            return Err(ImportError::limit(
                "size of the notes of a folder in bytes",
                limits::FIELD_BYTES as u64,
            ));
        }
        if let Some(fitting) = fit::block(&folder.notes) {
            self.warnings.add(WarningCode::NameChanged, &self.path, "Notes");
            folder.notes = fitting;
        }
        if folder.source_id.is_some_and(|id| !self.folder_ids.insert(id)) {
            folder.source_id = None;
            self.warnings.add(WarningCode::DuplicateId, &self.path, "");
        }
        let texts = folder.title.len() + folder.notes.len() + self.path.len() * 32;
        self.context.memory.charge(texts + size_of::<Folder>() + 64)
    }

    /// The times of a folder or an entry.
    pub(super) fn times(&mut self) -> Result<Times, ImportError> {
        let mut times = Times::default();
        let mut expires = false;
        while let Some(element) = self.xml.child()? {
            match element {
                "CreationTime" => times.created = self.instant()?,
                "LastModificationTime" => times.modified = self.instant()?,
                "ExpiryTime" => times.valid_to = self.instant()?,
                "Expires" => expires = self.switch()?,
                _ => self.skip()?,
            }
        }
        times.valid_to = times.valid_to.filter(|_| expires);
        Ok(times)
    }

    /// Words separated by `;` or `,`, each once, and whether they had to be changed to fit.
    pub(super) fn tags(&mut self) -> Result<(Vec<String>, bool), ImportError> {
        let text = self.text(TEXT)?;
        let (tags, changed) = fit::tags(text.split([';', ',']));
        self.context.memory.charge(text.len() + tags.len() * 48)?;
        Ok((tags, changed))
    }

    /// Marks the recycle bin and what is in it, and drops icons that are not there.
    pub(super) fn resolve_folder(
        &mut self,
        folder: &mut Folder,
        bin: Option<Uuid>,
        icons: &HashSet<Uuid>,
        in_bin: bool,
    ) {
        self.resolve_icon(&mut folder.icon, icons);
        for entry in &mut folder.entries {
            entry.in_bin = in_bin;
            self.path.push(std::mem::take(&mut entry.title));
            self.resolve_icon(&mut entry.icon, icons);
            for version in &mut entry.history {
                self.resolve_icon(&mut version.icon, icons);
            }
            entry.title = self.path.pop().unwrap_or_default();
        }
        for child in &mut folder.folders {
            child.is_bin = bin.is_some() && child.source_id == bin;
            self.path.push(std::mem::take(&mut child.title));
            self.resolve_folder(child, bin, icons, in_bin || child.is_bin);
            child.title = self.path.pop().unwrap_or_default();
        }
    }

    fn resolve_icon(&mut self, icon: &mut Option<Icon>, icons: &HashSet<Uuid>) {
        if icon.is_some_and(|icon| matches!(icon, Icon::Custom(id) if !icons.contains(&id))) {
            *icon = None;
            self.warnings.add(WarningCode::IconMissing, &self.path, "");
        }
    }
}
