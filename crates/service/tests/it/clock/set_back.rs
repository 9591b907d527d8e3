//! A clock that is set back, while the server runs and while it does not; and one that was far ahead for a while.

use std::collections::BTreeSet;

use strongroom_domain::{audit::ClientKind, rights::SealState, seal::SealEvent};
use strongroom_service::{ServiceError, audit::read::AuditFilter, clock::Clock, grants::NewSeal};

use super::*;
use crate::world::{PASSWORD, login};

const HOUR: i64 = 3_600;

async fn records(it: &Company, event: &str) -> usize {
    let root = it.world.root().await;
    let filter = AuditFilter { events: vec![event.to_owned()], ..AuditFilter::default() };
    it.world.service.audit_page(&root, &filter, None, 1_000).unwrap().0.len()
}

// attack: P6
#[tokio::test]
async fn what_has_ended_stays_ended_while_the_server_runs() {
    let it = Company::new().await;
    let session = it.world.service.sign_in(login("bob", PASSWORD, ClientKind::Cli)).await.unwrap();
    let live = || it.world.service.authenticate(session.token.expose(), None).is_ok();
    it.lend(it.bob.user, it.world.service.now().plus_seconds(600)).await;
    it.world.service.take_lock(&it.world.again(&it.ann), it.database, it.entry).await.unwrap();
    assert!(it.password(&it.bob).await.is_ok() && live());
    it.world.clock.advance(2 * HOUR);
    assert!(it.password(&it.bob).await.is_err() && !live());
    it.world.clock.set(-3 * HOUR);
    assert!(it.password(&it.bob).await.is_err(), "the grant");
    assert!(!live(), "the session");
    let seen = it.world.service.object(&it.world.again(&it.root), it.database, it.entry).unwrap();
    assert_eq!(seen.details.unwrap().lock, None, "the lock");
    // Time goes on all the same: what is new ends.
    let it = it.signed_in_anew().await;
    it.lend(it.bob.user, it.world.service.now().plus_seconds(600)).await;
    it.world.clock.advance(600);
    assert!(it.password(&it.bob).await.is_ok(), "a tenth slower");
    it.world.clock.advance(67);
    assert!(it.password(&it.bob).await.is_err());
}

// attack: P6
#[tokio::test]
async fn what_has_ended_stays_ended_over_a_restart() {
    // How long the server went on after its time was kept last, and whether it noted the end.
    for (before_end, after_end) in [(-10, 5), (10, 15)] {
        let it = Company::new().await;
        let end = it.world.service.now().plus_seconds(600);
        it.lend(it.bob.user, end).await;
        it.world.clock.advance(600 - before_end);
        it.world.service.tidy().await.unwrap();
        it.world.clock.advance(before_end.max(0) + after_end);
        // Dropped as a kill does it: nothing is kept at the end.
        let Company { world, .. } = it;
        world.clock.set(-2 * HOUR);
        let it = Company { world: world.restart().await, ..it };
        assert!(it.world.service.now() >= end, "it goes on from where it was");
        assert!(it.password(&it.bob).await.is_err(), "{before_end}");
        assert!(it.world.service.clock_behind() > HOUR.unsigned_abs());
    }
}

/// The machine ran on, and its clock was set back by less than went by since the time was kept last.
// attack: P6
#[tokio::test]
async fn what_ended_within_the_last_half_minute_stays_ended_after_a_kill_and_a_clock_set_back_by_less() {
    for (away, set_back) in [(0, -15), (600, -612)] {
        let it = Company::new().await;
        it.lend(it.bob.user, it.world.service.now().plus_seconds(600)).await;
        it.world.clock.advance(590);
        it.world.service.tidy().await.unwrap();
        it.world.clock.advance(20);
        assert!(it.password(&it.bob).await.is_err(), "it was over");
        let Company { world, .. } = it;
        world.clock.advance(away);
        world.clock.set(set_back);
        let it = Company { world: world.restart().await, ..it };
        assert!(it.password(&it.bob).await.is_err(), "and is over: {set_back}");
        assert!(it.world.service.clock_behind() > 0);
    }
}

/// A restart with a clock that is right is no cause for anything.
#[tokio::test]
async fn a_kill_alone_moves_no_time() {
    for away in [0, 5, 29, 3_600] {
        let it = Company::new().await;
        it.world.service.tidy().await.unwrap();
        it.world.clock.advance(20);
        let Company { world, .. } = it;
        world.clock.advance(away);
        let shown = world.clock.now();
        let it = Company { world: world.restart().await, ..it };
        assert_eq!(it.world.service.clock_behind(), 0, "{away}");
        assert!(it.world.service.now() < shown.plus_seconds(1), "{away}");
    }
}

