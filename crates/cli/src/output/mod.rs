//! What the program prints. The only code that writes to standard output.
//!
//! Titles, names and values were written by others: everything goes out escaped, so that no text can
//! command the terminal. Only [`Output::exact`] writes bytes as they are, for values that go to a file or
//! another program.

mod json;
mod style;
mod table;

use std::io::{self, ErrorKind, IsTerminal, Write};

use serde::Serialize;
use strongroom_domain::escape;
use zeroize::Zeroizing;

pub use style::{Span, bad, faint, good, plain, strong};
pub use table::Table;

use crate::error::CliError;

/// A list as a document: `{"items": [...]}`.
#[derive(Debug, Serialize)]
pub struct Items<'a, T> {
    /// What is listed.
    pub items: &'a [T],
}

/// How to print.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    json: bool,
    colour: bool,
}

impl Output {
    /// For this run: colours only on a terminal, never with `NO_COLOR`.
    pub fn new(json: bool, no_colour: bool) -> Self {
        let refused = no_colour || std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { json, colour: !refused && io::stdout().is_terminal() }
    }

    /// Whether one JSON document is wanted instead of text.
    pub fn wants_json(&self) -> bool {
        self.json
    }

    /// One line.
    pub fn line(&self, spans: &[Span]) -> Result<(), CliError> {
        let mut line = Zeroizing::new(String::new());
        for span in spans {
            span.render(self.colour, &mut line);
        }
        line.push('\n');
        write(line.as_bytes())
    }

    /// One line without a style.
    pub fn say(&self, text: impl Into<String>) -> Result<(), CliError> {
        self.line(&[plain(text)])
    }

    /// A text of several lines, each indented.
    pub fn block(&self, indent: &str, text: &str) -> Result<(), CliError> {
        for line in Zeroizing::new(escape::terminal_block(text).into_owned()).lines() {
            write(format!("{indent}{line}\n").as_bytes())?;
        }
        Ok(())
    }

    /// A table; nothing when it has no rows.
    pub fn table(&self, table: &Table) -> Result<(), CliError> {
        table.lines().iter().try_for_each(|line| self.line(line))
    }

    /// The one document of `--json`.
    pub fn document(&self, document: &impl Serialize) -> Result<(), CliError> {
        let mut text = json::document(document)?;
        text.push('\n');
        write(text.as_bytes())
    }

    /// A line of a stream, in the same way as [`Self::line`]; false where nobody reads any more.
    pub fn stream_line(&self, spans: &[Span]) -> Result<bool, CliError> {
        let mut line = Zeroizing::new(String::new());
        for span in spans {
            span.render(self.colour, &mut line);
        }
        line.push('\n');
        written(line.as_bytes())
    }

    /// One of many documents, each on a line of its own; false where nobody reads any more.
    pub fn json_line(&self, document: &impl Serialize) -> Result<bool, CliError> {
        let mut text = json::line(document)?;
        text.push('\n');
        written(text.as_bytes())
    }

    /// The document with `--json`, otherwise what `text` prints.
    pub fn either(
        &self,
        document: &impl Serialize,
        text: impl FnOnce(&Self) -> Result<(), CliError>,
    ) -> Result<(), CliError> {
        if self.json { self.document(document) } else { text(self) }
    }

    /// A value and a line end: as it is for a file or program, escaped for a terminal.
    pub fn exact(&self, value: &str) -> Result<(), CliError> {
        let mut text = if io::stdout().is_terminal() {
            Zeroizing::new(escape::terminal_block(value).into_owned())
        } else {
            Zeroizing::new(value.to_owned())
        };
        text.push('\n');
        write(text.as_bytes())
    }

    /// A remark beside the result: on standard error, and not with `--json`.
    pub fn note(&self, text: &str) {
        if !self.json {
            complain(&escape::terminal(text));
        }
    }

    /// Why it failed, and what to do: on standard error.
    pub fn error(&self, error: &CliError) {
        if self.json {
            complain(&json::error(error));
            return;
        }
        complain(&format!("error: {}", escape::terminal(&error.to_string())));
        if let CliError::Ambiguous { candidates, .. } = error {
            for (id, description) in candidates {
                complain(&format!("  {id}  {}", escape::terminal(description)));
            }
        }
        if let Some(hint) = error.hint() {
            complain(&format!("hint: {}", escape::terminal(&hint)));
        }
    }
}

fn write(bytes: &[u8]) -> Result<(), CliError> {
    written(bytes).map(drop)
}

/// False where nobody reads any more.
fn written(bytes: &[u8]) -> Result<bool, CliError> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        // Whoever read has read enough: `strongroom ls | head`.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        written => written.map(|()| true).map_err(CliError::io("can not write")),
    }
}

fn complain(line: &str) {
    // There is nobody left to tell when standard error is gone.
    let _ = writeln!(io::stderr().lock(), "{line}");
}
