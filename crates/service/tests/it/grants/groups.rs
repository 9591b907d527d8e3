//! A grant to a group: the seal's state is each member's own.

use super::*;

// attack: P3
#[tokio::test]
async fn each_member_asks_and_opens_alone_and_who_left_starts_again() {
    let it = Company::new().await;
    let ops = it.world.group(&it.root, "Operations", &[it.bob.user, it.cid.user]).await;
    let new = NewGrant { grantee: ops.uuid(), ..it.sealed_grant(it.bob.user, &[it.root.user], 1) };
    let grant = it.give(&it.ann, &new).await.unwrap().id;
    it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
    let for_bob = Act { event: SealEvent::Approve, person: Some(it.bob.user), request: None, reason: None };
    let service = &it.world.service;
    service.act_on_seal(&it.world.again(&it.root), it.database, grant, &for_bob).await.unwrap();
    let by_cid = it.act(&it.cid, grant, SealEvent::Break).await;
    assert!(matches!(by_cid, Err(ServiceError::SealState(_))), "Bob's approval is Bob's: {by_cid:?}");
    let peek = Act { event: SealEvent::Withdraw, person: Some(it.bob.user), request: None, reason: None };
    let peeked = service.act_on_seal(&it.world.again(&it.cid), it.database, grant, &peek).await;
    assert!(matches!(peeked, Err(ServiceError::NotFound)), "what others do with it is not there: {peeked:?}");
    it.act(&it.bob, grant, SealEvent::Break).await.unwrap();
    assert!(it.password(&it.bob).await.is_ok());
    assert!(it.password(&it.cid).await.is_err());

    let root = it.world.again(&it.root);
    service.set_member(&root, ops, it.bob.user, false).await.unwrap();
    assert!(matches!(it.password(&it.bob).await, Err(ServiceError::NotFound)));
    service.set_member(&it.world.again(&it.root), ops, it.bob.user, true).await.unwrap();
    assert_eq!(it.seal_seen(&it.bob), Some(SealState::Sealed));
    assert!(it.password(&it.bob).await.is_err(), "back at the beginning");
}
