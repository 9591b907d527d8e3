//! Webhooks: addresses outside that are called with what their subscriptions hear. Super administrators make them, to
//! addresses that the configuration allows; the secret that calls are signed with is shown once.

use serde::{Deserialize, Serialize};
use strongroom_crypto::{key::ServerKeys, webhook::WebhookSecret};
use strongroom_domain::{
    administration::{self, Administers, ServerAction},
    audit::Event,
    id::{UserId, WebhookId},
    limits,
    time::Instant,
};
use strongroom_store::{
    Write,
    engine::Query,
    proof,
    tellings::{self, Telling},
};
use zeroize::Zeroizing;

use super::{
    calls::CallView,
    outgoing::forget_receiver,
    record::{opened, sealed},
};
use crate::{
    accounts::{state::Revised, users::invalid},
    audit::Note,
    caller::Caller,
    error::ServiceError,
    service::Service,
};

/// So many webhooks there are at the most.
const WEBHOOKS: usize = 50;

/// A webhook as it is stored.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookRecord {
    /// The address.
    pub url: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What calls are signed with.
    #[serde(serialize_with = "expose", deserialize_with = "keep")]
    secret: Zeroizing<String>,
    /// Off: nothing is sent.
    pub enabled: bool,
    /// When it was made.
    pub created_at: Instant,
}

/// Into the bytes that are sealed.
fn expose<S: serde::Serializer>(secret: &Zeroizing<String>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret)
}

/// From them.
fn keep<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Zeroizing<String>, D::Error> {
    String::deserialize(deserializer).map(Zeroizing::new)
}

/// Shows neither the address, which may hold a secret, nor the secret.
impl std::fmt::Debug for WebhookRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebhookRecord").field("enabled", &self.enabled).finish_non_exhaustive()
    }
}

impl WebhookRecord {
    pub(super) fn secret(&self) -> Result<WebhookSecret, ServiceError> {
        WebhookSecret::parse(&self.secret)
            .map_err(|_| ServiceError::Damaged("the secret of a webhook has an unknown form".into()))
    }
}

/// A change of a webhook: what is absent stays, an inner `None` clears.
#[derive(Debug, Clone, Default)]
pub struct WebhookChange {
    /// The address.
    pub url: Option<String>,
    /// What it is for.
    pub description: Option<Option<String>>,
    /// Whether it is called.
    pub enabled: Option<bool>,
}

impl Service {
    pub(super) fn may_manage_webhooks(&self, user: UserId) -> Result<Administers, ServiceError> {
        let accounts = self.memory.accounts.read();
        Ok(administration::server(accounts.actor(user)?, ServerAction::ManageWebhooks)?)
    }

    /// All webhooks, oldest first.
    ///
    /// # Errors
    /// [`ServiceError::Administration`] without the role.
    pub fn webhooks(
        &self,
        caller: &Caller,
    ) -> Result<Vec<(WebhookId, Revised<WebhookRecord>)>, ServiceError> {
        let _: Administers = self.may_manage_webhooks(caller.user)?;
        let rows = self.store.read(|query| tellings::all(query, Telling::Webhook))?;
        rows.iter()
            .map(|row| {
                let record = opened(&self.keys, Telling::Webhook, row)?;
                Ok((WebhookId::from_bytes(row.item), Revised { revision: row.revision, record }))
            })
            .collect()
    }

    /// One of them.
    ///
    /// # Errors
    /// [`ServiceError::Administration`], [`ServiceError::NotFound`].
    pub fn webhook(&self, caller: &Caller, id: WebhookId) -> Result<Revised<WebhookRecord>, ServiceError> {
        let _: Administers = self.may_manage_webhooks(caller.user)?;
        self.webhook_stored(id)?.ok_or(ServiceError::NotFound)
    }

