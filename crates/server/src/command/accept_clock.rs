//! `strongroomd accept-clock`: has the server believe the clock of the machine where that is behind the server's own time,
//! as after a clock that was years ahead for a while. It needs the data folder and so a stopped server: nobody does this
//! over the network.

use std::{
    io::{self, Write},
    path::PathBuf,
};

use clap::Args;

use super::with_service;

/// Options of the command.
#[derive(Debug, Args)]
pub struct AcceptClock {
    /// The data folder; the server that uses it must be stopped
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The configuration file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl AcceptClock {
    /// Believes the clock.
    pub fn run(self) -> anyhow::Result<()> {
        let Self { data, config } = self;
        let accepted =
            with_service(config.as_deref(), &data, async |service| Ok(service.accept_clock().await?))?;
        let told = match accepted {
            Some(it) => format!("it was {} and is {} now; everybody signs in anew", it.before, it.now),
            None => "the clock of the machine is not behind: there is nothing to do".to_owned(),
        };
        writeln!(io::stdout(), "{told}")?;
        Ok(())
    }
}
