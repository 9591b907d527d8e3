//! Sockets: accepting, TLS, HTTP/1.1 and HTTP/2 with their bounds, and stopping.
//!
//! Everything that a client can make the server hold is bounded here before any route is asked: connections,
//! time for the handshake, for headers and for silence, sizes of headers, streams. Nothing here knows routes.

mod connection;
mod crowd;
mod drain;
mod idle;
mod plain;

pub use connection::Peer;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use hyper_util::server::graceful::GracefulShutdown;
use rustls::ServerConfig;
use tokio::{net::TcpListener, sync::watch, task::JoinSet};
use tokio_rustls::TlsAcceptor;

use crowd::Crowd;

/// The bounds of a listener.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Connections at the same time.
    pub connections: usize,
    /// For the TLS handshake.
    pub handshake: Duration,
    /// For the whole head of a request, and between requests (HTTP/1.1).
    pub head: Duration,
    /// Without any traffic.
    pub silence: Duration,
    /// For requests under way when the server stops.
    pub farewell: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            connections: 16_384,
            handshake: Duration::from_secs(10),
            head: Duration::from_secs(20),
            silence: Duration::from_secs(75),
            farewell: Duration::from_secs(10),
        }
    }
}

/// A bound socket that does not accept yet.
pub struct Listener {
    socket: TcpListener,
    address: SocketAddr,
    tls: Option<TlsAcceptor>,
    bounds: Bounds,
}

impl Listener {
    /// Takes the address; port 0 picks a free one.
    ///
    /// # Errors
    ///
    /// What the system says, and `InvalidInput` for plain HTTP on an address that is not loopback.
    pub async fn bind(
        address: SocketAddr,
        tls: Option<Arc<ServerConfig>>,
        bounds: Bounds,
    ) -> io::Result<Self> {
        if tls.is_none() && !address.ip().to_canonical().is_loopback() {
            let refused = "plain HTTP is possible on loopback only";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, refused));
        }
        let socket = TcpListener::bind(address).await?;
        let address = socket.local_addr()?;
        Ok(Self { socket, address, tls: tls.map(TlsAcceptor::from), bounds })
    }

    /// The address with the port that was picked.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `https://ADDR:PORT`, or `http://` without TLS.
    pub fn url(&self) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// Serves until `stop` turns true; then lets requests that are under way finish, for as long as
    /// [`Bounds::farewell`] allows.
    pub async fn serve(self, router: Router, mut stop: watch::Receiver<bool>) {
        let crowd = Arc::new(Crowd::new(self.bounds.connections));
        let graceful = GracefulShutdown::new();
        let mut tasks = JoinSet::new();
        loop {
            tokio::select! {
                biased;
                () = told(&mut stop) => break,
                Some(_) = tasks.join_next(), if !tasks.is_empty() => {}
                accepted = self.socket.accept() => match accepted {
                    Ok((stream, peer)) => {
                        let Some(seat) = crowd.enter() else { continue };
                        let service = connection::Service { router: router.clone(), peer: peer.ip(), tls: self.tls.is_some() };
                        let watcher = graceful.watcher();
                        tasks.spawn(connection::hold(stream, self.tls.clone(), self.bounds, service, seat, watcher));
                    }
                    // Out of file descriptors, mostly: nothing is gained by trying again at once.
                    Err(error) => {
                        tracing::warn!(%error, "cannot accept a connection");
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                }
            }
        }
        drop(self.socket);
        if tokio::time::timeout(self.bounds.farewell, graceful.shutdown()).await.is_err() {
            tracing::warn!(connections = tasks.len(), "requests were cut off: the time to stop is over");
        }
        tasks.shutdown().await;
    }
}

/// Waits until `stop` is true, or nobody is left who could say so.
async fn told(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}
