//! `/databases/{db}/effective-rights` and `.../objects/{id}/who`: what the rules come to, and why.

use axum::{Json as Answer, extract::State};
use strongroom_api::{
    Page, Problem,
    list::PageQuery,
    rights::{EffectiveRights, EffectiveRightsQuery, Who},
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
    let who_need = Need::Administration(
        "`read_entries` on the object, or a right to administer the rights of the database",
    );
    registry.add(NEED, routes!(effective_rights)).add(who_need, routes!(who))
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

/// Who has access to an object, in the order of their names. Those who administer the database are told everything; those
/// who read the object how many there are, and who where the settings of the server say so.
#[utoipa::path(get, path = "/api/v1/databases/{db}/objects/{id}/who", tag = "rights",
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object."),
        PageQuery),
    responses((status = 200, body = Who)))]
async fn who(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, object)): Ids<(DatabaseId, ObjectId)>,
    Query(query): Query<PageQuery>,
) -> Result<Answer<Who>, Refused> {
    let range = page_range(query.limit, query.cursor.as_deref())?;
    let mut found = state.service().who(&caller, database, object).await?;
    let key = |entry: &WhoEntry| format!("{}\0{}", name::fold(&entry.username), entry.user);
    found.people.sort_by_cached_key(key);
    let naming = view::Naming::of(&state, &caller, database);
    let count = u64::try_from(found.count).unwrap_or(u64::MAX);
    let Page { items, next } = range.of(found.people, key, |entry| naming.access(entry));
    Ok(Answer(Who { count, items, next }))
}
