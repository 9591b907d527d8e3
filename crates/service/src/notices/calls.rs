//! Calling a webhook: what is sent, signed and noted of it. Of an event only its name and ids go out.

use std::{fmt, future::Future, pin::Pin};

use serde::{Deserialize, Serialize};
use serde_json::json;
use strongroom_domain::{
    audit::Event,
    escape,
    id::{OutgoingId, SubscriptionId, WebhookId},
    time::Instant,
};
use strongroom_store::{
    Write,
    tellings::{self, Telling, TellingRow},
};

use super::{
    outgoing::{CallRecord, Outlet, Receiver},
    record::sealed,
    send::Tried,
    webhooks::WebhookRecord,
};
use crate::{caller::Caller, error::ServiceError, service::Service};

/// What became of so many calls is kept.
const NOTED: usize = 50;

/// A call that is ready to be made.
#[derive(Clone, PartialEq, Eq)]
pub struct Call {
    /// The same at every try: `webhook-id`.
    pub id: OutgoingId,
    /// Where to.
    pub url: String,
    /// Seconds since 1970: `webhook-timestamp`.
    pub timestamp: i64,
    /// `webhook-signature`.
    pub signature: String,
    /// JSON.
    pub body: String,
}

/// Shows no address, which may hold a secret.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What calls webhooks.
pub trait Courier: fmt::Debug + Send + Sync {
    /// Whether the configuration allows an address.
    ///
    /// # Errors
    /// Why not, in words that do not repeat it.
    fn check(&self, url: &str) -> Result<(), &'static str>;

    /// Makes a call and gives the status of its answer, or why there is none.
    fn call<'a>(&'a self, call: &'a Call) -> Pin<Box<dyn Future<Output = Result<u16, String>> + Send + 'a>>;
}

/// What became of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallView {
    /// The id of the call: the same for all its tries.
    pub id: OutgoingId,
    /// When it was tried.
    pub at: Instant,
    /// The event that it told of.
    pub event: String,
    /// The status of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Why there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl CallView {
    /// Whether the receiver took it.
    pub fn arrived(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }
}

impl Service {
    /// A call of a webhook, by somebody who may have it called. Whether it is turned on is seen when the call is written.
    pub(super) fn call_of(
        &self,
        webhook: WebhookId,
        call: &CallRecord,
    ) -> Result<Option<TellingRow>, ServiceError> {
        if self.may_manage_webhooks(call.subscriber).is_err() || self.settings.courier.is_none() {
            return Ok(None);
        }
        self.outgoing(Receiver::Webhook(webhook), Outlet::Call(call.clone())).map(Some)
    }

    pub(super) async fn send_call(
        &self,
        webhook: WebhookId,
        id: OutgoingId,
        call: &CallRecord,
    ) -> Result<Tried, ServiceError> {
        let Some(stored) = self.webhook_stored(webhook)? else { return Ok(Tried::Over) };
        // Whether it is to be told is decided once more.
        if !stored.record.enabled || !self.is_still_heard(webhook, call)? {
            return Ok(Tried::Over);
        }
        let view = self.make_call(webhook, &stored.record, id, call).await?;
        Ok(if view.arrived() { Tried::Over } else { Tried::Again })
    }

    async fn make_call(
        &self,
        webhook: WebhookId,
        record: &WebhookRecord,
        id: OutgoingId,
        call: &CallRecord,
    ) -> Result<CallView, ServiceError> {
        let now = self.now();
        let body = body(call);
        let timestamp = now.micros().div_euclid(1_000_000);
        let signature = record.secret()?.sign(&id.to_string(), timestamp, body.as_bytes());
        let answer = match &self.settings.courier {
            Some(courier) => {
                let call = Call { id, url: record.url.clone(), timestamp, signature, body };
                let late = Err("the host took too long".to_owned());
                tokio::time::timeout(self.settings.longest_try, courier.call(&call)).await.unwrap_or(late)
            }
            None => Err("the configuration allows no webhooks".to_owned()),
        };
        let (status, error) = match answer {
            Ok(status) => (Some(status), None),
            Err(error) => (None, Some(escape::log(&error).into_owned())),
        };
        let view = CallView { id, at: now, event: call.event.clone(), status, error };
        let item: OutgoingId = self.new_id(self.memory.telling.next(now))?;
        let owner = webhook.to_bytes();
        let row = sealed(&self.keys, Telling::Call, owner, item.to_bytes(), 1, &view)?;
        self.store
            .write(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                if tellings::get(write, Telling::Webhook, &owner, &owner)?.is_some() {
                    tellings::put(write, Telling::Call, &row)?;
                    tellings::trim(write, Telling::Call, &owner, NOTED, &[0; 16])?;
                }
                Ok(())
            })
            .await?;
        Ok(view)
    }

    /// Calls a webhook now to see whether it answers; of nothing that happened.
    ///
    /// # Errors
    /// [`ServiceError::Administration`], [`ServiceError::NotFound`].
    pub async fn test_webhook(&self, caller: &Caller, id: WebhookId) -> Result<CallView, ServiceError> {
        let record = self.webhook(caller, id)?.record;
        let note = self.note(caller);
        self.store.write(move |write| note.server(write, Event::WebhookTested { webhook: id })).await?;
        let call = CallRecord {
            event: "test".to_owned(),
            at: caller.now,
            database: None,
            number: 0,
            actor: Some(caller.user),
            about: std::iter::once(("webhook".to_owned(), id.to_string())).collect(),
            subscriber: caller.user,
            subscription: SubscriptionId::from_bytes([0; 16]),
        };
        let outgoing: OutgoingId = self.new_id(caller.now)?;
        self.make_call(id, &record, outgoing, &call).await
    }
}

/// `{type, timestamp, data}`, as Standard Webhooks has it.
fn body(call: &CallRecord) -> String {
    let mut data = json!({
        "database": call.database,
        "number": call.number,
        "actor": call.actor,
    });
    if let Some(data) = data.as_object_mut() {
        data.extend(call.about.iter().map(|(name, id)| (name.clone(), json!(id))));
    }
    json!({ "type": call.event, "timestamp": call.at, "data": data }).to_string()
}
