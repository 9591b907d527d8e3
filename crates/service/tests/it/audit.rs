//! Nothing is revealed without its record; the chains hold.

use std::{path::Path, sync::Arc};

use strongroom_crypto::key::ServerKey;
use strongroom_domain::audit::{Event, Purpose};
use strongroom_service::{
    Caller, Service, ServiceError,
    audit::{read::AuditFilter, verify::NotedHeads},
    sign_in::Login,
};
use strongroom_store::folder::FolderLock;

use crate::world::{PASSWORD, TestClock, World, settings};

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

/// A server on a folder, and its only account signed in.
async fn serve(folder: &Path, key: &ServerKey, clock: &Arc<TestClock>) -> (Service, Caller) {
    let lock = FolderLock::take(folder).unwrap();
    let service = Service::open(folder, lock, key, settings(), Arc::clone(clock) as _).await.unwrap();
    if let Some(token) = service.setup_token() {
        service.set_up(&token, "root", PASSWORD.to_owned().into(), None).await.unwrap();
    }
    let login = Login {
        username: "root".to_owned(),
        password: PASSWORD.to_owned().into(),
        client: strongroom_domain::audit::ClientKind::Cli,
        address: None,
    };
    let token = service.sign_in(login).await.unwrap().token;
    let caller = service.authenticate(token.expose(), None).unwrap();
    (service, caller)
}

fn copy(from: &Path, to: &Path) {
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

// attack: C2
#[tokio::test]
async fn a_note_finds_a_folder_that_was_put_back_as_a_whole() {
    let (folder, backup) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (key, clock) = (ServerKey::generate().unwrap(), Arc::new(TestClock::default()));
    clock.advance(1_800_000_000);
    let (service, root) = serve(folder.path(), &key, &clock).await;
    let before = service.verify_audit(&root, None).await.unwrap().note.unwrap();
    drop(service);
    copy(folder.path(), backup.path());
    let (service, root) = serve(folder.path(), &key, &clock).await;
    let found = service.verify_audit(&root, Some(before)).await.unwrap();
    assert_eq!(found.misfit, None, "what was noted is still there");
    let after = found.note.unwrap();
    assert_eq!(after.number, before.number + 1);
    drop(service);
    std::fs::remove_dir_all(folder.path()).unwrap();
    std::fs::create_dir(folder.path()).unwrap();
    copy(backup.path(), folder.path());
    let (service, root) = serve(folder.path(), &key, &clock).await;
    assert_eq!(service.verify_here(Some(before)).await.unwrap().misfit, None);
    let without = service.check_chains().await.unwrap();
    assert_eq!(without.misfit, None, "it fits together, and only the note tells");
    // The signings went on since: as many as were noted, and not those.
    let other = service.verify_audit(&root, Some(after)).await.unwrap();
    assert_eq!((other.misfit_number, other.note), (after.number, None));
    assert!(other.misfit.unwrap().1.contains("not those that were noted"));
    let later = NotedHeads { number: after.number + 5, ..after };
    let (_, what) = service.verify_audit(&root, Some(later)).await.unwrap().misfit.unwrap();
    assert!(what.contains("the tail is missing"), "{what}");
}

#[tokio::test]
async fn a_clock_that_was_ahead_hides_no_record_and_adds_none_to_later_pages() {
    let world = World::new().await;
    let root = world.root().await;
    let ahead = world.database(&root, "Ahead").await;
    let usual = world.database(&root, "Usual").await;
    world.clock.advance(10_000);
    for title in ["a", "b", "c"] {
        world.entry(&world.again(&root), ahead, None, title, "x").await;
    }
    world.clock.set(-9_000);
    let accepted = world.service.accept_clock().await.unwrap().unwrap();
    assert!(accepted.now < accepted.before, "{accepted:?}");
    let root = world.root().await;
    for title in ["d", "e"] {
        world.entry(&world.again(&root), usual, None, title, "x").await;
    }
    let all = AuditFilter::default();
    let mut seen = Vec::new();
    let mut place = None;
    let caller = world.again(&root);
    loop {
        let (page, next) = world.service.audit_page(&caller, &all, place, 1).unwrap();
        seen.extend(page.into_iter().map(|record| (record.record.database, record.number)));
        // Written since the first page: on none of those behind it.
        world.entry(&world.again(&root), usual, None, "new", "x").await;
        world.entry(&world.again(&root), ahead, None, "new", "x").await;
        match next {
            Some(next) => place = Some(next),
            None => break,
        }
    }
    let of = |chain| {
        let numbers: Vec<u64> =
            seen.iter().filter(|(of, _)| *of == chain).map(|(_, number)| *number).collect();
        assert!(numbers.is_sorted_by(|a, b| a == &(b + 1)), "without a gap, newest first: {numbers:?}");
        assert_eq!(numbers.last(), Some(&1), "{numbers:?}");
        numbers.len()
    };
    // One record of making the database, and one of each entry.
    assert_eq!((of(Some(ahead)) - of(Some(usual)), of(None) > 0), (1, true), "{seen:?}");
}
