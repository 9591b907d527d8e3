//! What happens beside the requests: sessions that are over end, what is over its time in bins and histories is put away,
//! and the heads of the audit chains are signed.

use std::{sync::Arc, time::Duration};

use strongroom_service::Service;
use tokio::{task::JoinSet, time::MissedTickBehavior};

/// How often sessions and counters that are over are put away. Nothing depends on when: what is over does not count.
const TIDY_EVERY: Duration = Duration::from_secs(30);

/// How often bins and histories are looked at.
const PUT_AWAY_EVERY: Duration = Duration::from_secs(60);

/// The tasks of a serving process.
pub struct Tasks(JoinSet<()>);

/// Starts them.
pub fn start(service: &Arc<Service>) -> Tasks {
    let mut tasks = JoinSet::new();
    let tidied = Arc::clone(service);
    tasks.spawn(async move {
        let mut tick = ticks(TIDY_EVERY);
        loop {
            tick.tick().await;
            if let Err(error) = tidied.tidy().await {
                tracing::warn!(%error, "cannot put away what is over");
            }
        }
    });
    let kept = Arc::clone(service);
    tasks.spawn(async move {
        let mut tick = ticks(PUT_AWAY_EVERY);
        loop {
            tick.tick().await;
            if let Err(error) = kept.purge_over().await {
                tracing::warn!(%error, "cannot put away what is over its time in the bin");
            }
            if let Err(error) = kept.put_versions_away().await {
                tracing::warn!(%error, "cannot put away versions beyond the limits");
            }
        }
    });
    let signed = Arc::clone(service);
    tasks.spawn(async move {
        let mut tick = ticks(signed.sign_heads_every());
        loop {
            tick.tick().await;
            sign(&signed).await;
        }
    });
    Tasks(tasks)
}

impl Tasks {
    /// Ends them, and signs what the last requests added.
    pub async fn finish(mut self, service: &Service) {
        self.0.shutdown().await;
        sign(service).await;
    }
}

async fn sign(service: &Service) {
    if let Err(error) = service.sign_heads().await {
        tracing::warn!(%error, "cannot sign the heads of the audit chains");
    }
}

fn ticks(every: Duration) -> tokio::time::Interval {
    let mut ticks = tokio::time::interval_at(tokio::time::Instant::now() + every, every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}
