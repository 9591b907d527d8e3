//! A grant to a group: the seal's state is each member's own.

use strongroom_domain::{account::Role, id::GroupId};
use strongroom_service::{accounts::groups::GroupChange, grants::GrantChange};

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

// attack: A6
#[tokio::test]
async fn nobody_learns_by_trying_how_many_of_a_group_administer() {
    let it = Company::new().await;
    let roles = [Role::Administrator];
    let mut groups = Vec::new();
    for (name, administrators) in [("One", 1_usize), ("Three", 3)] {
        let mut members = vec![it.cid.user];
        for number in 0..administrators {
            members.push(it.world.user_with(&it.root, &format!("{name} {number}"), &roles).await);
        }
        groups.push(it.world.group(&it.root, name, &members).await);
    }
    let told = async |by: &Caller, group: GroupId, quorum: u32| {
        let mut new = it.sealed_grant(it.bob.user, &[], quorum);
        new.seal.as_mut().unwrap().approvers = vec![group.uuid()];
        it.give(by, &new).await.map(drop).map_err(|error| error.to_string())
    };
    for quorum in [0, 1, 2, 3, 4, 5, 100, 101, u32::MAX] {
        let (one, three) = (told(&it.ann, groups[0], quorum).await, told(&it.ann, groups[1], quorum).await);
        assert_eq!(one, three, "{quorum}");
        assert_eq!(one.is_ok(), (1..=100).contains(&quorum), "{quorum}: {one:?}");
    }
    // By changing one, neither.
    let mut ids = Vec::new();
    for group in &groups {
        let mut new = it.sealed_grant(it.bob.user, &[], 1);
        new.seal.as_mut().unwrap().approvers = vec![group.uuid()];
        ids.push((it.give(&it.ann, &new).await.unwrap().id, group.uuid()));
    }
    for quorum in [2, 100, 101] {
        let mut answers = Vec::new();
        for (id, group) in &ids {
            let seal = NewSeal { approvers: vec![*group], quorum: Some(quorum), open_for: None };
            let change = GrantChange { seal: Some(seal), ..GrantChange::default() };
            let service = &it.world.service;
            let changed =
                service.change_grant(&it.world.again(&it.ann), it.database, *id, None, &change).await;
            answers.push(changed.is_ok());
        }
        assert_eq!(answers, [quorum <= 100; 2], "{quorum}");
    }
    // Whoever reads accounts is told that it could never be reached.
    assert!(told(&it.root, groups[1], 3).await.is_ok());
    assert!(told(&it.root, groups[1], 4).await.is_err());
}

// attack: A6, B2
#[tokio::test]
async fn nobody_learns_by_trying_whether_anybody_in_a_group_administers() {
    let it = Company::new().await;
    let boss = it.world.user_with(&it.root, "boss", &[Role::Administrator]).await;
    let with = it.world.group(&it.root, "With", &[boss, it.cid.user]).await;
    let without = it.world.group(&it.root, "Without", &[it.cid.user]).await;
    let empty = it.world.group(&it.root, "Empty", &[]).await;
    let off = it.world.group(&it.root, "Off", &[boss]).await;
    let disabled = GroupChange { enabled: Some(false), ..GroupChange::default() };
    it.world.service.change_group(&it.world.again(&it.root), off, None, disabled).await.unwrap();
    let sealed = |approver: uuid::Uuid| {
        let mut new = it.sealed_grant(it.bob.user, &[], 1);
        new.seal.as_mut().unwrap().approvers = vec![approver];
        new
    };
    let told = async |by: &Caller, approver: uuid::Uuid| {
        it.give(by, &sealed(approver)).await.map(drop).map_err(|error| error.to_string())
    };
    for group in [with, without, empty] {
        assert_eq!(told(&it.ann, group.uuid()).await, Ok(()));
    }
    let nobody = uuid::Uuid::from_u128(7);
    assert_eq!(told(&it.ann, off.uuid()).await, told(&it.ann, nobody).await, "not one that can be chosen");
    assert!(told(&it.ann, nobody).await.is_err());
    // Neither by changing one.
    let grant = it.give(&it.ann, &sealed(with.uuid())).await.unwrap().id;
    let ann = it.world.again(&it.ann);
    for group in [without, empty] {
        let seal = NewSeal { approvers: vec![group.uuid()], quorum: Some(1), open_for: None };
        let change = GrantChange { seal: Some(seal), ..GrantChange::default() };
        it.world.service.change_grant(&ann, it.database, grant, None, &change).await.unwrap();
    }
    // Nobody in it decides, though.
    it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
    let by_cid = it.act(&it.cid, grant, SealEvent::Approve).await;
    assert!(by_cid.is_err(), "a member who does not administer: {by_cid:?}");
    // Whoever reads accounts is told that it could never be approved.
    assert!(told(&it.root, with.uuid()).await.is_ok());
    for group in [without, empty] {
        assert!(told(&it.root, group.uuid()).await.is_err());
    }
}
