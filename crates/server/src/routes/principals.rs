//! `GET /principals`: whom something can be shared with.

use axum::{Json as Answer, extract::State};
use strongroom_api::{
    Page,
    principals::{PrincipalRef, PrincipalsQuery},
};
use strongroom_domain::{account::Principal, name};
use strongroom_service::Caller;
use utoipa_axum::routes;

use super::{Need, Registry};
use crate::{
    extract::{Query, page_range},
    problem::Refused,
    state::AppState,
    view,
};

pub fn routes(registry: Registry) -> Registry {
    registry.add(Need::Session, routes!(list_principals))
}

/// Users and enabled groups in the order of their names.
#[utoipa::path(get, path = "/api/v1/principals", tag = "principals", params(PrincipalsQuery),
    responses((status = 200, body = Page<PrincipalRef>)))]
async fn list_principals(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<PrincipalsQuery>,
) -> Result<Answer<Page<PrincipalRef>>, Refused> {
    let range = page_range(query.limit, query.cursor.as_deref())?;
    let mut found = state.service().principals(&caller, query.q.as_deref(), usize::MAX)?;
    let key = |(principal, text, _): &(Principal, String, Option<String>)| {
        format!("{}\0{}", name::fold(text), uuid::Uuid::from_bytes(principal.to_bytes()))
    };
    found.sort_by_cached_key(key);
    Ok(Answer(range.of(found, key, |(principal, text, _)| view::principal_ref(principal, text))))
}
