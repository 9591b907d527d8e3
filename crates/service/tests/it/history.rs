//! Earlier versions: kept, listed, revealed and restored under the rights that hold now.

use strongroom_domain::{
    account::Principal,
    audit::Purpose,
    id::{DatabaseId, ObjectId},
    rights::Permission::{AccessDatabase, AccessEntries, ModifyEntries, ReadEntries},
};
use strongroom_service::{
    Caller, ServiceError,
    audit::read::AuditFilter,
    objects::{FieldChange, ObjectChange, RevealRequest},
};
use zeroize::Zeroizing;

use crate::world::World;

/// An entry that was changed twice: its passwords were one, two, three.
async fn changed_twice(world: &World, root: &Caller) -> (DatabaseId, ObjectId) {
    let database = world.database(root, "Company").await;
    let entry = world.entry(root, database, None, "Mail 1", "one").await;
    for (title, password) in [("Mail 2", "two"), ("Mail 3", "three")] {
        let field = FieldChange {
            name: "password".to_owned(),
            kind: None,
            secret: None,
            custom: None,
            value: Some(Some(Zeroizing::new(password.to_owned()))),
        };
        let change =
            ObjectChange { title: Some(title.to_owned()), fields: vec![field], ..ObjectChange::default() };
        world.service.change_object(&world.again(root), database, entry, None, &change).await.unwrap();
    }
    (database, entry)
}

fn show() -> RevealRequest {
    RevealRequest { purpose: Purpose::Show, fields: Some(vec!["password".to_owned()]) }
}

#[tokio::test]
async fn every_replaced_version_is_kept_and_can_be_made_the_present_one() {
    let world = World::new().await;
    let root = world.root().await;
    let (database, entry) = changed_twice(&world, &root).await;
    let service = &world.service;
    let listed = service.history(&world.again(&root), database, entry).await.unwrap();
    let titles: Vec<_> = listed.iter().map(|it| (it.revision, it.title.as_str())).collect();
    assert_eq!(titles, [(2, "Mail 2"), (1, "Mail 1")]);
    assert!(listed.iter().all(|it| it.modified_by == Some(root.user)));
    let first = service.version(&world.again(&root), database, entry, 1).await.unwrap();
    assert_eq!((first.title.as_str(), first.details.unwrap().revision), ("Mail 1", 1));
    let compared = service.compare_versions(&world.again(&root), database, entry, 1, None).await.unwrap();
    assert_eq!((compared.with, compared.properties), (3, vec!["title".to_owned()]));
    let fields: Vec<_> = compared.fields.iter().map(|it| (it.name.as_str(), it.secret, &it.before)).collect();
    assert_eq!(fields, [("password", true, &None)], "that a secret differs, and not how");
    let revealed = service.reveal_version(&world.again(&root), database, entry, 1, &show()).await.unwrap();
    assert_eq!((revealed.revision, revealed.fields[0].1.as_str()), (1, "one"));
    let stale = service.restore_version(&world.again(&root), database, entry, Some(2), 1).await;
    assert!(matches!(stale, Err(ServiceError::RevisionConflict { current: 3 })));
    let restored = service.restore_version(&world.again(&root), database, entry, Some(3), 1).await.unwrap();
    assert_eq!((restored.title.as_str(), restored.details.unwrap().revision), ("Mail 1", 4));
    assert_eq!(world.password(&root, database, entry).await.unwrap(), "one");
    assert_eq!(service.history(&world.again(&root), database, entry).await.unwrap().len(), 3);
    for gone in [0, 5, u64::MAX >> 1] {
        let found = service.version(&world.again(&root), database, entry, gone).await;
        assert!(matches!(found, Err(ServiceError::NotFound)), "{gone}");
    }
    let events = ["revealed", "version_restored", "history_read"].map(str::to_owned).to_vec();
    let filter = AuditFilter { database: Some(database), events, ..AuditFilter::default() };
    let records = service.audit_page(&world.again(&root), &filter, None, 100).unwrap().0;
    assert_eq!(records.len(), 7, "two reveals, a restoration and four readings");
    let world = world.restart().await;
    assert_eq!(world.service.history(&world.again(&root), database, entry).await.unwrap().len(), 3);
}

// attack: A10, A4
#[tokio::test]
async fn the_history_is_read_by_those_who_read_the_object_now() {
    let world = World::licensed().await;
    let root = world.root().await;
    let (database, entry) = changed_twice(&world, &root).await;
    let carol = world.user(&root, "carol").await;
    world.assign(&root, database, Principal::User(carol), &[AccessDatabase]).await;
    let carol = world.sign_in("carol").await;
    let tries = async |by: &Caller| {
        let (by, service) = (world.again(by), &world.service);
        [
            service.history(&by, database, entry).await.map(drop),
            service.version(&by, database, entry, 1).await.map(drop),
            service.compare_versions(&by, database, entry, 1, None).await.map(drop),
            service.reveal_version(&by, database, entry, 1, &show()).await.map(drop),
            service.restore_version(&by, database, entry, None, 1).await.map(drop),
        ]
    };
    for result in tries(&carol).await {
        assert!(matches!(result, Err(ServiceError::NotFound)), "{result:?}");
    }
    world.allow(&root, database, entry, carol.user, &[AccessEntries]).await;
    for result in tries(&carol).await {
        assert!(matches!(result, Err(ServiceError::Forbidden { .. })), "{result:?}");
    }
    world.allow(&root, database, entry, carol.user, &[AccessEntries, ReadEntries]).await;
    let results = tries(&carol).await;
    assert!(results[..4].iter().all(Result::is_ok), "{results:?}");
    assert!(matches!(results[4], Err(ServiceError::Forbidden { permission: ModifyEntries, .. })));
    world.service.delete_object(&world.again(&root), database, entry, None).await.unwrap();
    for result in tries(&root).await {
        assert!(matches!(result, Err(ServiceError::NotFound)), "{result:?}");
    }
}

// attack: P7
#[tokio::test]
async fn a_restoration_is_a_change_that_a_lock_refuses() {
    let world = World::new().await;
    let root = world.root().await;
    let (database, entry) = changed_twice(&world, &root).await;
    let elsewhere = world.root().await;
    world.service.take_lock(&world.again(&elsewhere), database, entry).await.unwrap();
    let restored = world.service.restore_version(&world.again(&root), database, entry, Some(1), 1).await;
    assert!(matches!(restored, Err(ServiceError::Locked(_))), "{restored:?}");
    world.service.restore_version(&world.again(&elsewhere), database, entry, Some(3), 1).await.unwrap();
}