    pub(super) fn webhook_stored(
        &self,
        id: WebhookId,
    ) -> Result<Option<Revised<WebhookRecord>>, ServiceError> {
        let key = id.to_bytes();
        let read = |query: &mut dyn Query| tellings::get(query, Telling::Webhook, &key, &key);
        let Some(row) = self.store.read(read)? else { return Ok(None) };
        let record = opened(&self.keys, Telling::Webhook, &row)?;
        Ok(Some(Revised { revision: row.revision, record }))
    }

    /// Makes a webhook; its secret is told this once.
    ///
    /// # Errors
    /// [`ServiceError::Administration`], or what is wrong with the address.
    pub async fn create_webhook(
        &self,
        caller: &Caller,
        url: String,
        description: Option<String>,
    ) -> Result<(WebhookId, Revised<WebhookRecord>, WebhookSecret), ServiceError> {
        let _: Administers = self.may_manage_webhooks(caller.user)?;
        self.check_webhook(&url, description.as_deref())?;
        let secret = WebhookSecret::generate()?;
        let id: WebhookId = self.new_id(caller.now)?;
        let record = WebhookRecord {
            url,
            description,
            secret: secret.expose(),
            enabled: true,
            created_at: caller.now,
        };
        let properties = vec!["url".to_owned(), "description".to_owned()];
        self.put_webhook(caller, id, 1, &record, properties).await?;
        Ok((id, Revised { revision: 1, record }, secret))
    }

    fn check_webhook(&self, url: &str, description: Option<&str>) -> Result<(), ServiceError> {
        description
            .map_or(Ok(()), |text| limits::check_block(text, limits::DESCRIPTION))
            .map_err(|e| invalid(&e).at("/description"))?;
        let courier = self.settings.courier.as_ref();
        let none = || ServiceError::Invalid("the configuration allows no webhooks".into());
        let courier = courier.ok_or_else(none)?;
        courier.check(url).map_err(|reason| ServiceError::Invalid(reason.into()).at("/url"))
    }

