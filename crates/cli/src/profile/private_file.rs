//! A file that only its owner can read, replaced as a whole so that a crash leaves the old or the new one.

use std::{
    fs::{self, File},
    io::{ErrorKind, Read, Write},
    path::Path,
};

use serde::{Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

use crate::error::CliError;

/// The longest file that is read.
const LIMIT: u64 = 1024 * 1024;

/// Reads a file; absent gives the default.
///
/// # Errors
/// [`CliError::ExposedFile`] when others can read it, [`CliError::Failed`] when it is damaged.
pub fn read<T: DeserializeOwned + Default>(path: &Path) -> Result<T, CliError> {
    let what = || format!("can not read {}", path.display());
    let file = match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(T::default()),
        opened => opened.map_err(CliError::io(what()))?,
    };
    let metadata = file.metadata().map_err(CliError::io(what()))?;
    if is_exposed(&metadata) {
        return Err(CliError::ExposedFile(path.to_owned()));
    }
    let mut bytes = Zeroizing::new(Vec::new());
    file.take(LIMIT).read_to_end(&mut bytes).map_err(CliError::io(what()))?;
    serde_json::from_slice(&bytes)
        .map_err(|_| CliError::Failed(format!("{} is damaged; delete it and sign in again", path.display())))
}

/// Replaces a file.
///
/// # Errors
/// [`CliError::Io`].
pub fn write<T: Serialize>(path: &Path, content: &T) -> Result<(), CliError> {
    let what = || format!("can not write {}", path.display());
    let folder = path.parent().unwrap_or(Path::new("."));
    create_private_folder(folder).map_err(CliError::io(what()))?;
    let bytes = Zeroizing::new(
        serde_json::to_vec_pretty(content)
            .map_err(|error| CliError::Failed(format!("{}: {error}", what())))?,
    );
    // A named temporary file is made with mode 0600.
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(CliError::io(what()))?;
    file.write_all(&bytes).and_then(|()| file.as_file().sync_all()).map_err(CliError::io(what()))?;
    file.persist(path).map_err(|error| CliError::Io { what: what(), source: error.error })?;
    Ok(())
}

#[cfg(unix)]
fn is_exposed(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_exposed(_: &fs::Metadata) -> bool {
    false
}

fn create_private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
