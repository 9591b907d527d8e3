//! What happens beside the requests: sessions that are over end, what is over its time in bins and histories is put away,
//! the heads of the audit chains are signed, and people are told what happened.

use std::{sync::Arc, time::Duration};

use strongroom_service::Service;
use tokio::{task::JoinSet, time::MissedTickBehavior};

use crate::sending;

/// How often sessions and counters that are over are put away. Nothing depends on when: what is over does not count.
const TIDY_EVERY: Duration = Duration::from_secs(30);

/// How often bins and histories are looked at.
const PUT_AWAY_EVERY: Duration = Duration::from_secs(60);

/// How often it is looked whether there is something to tell.
const TELL_EVERY: Duration = Duration::from_millis(200);

/// How long it is waited after that failed.
const AFTER_TROUBLE: Duration = Duration::from_secs(5);

/// How often it is told what the clock ended.
const TELL_ENDS_EVERY: Duration = Duration::from_secs(30);

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
            if let Err(error) = tidied.put_abandoned_away().await {
                tracing::warn!(%error, "cannot put away attachments that nobody waits for");
            }
            keep_recent(&tidied).await;
        }
    });
    let kept = Arc::clone(service);
    tasks.spawn(async move {
        let mut tick = ticks(PUT_AWAY_EVERY);
        loop {
            tick.tick().await;
            let (service, runtime) = (Arc::clone(&kept), tokio::runtime::Handle::current());
            // It looks at whole bins and histories.
            let work = tokio::task::spawn_blocking(move || {
                runtime.block_on(async {
                    let purged = service.purge_over().await;
                    service.put_versions_away().await;
                    purged
                })
            });
            if let Ok(purged @ 1..) = work.await {
                tracing::info!(purged, "put away what was over its time in the bins");
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
    tasks.spawn(tell(Arc::clone(service)));
    tasks.spawn(sending::send(Arc::clone(service)));
    let timed = Arc::clone(service);
    tasks.spawn(async move {
        let mut tick = ticks(TELL_ENDS_EVERY);
        loop {
            tick.tick().await;
            let (service, runtime) = (Arc::clone(&timed), tokio::runtime::Handle::current());
            // Once a day it looks at every entry.
            let work = tokio::task::spawn_blocking(move || runtime.block_on(service.tell_ends()));
            if let Ok(Err(error)) = work.await {
                tracing::warn!(%error, "cannot tell what ended");
            }
        }
    });
    Tasks(tasks)
}

/// Tells people what was committed, soon after it was.
async fn tell(service: Arc<Service>) {
    let mut tick = ticks(TELL_EVERY);
    let mut pulse = None;
    loop {
        tick.tick().await;
        let now = service.pulse();
        if pulse == Some(now) {
            continue;
        }
        loop {
            match service.tell().await {
                Ok(true) => {}
                Ok(false) => {
                    pulse = Some(now);
                    break;
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot tell what happened");
                    tokio::time::sleep(AFTER_TROUBLE).await;
                    break;
                }
            }
        }
    }
}

impl Tasks {
    /// Ends them, and signs what the last requests added.
    pub async fn finish(mut self, service: &Service) {
        self.0.shutdown().await;
        keep_recent(service).await;
        sign(service).await;
        if let Err(error) = service.keep_time().await {
            tracing::warn!(%error, "cannot keep the time");
        }
    }
}

async fn keep_recent(service: &Service) {
    if let Err(error) = service.keep_recent().await {
        tracing::warn!(%error, "cannot keep what people used last");
    }
}

async fn sign(service: &Service) {
    if let Err(error) = service.sign_heads().await {
        tracing::warn!(%error, "cannot sign the heads of the audit chains");
    }
}

/// A clock for what is done again and again; what was missed is not made up for.
pub fn ticks(every: Duration) -> tokio::time::Interval {
    let mut ticks = tokio::time::interval_at(tokio::time::Instant::now() + every, every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}
