//! The answers of handlers: JSON with what belongs to it, and nothing that a handler could forget.

use axum::{
    Json,
    response::{IntoResponse, IntoResponseParts, Response, ResponseParts},
};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

use crate::{extract::etag, layers::NoCompression};

/// The revision of what is answered, as its `ETag`.
#[derive(Debug, Clone, Copy)]
pub struct Revision(pub u64);

impl IntoResponseParts for Revision {
    type Error = std::convert::Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Self::Error> {
        parts.headers_mut().insert(header::ETAG, etag(self.0));
        Ok(parts)
    }
}

/// Something new, with its path below `/api/v1`.
pub fn created(path: &str, revision: u64, body: impl Serialize) -> Response {
    (Revision(revision), made(path, body)).into_response()
}

/// Something new that has no revisions, with its path below `/api/v1`.
pub fn made(path: &str, body: impl Serialize) -> Response {
    let mut response = (StatusCode::CREATED, Json(body)).into_response();
    if let Ok(location) = HeaderValue::from_str(&format!("/api/v1{path}")) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// An answer that carries a secret: never stored, never compressed.
pub fn secret(status: StatusCode, body: impl Serialize) -> Response {
    let mut response = (status, Json(body)).into_response();
    keep_secret(&mut response);
    response
}

/// Marks an answer as one that carries a secret: never stored, never compressed, not kept under an idempotency key.
pub fn keep_secret(response: &mut Response) {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.extensions_mut().insert(NoCompression);
}
