//! Where the server key comes from: a file, a systemd credential, or an environment variable, as configured; without
//! configuration a file in the data folder that the first start makes.
//!
//! The key is never made anew where there is data already: it could not open it. A rotation writes the next key beside
//! the present one before it touches the data, and puts it in its place afterwards; whoever opens the folder after a
//! kill in between finds out here which of the two it is.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use strongroom_crypto::{
    key::{KEY_TEXT_LIMIT, KeyTextError, ServerKey},
    random::RandomError,
};
use strongroom_store::{OpenError, engine::sqlite, rekey};
use zeroize::Zeroizing;

use crate::{configuration::ServerKeySource, files};

/// The key's file in the data folder.
const FILE: &str = "server.key";
/// The key that a rotation is about to put in its place.
const NEXT: &str = "server.key.next";

/// Why there is no server key.
#[derive(Debug, thiserror::Error)]
pub enum ServerKeyError {
    /// The file can not be read or written.
    #[error("cannot use the server key `{}`: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// There is data, but the key to it is not there.
    #[error("the server key `{}` is missing: put it back, nothing can be opened without it", .0.display())]
    Missing(PathBuf),
    /// `$CREDENTIALS_DIRECTORY` is not set.
    #[error("the server key is configured as a systemd credential, but there is no `CREDENTIALS_DIRECTORY`")]
    NoCredentials,
    /// The name of a credential is no name of a file.
    #[error("`server_key.credential` must be the name of a credential")]
    CredentialName,
    /// The variable is not set.
    #[error("the environment variable `{0}` that is configured for the server key is not set")]
    Variable(String),
    /// What is there is no server key.
    #[error("{place}: {source}")]
    Text {
        /// Where it was read.
        place: String,
        /// What is wrong with it.
        source: KeyTextError,
    },
    /// The store can not be asked which key it is of.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// No randomness.
    #[error(transparent)]
    Random(#[from] RandomError),
}

/// The server key of a data folder whose lock is held, after a rotation that was interrupted as well.
///
/// # Errors
///
/// [`ServerKeyError`], naming the place and never the key.
pub fn of_folder(data: &Path, source: Option<&ServerKeySource>) -> Result<ServerKey, ServerKeyError> {
    let key = load(data, source, data.join(sqlite::FILE).exists())?;
    let next = data.join(NEXT);
    if source.is_some() || !next.exists() {
        return Ok(key);
    }
    if rekey::is_of(data, &key.subkeys())? == Some(false) {
        let new = of_file(&next)?;
        if rekey::is_of(data, &new.subkeys())? == Some(true) {
            put_next_in_place(data)?;
            return Ok(new);
        }
        // Neither: the next key may still be that of a store which is put back later, and is left alone.
        return Ok(key);
    }
    // Nothing was done with it.
    fs::remove_file(&next).map_err(|source| ServerKeyError::File { path: next, source })?;
    Ok(key)
}

/// Writes the key that is about to take the place of the one in the data folder.
///
/// # Errors
///
/// [`ServerKeyError::File`].
pub fn write_next(data: &Path, key: &ServerKey) -> Result<(), ServerKeyError> {
    let path = data.join(NEXT);
    files::write_whole(&path, 0o600, key.to_text().as_bytes())
        .map_err(|source| ServerKeyError::File { path, source })
}

/// Puts it in its place, once the data is under it.
///
/// # Errors
///
/// [`ServerKeyError::File`].
pub fn put_next_in_place(data: &Path) -> Result<(), ServerKeyError> {
    let path = data.join(FILE);
    files::put_in_place(&data.join(NEXT), &path).map_err(|source| ServerKeyError::File { path, source })
}

/// The server key of the data folder `data`. `has_data` tells whether there is anything it would have to open.
///
/// # Errors
///
/// [`ServerKeyError`], naming the place and never the key.
fn load(data: &Path, source: Option<&ServerKeySource>, has_data: bool) -> Result<ServerKey, ServerKeyError> {
    match source {
        None => in_data_folder(data, has_data),
        Some(ServerKeySource::File(path)) => of_file(path),
        Some(ServerKeySource::Credential(name)) => {
            if name.is_empty() || name.contains('/') || name.starts_with('.') {
                return Err(ServerKeyError::CredentialName);
            }
            let folder = env::var_os("CREDENTIALS_DIRECTORY").ok_or(ServerKeyError::NoCredentials)?;
            of_file(&Path::new(&folder).join(name))
        }
        Some(ServerKeySource::Environment(name)) => {
            let text = env::var_os(name).ok_or_else(|| ServerKeyError::Variable(name.clone()))?;
            let text = Zeroizing::new(text.into_encoded_bytes());
            parse(&text, || format!("the environment variable `{name}`"))
        }
    }
}

fn in_data_folder(data: &Path, has_data: bool) -> Result<ServerKey, ServerKeyError> {
    let path = data.join(FILE);
    if path.exists() {
        return of_file(&path);
    }
    if has_data {
        return Err(ServerKeyError::Missing(path));
    }
    let key = ServerKey::generate()?;
    files::write_whole(&path, 0o600, key.to_text().as_bytes())
        .map_err(|source| ServerKeyError::File { path, source })?;
    Ok(key)
}

fn of_file(path: &Path) -> Result<ServerKey, ServerKeyError> {
    let text = files::read_secret(path, KEY_TEXT_LIMIT)
        .map_err(|source| ServerKeyError::File { path: path.to_owned(), source })?;
    parse(&text, || format!("`{}`", path.display()))
}

fn parse(text: &[u8], place: impl FnOnce() -> String) -> Result<ServerKey, ServerKeyError> {
    ServerKey::from_text(text).map_err(|source| ServerKeyError::Text { place: place(), source })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_first_start_makes_a_key_and_later_ones_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let first = load(folder.path(), None, false).unwrap();
        let second = load(folder.path(), None, true).unwrap();
        assert_eq!(first.fingerprint(), second.fingerprint());
        let mode = folder.path().join(FILE).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_lost_key_is_never_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let told = load(folder.path(), None, true).unwrap_err().to_string();
        assert!(told.contains("server.key") && told.contains("missing"), "{told}");
        assert!(!folder.path().join(FILE).exists());
    }

