//! A company from which mails and calls go to an end of the line that notes them.

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use parking_lot::Mutex;
use strongroom_domain::{
    id::{UserId, WebhookId},
    notice::NoticeKind,
    seal::SealEvent,
};
use strongroom_service::{
    accounts::users::UserChange,
    audit::read::AuditFilter,
    notices::{Call, Courier, Letter, Mailer, Subscription, Undelivered},
    settings::Settings,
};

use super::*;
use crate::world::settings;

/// The end of the line: notes what is handed over, or does not answer.
#[derive(Debug, Default)]
pub struct Outside {
    away: AtomicBool,
    silent: AtomicBool,
    pub letters: Mutex<Vec<Letter>>,
    pub calls: Mutex<Vec<Call>>,
}

impl Outside {
    /// It takes what is handed over and does not say so.
    pub fn silent(&self, silent: bool) {
        self.silent.store(silent, Ordering::Relaxed);
    }

    async fn answer(&self) {
        if self.silent.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
    }
}

impl Mailer for Outside {
    fn public_address(&self) -> &str {
        "https://passwords.example.org"
    }

    fn send<'a>(
        &'a self,
        letter: &'a Letter,
    ) -> Pin<Box<dyn Future<Output = Result<(), Undelivered>> + Send + 'a>> {
        Box::pin(async move {
            self.letters.lock().push(letter.clone());
            self.answer().await;
            if self.away.load(Ordering::Relaxed) { Err(Undelivered::Failed("away".into())) } else { Ok(()) }
        })
    }
}

impl Courier for Outside {
    fn check(&self, _: &str) -> Result<(), &'static str> {
        Ok(())
    }

    fn call<'a>(&'a self, call: &'a Call) -> Pin<Box<dyn Future<Output = Result<u16, String>> + Send + 'a>> {
        Box::pin(async move {
            self.calls.lock().push(call.clone());
            self.answer().await;
            Ok(if self.away.load(Ordering::Relaxed) { 503 } else { 200 })
        })
    }
}

/// A company that mails and calls.
pub struct Stage {
    pub it: Company,
    pub outside: Arc<Outside>,
}

impl Stage {
    pub async fn new() -> Self {
        Self::with(settings().longest_try).await
    }

    /// With a time for each try.
    pub async fn with(longest_try: Duration) -> Self {
        let outside = Arc::<Outside>::default();
        let (mailer, courier) =
            (Arc::clone(&outside) as Arc<dyn Mailer>, Arc::clone(&outside) as Arc<dyn Courier>);
        let it = Company::of(
            World::licensed_with(Settings {
                mailer: Some(mailer),
                courier: Some(courier),
                longest_try,
                ..settings()
            })
            .await,
        )
        .await;
        for by in [&it.root, &it.ann, &it.bob, &it.cid] {
            let email = Some(Some(format!("{}@example.org", by.user)));
            let change = UserChange { email, ..UserChange::default() };
            it.world.service.change_user(&it.world.again(&it.root), by.user, None, change).await.unwrap();
        }
        tell(&it.world).await;
        Self { it, outside }
    }

    /// Tells and sends; how many mails and calls were tried.
    pub async fn send(&self) -> (usize, usize) {
        tell(&self.it.world).await;
        let (letters, calls) = self.sent().await;
        (letters.len(), calls.len())
    }

    /// Sends what was told; which mails and calls were tried.
    pub async fn sent(&self) -> (Vec<Letter>, Vec<Call>) {
        let service = &self.it.world.service;
        for receiver in service.receivers().unwrap() {
            service.send_to(receiver).await.unwrap();
        }
        (std::mem::take(&mut *self.outside.letters.lock()), std::mem::take(&mut *self.outside.calls.lock()))
    }

    /// The addresses of the mails that go now, sorted.
    pub async fn addresses(&self) -> Vec<String> {
        let mut to: Vec<String> = self.sent().await.0.into_iter().map(|letter| letter.to).collect();
        to.sort();
        to
    }

    /// What a person wants by mail.
    pub async fn mails(&self, by: &Caller, kinds: &[NoticeKind]) {
        let chosen = kinds.iter().copied().collect();
        self.it.world.service.choose_notices(&self.it.world.again(by), chosen).await.unwrap();
    }

    /// Root changes an account.
    pub async fn change(&self, user: UserId, change: UserChange) {
        let root = self.it.world.again(&self.it.root);
        self.it.world.service.change_user(&root, user, None, change).await.unwrap();
    }

    pub fn away(&self, away: bool) {
        self.outside.away.store(away, Ordering::Relaxed);
    }

    /// Bob asks for a sealed entry; Root approves.
    pub async fn request(&self) -> strongroom_domain::id::GrantId {
        let it = &self.it;
        let new = it.sealed_grant(it.bob.user, &[it.root.user], 1);
        let grant = it.give(&it.ann, &new).await.unwrap().id;
        it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
        grant
    }

    pub async fn webhook(&self, events: &[&str]) -> WebhookId {
        let (service, root) = (&self.it.world.service, self.it.world.again(&self.it.root));
        let (id, ..) =
            service.create_webhook(&root, "https://hooks.example.org/".into(), None).await.unwrap();
        let events = events.iter().map(|name| (*name).to_owned()).collect();
        let new = Subscription { events, webhook: Some(id), ..Subscription::default() };
        service.subscribe(&root, new).await.unwrap();
        self.send().await;
        id
    }

    pub async fn records(&self, event: &str) -> usize {
        let filter = AuditFilter { events: vec![event.to_owned()], ..AuditFilter::default() };
        let root = self.it.world.root().await;
        self.it.world.service.audit(&root, &filter, None, 1_000).unwrap().0.len()
    }
}
