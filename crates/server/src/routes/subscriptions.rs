//! `/subscriptions`: what administrators want to be told of.

use axum::{
    Json as Answer,
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use strongroom_api::{
    Page,
    list::PageQuery,
    subscriptions::{NewSubscription, PatchSubscription, Subscription},
};
use strongroom_domain::id::{DatabaseId, ObjectId, SubscriptionId, WebhookId};
use strongroom_service::Caller;
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
    let hearing = Need::Administration(
        "to read the audit or to administer the database; a webhook: super administrator",
    );
    registry
        .add(Need::Session, routes!(list_subscriptions))
        .add(hearing, routes!(create_subscription))
        .add(Need::Session, routes!(get_subscription))
        .add(hearing, routes!(patch_subscription))
        .add(Need::Session, routes!(delete_subscription))
}

/// The caller's subscriptions.
#[utoipa::path(get, path = "/api/v1/subscriptions", tag = "notices", params(PageQuery),
    responses((status = 200, body = Page<Subscription>)))]
async fn list_subscriptions(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<PageQuery>,
) -> Result<Answer<Page<Subscription>>, Refused> {
    let range = page_range(query.limit, query.cursor.as_deref())?;
    let all = state.service().subscriptions(&caller)?;
    Ok(Answer(range.of(
        all,
        |it| it.0.to_string(),
        |(id, it)| view::subscription(id, it.revision, it.record),
    )))
}

/// Subscribes. Whether the caller may hear of an event is decided when it happens.
#[utoipa::path(post, path = "/api/v1/subscriptions", tag = "notices", request_body = NewSubscription,
    responses((status = 201, body = Subscription)))]
async fn create_subscription(
    State(state): State<AppState>,
    caller: Caller,
    Json(request): Json<NewSubscription>,
) -> Result<Response, Refused> {
    let (id, made) = state.service().subscribe(&caller, view::subscription_of(request)).await?;
    let path = format!("/subscriptions/{id}");
    Ok(answer::created(&path, made.revision, view::subscription(id, made.revision, made.record)))
}

/// A subscription of the caller.
#[utoipa::path(get, path = "/api/v1/subscriptions/{id}", tag = "notices",
    params(("id" = uuid::Uuid, Path, description = "The subscription.")),
    responses((status = 200, body = Subscription)))]
async fn get_subscription(
    State(state): State<AppState>,
    caller: Caller,
    Ids(id): Ids<SubscriptionId>,
) -> Result<Response, Refused> {
    let found = state.service().subscription(&caller, id)?;
    Ok((Revision(found.revision), Answer(view::subscription(id, found.revision, found.record)))
        .into_response())
}

/// Changes a subscription of the caller.
#[utoipa::path(patch, path = "/api/v1/subscriptions/{id}", tag = "notices", request_body = PatchSubscription,
    params(("id" = uuid::Uuid, Path, description = "The subscription.")),
    responses((status = 200, body = Subscription)))]
async fn patch_subscription(
    State(state): State<AppState>,
    caller: Caller,
    Ids(id): Ids<SubscriptionId>,
    IfMatch(precondition): IfMatch,
    Json(request): Json<PatchSubscription>,
) -> Result<Response, Refused> {
    let mut it = state.service().subscription(&caller, id)?.record;
    it.events = request.events.map_or(it.events, |all| all.into_iter().collect());
    it.databases =
        request.databases.map_or(it.databases, |all| all.into_iter().map(DatabaseId::from).collect());
    it.objects = request.objects.map_or(it.objects, |all| all.into_iter().map(ObjectId::from).collect());
    (it.inbox, it.mail) = (request.inbox.unwrap_or(it.inbox), request.mail.unwrap_or(it.mail));
    it.webhook = request.webhook.map_or(it.webhook, |to| to.map(WebhookId::from));
    let changed = state.service().change_subscription(&caller, id, precondition.revision(), it).await?;
    Ok((Revision(changed.revision), Answer(view::subscription(id, changed.revision, changed.record)))
        .into_response())
}

/// Ends a subscription of the caller.
#[utoipa::path(delete, path = "/api/v1/subscriptions/{id}", tag = "notices",
    params(("id" = uuid::Uuid, Path, description = "The subscription.")), responses((status = 204)))]
async fn delete_subscription(
    State(state): State<AppState>,
    caller: Caller,
    Ids(id): Ids<SubscriptionId>,
    IfMatch(precondition): IfMatch,
) -> Result<StatusCode, Refused> {
    state.service().unsubscribe(&caller, id, precondition.revision()).await?;
    Ok(StatusCode::NO_CONTENT)
}
