//! `.../objects/{id}/history`: earlier versions of an object.

use std::str::FromStr;

use axum::{
    Json as Answer,
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use strongroom_api::{
    Page, SecretText,
    history::{CompareQuery, Comparison, Version},
    list::PageQuery,
    reveal::{RevealRequest, Revealed},
};
use strongroom_domain::{
    id::{DatabaseId, ObjectId},
    rights::Permission,
};
use strongroom_service::{Caller, objects};
use utoipa_axum::routes;

use super::{Need, Registry, reveal::purpose};
use crate::{
    answer::{self, Revision},
    extract::{Ids, IfMatch, Json, Query, page_range},
    problem::Refused,
    state::AppState,
    view,
};

/// The number of a revision in a path: in its one spelling, or it never was.
#[derive(Debug, Clone, Copy)]
struct Number(u64);

impl FromStr for Number {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let canonical = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
        text.parse().ok().filter(|_| canonical).map(Self).ok_or(())
    }
}

pub fn routes(registry: Registry) -> Registry {
    registry
        .add(Need::Object(Permission::ReadEntries), routes!(list_history))
        .add(Need::Object(Permission::ReadEntries), routes!(get_version))
        .add(Need::Object(Permission::ReadEntries), routes!(compare_versions))
        .add(Need::Object(Permission::ReadEntries), routes!(reveal_version))
        .add(Need::Object(Permission::ModifyEntries), routes!(restore_version))
}

/// The versions of an object that changes have replaced, the latest first.
#[utoipa::path(get, path = "/api/v1/databases/{db}/objects/{id}/history", tag = "history",
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object."),
        PageQuery),
    responses((status = 200, body = Page<Version>)))]
async fn list_history(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id)): Ids<(DatabaseId, ObjectId)>,
    Query(query): Query<PageQuery>,
) -> Result<Answer<Page<Version>>, Refused> {
    let range = page_range(query.limit, query.cursor.as_deref())?;
    let found = state.service().history(&caller, database, id).await;
    let found = found.map_err(view::Naming::of(&state, &caller, database).told())?;
    Ok(Answer(range.of(found, |it| format!("{:020}", u64::MAX - it.revision), view::version)))
}

/// A version of an object as it was, without its secrets.
#[utoipa::path(get, path = "/api/v1/databases/{db}/objects/{id}/history/{revision}", tag = "history",
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object."),
        ("revision" = u64, Path, description = "The revision.")),
    responses((status = 200, body = strongroom_api::objects::ObjectAnswer)))]
async fn get_version(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id, revision)): Ids<(DatabaseId, ObjectId, Number)>,
) -> Result<Response, Refused> {
    let found = state.service().version(&caller, database, id, revision.0).await;
    let found = found.map_err(view::Naming::of(&state, &caller, database).told())?;
    // No `ETag`: a change builds on the present version.
    Ok(Answer(view::object(found).0).into_response())
}

/// How a version differs from another one, or from the present one.
#[utoipa::path(get, path = "/api/v1/databases/{db}/objects/{id}/history/{revision}/compare", tag = "history",
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object."),
        ("revision" = u64, Path, description = "The revision."), CompareQuery),
    responses((status = 200, body = Comparison)))]
async fn compare_versions(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id, revision)): Ids<(DatabaseId, ObjectId, Number)>,
    Query(query): Query<CompareQuery>,
) -> Result<Answer<Comparison>, Refused> {
    let compared = state.service().compare_versions(&caller, database, id, revision.0, query.with).await;
    let compared = compared.map_err(view::Naming::of(&state, &caller, database).told())?;
    Ok(Answer(view::comparison(compared)))
}

/// Gives the values of secret fields of a version.
#[utoipa::path(post, path = "/api/v1/databases/{db}/objects/{id}/history/{revision}/reveal", tag = "history",
    request_body = RevealRequest,
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object."),
        ("revision" = u64, Path, description = "The revision.")),
    responses((status = 200, body = Revealed)))]
async fn reveal_version(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id, revision)): Ids<(DatabaseId, ObjectId, Number)>,
    Json(request): Json<RevealRequest>,
) -> Result<Response, Refused> {
    let caller = caller.with_second_password(request.second_password.map(SecretText::into_inner));
    let wanted = objects::RevealRequest { purpose: purpose(request.purpose), fields: request.fields };
    let revealed = state.service().reveal_version(&caller, database, id, revision.0, &wanted).await;
    let revealed = revealed.map_err(view::Naming::of(&state, &caller, database).told())?;
    let fields = revealed.fields.into_iter().map(|(name, value)| (name, value.into())).collect();
    Ok(answer::secret(StatusCode::OK, Revealed { fields, revision: revealed.revision }))
}

/// Makes a version the present one again, as a new revision.
#[utoipa::path(post, path = "/api/v1/databases/{db}/objects/{id}/history/{revision}/restore", tag = "history",
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object."),
        ("revision" = u64, Path, description = "The revision.")),
    responses((status = 200, body = strongroom_api::objects::ObjectAnswer)))]
async fn restore_version(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id, revision)): Ids<(DatabaseId, ObjectId, Number)>,
    IfMatch(precondition): IfMatch,
) -> Result<Response, Refused> {
    let restored =
        state.service().restore_version(&caller, database, id, precondition.revision(), revision.0).await;
    let restored = restored.map_err(view::Naming::of(&state, &caller, database).told_of(id))?;
    Ok(match view::object(restored) {
        (object, Some(revision)) => (Revision(revision), Answer(object)).into_response(),
        (object, None) => Answer(object).into_response(),
    })
}