    async fn put_webhook(
        &self,
        caller: &Caller,
        id: WebhookId,
        revision: u64,
        record: &WebhookRecord,
        properties: Vec<String>,
    ) -> Result<(), ServiceError> {
        let key = id.to_bytes();
        self.decided(|| {
            let proof = self.may_manage_webhooks(caller.user)?;
            let row = sealed(&self.keys, Telling::Webhook, key, key, revision, record)?;
            let (note, properties, off) = (self.note(caller), properties.clone(), !record.enabled);
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                proof::unchanged(write, proof.server_sequence(), None)?;
                if revision == 1 && tellings::owners(write, Telling::Webhook)?.len() >= WEBHOOKS {
                    let what = "so many webhooks are enough".into();
                    return Err(ServiceError::LimitReached { what, limit: WEBHOOKS });
                }
                tellings::put(write, Telling::Webhook, &row)?;
                if off {
                    tellings::delete_of(write, Telling::Outgoing, &key)?;
                }
                note.server(write, Event::WebhookSet { webhook: id, properties })
            })
        })
        .await
    }

    /// Changes a webhook that is at `revision` (absent: whatever it is at). What waits for one that is turned off is
    /// forgotten. Another address has another secret, which is told this once: whoever has the old one answers for the old
    /// address, and must not be able to speak to the new one in this server's name.
    ///
    /// # Errors
    /// As [`Self::create_webhook`]; [`ServiceError::NotFound`], [`ServiceError::RevisionConflict`].
    pub async fn change_webhook(
        &self,
        caller: &Caller,
        id: WebhookId,
        revision: Option<u64>,
        change: WebhookChange,
    ) -> Result<(Revised<WebhookRecord>, Option<WebhookSecret>), ServiceError> {
        let Revised { revision: current, mut record } = self.webhook(caller, id)?;
        if revision.is_some_and(|revision| revision != current) {
            return Err(ServiceError::RevisionConflict { current });
        }
        let mut properties = Vec::new();
        let mut changed = |name: &str, differs: bool| properties.extend(differs.then(|| name.to_owned()));
        let moves = change.url.as_ref().is_some_and(|url| *url != record.url);
        changed("url", moves);
        changed("secret", moves);
        changed("description", change.description.as_ref().is_some_and(|it| *it != record.description));
        changed("enabled", change.enabled.is_some_and(|it| it != record.enabled));
        record.url = change.url.unwrap_or(record.url);
        record.description = change.description.unwrap_or(record.description);
        record.enabled = change.enabled.unwrap_or(record.enabled);
        self.check_webhook(&record.url, record.description.as_deref())?;
        if properties.is_empty() {
            return Ok((Revised { revision: current, record }, None));
        }
        let secret = moves.then(WebhookSecret::generate).transpose()?;
        if let Some(secret) = &secret {
            record.secret = secret.expose();
        }
        self.put_webhook(caller, id, current + 1, &record, properties).await?;
        Ok((Revised { revision: current + 1, record }, secret))
    }

    /// Removes a webhook with what waits for it. Subscriptions that name it tell nothing by it any more.
    ///
    /// # Errors
    /// [`ServiceError::Administration`], [`ServiceError::NotFound`], [`ServiceError::RevisionConflict`].
    pub async fn delete_webhook(
        &self,
        caller: &Caller,
        id: WebhookId,
        revision: Option<u64>,
    ) -> Result<(), ServiceError> {
        let key = id.to_bytes();
        self.decided(|| {
            let proof = self.may_manage_webhooks(caller.user)?;
            let current = self.webhook(caller, id)?.revision;
            if revision.is_some_and(|revision| revision != current) {
                return Err(ServiceError::RevisionConflict { current });
            }
            let note = self.note(caller);
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                proof::unchanged(write, proof.server_sequence(), None)?;
                if !tellings::delete(write, Telling::Webhook, &key, &key)? {
                    return Err(ServiceError::NotFound);
                }
                forget_receiver(write, key)?;
                note.server(write, Event::WebhookRemoved { webhook: id })
            })
        })
        .await
    }

    /// The last calls of a webhook, newest first.
    ///
    /// # Errors
    /// [`ServiceError::Administration`], [`ServiceError::NotFound`].
    pub fn webhook_calls(&self, caller: &Caller, id: WebhookId) -> Result<Vec<CallView>, ServiceError> {
        self.webhook(caller, id)?;
        let key = id.to_bytes();
        let rows = self.store.read(|query| tellings::of(query, Telling::Call, key, None, u32::MAX))?;
        rows.iter().map(|row| opened(&self.keys, Telling::Call, row)).collect()
    }
}

/// Turns a webhook off that did not answer for too long, or for which too much waits, and says so.
pub(super) fn turn_off(
    write: &mut Write<'_>,
    keys: &ServerKeys,
    note: &Note,
    id: WebhookId,
) -> Result<(), ServiceError> {
    let key = id.to_bytes();
    let Some((revision, mut record)) = turned_on(write, keys, id)? else { return Ok(()) };
    record.enabled = false;
    let row = sealed(keys, Telling::Webhook, key, key, revision + 1, &record)?;
    tellings::put(write, Telling::Webhook, &row)?;
    tellings::delete_of(write, Telling::Outgoing, &key)?;
    note.server(write, Event::WebhookDisabled { webhook: id })
}

/// A webhook with its revision, if it is there and turned on.
pub(super) fn turned_on(
    query: &mut dyn Query,
    keys: &ServerKeys,
    id: WebhookId,
) -> Result<Option<(u64, WebhookRecord)>, ServiceError> {
    let key = id.to_bytes();
    let Some(row) = tellings::get(query, Telling::Webhook, &key, &key)? else { return Ok(None) };
    let record: WebhookRecord = opened(keys, Telling::Webhook, &row)?;
    Ok(record.enabled.then_some((row.revision, record)))
}
