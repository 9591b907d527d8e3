//! `GET /server`: what anybody may know of this server.

use axum::{Json, extract::State};
use strongroom_api::server::ServerInfo;
use utoipa_axum::routes;

use super::{Need, Registry};
use crate::state::AppState;

pub fn routes(registry: Registry) -> Registry {
    registry.add(Need::Nothing, routes!(server_info))
}

/// Name, version and whether the first super administrator is still to be made.
#[utoipa::path(get, path = "/api/v1/server", tag = "server", responses((status = 200, body = ServerInfo)))]
async fn server_info(State(state): State<AppState>) -> Json<ServerInfo> {
    Json(ServerInfo {
        name: state.settings().name.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        api: "v1".to_owned(),
        setup_required: state.service().setup_required(),
    })
}
