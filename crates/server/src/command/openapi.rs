//! `strongroomd openapi`: prints the document that `GET /api/v1/openapi.json` answers.

use std::{io::Write, sync::Arc, time::Duration};

use crate::{
    routes,
    session::Vacant,
    state::{AppState, Settings},
};

/// Prints the document, indented.
pub fn run() -> anyhow::Result<()> {
    let settings = Settings {
        name: String::new(),
        request_bytes: 0,
        request_time: Duration::ZERO,
        trusted_proxies: Vec::new(),
        host_names: Vec::new(),
    };
    let document = routes::document(&AppState::new(settings, Arc::new(Vacant)));
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", document.to_pretty_json()?)?;
    Ok(())
}
