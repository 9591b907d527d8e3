//! Giving: to whom, what, for how long; and what the receiver sees of it.

use super::*;

#[tokio::test]
async fn who_is_given_one_entry_sees_it_and_the_names_above_and_nothing_else() {
    let it = Company::new().await;
    it.world.entry(&it.root, it.database, Some(it.folder), "Web", "secret").await;
    assert!(matches!(it.titles(&it.bob), Err(ServiceError::NotFound)));
    it.give(&it.ann, &it.new_grant(it.bob.user)).await.unwrap();
    assert_eq!(it.titles(&it.bob).unwrap(), ["Mail", "Servers"]);
    assert_eq!(it.password(&it.bob).await.unwrap(), "hunter2");
    let it = Company { world: it.world.restart().await, ..it };
    let bob = it.world.sign_in("bob").await;
    assert_eq!(it.password(&bob).await.unwrap(), "hunter2", "it is on disk");
}

#[tokio::test]
async fn a_grant_ends_with_its_period_with_revocation_and_with_its_object() {
    let it = Company::new().await;
    let to = it.world.service.now().plus_seconds(3_600);
    let until = NewGrant { period: Period { from: None, to: Some(to) }, ..it.new_grant(it.bob.user) };
    it.give(&it.ann, &until).await.unwrap();
    assert!(it.password(&it.bob).await.is_ok());
    it.world.clock.advance(3_600);
    assert!(matches!(it.password(&it.bob).await, Err(ServiceError::NotFound)), "over at that instant");

    let again = it.give(&it.ann, &it.new_grant(it.bob.user)).await.unwrap();
    it.world.service.revoke_grant(&it.world.again(&it.ann), it.database, again.id, None).await.unwrap();
    assert!(matches!(it.password(&it.bob).await, Err(ServiceError::NotFound)));

    it.give(&it.ann, &it.new_grant(it.bob.user)).await.unwrap();
    it.world.service.delete_object(&it.world.again(&it.root), it.database, it.entry, None).await.unwrap();
    assert!(matches!(it.password(&it.bob).await, Err(ServiceError::NotFound)));
}

// attack: A17
#[tokio::test]
async fn nobody_gives_what_they_lack_or_longer_than_they_have_it() {
    let it = Company::new().await;
    let service = &it.world.service;
    let to = it.world.service.now().plus_seconds(3_600);
    let own = Period { from: None, to: Some(to) };
    let rights = [Permission::AccessDatabase, Permission::ReadEntries, Permission::GrantAccess];
    let marks = strongroom_domain::rights::Marks::allowing(PermissionSet::of(&rights));
    let principal = Principal::User(it.bob.user);
    let assignment = strongroom_domain::database::Assignment { principal, period: own, marks };
    service.set_assignment(&it.world.again(&it.root), it.database, assignment).await.unwrap();

    let more = PermissionSet::of(READ).with(Permission::ModifyEntries);
    let grant = NewGrant { permissions: more, period: own, ..it.new_grant(it.cid.user) };
    let refused = it.give(&it.bob, &grant).await;
    assert!(matches!(refused, Err(ServiceError::HandsOut(Permission::ModifyEntries))), "{refused:?}");

    let longer = Period { from: None, to: Some(to.plus_seconds(1)) };
    for period in [Period::ALWAYS, longer] {
        let refused = it.give(&it.bob, &NewGrant { period, ..it.new_grant(it.cid.user) }).await;
        assert!(matches!(refused, Err(ServiceError::HandsOut(_))), "{period:?}: {refused:?}");
    }
    it.give(&it.bob, &NewGrant { period: own, ..it.new_grant(it.cid.user) }).await.unwrap();
    assert!(it.password(&it.cid).await.is_ok());
}

// attack: A17, A4
#[tokio::test]
async fn who_may_not_grant_is_told_no_more_than_they_see() {
    let it = Company::new().await;
    let unseen = it.give(&it.bob, &it.new_grant(it.cid.user)).await;
    assert!(matches!(unseen, Err(ServiceError::NotFound)), "{unseen:?}");
    it.give(&it.ann, &it.new_grant(it.bob.user)).await.unwrap();
    let onward = it.give(&it.bob, &it.new_grant(it.cid.user)).await;
    let lacks = matches!(onward, Err(ServiceError::Forbidden { permission: Permission::GrantAccess, .. }));
    assert!(lacks, "not ticked, not passed on: {onward:?}");
    let cid = it.world.service.grants(&it.world.again(&it.cid), it.database, None);
    assert!(matches!(cid, Err(ServiceError::NotFound)), "{cid:?}");
    let bob = it.world.service.grants(&it.world.again(&it.bob), it.database, None).unwrap();
    assert_eq!(bob.len(), 1);
    assert_eq!(bob[0].suspended, None, "how the author stands is not the receiver's to know");
}

#[tokio::test]
async fn nothing_is_given_in_private_databases_to_oneself_or_to_nobody() {
    let it = Company::new().await;
    let own = it.give(&it.ann, &it.new_grant(it.ann.user)).await;
    assert!(matches!(own, Err(ServiceError::Invalid(_))), "{own:?}");
    let nobody = NewGrant { grantee: uuid::Uuid::from_u128(7), ..it.new_grant(it.bob.user) };
    let refused = it.give(&it.ann, &nobody).await;
    assert!(matches!(refused, Err(ServiceError::Invalid(_))), "{refused:?}");
    let empty = NewGrant {
        permissions: PermissionSet::of(&[Permission::ModifyEntries]),
        ..it.new_grant(it.bob.user)
    };
    assert!(matches!(it.give(&it.ann, &empty).await, Err(ServiceError::Invalid(_))));

    let new = strongroom_service::databases::NewDatabase {
        owner: strongroom_service::databases::NewOwner::Caller,
        ..crate::world::new_database("Mine")
    };
    let (mine, _) = it.world.service.create_database(&it.world.again(&it.ann), new).await.unwrap();
    let object = it.world.entry(&it.ann, mine, None, "Diary", "secret").await;
    let grant = NewGrant { object, ..it.new_grant(it.bob.user) };
    let ann = it.world.again(&it.ann);
    let refused = it.world.service.create_grant(&ann, mine, &grant).await;
    assert!(matches!(refused, Err(ServiceError::PrivateDatabase)), "{refused:?}");
    let outside = it.world.service.create_grant(&it.world.again(&it.bob), mine, &grant).await;
    assert!(matches!(outside, Err(ServiceError::NotFound)), "{outside:?}");
}

// attack: A10
#[tokio::test]
async fn what_is_read_by_a_seal_alone_is_not_given_on() {
    let it = Company::new().await;
    let mut new = it.sealed_grant(it.bob.user, &[it.root.user], 1);
    new.permissions = PermissionSet::of(READ).with(Permission::GrantAccess);
    let grant = it.give(&it.ann, &new).await.unwrap().id;
    it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
    it.act(&it.root, grant, SealEvent::Approve).await.unwrap();
    it.act(&it.bob, grant, SealEvent::Break).await.unwrap();
    assert!(it.password(&it.bob).await.is_ok());
    let onward = it.give(&it.bob, &it.new_grant(it.cid.user)).await;
    assert!(matches!(onward, Err(ServiceError::Forbidden { .. })), "{onward:?}");
}
