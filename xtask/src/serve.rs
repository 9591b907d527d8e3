//! `cargo xtask serve`: from a fresh clone to a running server.

use std::{path::PathBuf, process::Command};

use clap::Args;

use crate::{shell, web};

/// How to start.
#[derive(Args)]
pub struct Options {
    /// The data folder; made if it is not there.
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1:8443")]
    listen: String,
    /// Builds without optimisation: quicker to build, slower to run.
    #[arg(long)]
    debug: bool,
}

/// Builds the server and starts it.
pub fn run(options: &Options) -> anyhow::Result<()> {
    web::build()?;
    let mut build = shell::cargo();
    build.args(["build", "--package", "strongroom-server", "--package", "strongroom-cli"]);
    if !options.debug {
        build.arg("--release");
    }
    shell::run(&mut build)?;
    let server = shell::binary("strongroomd", !options.debug)?;
    println!("the command line client is {}", server.with_file_name("strongroom").display());
    let mut serve = Command::new(server);
    serve.arg("serve").arg("--data").arg(&options.data).arg("--listen").arg(&options.listen);
    shell::run(&mut serve)
}
