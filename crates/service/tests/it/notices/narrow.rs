//! Hearing of one thing and not of all that comes with it.

use std::{future::Future, pin::Pin, sync::Arc};

use parking_lot::Mutex;
use strongroom_domain::{
    account::Principal,
    id::{NoticeId, ObjectId},
    rights::Permission,
    seal::SealEvent,
};
use strongroom_service::{
    ServiceError,
    export::{ExportFormat, ExportRequest},
    notices::{Call, Courier, Subscription},
    settings::Settings,
};

use super::*;
use crate::world::settings;

/// Takes every call.
#[derive(Debug, Default)]
struct Taken(Mutex<Vec<Call>>);

impl Courier for Taken {
    fn check(&self, _: &str) -> Result<(), &'static str> {
        Ok(())
    }

    fn call<'a>(&'a self, call: &'a Call) -> Pin<Box<dyn Future<Output = Result<u16, String>> + Send + 'a>> {
        Box::pin(async move {
            self.0.lock().push(call.clone());
            Ok(200)
        })
    }
}

fn to(events: &[&str]) -> Subscription {
    let events = events.iter().map(|name| (*name).to_owned()).collect();
    Subscription { events, inbox: true, ..Subscription::default() }
}

async fn subscribe(it: &Company, by: &Caller, new: Subscription) -> Result<(), ServiceError> {
    let done = it.world.service.subscribe(&it.world.again(by), new).await.map(drop);
    it.told().await;
    done
}

async fn export(it: &Company) {
    let request = ExportRequest { format: ExportFormat::Json, objects: None, password: None };
    it.world.service.export(&it.world.again(&it.cid), it.database, request).await.unwrap();
}

/// Whoever may export floods nobody: one export is told once, however much goes out.
// attack: R1
#[tokio::test]
async fn an_export_is_told_once_and_not_entry_by_entry() {
    let it = company().await;
    for number in 0..30 {
        it.world.entry(&it.root, it.database, None, &format!("Entry {number}"), "x").await;
    }
    let may = [Permission::AccessDatabase, Permission::ReadEntries, Permission::ExportEntries];
    it.world.assign(&it.root, it.database, Principal::User(it.cid.user), &may).await;
    it.told().await;
    subscribe(&it, &it.root, to(&["exports"])).await.unwrap();
    export(&it).await;
    assert_eq!(it.told().await[0].len(), 1);
    let told = inbox(&it.world, &it.root).remove(0);
    assert_eq!(told.event.as_deref(), Some("exported"));

    // Nor by the name of the event; of entries that are named it is told.
    let unnamed = subscribe(&it, &it.root, to(&["object_exported"])).await;
    assert!(matches!(unnamed, Err(ServiceError::Invalid(_))), "{unnamed:?}");
    let of_one = Subscription { objects: [it.entry].into_iter().collect(), ..to(&["exports"]) };
    subscribe(&it, &it.ann, of_one.clone()).await.unwrap_err();
    subscribe(&it, &it.root, of_one).await.unwrap();
    export(&it).await;
    assert_eq!(it.told().await[0].len(), 2, "the export, and the entry that is watched");
    let told = inbox(&it.world, &it.root);
    let mut events: Vec<_> = told.iter().take(2).map(|notice| notice.event.as_deref().unwrap()).collect();
    events.sort_unstable();
    assert_eq!(events, ["exported", "object_exported"]);
}

#[tokio::test]
async fn a_broken_seal_can_be_heard_of_alone_and_says_what_it_is() {
    let taken = Arc::<Taken>::default();
    let courier = Some(Arc::clone(&taken) as Arc<dyn Courier>);
    let it = Company::of(World::licensed_with(Settings { courier, ..settings() }).await).await;
    tell(&it.world).await;
    let service = &it.world.service;
    let url = "https://hooks.example.org/".to_owned();
    let (webhook, ..) = service.create_webhook(&it.world.again(&it.root), url, None).await.unwrap();
    subscribe(&it, &it.root, Subscription { webhook: Some(webhook), ..to(&["seal_broken"]) }).await.unwrap();
    subscribe(&it, &it.root, to(&["seal_rejected", "seal_withdrawn"])).await.unwrap();
    let grant = it.give(&it.ann, &it.sealed_grant(it.bob.user, &[it.root.user], 1)).await.unwrap().id;
    it.told().await;
    let mut heard: Vec<(NoticeId, String, ObjectId, String)> = Vec::new();
    for (by, event) in [
        (&it.bob, SealEvent::Request),
        (&it.bob, SealEvent::Withdraw),
        (&it.bob, SealEvent::Request),
        (&it.root, SealEvent::Reject),
        (&it.bob, SealEvent::Request),
        (&it.root, SealEvent::Approve),
        (&it.bob, SealEvent::Break),
        (&it.root, SealEvent::Reseal),
    ] {
        it.act(by, grant, event).await.unwrap();
        tell(&it.world).await;
        let newest = inbox(&it.world, &it.root).into_iter().find(|it| it.kind == NoticeKind::Subscribed);
        let newest = newest.filter(|newest| heard.last().is_none_or(|(id, ..)| *id != newest.id));
        heard.extend(newest.map(|it| (it.id, it.event.unwrap(), it.object.unwrap().id, it.text)));
    }
    let events: Vec<_> = heard.iter().map(|(_, event, ..)| event.as_str()).collect();
    assert_eq!(events, ["seal_withdrawn", "seal_rejected", "seal_broken"]);
    assert!(heard.iter().all(|(_, _, object, _)| *object == it.entry));
    assert!(heard[2].3.starts_with("seal_broken, by bob"), "{}", heard[2].3);

    for receiver in service.receivers().unwrap() {
        service.send_to(receiver).await.unwrap();
    }
    let calls = taken.0.lock();
    assert_eq!(calls.len(), 1);
    let body: serde_json::Value = serde_json::from_str(&calls[0].body).unwrap();
    assert_eq!(body["type"], "seal_broken");
    assert_eq!(body["data"]["object"], it.entry.to_string());
    assert!(!calls[0].body.contains("mail server"), "the reason stays here");
}
