//! `/databases/{db}/reach`: where somebody gets to.

use axum::{Json as Answer, extract::State};
use strongroom_api::{
    Problem,
    reach::{ObjectLook, Reach, ReachQuery},
};
use strongroom_domain::{
    id::{DatabaseId, ObjectId, UserId},
    rights::Permission,
};
use strongroom_service::Caller;
use utoipa_axum::routes;

use super::{Need, Registry, assignments::principal_of};
use crate::{
    extract::{Ids, PageRange, Query, page_range},
    problem::Refused,
    state::AppState,
    view,
};

const NEED: Need = Need::Administration("a right to administer the rights of the database");

pub fn routes(registry: Registry) -> Registry {
    registry.add(NEED, routes!(reach))
}

/// How one permission of a user or a group stands on all of a database. Only what has something set is named.
#[utoipa::path(get, path = "/api/v1/databases/{db}/reach", tag = "rights",
    params(("db" = uuid::Uuid, Path, description = "The database."), ReachQuery),
    responses((status = 200, body = Reach)))]
async fn reach(
    State(state): State<AppState>,
    caller: Caller,
    Ids(database): Ids<DatabaseId>,
    Query(query): Query<ReachQuery>,
) -> Result<Answer<Reach>, Refused> {
    let range = page_range(query.limit, query.cursor.as_deref())?;
    let malformed =
        |_| Refused::from(Problem::invalid("`cursor` must be the `next` of a page").with_pointer("cursor"));
    let after = range.cursor.as_deref().map(str::parse::<ObjectId>).transpose().map_err(malformed)?;
    let permission = of_objects(query.permission.unwrap_or(Permission::AccessEntries), "permission")?;
    let principal = principal_of(state.service(), UserId::from(query.principal));
    let found =
        state.service().reach(&caller, database, (principal, permission), (range.limit, after)).await?;
    let items: Vec<ObjectLook> = found.looks.into_iter().map(view::object_look).collect();
    let last = items.last().filter(|_| found.more);
    let next = last.map(|look| PageRange::cursor_behind(&look.object.to_string()));
    Ok(Answer(Reach {
        principal: query.principal,
        permission,
        at: caller.now,
        at_database: view::look(found.at_database),
        items,
        next,
    }))
}

/// One of the eight.
pub(super) fn of_objects(permission: Permission, place: &'static str) -> Result<Permission, Refused> {
    if Permission::OBJECT.contains(&permission) {
        return Ok(permission);
    }
    Err(Problem::invalid("`permission` must be one of the eight of objects").with_pointer(place).into())
}
