//! The archive around an export: what its central directory lists, checked before anything is unpacked.
//!
//! Nothing is ever written to a disk, so a name can not lead anywhere; names that try are refused all the same, and so
//! are links, encrypted files, files that lie over each other, sizes beyond the limits or that deflate can not
//! reach, and more than one disk. Source: PKWARE, APPNOTE 6.3.

use std::collections::HashMap;

use flate2::Crc;
use miniz_oxide::inflate::{
    TINFLStatus,
    core::{DecompressorOxide, decompress, inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF},
};
use zeroize::Zeroizing;

use crate::{
    ImportError, Limits, Place,
    budget::{FREE, Unpacked},
    wiped,
};

/// How a file with an archive in it begins.
pub(super) const SIGNATURE: [u8; 4] = *b"PK\x03\x04";
const ENTRY: [u8; 4] = *b"PK\x01\x02";
const END: [u8; 4] = *b"PK\x05\x06";
/// The end of the directory, without its comment.
const END_BYTES: usize = 22;
/// Files of one archive.
const FILES: u64 = 100_000;
/// Deflate makes at most so many bytes of one.
const RATIO: u64 = 1_032;
/// Of text that anybody wrote it makes much less.
const TEXT_RATIO: u64 = 64;

/// An archive whose directory is checked.
pub(super) struct Archive<'b> {
    bytes: &'b [u8],
    files: HashMap<String, File>,
    unpacked: Unpacked,
}

#[derive(Clone, Copy)]
struct File {
    number: u64,
    offset: usize,
    packed: usize,
    size: usize,
    deflated: bool,
    crc: u32,
}

impl<'b> Archive<'b> {
    /// Reads and checks the directory. No file is unpacked yet.
    pub(super) fn open(bytes: &'b [u8], limits: &Limits) -> Result<Self, ImportError> {
        let end = end(bytes)?;
        let (count, start) = (u64::from(half(bytes, end + 10)?), word(bytes, end + 16)? as usize);
        if [half(bytes, end + 4)?, half(bytes, end + 6)?] != [0, 0]
            || u64::from(half(bytes, end + 8)?) != count
        {
            return Err(ImportError::Unsupported("an archive of several parts".into()));
        }
        if count >= 0xffff || word(bytes, end + 16)? == u32::MAX {
            return Err(ImportError::Unsupported("an archive in the ZIP64 format".into()));
        }
        if count > FILES {
            return Err(ImportError::limit("files of an archive", FILES));
        }
        let (mut files, mut at, mut ranges) = (HashMap::new(), start, Vec::new());
        let mut whole = 0_u64;
        for number in 1..=count {
            let (name, file, next) = entry(bytes, at, number)?;
            at = next;
            whole = whole.saturating_add(file.size as u64);
            if whole > limits.unpacked_bytes {
                return Err(ImportError::limit("unpacked size in bytes", limits.unpacked_bytes));
            }
            ranges.push((file.offset, file.offset.saturating_add(file.packed).saturating_add(30), number));
            if files.insert(name, file).is_some() {
                return Err(damaged(number, "two files have the same name"));
            }
        }
        // Files that share bytes are how a small archive holds a large one many times.
        ranges.sort_unstable();
        for pair in ranges.windows(2) {
            if let [(_, end, _), (next, _, number)] = pair
                && end > next
            {
                return Err(damaged(*number, "two files lie over each other"));
            }
        }
        if ranges.last().is_some_and(|(_, end, _)| *end > start) {
            return Err(damaged(0, "a file lies over the list"));
        }
        Ok(Self { bytes, files, unpacked: Unpacked::new(limits) })
    }

