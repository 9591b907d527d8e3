//! Each kind: who gets it, and that nobody else does.

use strongroom_domain::{account::Role, id::UserId, notice::NoticeKind::*, seal::SealEvent};
use strongroom_service::{
    accounts::users::UserChange,
    databases::{NewDatabase, NewOwner},
    grants::GrantChange,
};
use zeroize::Zeroizing;

use super::*;
use crate::world::{PASSWORD, new_database};

// attack: A4
#[tokio::test]
async fn a_request_goes_to_its_approvers_and_a_decision_to_grantee_and_author() {
    let it = company().await;
    let grant = it.give(&it.ann, &it.sealed_grant(it.bob.user, &[it.root.user], 1)).await.unwrap().id;
    assert_eq!(it.told().await, [vec![], vec![], vec![GrantGiven], vec![]]);
    it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
    assert_eq!(it.told().await, [vec![SealRequested], vec![], vec![], vec![]]);
    it.act(&it.root, grant, SealEvent::Reject).await.unwrap();
    assert_eq!(it.told().await, [vec![], vec![SealRejected], vec![SealRejected], vec![]]);
    it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
    it.act(&it.root, grant, SealEvent::Approve).await.unwrap();
    assert_eq!(it.told().await, [vec![SealRequested], vec![SealApproved], vec![SealApproved], vec![]]);
    it.act(&it.bob, grant, SealEvent::Break).await.unwrap();
    assert_eq!(it.told().await, [vec![SealBroken], vec![SealBroken], vec![], vec![]]);
    it.act(&it.root, grant, SealEvent::Reseal).await.unwrap();
    assert_eq!(it.told().await, [vec![], vec![], vec![SealedAgain], vec![]]);
    it.act(&it.root, grant, SealEvent::Unseal).await.unwrap();
    assert_eq!(it.told().await, [vec![], vec![SealTakenOff], vec![SealTakenOff], vec![]]);
}

#[tokio::test]
async fn a_vote_that_is_not_enough_is_told_to_nobody() {
    let it = company().await;
    let dan = it.world.user_with(&it.root, "dan", &[Role::Administrator]).await;
    let new = it.sealed_grant(it.bob.user, &[it.root.user, dan], 2);
    let grant = it.give(&it.ann, &new).await.unwrap().id;
    it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
    it.told().await;
    it.act(&it.root, grant, SealEvent::Approve).await.unwrap();
    assert_eq!(it.told().await, [vec![], vec![], vec![], vec![]]);
    let dan = it.world.sign_in("dan").await;
    it.act(&dan, grant, SealEvent::Approve).await.unwrap();
    assert_eq!(it.told().await, [vec![], vec![SealApproved], vec![SealApproved], vec![]]);
}

/// A group named as approver counts as those of its members who administer: the others are told of no request.
// attack: A4
#[tokio::test]
async fn a_member_of_an_approving_group_who_does_not_administer_is_told_nothing() {
    let it = company().await;
    let group = it.world.group(&it.root, "Approvers", &[it.cid.user]).await;
    let mut new = it.sealed_grant(it.bob.user, &[it.root.user], 1);
    new.seal.as_mut().unwrap().approvers = vec![it.root.user.uuid(), group.uuid()];
    // A group without anybody who administers can not be named; with one it can, and Cid is still nobody in it.
    let dan = it.world.user_with(&it.root, "dan", &[Role::Administrator]).await;
    it.world.service.set_member(&it.world.again(&it.root), group, dan, true).await.unwrap();
    let grant = it.give(&it.ann, &new).await.unwrap().id;
    it.told().await;
    it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
    assert_eq!(it.told().await, [vec![SealRequested], vec![], vec![], vec![]]);
    let dan = it.world.sign_in("dan").await;
    assert_eq!(kinds(&it.world, &dan), [SealRequested]);
}

#[tokio::test]
async fn a_grant_is_told_to_all_of_a_group_and_so_are_its_change_and_its_end() {
    let it = company().await;
    let group = it.world.group(&it.root, "Night shift", &[it.bob.user, it.cid.user]).await;
    let mut new = it.new_grant(it.bob.user);
    new.grantee = group.uuid();
    let grant = it.give(&it.ann, &new).await.unwrap().id;
    assert_eq!(it.told().await, [vec![], vec![], vec![GrantGiven], vec![GrantGiven]]);
    let to = it.world.service.now().plus_seconds(3_600);
    let change = GrantChange { to: Some(Some(to)), ..GrantChange::default() };
    let ann = it.world.again(&it.ann);
    it.world.service.change_grant(&ann, it.database, grant, None, &change).await.unwrap();
    assert_eq!(it.told().await, [vec![], vec![], vec![GrantChanged], vec![GrantChanged]]);
    let root = it.world.again(&it.root);
    it.world.service.revoke_grant(&root, it.database, grant, None).await.unwrap();
    assert_eq!(it.told().await, [vec![], vec![], vec![GrantRevoked], vec![GrantRevoked]]);
}

#[tokio::test]
async fn the_holder_of_a_lock_is_told_of_its_forced_release_and_nobody_of_their_own() {
    let it = company().await;
    let service = &it.world.service;
    service.take_lock(&it.world.again(&it.ann), it.database, it.entry).await.unwrap();
    service.release_lock(&it.world.again(&it.ann), it.database, it.entry, None, false).await.unwrap();
    service.take_lock(&it.world.again(&it.ann), it.database, it.entry).await.unwrap();
    service.release_lock(&it.world.again(&it.root), it.database, it.entry, None, true).await.unwrap();
    assert_eq!(it.told().await, [vec![], vec![LockReleased], vec![], vec![]]);
}

