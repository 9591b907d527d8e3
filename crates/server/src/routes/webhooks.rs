//! `/webhooks`: addresses outside that are called with what subscriptions hear.

use axum::{
    Json as Answer,
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use strongroom_api::{
    Page, SecretText,
    list::PageQuery,
    webhooks::{NewWebhook, PatchWebhook, Webhook, WebhookCall},
};
use strongroom_domain::id::WebhookId;
use strongroom_service::{Caller, notices::WebhookChange};
use utoipa_axum::routes;

use super::{Need, Registry};
use crate::{
    answer::{self, Revision},
    extract::{Ids, IfMatch, Json, Query, page_range},
    problem::Refused,
    state::AppState,
    view,
};

pub fn routes(registry: Registry) -> Registry {
    let super_administrator = Need::Administration("the role super administrator");
    registry
        .add(super_administrator, routes!(list_webhooks))
        .add(super_administrator, routes!(create_webhook))
        .add(super_administrator, routes!(get_webhook))
        .add(super_administrator, routes!(patch_webhook))
        .add(super_administrator, routes!(delete_webhook))
        .add(super_administrator, routes!(test_webhook))
        .add(super_administrator, routes!(list_webhook_calls))
}

/// All webhooks.
#[utoipa::path(get, path = "/api/v1/webhooks", tag = "notices", params(PageQuery),
    responses((status = 200, body = Page<Webhook>)))]
async fn list_webhooks(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<PageQuery>,
) -> Result<Answer<Page<Webhook>>, Refused> {
    let range = page_range(query.limit, query.cursor.as_deref())?;
    let all = state.service().webhooks(&caller)?;
    Ok(Answer(range.of(all, |it| it.0.to_string(), |(id, it)| view::webhook(id, it.revision, it.record))))
}

/// Makes a webhook, to a host that the configuration allows. The answer tells its secret, this once.
#[utoipa::path(post, path = "/api/v1/webhooks", tag = "notices", request_body = NewWebhook,
    responses((status = 201, body = Webhook)))]
async fn create_webhook(
    State(state): State<AppState>,
    caller: Caller,
    Json(request): Json<NewWebhook>,
) -> Result<Response, Refused> {
    let (id, made, secret) =
        state.service().create_webhook(&caller, request.url, request.description).await?;
    let mut shown = view::webhook(id, made.revision, made.record);
    shown.secret = Some(SecretText::from(secret.expose().to_string()));
    let mut response = answer::created(&format!("/webhooks/{id}"), made.revision, shown);
    answer::keep_secret(&mut response);
    Ok(response)
}

/// A webhook.
#[utoipa::path(get, path = "/api/v1/webhooks/{id}", tag = "notices",
    params(("id" = uuid::Uuid, Path, description = "The webhook.")), responses((status = 200, body = Webhook)))]
async fn get_webhook(
    State(state): State<AppState>,
    caller: Caller,
    Ids(id): Ids<WebhookId>,
) -> Result<Response, Refused> {
    let found = state.service().webhook(&caller, id)?;
    Ok((Revision(found.revision), Answer(view::webhook(id, found.revision, found.record))).into_response())
}

/// Changes a webhook, or turns it on or off. Another address has another secret: the answer tells it, this once.
#[utoipa::path(patch, path = "/api/v1/webhooks/{id}", tag = "notices", request_body = PatchWebhook,
    params(("id" = uuid::Uuid, Path, description = "The webhook.")), responses((status = 200, body = Webhook)))]
async fn patch_webhook(
    State(state): State<AppState>,
    caller: Caller,
    Ids(id): Ids<WebhookId>,
    IfMatch(precondition): IfMatch,
    Json(request): Json<PatchWebhook>,
) -> Result<Response, Refused> {
    let PatchWebhook { url, description, enabled } = request;
    let change = WebhookChange { url, description, enabled };
    let (changed, secret) =
        state.service().change_webhook(&caller, id, precondition.revision(), change).await?;
    let mut shown = view::webhook(id, changed.revision, changed.record);
    let is_secret = secret.is_some();
    shown.secret = secret.map(|secret| SecretText::from(secret.expose().to_string()));
    let mut response = (Revision(changed.revision), Answer(shown)).into_response();
    if is_secret {
        answer::keep_secret(&mut response);
    }
    Ok(response)
}

/// Removes a webhook with what waits for it.
#[utoipa::path(delete, path = "/api/v1/webhooks/{id}", tag = "notices",
    params(("id" = uuid::Uuid, Path, description = "The webhook.")), responses((status = 204)))]
async fn delete_webhook(
    State(state): State<AppState>,
    caller: Caller,
    Ids(id): Ids<WebhookId>,
    IfMatch(precondition): IfMatch,
) -> Result<StatusCode, Refused> {
    state.service().delete_webhook(&caller, id, precondition.revision()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Calls a webhook now, with an event named `test`, and tells what became of it.
#[utoipa::path(post, path = "/api/v1/webhooks/{id}/test", tag = "notices",
    params(("id" = uuid::Uuid, Path, description = "The webhook.")),
    responses((status = 200, body = WebhookCall)))]
async fn test_webhook(
    State(state): State<AppState>,
    caller: Caller,
    Ids(id): Ids<WebhookId>,
) -> Result<Answer<WebhookCall>, Refused> {
    Ok(Answer(view::webhook_call(state.service().test_webhook(&caller, id).await?)))
}

/// The last fifty calls of a webhook, newest first.
#[utoipa::path(get, path = "/api/v1/webhooks/{id}/calls", tag = "notices",
    params(("id" = uuid::Uuid, Path, description = "The webhook.")),
    responses((status = 200, body = Page<WebhookCall>)))]
async fn list_webhook_calls(
    State(state): State<AppState>,
    caller: Caller,
    Ids(id): Ids<WebhookId>,
) -> Result<Answer<Page<WebhookCall>>, Refused> {
    let calls = state.service().webhook_calls(&caller, id)?;
    Ok(Answer(Page::whole(calls.into_iter().map(view::webhook_call).collect())))
}
