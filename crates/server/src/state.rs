//! What every handler can reach.

use std::{path::PathBuf, sync::Arc, time::Duration};

use strongroom_service::Service;

use crate::{address::Network, metrics::Metrics, routes::Refusals, turns::Turns};

/// Shared by all requests; cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

struct Inner {
    settings: Settings,
    metrics: Metrics,
    refusals: Refusals,
    turns: Turns,
    service: Arc<Service>,
}

/// What the configuration says about requests.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The data folder.
    pub data: PathBuf,
    /// What the operator calls this server.
    pub name: String,
    /// The largest JSON body of somebody signed in, in bytes.
    pub request_bytes: usize,
    /// How many refusals a session may cause at once.
    pub refusals: u64,
    /// The largest file to import, in bytes.
    pub import_bytes: u64,
    /// After which an unanswered request is given up.
    pub request_time: Duration,
    /// The same for uploads.
    pub upload_time: Duration,
    /// Proxies that are believed.
    pub trusted_proxies: Vec<Network>,
    /// Names for which requests are taken; empty for all.
    pub host_names: Vec<String>,
}

impl AppState {
    /// Puts the parts together.
    pub fn new(settings: Settings, service: Arc<Service>) -> Self {
        let refusals = Refusals::new(settings.refusals);
        Self(Arc::new(Inner {
            settings,
            metrics: Metrics::default(),
            refusals,
            turns: Turns::default(),
            service,
        }))
    }

    /// What the configuration says about requests.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The counters.
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// How often each session was refused something of late.
    pub fn refusals(&self) -> &Refusals {
        &self.0.refusals
    }

    /// The turns at listings and searches.
    pub fn turns(&self) -> &Turns {
        &self.0.turns
    }

    /// The use cases.
    pub fn service(&self) -> &Arc<Service> {
        &self.0.service
    }
}
