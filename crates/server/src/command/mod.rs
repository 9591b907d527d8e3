//! The command line of `strongroomd`. No command takes a secret as an argument.

mod license;
mod openapi;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

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
        Command::License(license) => license.run()?,
        Command::Openapi => openapi::run()?,
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        super::Arguments::command().debug_assert();
    }
}
