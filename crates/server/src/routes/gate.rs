//! The gate before every route: the session, the size of the body, and the record of a refusal.

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use strongroom_api::ErrorCode;
use strongroom_service::Caller;

use super::Need;
use crate::{
    extract::{BodyLimit, Client},
    problem::Refused,
    session::Credential,
    state::AppState,
};

/// The largest body of a request without a session, in bytes: a sign-in, a setup.
const ANONYMOUS_BYTES: usize = 16 << 10;

/// Lets a request through to its route if it meets the part of the need that is known before it is read.
pub async fn admit(need: Need, request: Request, next: Next) -> Response {
    let Some(state) = request.extensions().get::<AppState>().cloned() else {
        // Without the state nobody can be asked, so nobody comes in.
        return Refused::from(ErrorCode::Internal).into_response();
    };
    match check(need, &state, request).await {
        Ok(request) => next.run(request).await,
        Err(refused) => refused.into_response(),
    }
}

async fn check(need: Need, state: &AppState, request: Request) -> Result<Request, Refused> {
    let (mut parts, body) = request.into_parts();
    let limit = if need.session() { state.settings().request_bytes } else { ANONYMOUS_BYTES };
    parts.extensions.insert(BodyLimit(limit));
    if need.session() {
        let credential = Credential::find(&parts.method, &parts.headers)?;
        let client = Client::of(&parts, state).0;
        let service = state.service();
        let caller: Caller = service.authenticate(credential.token.expose(), Some(client.ip()))?;
        if !need.before_password_change() && service.must_change_password(&caller) {
            return Err(ErrorCode::MustChangePassword.into());
        }
        service.saw(&caller).await?;
        parts.extensions.insert(caller);
    }
    Ok(Request::from_parts(parts, body))
}
