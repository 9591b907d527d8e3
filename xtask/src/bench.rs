//! `cargo xtask bench`: figures, with the command that makes them.

use clap::Args;

use crate::shell;

/// What to measure.
#[derive(Args)]
pub struct Options {
    /// Prints JSON instead of tables.
    #[arg(long)]
    json: bool,
    /// Only these parts: `rights`, `http`.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
}

/// The parts: a name, and what cargo runs for it.
const PARTS: &[(&str, &[&str])] = &[
    ("rights", &["run", "--release", "--manifest-path", "bench/Cargo.toml", "--bin", "rights", "--"]),
    ("http", &["run", "--release", "--manifest-path", "bench/Cargo.toml", "--bin", "http", "--"]),
];

/// Runs the parts that were asked for.
pub fn run(options: &Options) -> anyhow::Result<()> {
    if options.only.is_empty() || options.only.iter().any(|part| part == "http") {
        shell::run(shell::cargo().args([
            "build",
            "--release",
            "--locked",
            "--package",
            "strongroom-server",
        ]))?;
    }
    let server = shell::binary("strongroomd", true)?;
    for (name, arguments) in PARTS {
        if options.only.is_empty() || options.only.iter().any(|part| part == name) {
            let mut command = shell::cargo();
            command.args(*arguments).env("STRONGROOMD", &server);
            if options.json {
                command.arg("--json");
            }
            shell::run(&mut command)?;
        }
    }
    Ok(())
}
