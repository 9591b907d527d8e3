//! Entries with their fields, transaction numbers and history.

use std::io::Read;

use strongroom_domain::{
    entry::{Importance, Warning, WarningLevel},
    limits,
    time::Instant,
};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{Reader, WORD, fields};
use crate::{Entry, ImportError, Times, WarningCode, assemble::Draft, fit, moment};

/// Bytes of one value.
const VALUE: usize = 16 << 20;
/// The auto-type sequence that every entry has anyway.
const USUAL_SEQUENCE: &str = "<USER><TAB><PASS><ENTER>";
/// Days before this are the program's word for none: 1900-01-01.
const NEVER: i64 = -2_208_988_800_000_000;

/// An item as it stands in the document.
#[derive(Default)]
pub(super) struct RawItem {
    id: Option<Uuid>,
    title: Zeroizing<String>,
    pub kind: u32,
    pub username: Zeroizing<String>,
    pub password: Zeroizing<String>,
    pub url: Zeroizing<String>,
    pub comment: Zeroizing<String>,
    pub secret: Zeroizing<String>,
    pub parameters: Zeroizing<String>,
    pub tans: Zeroizing<String>,
    pub fields: Vec<RawField>,
    category: String,
    importance: Option<u32>,
    tags: String,
    warning: String,
    warning_level: u32,
    times: Times,
    history: Vec<RawItem>,
    warnings: Vec<(WarningCode, &'static str)>,
}

/// A custom field as it stands in the document.
#[derive(Default)]
pub(super) struct RawField {
    pub name: String,
    pub value: Zeroizing<String>,
    pub kind: u32,
    pub hidden: bool,
}

impl<R: Read> Reader<'_, R> {
    /// Reads the open item with its history.
    pub(super) fn item(&mut self) -> Result<Option<Entry>, ImportError> {
        let mut raw = self.raw_item(false)?;
        let mut history = std::mem::take(&mut raw.history);
        // Which end of the list is the newest depends on the version; versions without a time stay where they are.
        history.sort_by_key(|version| version.times.modified.unwrap_or(Instant::from_micros(i64::MIN)));
        let (id, kind) = (raw.id, raw.kind);
        let draft = draft(raw);
        let history = history.into_iter().map(|version| draft_of(version, kind)).collect();
        self.assembly.entry(draft, history, id).map(Some)
    }

    fn raw_item(&mut self, in_history: bool) -> Result<RawItem, ImportError> {
        let mut raw = RawItem::default();
        while let Some(element) = self.xml.child()? {
            match element {
                "description" => raw.title = self.text(WORD)?,
                "type" => raw.kind = self.number()?.unwrap_or(u32::MAX),
                "password" => raw.password = self.text(VALUE)?,
                "username" => raw.username = self.text(VALUE)?,
                "url" => raw.url = self.text(VALUE)?,
                "comment" => raw.comment = self.text(VALUE)?,
                "secret" => raw.secret = self.text(VALUE)?,
                "paramstr" => raw.parameters = self.text(VALUE)?,
                "fingerprint" => raw.id = Uuid::parse_str(self.text(WORD)?.trim()).ok(),
                "category" => raw.category = self.text(WORD)?.trim().to_owned(),
                "importance" => raw.importance = self.number()?,
                "tags" => raw.tags = self.text(VALUE)?.to_string(),
                "warnmsg" => raw.warning = self.text(VALUE)?.to_string(),
                "warnlvl" => raw.warning_level = self.number()?.unwrap_or(0),
                "created" => raw.times.created = self.instant(&mut raw.warnings)?,
                "lastmodified" => raw.times.modified = self.instant(&mut raw.warnings)?,
                "expirydate" => raw.times.valid_to = self.instant(&mut raw.warnings)?,
                "customfields" => self.custom_fields(&mut raw.fields)?,
                "tans" => raw.tans = self.tans()?,
                "hitems" if !in_history => raw.history = self.history()?,
                _ => self.item_setting(element, &mut raw)?,
            }
        }
        Ok(raw)
    }

    /// What has no place in an entry here.
    fn item_setting(&mut self, element: &str, raw: &mut RawItem) -> Result<(), ImportError> {
        match element {
            "template" => {
                let sequence = self.text(VALUE)?;
                if !matches!(sequence.trim(), "" | USUAL_SEQUENCE) {
                    raw.warnings.push((WarningCode::AutoType, ""));
                }
            }
            "islink" | "istemplate" => {
                if !matches!(self.text(WORD)?.trim(), "" | "0") {
                    let told = if element == "islink" {
                        (WarningCode::Reference, "islink")
                    } else {
                        (WarningCode::CustomData, "istemplate")
                    };
                    raw.warnings.push(told);
                }
            }
            // What the program keeps for itself: counters, pictures, switches of its windows.
            "autocompletemethod" | "donotaddon" | "imagecustom" | "imageindex" | "keephistory"
            | "lastaccessed" | "markassafe" | "rndcustom" | "rndtype" | "safemode" | "serverrqrd"
            | "usagecount" | "usetabs" => {
                self.xml.pass()?;
            }
            _ => self.setting()?,
        }
        Ok(())
    }

