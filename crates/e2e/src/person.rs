//! A person at a command line of their own.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, bail};
use serde_json::Value;
use tempfile::TempDir;

use crate::Server;

/// A person with a profile of their own (saved sessions, pinned certificates).
pub struct Person {
    program: PathBuf,
    profile: TempDir,
    server: String,
    fingerprint: String,
}

/// What a command did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Its exit code.
    pub code: i32,
    /// What it printed.
    pub text: String,
    /// What it said to the person.
    pub said: String,
}

impl Person {
    /// A person who has never been at this server.
    ///
    /// # Errors
    /// If no profile can be made.
    pub fn new(program: &Path, server: &Server) -> anyhow::Result<Self> {
        Ok(Self {
            program: program.to_path_buf(),
            profile: tempfile::tempdir()?,
            server: server.address.clone(),
            fingerprint: server.fingerprint.clone(),
        })
    }

    /// Runs a command, with `input` as its standard input.
    ///
    /// # Errors
    /// If the program does not start.
    pub fn tries(&self, arguments: &[&str], input: &str) -> anyhow::Result<Outcome> {
        let mut child = self.starts(arguments)?;
        // A command that wants no input may have ended already.
        let _ = child.stdin.take().context("no input")?.write_all(input.as_bytes());
        let output = child.wait_with_output()?;
        Ok(Outcome {
            code: output.status.code().unwrap_or(-1),
            text: String::from_utf8_lossy(&output.stdout).into_owned(),
            said: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    /// Starts a command that goes on, such as `watch`.
    ///
    /// # Errors
    /// If the program does not start.
    pub fn starts(&self, arguments: &[&str]) -> anyhow::Result<Child> {
        let mut command = Command::new(&self.program);
        // A plain server on this machine has none.
        if !self.fingerprint.is_empty() {
            command.env("STRONGROOM_FINGERPRINT", &self.fingerprint);
        }
        command
            .args(arguments)
            .env("XDG_CONFIG_HOME", self.profile.path())
            .env("HOME", self.profile.path())
            .env("STRONGROOM_SERVER", &self.server)
            .env("NO_COLOR", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} does not start", self.program.display()))
    }

    /// Runs a command that has to succeed, and returns what it printed.
    ///
    /// # Errors
    /// With what it said, if it fails.
    pub fn does(&self, arguments: &[&str], input: &str) -> anyhow::Result<String> {
        let outcome = self.tries(arguments, input)?;
        if outcome.code != 0 {
            bail!(
                "`strongroom {}` ended with {}: {}",
                arguments.join(" "),
                outcome.code,
                outcome.said.trim()
            );
        }
        Ok(outcome.text)
    }

    /// Runs a command that has to succeed, with `--json`.
    ///
    /// # Errors
    /// With what it said, if it fails.
    pub fn asks(&self, arguments: &[&str]) -> anyhow::Result<Value> {
        let mut arguments = arguments.to_vec();
        arguments.push("--json");
        Ok(serde_json::from_str(&self.does(&arguments, "")?)?)
    }
}
