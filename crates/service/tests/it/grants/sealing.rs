//! From the request to the broken seal, and what is refused on the way.

use super::*;
use strongroom_domain::seal::SealEnd;
use strongroom_service::grants::Approval;

// attack: P1
#[tokio::test]
async fn a_sealed_entry_is_asked_for_approved_broken_and_sealed_again() {
    let it = Company::new().await;
    let grant = it.give(&it.ann, &it.sealed_grant(it.bob.user, &[it.root.user], 1)).await.unwrap().id;
    assert_eq!(it.seal_seen(&it.bob), Some(SealState::Sealed));
    assert_eq!(it.titles(&it.bob).unwrap(), ["Mail", "Servers"], "listed, but neither used nor read");
    assert!(it.password(&it.bob).await.is_err());
    assert!(it.world.service.approvals(&it.world.again(&it.root)).unwrap().is_empty());

    assert_eq!(it.act(&it.bob, grant, SealEvent::Request).await.unwrap(), SealState::Waiting);
    let waiting: Vec<Approval> = it.world.service.approvals(&it.world.again(&it.root)).unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].title.as_deref(), Some("Mail"));
    assert_eq!(waiting[0].reason.as_deref(), Some("the mail server is down"));
    assert!(it.world.service.approvals(&it.world.again(&it.ann)).unwrap().is_empty(), "Ann approves nothing");
    assert!(it.password(&it.bob).await.is_err());

    assert_eq!(it.act(&it.root, grant, SealEvent::Approve).await.unwrap(), SealState::Approved);
    assert!(it.password(&it.bob).await.is_err(), "approved is not open");
    assert_eq!(it.act(&it.bob, grant, SealEvent::Break).await.unwrap(), SealState::Broken);
    assert_eq!(it.password(&it.bob).await.unwrap(), "hunter2");

    let it = Company { world: it.world.restart().await, ..it };
    let (root, bob) = (it.world.root().await, it.world.sign_in("bob").await);
    assert_eq!(it.password(&bob).await.unwrap(), "hunter2", "the state is on disk");
    assert_eq!(it.act(&root, grant, SealEvent::Reseal).await.unwrap(), SealState::Sealed);
    assert!(it.password(&bob).await.is_err());
}

// attack: P3, A17
#[tokio::test]
async fn nobody_decides_on_access_of_their_own() {
    let it = Company::new().await;
    let admin = strongroom_domain::account::Role::Administrator;
    let dan = it.world.user_with(&it.root, "dan", &[admin]).await;
    let dan_caller = it.world.sign_in("dan").await;
    let both = [dan, it.root.user];
    let grant = it.give(&it.ann, &it.sealed_grant(dan, &both, 1)).await.unwrap().id;
    it.act(&dan_caller, grant, SealEvent::Request).await.unwrap();
    for event in [SealEvent::Approve, SealEvent::Unseal] {
        let own = it.act(&dan_caller, grant, event).await;
        assert!(matches!(own, Err(ServiceError::OwnAccess)), "{event:?}: {own:?}");
    }
    let waiting = it.world.service.approvals(&it.world.again(&dan_caller)).unwrap();
    assert!(waiting.is_empty(), "one's own request is not in one's own inbox");
    let more = strongroom_service::grants::GrantChange {
        seal: Some(NewSeal {
            approvers: vec![dan.uuid(), it.root.user.uuid(), it.root.user.uuid()],
            quorum: Some(1),
            open_for: Some(Some(60)),
        }),
        ..Default::default()
    };
    let changed =
        it.world.service.change_grant(&it.world.again(&dan_caller), it.database, grant, None, &more).await;
    assert!(matches!(changed, Err(ServiceError::OwnAccess)), "{changed:?}");
    assert_eq!(it.act(&it.root, grant, SealEvent::Approve).await.unwrap(), SealState::Approved);
}

