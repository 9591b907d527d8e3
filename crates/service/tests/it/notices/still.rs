//! Each kind is decided once more when it goes out: whoever lost in between what made it their business is not told.

use strongroom_domain::{
    account::{Principal, Role},
    notice::NoticeKind::{self, *},
    rights::Permission,
    seal::SealEvent,
    time::Period,
};
use strongroom_service::{
    accounts::users::UserChange,
    databases::{NewDatabase, NewOwner},
    notices::{Receiver, Subscription, WebhookChange},
    objects::ObjectChange,
};

use super::{stage::Stage, *};
use crate::world::new_database;

const HOUR: i64 = 3_600;

/// Everybody gets these kinds by mail and nothing else, and nothing waits.
async fn chosen(kinds: &[NoticeKind]) -> Stage {
    let it = Stage::new().await;
    it.send().await;
    for by in [&it.it.root, &it.it.ann, &it.it.bob, &it.it.cid] {
        it.mails(by, kinds).await;
    }
    it
}

impl Stage {
    /// How many mails go now, without telling anything new.
    async fn go(&self) -> usize {
        self.sent().await.0.len()
    }

    async fn revoke(&self, grant: strongroom_domain::id::GrantId) {
        let ann = self.it.world.again(&self.it.ann);
        self.it.world.service.revoke_grant(&ann, self.it.database, grant, None).await.unwrap();
    }

    async fn put_roles(&self, user: strongroom_domain::id::UserId, roles: &[Role]) {
        let roles = Some(roles.iter().copied().collect());
        self.change(user, UserChange { roles, ..UserChange::default() }).await;
    }
}

// attack: A4
#[tokio::test]
async fn a_grant_that_is_gone_is_not_mailed_as_given_nor_one_taken_back_to_who_left_the_group() {
    let it = chosen(&[GrantGiven, GrantRevoked, GrantChanged]).await;
    let grant = it.it.give(&it.it.ann, &it.it.new_grant(it.it.bob.user)).await.unwrap().id;
    tell(&it.it.world).await;
    it.revoke(grant).await;
    assert_eq!(it.go().await, 0);
    assert_eq!(it.send().await.0, 1, "that it was taken back is");
    let group = it.it.world.group(&it.it.root, "Shift", &[it.it.bob.user, it.it.cid.user]).await;
    let mut new = it.it.new_grant(it.it.bob.user);
    new.grantee = group.uuid();
    let grant = it.it.give(&it.it.ann, &new).await.unwrap().id;
    assert_eq!(it.send().await.0, 2);
    it.revoke(grant).await;
    tell(&it.it.world).await;
    let root = it.it.world.again(&it.it.root);
    it.it.world.service.set_member(&root, group, it.it.cid.user, false).await.unwrap();
    assert_eq!(it.addresses().await, [format!("{}@example.org", it.it.bob.user)]);
}

// attack: A4, A17
#[tokio::test]
async fn who_left_a_group_is_mailed_nothing_of_its_members() {
    let it = chosen(&[MembersChanged]).await;
    let (world, root) = (&it.it.world, it.it.world.again(&it.it.root));
    let group = world.group(&root, "Board", &[it.it.ann.user, it.it.bob.user]).await;
    it.send().await;
    let new = NewDatabase { owner: NewOwner::Group(group), ..new_database("Board only") };
    world.service.create_database(&root, new).await.unwrap();
    it.send().await;
    world.service.set_member(&root, group, it.it.cid.user, true).await.unwrap();
    tell(world).await;
    world.service.set_member(&root, group, it.it.ann.user, false).await.unwrap();
    let told = it.addresses().await;
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(!told.contains(&format!("{}@example.org", it.it.ann.user)), "{told:?}");
    // Nor is it to be read any more, but what is about the reader.
    tell(world).await;
    let read: Vec<_> = inbox(world, &it.it.ann).into_iter().filter(|it| it.kind == MembersChanged).collect();
    assert_eq!(read.len(), 2);
    assert!(
        read[0].text.contains("Board") && read[0].text.contains("you were taken out"),
        "{}",
        read[0].text
    );
    let all = format!("{:?}", read[1]);
    assert!(!all.contains("Board") && !all.contains("cid") && read[1].event.is_none(), "{all}");
}

