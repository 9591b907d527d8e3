//! `POST .../reveal`: the only answer that carries the values of secret fields. Never stored, never compressed, and
//! not given without its audit record on disk.

use axum::{extract::State, response::Response};
use http::StatusCode;
use strongroom_api::{
    SecretText,
    reveal::{self, RevealRequest, Revealed},
};
use strongroom_domain::{
    audit::Purpose,
    id::{DatabaseId, ObjectId},
    rights::Permission,
};
use strongroom_service::{Caller, objects};
use utoipa_axum::routes;

use super::{Need, Registry};
use crate::{
    answer,
    extract::{Ids, Json},
    problem::Refused,
    state::AppState,
    view,
};

pub fn routes(registry: Registry) -> Registry {
    registry.add(Need::Object(Permission::ReadEntries), routes!(reveal_object))
}

/// Gives the values of secret fields. `fill` and `type` need `access_entries`, a channel permission, and an add-on or
/// agent.
#[utoipa::path(post, path = "/api/v1/databases/{db}/objects/{id}/reveal", tag = "objects",
    request_body = RevealRequest,
    params(("db" = uuid::Uuid, Path, description = "The database."), ("id" = uuid::Uuid, Path, description = "The object.")),
    responses((status = 200, body = Revealed)))]
async fn reveal_object(
    State(state): State<AppState>,
    caller: Caller,
    Ids((database, id)): Ids<(DatabaseId, ObjectId)>,
    Json(request): Json<RevealRequest>,
) -> Result<Response, Refused> {
    let caller = caller.with_second_password(request.second_password.map(SecretText::into_inner));
    let wanted = objects::RevealRequest { purpose: purpose(request.purpose), fields: request.fields };
    let revealed = state.service().reveal(&caller, database, id, &wanted).await;
    let revealed = revealed.map_err(view::Naming::of(&state, &caller, database).told())?;
    let fields = revealed.fields.into_iter().map(|(name, value)| (name, value.into())).collect();
    Ok(answer::secret(StatusCode::OK, Revealed { fields, revision: revealed.revision }))
}

/// A purpose, as the use case calls it.
pub(super) const fn purpose(purpose: reveal::Purpose) -> Purpose {
    match purpose {
        reveal::Purpose::Show => Purpose::Show,
        reveal::Purpose::Copy => Purpose::Copy,
        reveal::Purpose::Fill => Purpose::Fill,
        reveal::Purpose::Type => Purpose::Type,
        reveal::Purpose::Print => Purpose::Print,
    }
}
