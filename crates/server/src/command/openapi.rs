//! `strongroomd openapi`: prints the document that `GET /api/v1/openapi.json` answers.

use std::io::Write;

use crate::routes;

/// Prints the document, indented.
pub fn run() -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", routes::document().to_pretty_json()?)?;
    Ok(())
}
