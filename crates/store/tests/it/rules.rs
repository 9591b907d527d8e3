//! Assignments and object rules.

use strongroom_domain::{
    account::Principal,
    database::{Assignment, ObjectRule},
    id::GroupId,
    rights::{Marks, Permission, PermissionSet},
    time::Period,
};
use strongroom_store::{StoreError, rules};

use crate::world::{House, at, database_id, entry, import, make_database, object_id, user_id};

fn marks(allow: Permission, deny: Permission) -> Marks {
    Marks::new(PermissionSet::EMPTY.with(allow), PermissionSet::EMPTY.with(deny)).unwrap()
}

pub fn assignment(principal: Principal) -> Assignment {
    Assignment {
        principal,
        period: Period { from: Some(at(1)), to: None },
        marks: marks(Permission::AccessDatabase, Permission::PrintEntries),
    }
}

pub fn rule(object: u8, principal: Principal) -> ObjectRule {
    let marks = marks(Permission::ReadEntries, Permission::ModifyEntries);
    ObjectRule { object: object_id(object), principal, marks }
}

#[tokio::test]
async fn assignments_and_rules_are_set_replaced_and_deleted() {
    let house = House::new();
    let store = house.open();
    let db = make_database(&house, &store, 1).await;
    import(&store, &db, &[entry(1, None), entry(2, None)]).await;
    let id = db.id;
    // A user and a group of the same sixteen bytes are two principals.
    let (user, group) = (Principal::User(user_id(5)), Principal::Group(GroupId::from_bytes([5; 16])));
    store
        .write(move |w| -> Result<(), StoreError> {
            assert_eq!(rules::put_assignment(w, id, &assignment(user))?, None);
            assert_eq!(rules::put_assignment(w, id, &assignment(group))?, None);
            for object in [1, 2] {
                assert_eq!(rules::put_rule(w, id, &rule(object, user))?, None);
                assert_eq!(rules::put_rule(w, id, &rule(object, group))?, None);
            }
            let shorter = Assignment { period: Period { from: None, to: Some(at(9)) }, ..assignment(user) };
            assert_eq!(rules::put_assignment(w, id, &shorter)?, Some(assignment(user)));
            assert_eq!(rules::put_assignment(w, id, &assignment(user))?, Some(shorter));
            Ok(())
        })
        .await
        .unwrap();
    drop(store);

    let store = house.open();
    let loaded = store.load_rules(id).await.unwrap();
    assert_eq!((loaded.assignments.len(), loaded.rules.len(), loaded.places.len()), (2, 4, 2));
    assert!(loaded.assignments.contains(&assignment(user)) && loaded.rules.contains(&rule(2, group)));

    store
        .write(move |w| -> Result<(), StoreError> {
            assert_eq!(rules::delete_rule(w, id, object_id(1), group)?, Some(rule(1, group)));
            assert_eq!(rules::delete_rule(w, id, object_id(1), group)?, None);
            assert!(rules::delete_principal(w, id, user)?);
            assert!(!rules::delete_principal(w, id, user)?);
            rules::delete_of_object(w, id, object_id(1))
        })
        .await
        .unwrap();
    let loaded = store.load_rules(id).await.unwrap();
    assert_eq!(loaded.assignments, [assignment(group)]);
    assert_eq!(loaded.rules, [rule(2, group)]);
}

#[tokio::test]
async fn a_database_that_is_not_there_has_no_rules() {
    let house = House::new();
    let store = house.open();
    let user = Principal::User(user_id(5));
    let put = store.write(move |w| rules::put_assignment(w, database_id(9), &assignment(user))).await;
    assert!(matches!(put, Err(StoreError::Changed)), "{put:?}");
    let mut rows = 0;
    let mut count = |row: &strongroom_store::engine::sqlite::SqliteRow<'_>| {
        rows = strongroom_store::engine::Row::integer(row, 0)?;
        Ok(())
    };
    store.read(|q| q.query("SELECT COUNT(*) FROM assignments", &[], &mut count)).unwrap();
    assert_eq!(rows, 0, "and the row was undone");
}
