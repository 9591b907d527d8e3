//! Nothing is revealed without its record; the chains hold.

use strongroom_domain::audit::{Event, Purpose};
use strongroom_service::{ServiceError, audit::read::AuditFilter};

use crate::world::World;

// attack: D3
#[tokio::test]
async fn every_reveal_has_its_record_and_no_record_a_value() {
    let world = World::new().await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let entry = world.entry(&root, database, None, "Mail", "marker-7f3a").await;
    for _ in 0..3 {
        world.password(&root, database, entry).await.unwrap();
    }
    let filter = AuditFilter { database: Some(database), ..AuditFilter::default() };
    let (records, _) = world.service.audit(&world.again(&root), &filter, None, 100).unwrap();
    let reveals = records.iter().filter(|it| {
        matches!(&it.record.event, Event::Revealed { object, purpose: Purpose::Show, .. } if *object == entry)
    });
    assert_eq!(reveals.count(), 3);
    for record in &records {
        let text = String::from_utf8(record.record.encode()).unwrap();
        assert!(!text.contains("marker-7f3a") && !text.contains("Mail"), "{text}");
    }
}

// attack: C3
#[tokio::test]
async fn a_changed_a_missing_and_a_cut_off_record_are_named() {
    for (sql, found) in [
        ("UPDATE audit SET body = x'7b7d' WHERE number = 2 AND database_id <> zeroblob(16)", "record 2"),
        ("DELETE FROM audit WHERE number = 2 AND database_id <> zeroblob(16)", "record 2"),
        (
            "DELETE FROM audit WHERE database_id <> zeroblob(16) AND number =
             (SELECT MAX(number) FROM audit WHERE database_id <> zeroblob(16))",
            "the tail is missing",
        ),
    ] {
        let world = World::new().await;
        let root = world.root().await;
        let database = world.database(&root, "Company").await;
        let entry = world.entry(&root, database, None, "Mail", "secret").await;
        world.password(&root, database, entry).await.unwrap();
        assert!(world.service.check_chains().await.unwrap().misfit.is_none());
        let world = world.tamper(sql).await.unwrap();
        let (chain, what) = world.service.check_chains().await.unwrap().misfit.expect(sql);
        assert_eq!(chain, database);
        assert!(what.contains(found), "{sql}: {what}");
    }
}

#[tokio::test]
async fn signed_heads_find_a_store_that_was_rolled_back_as_a_whole() {
    let world = World::new().await;
    let root = world.root().await;
    let database = world.database(&root, "Company").await;
    let signed = world.service.sign_heads().await.unwrap();
    assert_eq!(signed.heads.len(), 2, "the server's chain and the database's");
    world.entry(&root, database, None, "Mail", "secret").await;
    world.service.sign_heads().await.unwrap();
    let found = world.service.check_chains().await.unwrap();
    assert_eq!((found.signed, found.misfit), (2, None));
    let world = world.tamper("UPDATE audit_heads SET document = x'00' WHERE number = 1").await.unwrap();
    let (_, what) = world.service.check_chains().await.unwrap().misfit.unwrap();
    assert!(what.contains("signed heads 1"), "{what}");
}

#[tokio::test]
async fn signing_counts_on_after_a_restart() {
    let world = World::new().await;
    assert_eq!(world.service.sign_heads().await.unwrap().number, 1);
    assert_eq!(world.service.sign_heads().await.unwrap().number, 2);
    let world = world.restart().await;
    assert_eq!(world.service.sign_heads().await.unwrap().number, 3);
    assert_eq!(world.service.check_chains().await.unwrap().signed, 3);
}

#[tokio::test]
async fn the_audit_is_for_auditors_and_administrators() {
    let world = World::new().await;
    let root = world.root().await;
    world.user(&root, "ann").await;
    let ann = world.sign_in("ann").await;
    let refused = world.service.audit(&ann, &AuditFilter::default(), None, 10);
    assert!(matches!(refused, Err(ServiceError::Administration(_))));
}