// attack: A17
#[tokio::test]
async fn who_lost_a_role_is_mailed_nothing_that_was_for_it() {
    let mut it = chosen(&[WebhookDisabled, SecondPasswordSet, GrantSuspended]).await;
    let dan = it.it.world.user_with(&it.it.root, "dan", &[Role::SuperAdministrator]).await;
    let email = Some(Some("dan@example.org".to_owned()));
    it.change(dan, UserChange { email, ..UserChange::default() }).await;
    it.mails(&it.it.world.sign_in("dan").await, &[WebhookDisabled, SecondPasswordSet, GrantSuspended]).await;
    it.it.root = it.it.world.root().await;
    it.send().await;
    let webhook = it.webhook(&["seals"]).await;
    it.away(true);
    it.request().await;
    for _ in 0..30 {
        tell(&it.it.world).await;
        it.it.world.service.send_to(Receiver::Webhook(webhook)).await.unwrap();
        it.it.world.clock.advance(HOUR);
    }
    it.away(false);
    it.it.root = it.it.world.root().await;
    it.it.ann = it.it.world.sign_in("ann").await;
    // Ann's grant gives nothing any more.
    it.it.give(&it.it.ann, &it.it.new_grant(it.it.bob.user)).await.unwrap();
    let ann = Principal::User(it.it.ann.user);
    it.it.world.assign(&it.it.root, it.it.database, ann, &[Permission::AccessDatabase]).await;
    tell(&it.it.world).await;
    it.it.world.service.tell_ends().await.unwrap();
    it.put_roles(dan, &[Role::Auditor]).await;
    it.outside.letters.lock().clear();
    let told = it.addresses().await;
    assert!(told.iter().filter(|to| to.starts_with(&it.it.root.user.to_string())).count() >= 2, "{told:?}");
    assert!(!told.contains(&"dan@example.org".to_owned()), "{told:?}");
    // What is shut off is told without its id to who may not know it.
    let dan = it.it.world.sign_in("dan").await;
    let told = inbox(&it.it.world, &dan).into_iter().find(|it| it.kind == WebhookDisabled).unwrap();
    assert_eq!(told.webhook, None);
}

// attack: A4
#[tokio::test]
async fn what_the_clock_ended_is_mailed_to_whom_it_still_concerns() {
    let mut it = chosen(&[SealPeriodOver, GrantEnded, EntryExpires]).await;
    let mut new = it.it.sealed_grant(it.it.bob.user, &[it.it.root.user], 1);
    new.seal.as_mut().unwrap().open_for = Some(Some(HOUR));
    let grant = it.it.give(&it.it.ann, &new).await.unwrap().id;
    for (by, event) in
        [(&it.it.bob, SealEvent::Request), (&it.it.root, SealEvent::Approve), (&it.it.bob, SealEvent::Break)]
    {
        it.it.act(by, grant, event).await.unwrap();
    }
    let mut short = it.it.new_grant(it.it.cid.user);
    short.period = Period { from: None, to: Some(it.it.world.service.now().plus_seconds(HOUR)) };
    let short = it.it.give(&it.it.ann, &short).await.unwrap().id;
    let end = it.it.world.service.now().plus_seconds(7 * 24 * HOUR + 10 * HOUR);
    let change = ObjectChange { valid_to: Some(Some(end)), ..ObjectChange::default() };
    let ann = it.it.world.again(&it.it.ann);
    it.it.world.service.change_object(&ann, it.it.database, it.it.entry, None, &change).await.unwrap();
    it.send().await;
    it.it.world.clock.advance(30 * HOUR);
    it.it.world.service.tell_ends().await.unwrap();
    it.it.ann = it.it.world.sign_in("ann").await;
    it.it.root = it.it.world.root().await;
    let waiting = it.it.world.service.receivers().unwrap();
    assert_eq!(waiting.len(), 3, "for Bob, Cid and Ann: {waiting:?}");
    it.revoke(grant).await;
    it.revoke(short).await;
    let ann = Principal::User(it.it.ann.user);
    it.it.world.assign(&it.it.root, it.it.database, ann, &[Permission::AccessDatabase]).await;
    assert_eq!(it.addresses().await, Vec::<String>::new());
}

