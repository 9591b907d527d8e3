//! `/audit`: who did what, newest first; and whether the trail is whole.

use std::sync::Arc;

use axum::{
    Json as Answer,
    extract::State,
    response::{IntoResponse, Response},
};
use strongroom_api::{
    ErrorCode, Page, Problem,
    audit::{AuditQuery, AuditRecord, AuditVerification, RevertRecord, VerifyQuery},
    many::DryRunQuery,
    rights_change::ChangedRights,
};
use strongroom_domain::{
    audit::Event,
    id::{DatabaseId, ObjectId, UserId},
};
use strongroom_service::{
    Caller,
    audit::{
        read::{AuditFilter, Place},
        verify::NotedHeads,
    },
};
use utoipa_axum::routes;

use super::{Need, Registry};
use crate::{
    extract::{Json, Query, page_range},
    problem::Refused,
    state::AppState,
    view,
};

const NEED: Need = Need::Administration("a role that reads the audit");

const REVERT: Need = Need::Administration("a role that reads the audit, and what the change itself needs");

pub fn routes(registry: Registry) -> Registry {
    registry
        .add(NEED, routes!(list_audit))
        .add(NEED, routes!(verify_audit))
        .add(REVERT, routes!(revert_record))
}

/// Records, newest first.
#[utoipa::path(get, path = "/api/v1/audit", tag = "audit", params(AuditQuery),
    responses((status = 200, body = Page<AuditRecord>)))]
async fn list_audit(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<AuditQuery>,
) -> Result<Answer<Page<AuditRecord>>, Refused> {
    let limit = page_range(query.limit, None)?.limit;
    let malformed =
        || Refused::from(Problem::invalid("`cursor` must be the `next` of a page").with_pointer("cursor"));
    let from =
        query.cursor.as_deref().map(|text| Place::from_text(text).ok_or_else(malformed)).transpose()?;
    if query.event.as_deref().is_some_and(|event| !Event::NAMES.contains(&event)) {
        return Err(Problem::invalid("there is no such event").with_pointer("event").into());
    }
    let filter = AuditFilter {
        database: query.database.map(DatabaseId::from),
        actor: query.actor.map(UserId::from),
        object: query.object.map(ObjectId::from),
        events: query.event.into_iter().collect(),
        from: query.from,
        to: query.to,
    };
    let service = Arc::clone(state.service());
    aside(move || {
        let (found, next) = service.audit_page(&caller, &filter, from, limit)?;
        let items = found.into_iter().map(|record| view::audit_record(&service, record)).collect();
        Ok(Answer(Page { items, next: next.map(|place| place.to_text()) }))
    })
    .await
}

/// Checks every chain of records, and every signed head; and whether a head that was noted elsewhere is among them.
#[utoipa::path(get, path = "/api/v1/audit/verify", tag = "audit", params(VerifyQuery),
    responses((status = 200, body = AuditVerification)))]
async fn verify_audit(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<VerifyQuery>,
) -> Result<Answer<AuditVerification>, Refused> {
    let noted = query.head.as_deref().map(str::parse::<NotedHeads>).transpose();
    let noted = noted.map_err(|error| Problem::invalid(error.to_string()).with_pointer("head"))?;
    let service = Arc::clone(state.service());
    let runtime = tokio::runtime::Handle::current();
    aside(move || {
        let found = runtime.block_on(service.verify_audit(&caller, noted))?;
        Ok(Answer(view::verification(found)))
    })
    .await
}

/// Takes back what a record tells of, as a change with records of its own; or tells what that would do. Of changes of rights
/// and policies, as long as what they set stands.
#[utoipa::path(post, path = "/api/v1/audit/revert", tag = "audit", request_body = RevertRecord, params(DryRunQuery),
    responses((status = 200, description = "What came of it; with `dry_run` `Effects`: what would happen.",
        body = ChangedRights)))]
async fn revert_record(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<DryRunQuery>,
    Json(request): Json<RevertRecord>,
) -> Result<Response, Refused> {
    let (service, chain) = (state.service(), request.database.map(DatabaseId::from));
    if query.dry_run == Some(true) {
        let preview = service.preview_revert(&caller, chain, request.number).await?;
        return Ok(Answer(view::effects(preview)).into_response());
    }
    let done = service.revert(&caller, chain, request.number).await?;
    Ok(Answer(view::changed_rights(done)).into_response())
}

/// Reads much, so not on a thread that answers others.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refused> + Send + 'static,
) -> Result<T, Refused> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(ErrorCode::Internal.into()))
}
