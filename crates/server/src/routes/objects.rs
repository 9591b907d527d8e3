//! `/databases/{db}/objects/{id}`: folders and entries one by one.

use axum::{
    Json as Answer,
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use strongroom_api::{
    many::{CopyObject, DryRunQuery, Effects},
    objects::{MoveObject, NewObject, PatchObject},
};
use strongroom_domain::{
    id::{DatabaseId, ObjectId},
    rights::Permission,
};
use strongroom_service::{
    Caller,
    objects::{CopyTo, Moved, Named, ObjectView},
};
use utoipa_axum::routes;

use super::{Need, Registry};
use crate::{
    answer::{self, Revision},
    extract::{Ids, IfMatch, Json, Query},
    problem::Refused,
    state::AppState,
    view,
};

pub fn routes(registry: Registry) -> Registry {
    registry
        .add(Need::Object(Permission::AddEntries), routes!(create_object))
        .add(Need::Object(Permission::AccessEntries), routes!(get_object))
        .add(Need::Object(Permission::ModifyEntries), routes!(patch_object))
        .add(Need::Object(Permission::DeleteEntries), routes!(delete_object))
        .add(Need::Object(Permission::DeleteEntries), routes!(move_object))
        .add(Need::Object(Permission::ReadEntries), routes!(copy_object))
}

/// Makes a folder or an entry.
#[utoipa::path(post, path = "/api/v1/databases/{db}/objects", tag = "objects", request_body = NewObject,
    params(("db" = uuid::Uuid, Path, description = "The database.")), responses((status = 201, body = strongroom_api::objects::ObjectAnswer)))]
async fn create_object(
    State(state): State<AppState>,
    caller: Caller,
    Ids(database): Ids<DatabaseId>,
    Json(request): Json<NewObject>,
) -> Result<Response, Refused> {
    let new = view::new_object(request);
    let told = view::Naming::of(&state, &caller, database);
    let made = state.service().create_object(&caller, database, new).await.map_err(told.told())?;
    let path = format!("/databases/{database}/objects/{}", made.id);
    // What was added to a letter box is not the sender's to see: only its name is told.
    let (object, revision) = view::object(made);
    Ok(answer::created(&path, revision.unwrap_or(1), object))
}

/// A folder or an entry, without its secrets.
#[utoipa::path(get, path = "/api/v1/databases/{db}/objects/{id}", tag = "objects",
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object.")),
    responses((status = 200, body = strongroom_api::objects::ObjectAnswer)))]
async fn get_object(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id)): Ids<(DatabaseId, ObjectId)>,
) -> Result<Response, Refused> {
    Ok(shown(state.service().object(&caller, database, id)?))
}

/// Changes a folder or an entry.
#[utoipa::path(patch, path = "/api/v1/databases/{db}/objects/{id}", tag = "objects", request_body = PatchObject,
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object.")),
    responses((status = 200, body = strongroom_api::objects::ObjectAnswer)))]
async fn patch_object(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id)): Ids<(DatabaseId, ObjectId)>,
    IfMatch(precondition): IfMatch,
    Json(request): Json<PatchObject>,
) -> Result<Response, Refused> {
    let change = view::object_change(request);
    let changed =
        state.service().change_object(&caller, database, id, precondition.revision(), &change).await;
    Ok(shown(changed.map_err(view::Naming::of(&state, &caller, database).told_of(id))?))
}

/// Puts a folder with everything below it, or an entry, into the bin.
#[utoipa::path(delete, path = "/api/v1/databases/{db}/objects/{id}", tag = "objects",
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object.")),
    responses((status = 204)))]
async fn delete_object(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id)): Ids<(DatabaseId, ObjectId)>,
    IfMatch(precondition): IfMatch,
) -> Result<StatusCode, Refused> {
    let deleted = state.service().delete_object(&caller, database, id, precondition.revision()).await;
    deleted.map_err(view::Naming::of(&state, &caller, database).told_of(id))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Moves a folder with everything below it, or an entry; or tells what that would do.
#[utoipa::path(post, path = "/api/v1/databases/{db}/objects/{id}/move", tag = "objects", request_body = MoveObject,
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object."),
        DryRunQuery),
    responses((status = 200, description = "The object; with `dry_run` `Effects`: what would happen.",
        body = strongroom_api::objects::ObjectAnswer)))]
async fn move_object(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id)): Ids<(DatabaseId, ObjectId)>,
    Query(query): Query<DryRunQuery>,
    IfMatch(precondition): IfMatch,
    Json(request): Json<MoveObject>,
) -> Result<Response, Refused> {
    let to = Moved { parent: request.parent.map(ObjectId::from), before: request.before.map(ObjectId::from) };
    let (service, revision) = (state.service(), precondition.revision());
    let told = view::Naming::of(&state, &caller, database).told_of(id);
    if query.dry_run == Some(true) {
        let preview = service.preview_move(&caller, database, vec![Named { id, revision }], to).await;
        return Ok(Answer(view::effects(preview.map_err(told)?)).into_response());
    }
    Ok(shown(service.move_object(&caller, database, id, revision, to).await.map_err(told)?))
}

/// Copies a folder with everything below it, or an entry, also into another database; or tells what that would do.
#[utoipa::path(post, path = "/api/v1/databases/{db}/objects/{id}/copy", tag = "objects", request_body = CopyObject,
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object."),
        DryRunQuery),
    responses((status = 201, body = strongroom_api::objects::ObjectAnswer),
        (status = 200, description = "With `dry_run`: what would happen.", body = Effects)))]
async fn copy_object(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id)): Ids<(DatabaseId, ObjectId)>,
    Query(query): Query<DryRunQuery>,
    Json(request): Json<CopyObject>,
) -> Result<Response, Refused> {
    let to = CopyTo {
        database: request.database.map(DatabaseId::from),
        parent: request.parent.map(ObjectId::from),
    };
    let told = view::Naming::of(&state, &caller, database).told();
    if query.dry_run == Some(true) {
        let named = vec![Named { id, revision: None }];
        let preview = state.service().preview_copy(&caller, database, named, to).await.map_err(told)?;
        return Ok(Answer(view::effects(preview)).into_response());
    }
    let copy = state.service().copy_object(&caller, database, id, to).await.map_err(told)?;
    let path = format!("/databases/{}/objects/{}", copy.database, copy.id);
    let (object, revision) = view::object(copy);
    Ok(answer::created(&path, revision.unwrap_or(1), object))
}

fn shown(object: ObjectView) -> Response {
    match view::object(object) {
        (object, Some(revision)) => (Revision(revision), Answer(object)).into_response(),
        (object, None) => Answer(object).into_response(),
    }
}
