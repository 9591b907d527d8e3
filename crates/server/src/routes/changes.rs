//! `GET /databases/{db}/changes`: what changed for the caller since a cursor.

use std::sync::Arc;

use axum::{
    Json as Answer,
    extract::State,
    response::{IntoResponse, Response},
};
use strongroom_api::{
    ErrorCode, Problem,
    changes::{Changes, ChangesQuery},
};
use strongroom_domain::{
    id::{DatabaseId, ObjectId},
    rights::Permission,
};
use strongroom_service::{
    Caller,
    changes::{self as feed, Cursor},
};
use utoipa_axum::routes;

use super::{Need, Registry, listing};
use crate::{
    extract::{Ids, Query},
    problem::Refused,
    state::AppState,
};

pub fn routes(registry: Registry) -> Registry {
    registry.add(Need::Database(Permission::AccessDatabase), routes!(list_changes))
}

/// What changed for the caller, and what the caller does not see any more, by ids.
#[utoipa::path(get, path = "/api/v1/databases/{db}/changes", tag = "events",
    params(("db" = uuid::Uuid, Path, description = "The database."), ChangesQuery),
    responses((status = 200, body = Changes)))]
async fn list_changes(
    State(state): State<AppState>,
    caller: Caller,
    Ids(database): Ids<DatabaseId>,
    Query(query): Query<ChangesQuery>,
) -> Result<Response, Refused> {
    let malformed = |_| Refused::from(Problem::invalid("`since` must be a cursor").with_pointer("since"));
    let since = query.since.map(|text| text.parse::<Cursor>().map_err(malformed)).transpose()?;
    let service = Arc::clone(state.service());
    // A full answer is as long as the database is large: so many at once bound the memory.
    let full = since.map(|since| service.remembers(&caller, database, since)).transpose()? == Some(false);
    let _turn = if full { Some(state.turns().take(caller.user).await?) } else { None };
    // Where rules changed, everything is looked at.
    let work = tokio::task::spawn_blocking(move || service.changes(&caller, database, since));
    let (changes, cursor) = work.await.map_err(|_| ErrorCode::Internal)??;
    if changes.reset && !changes.changed.is_empty() {
        return Ok(in_pieces(&cursor, &changes));
    }
    Ok(Answer(Changes {
        cursor: cursor.to_string(),
        reset: changes.reset,
        changed: changes.changed.into_iter().map(ObjectId::uuid).collect(),
        gone: changes.gone.into_iter().map(ObjectId::uuid).collect(),
        locks: changes.locks.iter().map(|change| change.object.uuid()).collect(),
        bin: changes.bin,
    })
    .into_response())
}

/// Ids in one piece of a full answer.
const IDS: usize = 1_024;

/// A full answer, written without a second copy of it that would have to stand in one place.
fn in_pieces(cursor: &Cursor, changes: &feed::Changes) -> Response {
    let locks: Vec<_> = changes.locks.iter().map(|change| change.object.uuid()).collect();
    let locks = serde_json::json!(locks);
    let head =
        format!(r#"{{"cursor":"{cursor}","reset":true,"gone":[],"locks":{locks},"bin":true,"changed":["#);
    let mut pieces = vec![head.into_bytes()];
    for (number, ids) in changes.changed.chunks(IDS).enumerate() {
        // In quotes, with a comma.
        let mut piece = String::with_capacity(ids.len() * 39);
        for (at, id) in ids.iter().enumerate() {
            piece.push_str(if number + at == 0 { "\"" } else { ",\"" });
            piece.push_str(&id.to_string());
            piece.push('"');
        }
        pieces.push(piece.into_bytes());
    }
    pieces.push(b"]}".to_vec());
    listing::answer(pieces, "application/json")
}
