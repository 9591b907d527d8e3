//! `.../objects/{id}/rules` and `.../objects/{id}/inheritance`: marks on one folder or entry, and the cut of what comes
//! from above.

use axum::{Json as Answer, extract::State};
use http::StatusCode;
use strongroom_api::{
    list::PageQuery,
    rules::{Inheritance, ObjectRules, PutRule, Rule},
};
use strongroom_domain::{
    database::ObjectRule,
    id::{DatabaseId, ObjectId, UserId},
    name,
};
use strongroom_service::{Caller, ServiceError};
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

/// Sets a principal's marks as a whole; without a mark the rule goes.
#[utoipa::path(put, path = "/api/v1/databases/{db}/objects/{id}/rules/{principal}", tag = "rights",
    request_body = PutRule,
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object."),
        ("principal" = uuid::Uuid, Path, description = "The user or group.")),
    responses((status = 200, body = Rule)))]
async fn put_rule(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, object, id)): Ids<(DatabaseId, ObjectId, UserId)>,
    // Rules have no revision: what is sent is checked for its form alone.
    _: Option<IfMatch>,
    Json(request): Json<PutRule>,
) -> Result<Answer<Rule>, Refused> {
    let marks = view::rule_marks(request.permissions.as_ref(), request.preset)?;
    let rule = ObjectRule { object, principal: principal_of(state.service(), id), marks };
    state.service().set_rule(&caller, database, rule).await?;
    view::rule(state.service(), rule).map(Answer).ok_or_else(|| ServiceError::NotFound.into())
}

/// Removes a principal's marks.
#[utoipa::path(delete, path = "/api/v1/databases/{db}/objects/{id}/rules/{principal}", tag = "rights",
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object."),
        ("principal" = uuid::Uuid, Path, description = "The user or group.")),
    responses((status = 204)))]
async fn delete_rule(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, object, id)): Ids<(DatabaseId, ObjectId, UserId)>,
    _: Option<IfMatch>,
) -> Result<StatusCode, Refused> {
    let principal = principal_of(state.service(), id);
    state.service().remove_rule(&caller, database, object, principal).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets rights from above reach an object, or not.
#[utoipa::path(put, path = "/api/v1/databases/{db}/objects/{id}/inheritance", tag = "rights",
    request_body = Inheritance,
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object.")),
    responses((status = 200, body = Inheritance)))]
async fn put_inheritance(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, object)): Ids<(DatabaseId, ObjectId)>,
    _: Option<IfMatch>,
    Json(request): Json<Inheritance>,
) -> Result<Answer<Inheritance>, Refused> {
    state.service().set_inheritance(&caller, database, object, request.on).await?;
    Ok(Answer(request))
}
