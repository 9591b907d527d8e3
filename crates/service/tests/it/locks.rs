//! Edit locks: who gets one, whom it keeps out, and how it ends.

use std::sync::Arc;

use strongroom_domain::{
    account::Principal,
    audit::ClientKind,
    id::{DatabaseId, ObjectId},
    rights::Permission::{self, AccessDatabase, AddEntries, DeleteEntries, ModifyEntries, ReadEntries},
};
use strongroom_service::{
    Caller, ServiceError,
    accounts::users::UserChange,
    audit::read::AuditFilter,
    changes::Told,
    locks::TakenLock,
    objects::{Moved, ObjectChange, ObjectView},
};

use crate::world::World;

const EDITOR: &[Permission] = &[AccessDatabase, ReadEntries, ModifyEntries, AddEntries, DeleteEntries];

/// Root, and two editors of a database with a folder and an entry in it.
struct Office {
    world: World,
    root: Caller,
    ann: Caller,
    bob: Caller,
    database: DatabaseId,
    folder: ObjectId,
    entry: ObjectId,
}

impl Office {
    async fn new() -> Self {
        let world = World::licensed().await;
        let root = world.root().await;
        let database = world.database(&root, "Company").await;
        let folder = world.folder(&root, database, None, "IT").await;
        let entry = world.entry(&root, database, Some(folder), "Mail", "hunter2").await;
        for name in ["ann", "bob"] {
            let user = world.user(&root, name).await;
            world.assign(&root, database, Principal::User(user), EDITOR).await;
        }
        let (ann, bob) = (world.sign_in("ann").await, world.sign_in("bob").await);
        Self { world, root, ann, bob, database, folder, entry }
    }

    async fn take(&self, by: &Caller) -> Result<TakenLock, ServiceError> {
        self.world.service.take_lock(&self.world.again(by), self.database, self.entry).await
    }

    async fn renew(&self, by: &Caller, token: Option<&str>) -> Result<TakenLock, ServiceError> {
        self.world.service.renew_lock(&self.world.again(by), self.database, self.entry, token).await
    }

    async fn release(&self, by: &Caller, force: bool) -> Result<(), ServiceError> {
        let by = self.world.again(by);
        self.world.service.release_lock(&by, self.database, self.entry, None, force).await
    }

    async fn save(&self, by: &Caller, revision: Option<u64>) -> Result<ObjectView, ServiceError> {
        let change = ObjectChange { title: Some("Post".to_owned()), ..ObjectChange::default() };
        self.world
            .service
            .change_object(&self.world.again(by), self.database, self.entry, revision, &change)
            .await
    }

    fn holder(&self, seen_by: &Caller) -> Option<String> {
        let object =
            self.world.service.object(&self.world.again(seen_by), self.database, self.entry).unwrap();
        object.details.unwrap().lock.map(|lock| lock.holder)
    }
}

fn held_by<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> String {
    match result {
        Err(ServiceError::Locked(by)) => by.holder.clone(),
        other => panic!("{other:?}"),
    }
}

// attack: P7
#[tokio::test]
async fn a_lock_keeps_others_out_and_its_holder_in() {
    let it = Office::new().await;
    let taken = it.take(&it.ann).await.unwrap();
    assert_eq!(held_by(it.take(&it.bob).await), "ann");
    assert_eq!(held_by(it.renew(&it.bob, None).await), "ann");
    assert_eq!(held_by(it.release(&it.bob, false).await), "ann");
    // 423 comes before 412.
    assert_eq!(held_by(it.save(&it.bob, Some(99)).await), "ann");
    assert_eq!(it.holder(&it.bob).as_deref(), Some("ann"));
    assert_eq!(it.save(&it.ann, Some(1)).await.unwrap().details.unwrap().revision, 2);
    // Another session of the same person is somebody else, but may release it.
    let elsewhere = it.world.sign_in_as("ann", ClientKind::Web).await;
    assert_eq!(held_by(it.save(&elsewhere, None).await), "ann");
    let again = it.take(&it.ann).await.unwrap();
    assert!(matches!(it.renew(&it.ann, Some(taken.token.expose())).await, Err(ServiceError::Conflict(_))));
    it.renew(&it.ann, Some(again.token.expose())).await.unwrap();
    it.release(&elsewhere, false).await.unwrap();
    assert_eq!(it.holder(&it.bob), None);
    it.release(&it.ann, false).await.unwrap();
    it.take(&it.bob).await.unwrap();
}

