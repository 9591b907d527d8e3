//! `.../objects/{id}/attachments`: the files of an entry. A file is given as a download that no browser shows or runs,
//! whatever it is and however it is named; it comes and goes in pieces, and is never whole in memory.

mod name;
mod range;
mod upload;

use std::sync::Arc;

use axum::{
    Json as Answer,
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::{Stream, stream};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use strongroom_api::{Page, attachments::Attachment, list::PageQuery};
use strongroom_domain::{
    id::{AttachmentId, DatabaseId, ObjectId},
    rights::Permission,
    time::Instant,
};
use strongroom_service::{
    Caller, Service, ServiceError,
    objects::{AttachmentStream, AttachmentView},
};
use utoipa_axum::routes;

use self::{name::disposition, range::part};
use super::{Need, Registry};
use crate::{
    extract::{Ids, Query, page_range},
    layers::NoCompression,
    problem::Refused,
    state::AppState,
    view,
};

/// What a browser may do with a download, should it show it after all: nothing.
pub(super) const SANDBOX: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

pub fn routes(registry: Registry) -> Registry {
    let registry = registry
        .add(Need::Object(Permission::ReadEntries), routes!(list_attachments))
        .add(Need::Object(Permission::ReadEntries), routes!(get_attachment))
        .add(Need::Object(Permission::ModifyEntries), routes!(delete_attachment));
    upload::routes(registry)
}

/// The attachments of an entry, oldest first.
#[utoipa::path(get, path = "/api/v1/databases/{db}/objects/{id}/attachments", tag = "attachments",
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object."),
        PageQuery),
    responses((status = 200, body = Page<Attachment>)))]
async fn list_attachments(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id)): Ids<(DatabaseId, ObjectId)>,
    Query(query): Query<PageQuery>,
) -> Result<Answer<Page<Attachment>>, Refused> {
    let range = page_range(query.limit, query.cursor.as_deref())?;
    let told = view::Naming::of(&state, &caller, database);
    let mut found = state.service().attachments(&caller, database, id).map_err(told.told())?;
    let key = |attachment: &AttachmentView| attachment.id.to_string();
    found.sort_by_cached_key(key);
    Ok(Answer(range.of(found, key, shown)))
}

fn shown(found: AttachmentView) -> Attachment {
    Attachment { id: found.id.uuid(), name: found.name, size: found.bytes, created_at: made_at(found.id) }
}

/// The content of an attachment, or one part of it (`Range`).
#[utoipa::path(get, path = "/api/v1/databases/{db}/objects/{id}/attachments/{attachment}", tag = "attachments",
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object."),
        ("attachment" = uuid::Uuid, Path, description = "The attachment."),
        ("Range" = Option<String>, Header, description = "One part: `bytes=0-99`, `bytes=100-`, `bytes=-100`."),
        ("If-Range" = Option<String>, Header, description = "The `ETag`: another one makes the answer whole.")),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>),
        (status = 206, content_type = "application/octet-stream", body = Vec<u8>)))]
async fn get_attachment(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id, attachment)): Ids<(DatabaseId, ObjectId, AttachmentId)>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let service = Arc::clone(state.service());
    let told = view::Naming::of(&state, &caller, database);
    let etag = format!("\"{attachment}\"");
    let part = if method == Method::GET { part(&headers, &etag) } else { None };
    let stream = match service.attachment(&caller, database, id, attachment, part).await {
        Ok(stream) => stream,
        Err(error @ ServiceError::BeyondTheEnd { bytes }) => return Ok(range::beyond(error, bytes)),
        Err(error) => return Err(told.told()(error)),
    };
    let (bytes, span, disposition) = (stream.bytes, stream.span, disposition(&stream.name));
    let mut response = Body::from_stream(pieces(service, stream)).into_response();
    if part.is_some() {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        response.headers_mut().insert(header::CONTENT_RANGE, range::content_range(span, bytes));
    }
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(span.bytes()));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.extend(HeaderValue::try_from(etag).map(|etag| (header::ETAG, etag)));
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.extensions_mut().insert(NoCompression);
    Ok(response)
}

/// Deletes an attachment.
#[utoipa::path(delete, path = "/api/v1/databases/{db}/objects/{id}/attachments/{attachment}", tag = "attachments",
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object."),
        ("attachment" = uuid::Uuid, Path, description = "The attachment.")),
    responses((status = 204)))]
async fn delete_attachment(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id, attachment)): Ids<(DatabaseId, ObjectId, AttachmentId)>,
) -> Result<StatusCode, Refused> {
    let deleted = state.service().delete_attachment(&caller, database, id, attachment).await;
    deleted.map_err(view::Naming::of(&state, &caller, database).told())?;
    Ok(StatusCode::NO_CONTENT)
}

/// The content, piece by piece, each read and decrypted off the threads that answer others. A piece that does not open
/// breaks the answer off, so that no client takes it for whole.
fn pieces(
    service: Arc<Service>,
    stream: AttachmentStream,
) -> impl Stream<Item = Result<Bytes, ServiceError>> {
    stream::unfold(Some((service, stream)), async |state| {
        let (service, mut stream) = state?;
        let work = tokio::task::spawn_blocking(move || {
            let piece = service.next_piece(&mut stream);
            (piece, (service, stream))
        });
        match work.await {
            // The bytes are wiped when the connection has sent them.
            Ok((Ok(Some(piece)), rest)) => Some((Ok(Bytes::from_owner(piece)), Some(rest))),
            Ok((Ok(None), _)) => None,
            Ok((Err(error), _)) => {
                match &error {
                    // Deleted, encrypted anew, or not the reader's any more.
                    ServiceError::Stale
                    | ServiceError::NotFound
                    | ServiceError::Forbidden { .. }
                    | ServiceError::NotSignedIn
                    | ServiceError::DatabaseClosed => tracing::info!(%error, "a download ends early"),
                    _ => tracing::error!(%error, "an attachment breaks off"),
                }
                Some((Err(error), None))
            }
            Err(_) => Some((Err(ServiceError::Internal("an attachment could not be read".into())), None)),
        }
    })
}

/// When an attachment was added: an id of version 7 begins with its milliseconds (RFC 9562, 5.7).
fn made_at(id: AttachmentId) -> Instant {
    let [a, b, c, d, e, f, ..] = id.to_bytes();
    Instant::from_micros(i64::from_be_bytes([0, 0, a, b, c, d, e, f]).saturating_mul(1_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_tells_when_it_was_made() {
        let id: AttachmentId = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f".parse().unwrap();
        assert_eq!(made_at(id).to_string(), "2022-02-22T19:22:22Z");
    }
}
