//! `GET /databases/{db}/objects`: what the caller sees of a folder, of everything below it, or of the whole database;
//! in pages, or as a stream of lines.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use strongroom_api::{
    ErrorCode, Problem,
    objects::{Listing, ObjectsQuery},
};
use strongroom_domain::{
    id::{DatabaseId, ObjectId},
    rights::Permission,
};
use strongroom_service::{Caller, ServiceError, objects::ListQuery};
use utoipa_axum::routes;

use super::{Need, Registry};
use crate::{
    extract::{Ids, PageRange, Query, page_range},
    problem::Refused,
    state::AppState,
    view::Lines,
};

/// The media type of a stream of lines.
const LINES: &str = "application/x-ndjson";

pub fn routes(registry: Registry) -> Registry {
    registry.add(Need::Database(Permission::AccessDatabase), routes!(list_objects))
}

/// What the caller sees, parents before children, without secrets. With `Accept: application/x-ndjson` everything in
/// one answer: a line with the cursor and the sets of rights, then an object a line.
#[utoipa::path(get, path = "/api/v1/databases/{db}/objects", tag = "objects",
    params(("db" = uuid::Uuid, Path, description = "The database."), ObjectsQuery),
    responses((status = 200, content((Listing = "application/json"), (String = "application/x-ndjson")))))]
async fn list_objects(
    State(state): State<AppState>,
    caller: Caller,
    Ids(database): Ids<DatabaseId>,
    Query(query): Query<ObjectsQuery>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    if wants_lines(&headers) {
        if query.limit.is_some() || query.cursor.is_some() {
            return Err(Problem::invalid("a stream of lines has no pages").with_pointer("limit").into());
        }
        let wanted = wanted(query, None)?;
        let cursor = state.service().cursor(&caller, database)?;
        let lines = read(&state, caller, database, wanted, "\n").await?.0;
        let head = format!(
            "{{\"cursor\":\"{}\",\"rights_sets\":{}}}\n",
            cursor,
            String::from_utf8_lossy(&lines.rights_sets())
        );
        return Ok(answer(lines.into_pieces(head.into_bytes(), b"\n"), LINES));
    }
    let range = page_range(query.limit, query.cursor.as_deref())?;
    let wanted = wanted(query, Some(&range))?;
    let (lines, more) = read(&state, caller, database, wanted, ",").await?;
    let next = lines.last().filter(|_| more).map(|last| PageRange::cursor_behind(&last.to_string()));
    let mut tail = b"],\"rights_sets\":".to_vec();
    tail.extend_from_slice(&lines.rights_sets());
    // A cursor is letters and digits, and needs no escape.
    let next = next.map_or_else(|| "null".to_owned(), |next| format!("\"{next}\""));
    tail.extend_from_slice(format!(",\"next\":{next}}}").as_bytes());
    Ok(answer(lines.into_pieces(b"{\"items\":[".to_vec(), &tail), "application/json"))
}

fn wants_lines(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut kinds = values.flat_map(|value| value.split(','));
    kinds.any(|kind| kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case(LINES)))
}

fn wanted(query: ObjectsQuery, range: Option<&PageRange>) -> Result<ListQuery, Refused> {
    let malformed =
        |_| Refused::from(Problem::invalid("`cursor` must be the `next` of a page").with_pointer("cursor"));
    let after = range.and_then(|range| range.cursor.as_deref());
    Ok(ListQuery {
        parent: query.parent.map(ObjectId::from),
        recursive: query.recursive.unwrap_or_default(),
        text: query.q,
        after: after.map(|id| id.parse::<ObjectId>().map_err(malformed)).transpose()?,
        limit: range.map(|range| range.limit),
    })
}

/// Reads the listing off the threads that answer others: it may be of everything.
async fn read(
    state: &AppState,
    caller: Caller,
    database: DatabaseId,
    wanted: ListQuery,
    separator: &'static str,
) -> Result<(Lines, bool), Refused> {
    // Each holds a whole answer: so many at once bound the memory, and the others wait their turn.
    let _turn = state.turns().take(caller.user).await?;
    let service = Arc::clone(state.service());
    let work = tokio::task::spawn_blocking(move || -> Result<(Lines, bool), ServiceError> {
        let mut lines = Lines::separated_by(separator);
        let more = service.list(&caller, database, &wanted, |listed| lines.add(listed))?;
        Ok((lines, more))
    });
    Ok(work.await.map_err(|_| ErrorCode::Internal)??)
}

pub(super) fn answer(pieces: Vec<Vec<u8>>, kind: &'static str) -> Response {
    let bytes: usize = pieces.iter().map(Vec::len).sum();
    let body = match <[Vec<u8>; 1]>::try_from(pieces) {
        Ok([only]) => Body::from(only),
        Err(pieces) => {
            let pieces =
                pieces.into_iter().map(|piece| Ok::<_, std::convert::Infallible>(Bytes::from(piece)));
            Body::from_stream(futures_util::stream::iter(pieces))
        }
    };
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes));
    response
}