// attack: P7, P6
#[tokio::test]
async fn after_a_lost_lock_a_stale_save_is_refused_by_its_revision() {
    let it = Office::new().await;
    it.take(&it.ann).await.unwrap();
    it.world.clock.advance(90);
    assert_eq!(it.holder(&it.bob), None, "over at that very second, though nobody put it away");
    it.take(&it.bob).await.unwrap();
    it.save(&it.bob, Some(1)).await.unwrap();
    assert_eq!(held_by(it.save(&it.ann, Some(1)).await), "bob");
    it.release(&it.bob, false).await.unwrap();
    assert!(matches!(it.save(&it.ann, Some(1)).await, Err(ServiceError::RevisionConflict { current: 2 })));
    assert!(matches!(it.renew(&it.ann, None).await, Err(ServiceError::Conflict(_))));
}

// attack: P7
#[tokio::test]
async fn a_lock_ends_with_its_session_and_survives_a_restart() {
    let it = Office::new().await;
    it.take(&it.ann).await.unwrap();
    let world = it.world.restart().await;
    let it = Office { world, ..it };
    assert_eq!(held_by(it.take(&it.bob).await), "ann");
    it.world.service.sign_out(&it.world.again(&it.ann)).await.unwrap();
    it.take(&it.bob).await.unwrap();
    // Whoever was signed out a moment ago takes none that nothing would end.
    assert!(matches!(it.take(&it.ann).await, Err(ServiceError::NotSignedIn)));
    it.world.service.delete_user(&it.world.again(&it.root), it.bob.user, None).await.unwrap();
    assert_eq!(it.holder(&it.root), None);
    it.world.clock.advance(200);
    it.take(&it.root).await.unwrap();
    it.world.clock.advance(181);
    it.world.service.tidy().await.unwrap();
    let world = it.world.restart().await;
    assert!(world.service.locks(&world.again(&it.root), it.database).unwrap().is_empty());
}

// attack: P7
#[tokio::test]
async fn who_administers_releases_by_force_and_that_is_recorded_once() {
    let it = Office::new().await;
    it.take(&it.ann).await.unwrap();
    assert!(matches!(it.release(&it.bob, true).await, Err(ServiceError::Administration(_))));
    assert!(matches!(
        it.world.service.locks(&it.world.again(&it.bob), it.database),
        Err(ServiceError::Administration(_))
    ));
    let listed = it.world.service.locks(&it.world.again(&it.root), it.database).unwrap();
    assert_eq!((listed[0].holder.as_str(), listed[0].title.as_deref()), ("ann", Some("Mail")));
    assert_eq!(listed.len(), 1);
    it.release(&it.root, true).await.unwrap();
    it.release(&it.root, true).await.unwrap();
    let events = vec!["lock_released".to_owned()];
    let filter = AuditFilter { database: Some(it.database), events, ..AuditFilter::default() };
    let records = it.world.service.audit_page(&it.world.again(&it.root), &filter, None, 10).unwrap().0;
    assert_eq!(records.len(), 1);
    it.take(&it.bob).await.unwrap();
}

// attack: P7, A4
#[tokio::test]
async fn only_who_may_change_locks_and_who_does_not_see_learns_nothing() {
    let it = Office::new().await;
    let carol = it.world.user(&it.root, "carol").await;
    it.world.assign(&it.root, it.database, Principal::User(carol), &[AccessDatabase, ReadEntries]).await;
    it.world.user(&it.root, "eve").await;
    let (carol, eve) = (it.world.sign_in("carol").await, it.world.sign_in("eve").await);
    it.take(&it.ann).await.unwrap();
    for result in [
        it.take(&carol).await.map(drop),
        it.renew(&carol, None).await.map(drop),
        it.release(&carol, false).await,
    ] {
        assert!(
            matches!(result, Err(ServiceError::Forbidden { permission: ModifyEntries, .. })),
            "{result:?}"
        );
    }
    assert_eq!(it.holder(&carol).as_deref(), Some("ann"), "who reads it sees who edits it");
    for result in [
        it.take(&eve).await.map(drop),
        it.renew(&eve, None).await.map(drop),
        it.release(&eve, false).await,
        it.release(&eve, true).await,
        it.world.service.locks(&it.world.again(&eve), it.database).map(drop),
    ] {
        assert!(matches!(result, Err(ServiceError::NotFound)), "{result:?}");
    }
}

