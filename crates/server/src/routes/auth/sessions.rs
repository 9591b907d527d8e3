//! `/auth/logout`, `/auth/session` and `/auth/sessions`.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use strongroom_api::{
    Page, SecretText,
    auth::{ClientKind, CurrentSession, Session, SessionsQuery},
};
use strongroom_domain::id::SessionId;
use strongroom_service::Caller;

use crate::{
    answer,
    extract::{Ids, Query, page_range},
    problem::Refused,
    session,
    state::AppState,
    view,
};

/// Ends the session that asks.
#[utoipa::path(post, path = "/api/v1/auth/logout", tag = "auth", responses((status = 204)))]
pub async fn logout(State(state): State<AppState>, caller: Caller) -> Result<Response, Refused> {
    state.service().sign_out(&caller).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(cookie) = session::clear_cookie() {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// The session that asks, and whose it is.
#[utoipa::path(get, path = "/api/v1/auth/session", tag = "auth", responses((status = 200, body = CurrentSession)))]
pub async fn current_session(State(state): State<AppState>, caller: Caller) -> Result<Response, Refused> {
    let user = state.service().user(&caller, caller.user)?;
    let session = view::session(&caller.session, &caller);
    let web = session.client == ClientKind::Web;
    Ok(answer::secret(
        StatusCode::OK,
        CurrentSession {
            session,
            user: view::signed_in_user(user.id, user.record),
            clipboard_seconds: state.service().server_settings()?.0.clipboard_seconds,
            csrf_token: web.then(|| SecretText::from(caller.session.csrf.as_str())),
        },
    ))
}

/// One's own sessions, or those of an account that one administers, oldest first.
#[utoipa::path(get, path = "/api/v1/auth/sessions", tag = "auth", params(SessionsQuery),
    responses((status = 200, body = Page<Session>)))]
pub async fn list_sessions(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<SessionsQuery>,
) -> Result<Json<Page<Session>>, Refused> {
    let range = page_range(query.limit, query.cursor.as_deref())?;
    let user = query.user.map_or(caller.user, Into::into);
    let mut sessions = state.service().sessions_of(&caller, user)?;
    // Ids are of version 7: in the order in which they were made.
    sessions.sort_by_key(|session| session.id);
    Ok(Json(range.of(sessions, |one| one.id.to_string(), |one| view::session(&one, &caller))))
}

/// Ends a session: one's own, or one of an account that one administers.
#[utoipa::path(delete, path = "/api/v1/auth/sessions/{id}", tag = "auth",
    params(("id" = uuid::Uuid, Path, description = "The session.")), responses((status = 204)))]
pub async fn end_session(
    State(state): State<AppState>,
    caller: Caller,
    Ids(id): Ids<SessionId>,
) -> Result<StatusCode, Refused> {
    state.service().end_session(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
