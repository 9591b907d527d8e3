//! `POST /auth/login`.

use axum::{extract::State, response::Response};
use http::{StatusCode, header};
use strongroom_api::{
    ErrorCode, SecretText,
    auth::{ClientKind, LoginAnswer, LoginRequest},
};
use strongroom_service::sign_in::Login;

use crate::{
    answer,
    extract::{Client, Json},
    problem::Refused,
    session,
    state::AppState,
    view,
};

/// Signs in. A client of the kind `web` gets a cookie, every other a token.
#[utoipa::path(post, path = "/api/v1/auth/login", tag = "auth", request_body = LoginRequest,
    responses((status = 200, body = LoginAnswer)))]
pub async fn login(
    State(state): State<AppState>,
    Client(client): Client,
    Json(request): Json<LoginRequest>,
) -> Result<Response, Refused> {
    let kind = request.client.unwrap_or_default();
    let login = Login {
        username: request.username,
        password: request.password.into_inner(),
        client: view::client_kind(kind),
        address: Some(client.ip()),
    };
    let signed_in = state.service().sign_in(login).await?;
    let web = kind == ClientKind::Web;
    let body = LoginAnswer {
        token: (!web).then(|| SecretText::from(signed_in.token.expose())),
        csrf_token: web.then(|| SecretText::from(signed_in.session.csrf.as_str())),
        expires_at: signed_in.session.expires_at,
        user: view::signed_in_user(signed_in.session.user, signed_in.user),
        clipboard_seconds: state.service().server_settings()?.0.clipboard_seconds,
    };
    let mut response = answer::secret(StatusCode::OK, body);
    if web {
        let cookie = session::set_cookie(&signed_in.token).ok_or(ErrorCode::Internal)?;
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
