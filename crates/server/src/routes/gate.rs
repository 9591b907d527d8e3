//! The gate before every route: the session, the size of the body, what is sent again, the record of a refusal, and the
//! limit on refusals.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{MatchedPath, Request},
    middleware::Next,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use hyper::body::Body as _;
use strongroom_api::{ErrorCode, Problem};
use strongroom_service::Caller;

use super::{Need, refusal::Call, registry::Takes, repeat};
use crate::{
    extract::{BodyLimit, Client, collect, is_json, second_password},
    problem::{Refused, SaidNo},
    session::Credential,
    state::AppState,
};

/// The largest body of a request without a session, in bytes: a sign-in, a setup.
const ANONYMOUS_BYTES: usize = 16 << 10;

/// Lets a request through to its route if it meets the part of the need that is known before it is read.
pub(super) async fn admit(need: Need, takes: Arc<Takes>, mut request: Request, next: Next) -> Response {
    let Some(state) = request.extensions().get::<AppState>().cloned() else {
        // Without the state nobody can be asked, so nobody comes in.
        return Refused::from(ErrorCode::Internal).into_response();
    };
    if !need.session() {
        if let Err(refused) = takes.check(request.method(), request.uri().query()) {
            return refused.into_response();
        }
        request.extensions_mut().insert(BodyLimit(ANONYMOUS_BYTES));
        return if request.method().is_safe() {
            next.run(request).await
        } else {
            to_its_end(next.run(request)).await
        };
    }
    match caller(need, &state, request).await {
        // After the session: to others nothing but that there is none is told.
        Ok((caller, request)) => match takes.check(request.method(), request.uri().query()) {
            Ok(()) => known(&state, caller, request, next).await,
            Err(refused) => refused.into_response(),
        },
        Err(refused) => refused.into_response(),
    }
}

/// The caller of a request, if there is a session that is enough.
async fn caller(need: Need, state: &AppState, request: Request) -> Result<(Caller, Request), Refused> {
    let (mut parts, body) = request.into_parts();
    let credential = Credential::find(&parts.method, &parts.uri, &parts.headers)?;
    let client = Client::of(&parts, state).0;
    let service = state.service();
    let caller = service.authenticate(credential.token.expose(), Some(client.ip()))?;
    credential.vouched_for(&caller.session)?;
    let caller = caller.with_second_password(second_password(&parts.headers)?);
    if !need.before_password_change() && service.must_change_password(&caller) {
        return Err(ErrorCode::MustChangePassword.into());
    }
    if let Err(error) = service.saw(&caller).await {
        // That the store does not write keeps nobody from reading.
        tracing::warn!(%error, "the last use of a session could not be noted");
    }
    parts.extensions.insert(caller.clone());
    parts.extensions.insert(BodyLimit(state.settings().request_bytes));
    Ok((caller, Request::from_parts(parts, body)))
}

/// Runs the request of somebody signed in.
async fn known(state: &AppState, caller: Caller, request: Request, next: Next) -> Response {
    let template = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let template = template.unwrap_or_default();
    let call = Call::of(request.method().as_str(), &template, request.uri().path());
    if call.is_some()
        && let Some(seconds) = state.refusals().wait(caller.session.id)
    {
        return Refused::from(Problem::rate_limited(seconds)).into_response();
    }
    let (caller, request) = match whole(state, caller, request).await {
        Ok(read) => read,
        Err(refused) => return refused.into_response(),
    };
    let response = match repeat::key_of(request.method(), &template, request.uri().query(), request.headers())
    {
        Ok(None) if request.method().is_safe() => next.run(request).await,
        Ok(None) => to_its_end(next.run(request)).await,
        Ok(Some(key)) => {
            let (service, limit) = (Arc::clone(state.service()), state.settings().request_bytes);
            let answer = repeat::request(service, &caller, &key, limit, request, next).await;
            answer.unwrap_or_else(IntoResponse::into_response)
        }
        Err(refused) => refused.into_response(),
    };
    let said = response.extensions().get::<SaidNo>().cloned();
    if let (Some(call), Some(said)) = (call, said) {
        call.record(state, &caller, said).await;
    }
    response
}

/// Reads a JSON body to its end before anything is decided, and asks for the time again: what ended while it arrived, the
/// session too, is over. What is streamed asks by itself.
async fn whole(state: &AppState, caller: Caller, request: Request) -> Result<(Caller, Request), Refused> {
    if !is_json(request.headers()) || request.body().is_end_stream() {
        return Ok((caller, request));
    }
    let (mut parts, body) = request.into_parts();
    let limit = parts.extensions.get::<BodyLimit>().map_or(0, |limit| limit.0);
    let body = collect(body, limit).await?;
    let caller = state.service().again(&caller)?;
    parts.extensions.insert(caller.clone());
    Ok((caller, Request::from_parts(parts, Body::from(Bytes::from_owner(body)))))
}

/// Does work on a task of its own: what follows a commit (closing what a session had open, taking over a new key)
/// is done also where the client has gone, or the time of the request is over.
async fn to_its_end(work: impl Future<Output = Response> + Send + 'static) -> Response {
    tokio::spawn(work).await.unwrap_or_else(|_| Refused::from(ErrorCode::Internal).into_response())
}
