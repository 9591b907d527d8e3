//! What every handler can reach.

use std::{sync::Arc, time::Duration};

use crate::{address::Network, metrics::Metrics, session::Accounts};

/// Shared by all requests; cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

struct Inner {
    settings: Settings,
    metrics: Metrics,
    accounts: Arc<dyn Accounts>,
}

/// What the configuration says about requests.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What the operator calls this server.
    pub name: String,
    /// The largest JSON body of somebody signed in, in bytes.
    pub request_bytes: usize,
    /// After which an unanswered request is given up.
    pub request_time: Duration,
    /// Proxies that are believed.
    pub trusted_proxies: Vec<Network>,
    /// Names for which requests are taken; empty for all.
    pub host_names: Vec<String>,
}

impl AppState {
    /// Puts the parts together.
    pub fn new(settings: Settings, accounts: Arc<dyn Accounts>) -> Self {
        Self(Arc::new(Inner { settings, metrics: Metrics::default(), accounts }))
    }

    /// What the configuration says about requests.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The counters.
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// The accounts, as far as the edge asks them.
    pub fn accounts(&self) -> &dyn Accounts {
        &*self.0.accounts
    }
}
