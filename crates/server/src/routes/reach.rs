//! `/databases/{db}/reach` and `/databases/{db}/rights/preview`: where somebody gets to, and what other rules would do.

use axum::{Json as Answer, extract::State};
use strongroom_api::{
    Problem,
    reach::{ObjectLook, Reach, ReachQuery},
    rights_preview::{PreviewRights, PreviewedRights},
};
use strongroom_domain::{
    id::{DatabaseId, ObjectId, UserId},
    rights::Permission,
};
use strongroom_service::{Caller, rights::Asked};
use utoipa_axum::routes;

use super::{Need, Registry, assignments::principal_of};
use crate::{
    extract::{Ids, Json, PageRange, Query, page_range},
    problem::Refused,
    state::AppState,
    view,
};

const NEED: Need = Need::Administration("a right to administer the rights of the database");

pub fn routes(registry: Registry) -> Registry {
    registry.add(NEED, routes!(reach)).add(NEED, routes!(preview_rights))
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

/// What some changes would do, made one after the other, and what somebody could do then. Nothing is changed.
#[utoipa::path(post, path = "/api/v1/databases/{db}/rights/preview", tag = "rights", request_body = PreviewRights,
    params(("db" = uuid::Uuid, Path, description = "The database.")),
    responses((status = 200, body = PreviewedRights)))]
async fn preview_rights(
    State(state): State<AppState>,
    caller: Caller,
    Ids(database): Ids<DatabaseId>,
    Json(request): Json<PreviewRights>,
) -> Result<Answer<PreviewedRights>, Refused> {
    let service = state.service();
    let principal = |id| principal_of(service, UserId::from(id));
    let settings = request.changes.into_iter().map(|change| view::setting(change, principal)).collect();
    let looks = request.permission.map(|it| of_objects(it, "/permission")).transpose()?;
    let on = request.object.map(ObjectId::from);
    let asked = request.principal.map(|id| Asked { principal: principal(id), on, looks });
    if asked.is_none() && (on.is_some() || looks.is_some()) {
        return Err(Problem::invalid("`principal` says about whom").with_pointer("/principal").into());
    }
    let (effects, foretold) = service.preview_settings(&caller, database, settings, asked).await?;
    let naming = view::Naming::of(&state, &caller, database);
    Ok(Answer(naming.rights_preview(effects, foretold, on)))
}

fn of_objects(permission: Permission, place: &'static str) -> Result<Permission, Refused> {
    if Permission::OBJECT.contains(&permission) {
        return Ok(permission);
    }
    Err(Problem::invalid("`permission` must be one of the eight of objects").with_pointer(place).into())
}
