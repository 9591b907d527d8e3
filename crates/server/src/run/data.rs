//! The data folder: one process at a time, its key, and the service that keeps everything else in it.

use std::{path::Path, sync::Arc, time::Duration};

use strongroom_service::{
    OpenServiceError, Service,
    clock::SystemClock,
    notices::{Courier, Mailer},
    settings,
};
use strongroom_store::{OpenError, folder::FolderLock};

use crate::{
    configuration::Configuration,
    mail::{MailError, Smtp},
    server_key::{self, ServerKeyError},
    webhooks::{HttpCourier, WebhooksError},
};

/// Why a data folder can not be used.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// Another process has it, or it can not be made.
    #[error(transparent)]
    Folder(#[from] OpenError),
    /// There is no server key.
    #[error(transparent)]
    ServerKey(#[from] ServerKeyError),
    /// Mail can not be sent as configured.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// Webhooks can not be called as configured.
    #[error(transparent)]
    Webhooks(#[from] WebhooksError),
    /// What is in it does not open.
    #[error(transparent)]
    Service(#[from] OpenServiceError),
}

/// Opens the data folder for this process alone; it is made where there is none.
///
/// # Errors
///
/// [`DataError`] says what does not fit.
pub async fn open(configuration: &Configuration, data: &Path) -> Result<Service, DataError> {
    // First of all: two processes must not both make a key.
    let lock = FolderLock::take(data)?;
    let key = server_key::of_folder(data, configuration.server_key.as_ref())?;
    Ok(Service::open(data, lock, &key, settings_of(configuration)?, Arc::new(SystemClock)).await?)
}

fn settings_of(configuration: &Configuration) -> Result<settings::Settings, DataError> {
    let sessions = &configuration.sessions;
    let mailer = configuration.mail.as_ref().map(Smtp::new).transpose()?;
    let webhooks = &configuration.webhooks;
    let any = !webhooks.allow.is_empty() || !webhooks.allow_http.is_empty();
    let courier = any.then(|| HttpCourier::new(webhooks)).transpose()?;
    Ok(settings::Settings {
        mailer: mailer.map(|it| Arc::new(it) as Arc<dyn Mailer>),
        courier: courier.map(|it| Arc::new(it) as Arc<dyn Courier>),
        session_idle: Duration::from_secs(60 * sessions.idle_minutes.get()),
        session_absolute: Duration::from_secs(3_600 * sessions.absolute_hours.get()),
        licence_issuers: configuration.license.issuing_keys.iter().map(|key| key.0.to_bytes()).collect(),
        import_bytes: configuration.limits.import_bytes.get(),
        attachment_bytes: configuration.limits.attachment_bytes.get(),
        sealed_bytes: strongroom_domain::limits::SEALED_AT_ONCE,
        seals: settings::SealSettings {
            times: strongroom_domain::seal::SealTimes {
                request_ttl: hours(configuration.seals.request_hours.get()),
                approval_ttl: hours(configuration.seals.approval_hours.get()),
            },
            author_may_approve: configuration.seals.author_may_approve,
        },
        ..settings::Settings::default()
    })
}

/// In seconds. The configuration bounds it far below what would not fit.
fn hours(hours: u64) -> i64 {
    i64::try_from(hours.saturating_mul(3_600)).unwrap_or(i64::MAX)
}