// attack: P6
#[tokio::test]
async fn approvals_and_open_seals_that_ended_stay_ended_and_it_is_told_once() {
    let it = Company::new().await;
    let sealed = it.sealed_grant(it.bob.user, &[it.root.user], 1);
    let seal = NewSeal { open_for: Some(Some(600)), ..sealed.seal.clone().unwrap() };
    let grant = it.give(&it.ann, &NewGrant { seal: Some(seal), ..sealed }).await.unwrap().id;
    it.act(&it.bob, grant, SealEvent::Request).await.unwrap();
    it.act(&it.root, grant, SealEvent::Approve).await.unwrap();
    it.act(&it.bob, grant, SealEvent::Break).await.unwrap();
    assert!(it.password(&it.bob).await.is_ok());
    it.world.clock.advance(600);
    it.world.service.tidy().await.unwrap();
    let Company { world, .. } = it;
    world.clock.set(-HOUR);
    let it = Company { world: world.restart().await, ..it };
    assert_eq!((it.seal_seen(&it.bob), it.password(&it.bob).await.is_err()), (Some(SealState::Sealed), true));
    assert_eq!(records(&it, "clock_behind").await, 0);
    for _ in 0..3 {
        it.world.service.tidy().await.unwrap();
    }
    assert_eq!(records(&it, "clock_behind").await, 1, "once for each time that it is found");
    assert_eq!(it.world.service.accept_clock().await.unwrap().map(|it| it.before > it.now), Some(true));
    assert_eq!(it.seal_seen(&it.bob), Some(SealState::Sealed), "it began later than it is now");
}

// attack: P6, P7
#[tokio::test]
async fn after_a_clock_that_was_years_ahead_an_operator_brings_the_server_back() {
    let it = Company::new().await;
    let today = it.world.service.now();
    it.lend(it.bob.user, today.plus_seconds(HOUR)).await;
    let years = 12 * 365 * 24 * HOUR;
    it.world.clock.set(years);
    let it = it.signed_in_anew().await;
    assert!(it.password(&it.bob).await.is_err(), "in 2039 it is over");
    let grant = it.give(&it.ann, &it.sealed_grant(it.cid.user, &[it.root.user], 1)).await.unwrap().id;
    it.act(&it.cid, grant, SealEvent::Request).await.unwrap();
    it.act(&it.root, grant, SealEvent::Approve).await.unwrap();
    it.world.service.take_lock(&it.world.again(&it.ann), it.database, it.entry).await.unwrap();
    it.world.service.tidy().await.unwrap();
    let Company { world, .. } = it;
    world.clock.set(-years);
    let it = Company { world: world.restart().await, ..it }.signed_in_anew().await;
    assert!(it.world.service.now() > today.plus_seconds(years), "set right, and not believed by itself");
    assert!(it.password(&it.bob).await.is_err());
    let session = it.world.service.sign_in(login("bob", PASSWORD, ClientKind::Cli)).await.unwrap();
    let accepted = it.world.service.accept_clock().await.unwrap().unwrap();
    assert!(accepted.now < today.plus_seconds(HOUR) && it.world.service.now() < today.plus_seconds(HOUR));
    let over = it.world.service.authenticate(session.token.expose(), None);
    assert!(matches!(over, Err(ServiceError::NotSignedIn)), "no session lasts for twelve years");
    let it = it.signed_in_anew().await;
    assert_eq!(it.seal_seen(&it.cid), Some(SealState::Sealed), "nor an approval");
    assert!(it.world.service.take_lock(&it.root, it.database, it.entry).await.is_ok(), "nor a lock");
    assert_eq!(it.password(&it.bob).await.unwrap(), "hunter2", "what was not over is not");
    assert_eq!(it.world.service.accept_clock().await.unwrap(), None, "there is nothing more to believe");
    let verified = it.world.service.verify_audit(&it.world.again(&it.root), None).await.unwrap();
    assert_eq!(verified.misfit, None);
    let root = it.world.again(&it.root);
    let events = vec!["clock_accepted".to_owned()];
    let filter = AuditFilter { events, ..AuditFilter::default() };
    let told = it.world.service.audit_page(&root, &filter, None, 100).unwrap().0;
    let chains: BTreeSet<_> = told.iter().map(|it| it.record.database).collect();
    assert_eq!(
        chains,
        BTreeSet::from([None, Some(it.database)]),
        "every chain says why its instants go back"
    );
    let Company { world, .. } = it;
    let it = Company { world: world.restart().await, ..it };
    assert_eq!(it.world.service.clock_behind(), 0, "the next process does not remember the wrong time");
    assert!(it.world.service.now() < today.plus_seconds(HOUR));
}
