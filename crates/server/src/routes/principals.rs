//! `GET /principals`: whom something can be shared with.

use std::collections::BTreeSet;

use axum::{Json as Answer, extract::State};
use strongroom_api::{
    Page, Problem,
    principals::{PrincipalRef, PrincipalsQuery},
};
use strongroom_domain::{account::Principal, name};
use strongroom_service::Caller;
use utoipa_axum::routes;
use uuid::Uuid;

use super::{Need, Registry};
use crate::{
    extract::{Query, page_range},
    problem::Refused,
    state::AppState,
    view,
};

/// So many principals are named in one question.
const IDS: usize = 100;

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
    let wanted = query.ids.as_deref().map(ids).transpose()?;
    let mut found = state.service().principals(&caller, query.q.as_deref(), usize::MAX)?;
    if let Some(wanted) = wanted {
        found.retain(|(principal, ..)| wanted.contains(&Uuid::from_bytes(principal.to_bytes())));
    }
    let key = |(principal, text, _): &(Principal, String, Option<String>)| {
        format!("{}\0{}", name::fold(text), Uuid::from_bytes(principal.to_bytes()))
    };
    found.sort_by_cached_key(key);
    let told =
        |(principal, text, full_name)| PrincipalRef { full_name, ..view::principal_ref(principal, text) };
    Ok(Answer(range.of(found, key, told)))
}

fn ids(text: &str) -> Result<BTreeSet<Uuid>, Refused> {
    let malformed =
        || Problem::invalid("`ids` are at most 100 ids with commas between them").with_pointer("ids");
    let ids =
        text.split(',').map(Uuid::try_parse).collect::<Result<BTreeSet<_>, _>>().map_err(|_| malformed())?;
    if ids.len() > IDS { Err(malformed().into()) } else { Ok(ids) }
}
