//! Idempotency keys: a `POST` that is sent again under its key does nothing twice, and is told again what came of it.
//!
//! What is kept is that it was done and where: status, place and revision, never what was told about the thing. Sent
//! again, the thing is read anew as its `GET` tells it to this caller now. So a right that was taken meanwhile, a
//! database that was closed, or a period that is over, count for the second answer as for every other.
//!
//! Sign-in, setup, reveals and locks are left out: their answers are about this very moment. An import and an attachment
//! see to their keys themselves, because their bodies do not pass through memory as a whole before their handlers. A call on
//! many objects is told again as it was told: ids and numbers that the caller made. So is one on many rights, but for what
//! takes it back.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use strongroom_api::ErrorCode;
use strongroom_service::{
    Caller, Service,
    idempotency::{Claim, Claimed},
};
use tower::ServiceExt as _;
use zeroize::Zeroizing;

use crate::{
    extract::{IdempotencyKey, collect},
    layers::NoCompression,
    listener::Peer,
    problem::Refused,
    state::AppState,
};

/// The headers of a request that say who asks, and from where.
const OF_THE_CALLER: [HeaderName; 4] =
    [header::AUTHORIZATION, header::COOKIE, header::HOST, HeaderName::from_static("x-forwarded-for")];
/// The largest answer that is taken apart or read again, in bytes; most are some hundred.
const MAX_ANSWER: usize = 64 << 20;

/// The routes, to read again what a request was about. They have no reader themselves.
#[derive(Clone)]
pub struct Reader(pub Router);

