//! The command line of `strongroomd`. No command takes a secret as an argument.

mod accept_clock;
mod audit;
mod license;
mod openapi;
mod rotate_server_key;
mod serve;
mod unlock_account;

use std::{path::Path, process::ExitCode};

use anyhow::ensure;
use clap::{Parser, Subcommand};
use strongroom_service::Service;

use crate::{configuration, logging, run};

/// The Strongroom password server.
#[derive(Debug, Parser)]
#[command(name = "strongroomd", version, about, long_about = None)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API.
    Serve(serve::Serve),
    /// Check the audit trail; the server must be stopped.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Believe the clock of the machine again, which was set back; the server must be stopped.
    AcceptClock(accept_clock::AcceptClock),
    /// Let somebody try to sign in again who is locked out; the server must be stopped.
    UnlockAccount(unlock_account::UnlockAccount),
    /// Put a new server key in the place of the present one; the server must be stopped.
    RotateServerKey(rotate_server_key::RotateServerKey),
    /// Make issuing keys and licences.
    #[command(subcommand)]
    License(license::License),
    /// Print the OpenAPI document of the API.
    Openapi,
}

/// Runs the program with the arguments of the process.
///
/// # Errors
///
/// What the command says; the caller shows it.
pub fn run() -> anyhow::Result<ExitCode> {
    match Arguments::parse().command {
        Command::Serve(serve) => serve.run()?,
        Command::Audit(audit) => return audit.run(),
        Command::AcceptClock(accept) => accept.run()?,
        Command::UnlockAccount(unlock) => unlock.run()?,
        Command::RotateServerKey(rotate) => rotate.run()?,
        Command::License(license) => license.run()?,
        Command::Openapi => openapi::run()?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Opens a data folder that no server uses, does something in it, and closes it again.
fn with_service<T>(
    config: Option<&Path>,
    data: &Path,
    work: impl AsyncFnOnce(&Service) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let configuration = configuration::load(config)?;
    logging::start(&configuration.log)?;
    ensure!(data.is_dir(), "there is no data folder `{}`", data.display());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let service = run::open(&configuration, data).await?;
        work(&service).await
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        super::Arguments::command().debug_assert();
    }
}
