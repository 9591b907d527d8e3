//! Idempotency keys: a `POST` that is sent again under its key gets the first answer again and does nothing twice.
//!
//! Sign-in, setup, reveals and locks are left out: their answers must not be kept, or are about this very moment. An
//! import sees to its key itself, because its body does not pass through memory as a whole before its handler.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use serde::{Deserialize, Serialize};
use strongroom_api::ErrorCode;
use strongroom_service::{
    Caller, Service,
    idempotency::{Claim, Claimed},
};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::{
    extract::{IdempotencyKey, collect},
    layers::NoCompression,
    problem::Refused,
};

/// The headers that belong to an answer and are kept with it.
const KEPT: [HeaderName; 4] = [header::CONTENT_TYPE, header::ETAG, header::LOCATION, header::CACHE_CONTROL];
/// The largest answer to a `POST`, in bytes; most are some hundred.
const MAX_ANSWER: usize = 64 << 20;

/// The key of a request that is to be answered once.
///
/// # Errors
///
/// `invalid_request` for a malformed key.
pub fn key_of(method: &Method, template: &str, headers: &HeaderMap) -> Result<Option<String>, Refused> {
    let left_out = template.starts_with("/api/v1/auth/")
        || template == "/api/v1/setup"
        || template == "/api/v1/databases/import"
        || template.ends_with("/reveal")
        || template.ends_with("/lock");
    if *method != Method::POST || left_out {
        return Ok(None);
    }
    Ok(IdempotencyKey::find(headers)?.0)
}

/// Answers a request with a body in memory under its key.
///
/// # Errors
///
/// What is wrong with the body, or `idempotency_conflict`.
pub async fn request(
    service: Arc<Service>,
    caller: &Caller,
    key: &str,
    limit: usize,
    request: Request,
    next: Next,
) -> Result<Response, Refused> {
    let (parts, body) = request.into_parts();
    let body = collect(body, limit).await?;
    let call = format!("{} {}", parts.method, parts.uri.path());
    let claimed = service.claim(caller.user, key, &call, &body).await?;
    let request = Request::from_parts(parts, Body::from(Bytes::from_owner(body)));
    once(service, claimed, next.run(request)).await
}

/// Gives the answer that is kept, or does `work` and keeps its answer.
///
/// # Errors
///
/// `data_damaged` for a kept answer that can not be read.
pub async fn once<R: IntoResponse>(
    service: Arc<Service>,
    claimed: Claimed,
    work: impl Future<Output = R> + Send + 'static,
) -> Result<Response, Refused> {
    let claim = match claimed {
        Claimed::Answered(answer) => return Kept::read(&Zeroizing::new(answer)),
        Claimed::First(claim) => claim,
    };
    // On a task of its own: the answer is kept even where the client has gone before it.
    let task = tokio::spawn(async move {
        let response = work.await.into_response();
        keep(&service, &claim, response).await
    });
    task.await.unwrap_or_else(|_| Err(ErrorCode::Internal.into()))
}

/// Keeps an answer that did something, and lets the request be sent again after one that did not.
async fn keep(service: &Service, claim: &Claim, response: Response) -> Result<Response, Refused> {
    if !response.status().is_success() {
        service.give_up_claim(claim).await?;
        return Ok(response);
    }
    // What is shown once is not kept: sent again, the request is told that it was made before.
    if response.extensions().get::<NoCompression>().is_some() {
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = collect(body, MAX_ANSWER).await?;
    let text_of = |name: &HeaderName| Some((name.to_string(), text(parts.headers.get(name)?)?));
    let kept = Kept {
        status: parts.status.as_u16(),
        headers: KEPT.iter().filter_map(text_of).collect(),
        body: String::from_utf8(body.to_vec()).unwrap_or_default(),
    };
    let answer = Zeroizing::new(serde_json::to_vec(&kept).unwrap_or_default());
    if let Err(error) = service.keep_answer(claim, &answer).await {
        // It was done, and that is what the caller is told. Sent again, it will be told to be unknown.
        tracing::error!(%error, "an answer could not be kept");
    }
    Ok(Response::from_parts(parts, Body::from(Bytes::from_owner(body))))
}

fn text(value: &HeaderValue) -> Option<String> {
    value.to_str().ok().map(str::to_owned)
}

/// An answer as it is kept, sealed by the service.
#[derive(Serialize, Deserialize, ZeroizeOnDrop)]
struct Kept {
    status: u16,
    #[zeroize(skip)]
    headers: Vec<(String, String)>,
    body: String,
}

impl Kept {
    fn read(answer: &[u8]) -> Result<Response, Refused> {
        let kept: Self = serde_json::from_slice(answer).map_err(|_| ErrorCode::DataDamaged)?;
        let status = StatusCode::from_u16(kept.status).map_err(|_| ErrorCode::DataDamaged)?;
        let mut response = (status, kept.body.clone()).into_response();
        response.headers_mut().remove(header::CONTENT_TYPE);
        for (name, value) in &kept.headers {
            let name: HeaderName = name.parse().map_err(|_| ErrorCode::DataDamaged)?;
            let value = HeaderValue::from_str(value).map_err(|_| ErrorCode::DataDamaged)?;
            response.headers_mut().insert(name, value);
        }
        response.extensions_mut().insert(NoCompression);
        Ok(response)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_count_where_the_specification_says() {
        let headers: HeaderMap =
            [("idempotency-key".parse().unwrap(), HeaderValue::from_static("k"))].into_iter().collect();
        let key = |method: Method, template: &str| key_of(&method, template, &headers).unwrap();
        for template in
            ["/api/v1/users", "/api/v1/databases/{db}/objects", "/api/v1/policies/restore-defaults"]
        {
            assert_eq!(key(Method::POST, template).as_deref(), Some("k"), "{template}");
            assert_eq!(key(Method::PUT, template), None);
        }
        for template in [
            "/api/v1/auth/password",
            "/api/v1/setup",
            "/api/v1/databases/import",
            "/api/v1/databases/{db}/objects/{id}/reveal",
            "/api/v1/databases/{db}/objects/{id}/lock",
        ] {
            assert_eq!(key(Method::POST, template), None, "{template}");
        }
    }
}
