//! From configuration to a serving process, and its orderly end.

mod data;
mod files;
mod names;
mod setup_token;
pub(crate) mod tasks;

pub use data::{DataError, open};
pub use setup_token::forget as forget_setup_token;

use std::{
    io::{self, Write},
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use tokio::sync::watch;

use crate::{
    configuration::Configuration,
    listener::{Bounds, Listener},
    routes,
    state::{AppState, Settings},
    tls::{self, Fingerprint, Identity, IdentityError},
};

/// What the command line adds to the configuration.
#[derive(Debug, Clone)]
pub struct Options {
    /// The data folder.
    pub data: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where to answer for health and metrics; none for a free port of loopback.
    pub operations: Option<SocketAddr>,
    /// Whether connections are encrypted.
    pub tls: bool,
}

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data folder can not be used.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The setup token can not be written.
    #[error("cannot write the setup token into `{}`: {source}", path.display())]
    SetupToken {
        /// The data folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The address can not be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// There is no usable certificate.
    #[error(transparent)]
    Tls(#[from] IdentityError),
}

/// A server that holds its addresses and does not answer yet.
pub struct Server {
    state: AppState,
    api: Listener,
    operations: Listener,
    fingerprint: Option<Fingerprint>,
}

impl Server {
    /// Gets everything ready, so that nothing can fail any more once the addresses are told.
    ///
    /// # Errors
    ///
    /// [`StartError`], naming the file or address.
    pub async fn start(configuration: &Configuration, options: &Options) -> Result<Self, StartError> {
        let service = Arc::new(data::open(configuration, &options.data).await?);
        setup_token::keep(&options.data, service.setup_token().as_ref())
            .map_err(|source| StartError::SetupToken { path: options.data.clone(), source })?;
        let identity = if options.tls { Some(identity(configuration, options)?) } else { None };
        let config = identity.as_ref().map(tls::server_config).transpose()?;
        let state = AppState::new(settings(configuration, options), service);
        let connections = files::raise_file_limit(configuration.limits.connections.size());
        let bounds = Bounds { connections, ..Bounds::default() };
        let api = listen(options.listen, config.clone(), bounds).await?;
        let operations = options.operations.unwrap_or((Ipv4Addr::LOCALHOST, 0).into());
        // Loopback needs no encryption, and a scraper there needs no certificate.
        let config = config.filter(|_| !operations.ip().is_loopback());
        let operations = listen(operations, config, Bounds { connections: 64, ..bounds }).await?;
        Ok(Self { state, api, operations, fingerprint: identity.map(|identity| identity.fingerprint()) })
    }

    /// The address of the API.
    pub fn address(&self) -> SocketAddr {
        self.api.address()
    }

    /// The address for health and metrics.
    pub fn operations_address(&self) -> SocketAddr {
        self.operations.address()
    }

    /// Tells where the server listens and how to recognise it. Scripts read these lines.
    ///
    /// # Errors
    ///
    /// What writing to `out` gives.
    pub fn announce(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "listening: {}", self.api.url())?;
        if let Some(fingerprint) = self.fingerprint {
            writeln!(out, "fingerprint: {fingerprint}")?;
        }
        writeln!(out, "operations: {}", self.operations.url())?;
        if let Some(token) = self.state.service().setup_token() {
            writeln!(out, "setup: {}/setup#{}", self.api.url(), token.as_str())?;
        }
        out.flush()
    }

    /// Serves until `stop` turns true, and leaves everything on disk.
    pub async fn serve(self, stop: watch::Receiver<bool>) {
        let tasks = tasks::start(self.state.service());
        let api = self.api.serve(routes::api(&self.state), stop.clone());
        let operations = self.operations.serve(routes::operations(&self.state), stop);
        tokio::join!(api, operations);
        tasks.finish(self.state.service()).await;
    }
}

fn identity(configuration: &Configuration, options: &Options) -> Result<Identity, IdentityError> {
    match &configuration.listen.tls {
        Some(files) => Identity::load(files),
        None => {
            let names = names::of_certificate(options.listen.ip(), &configuration.listen.host_names);
            Identity::load_or_make(&options.data, &names)
        }
    }
}

fn settings(configuration: &Configuration, options: &Options) -> Settings {
    let request_seconds = configuration.limits.request_seconds.get();
    Settings {
        data: options.data.clone(),
        import_bytes: configuration.limits.import_bytes.get(),
        upload_time: Duration::from_secs(request_seconds.saturating_mul(10)),
        name: configuration.name.clone(),
        request_bytes: configuration.limits.request_bytes.size(),
        refusals: configuration.limits.refusals.get(),
        request_time: Duration::from_secs(request_seconds),
        trusted_proxies: configuration.listen.trusted_proxies.clone(),
        host_names: configuration.listen.host_names.clone(),
    }
}

async fn listen(
    address: SocketAddr,
    config: Option<Arc<rustls::ServerConfig>>,
    bounds: Bounds,
) -> Result<Listener, StartError> {
    Listener::bind(address, config, bounds).await.map_err(|source| StartError::Listen { address, source })
}
