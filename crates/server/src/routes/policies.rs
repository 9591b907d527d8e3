//! `/policies`: the server-wide states of the permissions.

use axum::{
    Json as Answer,
    extract::State,
    response::{IntoResponse, Response},
};
use strongroom_api::{
    Problem,
    policies::{Policies, PutPolicies},
};
use strongroom_domain::rights::Permission;
use strongroom_service::{Caller, ServiceError};
use utoipa_axum::routes;

use super::{Need, Registry};
use crate::{
    answer::Revision,
    extract::{IfMatch, Json},
    problem::Refused,
    state::AppState,
};

pub fn routes(registry: Registry) -> Registry {
    let super_administrator = Need::Administration("the role super administrator");
    registry
        .add(Need::Administration("the role administrator or auditor"), routes!(get_policies))
        .add(super_administrator, routes!(put_policies))
        .add(super_administrator, routes!(restore_policies))
}

/// The states of the sixteen database permissions.
#[utoipa::path(get, path = "/api/v1/policies", tag = "policies", responses((status = 200, body = Policies)))]
async fn get_policies(State(state): State<AppState>, caller: Caller) -> Result<Response, Refused> {
    answer(&state, &caller)
}

/// Sets all of them.
#[utoipa::path(put, path = "/api/v1/policies", tag = "policies", request_body = PutPolicies,
    responses((status = 200, body = Policies)))]
async fn put_policies(
    State(state): State<AppState>,
    caller: Caller,
    precondition: Option<IfMatch>,
    Json(request): Json<PutPolicies>,
) -> Result<Response, Refused> {
    let revision = precondition.and_then(|IfMatch(precondition)| precondition.revision());
    // What was never changed is revision 1 on the wire, where revisions begin with 1.
    let stored = revision.map(|revision| revision.saturating_sub(1));
    match state.service().set_policies(&caller, stored, &request.permissions).await {
        Ok(()) => answer(&state, &caller),
        Err(ServiceError::RevisionConflict { current }) => {
            Err(Problem::revision_conflict(current + 1).into())
        }
        Err(error) => Err(error.into()),
    }
}

/// Restores the policies of a new server.
#[utoipa::path(post, path = "/api/v1/policies/restore-defaults", tag = "policies",
    responses((status = 200, body = Policies)))]
async fn restore_policies(State(state): State<AppState>, caller: Caller) -> Result<Response, Refused> {
    state.service().restore_policies(&caller).await?;
    answer(&state, &caller)
}

fn answer(state: &AppState, caller: &Caller) -> Result<Response, Refused> {
    let (policies, stored) = state.service().policies(caller)?;
    let permissions = Permission::DATABASE.into_iter().map(|one| (one, policies.state(one))).collect();
    Ok((Revision(stored + 1), Answer(Policies { permissions })).into_response())
}
