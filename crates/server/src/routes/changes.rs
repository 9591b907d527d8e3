//! `GET /databases/{db}/changes`: what changed for the caller since a cursor.

use std::sync::Arc;

use axum::{Json as Answer, extract::State};
use strongroom_api::{
    ErrorCode, Problem,
    changes::{Changes, ChangesQuery},
};
use strongroom_domain::{
    id::{DatabaseId, ObjectId},
    rights::Permission,
};
use strongroom_service::{Caller, changes::Cursor};
use utoipa_axum::routes;

use super::{Need, Registry};
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
) -> Result<Answer<Changes>, Refused> {
    let malformed = |_| Refused::from(Problem::invalid("`since` must be a cursor").with_pointer("since"));
    let since = query.since.map(|text| text.parse::<Cursor>().map_err(malformed)).transpose()?;
    let service = Arc::clone(state.service());
    // Where rules changed, everything is looked at.
    let work = tokio::task::spawn_blocking(move || service.changes(&caller, database, since));
    let (changes, cursor) = work.await.map_err(|_| ErrorCode::Internal)??;
    Ok(Answer(Changes {
        cursor: cursor.to_string(),
        reset: changes.reset,
        changed: changes.changed.into_iter().map(ObjectId::uuid).collect(),
        gone: changes.gone.into_iter().map(ObjectId::uuid).collect(),
        locks: changes.locks.iter().map(|change| change.object.uuid()).collect(),
        bin: changes.bin,
    }))
}
