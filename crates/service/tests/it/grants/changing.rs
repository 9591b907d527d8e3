//! Changing and revoking: what is approved is void once it is another thing.

use super::*;
use strongroom_service::grants::GrantChange;

async fn change(
    it: &Company,
    by: &Caller,
    grant: GrantId,
    change: &GrantChange,
) -> Result<GrantView, ServiceError> {
    it.world.service.change_grant(&it.world.again(by), it.database, grant, None, change).await
}

// attack: P3, P4
#[tokio::test]
async fn a_change_of_what_was_approved_makes_it_void() {
    let it = Company::new().await;
    let grant = it.give(&it.ann, &it.sealed_grant(it.bob.user, &[it.root.user], 1)).await.unwrap().id;
    let to = it.world.service.now().plus_seconds(86_400 * 30);
    let changes = [
        GrantChange {
            permissions: Some(PermissionSet::of(&[Permission::AccessEntries])),
            ..Default::default()
        },
        GrantChange { to: Some(Some(to)), ..Default::default() },
        GrantChange {
            seal: Some(NewSeal {
                approvers: vec![it.root.user.uuid()],
                quorum: Some(1),
                open_for: Some(Some(60)),
            }),
            ..Default::default()
        },
    ];
    for it_changes in &changes {
        it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
        it.act(&it.root, grant, SealEvent::Approve).await.unwrap();
        change(&it, &it.ann, grant, it_changes).await.unwrap();
        let broken = it.act(&it.bob, grant, SealEvent::Break).await;
        assert!(matches!(broken, Err(ServiceError::SealState(_))), "{it_changes:?}: {broken:?}");
    }
    it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
    let noted = GrantChange { note: Some(Some("for the audit".into())), ..Default::default() };
    change(&it, &it.ann, grant, &noted).await.unwrap();
    assert_eq!(it.seal_seen(&it.bob), Some(SealState::Waiting), "a note is no part of what is approved");
}

// attack: A17
#[tokio::test]
async fn who_administers_takes_away_and_never_widens() {
    let it = Company::new().await;
    let grant = it.give(&it.ann, &it.new_grant(it.bob.user)).await.unwrap().id;
    let admin = strongroom_domain::account::Role::Administrator;
    it.world.user_with(&it.root, "dan", &[admin]).await;
    let dan = it.world.sign_in("dan").await;
    let modify = PermissionSet::of(READ).with(Permission::ModifyEntries);
    let wider = GrantChange { permissions: Some(modify), ..Default::default() };
    let refused = change(&it, &dan, grant, &wider).await;
    assert!(matches!(refused, Err(ServiceError::HandsOut(Permission::ModifyEntries))), "{refused:?}");
    let narrower = GrantChange {
        permissions: Some(PermissionSet::of(&[Permission::AccessEntries])),
        ..Default::default()
    };
    change(&it, &dan, grant, &narrower).await.unwrap();
    assert!(matches!(it.password(&it.bob).await, Err(ServiceError::Forbidden { .. })));
    let own = change(&it, &it.bob, grant, &wider).await;
    assert!(matches!(own, Err(ServiceError::Forbidden { .. })), "{own:?}");
    change(&it, &it.ann, grant, &wider).await.unwrap();
    assert!(it.password(&it.bob).await.is_ok());
}

#[tokio::test]
async fn a_grant_that_is_over_stays_over() {
    let it = Company::new().await;
    let to = it.world.service.now().plus_seconds(60);
    let new = NewGrant { period: Period { from: None, to: Some(to) }, ..it.new_grant(it.bob.user) };
    let grant = it.give(&it.ann, &new).await.unwrap().id;
    it.world.clock.advance(60);
    let longer = GrantChange { to: Some(None), ..Default::default() };
    let refused = change(&it, &it.ann, grant, &longer).await;
    assert!(matches!(refused, Err(ServiceError::Conflict(_))), "{refused:?}");
}

#[tokio::test]
async fn a_stale_revision_is_refused() {
    let it = Company::new().await;
    let grant = it.give(&it.ann, &it.new_grant(it.bob.user)).await.unwrap().id;
    let noted = GrantChange { note: Some(Some("x".into())), ..Default::default() };
    let ann = it.world.again(&it.ann);
    it.world.service.change_grant(&ann, it.database, grant, Some(1), &noted).await.unwrap();
    let stale = it.world.service.change_grant(&ann, it.database, grant, Some(1), &noted).await;
    assert!(matches!(stale, Err(ServiceError::RevisionConflict { current: 2 })), "{stale:?}");
}

#[tokio::test]
async fn a_change_of_nothing_writes_nothing() {
    let it = Company::new().await;
    let grant = it.give(&it.ann, &it.new_grant(it.bob.user)).await.unwrap().id;
    let same = change(&it, &it.ann, grant, &GrantChange::default()).await.unwrap();
    assert_eq!(same.revision, 1);
}
