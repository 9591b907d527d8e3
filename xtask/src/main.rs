//! Every command that the README names.
//!
//! `cargo xtask serve` builds and starts a server; `cargo xtask test` runs everything that has to hold. A command
//! installs what it needs where it can, and names what it can not install.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "these are commands for people")]

mod attacks;
mod bench;
mod demo;
mod fuzz;
mod history;
mod openapi;
mod oracles;
mod serve;
mod shell;
mod supply;
mod test;
mod web;

use clap::{Parser, Subcommand};

/// Builds, runs and tests Strongroom.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds the web app and the server, and starts it on an embedded store in ./data.
    Serve(serve::Options),
    /// Runs everything: format, lints, tests, supply checks, drift checks.
    Test(test::Options),
    /// Starts a server with the sample world of a small company and prints who can sign in.
    Demo(demo::Options),
    /// Measures, and prints tables or JSON.
    Bench(bench::Options),
    /// Gives random input to what reads files and requests, guided by coverage.
    Fuzz(fuzz::Options),
    /// Plays histories of many clients against a server that is killed, and judges them.
    History(history::Options),
    /// Writes openapi.json from the server's own code.
    Openapi,
    /// Writes docs/attack-coverage.md from the tests.
    Attacks,
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Serve(options) => serve::run(&options),
        Command::Test(options) => test::run(&options),
        Command::Demo(options) => demo::run(&options),
        Command::Bench(options) => bench::run(&options),
        Command::Fuzz(options) => fuzz::run(&options),
        Command::History(options) => history::run(&options),
        Command::Openapi => openapi::write(),
        Command::Attacks => attacks::write(),
    }
}
