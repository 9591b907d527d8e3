//! The configuration file: what only the person who holds the machine may decide. Everything has a default, so
//! that the file may be absent.
//!
//! Nothing here can be set over the API, and nothing that can be set over the API names a file, a program or an
//! address: whoever takes over an administrator's account has not taken over the machine.

mod bounded;
mod outside;
mod sections;

pub use bounded::Bounded;
pub use outside::{AllowedHost, Mail, MailSecurity, Webhooks};
pub use sections::{Configuration, License, Limits, Listen, Log, LogFormat, ServerKeySource, Sessions, Tls};

use std::path::{Path, PathBuf};

/// Why a configuration can not be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigurationError {
    /// The file can not be read.
    #[error("cannot read the configuration `{}`: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file says something that is unknown, of the wrong type or out of range; names line, column and key.
    #[error("the configuration `{}` is not valid: {source}", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: Box<toml::de::Error>,
    },
}

/// Reads the file at `path`, or gives the defaults without one.
///
/// # Errors
///
/// [`ConfigurationError`], naming file, line and key.
pub fn load(path: Option<&Path>) -> Result<Configuration, ConfigurationError> {
    let Some(path) = path else { return Ok(Configuration::default()) };
    let text = std::fs::read_to_string(path)
        .map_err(|source| ConfigurationError::Read { path: path.to_owned(), source })?;
    toml::from_str(&text)
        .map_err(|source| ConfigurationError::Parse { path: path.to_owned(), source: Box::new(source) })
}

#[cfg(test)]
mod tests;
