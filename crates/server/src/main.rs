//! `strongroomd`: the Strongroom server.

use std::{io::Write, process::ExitCode};

fn main() -> ExitCode {
    match strongroom_server::command::run() {
        Ok(code) => code,
        Err(error) => {
            // Where standard error is closed there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "strongroomd: {}", causes(&error));
            ExitCode::FAILURE
        }
    }
}

/// An error and what caused it, each told once: some errors tell their cause in their own words.
fn causes(error: &anyhow::Error) -> String {
    error.chain().fold(String::new(), |told, cause| {
        let cause = cause.to_string();
        let cause = cause.trim_end();
        match told.as_str() {
            "" => cause.to_owned(),
            told if told.contains(cause) => told.to_owned(),
            told => format!("{told}: {cause}"),
        }
    })
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::causes;

    #[test]
    fn a_cause_is_told_once() {
        let error = anyhow!("loopback only\n").context("can not listen: loopback only").context("no start");
        assert_eq!(causes(&error), "no start: can not listen: loopback only");
    }
}
