//! The XML export of Password Depot, versions 10 to 19: names in upper case in the older ones, in lower case since.
//!
//! The document is read once from start to end. Contents of files, settings of the program and what links two entries
//! are not in an entry here: each is told as a warning.
//!
//! Sources: exports of version 17; the readers of KeePass and Bitwarden for the names of elements and their meaning.

mod fields;
mod item;

use std::{
    collections::{BTreeSet, HashSet},
    io::Read,
};

use strongroom_domain::limits;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    Bundle, Entry, Folder, ImportError, Limits, WarningCode, assemble::Assembly, fit, source::Source, wiped,
    xml::XmlReader,
};

/// Bytes of a setting, a name or a date.
const WORD: usize = 64 << 10;
/// Bytes of the lists of favourites and categories.
const LIST: usize = 64 << 20;

/// Sorted: every element that means something.
const NAMES: &[&str] = &[
    "amount",
    "author",
    "autocompletemethod",
    "categories",
    "category",
    "ccode",
    "comment",
    "comments",
    "created",
    "custombrowser",
    "customfields",
    "description",
    "donotaddon",
    "encrypted",
    "expirydate",
    "favorites",
    "field",
    "fingerprint",
    "group",
    "header",
    "hitem",
    "hitems",
    "imagecustom",
    "imageindex",
    "importance",
    "islink",
    "istemplate",
    "item",
    "keephistory",
    "kind",
    "lastaccessed",
    "lastmodified",
    "markassafe",
    "name",
    "number",
    "paramstr",
    "password",
    "passwordfile",
    "passwords",
    "recyclebin",
    "rndcustom",
    "rndtype",
    "safemode",
    "secret",
    "serverrqrd",
    "tags",
    "tan",
    "tans",
    "template",
    "type",
    "url",
    "usagecount",
    "used",
    "username",
    "usetabs",
    "value",
    "version",
    "visible",
    "warnlvl",
    "warnmsg",
    "warnverify",
];

/// Whether a file starts like one of these exports.
pub fn sniff(start: &[u8]) -> bool {
    crate::xml::first_element(start).is_some_and(|name| name.eq_ignore_ascii_case("passwordfile"))
}

/// Reads a whole export.
///
/// # Errors
/// [`ImportError`]: an encrypted file, another version, or damage.
pub fn read(file: impl Read, limits: &Limits) -> Result<Bundle, ImportError> {
    let source = Source::new(file, limits);
    let mut reader = Reader {
        // Three elements above the first folder, six below the last, and some for what nobody reads.
        xml: XmlReader::new(source, NAMES, limits.folder_depth() + 16).in_any_case(),
        assembly: Assembly::new(limits),
        settings: BTreeSet::new(),
    };
    let document = reader.document()?;
    reader.xml.finish()?;
    reader.bundle(document)
}

struct Reader<'a, R> {
    xml: XmlReader<R>,
    assembly: Assembly<'a>,
    /// Settings of entries that are not taken over: told once for the file.
    settings: BTreeSet<String>,
}

/// What stands at the top of the document.
#[derive(Default)]
struct Document {
    description: Zeroizing<String>,
    root: Option<Folder>,
    bin: Option<Folder>,
    favourites: HashSet<Uuid>,
    categories: Vec<String>,
}

