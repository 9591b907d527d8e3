//! `/users`: accounts.

use axum::{
    Json as Answer,
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use strongroom_api::{
    Page, SecretText,
    users::{NewUser, PatchUser, User, UsersQuery},
};
use strongroom_domain::{id::UserId, name};
use strongroom_service::{Caller, accounts::users};
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
const ACCOUNTS: Need = Need::Administration("a role that administers accounts");

pub fn routes(registry: Registry) -> Registry {
    registry
        .add(READ, routes!(list_users))
        .add(ACCOUNTS, routes!(create_user))
        .add(Need::Administration("a role, or the account itself"), routes!(get_user))
        .add(ACCOUNTS, routes!(patch_user))
        .add(ACCOUNTS, routes!(delete_user))
}

/// Accounts in the order of their names.
#[utoipa::path(get, path = "/api/v1/users", tag = "users", params(UsersQuery),
    responses((status = 200, body = Page<User>)))]
async fn list_users(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<UsersQuery>,
) -> Result<Answer<Page<User>>, Refused> {
    let range = page_range(query.limit, query.cursor.as_deref())?;
    let mut users = state.service().users(&caller, query.q.as_deref())?;
    let key = |user: &users::UserView| format!("{}\0{}", name::fold(&user.record.username), user.id);
    users.sort_by_cached_key(key);
    Ok(Answer(range.of(users, key, |user| view::user(user, false))))
}

/// Makes an account.
#[utoipa::path(post, path = "/api/v1/users", tag = "users", request_body = NewUser,
    responses((status = 201, body = User)))]
async fn create_user(
    State(state): State<AppState>,
    caller: Caller,
    Json(request): Json<NewUser>,
) -> Result<Response, Refused> {
    let new = users::NewUser {
        username: request.username,
        password: request.password.map(SecretText::into_inner),
        full_name: request.full_name,
        email: request.email,
        department: request.department,
        roles: request.roles.into_iter().collect(),
        disabled: !request.enabled,
        must_change_password: Some(request.must_change_password.unwrap_or(false)),
    };
    let user = state.service().create_user(&caller, new).await?;
    Ok(answer::created(&format!("/users/{}", user.id), user.revision, view::user(user, true)))
}

/// An account with its groups.
#[utoipa::path(get, path = "/api/v1/users/{id}", tag = "users",
    params(("id" = uuid::Uuid, Path, description = "The account.")), responses((status = 200, body = User)))]
async fn get_user(
    State(state): State<AppState>,
    caller: Caller,
    Ids(id): Ids<UserId>,
) -> Result<Response, Refused> {
    let user = state.service().user(&caller, id)?;
    Ok((Revision(user.revision), Answer(view::user(user, true))).into_response())
}

/// Changes an account.
#[utoipa::path(patch, path = "/api/v1/users/{id}", tag = "users", request_body = PatchUser,
    params(("id" = uuid::Uuid, Path, description = "The account.")), responses((status = 200, body = User)))]
async fn patch_user(
    State(state): State<AppState>,
    caller: Caller,
    Ids(id): Ids<UserId>,
    IfMatch(precondition): IfMatch,
    Json(request): Json<PatchUser>,
) -> Result<Response, Refused> {
    let change = users::UserChange {
        username: request.username,
        password: request.password.map(SecretText::into_inner),
        full_name: request.full_name,
        email: request.email,
        department: request.department,
        roles: request.roles.map(|roles| roles.into_iter().collect()),
        enabled: request.enabled,
        must_change_password: request.must_change_password,
    };
    let user = state.service().change_user(&caller, id, precondition.revision(), change).await?;
    Ok((Revision(user.revision), Answer(view::user(user, true))).into_response())
}

/// Deletes an account, and with it its assignments, rules, memberships and sessions.
#[utoipa::path(delete, path = "/api/v1/users/{id}", tag = "users",
    params(("id" = uuid::Uuid, Path, description = "The account.")), responses((status = 204)))]
async fn delete_user(
    State(state): State<AppState>,
    caller: Caller,
    Ids(id): Ids<UserId>,
    IfMatch(precondition): IfMatch,
) -> Result<StatusCode, Refused> {
    state.service().delete_user(&caller, id, precondition.revision()).await?;
    Ok(StatusCode::NO_CONTENT)
}
