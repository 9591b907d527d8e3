//! `cargo xtask demo`: a server with the sample world of a small company.

use clap::Args;

/// Where the demo lives.
#[derive(Args)]
pub struct Options {
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1:8444")]
    listen: String,
}

/// Starts the demo.
pub fn run(options: &Options) -> anyhow::Result<()> {
    anyhow::bail!("not yet: {}", options.listen)
}
