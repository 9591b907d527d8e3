//! What came so far of a file that is being saved, and what is known of it.
//!
//! It stands beside its goal, under a name with the id of the file, and a note of its own making stands beside it: which
//! file it is of, how long it was, and the hash of so much. Before a download goes on, the hash is computed anew: what does
//! not fit, or is not a plain file of our own that nobody else can read, is begun again.

#[cfg(test)]
#[cfg(unix)]
mod tests;

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Read as _, Seek as _, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// After so many bytes the note is written anew.
const NOTED_EVERY: u64 = 4 * 1024 * 1024;
/// The longest note that is read.
const NOTE_LIMIT: u64 = 4096;
/// How much is hashed at once.
const PIECE: usize = 64 * 1024;

/// What is known of a part.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    /// The id of the file.
    attachment: String,
    /// How many bytes the whole file has.
    size: u64,
    /// How many of them were here.
    length: u64,
    /// SHA-256 of these, in hex.
    sha256: String,
}

/// What came so far. Written at its end only.
pub struct Part {
    path: PathBuf,
    id: String,
    size: u64,
    file: File,
    hash: Sha256,
    length: u64,
    noted: u64,
}

impl Part {
    /// The part of that file for the goal `out`: one that fits, or a new and empty one.
    pub fn open(out: &Path, id: &str, size: u64) -> io::Result<Self> {
        let path = beside(out, &format!(".{id}.part"));
        let part = match Self::known(&path, id, size) {
            Some(part) => part,
            None => {
                // Of a link only the link goes.
                gone(&path)?;
                gone(&note_path(&path))?;
                let file = create(&path)?;
                let (hash, id) = (Sha256::new(), id.to_owned());
                Self { path, id, size, file, hash, length: 0, noted: 0 }
            }
        };
        Ok(part)
    }

    /// What is there, if it is what the note says.
    fn known(path: &Path, id: &str, size: u64) -> Option<Self> {
        let note: Note = {
            let mut text = Vec::new();
            own(&note_path(path))?.take(NOTE_LIMIT).read_to_end(&mut text).ok()?;
            serde_json::from_slice(&text).ok()?
        };
        let fits = note.attachment == id && note.size == size && (1..=size).contains(&note.length);
        let mut file = own(path).filter(|_| fits)?;
        let mut hash = Sha256::new();
        let mut piece = Zeroizing::new(vec![0; PIECE]);
        let mut left = note.length;
        while left > 0 {
            let most = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
            let read = file.read(piece.get_mut(..most)?).ok().filter(|read| *read > 0)?;
            hash.update(piece.get(..read)?);
            left = left.checked_sub(read as u64)?;
        }
        if hex::encode(hash.clone().finalize()) != note.sha256 {
            return None;
        }
        // What came after the note was written is not vouched for.
        file.set_len(note.length).ok()?;
        file.seek(io::SeekFrom::End(0)).ok()?;
        let length = note.length;
        Some(Self { path: path.to_owned(), id: id.to_owned(), size, file, hash, length, noted: length })
    }

    /// How many bytes are here.
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// Begins again.
    pub fn clear(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        (self.hash, self.length) = (Sha256::new(), 0);
        self.note()
    }

    /// Notes how far it has come.
    pub fn note(&mut self) -> io::Result<()> {
        let note = Note {
            attachment: self.id.clone(),
            size: self.size,
            length: self.length,
            sha256: hex::encode(self.hash.clone().finalize()),
        };
        let folder = self.path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // A named temporary file is made with mode 0600, and takes its name at once.
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        serde_json::to_writer(&mut file, &note)?;
        file.persist(note_path(&self.path)).map_err(|error| error.error)?;
        self.noted = self.length;
        Ok(())
    }

    /// Leaves it for the next time; an empty one goes.
    pub fn leave(mut self) {
        // What can not be noted is begun again the next time.
        if self.length == 0 || self.note().is_err() {
            let _ = fs::remove_file(&self.path);
            let _ = fs::remove_file(note_path(&self.path));
        }
    }

    /// Gives it, whole, the name of its goal; without `force` only where nothing has that name by now.
    ///
    /// # Errors
    /// [`ErrorKind::AlreadyExists`], or what the system says.
    pub fn keep(self, out: &Path, force: bool) -> io::Result<()> {
        self.file.sync_all()?;
        rename(&self.path, out, force)?;
        let _ = fs::remove_file(note_path(&self.path));
        Ok(())
    }
}

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        self.length = self.length.saturating_add(written as u64);
        if self.length.saturating_sub(self.noted) >= NOTED_EVERY {
            self.note()?;
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn rename(part: &Path, out: &Path, force: bool) -> io::Result<()> {
    if force {
        return fs::rename(part, out);
    }
    match fs::hard_link(part, out) {
        Ok(()) => fs::remove_file(part),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
        // Not every file system has links.
        Err(_) if out.symlink_metadata().is_err() => fs::rename(part, out),
        Err(_) => Err(ErrorKind::AlreadyExists.into()),
    }
}

/// Beside the goal, and no goal of anybody else.
fn beside(out: &Path, more: &str) -> PathBuf {
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(more);
    out.with_file_name(name)
}

fn note_path(part: &Path) -> PathBuf {
    beside(part, ".state")
}

fn gone(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A file that was not there before, for its owner alone.
fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// An existing file that is a plain one, has no other name, and can be read and written by its owner alone, which is
/// whoever runs this; opened, and looked at through what was opened.
fn own(path: &Path) -> Option<File> {
    let seen = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file)?;
    let file = OpenOptions::new().read(true).write(true).open(path).ok()?;
    let opened = file.metadata().ok()?;
    is_own(path, &seen, &opened).then_some(file)
}

#[cfg(unix)]
fn is_own(path: &Path, seen: &fs::Metadata, opened: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Whose files ours are, a new one tells.
    let ours = tempfile::tempfile_in(folder).and_then(|it| it.metadata()).map(|it| it.uid());
    (seen.dev(), seen.ino()) == (opened.dev(), opened.ino())
        && ours.is_ok_and(|uid| uid == opened.uid())
        && opened.mode() & 0o077 == 0
        && opened.nlink() == 1
}

#[cfg(not(unix))]
fn is_own(_: &Path, seen: &fs::Metadata, opened: &fs::Metadata) -> bool {
    seen.len() == opened.len() && opened.is_file()
}
