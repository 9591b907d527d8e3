//! `POST /auth/password`.

use axum::extract::State;
use http::StatusCode;
use strongroom_api::{ErrorCode, auth::ChangePassword};
use strongroom_service::{Caller, ServiceError};

use crate::{extract::Json, problem::Refused, state::AppState};

/// Changes the caller's own password. Every other session of the caller ends.
#[utoipa::path(post, path = "/api/v1/auth/password", tag = "auth", request_body = ChangePassword,
    responses((status = 204)))]
pub async fn change_password(
    State(state): State<AppState>,
    caller: Caller,
    Json(request): Json<ChangePassword>,
) -> Result<StatusCode, Refused> {
    let (current, new) = (request.current_password.into_inner(), request.new_password.into_inner());
    match state.service().change_own_password(&caller, current, new).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        // The session is good, so it is not a 401.
        Err(ServiceError::InvalidCredentials) => Err(ErrorCode::WrongPassword.into()),
        Err(error) => Err(error.into()),
    }
}
