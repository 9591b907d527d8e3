//! `GET /entry-types`: the types of entries and their fields.

use axum::{Json as Answer, extract::State};
use strongroom_api::{Page, entry_types::EntryType};
use strongroom_service::Caller;
use utoipa_axum::routes;

use super::{Need, Registry};
use crate::{state::AppState, view};

pub fn routes(registry: Registry) -> Registry {
    registry.add(Need::Session, routes!(list_entry_types))
}

/// Every type, those built in first.
#[utoipa::path(get, path = "/api/v1/entry-types", tag = "objects", responses((status = 200, body = Page<EntryType>)))]
async fn list_entry_types(State(state): State<AppState>, _: Caller) -> Answer<Page<EntryType>> {
    Answer(Page::whole(state.service().entry_types().all().map(view::entry_type).collect()))
}
