//! `POST /setup`: makes the first super administrator, once.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use strongroom_api::server::{SetupAnswer, SetupRequest};
use utoipa_axum::routes;

use super::{Need, Registry};
use crate::{
    extract::{Client, Json},
    problem::Refused,
    run,
    state::AppState,
};

pub fn routes(registry: Registry) -> Registry {
    registry.add(Need::Nothing, routes!(set_up))
}

/// Makes the first super administrator with the token that the server printed. Works once.
#[utoipa::path(post, path = "/api/v1/setup", tag = "server", request_body = SetupRequest,
    responses((status = 201, body = SetupAnswer)))]
async fn set_up(
    State(state): State<AppState>,
    Client(client): Client,
    Json(request): Json<SetupRequest>,
) -> Result<Response, Refused> {
    let SetupRequest { setup_token, username, password } = request;
    let address = Some(client.ip());
    let id = state.service().set_up(setup_token.expose(), &username, password.into_inner(), address).await?;
    // It counts no more; that the file stays would only mislead.
    if let Err(error) = run::forget_setup_token(&state.settings().data) {
        tracing::warn!(%error, "cannot remove the setup token's file");
    }
    let data = &state.settings().data;
    let data_folder = std::path::absolute(data).unwrap_or_else(|_| data.clone()).display().to_string();
    let made = SetupAnswer { id: id.uuid(), username, data_folder };
    Ok((StatusCode::CREATED, axum::Json(made)).into_response())
}