    /// The names of all files.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Unpacks the document that everything else rests on. What deflate could make of so few bytes, text is not: a file that
    /// says so is refused before any of it is unpacked.
    pub(super) fn document(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, ImportError> {
        let Some(file) = self.files.get(name) else { return Ok(None) };
        let most = FREE.saturating_add((file.packed as u64).saturating_mul(TEXT_RATIO));
        if file.size as u64 > most {
            return Err(ImportError::limit("unpacked size of the document in bytes", most));
        }
        self.file(name, usize::MAX)
    }

    /// Unpacks one file of at most `max` bytes, and checks its checksum. `None` if there is none of that name.
    pub(super) fn file(&self, name: &str, max: usize) -> Result<Option<Zeroizing<Vec<u8>>>, ImportError> {
        let Some(file) = self.files.get(name) else { return Ok(None) };
        if file.size > max {
            return Err(ImportError::limit("size of an attachment in bytes", max as u64));
        }
        let wrong = |reason| damaged(file.number, reason);
        let at = file.offset;
        if self.bytes.get(at..at.saturating_add(4)) != Some(&SIGNATURE[..]) {
            return Err(wrong("it does not begin where the list says"));
        }
        let skip = usize::from(half(self.bytes, at + 26)?) + usize::from(half(self.bytes, at + 28)?) + 30;
        let from = at.saturating_add(skip);
        let packed = self.bytes.get(from..from.saturating_add(file.packed));
        let packed = packed.ok_or_else(|| wrong("the file ends too early"))?;
        self.unpacked.charge(file.size)?;
        let mut out = wiped::buffer(file.size);
        if file.deflated {
            let mut inflate = Box::new(DecompressorOxide::new());
            let flags = TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
            let (status, _, made) = decompress(&mut inflate, packed, &mut out, 0, flags);
            if status != TINFLStatus::Done || made != file.size {
                return Err(wrong("its compressed data is not well formed"));
            }
        } else {
            out.copy_from_slice(packed);
        }
        let mut crc = Crc::new();
        crc.update(&out);
        if crc.sum() != file.crc {
            return Err(wrong("its checksum does not fit"));
        }
        Ok(Some(out))
    }
}

/// Where the end of the directory begins: looked for from the end, before which there may be a comment.
fn end(bytes: &[u8]) -> Result<usize, ImportError> {
    let last = bytes.len().checked_sub(END_BYTES).ok_or_else(|| damaged(0, "the file ends too early"))?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    (first..=last)
        .rev()
        .find(|at| bytes.get(*at..*at + 4) == Some(&END[..]))
        .ok_or_else(|| damaged(0, "the file ends too early"))
}

/// The entry of the directory at `at`: name, file, and where the next one begins.
fn entry(bytes: &[u8], at: usize, number: u64) -> Result<(String, File, usize), ImportError> {
    let wrong = |reason| damaged(number, reason);
    if bytes.get(at..at.saturating_add(4)) != Some(&ENTRY[..]) {
        return Err(damaged(0, "it is not well formed"));
    }
    let (flags, method) = (half(bytes, at + 8)?, half(bytes, at + 10)?);
    let lengths = [28, 30, 32].map(|field| half(bytes, at + field).map(usize::from));
    let [name_length, extra, comment] = lengths;
    let (name_length, extra, comment) = (name_length?, extra?, comment?);
    let name = bytes.get(at + 46..at + 46 + name_length).ok_or_else(|| wrong("its name is cut off"))?;
    let name = std::str::from_utf8(name).map_err(|_| wrong("its name is not UTF-8"))?;
    if !is_plain(name) {
        return Err(wrong("its name leads out of the archive"));
    }
    if flags & 0x2041 != 0 {
        return Err(ImportError::Unsupported("an encrypted archive".into()));
    }
    // Of Unix: the kind of the file in the upper half. 0 says nothing, 4 is a folder, 8 a file.
    let kind = word(bytes, at + 38)? >> 28;
    let from_unix = matches!(half(bytes, at + 4)? >> 8, 3 | 19);
    if from_unix && !matches!(kind, 0 | 4 | 8) {
        return Err(wrong("it is a link or a device, not a file"));
    }
    if !matches!(method, 0 | 8) {
        return Err(ImportError::Unsupported(format!("the compression {method} of an archive").into()));
    }
    let (crc, packed, size) = (word(bytes, at + 16)?, word(bytes, at + 20)?, word(bytes, at + 24)?);
    let deflated = method == 8;
    let reachable = u64::from(packed).saturating_mul(RATIO);
    if (deflated && u64::from(size) > reachable) || (!deflated && size != packed) {
        return Err(wrong("its size is not one that its data can have"));
    }
    let offset = word(bytes, at + 42)? as usize;
    let file = File { number, offset, packed: packed as usize, size: size as usize, deflated, crc };
    Ok((name.to_owned(), file, at + 46 + name_length + extra + comment))
}

/// Whether a name stays below where it is put, on every system.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('/')
        && !name.contains(['\\', '\0'])
        && name.as_bytes().get(1) != Some(&b':')
        && name.split('/').all(|part| part != "..")
}

fn half(bytes: &[u8], at: usize) -> Result<u16, ImportError> {
    let found = bytes.get(at..at.saturating_add(2)).and_then(|bytes| bytes.try_into().ok());
    found.map(u16::from_le_bytes).ok_or_else(|| damaged(0, "the file ends too early"))
}

fn word(bytes: &[u8], at: usize) -> Result<u32, ImportError> {
    let found = bytes.get(at..at.saturating_add(4)).and_then(|bytes| bytes.try_into().ok());
    found.map(u32::from_le_bytes).ok_or_else(|| damaged(0, "the file ends too early"))
}

const fn damaged(number: u64, reason: &'static str) -> ImportError {
    ImportError::damaged(Place::Archive(number), reason)
}
