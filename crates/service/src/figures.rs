//! What those with a role are told of the server in numbers.

use std::collections::HashSet;

use strongroom_domain::administration::{self, Administers, ServerAction};
use strongroom_store::{attachments, disk::Disk};

use crate::{caller::Caller, error::ServiceError, service::Service};

/// Room and sessions, as of now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerFigures {
    /// The room that the store takes and has, in bytes.
    pub disk: Disk,
    /// How many bytes of the store are attachments, encrypted.
    pub attachments: u64,
    /// How many sessions are live, of everybody.
    pub sessions: usize,
    /// How many people have them.
    pub people: usize,
}

impl Service {
    /// Numbers of the server. The attachments are counted by the store: not on a thread that serves others.
    ///
    /// # Errors
    /// [`ServiceError::Administration`] without a role for it; what the store and the system say.
    pub fn server_figures(&self, caller: &Caller) -> Result<ServerFigures, ServiceError> {
        let proof: Administers = {
            let accounts = self.memory.accounts.read();
            administration::server(accounts.actor(caller.user)?, ServerAction::ReadFigures)?
        };
        let mut live: Vec<_> = self.memory.sessions.read().all().cloned().collect();
        live.retain(|session| self.is_live(session, caller.now));
        let people: HashSet<_> = live.iter().map(|session| session.user).collect();
        let disk = self.store.disk().map_err(|error| {
            tracing::warn!(%error, "the disk of the data folder does not tell how much room it has");
            ServiceError::Unavailable
        })?;
        let attachments = self.store.read(|query| attachments::bytes(query, &proof))?;
        Ok(ServerFigures { disk, attachments, sessions: live.len(), people: people.len() })
    }
}
