//! Changes that share commits: each acknowledged after its commit, none taken along by another's failure.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        mpsc::{self, Receiver},
    },
};

use proptest::prelude::*;
use strongroom_store::{
    Raises, Store, StoreError, audit,
    scope::SERVER,
    tries::{self, Tries},
};
use tokio::task::JoinSet;

use crate::world::{House, at};

/// A change that keeps the writer busy until the returned sender is dropped: what is sent meanwhile is one batch.
async fn hold(store: &Arc<Store>, tasks: &mut JoinSet<Result<(), StoreError>>) -> mpsc::Sender<()> {
    let (release, held): (_, Receiver<()>) = mpsc::channel();
    let (begun, begin) = tokio::sync::oneshot::channel();
    let store = Arc::clone(store);
    tasks.spawn(async move {
        store
            .write(move |_| {
                let _ = begun.send(());
                let _ = held.recv();
                Ok(())
            })
            .await
    });
    begin.await.unwrap();
    release
}

#[tokio::test]
async fn concurrent_changes_share_commits() {
    let house = House::new();
    let store = Arc::new(house.open());
    let before = store.figures();
    let mut tasks = JoinSet::new();
    let release = hold(&store, &mut tasks).await;
    for n in 0..200_u8 {
        let store = Arc::clone(&store);
        tasks.spawn(async move { store.write(move |w| audit::append(w, SERVER, &[n]).map(drop)).await });
    }
    tokio::task::yield_now().await;
    while tasks.len() < 201 {
        tokio::task::yield_now().await;
    }
    drop(release);
    while let Some(done) = tasks.join_next().await {
        done.unwrap().unwrap();
    }
    let after = store.figures();
    assert_eq!(after.changes - before.changes, 201);
    assert!(after.commits - before.commits <= 3, "{after:?}");
    assert_eq!(store.verify_audit(SERVER).await.unwrap().1, None);
    assert!(store.trouble().is_none());
}

#[tokio::test]
async fn an_acknowledged_change_is_what_another_connection_reads() {
    let house = House::new();
    let store = house.open();
    let outside = house.outside();
    for n in 1..=20_i64 {
        store.write(|w| audit::append(w, SERVER, b"x")).await.unwrap();
        let stored: i64 = outside.query_row("SELECT MAX(number) FROM audit", [], |row| row.get(0)).unwrap();
        assert_eq!(stored, n);
    }
}

/// A refusal that rests on an earlier change of the same commit is told when that commit is known to hold: whoever
/// decides again then finds memory up to date.
#[tokio::test]
async fn a_refusal_is_told_after_memory_has_followed_the_commit_it_rests_on() {
    let house = House::new();
    let store = Arc::new(house.open());
    let memory = Arc::new(Mutex::new(0));
    let mut tasks = JoinSet::new();
    let release = hold(&store, &mut tasks).await;
    let (raising, follower) = (Arc::clone(&store), Arc::clone(&memory));
    tasks.spawn(async move {
        raising
            .write(move |w| {
                let sequence = w.raise(SERVER, Raises::Rules)?;
                w.when_durable(move || *follower.lock().unwrap() = sequence);
                Ok(())
            })
            .await
    });
    tokio::task::yield_now().await;
    let stale = Arc::clone(&store);
    tasks.spawn(async move {
        let refused =
            stale.write(|w| if w.sequences(SERVER)?.1 == 0 { Ok(()) } else { Err(StoreError::Stale) });
        assert!(matches!(refused.await, Err(StoreError::Stale)));
        assert_eq!(*memory.lock().unwrap(), 1);
        Ok(())
    });
    tokio::task::yield_now().await;
    drop(release);
    while let Some(done) = tasks.join_next().await {
        done.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_change_that_panics_is_undone_and_the_writer_lives_on() {
    let house = House::new();
    let store = Arc::new(house.open());
    let mut tasks = JoinSet::new();
    let release = hold(&store, &mut tasks).await;
    for n in 0..9_u8 {
        let store = Arc::clone(&store);
        tasks.spawn(async move {
            let written = store.write(move |w| {
                audit::append(w, SERVER, &[n])?;
                assert_ne!(n, 4, "a fault of the program");
                Ok(())
            });
            let written: Result<(), StoreError> = written.await;
            assert_eq!(matches!(written, Err(StoreError::Unavailable(_))), n == 4, "{n}: {written:?}");
            Ok(())
        });
    }
    tokio::task::yield_now().await;
    drop(release);
    while let Some(done) = tasks.join_next().await {
        done.unwrap().unwrap();
    }
    let alone: Result<(), StoreError> = store.write(|_| panic!("alone in its commit")).await;
    assert!(matches!(alone, Err(StoreError::Unavailable(_))));
    store.write(|w| audit::append(w, SERVER, b"x")).await.unwrap();
    let (head, misfit) = store.verify_audit(SERVER).await.unwrap();
    assert_eq!((head.number, misfit), (9, None));
}

/// Memory that did not follow would decide by old rules.
#[tokio::test]
async fn where_memory_can_not_follow_nothing_is_written_any_more() {
    let house = House::new();
    let store = house.open();
    let written = store
        .write(|w| {
            w.when_durable(|| panic!("memory is gone"));
            audit::append(w, SERVER, b"x")
        })
        .await;
    assert_eq!(written.unwrap(), 1, "it is on disk, and its caller learns that");
    let refused = store.write(|w| audit::append(w, SERVER, b"y")).await;
    assert!(matches!(refused, Err(StoreError::Stopped(_))));
    assert!(matches!(store.trouble(), Some(StoreError::Stopped(_))));
    drop(store);
    assert_eq!(house.open().verify_audit(SERVER).await.unwrap().0.number, 1);
}

#[tokio::test]
async fn what_waits_when_the_store_closes_is_written_first() {
    let house = House::new();
    let store = Arc::new(house.open());
    let mut tasks = JoinSet::new();
    let release = hold(&store, &mut tasks).await;
    let waiting = Arc::clone(&store);
    tasks.spawn(async move { waiting.write(|w| audit::append(w, SERVER, b"x").map(drop)).await });
    tokio::task::yield_now().await;
    tokio::task::yield_now().await;
    // The callers go away; their changes do not.
    tasks.abort_all();
    while tasks.join_next().await.is_some() {}
    drop(release);
    drop(store);
    assert_eq!(house.open().verify_audit(SERVER).await.unwrap().0.number, 1);
    assert!(!house.path().join("strongroom.db-wal").exists(), "and the log was carried over");
}

/// What a change of the property test does.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Put(u8, u64),
    Clear(u8),
    /// Does the same as a put, then fails.
    Fail(u8),
    /// Does the same as a put, then panics.
    Panic(u8),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        4 => (0..6_u8, 1..100_u64).prop_map(|(counter, failures)| Deed::Put(counter, failures)),
        2 => (0..6_u8).prop_map(Deed::Clear),
        2 => (0..6_u8).prop_map(Deed::Fail),
        1 => (0..6_u8).prop_map(Deed::Panic),
    ]
}

