//! Settings, sessions, tries and kept answers.

use strongroom_domain::{id::SessionId, time::Instant};
use strongroom_store::{
    StoreError,
    idempotency::{self, Kept},
    sessions::{self, SessionRow, Which},
    settings,
    tries::{self, Tries},
};

use crate::world::{House, at, user_id};

pub fn session(n: u8, user: u8, last_seen: i64, expires_at: i64) -> SessionRow {
    SessionRow {
        token_hash: [n; 32],
        id: SessionId::from_bytes([n; 16]),
        user: user_id(user),
        last_seen: at(last_seen),
        expires_at: at(expires_at),
        record: vec![n],
    }
}

#[tokio::test]
async fn a_setting_is_replaced_by_its_next_revision_only() {
    let house = House::new();
    let store = house.open();
    for (revision, fits) in [(2, false), (1, true), (1, false), (2, true), (4, false)] {
        let put = store.write(move |w| settings::put(w, "policies", revision, &[revision as u8])).await;
        assert_eq!(put.is_ok(), fits, "revision {revision}");
    }
    store.write(|w| settings::put(w, "licence", 1, b"x")).await.unwrap();
    drop(store);
    let mut rows = house.open().load_server().await.unwrap().settings;
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    let rows: Vec<_> = rows.into_iter().map(|it| (it.name, it.revision, it.record)).collect();
    assert_eq!(rows, [("licence".into(), 1, b"x".to_vec()), ("policies".into(), 2, vec![2])]);
}

// attack: S1, S4
#[tokio::test]
async fn sessions_end_one_by_one_by_user_and_by_time() {
    let ids = |ended: Vec<(SessionId, _)>| {
        let mut ids: Vec<u8> = ended.iter().map(|(id, _)| id.to_bytes()[0]).collect();
        ids.sort_unstable();
        ids
    };
    let id = |n| SessionId::from_bytes([n; 16]);
    // Idle since before 50 are: 1 (40), 4 (10). Over at 100: 3.
    let cases: [(Which, &[u8]); 7] = [
        (Which::One(id(2)), &[2]),
        (Which::One(id(9)), &[]),
        (Which::OfUser(user_id(1), None), &[1, 2]),
        (Which::OfUser(user_id(1), Some(id(2))), &[1]),
        (Which::OfUser(user_id(9), None), &[]),
        (Which::Over(at(100), at(50)), &[1, 3, 4]),
        (Which::Over(at(99), at(9)), &[]),
    ];
    for (which, expected) in cases {
        let house = House::new();
        let store = house.open();
        store
            .write(|w| {
                sessions::insert(w, &session(1, 1, 40, 200))?;
                sessions::insert(w, &session(2, 1, 60, 200))?;
                sessions::insert(w, &session(3, 2, 60, 100))?;
                sessions::insert(w, &session(4, 3, 10, 200))
            })
            .await
            .unwrap();
        let ended = store.write(move |w| sessions::end(w, which)).await.unwrap();
        assert_eq!(ids(ended), expected, "{which:?}");
        drop(store);
        let left = house.open().load_server().await.unwrap().sessions;
        assert_eq!(left.len(), 4 - expected.len(), "{which:?}");
    }
}

#[tokio::test]
async fn a_session_is_seen_later_never_earlier_and_its_token_is_its_own() {
    let house = House::new();
    let store = house.open();
    store.write(|w| sessions::insert(w, &session(1, 1, 40, 200))).await.unwrap();
    let taken = store
        .write(|w| {
            sessions::insert(w, &SessionRow { id: SessionId::from_bytes([2; 16]), ..session(1, 2, 1, 2) })
        })
        .await;
    assert!(matches!(taken, Err(StoreError::Conflict)));
    for (instant, seen) in [(50, 50), (45, 50), (50, 50), (51, 51)] {
        store.write(move |w| sessions::touch(w, SessionId::from_bytes([1; 16]), at(instant))).await.unwrap();
        assert_eq!(store.load_server().await.unwrap().sessions[0].last_seen, at(seen));
    }
    store.write(|w| sessions::touch(w, SessionId::from_bytes([9; 16]), at(1))).await.unwrap();
}