// attack: P3
#[tokio::test]
async fn an_approver_who_is_none_any_more_does_not_count() {
    let it = Company::new().await;
    let admin = strongroom_domain::account::Role::Administrator;
    let dan = it.world.user_with(&it.root, "dan", &[admin]).await;
    let dan_caller = it.world.sign_in("dan").await;
    let grant = it.give(&it.ann, &it.sealed_grant(it.bob.user, &[dan, it.root.user], 2)).await.unwrap().id;
    it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
    assert_eq!(it.act(&dan_caller, grant, SealEvent::Approve).await.unwrap(), SealState::Waiting);
    let disabled =
        strongroom_service::accounts::users::UserChange { enabled: Some(false), ..Default::default() };
    it.world.service.change_user(&it.world.again(&it.root), dan, None, disabled).await.unwrap();
    assert_eq!(
        it.act(&it.root, grant, SealEvent::Approve).await.unwrap(),
        SealState::Waiting,
        "Dan's vote is gone"
    );
    assert!(it.password(&it.bob).await.is_err());

    it.world.clock.advance(1);
    let enabled =
        strongroom_service::accounts::users::UserChange { enabled: Some(true), ..Default::default() };
    it.world.service.change_user(&it.world.again(&it.root), dan, None, enabled).await.unwrap();
    assert_eq!(
        it.act(&it.root, grant, SealEvent::Approve).await.unwrap(),
        SealState::Waiting,
        "and does not come back with his account"
    );
    it.world.clock.advance(1);
    let dan = it.world.sign_in("dan").await;
    assert_eq!(it.act(&dan, grant, SealEvent::Approve).await.unwrap(), SealState::Approved);
}

// attack: P6
#[tokio::test]
async fn requests_approvals_and_open_periods_end_by_the_clock() {
    let it = Company::new().await;
    let mut new = it.sealed_grant(it.bob.user, &[it.root.user], 1);
    new.seal.as_mut().unwrap().open_for = Some(Some(600));
    let grant = it.give(&it.ann, &new).await.unwrap().id;
    it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
    it.world.clock.advance(7 * 86_400);
    let it = {
        let world = it.world;
        // Sessions do not last that long.
        let (root, bob) = (world.root().await, world.sign_in("bob").await);
        Company { root, bob, world, ..it }
    };
    let late = it.act(&it.root, grant, SealEvent::Approve).await;
    assert!(matches!(late, Err(ServiceError::SealState(_))), "{late:?}");
    it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
    it.act(&it.root, grant, SealEvent::Approve).await.unwrap();
    it.act(&it.bob, grant, SealEvent::Break).await.unwrap();
    it.world.clock.advance(590);
    assert!(it.password(&it.bob).await.is_ok());
    it.world.clock.advance(10);
    assert!(it.password(&it.bob).await.is_err(), "the open period is over");
    assert_eq!(it.seal_seen(&it.bob), Some(SealState::Sealed));
}

#[tokio::test]
async fn a_seal_that_protects_nothing_is_refused() {
    let it = Company::new().await;
    it.world
        .assign(
            &it.root,
            it.database,
            Principal::User(it.bob.user),
            &[Permission::AccessDatabase, Permission::ReadEntries],
        )
        .await;
    let refused = it.give(&it.ann, &it.sealed_grant(it.bob.user, &[it.root.user], 1)).await;
    assert!(
        matches!(refused, Err(ServiceError::UselessSeal { because: None })),
        "Ann sees no rights: {refused:?}"
    );
    let refused = it.give(&it.root, &it.sealed_grant(it.bob.user, &[it.root.user], 1)).await;
    assert!(matches!(refused, Err(ServiceError::UselessSeal { because: Some(_) })), "{refused:?}");
}

// attack: A6
#[tokio::test]
async fn approvers_administer_the_server_or_this_very_database() {
    let it = Company::new().await;
    let refused = it.give(&it.ann, &it.sealed_grant(it.bob.user, &[it.cid.user], 1)).await;
    assert!(matches!(refused, Err(ServiceError::Invalid(_))), "{refused:?}");
    let other = it.world.database(&it.root, "Other").await;
    it.world.assign(&it.root, other, Principal::User(it.cid.user), &Permission::DATABASE).await;
    let refused = it.give(&it.ann, &it.sealed_grant(it.bob.user, &[it.cid.user], 1)).await;
    assert!(matches!(refused, Err(ServiceError::Invalid(_))), "of another database: {refused:?}");
    for quorum in [0, 2] {
        let refused = it.give(&it.ann, &it.sealed_grant(it.bob.user, &[it.root.user], quorum)).await;
        assert!(matches!(refused, Err(ServiceError::Invalid(_))), "{quorum}: {refused:?}");
    }
}

