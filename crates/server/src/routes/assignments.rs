//! `/databases/{db}/assignments`: the places of principals in a database.

use axum::{
    Json as Answer,
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use strongroom_api::{
    Page,
    assignments::{Assignment, PutAssignment},
    list::PageQuery,
    many::{DryRunQuery, Effects},
};
use strongroom_domain::{
    account::Principal,
    database,
    id::{DatabaseId, UserId},
    name,
    time::Period,
};
use strongroom_service::{Caller, Service, ServiceError, rights::Setting};
use utoipa_axum::routes;

use super::{Need, Registry};
use crate::{
    extract::{Ids, IfMatch, Json, Query, page_range},
    problem::Refused,
    state::AppState,
    view,
};

const NEED: Need = Need::Administration("a right to administer the rights of the database");

pub fn routes(registry: Registry) -> Registry {
    registry
        .add(NEED, routes!(list_assignments))
        .add(NEED, routes!(put_assignment))
        .add(NEED, routes!(delete_assignment))
}

/// Everybody who is assigned, in the order of their names.
#[utoipa::path(get, path = "/api/v1/databases/{db}/assignments", tag = "rights",
    params(("db" = uuid::Uuid, Path, description = "The database."), PageQuery),
    responses((status = 200, body = Page<Assignment>)))]
async fn list_assignments(
    State(state): State<AppState>,
    caller: Caller,
    Ids(database): Ids<DatabaseId>,
    Query(query): Query<PageQuery>,
) -> Result<Answer<Page<Assignment>>, Refused> {
    let range = page_range(query.limit, query.cursor.as_deref())?;
    let found = state.service().assignments(&caller, database)?;
    let told = |assignment| view::assignment(state.service(), &caller, assignment);
    let mut found: Vec<Assignment> = found.into_iter().filter_map(told).collect();
    let key = |it: &Assignment| format!("{}\0{}", name::fold(&it.principal.name), it.principal.id);
    found.sort_by_cached_key(key);
    Ok(Answer(range.of(found, key, |found| found)))
}

/// Sets a principal's place as a whole; or tells what that would do.
#[utoipa::path(put, path = "/api/v1/databases/{db}/assignments/{principal}", tag = "rights",
    request_body = PutAssignment,
    params(("db" = uuid::Uuid, Path, description = "The database."),
        ("principal" = uuid::Uuid, Path, description = "The user or group."), DryRunQuery),
    responses((status = 200, description = "The assignment; with `dry_run` `Effects`: what would happen.",
        body = Assignment)))]
async fn put_assignment(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id)): Ids<(DatabaseId, UserId)>,
    Query(query): Query<DryRunQuery>,
    // Assignments have no revision: what is sent is checked for its form alone.
    _: Option<IfMatch>,
    Json(request): Json<PutAssignment>,
) -> Result<Response, Refused> {
    let principal = principal_of(state.service(), id);
    let marks = view::assignment_marks(request.permissions.as_ref(), request.preset)?;
    let period = Period { from: request.valid_from, to: request.valid_to };
    let assignment = database::Assignment { principal, period, marks };
    if query.dry_run == Some(true) {
        let preview =
            state.service().preview_setting(&caller, database, Setting::Assignment(assignment)).await?;
        return Ok(Answer(view::effects(preview)).into_response());
    }
    state.service().set_assignment(&caller, database, assignment).await?;
    let told = view::assignment(state.service(), &caller, assignment);
    let told = told.ok_or(ServiceError::NotFound)?;
    Ok(Answer(told).into_response())
}

/// Removes a principal from the database, with its rules there; or tells what that would do.
#[utoipa::path(delete, path = "/api/v1/databases/{db}/assignments/{principal}", tag = "rights",
    params(("db" = uuid::Uuid, Path, description = "The database."),
        ("principal" = uuid::Uuid, Path, description = "The user or group."), DryRunQuery),
    responses((status = 204), (status = 200, description = "With `dry_run`: what would happen.", body = Effects)))]
async fn delete_assignment(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id)): Ids<(DatabaseId, UserId)>,
    Query(query): Query<DryRunQuery>,
    _: Option<IfMatch>,
) -> Result<Response, Refused> {
    let principal = principal_of(state.service(), id);
    if query.dry_run == Some(true) {
        let preview =
            state.service().preview_setting(&caller, database, Setting::NoAssignment(principal)).await?;
        return Ok(Answer(view::effects(preview)).into_response());
    }
    state.service().remove_assignment(&caller, database, principal).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The user or group of the id in a path, which is read as a user's: ids are unique among both. Where there is
/// neither, the use case says so after it has decided whether the caller may do this at all.
pub fn principal_of(service: &Service, id: UserId) -> Principal {
    service.principal(id.uuid()).unwrap_or(Principal::User(id))
}
