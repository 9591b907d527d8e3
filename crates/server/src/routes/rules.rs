//! `.../objects/{id}/rules` and `.../objects/{id}/inheritance`: marks on one folder or entry, and the cut of what comes
//! from above.

use axum::{
    Json as Answer,
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use strongroom_api::{
    list::PageQuery,
    many::{DryRunQuery, Effects},
    rules::{Inheritance, ObjectRules, PutRule, Rule},
};
use strongroom_domain::{
    database::ObjectRule,
    id::{DatabaseId, ObjectId, UserId},
    name,
};
use strongroom_service::{Caller, ServiceError, rights::Setting};
use utoipa_axum::routes;

use super::{Need, Registry, assignments::principal_of};
use crate::{
    extract::{Ids, IfMatch, Json, Query, page_range},
    problem::Refused,
    state::AppState,
    view,
};

const NEED: Need = Need::Administration("a right to administer the rights of the database");

pub fn routes(registry: Registry) -> Registry {
    registry
        .add(NEED, routes!(list_rules))
        .add(NEED, routes!(put_rule))
        .add(NEED, routes!(delete_rule))
        .add(NEED, routes!(put_inheritance))
}

/// The rules on one object itself, in the order of the names.
#[utoipa::path(get, path = "/api/v1/databases/{db}/objects/{id}/rules", tag = "rights",
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object."),
        PageQuery),
    responses((status = 200, body = ObjectRules)))]
async fn list_rules(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, object)): Ids<(DatabaseId, ObjectId)>,
    Query(query): Query<PageQuery>,
) -> Result<Answer<ObjectRules>, Refused> {
    let range = page_range(query.limit, query.cursor.as_deref())?;
    let (found, inheritance) = state.service().object_rules(&caller, database, object)?;
    let mut found: Vec<Rule> =
        found.into_iter().filter_map(|rule| view::rule(state.service(), rule)).collect();
    let key = |rule: &Rule| format!("{}\0{}", name::fold(&rule.principal.name), rule.principal.id);
    found.sort_by_cached_key(key);
    let page = range.of(found, key, |rule| rule);
    Ok(Answer(ObjectRules { inheritance, items: page.items, next: page.next }))
}

/// Sets a principal's marks as a whole; without a mark the rule goes. Or tells what that would do.
#[utoipa::path(put, path = "/api/v1/databases/{db}/objects/{id}/rules/{principal}", tag = "rights",
    request_body = PutRule,
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object."),
        ("principal" = uuid::Uuid, Path, description = "The user or group."), DryRunQuery),
    responses((status = 200, description = "The rule; with `dry_run` `Effects`: what would happen.", body = Rule)))]
async fn put_rule(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, object, id)): Ids<(DatabaseId, ObjectId, UserId)>,
    Query(query): Query<DryRunQuery>,
    // Rules have no revision: what is sent is checked for its form alone.
    _: Option<IfMatch>,
    Json(request): Json<PutRule>,
) -> Result<Response, Refused> {
    let marks = view::rule_marks(request.permissions.as_ref(), request.preset)?;
    let rule = ObjectRule { object, principal: principal_of(state.service(), id), marks };
    if query.dry_run == Some(true) {
        let preview = state.service().preview_setting(&caller, database, Setting::Rule(rule)).await?;
        return Ok(Answer(view::effects(preview)).into_response());
    }
    state.service().set_rule(&caller, database, rule).await?;
    let told = view::rule(state.service(), rule).ok_or(ServiceError::NotFound)?;
    Ok(Answer(told).into_response())
}

/// Removes a principal's marks; or tells what that would do.
#[utoipa::path(delete, path = "/api/v1/databases/{db}/objects/{id}/rules/{principal}", tag = "rights",
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object."),
        ("principal" = uuid::Uuid, Path, description = "The user or group."), DryRunQuery),
    responses((status = 204), (status = 200, description = "With `dry_run`: what would happen.", body = Effects)))]
async fn delete_rule(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, object, id)): Ids<(DatabaseId, ObjectId, UserId)>,
    Query(query): Query<DryRunQuery>,
    _: Option<IfMatch>,
) -> Result<Response, Refused> {
    let principal = principal_of(state.service(), id);
    if query.dry_run == Some(true) {
        let preview =
            state.service().preview_setting(&caller, database, Setting::NoRule(object, principal)).await?;
        return Ok(Answer(view::effects(preview)).into_response());
    }
    state.service().remove_rule(&caller, database, object, principal).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Lets rights from above reach an object, or not; or tells what that would do.
#[utoipa::path(put, path = "/api/v1/databases/{db}/objects/{id}/inheritance", tag = "rights",
    request_body = Inheritance,
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object."),
        DryRunQuery),
    responses((status = 200, description = "As it is then; with `dry_run` `Effects`: what would happen.",
        body = Inheritance)))]
async fn put_inheritance(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, object)): Ids<(DatabaseId, ObjectId)>,
    Query(query): Query<DryRunQuery>,
    _: Option<IfMatch>,
    Json(request): Json<Inheritance>,
) -> Result<Response, Refused> {
    if query.dry_run == Some(true) {
        let preview = state
            .service()
            .preview_setting(&caller, database, Setting::Inheritance(object, request.on))
            .await?;
        return Ok(Answer(view::effects(preview)).into_response());
    }
    state.service().set_inheritance(&caller, database, object, request.on).await?;
    Ok(Answer(request).into_response())
}
