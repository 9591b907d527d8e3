//! `/license`: how many accounts this server may have.

use axum::{Json as Answer, extract::State};
use strongroom_api::{
    ErrorCode, Problem,
    license::{License, LicenseFile, LicenseState},
};
use strongroom_service::{Caller, ServiceError, accounts::licence::LicenceView};
use utoipa_axum::routes;

use super::{Need, Registry};
use crate::{extract::Json, problem::Refused, state::AppState};

pub fn routes(registry: Registry) -> Registry {
    registry
        .add(Need::Administration("a role"), routes!(get_license))
        .add(Need::Administration("the role super administrator"), routes!(put_license))
}

/// The licence and the seats.
#[utoipa::path(get, path = "/api/v1/license", tag = "license", responses((status = 200, body = License)))]
async fn get_license(State(state): State<AppState>, caller: Caller) -> Result<Answer<License>, Refused> {
    Ok(answer(state.service().licence(&caller)?, &caller))
}

/// Takes a licence file.
#[utoipa::path(put, path = "/api/v1/license", tag = "license", request_body = LicenseFile,
    responses((status = 200, body = License)))]
async fn put_license(
    State(state): State<AppState>,
    caller: Caller,
    Json(LicenseFile(file)): Json<LicenseFile>,
) -> Result<Answer<License>, Refused> {
    match state.service().set_licence(&caller, file.to_string().as_bytes()).await {
        Ok(licence) => Ok(answer(licence, &caller)),
        Err(ServiceError::Invalid(what)) => {
            Err(Problem::new(ErrorCode::InvalidLicense).with_detail(what.to_string()).into())
        }
        Err(error) => Err(error.into()),
    }
}

fn answer(view: LicenceView, caller: &Caller) -> Answer<License> {
    let state = match &view.licence {
        None => LicenseState::None,
        Some(licence) if licence.is_valid(caller.now) => LicenseState::Valid,
        Some(licence) if caller.now < licence.valid_from => LicenseState::NotYetValid,
        Some(_) => LicenseState::Expired,
    };
    let licence = view.licence.as_ref();
    Answer(License {
        seats: view.seats.into(),
        used: view.used.into(),
        holder: licence.map(|licence| licence.holder.clone()),
        valid_from: licence.map(|licence| licence.valid_from),
        valid_to: licence.and_then(|licence| licence.valid_to),
        state,
    })
}
