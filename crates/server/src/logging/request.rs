//! A line for each request, and its place in the metrics.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};

use crate::{extract::Client, metrics::known_method, state::AppState};

/// Notes a request when its answer begins. Of the path only the template of its route is told: what matches no route
/// may be anything, a secret in the wrong place included.
pub async fn note(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned());
    let (parts, body) = request.into_parts();
    let client = Client::of(&parts, &state).0;
    let response = next.run(Request::from_parts(parts, body)).await;
    let (took, status) = (began.elapsed(), response.status().as_u16());
    state.metrics().answered(&method, &route, status, took);
    let microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    let method = known_method(&method);
    tracing::info!(target: "strongroom_server::request", method, route, status, microseconds, %client);
    response
}
