//! A bound on the time of a request, and on the damage of a panic: both end in a problem that tells nothing else.

use std::panic::AssertUnwindSafe;

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;
use strongroom_api::ErrorCode;

use crate::{problem::Refused, state::AppState};

/// The routes that take files, or make them.
const FILES: [&str; 5] = [
    "/api/v1/databases/import",
    "/api/v1/databases/{db}/export",
    "/api/v1/databases/{db}/objects/{id}/attachments",
    "/api/v1/imports",
    "/api/v1/imports/{id}",
];

/// Gives a request its time, from its first byte behind the head to the first byte of its answer.
pub async fn in_time(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let file = request.extensions().get::<MatchedPath>().is_some_and(|path| FILES.contains(&path.as_str()));
    let settings = state.settings();
    let time = if file { settings.upload_time } else { settings.request_time };
    // Whatever a handler shares with others is behind locks that do not poison, or in the store, whose
    // transaction is not committed by a panic.
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind();
    match tokio::time::timeout(time, answer).await {
        Ok(Ok(response)) => response,
        // The panic itself was logged by the hook, without its text.
        Ok(Err(_)) => Refused::from(ErrorCode::Internal).into_response(),
        Err(_) => Refused::from(ErrorCode::Timeout).into_response(),
    }
}