// attack: B3
#[tokio::test]
async fn fifty_tries_at_once_are_fifty_tries_also_after_a_restart() {
    let house = House::new();
    let store = std::sync::Arc::new(house.open());
    let counter = [7; 32];
    let tasks: Vec<_> = (0..50)
        .map(|n| {
            let store = std::sync::Arc::clone(&store);
            tokio::spawn(async move {
                store
                    .write(move |w| {
                        let failures = tries::get(w, &counter)?.map_or(0, |tries| tries.failures) + 1;
                        tries::put(w, &counter, Tries { failures, last_at: at(n) })
                    })
                    .await
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    drop(store);
    let store = house.open();
    assert_eq!(store.read(|q| tries::get(q, &counter)).unwrap().unwrap().failures, 50);
    store.load_server().await.unwrap();
}

#[tokio::test]
async fn tries_are_cleared_and_forgotten() {
    let house = House::new();
    let store = house.open();
    for n in 1..=3 {
        let tries = Tries { failures: n.into(), last_at: at(n.into()) };
        store.write(move |w| tries::put(w, &[n; 32], tries)).await.unwrap();
    }
    store.write(|w| tries::clear(w, &[3; 32])).await.unwrap();
    store.write(|w| tries::clear(w, &[4; 32])).await.unwrap();
    store.write(|w| tries::forget(w, at(1), at(1))).await.unwrap();
    let left = |n: u8| store.read(|q| tries::get(q, &[n; 32])).unwrap();
    assert_eq!((left(1), left(3)), (None, None));
    assert_eq!(left(2), Some(Tries { failures: 2, last_at: at(2) }));
    // One without a failure tells where somebody is known, and is kept for longer.
    for (n, failures) in [(5_u8, 1), (6, 0), (7, 0)] {
        let tries = Tries { failures, last_at: at(i64::from(n)) };
        store.write(move |w| tries::put(w, &[n; 32], tries)).await.unwrap();
    }
    store.write(|w| tries::forget(w, at(7), at(6))).await.unwrap();
    assert_eq!((left(2), left(5), left(6)), (None, None, None));
    assert_eq!(left(7), Some(Tries { failures: 0, last_at: at(7) }));
    store.load_server().await.unwrap();
}

#[tokio::test]
async fn a_request_is_claimed_once_and_its_answer_is_kept() {
    let house = House::new();
    let store = house.open();
    let (request, body) = ([1; 32], [2; 32]);
    let claim = |now: Instant, forget_before: Instant| {
        store.write(move |w| idempotency::claim(w, &request, &body, now, forget_before))
    };
    assert_eq!(claim(at(10), at(0)).await.unwrap(), None);
    let claimed = Kept { body_hash: body, answer: None };
    assert_eq!(claim(at(11), at(0)).await.unwrap(), Some(claimed.clone()));

    store.write(move |w| idempotency::give_up(w, &request)).await.unwrap();
    assert_eq!(claim(at(12), at(0)).await.unwrap(), None, "given up, so free again");
    store.write(move |w| idempotency::keep(w, &request, b"answer")).await.unwrap();
    let kept = Kept { answer: Some(b"answer".to_vec()), ..claimed };
    assert_eq!(claim(at(13), at(0)).await.unwrap(), Some(kept.clone()));
    store.write(move |w| idempotency::give_up(w, &request)).await.unwrap();
    assert_eq!(claim(at(13), at(11)).await.unwrap(), Some(kept), "an answer is not given up");

    assert_eq!(claim(at(20), at(12)).await.unwrap(), None, "but it is forgotten in time");
    store.write(|w| idempotency::forget(w, at(20))).await.unwrap();
    assert_eq!(claim(at(21), at(0)).await.unwrap(), None);
}

// attack: P5
#[tokio::test]
async fn of_fifty_claims_at_once_one_wins() {
    let house = House::new();
    let store = std::sync::Arc::new(house.open());
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let store = std::sync::Arc::clone(&store);
            tokio::spawn(async move {
                store.write(|w| idempotency::claim(w, &[1; 32], &[2; 32], at(1), at(0))).await
            })
        })
        .collect();
    let mut won = 0;
    for task in tasks {
        won += usize::from(task.await.unwrap().unwrap().is_none());
    }
    assert_eq!(won, 1);
}