type Mirror = Arc<Mutex<BTreeMap<u8, u64>>>;

async fn act(store: Arc<Store>, mirror: Mirror, deed: Deed) -> Result<(), StoreError> {
    store
        .write(move |w| {
            let put = |w: &mut strongroom_store::Write<'_>, counter, failures| {
                audit::append(w, SERVER, &[counter])?;
                tries::put(w, &[counter; 32], Tries { failures, last_at: at(1) })
            };
            let (counter, value) = match deed {
                Deed::Put(counter, failures) => (counter, Some(failures)),
                Deed::Clear(counter) | Deed::Fail(counter) | Deed::Panic(counter) => (counter, None),
            };
            w.when_durable(move || {
                let mut mirror = mirror.lock().unwrap();
                match value {
                    Some(value) => mirror.insert(counter, value),
                    None => mirror.remove(&counter),
                };
            });
            match deed {
                Deed::Put(counter, failures) => put(w, counter, failures),
                Deed::Clear(counter) => tries::clear(w, &[counter; 32]),
                Deed::Fail(counter) => put(w, counter, 1000).and(Err(StoreError::Stale)),
                Deed::Panic(counter) => {
                    put(w, counter, 2000)?;
                    panic!("a fault of the program")
                }
            }
        })
        .await
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever shares a commit with whatever: memory, disk and digests say the same, before and after a restart.
    #[test]
    fn memory_follows_the_disk_whatever_fails(batches in proptest::collection::vec(
        proptest::collection::vec(deed(), 1..12), 1..5,
    )) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let house = House::new();
            let store = Arc::new(house.open());
            let mirror = Mirror::default();
            for batch in batches {
                let mut tasks = JoinSet::new();
                let release = hold(&store, &mut tasks).await;
                for deed in batch {
                    let done = act(Arc::clone(&store), Arc::clone(&mirror), deed);
                    tasks.spawn(async move {
                        let fails = matches!(deed, Deed::Fail(_) | Deed::Panic(_));
                        assert_eq!(done.await.is_err(), fails, "{deed:?}");
                        Ok(())
                    });
                }
                tokio::task::yield_now().await;
                drop(release);
                while let Some(done) = tasks.join_next().await {
                    done.unwrap().unwrap();
                }
            }
            drop(store);
            let store = house.open();
            store.load_server().await.unwrap();
            assert_eq!(store.verify_audit(SERVER).await.unwrap().1, None);
            let mirror = mirror.lock().unwrap();
            for counter in 0..6_u8 {
                let stored = store.read(|q| tries::get(q, &[counter; 32])).unwrap();
                assert_eq!(stored.map(|it| it.failures), mirror.get(&counter).copied(), "{counter}");
            }
        });
    }
}
