//! One connection: handshake, then HTTP/2 or HTTP/1.1 as the handshake agreed, until either side is done.

use std::{convert::Infallible, io, net::IpAddr, sync::Arc};

use axum::{Router, body::Body, response::Response};
use http::{HeaderValue, Request, header};
use hyper::{body::Incoming, server::conn, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::graceful::Watcher,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tower::ServiceExt;

use super::{
    Bounds,
    crowd::{Activity, Seat},
    drain::Drained,
    idle::Watched,
    plain,
};

/// Who is at the other end of the connection; in the extensions of every request.
#[derive(Debug, Clone, Copy)]
pub struct Peer {
    /// The address of the socket: a client's, or a proxy's.
    pub address: IpAddr,
    /// Whether the connection is encrypted.
    pub tls: bool,
}

/// What answers the requests of a connection.
pub struct Service {
    pub router: Router,
    pub peer: IpAddr,
    pub tls: bool,
}

/// The whole head of a request, in bytes.
const MAX_HEAD: usize = 16 << 10;
/// Header lines of a request.
const MAX_HEADERS: usize = 64;
/// Requests at once on one HTTP/2 connection.
const MAX_STREAMS: u32 = 64;
/// Streams that a client may open and reset before the connection is closed (rapid reset, CVE-2023-44487).
const MAX_RESETS: usize = 32;

/// Serves `stream` until it ends, has to give way, or the server stops.
pub async fn hold(
    stream: TcpStream,
    tls: Option<TlsAcceptor>,
    bounds: Bounds,
    service: Service,
    seat: Seat,
    watcher: Watcher,
) {
    // Failure costs a little speed and nothing else.
    let _ = stream.set_nodelay(true);
    let activity = Arc::clone(seat.activity());
    let talk = async {
        let Some(tls) = tls else {
            return http1(stream, bounds, service, &activity, watcher).await;
        };
        let hello = tokio::time::timeout(bounds.handshake, shake(&tls, stream)).await;
        let stream = match hello {
            Ok(Ok(Hello::Secure(stream))) => stream,
            Ok(Ok(Hello::Plain(stream))) => {
                let service = Service { router: plain::router(), tls: false, ..service };
                return http1(stream, bounds, service, &activity, watcher).await;
            }
            _ => return tracing::debug!("no TLS handshake"),
        };
        if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
            http2(stream, bounds, service, &activity, watcher).await;
        } else {
            http1(stream, bounds, service, &activity, watcher).await;
        }
    };
    tokio::select! {
        () = talk => {}
        () = activity.must_leave() => tracing::debug!("an idle connection gave way"),
    }
}

/// How a connection began.
enum Hello {
    Secure(Box<TlsStream<TcpStream>>),
    Plain(TcpStream),
}

async fn shake(tls: &TlsAcceptor, stream: TcpStream) -> io::Result<Hello> {
    if plain::is_http(&stream).await? {
        return Ok(Hello::Plain(stream));
    }
    tls.accept(stream).await.map(|stream| Hello::Secure(Box::new(stream)))
}

async fn http1<S>(stream: S, bounds: Bounds, service: Service, activity: &Arc<Activity>, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let io = TokioIo::new(Watched::new(stream, bounds.silence, Arc::clone(activity)));
    let connection = conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(bounds.head)
        .max_headers(MAX_HEADERS)
        .max_header_size(MAX_HEAD)
        .max_buf_size(4 * MAX_HEAD)
        .half_close(false)
        .serve_connection(io, service_fn(|request| answer(&service, activity, request)));
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "an HTTP/1.1 connection ended");
    }
}

async fn http2<S>(stream: S, bounds: Bounds, service: Service, activity: &Arc<Activity>, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let io = TokioIo::new(Watched::new(stream, bounds.silence, Arc::clone(activity)));
    let service = Arc::new(service);
    let activity = Arc::clone(activity);
    let connection = conn::http2::Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        .max_concurrent_streams(MAX_STREAMS)
        .max_pending_accept_reset_streams(MAX_RESETS)
        .max_local_error_reset_streams(MAX_RESETS)
        .max_header_list_size(u32::try_from(MAX_HEAD).unwrap_or(u32::MAX))
        .serve_connection(
            io,
            service_fn(move |request| {
                let (service, activity) = (Arc::clone(&service), Arc::clone(&activity));
                async move { answer(&service, &activity, request).await }
            }),
        );
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "an HTTP/2 connection ended");
    }
}

async fn answer(
    service: &Service,
    activity: &Arc<Activity>,
    request: Request<Incoming>,
) -> Result<Response, Infallible> {
    let _under_way = activity.request();
    // RFC 9112, 6.3: with both lengths in a request, whoever answers closes the connection, so that nothing
    // smuggled behind it is ever read. The parser has dropped one of the two by now, so every chunked request
    // counts.
    let last = request.headers().contains_key(header::TRANSFER_ENCODING);
    let mut request = request.map(|body| Body::new(Drained::new(body)));
    request.extensions_mut().insert(Peer { address: service.peer, tls: service.tls });
    let mut response = service.router.clone().oneshot(request).await?;
    if last {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response)
}
