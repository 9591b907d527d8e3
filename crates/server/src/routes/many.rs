//! `/databases/{db}/objects/move` and so on: one call on many objects, all of them or none. Which of them the caller may
//! not see is never told.

use axum::{
    Json as Answer,
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use strongroom_api::{
    ErrorCode, Problem,
    many::{
        AtRevision, ChangedObject, CopiedObjects, CopyObjects, CopyOf, DeleteObjects, DryRunQuery, Effects,
        MoveObjects, NamedObject, TagObjects, TaggedObjects,
    },
};
use strongroom_domain::{
    id::{DatabaseId, ObjectId},
    rights::Permission,
};
use strongroom_service::{
    Caller,
    objects::{CopyTo, Moved, Named, TagChange},
};
use utoipa_axum::routes;

use super::{Need, Registry};
use crate::{
    extract::{Ids, Json, Query},
    problem::Refused,
    state::AppState,
    view,
};

pub fn routes(registry: Registry) -> Registry {
    registry
        .add(Need::Object(Permission::DeleteEntries), routes!(move_objects))
        .add(Need::Object(Permission::ReadEntries), routes!(copy_objects))
        .add(Need::Object(Permission::DeleteEntries), routes!(delete_objects))
        .add(Need::Object(Permission::ModifyEntries), routes!(tag_objects))
}

/// Moves folders with everything below them, and entries; or tells what that would do.
#[utoipa::path(post, path = "/api/v1/databases/{db}/objects/move", tag = "objects", request_body = MoveObjects,
    params(("db" = uuid::Uuid, Path, description = "The database."), DryRunQuery),
    responses((status = 204), (status = 200, description = "With `dry_run`: what would happen.", body = Effects)))]
async fn move_objects(
    State(state): State<AppState>,
    caller: Caller,
    Ids(database): Ids<DatabaseId>,
    Query(query): Query<DryRunQuery>,
    Json(request): Json<MoveObjects>,
) -> Result<Response, Refused> {
    let to = Moved { parent: request.parent.map(ObjectId::from), before: request.before.map(ObjectId::from) };
    let (service, named) = (state.service(), named_at(request.objects)?);
    let told = view::Naming::of(&state, &caller, database).told();
    if query.dry_run == Some(true) {
        let preview = service.preview_move(&caller, database, named, to).await.map_err(told)?;
        return Ok(Answer(view::effects(preview)).into_response());
    }
    service.move_objects(&caller, database, &named, to).await.map_err(told)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Copies folders with everything below them, and entries, also into another database; or tells what that would do.
#[utoipa::path(post, path = "/api/v1/databases/{db}/objects/copy", tag = "objects", request_body = CopyObjects,
    params(("db" = uuid::Uuid, Path, description = "The database."), DryRunQuery),
    responses((status = 201, body = CopiedObjects),
        (status = 200, description = "With `dry_run`: what would happen.", body = Effects)))]
async fn copy_objects(
    State(state): State<AppState>,
    caller: Caller,
    Ids(database): Ids<DatabaseId>,
    Query(query): Query<DryRunQuery>,
    Json(request): Json<CopyObjects>,
) -> Result<Response, Refused> {
    let to = CopyTo {
        database: request.database.map(DatabaseId::from),
        parent: request.parent.map(ObjectId::from),
    };
    let (service, named) = (state.service(), named(request.objects));
    let told = view::Naming::of(&state, &caller, database).told();
    if query.dry_run == Some(true) {
        let preview = service.preview_copy(&caller, database, named, to).await.map_err(told)?;
        return Ok(Answer(view::effects(preview)).into_response());
    }
    let copied = service.copy_objects(&caller, database, &named, to).await.map_err(told)?;
    let copies = copied.tops.into_iter();
    let answer = CopiedObjects {
        copies: copies.map(|(of, copy)| CopyOf { original: of.uuid(), copy: copy.uuid() }).collect(),
        objects: copied.objects,
        attachments: copied.attachments,
    };
    Ok((StatusCode::CREATED, Answer(answer)).into_response())
}

/// Puts folders with everything below them, and entries, into the bin.
#[utoipa::path(post, path = "/api/v1/databases/{db}/objects/delete", tag = "objects", request_body = DeleteObjects,
    params(("db" = uuid::Uuid, Path, description = "The database.")), responses((status = 204)))]
async fn delete_objects(
    State(state): State<AppState>,
    caller: Caller,
    Ids(database): Ids<DatabaseId>,
    Json(request): Json<DeleteObjects>,
) -> Result<StatusCode, Refused> {
    let named = named_at(request.objects)?;
    let deleted = state.service().delete_objects(&caller, database, &named).await;
    deleted.map_err(view::Naming::of(&state, &caller, database).told())?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts tags on folders and entries, and takes them off.
#[utoipa::path(post, path = "/api/v1/databases/{db}/objects/tag", tag = "objects", request_body = TagObjects,
    params(("db" = uuid::Uuid, Path, description = "The database.")), responses((status = 200, body = TaggedObjects)))]
async fn tag_objects(
    State(state): State<AppState>,
    caller: Caller,
    Ids(database): Ids<DatabaseId>,
    Json(request): Json<TagObjects>,
) -> Result<Answer<TaggedObjects>, Refused> {
    let TagObjects { objects, add, remove } = request;
    let change = TagChange { add, remove };
    let tagged = state.service().tag_objects(&caller, database, named_at(objects)?, change).await;
    let tagged = tagged.map_err(view::Naming::of(&state, &caller, database).told())?.into_iter();
    let objects = tagged.map(|(id, revision)| ChangedObject { id: id.uuid(), revision }).collect();
    Ok(Answer(TaggedObjects { objects }))
}

/// As they are named, at whichever revision where none is said.
fn named(objects: Vec<NamedObject>) -> Vec<Named> {
    let revision = |named: &NamedObject| named.revision.and_then(AtRevision::revision);
    objects.into_iter().map(|named| Named { id: named.id.into(), revision: revision(&named) }).collect()
}

/// The same where each has to say its revision, or that it may be any: as `If-Match` does where one is changed.
fn named_at(objects: Vec<NamedObject>) -> Result<Vec<Named>, Refused> {
    if objects.iter().any(|named| named.revision.is_none()) {
        let problem = Problem::new(ErrorCode::RevisionRequired);
        let detail = "name each object with the `revision` that the change builds on, or with `\"*\"`";
        return Err(problem.with_detail(detail).into());
    }
    Ok(named(objects))
}
