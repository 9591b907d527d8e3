//! The document: what a [`Tree`] is in the elements of KeePass.

use std::{
    collections::HashMap,
    io::{self, Write},
};

use strongroom_domain::{entry::Importance, time::Instant};
use uuid::Uuid;

use super::{strings, xml::XmlWriter};
use crate::{
    export::{Object, Tree, Version},
    kdbx::{document::own, inner::InnerStream},
};

/// Seconds from 0001-01-01, which KDBX 4 counts from, to 1970-01-01.
const EPOCH: i64 = 62_135_596_800;
/// The usual images of an entry and of a folder.
const ENTRY_ICON: u32 = 0;
const FOLDER_ICON: u32 = 48;

/// Writes the document of `tree`.
pub(super) fn write(tree: &Tree, stream: InnerStream, out: &mut impl Write) -> io::Result<()> {
    let mut first = 0;
    let files = tree.objects.iter().map(|object| {
        let at = first;
        first += object.attachments.len();
        at
    });
    let files: Vec<usize> = files.collect();
    let mut below: HashMap<Option<Uuid>, Vec<usize>> = HashMap::new();
    for (number, object) in tree.objects.iter().enumerate() {
        below.entry(object.parent).or_default().push(number);
    }
    let icons = tree.icons.iter().map(|icon| icon.id).collect();
    let mut document = Document { xml: XmlWriter::new(out, stream)?, tree, below, files, icons };
    document.whole()
}

struct Document<'a, W> {
    xml: XmlWriter<W>,
    tree: &'a Tree,
    /// What is in each folder, by its place in the tree.
    below: HashMap<Option<Uuid>, Vec<usize>>,
    /// The number of the first attachment of each object.
    files: Vec<usize>,
    icons: Vec<Uuid>,
}

