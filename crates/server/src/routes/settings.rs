//! `/settings`: what the server asks of everybody's clients, and lets readers know.

use axum::{
    Json as Answer,
    extract::State,
    response::{IntoResponse, Response},
};
use strongroom_api::{
    Problem,
    settings::{Openers, PutSettings, ServerSettings},
};
use strongroom_service::{Caller, ServiceError, accounts::settings as service};
use utoipa_axum::routes;

use super::{Need, Registry};
use crate::{
    answer::Revision,
    extract::{IfMatch, Json},
    problem::Refused,
    state::AppState,
};

pub fn routes(registry: Registry) -> Registry {
    registry
        .add(Need::Session, routes!(get_settings))
        .add(Need::Administration("the role super administrator"), routes!(put_settings))
}

/// What clients and readers go by.
#[utoipa::path(get, path = "/api/v1/settings", tag = "settings", responses((status = 200, body = ServerSettings)))]
async fn get_settings(State(state): State<AppState>, _: Caller) -> Result<Response, Refused> {
    answer(&state)
}

/// Sets all of them.
#[utoipa::path(put, path = "/api/v1/settings", tag = "settings", request_body = PutSettings,
    responses((status = 200, body = ServerSettings)))]
async fn put_settings(
    State(state): State<AppState>,
    caller: Caller,
    precondition: Option<IfMatch>,
    Json(request): Json<PutSettings>,
) -> Result<Response, Refused> {
    let revision = precondition.and_then(|IfMatch(precondition)| precondition.revision());
    // What was never changed is revision 1 on the wire, where revisions begin with 1.
    let stored = revision.map(|revision| revision.saturating_sub(1));
    let openers = match request.openers {
        Openers::Number => service::Openers::Number,
        Openers::Names => service::Openers::Names,
    };
    let wanted = service::ServerSettings { clipboard_seconds: request.clipboard_seconds, openers };
    match state.service().set_server_settings(&caller, stored, wanted).await {
        Ok(()) => answer(&state),
        Err(ServiceError::RevisionConflict { current }) => {
            Err(Problem::revision_conflict(current + 1).into())
        }
        Err(error) => Err(error.into()),
    }
}

fn answer(state: &AppState) -> Result<Response, Refused> {
    let (settings, stored) = state.service().server_settings()?;
    let openers = match settings.openers {
        service::Openers::Number => Openers::Number,
        service::Openers::Names => Openers::Names,
    };
    let told = ServerSettings { clipboard_seconds: settings.clipboard_seconds, openers };
    Ok((Revision(stored + 1), Answer(told)).into_response())
}
