//! `strongroomd serve`: runs the server until it is told to stop.

use std::{net::SocketAddr, path::PathBuf};

use anyhow::Context;
use clap::{Args, ValueEnum};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
};

use crate::{
    configuration, logging,
    run::{Options, Server},
};

/// Options of the command.
#[derive(Debug, Args)]
pub struct Serve {
    /// The folder that holds everything the server keeps
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Where to listen; port 0 picks a free one
    #[arg(long, value_name = "ADDR:PORT")]
    listen: Option<SocketAddr>,
    /// The configuration file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Whether connections are encrypted; `off` is possible on loopback only
    #[arg(long, value_enum, default_value_t = Encryption::On)]
    tls: Encryption,
    /// Where to answer for health and metrics; a free port of loopback if absent
    #[arg(long, value_name = "ADDR:PORT")]
    operations: Option<SocketAddr>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Encryption {
    On,
    Off,
}

impl Serve {
    /// Runs until SIGTERM or SIGINT.
    pub fn run(self) -> anyhow::Result<()> {
        let configuration = configuration::load(self.config.as_deref())?;
        logging::start(&configuration.log)?;
        let listen = self.listen.or(configuration.listen.address);
        let options = Options {
            listen: listen
                .context("no address to listen on: give `--listen ADDR:PORT` or `listen.address`")?,
            operations: self.operations.or(configuration.listen.operations),
            tls: self.tls == Encryption::On,
            data: self.data,
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            let server = Server::start(&configuration, &options).await?;
            // Before the first line: who reads it may send a signal at once.
            let stop = stop_on_signal()?;
            server.announce(&mut std::io::stdout().lock())?;
            server.serve(stop).await;
            tracing::info!("stopped");
            Ok(())
        })
    }
}

/// Turns true with the first SIGTERM or SIGINT.
fn stop_on_signal() -> std::io::Result<watch::Receiver<bool>> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let (sender, receiver) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        sender.send_replace(true);
        // Held, since a sender that is gone would be a second way to say stop.
        sender.closed().await;
    });
    Ok(receiver)
}
