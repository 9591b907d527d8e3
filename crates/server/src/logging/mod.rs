//! The log: to standard error, one line an event. It says which route was asked by which address and how it
//! went; never a query, a header, a body or a name that a caller wrote.

mod request;

pub use request::note;

use std::{io::IsTerminal, panic::PanicHookInfo};

use tracing_subscriber::{EnvFilter, fmt};

use crate::configuration::{Log, LogFormat};

/// Why the log can not be set up.
#[derive(Debug, thiserror::Error)]
pub enum LoggingError {
    /// The directives of `log.level` are malformed.
    #[error("`log.level` is not a level or a list of directives: {0}")]
    Level(#[from] tracing_subscriber::filter::ParseError),
    /// A log is set up already.
    #[error("the log is set up twice")]
    Twice,
}

/// Starts the log of this process.
///
/// # Errors
///
/// [`LoggingError`] for malformed directives.
pub fn start(log: &Log) -> Result<(), LoggingError> {
    let filter = EnvFilter::builder().parse(&log.level)?;
    let lines = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match log.format {
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
    started.map_err(|_| LoggingError::Twice)?;
    std::panic::set_hook(Box::new(note_panic));
    Ok(())
}

/// The place of a panic and not its text, which may hold whatever was being worked on.
fn note_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(place, "a fault of the program; the request was given up");
}
