//! `strongroomd audit verify`: checks every chain of audit records. It needs a stopped server.

use std::{io::Write, path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use strongroom_domain::id::DatabaseId;

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
}

impl Audit {
    /// Does it. The exit code tells whether everything fits.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let Self::Verify(Verify { data, config }) = self;
        let found =
            with_service(config.as_deref(), &data, async |service| Ok(service.check_chains().await?))?;
        let mut out = std::io::stdout().lock();
        writeln!(out, "records: {}\nchains: {}", found.records, found.chains)?;
        writeln!(out, "signed heads: {}\nhead: {}", found.signed, hex::encode(found.head))?;
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
