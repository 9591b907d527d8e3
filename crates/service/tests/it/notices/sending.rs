//! What waits to be sent: tried again, given up, lost by no kill, and decided once more before it goes.

use strongroom_domain::{account::Role, notice::NoticeKind, seal::SealEvent};
use strongroom_service::{
    accounts::users::UserChange,
    notices::{Receiver, Subscription, WebhookChange},
};

use super::{stage::Stage, *};

// attack: D1
#[tokio::test]
async fn what_waits_comes_by_mail_and_what_was_not_chosen_does_not() {
    let it = Stage::new().await;
    it.send().await;
    it.request().await;
    tell(&it.it.world).await;
    let (letters, _) = it.sent().await;
    assert_eq!(letters.len(), 1, "the grant itself is not mailed by default");
    assert_eq!(letters[0].to, format!("{}@example.org", it.it.root.user));
    for hidden in ["Mail", "Company", "Servers", "hunter2", "the mail server is down"] {
        assert!(!letters[0].text.contains(hidden), "{}", letters[0].text);
    }
    assert!(letters[0].text.contains("bob asks for access"));
    let chosen = [NoticeKind::GrantGiven].into_iter().collect();
    it.it.world.service.choose_notices(&it.it.world.again(&it.it.bob), chosen).await.unwrap();
    it.it.world.service.choose_notices(&it.it.world.again(&it.it.root), Default::default()).await.unwrap();
    it.request().await;
    assert_eq!(it.send().await, (1, 0), "Bob's by choice, Root's not any more");
}

// attack: A4
#[tokio::test]
async fn whoever_is_not_concerned_any_more_gets_no_mail() {
    let it = Stage::new().await;
    it.send().await;
    it.away(true);
    let grant = it.request().await;
    assert_eq!(it.send().await, (1, 0), "tried in vain");
    it.away(false);
    it.it.act(&it.it.bob, grant, SealEvent::Withdraw).await.unwrap();
    it.it.world.clock.advance(60);
    assert_eq!(it.send().await, (0, 0), "nothing waits for Root any more");
    assert!(it.it.world.service.receivers().unwrap().is_empty());
}

#[tokio::test]
async fn it_is_tried_again_with_growing_pauses_and_given_up_after_a_day() {
    let it = Stage::new().await;
    it.send().await;
    it.away(true);
    it.request().await;
    assert_eq!(it.send().await, (1, 0));
    assert_eq!(it.send().await, (0, 0), "not at once");
    let mut tries = 1;
    for _ in 0..(26 * 60) {
        it.it.world.clock.advance(60);
        tries += it.send().await.0;
    }
    assert!((15..60).contains(&tries), "{tries}");
    assert!(it.it.world.service.receivers().unwrap().is_empty());
    assert_eq!(it.records("mail_given_up").await, 1);
}

// reliability design: 1
#[tokio::test]
async fn a_kill_before_the_sending_loses_nothing_and_one_after_it_doubles_nothing() {
    let mut it = Stage::new().await;
    it.webhook(&["seals"]).await;
    it.request().await;
    tell(&it.it.world).await;
    it.it.world = it.it.world.restart().await;
    assert_eq!(it.send().await, (1, 1));
    it.it.world = it.it.world.restart().await;
    assert_eq!(it.send().await, (0, 0));
}

#[tokio::test]
async fn every_try_of_a_call_has_the_same_id_and_another_signature() {
    let it = Stage::new().await;
    let webhook = it.webhook(&["seals"]).await;
    it.away(true);
    it.request().await;
    tell(&it.it.world).await;
    let mut calls = Vec::new();
    for _ in 0..3 {
        it.it.world.service.send_to(Receiver::Webhook(webhook)).await.unwrap();
        calls.append(&mut it.outside.calls.lock());
        it.it.world.clock.advance(600);
    }
    assert_eq!(calls.len(), 3);
    assert!(calls.iter().all(|call| call.id == calls[0].id && call.body == calls[0].body));
    assert_ne!(calls[0].signature, calls[1].signature, "the instant is signed as well");
    let root = it.it.world.again(&it.it.root);
    let noted = it.it.world.service.webhook_calls(&root, webhook).unwrap();
    assert_eq!(noted.iter().map(|it| it.status).collect::<Vec<_>>(), [Some(503); 3]);
}

#[tokio::test]
async fn a_webhook_that_does_not_answer_for_a_day_is_turned_off_and_said_so() {
    let it = Stage::new().await;
    let webhook = it.webhook(&["seals", "telling"]).await;
    it.away(true);
    it.request().await;
    for _ in 0..30 {
        it.send().await;
        it.it.world.clock.advance(3_600);
    }
    it.send().await;
    assert_eq!((it.records("webhook_disabled").await, it.records("webhook_call_given_up").await), (1, 1));
    let root = it.it.world.root().await;
    assert!(!it.it.world.service.webhook(&root, webhook).unwrap().record.enabled);
    assert!(kinds(&it.it.world, &root).contains(&NoticeKind::WebhookDisabled));
    it.away(false);
    assert_eq!(it.send().await.1, 0, "what it heard of its own end goes nowhere");
    let on = WebhookChange { enabled: Some(true), ..WebhookChange::default() };
    it.it.world.service.change_webhook(&root, webhook, None, on).await.unwrap();
    assert_eq!(it.send().await.1, 0, "and what waited was forgotten");
}

