//! `/groups`: groups of users and their members.

use axum::{
    Json as Answer,
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use strongroom_api::{
    Page,
    groups::{Group, NewGroup, PatchGroup},
    users::UsersQuery,
};
use strongroom_domain::{
    id::{GroupId, UserId},
    name,
};
use strongroom_service::{Caller, accounts::groups};
use utoipa_axum::routes;

use super::{Need, Registry};
use crate::{
    answer::{self, Revision},
    extract::{Ids, IfMatch, Json, Query, page_range},
    problem::Refused,
    state::AppState,
    view,
};

const READ: Need = Need::Administration("a role");
const GROUPS: Need = Need::Administration("a role that administers groups");
const MEMBERS: Need = Need::Administration("a role that administers the members of this group");

pub fn routes(registry: Registry) -> Registry {
    registry
        .add(READ, routes!(list_groups))
        .add(GROUPS, routes!(create_group))
        .add(READ, routes!(get_group))
        .add(GROUPS, routes!(patch_group))
        .add(GROUPS, routes!(delete_group))
        .add(MEMBERS, routes!(add_member))
        .add(MEMBERS, routes!(remove_member))
}

/// Groups in the order of their names.
#[utoipa::path(get, path = "/api/v1/groups", tag = "groups", params(UsersQuery),
    responses((status = 200, body = Page<Group>)))]
async fn list_groups(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<UsersQuery>,
) -> Result<Answer<Page<Group>>, Refused> {
    let range = page_range(query.limit, query.cursor.as_deref())?;
    let mut groups = state.service().groups(&caller, query.q.as_deref())?;
    let key = |group: &groups::GroupView| format!("{}\0{}", name::fold(&group.record.name), group.id);
    groups.sort_by_cached_key(key);
    Ok(Answer(range.of(groups, key, |group| view::group(group, false))))
}

/// Makes a group.
#[utoipa::path(post, path = "/api/v1/groups", tag = "groups", request_body = NewGroup,
    responses((status = 201, body = Group)))]
async fn create_group(
    State(state): State<AppState>,
    caller: Caller,
    Json(request): Json<NewGroup>,
) -> Result<Response, Refused> {
    let NewGroup { name, description, enabled, protected } = request;
    let new = groups::NewGroup { name, description, enabled, protected };
    let group = state.service().create_group(&caller, new).await?;
    Ok(answer::created(&format!("/groups/{}", group.id), group.revision, view::group(group, true)))
}

/// A group with its members.
#[utoipa::path(get, path = "/api/v1/groups/{id}", tag = "groups",
    params(("id" = uuid::Uuid, Path, description = "The group.")), responses((status = 200, body = Group)))]
async fn get_group(
    State(state): State<AppState>,
    caller: Caller,
    Ids(id): Ids<GroupId>,
) -> Result<Response, Refused> {
    let group = state.service().group(&caller, id)?;
    Ok((Revision(group.revision), Answer(view::group(group, true))).into_response())
}

/// Changes a group.
#[utoipa::path(patch, path = "/api/v1/groups/{id}", tag = "groups", request_body = PatchGroup,
    params(("id" = uuid::Uuid, Path, description = "The group.")), responses((status = 200, body = Group)))]
async fn patch_group(
    State(state): State<AppState>,
    caller: Caller,
    Ids(id): Ids<GroupId>,
    IfMatch(precondition): IfMatch,
    Json(request): Json<PatchGroup>,
) -> Result<Response, Refused> {
    let PatchGroup { name, description, enabled, protected } = request;
    let change = groups::GroupChange { name, description, enabled, protected };
    let group = state.service().change_group(&caller, id, precondition.revision(), change).await?;
    Ok((Revision(group.revision), Answer(view::group(group, true))).into_response())
}

/// Deletes a group, and with it its assignments and rules.
#[utoipa::path(delete, path = "/api/v1/groups/{id}", tag = "groups",
    params(("id" = uuid::Uuid, Path, description = "The group.")), responses((status = 204)))]
async fn delete_group(
    State(state): State<AppState>,
    caller: Caller,
    Ids(id): Ids<GroupId>,
    IfMatch(precondition): IfMatch,
) -> Result<StatusCode, Refused> {
    state.service().delete_group(&caller, id, precondition.revision()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a user a member.
#[utoipa::path(put, path = "/api/v1/groups/{id}/members/{user}", tag = "groups",
    params(("id" = uuid::Uuid, Path, description = "The group."), ("user" = uuid::Uuid, Path, description = "The account.")),
    responses((status = 204)))]
async fn add_member(
    State(state): State<AppState>,
    caller: Caller,
    Ids((group, user)): Ids<(GroupId, UserId)>,
    precondition: Option<IfMatch>,
) -> Result<StatusCode, Refused> {
    set_member(&state, &caller, (group, user), precondition, true).await
}

/// Ends a membership.
#[utoipa::path(delete, path = "/api/v1/groups/{id}/members/{user}", tag = "groups",
    params(("id" = uuid::Uuid, Path, description = "The group."), ("user" = uuid::Uuid, Path, description = "The account.")),
    responses((status = 204)))]
async fn remove_member(
    State(state): State<AppState>,
    caller: Caller,
    Ids((group, user)): Ids<(GroupId, UserId)>,
    precondition: Option<IfMatch>,
) -> Result<StatusCode, Refused> {
    set_member(&state, &caller, (group, user), precondition, false).await
}

/// `If-Match` is optional here, and a membership has no revision: what is sent is checked for its form alone.
async fn set_member(
    state: &AppState,
    caller: &Caller,
    (group, user): (GroupId, UserId),
    _: Option<IfMatch>,
    member: bool,
) -> Result<StatusCode, Refused> {
    state.service().set_member(caller, group, user, member).await?;
    Ok(StatusCode::NO_CONTENT)
}
