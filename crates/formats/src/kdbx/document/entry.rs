//! Entries, their attachments and their history.

use std::{io::Read, sync::Arc};

use strongroom_domain::limits;
use uuid::Uuid;

use super::{
    DocumentReader,
    fields::{RawString, build},
    own::Own,
    value::Value,
};
use crate::{Attachment, Entry, EntryVersion, Icon, ImportError, WarningCode, fit};

/// Bytes of the name of a field or attachment.
const NAME: usize = 64 << 10;

/// The auto-type sequence that every entry has anyway: leaving it out loses nothing.
const USUAL_SEQUENCE: &str = "{USERNAME}{TAB}{PASSWORD}{ENTER}";

/// The type of an entry that says nothing of one.
const USUAL_TYPE: &str = "password";

/// One version of an entry as it stands in the document.
#[derive(Default)]
struct RawEntry {
    id: Option<Uuid>,
    version: EntryVersion,
    strings: Vec<RawString>,
    history: Vec<EntryVersion>,
    own: Own,
    unsupported: Vec<(WarningCode, String)>,
}

impl<R: Read> DocumentReader<'_, R> {
    /// Reads the open entry with its history.
    pub(super) fn entry(&mut self) -> Result<Entry, ImportError> {
        self.objects.charge(1)?;
        let mut raw = self.raw_entry(None)?;
        let entry_type = raw.own.entry_type.unwrap_or(USUAL_TYPE);
        let history = std::mem::take(&mut raw.history);
        let (id, EntryVersion { title, fields, tags, icon, marks, times, attachments }) =
            self.finish_entry(raw, None)?;
        let source_id = id.filter(|id| self.entry_ids.insert(*id));
        if id.is_some() && source_id.is_none() {
            self.path.push(title.clone());
            self.warnings.add(WarningCode::DuplicateId, &self.path, "");
            self.path.pop();
        }
        Ok(Entry {
            title,
            entry_type,
            fields,
            tags,
            icon,
            marks,
            times,
            history,
            attachments,
            in_bin: false,
            source_id,
        })
    }

    fn raw_entry(&mut self, present: Option<&'static str>) -> Result<RawEntry, ImportError> {
        let mut raw = RawEntry::default();
        while let Some(element) = self.xml.child()? {
            match element {
                "UUID" => raw.id = self.id()?,
                "IconID" if raw.version.icon.is_none() => {
                    raw.version.icon = self.number()?.map(Icon::Standard);
                }
                "CustomIconUUID" => raw.version.icon = self.id()?.map(Icon::Custom).or(raw.version.icon),
                "Tags" => {
                    let (tags, changed) = self.tags()?;
                    raw.version.tags = tags;
                    raw.unsupported.extend(changed.then_some((WarningCode::Tags, String::new())));
                }
                "Times" => raw.version.times = self.times()?,
                "String" => {
                    // The title and settings of one-time passwords do not become fields.
                    if raw.strings.len() > limits::FIELDS + 8 {
                        return Err(too_many_fields());
                    }
                    let string = self.string()?;
                    raw.strings.push(string);
                }
                "Binary" => {
                    if raw.version.attachments.len() >= self.limits.attachments {
                        return Err(ImportError::limit(
                            "attachments of an entry",
                            self.limits.attachments as u64,
                        ));
                    }
                    let attachment = self.attachment()?;
                    raw.version.attachments.push(attachment);
                }
                "OverrideURL" => {
                    let Value { text, protected } = self.value(self.limits.attachment_bytes)?;
                    if !text.is_empty() {
                        raw.strings.push(RawString {
                            name: "Override URL".to_owned(),
                            value: text,
                            protected,
                        });
                    }
                }
                "History" if present.is_none() => {
                    raw.history = self.history(raw.own.entry_type.unwrap_or(USUAL_TYPE))?;
                }
                _ => self.entry_extra(element, &mut raw)?,
            }
        }
        Ok(raw)
    }

    /// What has no place in the bundle and is told as a warning.
    fn entry_extra(&mut self, element: &'static str, raw: &mut RawEntry) -> Result<(), ImportError> {
        match element {
            "ForegroundColor" | "BackgroundColor" => {
                if !self.text(NAME)?.is_empty() {
                    raw.unsupported.push((WarningCode::Colours, String::new()));
                }
            }
            "AutoType" => {
                while let Some(element) = self.xml.child()? {
                    let told = match element {
                        "DefaultSequence" => !matches!(self.text(NAME)?.as_str(), "" | USUAL_SEQUENCE),
                        "Association" => self.skip().map(|()| true)?,
                        _ => self.skip().map(|()| false)?,
                    };
                    if told && raw.unsupported.last().is_none_or(|(code, _)| *code != WarningCode::AutoType) {
                        raw.unsupported.push((WarningCode::AutoType, String::new()));
                    }
                }
            }
            "CustomData" => {
                let (keys, own) = self.custom_data_and_own()?;
                raw.unsupported.extend(keys.into_iter().map(|key| (WarningCode::CustomData, key)));
                let warnings = own.iter().filter_map(|(key, value)| raw.own.take(key, value));
                raw.unsupported.extend(warnings);
            }
            _ => self.skip()?,
        }
        Ok(())
    }

    /// Earlier versions of an entry that is of a type now: they take it too.
    fn history(&mut self, present: &'static str) -> Result<Vec<EntryVersion>, ImportError> {
        let mut versions = Vec::new();
        while let Some(element) = self.xml.child()? {
            if element != "Entry" {
                self.skip()?;
                continue;
            }
            self.versions.charge(1)?;
            let raw = self.raw_entry(Some(present))?;
            versions.push(self.finish_entry(raw, Some(present))?.1);
        }
        Ok(versions)
    }

    /// Gives the strings their meaning, and tells the warnings under the entry's title.
    fn finish_entry(
        &mut self,
        raw: RawEntry,
        present: Option<&'static str>,
    ) -> Result<(Option<Uuid>, EntryVersion), ImportError> {
        let RawEntry { id, mut version, strings, own, unsupported, .. } = raw;
        let mut built = build(strings, present.or(own.entry_type).unwrap_or(USUAL_TYPE));
        version.marks = own.marks;
        if built.fields.len() > limits::FIELDS {
            return Err(too_many_fields());
        }
        built.warnings.extend(unsupported);
        self.path.push(built.title.clone());
        for (code, item) in &built.warnings {
            if present.is_none() || code.changes_content() {
                self.warnings.add(*code, &self.path, item);
            }
        }
        self.path.pop();
        version.attachments.append(&mut built.attachments);
        version.title = built.title;
        version.fields = built.fields;
        let texts: usize = version.fields.iter().map(|field| field.name.len() + field.value.len() + 96).sum();
        let names: usize = version.attachments.iter().map(|attachment| attachment.name.len() + 64).sum();
        self.context.memory.charge(texts + names + version.title.len() + size_of::<Entry>())?;
        Ok((id, version))
    }

    fn string(&mut self) -> Result<RawString, ImportError> {
        let (mut name, mut value) = (String::new(), Value { text: String::new().into(), protected: false });
        while let Some(element) = self.xml.child()? {
            match element {
                "Key" => name = self.text(NAME)?.to_string(),
                "Value" => value = self.value(self.limits.attachment_bytes)?,
                _ => self.skip()?,
            }
        }
        Ok(RawString { name, value: value.text, protected: value.protected })
    }

    fn attachment(&mut self) -> Result<Attachment, ImportError> {
        let (mut name, mut bytes) = (String::new(), None);
        while let Some(element) = self.xml.child()? {
            match element {
                "Key" => name = self.text(NAME)?.to_string(),
                "Value" => {
                    bytes = Some(match self.xml.attribute("Ref").map(str::to_owned) {
                        Some(id) => {
                            self.skip()?;
                            let known = self.context.binaries.get(&id);
                            known.ok_or_else(|| self.xml.damaged("an attachment is not in the file"))?
                        }
                        None => {
                            let bytes = self.attachment_bytes()?;
                            self.context.memory.charge(bytes.len())?;
                            Arc::new(bytes)
                        }
                    });
                }
                _ => self.skip()?,
            }
        }
        let bytes = bytes.ok_or_else(|| self.xml.damaged("an attachment has no content"))?;
        if let Some(fitting) = fit::line(&name, limits::LINE) {
            name = if fitting.is_empty() { "attachment".to_owned() } else { fitting };
        }
        Ok(Attachment { name, bytes })
    }
}

const fn too_many_fields() -> ImportError {
    ImportError::limit("fields of an entry", limits::FIELDS as u64)
}
