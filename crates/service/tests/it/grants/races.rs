//! Many at the same moment: exactly one outcome, and one record for each that happened.

use std::sync::Arc;

use strongroom_service::{audit::read::AuditFilter, grants::GrantChange};

use super::*;

/// All at once: how many came about.
async fn at_once(it: &Arc<Company>, grant: GrantId, who: Vec<(Caller, SealEvent)>) -> usize {
    let tasks: Vec<_> = who
        .into_iter()
        .map(|(by, event)| {
            let it = Arc::clone(it);
            tokio::spawn(async move { it.act(&by, grant, event).await })
        })
        .collect();
    let mut done = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => done += 1,
            Err(ServiceError::SealState(_)) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    done
}

// attack: P2, P4
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_approvers_a_hundred_times_and_breaking_against_sealing() {
    let it = Company::new().await;
    let admin = strongroom_domain::account::Role::Administrator;
    let dan = it.world.user_with(&it.root, "dan", &[admin]).await;
    let dan_caller = it.world.sign_in("dan").await;
    let grant = it.give(&it.ann, &it.sealed_grant(it.bob.user, &[it.root.user, dan], 1)).await.unwrap().id;
    let (it, mut happened, mut broken_first) = (Arc::new(it), 0, 0);
    for round in 0..100 {
        // Nobody asks without end.
        it.world.clock.advance(400);
        it.world.keep_seen(&[&it.root, &it.bob, &dan_caller]).await;
        it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
        let both = vec![(it.root.clone(), SealEvent::Approve), (dan_caller.clone(), SealEvent::Approve)];
        assert_eq!(at_once(&it, grant, both).await, 1, "{round}: one of two approves");
        let both = vec![(it.bob.clone(), SealEvent::Break), (dan_caller.clone(), SealEvent::Reseal)];
        let done = at_once(&it, grant, both).await;
        // Broken and then sealed again, or sealed before it could be broken; never open in the end.
        assert!((1..=2).contains(&done), "{round}: {done}");
        assert_eq!(it.seal_seen(&it.bob), Some(SealState::Sealed), "{round}");
        broken_first += done - 1;
        happened += 2 + done;
    }
    assert_eq!(transitions(&it), happened, "one record for each that happened ({broken_first} were broken)");
}

/// How many records of the seal there are.
fn transitions(it: &Company) -> usize {
    let events = vec!["seal_changed".to_owned()];
    let filter = AuditFilter { database: Some(it.database), events, ..AuditFilter::default() };
    it.world.service.audit_page(&it.world.again(&it.root), &filter, None, 1_000).unwrap().0.len()
}

// attack: P2, P5
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_at_the_same_moment_one_comes_about() {
    let it = Arc::new(Company::new().await);
    let grant = it.give(&it.ann, &it.sealed_grant(it.bob.user, &[it.root.user], 1)).await.unwrap().id;
    let mut happened = 0;
    for round in 0..25 {
        let (root, bob) = (it.root.clone(), it.bob.clone());
        // Nobody asks without end.
        it.world.clock.advance(400);
        let asked = at_once(&it, grant, vec![(bob.clone(), SealEvent::Request); 8]).await;
        assert_eq!(asked, 1, "{round}: one request");
        let both = vec![(root.clone(), SealEvent::Approve), (root.clone(), SealEvent::Reject)];
        assert_eq!(at_once(&it, grant, both).await, 1, "{round}: approved or rejected");
        happened += 2;
        if it.seal_seen(&bob) == Some(SealState::Approved) {
            assert_eq!(at_once(&it, grant, vec![(bob.clone(), SealEvent::Break); 8]).await, 1, "{round}");
            happened += 1;
        }
        let again = at_once(&it, grant, vec![(root.clone(), SealEvent::Reseal); 4]).await;
        assert!(again <= 1, "{round}: sealed again once, if it was open");
        happened += again;
        assert_eq!(it.seal_seen(&bob), Some(SealState::Sealed));
    }
    assert_eq!(transitions(&it), happened, "one record for each that happened");
}

/// What is told of a change is whether it was made: also where the grant is over a moment later.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_change_that_was_made_is_never_answered_as_if_there_were_no_grant() {
    let it = Arc::new(Company::new().await);
    let (mut made, mut overtaken) = (0, 0);
    for _ in 0..60 {
        let grant = it.give(&it.ann, &it.new_grant(it.bob.user)).await.unwrap().id;
        let (change, revoke) = (Arc::clone(&it), Arc::clone(&it));
        let changed = tokio::spawn(async move {
            let note = GrantChange { note: Some(Some("until Friday".into())), ..GrantChange::default() };
            change.world.service.change_grant(&change.ann, change.database, grant, None, &note).await
        });
        let revoked = tokio::spawn(async move {
            revoke.world.service.revoke_grant(&revoke.root, revoke.database, grant, None).await
        });
        revoked.await.unwrap().unwrap();
        match changed.await.unwrap() {
            Ok(_) => made += 1,
            Err(ServiceError::NotFound) => overtaken += 1,
            Err(other) => panic!("{other:?}"),
        }
    }
    let events = vec!["grant_changed".to_owned()];
    let filter = AuditFilter { database: Some(it.database), events, ..AuditFilter::default() };
    let records =
        it.world.service.audit_page(&it.world.again(&it.root), &filter, None, 1_000).unwrap().0.len();
    assert_eq!(records, made, "of {made} made and {overtaken} overtaken");
}