// attack: A17
#[tokio::test]
async fn a_webhook_hears_as_long_as_its_subscriber_may() {
    let mut it = Stage::new().await;
    let dan = it.it.world.user_with(&it.it.root, "dan", &[Role::SuperAdministrator]).await;
    it.it.root = it.it.world.root().await;
    it.webhook(&["seals"]).await;
    it.away(true);
    let dan_caller = it.it.world.sign_in("dan").await;
    it.request().await;
    tell(&it.it.world).await;
    it.away(false);
    let root = it.it.root.user;
    let change = UserChange { roles: Some([Role::Auditor].into_iter().collect()), ..UserChange::default() };
    it.it.world.service.change_user(&dan_caller, root, None, change).await.unwrap();
    assert_ne!(dan, root);
    assert_eq!(it.send().await.1, 0, "who made it may have nothing called any more");
}

#[tokio::test]
async fn several_subscriptions_to_one_event_tell_it_once_on_each_way() {
    let it = Stage::new().await;
    let webhook = it.webhook(&["grants"]).await;
    let (service, root) = (&it.it.world.service, it.it.world.again(&it.it.root));
    let mut made = Vec::new();
    for events in [vec!["grants"], vec!["grants", "seals"], vec!["grant_given"]] {
        let events = events.into_iter().map(str::to_owned).collect();
        let webhook = Some(webhook);
        let new = Subscription { events, inbox: true, mail: true, webhook, ..Subscription::default() };
        made.push(service.subscribe(&root, new).await.unwrap().0);
    }
    it.send().await;
    let subscribed =
        || kinds(&it.it.world, &it.it.root).into_iter().filter(|it| *it == NoticeKind::Subscribed);
    let before = subscribed().count();
    it.it.give(&it.it.ann, &it.it.new_grant(it.it.bob.user)).await.unwrap();
    assert_eq!(it.send().await, (1, 1), "one mail, one call");
    assert_eq!(subscribed().count(), before + 1);
    // Another event is told again, and what one of them told goes out while another would tell it.
    it.it.give(&it.it.ann, &it.it.new_grant(it.it.cid.user)).await.unwrap();
    tell(&it.it.world).await;
    service.unsubscribe(&root, made[0], None).await.unwrap();
    let (letters, calls) = it.sent().await;
    assert_eq!((letters.len(), calls.len()), (1, 1));
    assert_eq!(subscribed().count(), before + 2);
}

// attack: R1
#[tokio::test]
async fn what_waits_for_a_webhook_is_bounded() {
    let it = Stage::new().await;
    let webhook = it.webhook(&["grants"]).await;
    it.away(true);
    let enabled = || {
        let root = it.it.world.again(&it.it.root);
        it.it.world.service.webhook(&root, webhook).unwrap().record.enabled
    };
    for _ in 0..500 {
        let grant = it.it.give(&it.it.ann, &it.it.new_grant(it.it.bob.user)).await.unwrap().id;
        let ann = it.it.world.again(&it.it.ann);
        it.it.world.service.revoke_grant(&ann, it.it.database, grant, None).await.unwrap();
    }
    tell(&it.it.world).await;
    assert!(enabled(), "a thousand may wait");
    it.it.give(&it.it.ann, &it.it.new_grant(it.it.bob.user)).await.unwrap();
    tell(&it.it.world).await;
    assert!(!enabled());
    let receivers = it.it.world.service.receivers().unwrap();
    assert!(!receivers.contains(&Receiver::Webhook(webhook)), "and nothing waits any more");
}

// attack: R1
#[tokio::test]
async fn what_waits_for_a_person_is_bounded_within_a_batch_as_well() {
    let it = Stage::new().await;
    it.send().await;
    let root = it.it.world.again(&it.it.root);
    let events = ["grants".to_owned()].into_iter().collect();
    let new = Subscription { events, mail: true, ..Subscription::default() };
    it.it.world.service.subscribe(&root, new).await.unwrap();
    for _ in 0..150 {
        let grant = it.it.give(&it.it.ann, &it.it.new_grant(it.it.bob.user)).await.unwrap().id;
        let ann = it.it.world.again(&it.it.ann);
        it.it.world.service.revoke_grant(&ann, it.it.database, grant, None).await.unwrap();
    }
    let mut mails = it.send().await.0;
    for _ in 0..20 {
        mails += it.send().await.0;
    }
    assert_eq!(mails, 200, "of three hundred that are told at once");
}

// attack: R1
#[tokio::test]
async fn a_try_that_nobody_answers_ends_and_is_made_again() {
    let it = Stage::with(std::time::Duration::from_millis(50)).await;
    it.send().await;
    let webhook = it.webhook(&["seals"]).await;
    it.outside.silent(true);
    it.request().await;
    assert_eq!(it.send().await, (1, 1), "each ends by itself");
    let root = it.it.world.again(&it.it.root);
    let noted = it.it.world.service.webhook_calls(&root, webhook).unwrap();
    assert_eq!(noted[0].error.as_deref(), Some("the host took too long"));
    it.outside.silent(false);
    assert_eq!(it.send().await, (0, 0));
    it.it.world.clock.advance(60);
    assert_eq!(it.send().await, (1, 1));
}

/// What waits until an instant that a wrong clock made does not wait for years.
// attack: P6
#[tokio::test]
async fn what_waits_goes_out_after_a_clock_that_was_years_ahead_is_given_up() {
    let it = Stage::new().await;
    it.send().await;
    it.mails(&it.it.bob, &[NoticeKind::GrantGiven]).await;
    let years = 3 * 365 * 86_400;
    it.it.world.clock.set(years);
    it.away(true);
    let ann = it.it.world.sign_in("ann").await;
    it.it.give(&ann, &it.it.new_grant(it.it.bob.user)).await.unwrap();
    assert_eq!(it.send().await.0, 1, "in vain");
    it.away(false);
    it.it.world.clock.set(-years);
    it.it.world.service.accept_clock().await.unwrap().unwrap();
    assert_eq!(it.send().await.0, 1);
}
