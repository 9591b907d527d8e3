//! `.../objects/{id}/lock`, `/databases/{db}/locks` and `/locks`: who edits what.

use axum::{Json as Answer, extract::State};
use http::StatusCode;
use strongroom_api::{
    Page,
    list::PageQuery,
    locks::{HeldLock, LockAnywhere, LockToken, PresentLock, ReleaseQuery},
};
use strongroom_domain::{
    id::{DatabaseId, ObjectId},
    rights::Permission,
};
use strongroom_service::{Caller, locks::LockOf};
use utoipa_axum::routes;

use super::{Need, Registry};
use crate::{
    extract::{Ids, Json, Query, page_range},
    problem::Refused,
    state::AppState,
    view,
};

pub fn routes(registry: Registry) -> Registry {
    registry
        .add(Need::Object(Permission::ModifyEntries), routes!(take_lock))
        .add(Need::Object(Permission::ModifyEntries), routes!(renew_lock))
        .add(Need::Object(Permission::ModifyEntries), routes!(release_lock))
        .add(Need::Administration("a right to administer the database"), routes!(list_locks))
        .add(Need::Session, routes!(list_all_locks))
}

/// Takes the lock of an object for this session; one that the session holds already is renewed under a new token.
#[utoipa::path(post, path = "/api/v1/databases/{db}/objects/{id}/lock", tag = "locks",
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object.")),
    responses((status = 200, body = LockToken)))]
async fn take_lock(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id)): Ids<(DatabaseId, ObjectId)>,
) -> Result<Answer<LockToken>, Refused> {
    let told = view::Naming::of(&state, &caller, database);
    let taken = state.service().take_lock(&caller, database, id).await.map_err(told.told())?;
    Ok(Answer(view::lock_token(&taken)))
}

/// Renews the lock that this session holds.
#[utoipa::path(put, path = "/api/v1/databases/{db}/objects/{id}/lock", tag = "locks", request_body = PresentLock,
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object.")),
    responses((status = 200, body = LockToken)))]
async fn renew_lock(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id)): Ids<(DatabaseId, ObjectId)>,
    request: Option<Json<PresentLock>>,
) -> Result<Answer<LockToken>, Refused> {
    let told = view::Naming::of(&state, &caller, database);
    let token = request.and_then(|request| request.0.token);
    let token = token.as_ref().map(|token| token.expose());
    let renewed = state.service().renew_lock(&caller, database, id, token).await.map_err(told.told())?;
    Ok(Answer(view::lock_token(&renewed)))
}

/// Releases a lock: one's own, or with `?force=true` anybody's for those who administer the database. Where there is
/// none nothing happens.
#[utoipa::path(delete, path = "/api/v1/databases/{db}/objects/{id}/lock", tag = "locks", request_body = PresentLock,
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object."),
        ReleaseQuery),
    responses((status = 204)))]
async fn release_lock(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id)): Ids<(DatabaseId, ObjectId)>,
    Query(query): Query<ReleaseQuery>,
    request: Option<Json<PresentLock>>,
) -> Result<StatusCode, Refused> {
    let told = view::Naming::of(&state, &caller, database);
    let token = request.and_then(|request| request.0.token);
    let token = token.as_ref().map(|token| token.expose());
    let force = query.force.unwrap_or_default();
    let released = state.service().release_lock(&caller, database, id, token, force).await;
    released.map_err(told.told())?;
    Ok(StatusCode::NO_CONTENT)
}

/// All locks of a database.
#[utoipa::path(get, path = "/api/v1/databases/{db}/locks", tag = "locks",
    params(("db" = uuid::Uuid, Path, description = "The database."), PageQuery),
    responses((status = 200, body = Page<HeldLock>)))]
async fn list_locks(
    State(state): State<AppState>,
    caller: Caller,
    Ids(database): Ids<DatabaseId>,
    Query(query): Query<PageQuery>,
) -> Result<Answer<Page<HeldLock>>, Refused> {
    let range = page_range(query.limit, query.cursor.as_deref())?;
    let found = state.service().locks(&caller, database)?;
    Ok(Answer(range.of(found, |it| it.object.to_string(), view::held_lock)))
}

/// The locks of every database that the caller administers, in the order of the databases' ids.
#[utoipa::path(get, path = "/api/v1/locks", tag = "locks", params(PageQuery),
    responses((status = 200, body = Page<LockAnywhere>)))]
async fn list_all_locks(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<PageQuery>,
) -> Result<Answer<Page<LockAnywhere>>, Refused> {
    let range = page_range(query.limit, query.cursor.as_deref())?;
    let mut found = state.service().all_locks(&caller);
    let key = |it: &LockOf| format!("{}{}", it.database, it.lock.object);
    found.sort_by_cached_key(key);
    Ok(Answer(range.of(found, key, view::lock_anywhere)))
}