impl<R: Read> Reader<'_, R> {
    fn document(&mut self) -> Result<Document, ImportError> {
        if self.xml.root()? != "passwordfile" {
            return Err(self.xml.damaged("it is not an export of Password Depot"));
        }
        let (mut document, mut checked) = (Document::default(), false);
        while let Some(element) = self.xml.child()? {
            match element {
                "header" => {
                    document.description = self.header()?;
                    checked = true;
                }
                "passwords" if !checked => return Err(self.xml.damaged("the header is missing")),
                "passwords" if document.root.is_some() => {
                    return Err(self.xml.damaged("there is more than one list of passwords"));
                }
                "passwords" => document.root = Some(self.passwords()?),
                "recyclebin" if document.bin.is_none() => document.bin = Some(self.bin()?),
                "favorites" => {
                    let list = self.list()?;
                    document.favourites = list.iter().filter_map(|line| Uuid::parse_str(line).ok()).collect();
                }
                "categories" => document.categories = self.list()?,
                _ => self.setting()?,
            }
        }
        Ok(document)
    }

    /// Reads the header, and refuses what this reader does not know.
    fn header(&mut self) -> Result<Zeroizing<String>, ImportError> {
        let (mut comments, mut version) = (Zeroizing::default(), None);
        while let Some(element) = self.xml.child()? {
            match element {
                "version" => version = Some(self.text(WORD)?),
                "encrypted" => {
                    let word = self.text(WORD)?;
                    if matches!(word.trim().to_ascii_lowercase().as_str(), "true" | "1" | "-1" | "yes") {
                        return Err(ImportError::Unsupported(
                            "an encrypted file of Password Depot: export it as XML without encryption, which"
                                .into(),
                        ));
                    }
                }
                "comments" => comments = self.text(LIST)?,
                _ => {
                    self.xml.pass()?;
                }
            }
        }
        let version = version.ok_or_else(|| self.xml.damaged("the version is missing"))?;
        let major = version.trim().split('.').next().and_then(|major| major.parse::<u16>().ok());
        match major {
            Some(10..=19) => Ok(comments),
            Some(other) => Err(ImportError::Unsupported(format!("version {other} of Password Depot").into())),
            None => Err(self.xml.damaged("the version is no number")),
        }
    }

    /// The list of groups. A single one that holds everything is the database itself and becomes the root.
    fn passwords(&mut self) -> Result<Folder, ImportError> {
        let mut root = self.assembly.folder("Passwords", 0)?;
        let mut at_top = false;
        while let Some(element) = self.xml.child()? {
            match element {
                "group" => {
                    let group = self.group(1)?;
                    root.folders.push(group);
                }
                "item" => {
                    at_top = true;
                    root.entries.extend(self.item()?);
                }
                _ => self.setting()?,
            }
        }
        match root.folders.pop() {
            Some(only) if root.folders.is_empty() && !at_top => Ok(only),
            last => {
                root.folders.extend(last);
                Ok(root)
            }
        }
    }

    fn bin(&mut self) -> Result<Folder, ImportError> {
        let mut bin = self.assembly.folder("Recycle bin", 1)?;
        bin.is_bin = true;
        while let Some(element) = self.xml.child()? {
            match element {
                "group" => {
                    let group = self.group(2)?;
                    bin.folders.push(group);
                }
                "item" => bin.entries.extend(self.item()?),
                _ => self.setting()?,
            }
        }
        in_bin(&mut bin);
        Ok(bin)
    }

    /// The open group, `depth` levels below the root. Its depth is limited before it is entered, so this may call
    /// itself.
    fn group(&mut self, depth: usize) -> Result<Folder, ImportError> {
        let title = self.xml.attribute("name").unwrap_or("").to_owned();
        let id = self.xml.attribute("fingerprint").and_then(|id| Uuid::parse_str(id).ok());
        self.assembly.path.push(title.clone());
        let mut folder = self.assembly.folder(&title, depth)?;
        folder.source_id = id;
        while let Some(element) = self.xml.child()? {
            match element {
                "group" => {
                    let below = self.group(depth + 1)?;
                    folder.folders.push(below);
                }
                "item" => folder.entries.extend(self.item()?),
                "comment" | "comments" => {
                    let text = self.text(limits::FIELD_BYTES)?;
                    self.assembly.notes(&mut folder, text)?;
                }
                _ => self.setting()?,
            }
        }
        self.assembly.path.pop();
        Ok(folder)
    }

    /// A text of at most `max` bytes.
    fn text(&mut self, max: usize) -> Result<Zeroizing<String>, ImportError> {
        self.xml.text(max)?;
        let mut bytes = Zeroizing::new(Vec::new());
        wiped::append(&mut bytes, self.xml.last_text());
        wiped::into_text(bytes).ok_or_else(|| self.xml.damaged("a text is not UTF-8"))
    }

    /// A list in base64, an item on each line.
    fn list(&mut self) -> Result<Vec<String>, ImportError> {
        let text = self.text(LIST)?;
        let bytes = wiped::from_base64(text.as_bytes());
        let bytes = bytes.ok_or_else(|| self.xml.damaged("a list is not base64"))?;
        // Older versions write the code page of Windows.
        let encoding = crate::encoding::Encoding::detect(&bytes);
        let text = crate::encoding::text(&bytes, encoding)?;
        let lines: Vec<String> =
            text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        self.assembly.charge(text.len() + lines.len() * 24)?;
        Ok(lines)
    }

    /// Passes over an element that nothing here takes, and remembers it if there was something in it.
    fn setting(&mut self) -> Result<(), ImportError> {
        let name = self.xml.written_name().to_ascii_lowercase();
        if self.xml.pass()? && self.settings.len() < self.assembly.limits.warnings {
            self.settings.insert(name);
        }
        Ok(())
    }

    fn bundle(mut self, document: Document) -> Result<Bundle, ImportError> {
        let Document { description, root, bin, favourites, categories } = document;
        let mut root = root.ok_or_else(|| self.xml.damaged("there is no list of passwords"))?;
        root.folders.extend(bin.filter(|bin| !bin.folders.is_empty() || !bin.entries.is_empty()));
        let mut used = HashSet::new();
        settle(&mut root, &favourites, &mut used);
        self.assembly.path.clear();
        for name in std::mem::take(&mut self.settings) {
            self.assembly.warn(WarningCode::CustomData, &name);
        }
        for category in categories.iter().filter(|category| !used.contains(*category)) {
            self.assembly.warn(WarningCode::CustomData, &format!("category {category}"));
        }
        let name = Some(root.title.clone()).filter(|title| title != fit::UNTITLED);
        let mut bundle = self.assembly.finish(name, root);
        bundle.description = description;
        Ok(bundle)
    }
}

fn in_bin(folder: &mut Folder) {
    folder.entries.iter_mut().for_each(|entry| entry.in_bin = true);
    folder.folders.iter_mut().for_each(in_bin);
}

/// Marks the favourites, and collects the categories in use. Limits keep the tree shallow.
fn settle(folder: &mut Folder, favourites: &HashSet<Uuid>, used: &mut HashSet<String>) {
    let mark = |entry: &mut Entry| {
        entry.marks.favourite = entry.source_id.is_some_and(|id| favourites.contains(&id));
        if let Some(category) = entry.marks.category.as_ref().filter(|category| !used.contains(*category)) {
            used.insert(category.clone());
        }
    };
    folder.entries.iter_mut().for_each(mark);
    folder.folders.iter_mut().for_each(|below| settle(below, favourites, used));
}