/// The key of a request that is to be answered once. What changes nothing has none.
///
/// # Errors
///
/// `invalid_request` for a malformed key.
pub fn key_of(
    method: &Method,
    template: &str,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Result<Option<String>, Refused> {
    let left_out = template.starts_with("/api/v1/auth/")
        || template == "/api/v1/setup"
        || template == "/api/v1/databases/import"
        || template.ends_with("/attachments")
        || template == "/api/v1/imports"
        || template.ends_with("/reveal")
        || template.ends_with("/rights/preview")
        || template.ends_with("/lock");
    // Read as the route reads it, in whatever spelling: what a dry run tells is never kept.
    let mut members = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let dry_run = members.any(|(name, value)| name == "dry_run" && value == "true");
    if *method != Method::POST || left_out || dry_run {
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
    let target = parts.uri.path_and_query().map_or_else(|| parts.uri.path(), |target| target.as_str());
    let (call, again) = (format!("{} {target}", parts.method), Again::of(&parts));
    let claimed = service.claim(caller.user, key, &call, &body).await?;
    let request = Request::from_parts(parts, Body::from(Bytes::from_owner(body)));
    once(service, claimed, again, next.run(request)).await
}

/// Tells again what came of a request, or does `work` and keeps what came of it.
///
/// # Errors
///
/// `data_damaged` for a kept answer that can not be read.
pub async fn once<R: IntoResponse>(
    service: Arc<Service>,
    claimed: Claimed,
    again: Again,
    work: impl Future<Output = R> + Send + 'static,
) -> Result<Response, Refused> {
    let claim = match claimed {
        Claimed::Answered(kept) => {
            let kept = Kept::read(&Zeroizing::new(kept))?;
            return again.tell(kept).await;
        }
        Claimed::First(claim) => claim,
    };
    // On a task of its own: the answer is kept even where the client has gone before it.
    let task = tokio::spawn(async move {
        let response = work.await.into_response();
        keep(&service, &claim, &again, response).await
    });
    task.await.unwrap_or_else(|_| Err(ErrorCode::Internal.into()))
}

/// Keeps what came of a request that did something, and lets one that did nothing be sent again.
async fn keep(
    service: &Service,
    claim: &Claim,
    again: &Again,
    response: Response,
) -> Result<Response, Refused> {
    if !response.status().is_success() {
        service.give_up_claim(claim).await?;
        return Ok(response);
    }
    // What is shown once can not be told again: sent again, the request is told that it was made before.
    if response.extensions().get::<NoCompression>().is_some() {
        return Ok(response);
    }
    let (kept, response) = again.note(response).await?;
    let answer = Zeroizing::new(serde_json::to_vec(&kept).unwrap_or_default());
    if let Err(error) = service.keep_answer(claim, &answer).await {
        // It was done, and that is what the caller is told. Sent again, it will be told to be unknown.
        tracing::error!(%error, "an answer could not be kept");
    }
    Ok(response)
}

/// What came of a request, as it is kept, sealed by the service.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    status: u16,
    /// Where it is read: a path.
    thing: String,
    location: Option<String>,
    etag: Option<String>,
    /// What an import told beside the database: counts and warnings, which are about the file that the caller has to
    /// send again to be told them. Where nothing is read anew, all that was told.
    beside: Option<Map<String, Value>>,
}

impl Kept {
    fn read(answer: &[u8]) -> Result<Self, Refused> {
        serde_json::from_slice(answer).map_err(|_| ErrorCode::DataDamaged.into())
    }

    /// The last part of the path, where it is an id.
    fn id(&self) -> Option<uuid::Uuid> {
        self.thing.rsplit('/').next()?.parse().ok()
    }
}

/// How a request is answered that is sent again.
pub struct Again {
    path: String,
    headers: HeaderMap,
    extensions: Extensions,
    reader: Option<Reader>,
    /// The member of the answer in which the thing stands; absent: it is the answer.
    member: Option<&'static str>,
    /// Nothing is read anew: the answer is ids and numbers, and what the caller sent.
    as_told: bool,
}

impl Again {
    /// For the request with that head.
    pub fn of(parts: &Parts) -> Self {
        let mut headers = HeaderMap::new();
        for name in OF_THE_CALLER {
            for value in parts.headers.get_all(&name) {
                headers.append(name.clone(), value.clone());
            }
        }
        let mut extensions = Extensions::new();
        if let Some(state) = parts.extensions.get::<AppState>() {
            extensions.insert(state.clone());
        }
        if let Some(peer) = parts.extensions.get::<Peer>() {
            extensions.insert(*peer);
        }
        let reader = parts.extensions.get::<Reader>().cloned();
        let path = parts.uri.path().to_owned();
        let told = ["/objects/copy", "/objects/tag", "/rights", "/audit/revert"];
        let as_told = told.iter().any(|many| path.ends_with(many));
        Self { path, headers, extensions, reader, member: None, as_told }
    }

    /// Where the thing is one member of the answer.
    #[must_use]
    pub fn within(self, member: &'static str) -> Self {
        Self { member: Some(member), ..self }
    }

    /// Where nothing is read anew.
    #[must_use]
    pub fn told_as_before(self) -> Self {
        Self { as_told: true, ..self }
    }

    /// What is kept of an answer.
    async fn note(&self, response: Response) -> Result<(Kept, Response), Refused> {
        let mut kept = self.head(&response);
        if self.member.is_none() && !self.as_told {
            return Ok((kept, response));
        }
        let (parts, body) = response.into_parts();
        let body = collect(body, MAX_ANSWER).await?;
        let mut beside: Map<String, Value> = serde_json::from_slice(&body).unwrap_or_default();
        if let Some(member) = self.member {
            beside.remove(member);
        }
        // What was set before is for who may see it at that moment.
        beside.remove("undo");
        kept.beside = Some(beside);
        Ok((kept, Response::from_parts(parts, Body::from(Bytes::from_owner(body)))))
    }

    fn head(&self, response: &Response) -> Kept {
        let text = |name: HeaderName| Some(response.headers().get(name)?.to_str().ok()?.to_owned());
        let (location, etag) = (text(header::LOCATION), text(header::ETAG));
        // What was made has a place; else the last part of the path is what was done to the thing before it.
        // What is done to a seal is done to its grant.
        let verb_of = || {
            let thing = self.path.rsplit_once('/').map_or("", |(thing, _)| thing);
            thing.strip_suffix("/seal").unwrap_or(thing).to_owned()
        };
        let thing = location.clone().unwrap_or_else(verb_of);
        Kept { status: response.status().as_u16(), thing, location, etag, beside: None }
    }

    /// The second answer: what the thing is now to the caller, or that it was done and no more.
    async fn tell(self, kept: Kept) -> Result<Response, Refused> {
        let status = StatusCode::from_u16(kept.status).map_err(|_| ErrorCode::DataDamaged)?;
        if status == StatusCode::NO_CONTENT {
            return Ok(status.into_response());
        }
        let (member, as_told) = (self.member, self.as_told);
        let read = if as_told { None } else { self.read(&kept.thing).await? };
        let (thing, etag) = match read {
            Some((thing, etag)) => (thing, etag),
            None => {
                let known = kept.id().map_or(json!({}), |id| json!({ "id": id }));
                let etag = kept.etag.as_deref().and_then(|etag| HeaderValue::from_str(etag).ok());
                (Zeroizing::new(known.to_string().into_bytes()), etag)
            }
        };
        let body = match (member, kept.beside) {
            (Some(member), Some(mut beside)) => {
                beside.insert(member.to_owned(), serde_json::from_slice(&thing).unwrap_or_default());
                Bytes::from(Value::Object(beside).to_string())
            }
            (None, Some(told)) if as_told => Bytes::from(Value::Object(told).to_string()),
            _ => Bytes::from_owner(thing),
        };
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(etag) = etag {
            headers.insert(header::ETAG, etag);
        }
        if let Some(location) = kept.location.and_then(|location| HeaderValue::try_from(location).ok()) {
            headers.insert(header::LOCATION, location);
        }
        Ok(response)
    }

    /// The thing as its `GET` tells it, with its revision; absent where it tells nothing.
    async fn read(self, thing: &str) -> Result<Option<(Zeroizing<Vec<u8>>, Option<HeaderValue>)>, Refused> {
        let Some(Reader(routes)) = self.reader else { return Ok(None) };
        let mut request = Request::new(Body::empty());
        *request.uri_mut() = thing.parse().map_err(|_| ErrorCode::DataDamaged)?;
        *request.headers_mut() = self.headers;
        *request.extensions_mut() = self.extensions;
        let Ok(response) = routes.oneshot(request).await;
        if response.status() != StatusCode::OK {
            return Ok(None);
        }
        let etag = response.headers().get(header::ETAG).cloned();
        Ok(Some((collect(response.into_body(), MAX_ANSWER).await?, etag)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_count_where_the_specification_says() {
        let headers: HeaderMap =
            [("idempotency-key".parse().unwrap(), HeaderValue::from_static("k"))].into_iter().collect();
        let key = |method: Method, template: &str| key_of(&method, template, None, &headers).unwrap();
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
            "/api/v1/imports",
            "/api/v1/databases/{db}/objects/{id}/reveal",
            "/api/v1/databases/{db}/objects/{id}/lock",
            "/api/v1/databases/{db}/rights/preview",
            "/api/v1/databases/{db}/objects/{id}/attachments",
        ] {
            assert_eq!(key(Method::POST, template), None, "{template}");
        }
        let dry = |query| key_of(&Method::POST, "/x/{id}/move", Some(query), &headers).unwrap();
        assert_eq!((dry("dry_run=true"), dry("dry_run=false")), (None, Some("k".to_owned())));
        assert_eq!((dry("dry_run=%74rue"), dry("a=b&dry%5Frun=true")), (None, None), "in any spelling");
    }
}
