//! Sends what waits to go out: each receiver by itself, to each once at a time and in its order. A webhook or a mail server
//! that does not answer keeps nobody waiting but those who are told by it.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use strongroom_service::{Service, ServiceError, notices::Receiver};
use tokio::{
    sync::Semaphore,
    task::{Id, JoinSet},
};

use crate::run::tasks::ticks;

/// How often it is looked whether there is something to send.
const SEND_EVERY: Duration = Duration::from_secs(1);

/// How long it is waited after that failed.
const AFTER_TROUBLE: Duration = Duration::from_secs(5);

/// So many mails are handed to the mail server at once; who comes next waits in a row. Webhooks have no such row: there
/// are fifty at the most, and each has one call under way.
const MAILS_AT_ONCE: usize = 8;

/// The turns that are under way. They end with it.
struct Turns {
    running: JoinSet<Result<(), ServiceError>>,
    /// Whose they are.
    whose: HashMap<Id, Receiver>,
    busy: HashSet<Receiver>,
    mail: Arc<Semaphore>,
}

/// Sends until it is dropped.
pub async fn send(service: Arc<Service>) {
    let mut turns = Turns {
        running: JoinSet::new(),
        whose: HashMap::new(),
        busy: HashSet::new(),
        mail: Arc::new(Semaphore::new(MAILS_AT_ONCE)),
    };
    let mut tick = ticks(SEND_EVERY);
    loop {
        tokio::select! {
            _ = tick.tick() => match service.receivers() {
                Ok(receivers) => turns.begin(&service, receivers),
                Err(error) => {
                    tracing::warn!(%error, "cannot look for what waits to be sent");
                    tick.reset_after(AFTER_TROUBLE);
                }
            },
            Some(ended) = turns.running.join_next_with_id() => turns.end(ended),
        }
    }
}

impl Turns {
    /// Begins a turn for each receiver that has none.
    fn begin(&mut self, service: &Arc<Service>, receivers: Vec<Receiver>) {
        for receiver in receivers {
            if !self.busy.insert(receiver) {
                continue;
            }
            let (service, mail) = (Arc::clone(service), Arc::clone(&self.mail));
            let turn = self.running.spawn(async move {
                let _seat = match receiver {
                    Receiver::Webhook(_) => None,
                    Receiver::Person(_) | Receiver::Addresses(_) => mail.acquire().await.ok(),
                };
                service.send_to(receiver).await
            });
            self.whose.insert(turn.id(), receiver);
        }
    }

    fn end(&mut self, ended: Result<(Id, Result<(), ServiceError>), tokio::task::JoinError>) {
        let id = match ended {
            Ok((id, sent)) => {
                if let Err(error) = sent {
                    tracing::warn!(%error, "cannot send what waits");
                }
                id
            }
            Err(error) => error.id(),
        };
        if let Some(receiver) = self.whose.remove(&id) {
            self.busy.remove(&receiver);
        }
    }
}