fn secret(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

// attack: A17
#[tokio::test]
async fn a_person_is_told_of_what_others_do_to_their_account_and_not_of_their_own_doing() {
    let it = company().await;
    let (world, root) = (&it.world, &it.root);
    let change = |user: UserId, change: UserChange| {
        let root = world.again(root);
        async move { world.service.change_user(&root, user, None, change).await.unwrap() }
    };
    let reset = UserChange { password: Some(secret(PASSWORD)), ..UserChange::default() };
    change(it.bob.user, reset).await;
    let roles = [Role::Auditor].into_iter().collect();
    change(it.cid.user, UserChange { roles: Some(roles), ..UserChange::default() }).await;
    let told = it.told().await;
    assert_eq!(told[2].first(), Some(&PasswordReset), "{told:?}");
    assert_eq!((&told[0], &told[1], &told[3]), (&vec![], &vec![], &vec![AccountChanged]));
    let mine = UserChange { full_name: Some(Some("The Root".into())), ..UserChange::default() };
    change(it.root.user, mine).await;
    assert_eq!(it.told().await, [vec![], vec![], vec![], vec![]]);
}

/// Whoever comes into such a group reads all that it owns: its members are told, whoever does it.
// attack: A17
#[tokio::test]
async fn members_of_a_group_with_a_private_database_are_told_of_every_change_of_members() {
    let it = company().await;
    let (owning, other) = (
        it.world.group(&it.root, "Board", &[it.ann.user, it.bob.user]).await,
        it.world.group(&it.root, "Choir", &[it.ann.user, it.bob.user]).await,
    );
    let new = NewDatabase { owner: NewOwner::Group(owning), ..new_database("Board only") };
    it.world.service.create_database(&it.world.again(&it.root), new).await.unwrap();
    it.told().await;
    let (world, root) = (&it.world, &it.root);
    let set = |group, user, member| {
        let root = world.again(root);
        async move { world.service.set_member(&root, group, user, member).await.unwrap() }
    };
    set(other, it.cid.user, true).await;
    assert_eq!(it.told().await, [vec![], vec![], vec![], vec![]], "a group that owns nothing");
    set(owning, it.cid.user, true).await;
    let all = || vec![MembersChanged];
    assert_eq!(it.told().await, [vec![], all(), all(), all()]);
    set(owning, it.cid.user, false).await;
    assert_eq!(it.told().await, [vec![], all(), all(), all()], "who was taken out as well");
    set(owning, it.cid.user, true).await;
    it.told().await;
    it.world.service.delete_user(&it.world.again(&it.root), it.cid.user, None).await.unwrap();
    tell(&it.world).await;
    for by in [&it.ann, &it.bob] {
        let newest = &inbox(&it.world, by)[0];
        assert_eq!((newest.kind, newest.event.as_deref()), (MembersChanged, Some("user_deleted")));
        assert!(newest.text.contains("Board") && newest.text.contains("deleted"), "{}", newest.text);
    }
}

/// A job ends when it ends, perhaps after the session: who began it finds that in the inbox, and nobody else does.
#[tokio::test]
async fn the_end_of_an_import_is_told_to_who_began_it() {
    use crate::import_jobs::{file, into_folder, prepare, run, table};
    let it = company().await;
    let administers = strongroom_domain::rights::Permission::DATABASE;
    let ann = strongroom_domain::account::Principal::User(it.ann.user);
    it.world.assign(&it.root, it.database, ann, &administers).await;
    it.told().await;
    let ready =
        prepare(&it.world, &it.ann, file(table(3, 1), None), into_folder(it.database, None)).await.unwrap();
    assert_eq!(it.told().await, [vec![], vec![], vec![], vec![]], "looking is no import");
    run(&it.world, &it.ann, ready.id).await.unwrap();
    assert_eq!(it.told().await, [vec![], vec![ImportFinished], vec![], vec![]]);
    assert_eq!(inbox(&it.world, &it.ann)[0].text, "An import is done (Company)");
    it.world.assign(&it.root, it.database, ann, &[]).await;
    let told = inbox(&it.world, &it.ann).into_iter().find(|it| it.kind == ImportFinished).unwrap();
    assert_eq!((told.database, told.text.as_str()), (None, "An import is done"));
}

#[tokio::test]
async fn an_import_that_does_not_work_out_is_told_to_who_began_it() {
    use crate::import_jobs::{ended, file, into_folder, prepare, table};
    let it = company().await;
    let administers = strongroom_domain::rights::Permission::DATABASE;
    let ann = strongroom_domain::account::Principal::User(it.ann.user);
    it.world.assign(&it.root, it.database, ann, &administers).await;
    it.told().await;
    let ready = prepare(&it.world, &it.ann, file(table(5_000, 9), None), into_folder(it.database, None))
        .await
        .unwrap();
    it.world.service.run_import(&it.world.again(&it.ann), ready.id).await.unwrap();
    it.world
        .assign(&it.root, it.database, ann, &[strongroom_domain::rights::Permission::AccessDatabase])
        .await;
    ended(&it.world, &it.ann, ready.id).await;
    assert_eq!(it.told().await, [vec![], vec![ImportFailed], vec![], vec![]]);
    let text = "An import did not work out; nothing of it was kept (Company)";
    assert_eq!(inbox(&it.world, &it.ann)[0].text, text);
}
