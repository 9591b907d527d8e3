//! One process has a data folder; a newer program's store is left alone.

use strongroom_store::{OpenError, Store, StoreError, audit, scope::SERVER};

use crate::{
    child,
    world::{House, make_database},
};

// reliability design: 10
#[test]
fn a_second_process_is_refused_and_told_which_one_has_the_folder() {
    if child::is_child() {
        let house = House::new();
        let refused = Store::open(child::told("FOLDER").as_ref(), house.keys());
        let Err(OpenError::InUse(holder)) = refused else { panic!("the folder was given to two") };
        println!("held by {holder}");
        return;
    }
    let house = House::new();
    let store = house.open();
    let name = "process::a_second_process_is_refused_and_told_which_one_has_the_folder";
    let folder = house.path().to_str().unwrap();
    let told = child::run(child::of(name, &[("FOLDER", folder)]));
    assert!(told.contains(&format!("held by process {}\n", std::process::id())), "{told}");
    assert!(house.try_open().is_err(), "nor is it given to the same process twice");
    drop(store);
    house.open();
}

/// A paused leader that wakes up: the lock is gone from under it, another one has written.
// reliability design: 10
#[tokio::test]
async fn whoever_finds_that_another_program_wrote_writes_no_more() {
    let house = House::new();
    let paused = house.open();
    paused.write(|w| audit::append(w, SERVER, b"1")).await.unwrap();
    std::fs::remove_file(house.path().join("lock")).unwrap();
    let leader = house.open();
    leader.write(|w| audit::append(w, SERVER, b"2")).await.unwrap();
    let refused = paused.write(|w| audit::append(w, SERVER, b"3")).await;
    assert!(matches!(refused, Err(StoreError::Stopped(_))), "{refused:?}");
    leader.write(|w| audit::append(w, SERVER, b"4")).await.unwrap();
    drop(paused);
    drop(leader);
    let (head, misfit) = house.open().verify_audit(SERVER).await.unwrap();
    assert_eq!((head.number, misfit), (3, None));
}

// reliability design: 9
#[tokio::test]
async fn a_newer_schema_is_refused_and_a_missing_one_is_damage() {
    let house = House::new();
    let store = house.open();
    make_database(&house, &store, 1).await;
    drop(store);
    house.outside().execute_batch("UPDATE schema_version SET version = version + 1").unwrap();
    let before = std::fs::read(house.path().join("strongroom.db")).unwrap();
    assert!(matches!(house.try_open(), Err(OpenError::Newer { .. })));
    assert_eq!(std::fs::read(house.path().join("strongroom.db")).unwrap(), before, "nothing was changed");
    house.outside().execute_batch("UPDATE schema_version SET version = version - 1").unwrap();
    house.open();
    house.outside().execute_batch("DELETE FROM schema_version").unwrap();
    assert!(matches!(house.try_open(), Err(OpenError::Store(StoreError::Damaged(_)))));
}

#[test]
fn the_key_of_another_server_opens_nothing() {
    let (house, other) = (House::new(), House::new());
    house.open();
    let refused = Store::open(house.path(), other.keys());
    assert!(matches!(refused, Err(OpenError::Store(StoreError::Damaged(_)))));
}
