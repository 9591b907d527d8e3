//! `cargo xtask test`: everything that has to hold.

use clap::Args;

use crate::{attacks, fuzz, openapi, oracles, shell, supply, web};

/// What to leave out while working.
#[derive(Args)]
pub struct Options {
    /// Only the Rust tests.
    #[arg(long)]
    only_tests: bool,
}

/// Runs everything.
pub fn run(options: &Options) -> anyhow::Result<()> {
    if !options.only_tests {
        shell::run(shell::cargo().args(["fmt", "--all", "--check"]))?;
        for apart in ["bench/Cargo.toml", "fuzz/Cargo.toml"] {
            shell::run(shell::cargo().args(["fmt", "--manifest-path", apart, "--check"]))?;
        }
        shell::run(shell::cargo().args([
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ]))?;
        supply::check()?;
        attacks::check()?;
    }
    let web = web::build()?;
    if web && !options.only_tests {
        web::check()?;
    }
    // The binaries first: end-to-end tests run them.
    shell::run(shell::cargo().args(["build", "--workspace", "--bins", "--locked"]))?;
    let mut tests = shell::cargo();
    tests.args(["test", "--workspace", "--locked"]);
    if let Some(python) = oracles::ready() {
        tests.env(oracles::PYKEEPASS, python);
    }
    if let Some(library) = oracles::faketime() {
        tests.env(oracles::FAKETIME, library);
    }
    shell::run(&mut tests)?;
    if web {
        web::browser_tests()?;
    }
    fuzz::check()?;
    if !options.only_tests {
        openapi::check()?;
    }
    println!("\nall of it holds");
    Ok(())
}
