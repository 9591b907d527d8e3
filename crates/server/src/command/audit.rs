//! `strongroomd audit verify`: checks every chain of audit records. It needs a stopped server.

use std::{io::Write, path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use strongroom_domain::id::DatabaseId;
use strongroom_service::audit::verify::NotedHeads;

use super::with_service;

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Check every chain of audit records
    Verify(Verify),
}

/// Options of the command.
#[derive(Debug, Args)]
pub struct Verify {
    /// The data folder; the server that uses it must be stopped
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The configuration file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// A head that was noted elsewhere: tells whether the store was put back to before it
    #[arg(long, value_name = "N:HASH")]
    head: Option<NotedHeads>,
}

impl Audit {
    /// Does it. The exit code tells whether everything fits.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let Self::Verify(Verify { data, config, head }) = self;
        let found =
            with_service(config.as_deref(), &data, async |service| Ok(service.verify_here(head).await?))?;
        let mut out = std::io::stdout().lock();
        writeln!(out, "records: {}\nchains: {}", found.records, found.chains)?;
        writeln!(out, "signed heads: {}", found.signed)?;
        if let Some(note) = found.note {
            writeln!(out, "head: {note}")?;
        }
        match found.misfit {
            None => {
                writeln!(out, "intact")?;
                Ok(ExitCode::SUCCESS)
            }
            Some((chain, what)) => {
                let server = chain == DatabaseId::from_bytes([0; 16]);
                let chain = if server { "the server".to_owned() } else { format!("database {chain}") };
                writeln!(out, "not intact: chain of {chain}: {what}")?;
                Ok(ExitCode::FAILURE)
            }
        }
    }
}
