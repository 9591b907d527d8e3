//! `.../objects/{id}/second_password` and `/databases/{db}/second_password`: what the server can not read without.

use axum::extract::State;
use http::StatusCode;
use strongroom_api::{
    SecretText,
    second_passwords::{RemoveSecondPassword, SetSecondPassword},
};
use strongroom_domain::{
    id::{DatabaseId, ObjectId},
    rights::Permission,
};
use strongroom_service::Caller;
use utoipa_axum::routes;

use super::{Need, Registry};
use crate::{
    extract::{Ids, Json},
    problem::Refused,
    state::AppState,
    view,
};

pub fn routes(registry: Registry) -> Registry {
    registry
        .add(Need::Object(Permission::SetSecondPassword), routes!(set_on_object))
        .add(Need::Object(Permission::SetSecondPassword), routes!(remove_from_object))
        .add(Need::Database(Permission::SetSecondPassword), routes!(set_on_database))
        .add(Need::Database(Permission::SetSecondPassword), routes!(remove_from_database))
}

/// Sets or changes the second password of an entry, or of a folder with everything below it that has none of its own.
#[utoipa::path(put, path = "/api/v1/databases/{db}/objects/{id}/second_password", tag = "second passwords",
    request_body = SetSecondPassword,
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object.")),
    responses((status = 204)))]
async fn set_on_object(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id)): Ids<(DatabaseId, ObjectId)>,
    Json(request): Json<SetSecondPassword>,
) -> Result<StatusCode, Refused> {
    set(&state, &caller, database, Some(id), request).await
}

/// Removes the second password of an entry or a folder.
#[utoipa::path(delete, path = "/api/v1/databases/{db}/objects/{id}/second_password", tag = "second passwords",
    request_body = RemoveSecondPassword,
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object.")),
    responses((status = 204)))]
async fn remove_from_object(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id)): Ids<(DatabaseId, ObjectId)>,
    request: Option<Json<RemoveSecondPassword>>,
) -> Result<StatusCode, Refused> {
    remove(&state, &caller, database, Some(id), request).await
}

/// Sets or changes the second password of a database: it covers everything in it that has none of its own.
#[utoipa::path(put, path = "/api/v1/databases/{db}/second_password", tag = "second passwords",
    request_body = SetSecondPassword,
    params(("db" = uuid::Uuid, Path, description = "The database.")), responses((status = 204)))]
async fn set_on_database(
    State(state): State<AppState>,
    caller: Caller,
    Ids(database): Ids<DatabaseId>,
    Json(request): Json<SetSecondPassword>,
) -> Result<StatusCode, Refused> {
    set(&state, &caller, database, None, request).await
}

/// Removes the second password of a database.
#[utoipa::path(delete, path = "/api/v1/databases/{db}/second_password", tag = "second passwords",
    request_body = RemoveSecondPassword,
    params(("db" = uuid::Uuid, Path, description = "The database.")), responses((status = 204)))]
async fn remove_from_database(
    State(state): State<AppState>,
    caller: Caller,
    Ids(database): Ids<DatabaseId>,
    request: Option<Json<RemoveSecondPassword>>,
) -> Result<StatusCode, Refused> {
    remove(&state, &caller, database, None, request).await
}

async fn set(
    state: &AppState,
    caller: &Caller,
    database: DatabaseId,
    object: Option<ObjectId>,
    request: SetSecondPassword,
) -> Result<StatusCode, Refused> {
    let current = request.current.map(SecretText::into_inner);
    let new = request.new.into_inner();
    let done = state.service().set_second_password(caller, database, object, current, new).await;
    done.map_err(view::Naming::of(state, caller, database).told())?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(
    state: &AppState,
    caller: &Caller,
    database: DatabaseId,
    object: Option<ObjectId>,
    request: Option<Json<RemoveSecondPassword>>,
) -> Result<StatusCode, Refused> {
    let current = request.and_then(|request| request.0.current).map(SecretText::into_inner);
    let done = state.service().remove_second_password(caller, database, object, current).await;
    done.map_err(view::Naming::of(state, caller, database).told())?;
    Ok(StatusCode::NO_CONTENT)
}