    fn history(&mut self) -> Result<Vec<RawItem>, ImportError> {
        let mut versions = Vec::new();
        while let Some(element) = self.xml.child()? {
            match element {
                "hitem" | "item" => {
                    self.assembly.charge(size_of::<RawItem>())?;
                    versions.push(self.raw_item(true)?);
                }
                _ => self.setting()?,
            }
        }
        Ok(versions)
    }

    fn custom_fields(&mut self, fields: &mut Vec<RawField>) -> Result<(), ImportError> {
        while let Some(element) = self.xml.child()? {
            if element != "field" {
                self.setting()?;
                continue;
            }
            // Some become fields of the type, and those that are empty none at all.
            if fields.len() > limits::FIELDS * 2 {
                return Err(ImportError::limit("fields of an entry", limits::FIELDS as u64));
            }
            let mut field = RawField::default();
            while let Some(element) = self.xml.child()? {
                match element {
                    "name" => field.name = self.text(WORD)?.to_string(),
                    "value" => field.value = self.text(VALUE)?,
                    "visible" => field.hidden = self.text(WORD)?.trim() == "0",
                    "type" => field.kind = self.number()?.unwrap_or(0),
                    "kind" => {
                        self.xml.pass()?;
                    }
                    _ => self.setting()?,
                }
            }
            fields.push(field);
        }
        Ok(())
    }

    /// Transaction numbers, one to a line, each with all that is known of it.
    fn tans(&mut self) -> Result<Zeroizing<String>, ImportError> {
        let mut lines: Vec<Zeroizing<String>> = Vec::new();
        while let Some(element) = self.xml.child()? {
            if element != "tan" {
                self.setting()?;
                continue;
            }
            let (mut number, mut value) = (Zeroizing::default(), Zeroizing::default());
            let mut rest: Vec<Zeroizing<String>> = Vec::new();
            while let Some(element) = self.xml.child()? {
                match element {
                    "number" => number = self.text(WORD)?,
                    "value" => value = self.text(WORD)?,
                    "used" | "amount" | "comment" | "ccode" => {
                        let text = self.text(WORD)?;
                        if !text.trim().is_empty() {
                            rest.push(Zeroizing::new(format!("{element}: {}", text.trim())));
                        }
                    }
                    _ => self.setting()?,
                }
            }
            let mut line = Zeroizing::new(format!("{}: {}", number.trim(), value.trim()));
            for part in rest {
                line = Zeroizing::new(format!("{}; {}", line.as_str(), part.as_str()));
            }
            self.assembly.charge(line.len() + size_of::<String>())?;
            lines.push(line);
        }
        let length = lines.iter().map(|line| line.len() + 1).sum();
        let mut text = Zeroizing::new(String::with_capacity(length));
        for line in lines {
            text.push_str(&line);
            text.push('\n');
        }
        Ok(text)
    }

    fn number(&mut self) -> Result<Option<u32>, ImportError> {
        Ok(self.text(WORD)?.trim().parse().ok())
    }

    /// An instant in the order that the element's attribute names.
    fn instant(
        &mut self,
        warnings: &mut Vec<(WarningCode, &'static str)>,
    ) -> Result<Option<Instant>, ImportError> {
        let format = self.xml.attribute("fmt").unwrap_or("dd.mm.yyyy hh:mm:ss").to_owned();
        let text = self.text(WORD)?;
        let text = text.trim();
        if text.is_empty() || text.starts_with("00.00.0000") {
            return Ok(None);
        }
        let instant = moment::parse_as(&format, text).or_else(|| moment::parse(text));
        if instant.is_none() {
            warnings.push((WarningCode::Time, ""));
        }
        Ok(instant.filter(|instant| instant.micros() >= NEVER))
    }
}

/// An earlier version, which has the type of the present one.
fn draft_of(mut raw: RawItem, kind: u32) -> Draft {
    raw.kind = kind;
    draft(raw)
}

fn draft(mut raw: RawItem) -> Draft {
    let entry_type = fields::entry_type(raw.kind);
    let mut draft = Draft::new(entry_type.unwrap_or("password"), &raw.title);
    if entry_type.is_none() {
        draft.fields.warn(WarningCode::UnknownType, &raw.kind.to_string());
    }
    for (code, item) in std::mem::take(&mut raw.warnings) {
        draft.fields.warn(code, item);
    }
    draft.words = raw.tags.split([',', ';']).map(str::to_owned).collect();
    draft.category(&raw.category);
    draft.times = raw.times;
    draft.marks.importance = match raw.importance {
        Some(0) => Importance::High,
        Some(2) => Importance::Low,
        _ => Importance::Normal,
    };
    if !raw.warning.trim().is_empty() {
        let cut: String = raw.warning.chars().take(limits::DESCRIPTION).collect();
        let text = fit::block(&cut).map_or(cut.clone(), |fitting| fitting.to_string());
        if text != raw.warning {
            draft.fields.warn(WarningCode::NameChanged, "warnmsg");
        }
        let level = match raw.warning_level {
            0 => WarningLevel::Info,
            1 => WarningLevel::Confirm,
            _ => WarningLevel::Type,
        };
        draft.marks.warning = Some(Warning { level, text });
    }
    fields::fill(&mut draft, raw);
    draft
}
