//! Compression of answers (zstd, brotli, gzip), but never of one that carries a secret: with something that an
//! attacker chose in the same answer, its length would tell the secret (BREACH).

use axum::{extract::Request, middleware::Next, response::Response};
use http::{Extensions, HeaderMap, Method, StatusCode, Version, header};
use tower_http::compression::{CompressionLayer, predicate::Predicate};

/// Marks an answer that is never compressed; in its extensions.
#[derive(Debug, Clone, Copy)]
pub struct NoCompression;

/// Marks the answers to everything but reading: what gives out a secret is always a `POST`.
pub async fn only_reading(request: Request, next: Next) -> Response {
    let reading = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut response = next.run(request).await;
    if !reading {
        response.extensions_mut().insert(NoCompression);
    }
    response
}

/// Compresses text of at least a kilobyte that is not marked.
pub fn compression() -> CompressionLayer<impl Predicate> {
    let may = |_: StatusCode, _: Version, headers: &HeaderMap, extensions: &Extensions| {
        let is_text =
            headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|kind| {
                kind.starts_with("application/json") || kind.starts_with("application/x-ndjson")
            });
        is_text && extensions.get::<NoCompression>().is_none()
    };
    CompressionLayer::new().compress_when(may.and(tower_http::compression::predicate::SizeAbove::new(1_024)))
}
