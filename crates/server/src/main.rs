//! `strongroomd`: the Strongroom server.

use std::{io::Write, process::ExitCode};

fn main() -> ExitCode {
    match strongroom_server::command::run() {
        Ok(code) => code,
        Err(error) => {
            // Where standard error is closed there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "strongroomd: {error:#}");
            ExitCode::FAILURE
        }
    }
}
