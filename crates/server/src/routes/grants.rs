//! `/databases/{db}/grants` and `/approvals`: access that people give each other, and the seals on it.

use std::str::FromStr;

use axum::{
    Json as Answer,
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use strongroom_api::{
    Page,
    grants::{Approval, Grant, GrantsQuery, NewGrant, PatchGrant, SealAct, SealQuery},
    list::PageQuery,
};
use strongroom_domain::{
    id::{DatabaseId, GrantId, ObjectId, RequestId, UserId},
    rights::Permission,
    seal::SealEvent,
};
use strongroom_service::{Caller, ServiceError, grants::Act};
use utoipa_axum::routes;

use super::{Need, Registry};
use crate::{
    answer::{self, Revision},
    extract::{Ids, IfMatch, Json, Query, page_range},
    problem::Refused,
    state::AppState,
    view,
};

const KNOWING: Need =
    Need::Administration("to be the author, the grantee, an approver or an administrator of it");
const CHANGING: Need = Need::Administration("to be the author of the grant or to administer the database");

pub fn routes(registry: Registry) -> Registry {
    registry
        .add(KNOWING, routes!(list_grants))
        .add(KNOWING, routes!(get_grant))
        .add(Need::Object(Permission::GrantAccess), routes!(create_grant))
        .add(CHANGING, routes!(patch_grant))
        .add(CHANGING, routes!(delete_grant))
        .add(
            Need::Administration("`grant_admin_rights` at the database, and what the grant gives"),
            routes!(adopt_grant),
        )
        .add(Need::Administration("the part that the table of the seal names"), routes!(act_on_seal))
        .add(Need::Session, routes!(list_approvals))
}

/// The grants that concern the caller, or, for those who administer the database, all of them.
#[utoipa::path(get, path = "/api/v1/databases/{db}/grants", tag = "grants",
    params(("db" = uuid::Uuid, Path, description = "The database."), GrantsQuery),
    responses((status = 200, body = Page<Grant>)))]
async fn list_grants(
    State(state): State<AppState>,
    caller: Caller,
    Ids(database): Ids<DatabaseId>,
    Query(query): Query<GrantsQuery>,
) -> Result<Answer<Page<Grant>>, Refused> {
    let range = page_range(query.limit, query.cursor.as_deref())?;
    let found = state.service().grants(&caller, database, query.object.map(ObjectId::from))?;
    let naming = view::Naming::of(&state, &caller, database);
    Ok(Answer(range.of(found, |it| it.id.to_string(), |it| view::grant(naming, it))))
}

/// A grant.
#[utoipa::path(get, path = "/api/v1/databases/{db}/grants/{id}", tag = "grants",
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The grant.")),
    responses((status = 200, body = Grant)))]
async fn get_grant(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id)): Ids<(DatabaseId, GrantId)>,
) -> Result<Response, Refused> {
    let found = state.service().grant(&caller, database, id)?;
    Ok(shown(view::grant(view::Naming::of(&state, &caller, database), found)))
}

/// Gives somebody access to a folder or an entry, perhaps under a seal.
#[utoipa::path(post, path = "/api/v1/databases/{db}/grants", tag = "grants", request_body = NewGrant,
    params(("db" = uuid::Uuid, Path, description = "The database.")), responses((status = 201, body = Grant)))]
async fn create_grant(
    State(state): State<AppState>,
    caller: Caller,
    Ids(database): Ids<DatabaseId>,
    Json(request): Json<NewGrant>,
) -> Result<Response, Refused> {
    let naming = view::Naming::of(&state, &caller, database);
    let new = view::new_grant(request);
    let made = state.service().create_grant(&caller, database, &new).await.map_err(naming.told())?;
    let path = format!("/databases/{database}/grants/{}", made.id);
    Ok(answer::created(&path, made.revision, view::grant(naming, made)))
}

/// Changes a grant. Its author widens or shortens it, those who administer shorten it.
#[utoipa::path(patch, path = "/api/v1/databases/{db}/grants/{id}", tag = "grants", request_body = PatchGrant,
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The grant.")),
    responses((status = 200, body = Grant)))]
