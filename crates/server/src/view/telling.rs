//! Subscriptions and webhooks as they go over the wire.

use strongroom_api::{
    subscriptions::{self as api, NewSubscription},
    webhooks::{Webhook, WebhookCall},
};
use strongroom_domain::id::{DatabaseId, ObjectId, SubscriptionId, WebhookId};
use strongroom_service::notices::{CallView, Subscription, WebhookRecord};

/// A subscription.
pub fn subscription(id: SubscriptionId, revision: u64, it: Subscription) -> api::Subscription {
    api::Subscription {
        id: id.uuid(),
        revision,
        events: it.events.into_iter().collect(),
        databases: it.databases.into_iter().map(DatabaseId::uuid).collect(),
        objects: it.objects.into_iter().map(ObjectId::uuid).collect(),
        inbox: it.inbox,
        mail: it.mail,
        webhook: it.webhook.map(WebhookId::uuid),
    }
}

/// What somebody asks to be told of.
pub fn subscription_of(new: NewSubscription) -> Subscription {
    Subscription {
        events: new.events.into_iter().collect(),
        databases: new.databases.into_iter().map(DatabaseId::from).collect(),
        objects: new.objects.into_iter().map(ObjectId::from).collect(),
        inbox: new.inbox,
        mail: new.mail,
        webhook: new.webhook.map(WebhookId::from),
    }
}

/// A webhook, without its secret.
pub fn webhook(id: WebhookId, revision: u64, record: WebhookRecord) -> Webhook {
    Webhook {
        id: id.uuid(),
        revision,
        url: record.url.clone(),
        description: record.description.clone(),
        enabled: record.enabled,
        created_at: record.created_at,
        secret: None,
    }
}

/// What became of a call.
pub fn webhook_call(view: CallView) -> WebhookCall {
    WebhookCall {
        id: view.id.uuid(),
        at: view.at,
        arrived: view.arrived(),
        event: view.event,
        status: view.status,
        error: view.error,
    }
}
