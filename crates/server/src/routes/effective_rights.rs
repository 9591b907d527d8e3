//! `/databases/{db}/effective-rights` and `.../objects/{id}/who`: what the rules come to, and why.

use axum::{Json as Answer, extract::State};
use strongroom_api::{
    Page, Problem,
    list::PageQuery,
    rights::{Access, EffectiveRights, EffectiveRightsQuery},
};
use strongroom_domain::{
    account::Principal,
    id::{DatabaseId, GroupId, ObjectId, UserId},
    name,
};
use strongroom_service::{
    Caller,
    rights::{EffectiveQuery, WhoEntry},
};
use utoipa_axum::routes;

use super::{Need, Registry};
use crate::{
    extract::{Ids, Query, page_range},
    problem::Refused,
    state::AppState,
    view,
};

const NEED: Need =
    Need::Administration("sight of what is asked about; of others a right to administer the database");

pub fn routes(registry: Registry) -> Registry {
    let administers = Need::Administration("a right to administer the rights of the database");
    registry.add(NEED, routes!(effective_rights)).add(administers, routes!(who))
}

/// What somebody may do at an instant, by the present rules.
#[utoipa::path(get, path = "/api/v1/databases/{db}/effective-rights", tag = "rights",
    params(("db" = uuid::Uuid, Path, description = "The database."), EffectiveRightsQuery),
    responses((status = 200, body = EffectiveRights)))]
async fn effective_rights(
    State(state): State<AppState>,
    caller: Caller,
    Ids(database): Ids<DatabaseId>,
    Query(query): Query<EffectiveRightsQuery>,
) -> Result<Answer<EffectiveRights>, Refused> {
    let object = query.object.map(ObjectId::from);
    let principal = match (query.user, query.group) {
        (Some(_), Some(_)) => {
            return Err(Problem::invalid("either `user` or `group`").with_pointer("group").into());
        }
        (user, group) => {
            let user = user.map(|id| Principal::User(UserId::from(id)));
            user.or_else(|| group.map(|id| Principal::Group(GroupId::from(id))))
        }
    };
    let asked = EffectiveQuery { principal, object, at: query.at };
    let found = state.service().effective_rights(&caller, database, asked)?;
    let naming = view::Naming::of(&state, &caller, database);
    Ok(Answer(naming.effective(found, object, query.explain.unwrap_or_default())))
}

/// Everybody who has access to an object, in the order of their names.
#[utoipa::path(get, path = "/api/v1/databases/{db}/objects/{id}/who", tag = "rights",
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object."),
        PageQuery),
    responses((status = 200, body = Page<Access>)))]
async fn who(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, object)): Ids<(DatabaseId, ObjectId)>,
    Query(query): Query<PageQuery>,
) -> Result<Answer<Page<Access>>, Refused> {
    let range = page_range(query.limit, query.cursor.as_deref())?;
    let mut found = state.service().who(&caller, database, object)?;
    let key = |entry: &WhoEntry| format!("{}\0{}", name::fold(&entry.username), entry.user);
    found.sort_by_cached_key(key);
    let naming = view::Naming::of(&state, &caller, database);
    Ok(Answer(range.of(found, key, |entry| naming.access(entry))))
}