// attack: P7
#[tokio::test]
async fn what_holds_a_locked_entry_is_neither_moved_nor_deleted() {
    let it = Office::new().await;
    it.take(&it.ann).await.unwrap();
    let target = it.world.folder(&it.root, it.database, None, "Archive").await;
    let service = &it.world.service;
    let to = Moved { parent: Some(target), before: None };
    for object in [it.folder, it.entry] {
        let by = it.world.again(&it.bob);
        let moved = service.move_object(&by, it.database, object, None, to).await;
        let named = match &moved {
            Err(ServiceError::Locked(by)) => by.below.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(named.as_deref(), (object == it.folder).then_some("Mail"));
        assert_eq!(held_by(service.delete_object(&by, it.database, object, None).await), "ann");
    }
    let by = it.world.again(&it.ann);
    service.move_object(&by, it.database, it.folder, None, to).await.unwrap();
    assert_eq!(it.holder(&it.bob).as_deref(), Some("ann"), "the lock travels along");
    service.delete_object(&it.world.again(&it.ann), it.database, it.folder, None).await.unwrap();
    assert!(service.locks(&it.world.again(&it.root), it.database).unwrap().is_empty());
    assert!(matches!(it.take(&it.ann).await, Err(ServiceError::NotFound)));
}

// attack: P5
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_at_once_one_gets_the_lock() {
    let it = Arc::new(Office::new().await);
    let mut sessions = Vec::new();
    for _ in 0..50 {
        sessions.push(it.world.sign_in("ann").await);
    }
    let tasks: Vec<_> = sessions
        .into_iter()
        .map(|session| {
            let it = Arc::clone(&it);
            tokio::spawn(async move { it.take(&session).await })
        })
        .collect();
    let mut got = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => got += 1,
            Err(ServiceError::Locked(by)) => assert_eq!(by.holder, "ann"),
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(got, 1);
}

#[tokio::test]
async fn a_lock_that_was_tampered_with_is_noticed() {
    let it = Office::new().await;
    it.take(&it.ann).await.unwrap();
    let (root, database, entry) = (it.root.clone(), it.database, it.entry);
    let world = it.world.tamper("UPDATE entry_locks SET expires_at = expires_at + 1").await.unwrap();
    assert!(matches!(
        world.service.object(&world.again(&root), database, entry),
        Err(ServiceError::NotFound | ServiceError::Damaged(_))
    ));
}

#[tokio::test]
async fn who_holds_a_lock_is_called_by_the_name_that_people_know() {
    let it = Office::new().await;
    let called = UserChange { full_name: Some(Some("Ann Smith".to_owned())), ..UserChange::default() };
    it.world.service.change_user(&it.world.again(&it.root), it.ann.user, None, called).await.unwrap();
    it.take(&it.ann).await.unwrap();
    assert_eq!(held_by(it.take(&it.bob).await), "Ann Smith");
    assert_eq!(it.holder(&it.bob).as_deref(), Some("Ann Smith"));
    let root = it.world.again(&it.root);
    let all = it.world.service.locks(&root, it.database).unwrap();
    assert_eq!(all.iter().map(|lock| lock.holder.as_str()).collect::<Vec<_>>(), ["Ann Smith"]);
    // Who ends it is called so as well.
    let called = UserChange { full_name: Some(Some("Ruth Root".to_owned())), ..UserChange::default() };
    it.world.service.change_user(&root, it.root.user, None, called).await.unwrap();
    let mut ann = it.world.service.follow(it.world.again(&it.ann)).unwrap();
    it.release(&it.root, true).await.unwrap();
    let told = it.world.service.look(&mut ann).unwrap();
    let by = told.iter().find_map(|told| match told {
        Told::Lock { released_by, .. } => released_by.as_deref(),
        _ => None,
    });
    assert_eq!(by, Some("Ruth Root"));
}
