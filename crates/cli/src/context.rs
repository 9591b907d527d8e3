//! What every command needs: which server, which session, where to print.

use std::env;

use strongroom_api::SecretText;

use crate::{
    arguments::Global,
    ask,
    client::{self, Client, Fingerprint, SecondPasswordSource, ServerAddress},
    error::CliError,
    output::Output,
    profile::{Profile, SavedSession},
};

/// The surroundings of a command.
pub struct Context {
    /// Where to print.
    pub out: Output,
    /// What is kept between runs.
    pub profile: Profile,
    server: Option<String>,
    fingerprint: Option<Fingerprint>,
    second: SecondPasswordSource,
}

impl Context {
    /// From the options that every command has.
    pub fn new(global: &Global, out: Output) -> Result<Self, CliError> {
        let fingerprint = global
            .fingerprint
            .as_deref()
            .map(|text| text.parse().map_err(|error| CliError::Usage(format!("--fingerprint: {error}"))))
            .transpose()?;
        let (server, second) = (global.server.clone(), global.second.clone());
        Ok(Self { out, profile: Profile::locate()?, server, fingerprint, second })
    }

    /// The server that is meant: the named one, or the one signed in to last.
    pub fn server(&self) -> Result<ServerAddress, CliError> {
        match &self.server {
            Some(text) => ServerAddress::parse(text),
            None => self.profile.sessions()?.current()?.ok_or(CliError::NotSignedIn(None)),
        }
    }

    /// As [`Context::server`], asking where none is known.
    pub fn server_or_ask(&self) -> Result<ServerAddress, CliError> {
        match self.server() {
            Err(CliError::NotSignedIn(None)) => {
                ServerAddress::parse(&ask::line("Server (https://HOST:PORT)", "--server")?)
            }
            known => known,
        }
    }

    /// A client with the session of this user.
    ///
    /// # Errors
    /// [`CliError::NotSignedIn`], [`CliError::UnknownCertificate`].
    pub fn client(&self) -> Result<Client, CliError> {
        let server = self.server()?;
        let token = self.token(&server)?;
        let pin = match self.known_pin(&server)? {
            Some(pin) => Some(pin),
            None if server.is_https() => {
                let fingerprint = client::observe(&server)?;
                return Err(CliError::UnknownCertificate { server: server.to_string(), fingerprint });
            }
            None => None,
        };
        Ok(Client::new(server, pin, Some(&token))?.with_second(self.second.clone()))
    }

    /// A client without a session, for sign-in and setup: shows the certificate of a server that is new and
    /// asks, and keeps the pin once the server has answered under it.
    pub fn introduce(&self, server: ServerAddress) -> Result<Client, CliError> {
        let pin = match self.known_pin(&server)? {
            None if server.is_https() => Some(self.confirm(&server)?),
            known => known,
        };
        let client = Client::new(server.clone(), pin, None)?;
        let _: strongroom_api::server::ServerInfo = client.get(&["server"], &())?;
        if let Some(pin) = pin {
            self.profile.pins()?.set(&server, pin)?;
        }
        Ok(client)
    }

    /// Keeps a session and says so.
    pub fn keep(&self, server: &ServerAddress, session: SavedSession) -> Result<(), CliError> {
        self.profile.sessions()?.begin(server, session)
    }

    /// What `--fingerprint` says, or what was pinned before.
    fn known_pin(&self, server: &ServerAddress) -> Result<Option<Fingerprint>, CliError> {
        match self.fingerprint {
            Some(given) if server.is_https() => Ok(Some(given)),
            _ => Ok(self.profile.pins()?.get(server)),
        }
    }

    fn token(&self, server: &ServerAddress) -> Result<SecretText, CliError> {
        if let Ok(token) = env::var("STRONGROOM_TOKEN")
            && !token.is_empty()
        {
            return Ok(SecretText::from(token));
        }
        let sessions = self.profile.sessions()?;
        let session = sessions.get(server).ok_or_else(|| CliError::NotSignedIn(Some(server.to_string())))?;
        Ok(session.token.clone())
    }

    fn confirm(&self, server: &ServerAddress) -> Result<Fingerprint, CliError> {
        let fingerprint = client::observe(server)?;
        let unknown = || CliError::UnknownCertificate { server: server.to_string(), fingerprint };
        if !ask::possible() {
            return Err(unknown());
        }
        self.out.note(&format!("{server} is new to this machine. The fingerprint of its certificate is"));
        self.out.note(&format!("  {fingerprint}"));
        let question = "Is it the one that the server printed at its start (`fingerprint: ...`)?";
        if ask::yes(question, "--fingerprint")? { Ok(fingerprint) } else { Err(unknown()) }
    }
}
