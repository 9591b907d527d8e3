//! Small files that matter: keys and certificates. Written whole or not at all, read up to a bound.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use zeroize::Zeroizing;

/// Writes a new file, whole or not at all: a file of that name never holds half a key. One that is there is replaced.
///
/// # Errors
///
/// What the system says.
pub fn write_whole(path: &Path, mode: u32, content: &[u8]) -> io::Result<()> {
    let unfinished = path.with_extension("new");
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(&unfinished)?;
    file.write_all(content).and_then(|()| file.sync_all())?;
    put_in_place(&unfinished, path)
}

/// Gives a file the name `to`, in the place of one that has it; both are in one folder.
///
/// # Errors
///
/// What the system says.
pub fn put_in_place(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    // The name is on disk only with its folder.
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

/// Reads a file of at most `limit` bytes into memory that is wiped.
///
/// # Errors
///
/// What the system says; `InvalidData` for a larger file.
pub fn read_secret(path: &Path, limit: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut content = Zeroizing::new(Vec::with_capacity(limit + 1));
    let bound = u64::try_from(limit + 1).unwrap_or(u64::MAX);
    File::open(path)?.take(bound).read_to_end(&mut content)?;
    if content.len() > limit {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the file is too large"));
    }
    Ok(content)
}
