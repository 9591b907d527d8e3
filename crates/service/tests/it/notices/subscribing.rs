//! Subscriptions: who may hear of what, decided when it is told.

use strongroom_domain::{
    account::{Principal, Role},
    id::UserId,
    notice::NoticeKind::*,
    rights::Permission,
};
use strongroom_service::{ServiceError, accounts::users::UserChange, notices::Subscription};

use super::*;
use crate::world::login;

fn to(events: &[&str]) -> Subscription {
    let events = events.iter().map(|name| (*name).to_owned()).collect();
    Subscription { events, inbox: true, ..Subscription::default() }
}

impl Company {
    async fn subscribe(&self, by: &Caller, new: Subscription) -> Result<(), ServiceError> {
        self.world.service.subscribe(&self.world.again(by), new).await.map(drop)
    }

    async fn roles(&self, user: UserId, roles: &[Role]) {
        let roles = Some(roles.iter().copied().collect());
        let change = UserChange { roles, ..UserChange::default() };
        self.world.service.change_user(&self.world.again(&self.root), user, None, change).await.unwrap();
        self.told().await;
    }

    async fn fail_to_sign_in(&self) {
        let wrong = login("bob", "wrong", strongroom_domain::audit::ClientKind::Cli);
        let _ = self.world.service.sign_in(wrong).await;
    }
}

// attack: A4, A17
#[tokio::test]
async fn who_hears_of_nothing_can_not_subscribe_and_databases_of_others_are_not_there() {
    let it = company().await;
    let denied = it.subscribe(&it.bob, to(&["failed_sign_ins"])).await;
    assert!(matches!(denied, Err(ServiceError::Administration(_))), "{denied:?}");
    let mut of_database = to(&["grants"]);
    of_database.databases = [it.database].into_iter().collect();
    let hidden = it.subscribe(&it.bob, of_database.clone()).await;
    let mut invented = of_database.clone();
    invented.databases = [strongroom_domain::id::DatabaseId::from_bytes([9; 16])].into_iter().collect();
    let never = it.subscribe(&it.bob, invented).await;
    assert!(
        matches!((&hidden, &never), (Err(ServiceError::NotFound), Err(ServiceError::NotFound))),
        "{hidden:?}"
    );
    let seen = it.subscribe(&it.ann, of_database.clone()).await;
    assert!(
        matches!(seen, Err(ServiceError::Administration(_))),
        "Ann sees it and does not administer: {seen:?}"
    );
    for wrong in [to(&[]), to(&["weather"]), Subscription { inbox: false, ..to(&["grants"]) }] {
        let refused = it.subscribe(&it.root, wrong).await;
        assert!(matches!(refused, Err(ServiceError::Invalid(_))), "{refused:?}");
    }
    it.subscribe(&it.root, of_database).await.unwrap();
}

// attack: A17
#[tokio::test]
async fn whoever_lost_the_role_hears_nothing_from_then_on() {
    let it = company().await;
    it.roles(it.bob.user, &[Role::Auditor]).await;
    it.subscribe(&it.bob, to(&["failed_sign_ins"])).await.unwrap();
    it.told().await;
    it.fail_to_sign_in().await;
    assert_eq!(it.told().await, [vec![], vec![], vec![Subscribed], vec![]]);
    it.fail_to_sign_in().await;
    assert!(inbox(&it.world, &it.bob)[0].text.starts_with("sign_in_failed"));
    it.roles(it.bob.user, &[]).await;
    let told = inbox(&it.world, &it.bob).into_iter().filter(|notice| notice.kind == Subscribed);
    for told in told {
        assert_eq!((told.event, told.actor), (None, None), "nor of what was heard before");
        assert_eq!(told.text, "Something that you may not hear of any more");
    }
    it.fail_to_sign_in().await;
    assert_eq!(it.told().await, [vec![], vec![], vec![], vec![]]);
    // It is kept, and hears again with the role.
    it.roles(it.bob.user, &[Role::Auditor]).await;
    it.fail_to_sign_in().await;
    assert_eq!(it.told().await, [vec![], vec![], vec![Subscribed], vec![]]);
}

// attack: A4
#[tokio::test]
async fn a_database_administrator_hears_of_that_database_and_of_nothing_else() {
    let it = company().await;
    let other = it.world.database(&it.root, "Other").await;
    it.world.folder(&it.root, other, None, "x").await;
    let admin = [Permission::AccessDatabase, Permission::GrantAdminRights];
    it.world.assign(&it.root, it.database, Principal::User(it.cid.user), &admin).await;
    it.told().await;
    it.subscribe(&it.cid, to(&["rights", "accounts", "failed_sign_ins"])).await.unwrap();
    it.told().await;
    for database in [it.database, other] {
        it.world
            .assign(&it.root, database, Principal::User(it.bob.user), &[Permission::AccessDatabase])
            .await;
    }
    it.fail_to_sign_in().await;
    it.world.user(&it.world.again(&it.root), "dan").await;
    assert_eq!(it.told().await, [vec![], vec![], vec![], vec![Subscribed]]);
    let told = inbox(&it.world, &it.cid).remove(0);
    assert_eq!(
        (told.event.as_deref(), told.text.as_str()),
        (Some("assignment_set"), "assignment_set, by root: Company")
    );
    it.world.assign(&it.root, it.database, Principal::User(it.cid.user), &[]).await;
    let told = inbox(&it.world, &it.cid).remove(0);
    assert_eq!(told.database, None);
    assert!(!told.text.contains("Company"), "{}", told.text);
}