#[tokio::test]
async fn a_reason_is_needed_where_the_table_says_so() {
    let it = Company::new().await;
    let grant = it.give(&it.ann, &it.sealed_grant(it.bob.user, &[it.root.user], 1)).await.unwrap().id;
    let unseen =
        ["  ", "\u{200b}", "\u{2060}\u{feff}", "\u{ad}", " \u{202e}\u{200f} ", "\u{fe0f}", "\u{3164}"];
    let unseen = unseen.map(|text| Some(text.to_owned()));
    for reason in unseen.into_iter().chain([None, Some("x".repeat(1_001))]) {
        let act = Act { event: SealEvent::Request, person: None, request: None, reason };
        let refused = it.world.service.act_on_seal(&it.world.again(&it.bob), it.database, grant, &act).await;
        assert!(matches!(refused, Err(ServiceError::Invalid(_))), "{refused:?}");
    }
    assert_eq!(it.seal_seen(&it.bob), Some(SealState::Sealed));
}

// attack: P3, P4
#[tokio::test]
async fn an_approval_is_for_the_request_that_was_looked_at_and_its_words_stay() {
    let it = Company::new().await;
    let grant = it.give(&it.ann, &it.sealed_grant(it.bob.user, &[it.root.user], 1)).await.unwrap().id;
    it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
    let seen = it.world.service.approvals(&it.world.again(&it.root)).unwrap().remove(0);
    it.act(&it.bob, grant, SealEvent::Withdraw).await.unwrap();
    it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
    let stale = Act { event: SealEvent::Approve, person: None, request: seen.request, reason: None };
    let answer = it.world.service.act_on_seal(&it.world.again(&it.root), it.database, grant, &stale).await;
    assert!(matches!(answer, Err(ServiceError::SealState(_))), "another request: {answer:?}");
    let seen = it.world.service.approvals(&it.world.again(&it.root)).unwrap().remove(0);
    let words = Some("as Bob never said".to_owned());
    let right = Act { event: SealEvent::Approve, person: None, request: seen.request, reason: words.clone() };
    it.world.service.act_on_seal(&it.world.again(&it.root), it.database, grant, &right).await.unwrap();
    let broken = Act { event: SealEvent::Break, person: None, request: None, reason: words };
    let view =
        it.world.service.act_on_seal(&it.world.again(&it.bob), it.database, grant, &broken).await.unwrap();
    assert_eq!(view.seal.unwrap().people[0].reason.as_deref(), Some("the mail server is down"));
}

// attack: R6
#[tokio::test]
async fn nobody_asks_without_end() {
    let it = Company::new().await;
    let grant = it.give(&it.ann, &it.sealed_grant(it.bob.user, &[it.root.user], 1)).await.unwrap().id;
    for _ in 0..10 {
        it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
        it.act(&it.bob, grant, SealEvent::Withdraw).await.unwrap();
    }
    let more = it.act(&it.bob, grant, SealEvent::Request).await;
    assert!(matches!(more, Err(ServiceError::RateLimited { .. })), "{more:?}");
    it.world.clock.advance(3_600);
    let bob = it.world.sign_in("bob").await;
    it.act(&bob, grant, SealEvent::Request).await.unwrap();
}

// attack: A4
#[tokio::test]
async fn an_author_without_a_role_learns_nothing_of_who_is_in_a_group() {
    let it = Company::new().await;
    let ops = it.world.group(&it.root, "Operations", &[it.bob.user]).await;
    let new = NewGrant { grantee: ops.uuid(), ..it.sealed_grant(it.bob.user, &[it.root.user], 1) };
    let grant = it.give(&it.ann, &new).await.unwrap().id;
    for person in [it.bob.user, it.cid.user] {
        let act = Act { event: SealEvent::Approve, person: Some(person), request: None, reason: None };
        let answer = it.world.service.act_on_seal(&it.world.again(&it.ann), it.database, grant, &act).await;
        assert!(matches!(answer, Err(ServiceError::NotYours("approve"))), "{answer:?}");
    }
}

