//! What the document says about itself: names, the recycle bin, icons, and the attachments of KDBX 3.

use std::io::Read;

use zeroize::Zeroizing;

use super::{DocumentReader, own::PREFIX};
use crate::{CustomIcon, ImportError, WarningCode, kdbx::gzip::Payload, wiped};

/// Bytes of a name or description of the whole file.
const TEXT: usize = 1 << 20;
/// Bytes of an icon.
const ICON: usize = 4 << 20;

/// Keys that programs keep for themselves and that say nothing about the content.
const HOUSEKEEPING: &[&str] =
    &["_LAST_MODIFIED", "FDO_SECRETS_EXPOSED_GROUP", "KPXC_DECRYPTION_TIME_PREFERENCE", "KPXC_RANDOM_SLUG"];

/// So many values of this program are read of one object at the most.
const MOST_OWN: usize = 16;

/// Keys of this program, without their prefix, and their values.
type OwnItems = Vec<(String, Zeroizing<String>)>;

impl<R: Read> DocumentReader<'_, R> {
    pub(super) fn meta(&mut self) -> Result<(), ImportError> {
        while let Some(element) = self.xml.child()? {
            match element {
                "HeaderHash" => self.check_header_hash()?,
                "DatabaseName" => {
                    let name = self.text(TEXT)?;
                    self.meta.name = Some(name.to_string()).filter(|name| !name.is_empty());
                }
                "DatabaseDescription" => self.meta.description = self.text(TEXT)?,
                "RecycleBinEnabled" => self.meta.bin_enabled = self.switch()?,
                "RecycleBinUUID" => self.meta.bin = self.id()?,
                "CustomIcons" => self.custom_icons()?,
                "Binaries" => self.binaries()?,
                "CustomData" => {
                    for key in self.custom_data()? {
                        self.warnings.add(WarningCode::CustomData, &[], &key);
                    }
                }
                _ => self.skip()?,
            }
        }
        Ok(())
    }

    fn custom_icons(&mut self) -> Result<(), ImportError> {
        while let Some(element) = self.xml.child()? {
            if element != "Icon" {
                self.skip()?;
                continue;
            }
            let (mut id, mut name, mut bytes) = (None, None, Vec::new());
            while let Some(element) = self.xml.child()? {
                match element {
                    "UUID" => id = self.id()?,
                    "Name" => name = Some(self.text(TEXT)?.to_string()).filter(|name| !name.is_empty()),
                    "Data" => bytes = self.base64(ICON)?.to_vec(),
                    _ => self.skip()?,
                }
            }
            self.context.memory.charge(bytes.len().saturating_add(size_of::<CustomIcon>()))?;
            if let Some(id) = id {
                self.meta.icons.push(CustomIcon { id, name, bytes });
            }
        }
        Ok(())
    }

    /// The attachments of KDBX 3, each with an id that entries refer to.
    fn binaries(&mut self) -> Result<(), ImportError> {
        while let Some(element) = self.xml.child()? {
            if element != "Binary" {
                self.skip()?;
                continue;
            }
            let id = self.xml.attribute("ID").map(str::to_owned);
            let bytes = self.attachment_bytes()?;
            let id = id.ok_or_else(|| self.xml.damaged("an attachment has no id"))?;
            if !self.context.binaries.insert(id, bytes, &mut self.context.memory)? {
                return Err(self.xml.damaged("two attachments have the same id"));
            }
        }
        Ok(())
    }

    /// The bytes of an attachment that stands in the document, unpacked.
    pub(super) fn attachment_bytes(&mut self) -> Result<Zeroizing<Vec<u8>>, ImportError> {
        let max = self.limits.attachment_bytes;
        let compressed = self.is_marked("Compressed");
        let packed = self.base64(max)?;
        if !compressed || packed.is_empty() {
            return Ok(packed);
        }
        let mut payload = Payload::new(packed.as_slice(), true, self.context.unpacked.clone());
        let mut scratch = wiped::buffer(8 << 10);
        let mut bytes = Zeroizing::new(Vec::new());
        loop {
            let count = payload.read(&mut scratch)?;
            if count == 0 {
                return Ok(bytes);
            }
            if bytes.len().saturating_add(count) > max {
                return Err(ImportError::limit("size of an attachment in bytes", max as u64));
            }
            wiped::append(&mut bytes, scratch.get(..count).unwrap_or_default());
        }
    }

    /// The keys of the data that programs and plugins keep, without mere housekeeping.
    pub(super) fn custom_data(&mut self) -> Result<Vec<String>, ImportError> {
        let (mut keys, own) = self.custom_data_and_own()?;
        keys.extend(own.into_iter().map(|(key, _)| format!("{PREFIX}{key}")));
        Ok(keys)
    }

    /// The same, and apart from it what this program wrote itself: keys without their prefix, and values.
    pub(super) fn custom_data_and_own(&mut self) -> Result<(Vec<String>, OwnItems), ImportError> {
        let (mut keys, mut own) = (Vec::new(), Vec::new());
        while let Some(element) = self.xml.child()? {
            if element != "Item" {
                self.skip()?;
                continue;
            }
            let mut open = None;
            while let Some(element) = self.xml.child()? {
                match element {
                    "Value" if open.is_some() => {
                        let value = self.text(TEXT)?;
                        own.extend(open.take().map(|key| (key, value)));
                    }
                    "Key" => {
                        let key = self.text(TEXT)?;
                        if let Some(key) = key.strip_prefix(PREFIX).filter(|_| own.len() < MOST_OWN) {
                            open = Some(key.chars().take(200).collect());
                        } else if !HOUSEKEEPING.contains(&key.as_str()) && keys.len() < self.limits.warnings {
                            keys.push(key.chars().take(200).collect());
                        }
                    }
                    _ => self.skip()?,
                }
            }
        }
        Ok((keys, own))
    }
}
