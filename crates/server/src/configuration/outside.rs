//! `[mail]` and `[webhooks]`: the only places outside that the server opens connections to, and only as this says.

use std::{path::PathBuf, str::FromStr};

use serde::{Deserialize, Deserializer, de};

use super::ServerKeySource;
use crate::address::Network;

/// `[mail]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// The mail server.
    pub host: String,
    /// Its port; absent: 465 for `implicit`, 587 otherwise.
    #[serde(default)]
    pub port: Option<u16>,
    /// How the connection is protected.
    #[serde(default)]
    pub security: MailSecurity,
    /// The name to sign in with; absent: without signing in.
    #[serde(default)]
    pub username: Option<String>,
    /// Where the password stands: `{ file = "..." }`, `{ credential = "..." }` or `{ environment = "..." }`.
    #[serde(default)]
    pub password: Option<ServerKeySource>,
    /// The sender, such as `Strongroom <strongroom@example.org>`.
    pub from: String,
    /// The address under which people reach this server, for links: never taken from a request.
    pub public_address: String,
    /// Certificates (PEM) that are trusted besides those of the system.
    #[serde(default)]
    pub ca: Option<PathBuf>,
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailSecurity {
    /// TLS from the first byte.
    Implicit,
    /// TLS by STARTTLS; without it nothing is sent.
    #[default]
    Starttls,
    /// None: for a mail server on this machine only.
    Plain,
}

/// `[webhooks]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Webhooks {
    /// Hosts that may be called by https, each `host` (port 443) or `host:port`. Empty: there are no webhooks.
    pub allow: Vec<AllowedHost>,
    /// The same by plain http.
    pub allow_http: Vec<AllowedHost>,
    /// Networks that are not public and may be called all the same.
    pub networks: Vec<Network>,
    /// Certificates (PEM) that are trusted besides those of the system.
    pub ca: Option<PathBuf>,
}

/// A host, with a port where it is not the usual one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedHost {
    /// In lower case.
    pub host: String,
    /// Absent: the usual one.
    pub port: Option<u16>,
}

/// A text that is no host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a host: expected `hooks.example.org`, `10.0.0.5` or one of them with `:port`")]
pub struct ParseHostError;

impl FromStr for AllowedHost {
    type Err = ParseHostError;

    fn from_str(text: &str) -> Result<Self, ParseHostError> {
        let url = url::Url::parse(&format!("https://{text}/")).map_err(|_| ParseHostError)?;
        let host = url.host_str().ok_or(ParseHostError)?;
        // One spelling: what the parser would have changed was not meant.
        let bare =
            text.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok()).map_or(text, |it| it.0);
        if host != bare.to_ascii_lowercase()
            || host.ends_with('.')
            || !host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '[' | ']' | ':'))
            || url.path() != "/"
            || !url.username().is_empty()
        {
            return Err(ParseHostError);
        }
        let port = if bare.len() == text.len() { None } else { url.port_or_known_default() };
        Ok(Self { host: host.to_owned(), port })
    }
}

impl<'de> Deserialize<'de> for AllowedHost {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}