// attack: P3
#[tokio::test]
async fn an_approver_who_lost_the_role_keeps_nobody_from_naming_another() {
    let it = Company::new().await;
    let admin = strongroom_domain::account::Role::Administrator;
    let dan = it.world.user_with(&it.root, "dan", &[admin]).await;
    let grant = it.give(&it.ann, &it.sealed_grant(it.bob.user, &[dan], 1)).await.unwrap().id;
    it.world.service.delete_user(&it.world.again(&it.root), dan, None).await.unwrap();
    let more = strongroom_service::grants::GrantChange {
        seal: Some(NewSeal {
            approvers: vec![dan.uuid(), it.root.user.uuid()],
            quorum: None,
            open_for: None,
        }),
        ..Default::default()
    };
    it.world.service.change_grant(&it.world.again(&it.root), it.database, grant, None, &more).await.unwrap();
    it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
    assert_eq!(it.act(&it.root, grant, SealEvent::Approve).await.unwrap(), SealState::Approved);
}

// attack: P6
#[tokio::test]
async fn what_the_clock_ended_is_told_apart_from_what_was_rejected() {
    const DAY: i64 = 86_400;
    let it = Company::new().await;
    let mut new = it.sealed_grant(it.bob.user, &[it.root.user], 1);
    new.seal.as_mut().unwrap().open_for = Some(Some(600));
    let grant = it.give(&it.ann, &new).await.unwrap().id;
    // What Bob, and what Ann is told of where he stands.
    let told = || {
        let of = |by: &Caller| {
            let seen = it.world.service.grant(&it.world.again(by), it.database, grant).unwrap();
            seen.seal.unwrap().people.into_iter().map(|it| (it.state, it.ended, it.reason)).next()
        };
        assert_eq!(of(&it.bob), of(&it.ann));
        of(&it.bob)
    };
    let ended = |end, reason: &str| Some((SealState::Sealed, Some(end), Some(reason.to_owned())));
    let said = "the mail server is down";
    let later = async |seconds: i64| {
        // Sessions would be over as well.
        for _ in 0..=seconds / 1_800 {
            it.world.clock.advance(seconds.min(1_800));
            it.world.keep_seen(&[&it.root, &it.ann, &it.bob]).await;
        }
    };
    assert_eq!(told(), None);
    it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
    assert_eq!(told(), Some((SealState::Waiting, None, Some(said.to_owned()))));
    later(7 * DAY).await;
    assert_eq!(told(), ended(SealEnd::RequestOver, said));
    // Another vote of somebody else leaves no reason behind that looks like a rejection.
    it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
    it.act(&it.root, grant, SealEvent::Approve).await.unwrap();
    later(DAY).await;
    assert_eq!(told(), ended(SealEnd::ApprovalOver, said));
    it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
    it.act(&it.root, grant, SealEvent::Approve).await.unwrap();
    it.act(&it.bob, grant, SealEvent::Break).await.unwrap();
    later(600).await;
    assert_eq!(told(), ended(SealEnd::PeriodOver, said));
    it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
    it.act(&it.root, grant, SealEvent::Reject).await.unwrap();
    assert_eq!(told(), ended(SealEnd::Rejected, said), "why it was rejected");
    it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
    it.act(&it.bob, grant, SealEvent::Withdraw).await.unwrap();
    assert_eq!(told(), None, "as if it never had been");
}

// attack: P6
#[tokio::test]
async fn a_vote_after_the_clock_leaves_no_reason_that_reads_like_a_rejection() {
    let it = Company::new().await;
    it.world
        .assign(
            &it.root,
            it.database,
            Principal::User(it.cid.user),
            &[Permission::AccessDatabase, Permission::GrantAdminRights],
        )
        .await;
    let new = it.sealed_grant(it.bob.user, &[it.root.user, it.cid.user], 2);
    let grant = it.give(&it.ann, &new).await.unwrap().id;
    it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
    for _ in 0..7 * 48 {
        it.world.clock.advance(1_800);
        it.world.keep_seen(&[&it.root, &it.ann]).await;
    }
    it.act(&it.root, grant, SealEvent::Unseal).await.unwrap();
    let seen = it.world.service.grant(&it.world.again(&it.ann), it.database, grant).unwrap();
    let bob = seen.seal.unwrap().people.into_iter().next().unwrap();
    assert_eq!((bob.state, bob.ended, bob.reason, bob.unseals.len()), (SealState::Sealed, None, None, 1));
}
