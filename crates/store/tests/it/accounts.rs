//! Users, groups, memberships and credentials.

use strongroom_domain::id::GroupId;
use strongroom_store::{
    Store, StoreError, Write,
    accounts::{self, Kind, RecordRow},
};

use crate::world::{House, user_id};

pub fn row(id: u8, name: u8, revision: u64) -> RecordRow {
    RecordRow { id: [id; 16], name_index: [name; 32], revision, record: vec![id, name, 7] }
}

async fn run<T: Send + 'static>(
    store: &Store,
    change: impl FnOnce(&mut Write<'_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    store.write(change).await
}

// attack: A13
#[tokio::test]
async fn names_are_unique_and_revisions_follow_each_other() {
    for kind in [Kind::User, Kind::Group] {
        let house = House::new();
        let store = house.open();
        run(&store, move |w| accounts::insert(w, kind, &row(1, 1, 1))).await.unwrap();
        run(&store, move |w| accounts::insert(w, kind, &row(2, 2, 1))).await.unwrap();

        let taken = [
            run(&store, move |w| accounts::insert(w, kind, &row(3, 1, 1))).await,
            run(&store, move |w| accounts::insert(w, kind, &row(1, 3, 1))).await,
            run(&store, move |w| accounts::update(w, kind, &row(2, 1, 2))).await,
        ];
        assert!(taken.iter().all(|it| matches!(it, Err(StoreError::Conflict))), "{taken:?}");
        let overtaken = [
            run(&store, move |w| accounts::update(w, kind, &row(1, 1, 1))).await,
            run(&store, move |w| accounts::update(w, kind, &row(1, 1, 3))).await,
            run(&store, move |w| accounts::update(w, kind, &row(9, 9, 2))).await,
            run(&store, move |w| accounts::delete(w, kind, &[9; 16])).await,
        ];
        assert!(overtaken.iter().all(|it| matches!(it, Err(StoreError::Changed))), "{overtaken:?}");

        run(&store, move |w| accounts::update(w, kind, &row(1, 4, 2))).await.unwrap();
        run(&store, move |w| accounts::delete(w, kind, &[2; 16])).await.unwrap();
        // The names of both are free again.
        run(&store, move |w| accounts::insert(w, kind, &row(5, 1, 1))).await.unwrap();
        run(&store, move |w| accounts::insert(w, kind, &row(6, 2, 1))).await.unwrap();
        drop(store);

        let rows = house.open().load_server().await.unwrap();
        let mut rows = if kind == Kind::User { rows.users } else { rows.groups };
        rows.sort_by_key(|row| row.id);
        assert_eq!(rows, [row(1, 4, 2), row(5, 1, 1), row(6, 2, 1)]);
    }
}

#[tokio::test]
async fn a_membership_is_there_once_and_ends_once() {
    let house = House::new();
    let store = house.open();
    let (group, user) = (GroupId::from_bytes([1; 16]), user_id(1));
    run(&store, move |w| accounts::add_member(w, group, user)).await.unwrap();
    let again = run(&store, move |w| accounts::add_member(w, group, user)).await;
    assert!(matches!(again, Err(StoreError::Conflict)));
    assert_eq!(store.load_server().await.unwrap().members, [(group, user)]);
    assert!(run(&store, move |w| accounts::remove_member(w, group, user)).await.unwrap());
    assert!(!run(&store, move |w| accounts::remove_member(w, group, user)).await.unwrap());
    assert_eq!(store.load_server().await.unwrap().members, []);
}

#[tokio::test]
async fn a_credential_is_replaced_by_its_next_revision_only() {
    let house = House::new();
    let store = house.open();
    let user = user_id(1);
    for (revision, fits) in [(2, false), (1, true), (1, false), (2, true), (4, false)] {
        let put = run(&store, move |w| accounts::put_credential(w, user, revision, &[revision as u8])).await;
        assert_eq!(put.is_ok(), fits, "revision {revision}");
    }
    assert_eq!(store.read(|q| accounts::credential(q, user)).unwrap(), Some((2, vec![2])));
    assert_eq!(store.read(|q| accounts::credential(q, user_id(2))).unwrap(), None);
    run(&store, move |w| accounts::delete_credential(w, user)).await.unwrap();
    run(&store, move |w| accounts::delete_credential(w, user)).await.unwrap();
    assert_eq!(store.read(|q| accounts::credential(q, user)).unwrap(), None);
    store.load_server().await.unwrap();
}

#[tokio::test]
async fn a_change_that_goes_on_after_a_conflict_keeps_the_rest() {
    let house = House::new();
    let store = house.open();
    run(&store, |w| {
        accounts::insert(w, Kind::User, &row(1, 1, 1))?;
        assert!(matches!(accounts::insert(w, Kind::User, &row(2, 1, 1)), Err(StoreError::Conflict)));
        accounts::insert(w, Kind::User, &row(3, 3, 1))
    })
    .await
    .unwrap();
    assert_eq!(store.load_server().await.unwrap().users.len(), 2);
}