    #[test]
    fn a_configured_source_is_the_only_one() {
        let folder = tempfile::tempdir().unwrap();
        let elsewhere = folder.path().join("elsewhere");
        let key = ServerKey::generate().unwrap();
        std::fs::write(&elsewhere, key.to_text().as_bytes()).unwrap();
        let source = ServerKeySource::File(elsewhere.clone());
        assert_eq!(load(folder.path(), Some(&source), true).unwrap().fingerprint(), key.fingerprint());
        std::fs::remove_file(&elsewhere).unwrap();
        assert!(load(folder.path(), Some(&source), false).is_err(), "a configured file is never made");
        assert!(!folder.path().join(FILE).exists());
        let source = ServerKeySource::Environment("STRONGROOM_TEST_NO_SUCH_VARIABLE".into());
        let told = load(folder.path(), Some(&source), false).unwrap_err().to_string();
        assert!(told.contains("STRONGROOM_TEST_NO_SUCH_VARIABLE"), "{told}");
        for name in ["../server.key", "", ".", "a/b"] {
            let source = ServerKeySource::Credential(name.into());
            assert!(
                matches!(load(folder.path(), Some(&source), false), Err(ServerKeyError::CredentialName)),
                "{name}"
            );
        }
    }

    /// A rotation is killed before it touched the data, or after: the folder opens with one of the two.
    // reliability design: 1
    #[test]
    fn after_an_interrupted_rotation_the_key_is_the_one_that_opens() {
        for (of_next, name) in [(false, "before"), (true, "after")] {
            let folder = tempfile::tempdir().unwrap();
            let present = of_folder(folder.path(), None).unwrap();
            let next = ServerKey::generate().unwrap();
            write_next(folder.path(), &next).unwrap();
            let key = if of_next { &next } else { &present };
            drop(strongroom_store::Store::open(folder.path(), std::sync::Arc::new(key.subkeys())).unwrap());
            for _ in 0..2 {
                let found = of_folder(folder.path(), None).unwrap();
                assert_eq!(found.fingerprint(), key.fingerprint(), "killed {name} the commit");
                assert!(!folder.path().join(NEXT).exists());
            }
        }
    }

    #[test]
    fn where_neither_key_opens_the_data_both_are_left() {
        let folder = tempfile::tempdir().unwrap();
        let present = of_folder(folder.path(), None).unwrap();
        write_next(folder.path(), &ServerKey::generate().unwrap()).unwrap();
        let other = ServerKey::generate().unwrap();
        drop(strongroom_store::Store::open(folder.path(), std::sync::Arc::new(other.subkeys())).unwrap());
        assert_eq!(of_folder(folder.path(), None).unwrap().fingerprint(), present.fingerprint());
        assert!(folder.path().join(NEXT).exists());
    }

    // attack: D1
    #[test]
    fn a_damaged_key_is_named_and_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        let text = ServerKey::generate().unwrap().to_text().replace("-1 ", "-1 A");
        std::fs::write(folder.path().join(FILE), &text).unwrap();
        let told = load(folder.path(), None, true).map(|_| ()).unwrap_err().to_string();
        assert!(told.contains("server.key") && told.contains("damaged"), "{told}");
        assert!(!told.contains(text.split(' ').nth(1).unwrap()), "{told}");
    }
}
