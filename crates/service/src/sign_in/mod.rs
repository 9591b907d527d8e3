//! Signing in and out, sessions, and the own password.

pub mod sessions;
pub mod tries;

mod authenticate;
mod login;
mod own_password;

use std::sync::Arc;

pub use login::{Login, SignedIn};
use strongroom_domain::id::{SessionId, UserId};
use strongroom_store::{StoreError, Write, scope::SERVER, sessions as rows};

use crate::service::Memory;

/// Ends sessions on disk, and in memory once that is durable.
pub(crate) fn end_sessions(
    write: &mut Write<'_>,
    memory: &Arc<Memory>,
    which: rows::Which,
) -> Result<Vec<(SessionId, UserId)>, StoreError> {
    let ended = rows::end(write, which)?;
    if !ended.is_empty() {
        write.raise(SERVER, strongroom_store::Raises::Content)?;
        let memory = Arc::clone(memory);
        let ids: Vec<SessionId> = ended.iter().map(|(id, _)| *id).collect();
        crate::locks::end_with_sessions(write, &memory, &ids)?;
        write.when_durable(move || memory.sessions.write().remove(&ids));
    }
    Ok(ended)
}
