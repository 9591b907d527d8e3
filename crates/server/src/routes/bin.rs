//! `/databases/{db}/bin`: what was deleted and can still come back.

use std::sync::Arc;

use axum::{
    Json as Answer,
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use strongroom_api::{
    ErrorCode, Page,
    bin::{BinItem, Emptied, RestoreFromBin},
    list::PageQuery,
};
use strongroom_domain::{
    id::{DatabaseId, ObjectId},
    rights::Permission,
};
use strongroom_service::{Caller, binned};
use utoipa_axum::routes;

use super::{Need, Registry};
use crate::{
    answer::Revision,
    extract::{Ids, IfMatch, Json, Query, page_range},
    problem::Refused,
    state::AppState,
    view,
};

pub fn routes(registry: Registry) -> Registry {
    registry
        .add(Need::Database(Permission::AccessDatabase), routes!(list_bin))
        .add(Need::Database(Permission::GrantAdminRights), routes!(empty_bin))
        .add(Need::Object(Permission::DeleteEntries), routes!(restore_from_bin))
        .add(Need::Object(Permission::DeleteEntries), routes!(purge_from_bin))
}

/// What the caller sees of the bin, what was deleted last first.
#[utoipa::path(get, path = "/api/v1/databases/{db}/bin", tag = "bin",
    params(("db" = uuid::Uuid, Path, description = "The database."), PageQuery),
    responses((status = 200, body = Page<BinItem>)))]
async fn list_bin(
    State(state): State<AppState>,
    caller: Caller,
    Ids(database): Ids<DatabaseId>,
    Query(query): Query<PageQuery>,
) -> Result<Answer<Page<BinItem>>, Refused> {
    let range = page_range(query.limit, query.cursor.as_deref())?;
    let service = Arc::clone(state.service());
    // Everything in the bin is looked at.
    let work = tokio::task::spawn_blocking(move || service.bin(&caller, database));
    let found = work.await.map_err(|_| ErrorCode::Internal)??;
    let last_first =
        |item: &binned::BinItem| format!("{:020}{}", i64::MAX - item.deleted_at.micros(), item.id);
    Ok(Answer(range.of(found, last_first, view::bin_item)))
}

/// Deletes for good what of the bin the caller may: each item wholly or not at all. A bin with very much in it takes
/// several calls, until nothing is purged any more.
#[utoipa::path(delete, path = "/api/v1/databases/{db}/bin", tag = "bin",
    params(("db" = uuid::Uuid, Path, description = "The database.")), responses((status = 200, body = Emptied)))]
async fn empty_bin(
    State(state): State<AppState>,
    caller: Caller,
    Ids(database): Ids<DatabaseId>,
) -> Result<Answer<Emptied>, Refused> {
    let naming = view::Naming::of(&state, &caller, database).told();
    let (service, runtime) = (Arc::clone(state.service()), tokio::runtime::Handle::current());
    let by = caller.clone();
    // Everything in the bin is looked at.
    let work = tokio::task::spawn_blocking(move || runtime.block_on(service.empty_bin(&by, database)));
    let emptied = work.await.map_err(|_| ErrorCode::Internal)?;
    let binned::Emptied { purged, kept } = emptied.map_err(naming)?;
    Ok(Answer(Emptied { purged, kept }))
}

/// Restores something from the bin, with everything that went with it: what a move there needs.
#[utoipa::path(post, path = "/api/v1/databases/{db}/bin/{id}/restore", tag = "bin", request_body = RestoreFromBin,
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object.")),
    responses((status = 200, body = strongroom_api::objects::ObjectAnswer)))]
async fn restore_from_bin(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id)): Ids<(DatabaseId, ObjectId)>,
    IfMatch(precondition): IfMatch,
    request: Option<Json<RestoreFromBin>>,
) -> Result<Response, Refused> {
    let parent = request.and_then(|Json(request)| request.parent);
    let to = parent.map(|parent| parent.map(ObjectId::from));
    let restored = state.service().restore_from_bin(&caller, database, id, precondition.revision(), to).await;
    let restored = restored.map_err(view::Naming::of(&state, &caller, database).told())?;
    Ok(match view::object(restored) {
        (object, Some(revision)) => (Revision(revision), Answer(object)).into_response(),
        (object, None) => Answer(object).into_response(),
    })
}

/// Deletes something in the bin for good, with everything that went with it: at most 20,000 objects. Needs
/// `grant_admin_rights` as well.
#[utoipa::path(delete, path = "/api/v1/databases/{db}/bin/{id}", tag = "bin",
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object.")),
    responses((status = 204)))]
async fn purge_from_bin(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id)): Ids<(DatabaseId, ObjectId)>,
    IfMatch(precondition): IfMatch,
) -> Result<StatusCode, Refused> {
    let purged = state.service().purge(&caller, database, id, precondition.revision()).await;
    purged.map_err(view::Naming::of(&state, &caller, database).told())?;
    Ok(StatusCode::NO_CONTENT)
}
