//! Where a secret of the configuration stands: a file, a systemd credential, or an environment variable. The secret
//! itself never stands in the configuration.

use std::{env, io, path::Path};

use zeroize::Zeroizing;

use crate::{configuration::ServerKeySource, files};

/// The longest secret, in bytes.
const LIMIT: usize = 4_096;

/// Why there is none.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file can not be read.
    #[error("cannot read the password `{place}`: {source}")]
    File {
        /// Where.
        place: String,
        /// Why.
        source: io::Error,
    },
    /// Neither a credential nor a variable of that name.
    #[error("there is no `{0}`")]
    Missing(String),
    /// It is no text.
    #[error("`{0}` is not text")]
    NoText(String),
}

/// Reads a secret of one line.
///
/// # Errors
/// [`SecretError`], naming the place and never the secret.
pub fn read(source: &ServerKeySource) -> Result<Zeroizing<String>, SecretError> {
    let (place, bytes) = match source {
        ServerKeySource::File(path) => (path.display().to_string(), of_file(path)?),
        ServerKeySource::Credential(name) => {
            let folder = env::var_os("CREDENTIALS_DIRECTORY");
            let folder = folder.filter(|_| !name.is_empty() && !name.contains('/') && !name.starts_with('.'));
            let folder = folder.ok_or_else(|| SecretError::Missing(name.clone()))?;
            (name.clone(), of_file(&Path::new(&folder).join(name))?)
        }
        ServerKeySource::Environment(name) => {
            let value = env::var_os(name).ok_or_else(|| SecretError::Missing(name.clone()))?;
            (name.clone(), Zeroizing::new(value.into_encoded_bytes()))
        }
    };
    let text = std::str::from_utf8(&bytes).map_err(|_| SecretError::NoText(place))?;
    Ok(Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned()))
}

fn of_file(path: &Path) -> Result<Zeroizing<Vec<u8>>, SecretError> {
    files::read_secret(path, LIMIT)
        .map_err(|source| SecretError::File { place: path.display().to_string(), source })
}