async fn patch_grant(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id)): Ids<(DatabaseId, GrantId)>,
    IfMatch(precondition): IfMatch,
    Json(request): Json<PatchGrant>,
) -> Result<Response, Refused> {
    let naming = view::Naming::of(&state, &caller, database);
    let revision = precondition.revision();
    let change = view::grant_change(request);
    let changed = state.service().change_grant(&caller, database, id, revision, &change).await;
    Ok(shown(view::grant(naming, changed.map_err(naming.told())?)))
}

/// Ends a grant for good.
#[utoipa::path(delete, path = "/api/v1/databases/{db}/grants/{id}", tag = "grants",
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The grant.")),
    responses((status = 204)))]
async fn delete_grant(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id)): Ids<(DatabaseId, GrantId)>,
    IfMatch(precondition): IfMatch,
) -> Result<StatusCode, Refused> {
    let revision = precondition.revision();
    state.service().revoke_grant(&caller, database, id, revision).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Becomes the author of a grant whose author does not support it any more.
#[utoipa::path(post, path = "/api/v1/databases/{db}/grants/{id}/adopt", tag = "grants",
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The grant.")),
    responses((status = 200, body = Grant)))]
async fn adopt_grant(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id)): Ids<(DatabaseId, GrantId)>,
) -> Result<Response, Refused> {
    let naming = view::Naming::of(&state, &caller, database);
    let adopted = state.service().adopt_grant(&caller, database, id).await.map_err(naming.told())?;
    Ok(shown(view::grant(naming, adopted)))
}

/// The event in a path. An unknown one is answered like an unknown path.
#[derive(Debug, Clone, Copy)]
struct EventSegment(SealEvent);

impl FromStr for EventSegment {
    type Err = ServiceError;

    fn from_str(text: &str) -> Result<Self, ServiceError> {
        SealEvent::named(text).map(Self).ok_or(ServiceError::NotFound)
    }
}

/// Does something to the seal of a grant: `request`, `approve`, `reject`, `withdraw`, `break`, `reseal`, `unseal`.
#[utoipa::path(post, path = "/api/v1/databases/{db}/grants/{id}/seal/{event}", tag = "grants",
    request_body = Option<SealAct>,
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The grant."),
        ("event" = String, Path, description = "What is done."), SealQuery),
    responses((status = 200, body = Grant)))]
async fn act_on_seal(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id, event)): Ids<(DatabaseId, GrantId, EventSegment)>,
    Query(query): Query<SealQuery>,
    request: Option<Json<SealAct>>,
) -> Result<Response, Refused> {
    let naming = view::Naming::of(&state, &caller, database);
    let Json(SealAct { request, reason }) = request.unwrap_or(Json(SealAct::default()));
    let (person, request) = (query.person.map(UserId::from), request.map(RequestId::from));
    let act = Act { event: event.0, person, request, reason };
    let changed = state.service().act_on_seal(&caller, database, id, &act).await.map_err(naming.told())?;
    Ok(shown(view::grant(naming, changed)))
}

/// The requests that wait for the caller's approval, the oldest first.
#[utoipa::path(get, path = "/api/v1/approvals", tag = "grants", params(PageQuery),
    responses((status = 200, body = Page<Approval>)))]
async fn list_approvals(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<PageQuery>,
) -> Result<Answer<Page<Approval>>, Refused> {
    let range = page_range(query.limit, query.cursor.as_deref())?;
    let found = state.service().approvals(&caller)?;
    let told: Vec<Approval> =
        found.into_iter().filter_map(|it| view::approval(state.service(), it)).collect();
    let key = |it: &Approval| {
        let since = it.since.map_or(0, strongroom_domain::time::Instant::micros);
        format!("{since:020}\0{}\0{}", it.grant, it.person.id)
    };
    Ok(Answer(range.of(told, key, |it| it)))
}

fn shown(grant: Grant) -> Response {
    (Revision(grant.revision), Answer(grant)).into_response()
}
