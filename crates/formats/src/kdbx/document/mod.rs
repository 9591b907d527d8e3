//! The XML document in a KDBX payload, read once from start to end.
//!
//! Every element marked as protected takes its bytes of the key stream when it is met, also in the history and
//! in elements nobody reads: one skipped value would turn all later ones into garbage.

mod entry;
mod fields;
mod group;
mod meta;
pub(super) mod own;
mod placeholder;
mod value;

use std::{collections::HashSet, io::Read};

use subtle::ConstantTimeEq as _;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::inner::{Binaries, InnerStream};
use crate::{
    Bundle, CustomIcon, Folder, ImportError, Limits, WarningCode,
    budget::{Budget, Unpacked},
    warning::WarningList,
    xml::XmlReader,
};

/// What the layers below hand over besides the document.
pub(super) struct Context {
    /// The key stream of protected values.
    pub stream: InnerStream,
    /// Attachments known so far.
    pub binaries: Binaries,
    /// The count of unpacked bytes.
    pub unpacked: Unpacked,
    /// The memory of the bundle.
    pub memory: Budget,
    /// The hash that the document must have for its header, if it has one (KDBX 3).
    pub header_hash: Option<[u8; 32]>,
}

/// What the document says about itself.
#[derive(Default)]
struct Meta {
    name: Option<String>,
    description: Zeroizing<String>,
    icons: Vec<CustomIcon>,
    bin: Option<Uuid>,
    bin_enabled: bool,
    has_header_hash: bool,
}

struct DocumentReader<'a, R> {
    xml: XmlReader<R>,
    context: Context,
    limits: &'a Limits,
    objects: Budget,
    versions: Budget,
    warnings: WarningList,
    /// Titles of the open folders below the root.
    path: Vec<String>,
    folder_ids: HashSet<Uuid>,
    entry_ids: HashSet<Uuid>,
    meta: Meta,
}

/// Sorted: every element that is read.
const NAMES: &[&str] = &[
    "Association",
    "AutoType",
    "BackgroundColor",
    "Binaries",
    "Binary",
    "CreationTime",
    "CustomData",
    "CustomIconUUID",
    "CustomIcons",
    "Data",
    "DatabaseDescription",
    "DatabaseName",
    "DefaultAutoTypeSequence",
    "DefaultSequence",
    "Entry",
    "Expires",
    "ExpiryTime",
    "ForegroundColor",
    "Group",
    "HeaderHash",
    "History",
    "Icon",
    "IconID",
    "Item",
    "KeePassFile",
    "Key",
    "LastModificationTime",
    "Meta",
    "Name",
    "Notes",
    "OverrideURL",
    "RecycleBinEnabled",
    "RecycleBinUUID",
    "Root",
    "String",
    "Tags",
    "Times",
    "UUID",
    "Value",
];

/// Reads the document and all that is below it to the end.
pub(super) fn read(payload: impl Read, context: Context, limits: &Limits) -> Result<Bundle, ImportError> {
    let mut reader = DocumentReader {
        // Two elements above the first folder, six below the last, and some for what nobody reads.
        xml: XmlReader::new(payload, NAMES, limits.folder_depth() + 16),
        context,
        limits,
        objects: Budget::new("folders and entries", limits.objects),
        versions: Budget::new("earlier versions", limits.versions),
        warnings: WarningList::new(limits.warnings),
        path: Vec::new(),
        folder_ids: HashSet::new(),
        entry_ids: HashSet::new(),
        meta: Meta::default(),
    };
    let mut root = reader.document()?;
    reader.xml.finish()?;
    if reader.context.header_hash.is_some() && !reader.meta.has_header_hash {
        reader.warnings.add(WarningCode::HeaderHashMissing, &[], "");
    }
    reader.resolve(&mut root);
    let (warnings, warnings_left_out) = reader.warnings.into_parts();
    let Meta { name, description, icons, .. } = reader.meta;
    Ok(Bundle { name, description, root, icons, warnings, warnings_left_out })
}

impl<R: Read> DocumentReader<'_, R> {
    fn document(&mut self) -> Result<Folder, ImportError> {
        if self.xml.root()? != "KeePassFile" {
            return Err(self.xml.damaged("it is not the document of a KeePass database"));
        }
        let mut root = None;
        while let Some(element) = self.xml.child()? {
            match element {
                "Meta" => self.meta()?,
                "Root" => {
                    while let Some(element) = self.xml.child()? {
                        match element {
                            "Group" if root.is_none() => root = Some(self.group(0)?),
                            "Group" => return Err(self.xml.damaged("there is more than one root folder")),
                            _ => self.skip()?,
                        }
                    }
                }
                _ => self.skip()?,
            }
        }
        root.ok_or_else(|| self.xml.damaged("there is no root folder"))
    }

    fn check_header_hash(&mut self) -> Result<(), ImportError> {
        let found = self.base64(64)?;
        let Some(expected) = self.context.header_hash.filter(|_| !found.is_empty()) else {
            return Ok(());
        };
        if !bool::from(expected.ct_eq(&found)) {
            return Err(ImportError::damaged(crate::Place::Header, "its hash does not fit"));
        }
        self.meta.has_header_hash = true;
        Ok(())
    }

    /// Settles what could not be known while reading: the recycle bin, and icons that are not there.
    fn resolve(&mut self, root: &mut Folder) {
        let bin = self.meta.bin.filter(|_| self.meta.bin_enabled);
        let icons = self.meta.icons.iter().map(|icon| icon.id).collect();
        self.resolve_folder(root, bin, &icons, false);
        if bin.is_some() && root.source_id == bin {
            self.warnings.add(WarningCode::RecycleBin, &[], "");
        }
    }
}
