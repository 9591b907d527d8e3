//! `strongroomd unlock-account`: lifts the limit on guessing for one account. It needs the data folder and so a
//! stopped server: whoever can stop it is the operator, and no message over the network gets here.

use std::path::PathBuf;

use clap::Args;

use super::with_service;

/// Options of the command.
#[derive(Debug, Args)]
pub struct UnlockAccount {
    /// The data folder; the server that uses it must be stopped
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The configuration file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The name of the account
    username: String,
}

impl UnlockAccount {
    /// Lifts the limit.
    pub fn run(self) -> anyhow::Result<()> {
        let Self { data, config, username } = self;
        with_service(config.as_deref(), &data, async |service| {
            service.lift_limit(&username).await?;
            Ok(())
        })
    }
}
