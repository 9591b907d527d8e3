//! `/databases/{db}/rights`: several changes of what is set at once, and what they would do.

use axum::{
    Json as Answer,
    extract::State,
    response::{IntoResponse, Response},
};
use strongroom_api::{
    Problem,
    rights_change::{ChangeRights, ChangedRights},
    rights_preview::{PreviewRights, PreviewedRights},
};
use strongroom_domain::id::{DatabaseId, ObjectId, UserId};
use strongroom_service::{Caller, rights::Asked};
use utoipa_axum::routes;

use super::{Need, Registry, assignments::principal_of, reach::of_objects};
use crate::{
    answer::Revision,
    extract::{Ids, IfMatch, Json},
    problem::Refused,
    state::AppState,
    view,
};

const NEED: Need = Need::Administration("a right to administer the rights of the database");

pub fn routes(registry: Registry) -> Registry {
    registry.add(NEED, routes!(change_rights)).add(NEED, routes!(preview_rights))
}

/// Makes some changes one after the other, all of them or none: what the preview of the same changes tells.
#[utoipa::path(post, path = "/api/v1/databases/{db}/rights", tag = "rights", request_body = ChangeRights,
    params(("db" = uuid::Uuid, Path, description = "The database.")),
    responses((status = 200, description = "With the revision of the rights then as `ETag`.", body = ChangedRights)))]
async fn change_rights(
    State(state): State<AppState>,
    caller: Caller,
    Ids(database): Ids<DatabaseId>,
    precondition: Option<IfMatch>,
    Json(request): Json<ChangeRights>,
) -> Result<Response, Refused> {
    let service = state.service();
    let expected = precondition.and_then(|IfMatch(precondition)| precondition.revision());
    let principal = |id| principal_of(service, UserId::from(id));
    let settings = request.changes.into_iter().map(|change| view::setting(change, principal)).collect();
    let done = service.change_rights(&caller, database, expected, settings).await?;
    Ok((Revision(done.revision), Answer(view::changed_rights(done))).into_response())
}

/// What some changes would do, made one after the other, and what somebody could do then. Nothing is changed.
#[utoipa::path(post, path = "/api/v1/databases/{db}/rights/preview", tag = "rights", request_body = PreviewRights,
    params(("db" = uuid::Uuid, Path, description = "The database.")),
    responses((status = 200, description = "With the revision of the rights as `ETag`.", body = PreviewedRights)))]
async fn preview_rights(
    State(state): State<AppState>,
    caller: Caller,
    Ids(database): Ids<DatabaseId>,
    Json(request): Json<PreviewRights>,
) -> Result<Response, Refused> {
    let service = state.service();
    let principal = |id| principal_of(service, UserId::from(id));
    let settings = request.changes.into_iter().map(|change| view::setting(change, principal)).collect();
    let looks = request.permission.map(|it| of_objects(it, "/permission")).transpose()?;
    let on = request.object.map(ObjectId::from);
    let asked = request.principal.map(|id| Asked { principal: principal(id), on, looks });
    if asked.is_none() && (on.is_some() || looks.is_some()) {
        return Err(Problem::invalid("`principal` says about whom").with_pointer("/principal").into());
    }
    let (effects, foretold) = service.preview_settings(&caller, database, settings, asked).await?;
    let naming = view::Naming::of(&state, &caller, database);
    let revision = Revision(effects.revision);
    Ok((revision, Answer(naming.rights_preview(effects, foretold, on))).into_response())
}
