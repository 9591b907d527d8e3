//! One call: one connection, one request, the status of one answer, within fixed bounds of time and bytes.

use std::{fmt, future::Future, net::SocketAddr, path::PathBuf, pin::Pin, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Request, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
    version,
};
use strongroom_service::notices::{Call, Courier};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;

use super::target::{Target, is_allowed};
use crate::configuration::Webhooks;

/// From the look-up of the name to the end of the answer.
const TIME: Duration = Duration::from_secs(10);
/// So much of an answer's body is read, and thrown away.
const BODY: usize = 64 * 1024;
/// The largest head of an answer.
const HEAD: usize = 16 * 1024;

/// Why webhooks can not be called as configured.
#[derive(Debug, thiserror::Error)]
pub enum WebhooksError {
    /// The certificates can not be read.
    #[error("cannot use the certificates `{}`", .0.display())]
    Ca(PathBuf),
    /// TLS can not be set up.
    #[error("cannot set up TLS for webhooks: {0}")]
    Tls(rustls::Error),
}

/// Calls webhooks.
pub struct HttpCourier {
    allowed: Webhooks,
    tls: TlsConnector,
}

impl fmt::Debug for HttpCourier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpCourier").finish_non_exhaustive()
    }
}

impl HttpCourier {
    /// As the configuration says.
    ///
    /// # Errors
    /// [`WebhooksError`] names what does not fit.
    pub fn new(allowed: &Webhooks) -> Result<Self, WebhooksError> {
        let mut roots = RootCertStore::empty();
        // What of the system's does not parse is not trusted, and that is all.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if let Some(path) = &allowed.ca {
            let unusable = || WebhooksError::Ca(path.clone());
            for certificate in CertificateDer::pem_file_iter(path).map_err(|_| unusable())? {
                roots.add(certificate.map_err(|_| unusable())?).map_err(|_| unusable())?;
            }
        }
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&version::TLS13, &version::TLS12])
            .map_err(WebhooksError::Tls)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { allowed: allowed.clone(), tls: TlsConnector::from(Arc::new(config)) })
    }

    async fn deliver(&self, call: &Call) -> Result<u16, String> {
        let target = Target::read(&call.url, &self.allowed)?;
        let socket = self.connect(&target).await?;
        if !target.encrypted {
            return ask(socket, &target, call).await;
        }
        let host = target.host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let name = ServerName::try_from(host).map_err(|_| "the host has no name for a certificate")?;
        let stream = self.tls.connect(name, socket).await.map_err(|_| "the host did not prove who it is")?;
        ask(stream, &target, call).await
    }

    /// A connection to an address that was checked after it was looked up: nobody can change it in between.
    async fn connect(&self, target: &Target) -> Result<TcpStream, String> {
        let host = format!("{}:{}", target.host, target.port);
        let found: Vec<SocketAddr> =
            tokio::net::lookup_host(host).await.map_err(|_| "the host has no address")?.collect();
        if found.is_empty() || !found.iter().all(|it| is_allowed(it.ip(), &self.allowed.networks)) {
            return Err("the host has an address that may not be called".to_owned());
        }
        for address in found {
            if let Ok(socket) = TcpStream::connect(address).await {
                return Ok(socket);
            }
        }
        Err("the host does not answer".to_owned())
    }
}

async fn ask<S>(stream: S, target: &Target, call: &Call) -> Result<u16, String>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let broken = "the host did not answer as it should";
    let (mut sender, connection) =
        http1::Builder::new().max_buf_size(HEAD).handshake(TokioIo::new(stream)).await.map_err(|_| broken)?;
    let request = request(target, call).ok_or(broken)?;
    let asked = async {
        let answer = sender.send_request(request).await.map_err(|_| broken)?;
        let status = answer.status().as_u16();
        // A body that is too long, or that breaks off, changes nothing about the status.
        let _ = Limited::new(answer.into_body(), BODY).collect().await;
        Ok::<u16, String>(status)
    };
    // The connection lives as long as this call, and no longer.
    let connection = async {
        let _ = connection.await;
        std::future::pending::<()>().await;
    };
    tokio::select! {
        answer = asked => answer,
        () = connection => Err(broken.to_owned()),
    }
}

fn request(target: &Target, call: &Call) -> Option<Request<Full<Bytes>>> {
    let usual = if target.encrypted { 443 } else { 80 };
    let host =
        if target.port == usual { target.host.clone() } else { format!("{}:{}", target.host, target.port) };
    Request::post(&target.path)
        .header(header::HOST, host)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::CONTENT_LENGTH, call.body.len())
        .header(header::USER_AGENT, concat!("strongroom/", env!("CARGO_PKG_VERSION")))
        .header(header::CONNECTION, "close")
        .header("webhook-id", call.id.to_string())
        .header("webhook-timestamp", call.timestamp)
        .header("webhook-signature", &call.signature)
        .body(Full::new(Bytes::from(call.body.clone())))
        .ok()
}

impl Courier for HttpCourier {
    fn check(&self, url: &str) -> Result<(), &'static str> {
        Target::read(url, &self.allowed).map(drop)
    }

    fn call<'a>(&'a self, call: &'a Call) -> Pin<Box<dyn Future<Output = Result<u16, String>> + Send + 'a>> {
        Box::pin(async move {
            let answer = tokio::time::timeout(TIME, self.deliver(call)).await;
            answer.unwrap_or_else(|_| Err("the host took too long".to_owned()))
        })
    }
}