impl<W: Write> Document<'_, W> {
    fn whole(&mut self) -> io::Result<()> {
        let tree = self.tree;
        self.xml.open("KeePassFile")?;
        self.meta()?;
        self.xml.open("Root")?;
        self.xml.open("Group")?;
        self.xml.bytes("UUID", tree.database.as_bytes())?;
        self.xml.text("Name", &tree.name)?;
        self.xml.text("IconID", &FOLDER_ICON.to_string())?;
        self.times(tree.made_at, tree.made_at, None)?;
        self.xml.text("IsExpanded", "True")?;
        self.inside(None)?;
        self.xml.close("Group")?;
        self.xml.text("DeletedObjects", "")?;
        self.xml.close("Root")?;
        self.xml.close("KeePassFile")
    }

    fn meta(&mut self) -> io::Result<()> {
        let tree = self.tree;
        self.xml.open("Meta")?;
        self.xml.text("Generator", "Strongroom")?;
        self.xml.text("DatabaseName", &tree.name)?;
        self.xml.text("DatabaseDescription", &tree.description)?;
        self.xml.open("MemoryProtection")?;
        for (element, protected) in
            [("Title", false), ("UserName", false), ("Password", true), ("URL", false), ("Notes", false)]
        {
            self.xml.text(&format!("Protect{element}"), switch(protected))?;
        }
        self.xml.close("MemoryProtection")?;
        if !tree.icons.is_empty() {
            self.xml.open("CustomIcons")?;
            for icon in &tree.icons {
                self.xml.open("Icon")?;
                self.xml.bytes("UUID", icon.id.as_bytes())?;
                self.xml.bytes("Data", &icon.bytes)?;
                self.xml.close("Icon")?;
            }
            self.xml.close("CustomIcons")?;
        }
        self.xml.text("RecycleBinEnabled", switch(false))?;
        // Without these a program may drop versions when it saves.
        self.xml.text("HistoryMaxItems", "-1")?;
        self.xml.text("HistoryMaxSize", "-1")?;
        self.xml.close("Meta")
    }

    /// What is in a folder: its entries, then its folders. As deep as folders may be, which the domain bounds.
    fn inside(&mut self, folder: Option<Uuid>) -> io::Result<()> {
        let objects = self.below.remove(&folder).unwrap_or_default();
        let tree = self.tree;
        for folders in [false, true] {
            for &number in &objects {
                match tree.objects.get(number) {
                    Some(object) if object.is_folder != folders => {}
                    Some(object) if folders => self.folder(object)?,
                    Some(object) => self.entry(object, number)?,
                    None => {}
                }
            }
        }
        Ok(())
    }

    fn folder(&mut self, folder: &Object) -> io::Result<()> {
        let Version { properties, created_at, modified_at, .. } = &folder.present;
        self.xml.open("Group")?;
        self.xml.bytes("UUID", folder.id.as_bytes())?;
        self.xml.text("Name", &properties.title)?;
        let notes = folder.present.of_type("notes").map_or("", |field| field.value.as_str());
        self.xml.text("Notes", notes)?;
        self.icon(&folder.present, FOLDER_ICON)?;
        self.times(*created_at, *modified_at, properties.valid_to)?;
        self.tags(&properties.tags)?;
        self.inside(Some(folder.id))?;
        self.xml.close("Group")
    }

    fn entry(&mut self, entry: &Object, number: usize) -> io::Result<()> {
        self.xml.open("Entry")?;
        self.xml.bytes("UUID", entry.id.as_bytes())?;
        self.version(&entry.present)?;
        let first = self.files.get(number).copied().unwrap_or_default();
        for (file, attachment) in (first..).zip(&entry.attachments) {
            self.xml.open("Binary")?;
            self.xml.text("Key", &attachment.name)?;
            self.xml.reference("Value", "Ref", file)?;
            self.xml.close("Binary")?;
        }
        self.xml.open("History")?;
        for version in &entry.history {
            self.xml.open("Entry")?;
            self.xml.bytes("UUID", entry.id.as_bytes())?;
            self.version(version)?;
            self.xml.close("Entry")?;
        }
        self.xml.close("History")?;
        self.xml.close("Entry")
    }

    /// Everything of an entry that each of its versions has.
    fn version(&mut self, version: &Version) -> io::Result<()> {
        self.icon(version, ENTRY_ICON)?;
        self.tags(&version.properties.tags)?;
        self.times(version.created_at, version.modified_at, version.properties.valid_to)?;
        for string in strings::of(version) {
            self.xml.open("String")?;
            self.xml.text("Key", &string.name)?;
            self.xml.value(&string.value, string.secret)?;
            self.xml.close("String")?;
        }
        self.custom_data(version)
    }

    fn icon(&mut self, version: &Version, usual: u32) -> io::Result<()> {
        let icon = version.properties.icon.as_deref().and_then(|icon| icon.split_once(':'));
        let number = icon.filter(|(set, _)| *set == "keepass").and_then(|(_, number)| number.parse().ok());
        self.xml.text("IconID", &number.unwrap_or(usual).to_string())?;
        let custom = icon.filter(|(set, _)| *set == "custom").and_then(|(_, id)| id.parse::<Uuid>().ok());
        match custom.filter(|id| self.icons.contains(id)) {
            Some(id) => self.xml.bytes("CustomIconUUID", id.as_bytes()),
            None => Ok(()),
        }
    }

    /// Words separated by `;`: within a word, what programs take for a separator becomes a space.
    fn tags(&mut self, tags: &[String]) -> io::Result<()> {
        let words: Vec<String> = tags.iter().map(|tag| tag.replace([';', ','], " ")).collect();
        self.xml.text("Tags", &words.join(";"))
    }

    fn times(&mut self, created: Instant, modified: Instant, ends: Option<Instant>) -> io::Result<()> {
        self.xml.open("Times")?;
        self.instant("CreationTime", created)?;
        self.instant("LastModificationTime", modified)?;
        self.instant("LastAccessTime", modified)?;
        self.instant("ExpiryTime", ends.unwrap_or(modified))?;
        self.xml.text("Expires", switch(ends.is_some()))?;
        self.xml.text("UsageCount", "0")?;
        self.instant("LocationChanged", modified)?;
        self.xml.close("Times")
    }

    fn instant(&mut self, element: &str, instant: Instant) -> io::Result<()> {
        let seconds = instant.micros().div_euclid(1_000_000).saturating_add(EPOCH);
        self.xml.bytes(element, &seconds.to_le_bytes())
    }

    /// What KeePass has no element for.
    fn custom_data(&mut self, version: &Version) -> io::Result<()> {
        let properties = &version.properties;
        let importance = match properties.importance {
            Importance::Low => Some("low"),
            Importance::Normal => None,
            Importance::High => Some("high"),
        };
        let level = properties.warning.as_ref().and_then(|warning| {
            own::LEVELS.into_iter().find(|(_, level)| *level == warning.level).map(|(name, _)| name)
        });
        let kept = [
            ("strongroom.type", properties.entry_type.as_deref().filter(|kind| *kind != "password")),
            ("strongroom.category", properties.category.as_deref()),
            ("strongroom.importance", importance),
            ("strongroom.warning", properties.warning.as_ref().map(|warning| warning.text.as_str())),
            ("strongroom.warning_level", level),
        ];
        if kept.iter().all(|(_, value)| value.is_none()) {
            return Ok(());
        }
        self.xml.open("CustomData")?;
        for (key, value) in kept.iter().filter_map(|(key, value)| Some((key, (*value)?))) {
            self.xml.open("Item")?;
            self.xml.text("Key", key)?;
            self.xml.text("Value", value)?;
            self.xml.close("Item")?;
        }
        self.xml.close("CustomData")
    }
}

const fn switch(on: bool) -> &'static str {
    if on { "True" } else { "False" }
}
