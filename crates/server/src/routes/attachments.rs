//! `.../objects/{id}/attachments`: the files of an entry. A file is given as a download that no browser shows or runs,
//! whatever it is and however it is named.

use std::{fmt::Write, sync::Arc};

use axum::{
    Json as Answer,
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::{Stream, stream};
use http::{HeaderValue, header};
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
    registry
        .add(Need::Object(Permission::ReadEntries), routes!(list_attachments))
        .add(Need::Object(Permission::ReadEntries), routes!(get_attachment))
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
    Ok(Answer(range.of(found, key, |found| Attachment {
        id: found.id.uuid(),
        name: found.name,
        size: found.bytes,
        created_at: made_at(found.id),
    })))
}

/// The content of an attachment.
#[utoipa::path(get, path = "/api/v1/databases/{db}/objects/{id}/attachments/{attachment}", tag = "attachments",
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object."),
        ("attachment" = uuid::Uuid, Path, description = "The attachment.")),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>)))]
async fn get_attachment(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id, attachment)): Ids<(DatabaseId, ObjectId, AttachmentId)>,
) -> Result<Response, Refused> {
    let service = Arc::clone(state.service());
    let told = view::Naming::of(&state, &caller, database);
    let stream = service.attachment(&caller, database, id, attachment).await.map_err(told.told())?;
    let (bytes, disposition) = (stream.bytes, disposition(&stream.name));
    let mut response = Body::from_stream(pieces(service, stream)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes));
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.extensions_mut().insert(NoCompression);
    Ok(response)
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
                tracing::error!(%error, "an attachment breaks off");
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

/// `Content-Disposition` (RFC 6266) with a name that is no path, has no control or direction characters, and is not
/// hidden: in ASCII for old clients, and whole in UTF-8 (RFC 8187).
fn disposition(name: &str) -> HeaderValue {
    let name = safe_name(name);
    let ascii: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_' | '(' | ')') { c } else { '_' }
        })
        .collect();
    let mut whole = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'~') {
            whole.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(whole, "%{byte:02X}");
        }
    }
    HeaderValue::from_str(&format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{whole}"))
        .unwrap_or(HeaderValue::from_static("attachment"))
}

/// The last part of a name that may be a path, made harmless.
fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\', ':']).next().unwrap_or_default();
    let harmful = |c: char| {
        c.is_control()
            || matches!(c, '"' | '<' | '>' | '|' | '*' | '?')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}' | '\u{feff}')
    };
    let plain: String = last.chars().map(|c| if harmful(c) { '_' } else { c }).take(120).collect();
    let plain = plain.trim_matches([' ', '.']);
    if plain.is_empty() { "attachment".to_owned() } else { plain.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    // attack: I6
    #[test]
    fn a_name_is_never_a_path_and_never_breaks_the_header() {
        let cases = [
            ("plan.pdf", "plan.pdf", "plan.pdf"),
            ("../../etc/passwd", "passwd", "passwd"),
            ("/abs/olute.txt", "olute.txt", "olute.txt"),
            ("C:\\Users\\x.exe", "x.exe", "x.exe"),
            ("C:x.exe", "x.exe", "x.exe"),
            ("a\0b.txt", "a_b.txt", "a_b.txt"),
            ("..", "attachment", "attachment"),
            (".", "attachment", "attachment"),
            ("", "attachment", "attachment"),
            (".bashrc", "bashrc", "bashrc"),
            ("a\"; filename=\"b.exe", "a__ filename=_b.exe", "a_%3B%20filename%3D_b.exe"),
            ("x\r\nSet-Cookie: a=b", " a_b", "%20a%3Db"),
            ("\u{202e}gpj.exe", "_gpj.exe", "_gpj.exe"),
            ("Pläne.pdf", "Pl_ne.pdf", "Pl%C3%A4ne.pdf"),
            ("100%.txt", "100_.txt", "100%25.txt"),
        ];
        for (name, ascii, whole) in cases {
            let told = disposition(name);
            let (ascii, whole) = (ascii.trim().replace('=', "_"), whole.trim_start_matches("%20"));
            let expected = format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{whole}");
            assert_eq!(told.to_str().unwrap(), expected, "{name:?}");
        }
        let long = "x".repeat(10_000);
        assert!(disposition(&long).len() < 400);
        assert!(disposition(&"ä".repeat(10_000)).len() < 1_000);
    }

    #[test]
    fn an_id_tells_when_it_was_made() {
        let id: AttachmentId = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f".parse().unwrap();
        assert_eq!(made_at(id).to_string(), "2022-02-22T19:22:22Z");
    }
}
