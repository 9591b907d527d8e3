//! Plain HTTP at a listener that is encrypted: it gets the reason why it gets nothing, and nothing else. There is no way
//! on to the encrypted address, which whoever sits between could lead elsewhere.

use std::io;

use axum::{
    Router,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use tokio::net::TcpStream;

/// What is said. A person reads it in a browser, so it is text.
const REASON: &str = "This server speaks HTTPS only. What you just asked went over the network in clear, so it was not \
    answered.\nUse the same address with https:// in front. If you typed a password, change it.\n";

/// Whether what comes first is the method of an HTTP request: a handshake of TLS begins with the byte 22.
pub async fn is_http(stream: &TcpStream) -> io::Result<bool> {
    let mut first = [0];
    let read = stream.peek(&mut first).await?;
    Ok(read == 1 && first.iter().all(u8::is_ascii_uppercase))
}

/// Answers every request with the reason.
pub fn router() -> Router {
    Router::new().fallback(refused)
}

async fn refused() -> Response {
    let mut response = (StatusCode::BAD_REQUEST, REASON).into_response();
    for (name, value) in [
        (header::CONNECTION, "close"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
