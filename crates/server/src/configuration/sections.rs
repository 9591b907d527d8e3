//! The sections of the configuration file with their defaults.

use std::{net::SocketAddr, path::PathBuf};

use serde::{Deserialize, Deserializer, de};
use strongroom_crypto::signing::PublicKey;

use super::{Bounded, Mail, Webhooks};
use crate::address::Network;

/// The whole file. An unknown key is an error, so that a mistyped setting is never silently ignored.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Configuration {
    /// What people call this server.
    pub name: String,
    /// Where and how the server listens.
    pub listen: Listen,
    /// Where the server key is kept; absent: `server.key` in the data folder.
    pub server_key: Option<ServerKeySource>,
    /// How long a sign-in lasts.
    pub sessions: Sessions,
    /// What a client may ask of the server.
    pub limits: Limits,
    /// How seals of grants are handled.
    pub seals: Seals,
    /// How mail is sent; absent: none is.
    pub mail: Option<Mail>,
    /// Which webhooks may be called.
    pub webhooks: Webhooks,
    /// Whose licences count.
    pub license: License,
    /// What is logged, and how.
    pub log: Log,
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            name: "Strongroom".to_owned(),
            listen: Listen::default(),
            server_key: None,
            sessions: Sessions::default(),
            limits: Limits::default(),
            seals: Seals::default(),
            mail: None,
            webhooks: Webhooks::default(),
            license: License::default(),
            log: Log::default(),
        }
    }
}

/// `[listen]`. Options of the command line go before it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Listen {
    /// Address and port of the API.
    pub address: Option<SocketAddr>,
    /// Address and port for health and metrics; absent: a free port of loopback.
    pub operations: Option<SocketAddr>,
    /// A certificate of one's own; absent: the server makes one.
    pub tls: Option<Tls>,
    /// The names under which clients reach the server. Where there are any, requests for other hosts are refused;
    /// a certificate that the server makes carries them.
    pub host_names: Vec<String>,
    /// Proxies whose `X-Forwarded-For` is believed: networks such as `10.0.0.0/8`, or single addresses.
    pub trusted_proxies: Vec<Network>,
}

/// `listen.tls = { certificate = "...", key = "..." }`: PEM files.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// The certificate, followed by its intermediates.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// `server_key = { file = "..." }` and so on. The key itself never stands in the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServerKeySource {
    /// A file.
    File(PathBuf),
    /// A systemd credential: a file of this name in `$CREDENTIALS_DIRECTORY`.
    Credential(String),
    /// The environment variable of this name.
    Environment(String),
}

/// `[sessions]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sessions {
    /// A session ends after so many minutes without a request.
    pub idle_minutes: Bounded<1, 10_080>,
    /// A session ends after so many hours in any case.
    pub absolute_hours: Bounded<1, 720>,
}

impl Default for Sessions {
    fn default() -> Self {
        Self { idle_minutes: Bounded::clamped(60), absolute_hours: Bounded::clamped(12) }
    }
}

/// `[limits]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// The largest JSON request of somebody signed in, in bytes. An entry may have 200 fields of 64 KiB.
    pub request_bytes: Bounded<65_536, 268_435_456>,
    /// The largest attachment, in bytes.
    pub attachment_bytes: Bounded<0, 10_737_418_240>,
    /// The largest file to import, in bytes.
    pub import_bytes: Bounded<1_048_576, 10_737_418_240>,
    /// Seconds after which a request that is not answered is given up; uploads have ten times as much.
    pub request_seconds: Bounded<1, 3_600>,
    /// How many refusals a session may cause at once; each is a record of the audit. From then on as many as a hundred
    /// a minute.
    pub refusals: Bounded<100, 1_000_000_000>,
    /// Connections at the same time. When all are taken, the one that is idle for longest gives way.
    pub connections: Bounded<16, 1_000_000>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request_bytes: Bounded::clamped(16 << 20),
            attachment_bytes: Bounded::clamped(100 << 20),
            import_bytes: Bounded::clamped(512 << 20),
            request_seconds: Bounded::clamped(30),
            refusals: Bounded::clamped(5_000),
            connections: Bounded::clamped(16_384),
        }
    }
}

/// `[seals]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Seals {
    /// So many hours after it was made, a request that was not decided is over.
    pub request_hours: Bounded<1, 8_760>,
    /// So many hours after it was given, an approval that was not used is over.
    pub approval_hours: Bounded<1, 8_760>,
    /// Whether the author of a grant may be one of its approvers.
    pub author_may_approve: bool,
}

impl Default for Seals {
    fn default() -> Self {
        Self {
            request_hours: Bounded::clamped(7 * 24),
            approval_hours: Bounded::clamped(24),
            author_may_approve: true,
        }
    }
}

/// `[license]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct License {
    /// The public issuing keys that are trusted, as `strongroomd license new-key` prints them.
    pub issuing_keys: Vec<IssuingKey>,
}

/// A public issuing key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IssuingKey(pub PublicKey);

impl<'de> Deserialize<'de> for IssuingKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        PublicKey::from_text(&text).map(Self).map_err(de::Error::custom)
    }
}

/// `[log]`. Logs go to standard error.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// Lines for people, or JSON for machines.
    pub format: LogFormat,
    /// A level such as `info`, or directives such as `warn,strongroom_server=debug`.
    pub level: String,
}

impl Default for Log {
    fn default() -> Self {
        Self { format: LogFormat::Text, level: "info".to_owned() }
    }
}

/// The shape of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}