// attack: A4
#[tokio::test]
async fn a_subscription_that_is_ended_or_narrowed_is_told_nothing_more() {
    let it = chosen(&[]).await;
    let root = it.it.world.again(&it.it.root);
    let service = &it.it.world.service;
    let events = |name: &str| [name.to_owned()].into_iter().collect();
    let mail = Subscription { events: events("grants"), mail: true, ..Subscription::default() };
    let (webhook, ..) =
        service.create_webhook(&root, "https://hooks.example.org/".into(), None).await.unwrap();
    let call = Subscription { events: events("grants"), webhook: Some(webhook), ..Subscription::default() };
    let (ended, _) = service.subscribe(&root, mail.clone()).await.unwrap();
    let (quiet, _) = service.subscribe(&root, mail.clone()).await.unwrap();
    let (other, _) = service.subscribe(&root, mail.clone()).await.unwrap();
    let (called, _) = service.subscribe(&root, call.clone()).await.unwrap();
    it.it.give(&it.it.ann, &it.it.new_grant(it.it.bob.user)).await.unwrap();
    tell(&it.it.world).await;
    service.unsubscribe(&root, ended, None).await.unwrap();
    let inbox_only = Subscription { mail: false, inbox: true, ..mail.clone() };
    service.change_subscription(&root, quiet, None, inbox_only).await.unwrap();
    let exports = Subscription { events: events("exports"), ..mail };
    service.change_subscription(&root, other, None, exports).await.unwrap();
    let elsewhere = it.it.world.database(&root, "Other").await;
    let narrowed = Subscription { databases: [elsewhere].into_iter().collect(), ..call };
    service.change_subscription(&root, called, None, narrowed).await.unwrap();
    let (letters, calls) = it.sent().await;
    assert_eq!((letters.len(), calls.len()), (0, 0));
    assert!(service.receivers().unwrap().is_empty(), "and nothing waits");
    let off = WebhookChange { enabled: Some(false), ..WebhookChange::default() };
    service.change_webhook(&root, webhook, None, off).await.unwrap();
}

// attack: A4
#[tokio::test]
async fn a_lock_is_told_to_who_sees_its_object_and_a_choice_that_was_taken_back_counts() {
    let it = chosen(&[LockReleased, GrantGiven]).await;
    let (service, database, entry) = (&it.it.world.service, it.it.database, it.it.entry);
    for blind in [false, true] {
        service.take_lock(&it.it.world.again(&it.it.ann), database, entry).await.unwrap();
        service.release_lock(&it.it.world.again(&it.it.root), database, entry, None, true).await.unwrap();
        tell(&it.it.world).await;
        if blind {
            let ann = Principal::User(it.it.ann.user);
            it.it.world.assign(&it.it.root, database, ann, &[Permission::AccessDatabase]).await;
        }
        assert_eq!(it.go().await, usize::from(!blind));
    }
    let full: Vec<Permission> =
        Permission::DATABASE.into_iter().filter(|it| *it != Permission::GrantAdminRights).collect();
    it.it.world.assign(&it.it.root, database, Principal::User(it.it.ann.user), &full).await;
    it.it.give(&it.it.ann, &it.it.new_grant(it.it.bob.user)).await.unwrap();
    tell(&it.it.world).await;
    it.mails(&it.it.bob, &[]).await;
    assert_eq!(it.go().await, 0);
}
