//! `/server`: what anybody may know of this server, and its figures for those with a role.

use std::sync::Arc;

use axum::{Json, extract::State};
use strongroom_api::{
    ErrorCode,
    server::{ServerFigures, ServerInfo, SessionFigures, StorageFigures},
};
use strongroom_service::Caller;
use utoipa_axum::routes;

use super::{Need, Registry};
use crate::{problem::Refused, state::AppState};

pub fn routes(registry: Registry) -> Registry {
    registry
        .add(Need::Nothing, routes!(server_info))
        .add(Need::Administration("a role"), routes!(server_figures))
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

/// How much room is taken and left, and how many people are signed in.
#[utoipa::path(get, path = "/api/v1/server/figures", tag = "server", responses((status = 200, body = ServerFigures)))]
async fn server_figures(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<Json<ServerFigures>, Refused> {
    let turn = state.turns().take(caller.user).await?;
    let service = Arc::clone(state.service());
    // Every chunk of every attachment is counted.
    let work = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        service.server_figures(&caller)
    });
    let found = work.await.map_err(|_| ErrorCode::Internal)??;
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    Ok(Json(ServerFigures {
        storage: StorageFigures {
            store_bytes: found.disk.store,
            attachment_bytes: found.attachments,
            free_bytes: found.disk.free,
            disk_bytes: found.disk.size,
        },
        sessions: SessionFigures { live: count(found.sessions), people: count(found.people) },
    }))
}
