//! Whether the server lives and can serve; and, on the operations listener only, its counters.

use axum::{Json, Router, extract::State, response::IntoResponse, routing::get};
use http::{StatusCode, header};
use strongroom_api::server::Health;
use utoipa_axum::routes;

use super::{Need, Registry};
use crate::{metrics::Gauges, state::AppState};

pub fn routes(registry: Registry) -> Registry {
    registry.add(Need::Nothing, routes!(live)).add(Need::Nothing, routes!(ready))
}

/// The operations listener's own: not part of the API, and so not of its description.
pub fn metrics() -> Router<AppState> {
    Router::new().route("/metrics", get(expose))
}

/// The process answers.
#[utoipa::path(get, path = "/health/live", tag = "health", responses((status = 200, body = Health)))]
async fn live() -> Json<Health> {
    Json(Health { status: "ok".to_owned() })
}

/// The server can serve: its store and its audit can be written. What they lack is in the log.
#[utoipa::path(get, path = "/health/ready", tag = "health", responses((status = 200, body = Health)))]
async fn ready(State(state): State<AppState>) -> (StatusCode, Json<Health>) {
    match state.service().trouble() {
        None => {
            // It serves, by its own time; that somebody should look is told here as well.
            let behind = state.service().clock_behind() > 0;
            let status = if behind { "the clock of the machine is behind" } else { "ok" };
            (StatusCode::OK, Json(Health { status: status.to_owned() }))
        }
        Some(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            Json(Health { status: "the store can not be written".to_owned() }),
        ),
    }
}

async fn expose(State(state): State<AppState>) -> impl IntoResponse {
    let service = state.service();
    let now = Gauges { sessions: service.session_count(), clock_behind: service.clock_behind() };
    let text = state.metrics().expose(service.figures(), now);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text)
}
