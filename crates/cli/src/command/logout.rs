//! `strongroom logout`.

use crate::{context::Context, error::CliError, exit::Exit};

/// Ends the session on the server and forgets it here; here also when the server does not answer.
pub fn run(context: &Context) -> Result<(), CliError> {
    let server = context.server()?;
    let mut sessions = context.profile.sessions()?;
    if sessions.get(&server).is_none() {
        return Err(CliError::NotSignedIn(Some(server.to_string())));
    }
    let ended = context
        .client()
        .and_then(|client| client.post_once_only(&["auth", "logout"], &serde_json::json!({})));
    sessions.end(&server)?;
    match ended {
        // A session that is over is what was wanted.
        Err(error) if error.exit() != Exit::NotSignedIn => {
            context.out.note("the session is forgotten here, but the server could not be told to end it");
            Err(error)
        }
        _ => context.out.either(&serde_json::json!({ "server": server.to_string() }), |out| {
            out.say(format!("signed out of {server}"))
        }),
    }
}
