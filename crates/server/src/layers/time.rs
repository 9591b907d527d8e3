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

/// The routes that take files, or make them, and those that encrypt or write so much at once that it may take as long: who
/// is told that the time is over while it is done would do it again.
const LONG: [&str; 16] = [
    "/api/v1/databases/import",
    "/api/v1/databases/{db}/export",
    "/api/v1/databases/{db}/objects/{id}/attachments",
    "/api/v1/databases/{db}/objects/{id}/copy",
    "/api/v1/databases/{db}/objects/{id}/move",
    "/api/v1/databases/{db}/objects/copy",
    "/api/v1/databases/{db}/objects/move",
    "/api/v1/databases/{db}/objects/delete",
    "/api/v1/databases/{db}/objects/tag",
    "/api/v1/databases/{db}/objects/{id}/second_password",
    "/api/v1/databases/{db}/second_password",
    "/api/v1/databases/{db}/bin",
    "/api/v1/databases/{db}/bin/{id}",
    "/api/v1/databases/{db}/bin/{id}/restore",
    "/api/v1/imports",
    "/api/v1/imports/{id}",
];

/// Gives a request its time, from its first byte behind the head to the first byte of its answer.
pub async fn in_time(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let long = request.extensions().get::<MatchedPath>().is_some_and(|path| LONG.contains(&path.as_str()));
    let settings = state.settings();
    let time = if long { settings.upload_time } else { settings.request_time };
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

#[cfg(test)]
mod tests {
    use super::LONG;

    #[test]
    fn the_long_routes_are_routes() {
        let paths = crate::routes::document().paths.paths;
        for path in LONG {
            assert!(paths.contains_key(path), "{path}");
        }
    }

    // attack: R2
    #[test]
    fn what_may_write_much_is_not_told_to_be_late_while_it_is_done() {
        for end in ["/copy", "/move", "/second_password", "/bin", "/bin/{id}", "/tag", "/attachments"] {
            assert!(LONG.iter().any(|path| path.ends_with(end)), "{end}");
        }
        let paths = crate::routes::document().paths.paths;
        for end in ["/copy", "/move", "/second_password", "/objects/tag", "/bin"] {
            let all = paths.keys().filter(|path| path.contains("/databases/") && path.ends_with(end));
            for path in all {
                assert!(LONG.contains(&path.as_str()), "{path}");
            }
        }
    }
}