#[tokio::test]
async fn a_subscription_is_narrowed_to_databases_and_objects_and_is_its_persons_alone() {
    let it = company().await;
    let other = it.world.entry(&it.root, it.database, None, "Other", "x").await;
    let mut narrowed = to(&["grants"]);
    narrowed.objects = [it.entry].into_iter().collect();
    let root = it.world.again(&it.root);
    let (id, _) = it.world.service.subscribe(&root, narrowed).await.unwrap();
    it.told().await;
    let mut elsewhere = it.new_grant(it.cid.user);
    elsewhere.object = other;
    it.give(&it.ann, &it.new_grant(it.cid.user)).await.unwrap();
    it.give(&it.ann, &elsewhere).await.unwrap();
    assert_eq!(it.told().await[0], [Subscribed]);
    let bob = it.world.again(&it.bob);
    assert!(matches!(it.world.service.subscription(&bob, id), Err(ServiceError::NotFound)));
    assert!(matches!(it.world.service.unsubscribe(&bob, id, None).await, Err(ServiceError::NotFound)));
    it.world.service.unsubscribe(&it.world.again(&it.root), id, None).await.unwrap();
    it.give(&it.ann, &it.new_grant(it.cid.user)).await.unwrap();
    assert_eq!(it.told().await[0], []);
}

#[tokio::test]
async fn what_could_tell_nothing_is_refused() {
    let it = company().await;
    let databases = || [it.database].into_iter().collect();
    let refused_at = async |new: Subscription| match it.subscribe(&it.root, new).await {
        Err(ServiceError::Invalid(invalid)) => invalid.place().map(str::to_owned),
        other => panic!("{other:?}"),
    };
    for of_server in ["policies", "failed_sign_ins", "user_created", "signed_in", "webhook_set"] {
        let narrowed = Subscription { databases: databases(), ..to(&["seals", of_server]) };
        assert_eq!(refused_at(narrowed).await.as_deref(), Some("/databases"), "{of_server}");
        let narrowed = Subscription { objects: [it.entry].into_iter().collect(), ..to(&[of_server]) };
        assert_eq!(refused_at(narrowed).await.as_deref(), Some("/objects"), "{of_server}");
        it.subscribe(&it.root, to(&[of_server])).await.unwrap();
    }
    for of_databases in
        ["grants", "seals", "exports", "forced_unlocks", "rights", "databases", "refusals", "clock"]
    {
        it.subscribe(&it.root, Subscription { databases: databases(), ..to(&[of_databases]) }).await.unwrap();
    }
    let by_mail = Subscription { mail: true, ..to(&["grants"]) };
    assert_eq!(refused_at(by_mail.clone()).await.as_deref(), Some("/mail"), "Root has no address");
    let change = UserChange { email: Some(Some("root@example.org".to_owned())), ..UserChange::default() };
    let root = it.world.again(&it.root);
    it.world.service.change_user(&root, it.root.user, None, change).await.unwrap();
    it.subscribe(&it.root, by_mail).await.unwrap();
}

#[tokio::test]
async fn what_concerns_oneself_is_said_to_oneself() {
    let it = company().await;
    let grant = it.give(&it.ann, &it.sealed_grant(it.bob.user, &[it.root.user], 1)).await.unwrap().id;
    it.act(&it.bob, grant, strongroom_domain::seal::SealEvent::Request).await.unwrap();
    let seen = it.world.service.approvals(&it.world.again(&it.root)).unwrap().remove(0);
    let approve = strongroom_service::grants::Act {
        event: strongroom_domain::seal::SealEvent::Approve,
        person: None,
        request: seen.request,
        reason: None,
    };
    it.world.service.act_on_seal(&it.world.again(&it.root), it.database, grant, &approve).await.unwrap();
    tell(&it.world).await;
    let first = |by: &Caller| inbox(&it.world, by).remove(0).text;
    assert!(first(&it.bob).starts_with("Your request for “"), "{}", first(&it.bob));
    let open = it.give(&it.ann, &it.new_grant(it.cid.user)).await.unwrap().id;
    let note = strongroom_service::grants::GrantChange {
        note: Some(Some("until Monday".to_owned())),
        ..Default::default()
    };
    it.world.service.change_grant(&it.world.again(&it.ann), it.database, open, None, &note).await.unwrap();
    tell(&it.world).await;
    assert!(first(&it.cid).starts_with("ann changed the note on your access to "), "{}", first(&it.cid));
}
