//! Moving, deleting and tagging many objects at once: all of them or none.

use std::sync::Arc;

use strongroom_domain::{
    account::Principal,
    id::{DatabaseId, ObjectId},
    rights::Permission::{self, AccessDatabase, AddEntries, DeleteEntries, ModifyEntries, ReadEntries},
};
use strongroom_service::{
    Caller, ServiceError,
    audit::read::AuditFilter,
    objects::{CopyTo, ListQuery, Moved, Named, TagChange},
};

use crate::world::World;

pub const EDITOR: &[Permission] = &[AccessDatabase, ReadEntries, ModifyEntries, AddEntries, DeleteEntries];

/// Two editors of one database, and another database that they do not have.
pub struct Office {
    pub world: World,
    pub root: Caller,
    pub ann: Caller,
    pub bob: Caller,
    pub database: DatabaseId,
    pub foreign: DatabaseId,
}

impl Office {
    pub async fn new() -> Self {
        let world = World::licensed().await;
        let root = world.root().await;
        let database = world.database(&root, "Company").await;
        let foreign = world.database(&root, "Elsewhere").await;
        for name in ["ann", "bob"] {
            let user = world.user(&root, name).await;
            world.assign(&root, database, Principal::User(user), EDITOR).await;
        }
        let (ann, bob) = (world.sign_in("ann").await, world.sign_in("bob").await);
        Self { world, root, ann, bob, database, foreign }
    }

    pub async fn folder(&self, parent: Option<ObjectId>, title: &str) -> ObjectId {
        self.world.folder(&self.again(&self.root), self.database, parent, title).await
    }

    pub async fn entry(&self, parent: Option<ObjectId>, title: &str) -> ObjectId {
        self.world.entry(&self.again(&self.root), self.database, parent, title, title).await
    }

    pub fn again(&self, caller: &Caller) -> Caller {
        self.world.again(caller)
    }

    pub async fn moved(
        &self,
        by: &Caller,
        objects: &[ObjectId],
        parent: Option<ObjectId>,
    ) -> Result<(), ServiceError> {
        let to = Moved { parent, before: None };
        self.world.service.move_objects(&self.again(by), self.database, &named(objects), to).await
    }

    /// How many records of an event there are.
    pub fn records(&self, event: &str) -> usize {
        let filter = AuditFilter {
            database: Some(self.database),
            events: vec![event.to_owned()],
            ..AuditFilter::default()
        };
        self.world.service.audit_page(&self.again(&self.root), &filter, None, 1_000).unwrap().0.len()
    }

    /// The titles in a folder as Root sees them, in their order.
    pub fn inside(&self, parent: Option<ObjectId>) -> Vec<String> {
        let query = ListQuery { parent, ..ListQuery::default() };
        let mut titles = Vec::new();
        self.world
            .service
            .list(&self.again(&self.root), self.database, &query, |listed| {
                let summary: serde_json::Value = serde_json::from_slice(&listed.held.summary.json()).unwrap();
                titles.push(summary["title"].as_str().unwrap().to_owned());
                Ok(())
            })
            .unwrap();
        titles
    }

    /// Everything that Root sees, to be compared.
    pub fn everything(&self) -> Vec<String> {
        let query = ListQuery { recursive: true, ..ListQuery::default() };
        let mut all = Vec::new();
        self.world
            .service
            .list(&self.again(&self.root), self.database, &query, |listed| {
                let summary = String::from_utf8(listed.held.summary.json().to_vec()).unwrap();
                all.push(format!("{:?} {} {summary}", listed.node, listed.revision));
                Ok(())
            })
            .unwrap();
        all
    }

    pub fn tags(&self, object: ObjectId) -> (Vec<String>, u64) {
        let seen = self.world.service.object(&self.again(&self.root), self.database, object).unwrap();
        let details = seen.details.unwrap();
        (details.summary.tags, details.revision)
    }
}

pub fn named(objects: &[ObjectId]) -> Vec<Named> {
    objects.iter().map(|id| Named { id: *id, revision: None }).collect()
}

pub fn tag(tag: &str) -> TagChange {
    TagChange { add: vec![tag.to_owned()], remove: Vec::new() }
}

#[tokio::test]
async fn many_are_moved_in_their_order_and_what_is_below_goes_along() {
    let it = Office::new().await;
    let (target, outer) = (it.folder(None, "Target").await, it.folder(None, "Outer").await);
    let inner = it.folder(Some(outer), "Inner").await;
    let below = it.entry(Some(inner), "Below").await;
    let (one, two) = (it.entry(None, "One").await, it.entry(None, "Two").await);
    let first = it.entry(Some(target), "First").await;
    let last = it.entry(Some(target), "Last").await;
    let to = Moved { parent: Some(target), before: Some(last) };
    // `Below` and `Inner` stand below `Outer`, which is named too: they stay where they are in it.
    let all = named(&[two, below, outer, one, inner]);
    it.world.service.move_objects(&it.again(&it.ann), it.database, &all, to).await.unwrap();
    let order = ["First", "Two", "Outer", "One", "Last"];
    assert_eq!(it.inside(Some(target)), order);
    assert_eq!(
        (it.inside(Some(outer)), it.inside(Some(inner))),
        (vec!["Inner".into()], vec!["Below".into()])
    );
    assert_eq!(it.records("object_moved"), 3, "one for each that was put elsewhere");
    // Within one folder: those that move are no siblings of those that stay.
    let again = named(&[last, two]);
    let to = Moved { parent: Some(target), before: Some(first) };
    it.world.service.move_objects(&it.again(&it.ann), it.database, &again, to).await.unwrap();
    let order = ["Last", "Two", "First", "Outer", "One"];
    assert_eq!(it.inside(Some(target)), order);
    for _ in 0..14 {
        // Between the same two until there is no room, and all are numbered anew.
        let (a, b) = (it.entry(None, "x").await, it.entry(None, "y").await);
        let to = Moved { parent: Some(target), before: Some(first) };
        it.world.service.move_objects(&it.again(&it.ann), it.database, &named(&[a, b]), to).await.unwrap();
    }
    let expected: Vec<&str> =
        ["Last", "Two"].into_iter().chain(["x", "y"].repeat(14)).chain(["First", "Outer", "One"]).collect();
    assert_eq!(it.inside(Some(target)), expected);
    let Office { world, root, database, .. } = it;
    let world = world.restart().await;
    let root = world.sign_in_as("root", root.session.client).await;
    let mut titles = Vec::new();
    let query = ListQuery { parent: Some(target), ..ListQuery::default() };
    world
        .service
        .list(&root, database, &query, |listed| {
            let summary: serde_json::Value = serde_json::from_slice(&listed.held.summary.json()).unwrap();
            titles.push(summary["title"].as_str().unwrap().to_owned());
            Ok(())
        })
        .unwrap();
    assert_eq!(titles, expected, "the same after a restart");
}

// attack: A5, A6, A4
#[tokio::test]
async fn one_that_is_not_there_stops_all_and_which_one_is_not_told() {
    let it = Office::new().await;
    let (room, target) = (it.folder(None, "Room").await, it.folder(None, "Target").await);
    let (one, two) = (it.entry(Some(room), "One").await, it.entry(Some(room), "Two").await);
    let hidden = it.entry(None, "Hidden").await;
    let foreign = it.world.entry(&it.again(&it.root), it.foreign, None, "Foreign", "x").await;
    let binned = it.entry(None, "Binned").await;
    let folder = it.folder(None, "Binned folder").await;
    let in_bin = it.entry(Some(folder), "In the bin").await;
    for gone in [binned, folder] {
        it.world.service.delete_object(&it.again(&it.root), it.database, gone, None).await.unwrap();
    }
    deny(&it, hidden, ReadEntries).await;
    deny(&it, hidden, Permission::AccessEntries).await;
    let locked = it.entry(Some(room), "Locked").await;
    it.world.service.take_lock(&it.again(&it.bob), it.database, locked).await.unwrap();
    let unseen = it.folder(None, "Unseen").await;
    deny(&it, unseen, Permission::AccessEntries).await;
    let never = ObjectId::from_bytes([7; 16]);
    let before = it.everything();
    let service = &it.world.service;
    for lost in [hidden, foreign, binned, in_bin, never, unseen] {
        // In the middle, also beside one that is locked, and one that is stale: the answer is the same.
        let mut all = named(&[one, lost, two, locked]);
        all[0].revision = Some(99);
        let ann = it.again(&it.ann);
        let to = Moved { parent: Some(target), before: None };
        let copy = CopyTo { database: None, parent: Some(target) };
        let told = [
            service.move_objects(&ann, it.database, &all, to).await.err(),
            service.delete_objects(&ann, it.database, &all).await.err(),
            service.tag_objects(&ann, it.database, all.clone(), tag("t")).await.err(),
            service.copy_objects(&ann, it.database, &all, copy).await.err(),
            service.preview_move(&ann, it.database, all.clone(), to).await.err(),
            service.preview_copy(&ann, it.database, all.clone(), copy).await.err(),
            // As the target, or what to stand before.
            service
                .move_objects(&ann, it.database, &all[2..3], Moved { parent: Some(lost), before: None })
                .await
                .err(),
            service
                .copy_objects(&ann, it.database, &all[2..3], CopyTo { database: None, parent: Some(lost) })
                .await
                .err(),
        ];
        for told in told {
            assert!(matches!(told, Some(ServiceError::NotFound)), "{told:?}");
        }
        let nowhere = Moved { parent: Some(room), before: Some(lost) };
        let told = service.move_objects(&ann, it.database, &named(&[two]), nowhere).await;
        assert!(matches!(told, Err(ServiceError::Invalid(_))), "{told:?}");
    }
    for elsewhere in [it.foreign, DatabaseId::from_bytes([7; 16])] {
        let copy = CopyTo { database: Some(elsewhere), parent: None };
        let told = service.copy_objects(&it.again(&it.ann), it.database, &named(&[two]), copy).await;
        assert!(matches!(told, Err(ServiceError::NotFound)), "{told:?}");
        let to = Moved { parent: Some(target), before: None };
        let told = service.move_objects(&it.again(&it.ann), elsewhere, &named(&[two]), to).await;
        assert!(matches!(told, Err(ServiceError::NotFound)), "{told:?}");
    }
    assert_eq!(it.everything(), before);
    let counts =
        ["object_moved", "object_deleted", "object_copied", "object_changed"].map(|it_| it.records(it_));
    assert_eq!(counts, [0, 2, 0, 0], "nothing but the two that Root deleted");
}

async fn deny(it: &Office, object: ObjectId, permission: Permission) {
    use strongroom_domain::{
        database::ObjectRule,
        rights::{Marks, PermissionSet},
    };
    let known = it.world.service.object_rules(&it.again(&it.root), it.database, object).unwrap().0;
    let before = known.iter().find(|rule| rule.principal == Principal::User(it.ann.user));
    let denied = before.map_or(PermissionSet::EMPTY, |rule| rule.marks.deny()).with(permission);
    let marks = Marks::new(PermissionSet::EMPTY, denied).unwrap();
    let rule = ObjectRule { object, principal: Principal::User(it.ann.user), marks };
    it.world.service.set_rule(&it.again(&it.root), it.database, rule).await.unwrap();
}

// attack: A5
#[tokio::test]
async fn what_is_lacking_below_stops_all() {
    let it = Office::new().await;
    let (room, target) = (it.folder(None, "Room").await, it.folder(None, "Target").await);
    let kept = it.entry(Some(room), "Kept").await;
    let free = it.entry(None, "Free").await;
    deny(&it, kept, DeleteEntries).await;
    let before = it.everything();
    let told = it.moved(&it.ann, &[free, room], Some(target)).await;
    assert!(matches!(told, Err(ServiceError::Forbidden { permission: DeleteEntries, .. })), "{told:?}");
    let told = it.world.service.delete_objects(&it.again(&it.ann), it.database, &named(&[free, room])).await;
    assert!(matches!(told, Err(ServiceError::Forbidden { permission: DeleteEntries, .. })), "{told:?}");
    assert_eq!(it.everything(), before);
    // Stale, and which of them is, since all of them are seen.
    let mut all = named(&[free, target]);
    all[1].revision = Some(5);
    let told = it.world.service.delete_objects(&it.again(&it.ann), it.database, &all).await;
    match told {
        Err(ServiceError::RevisionConflictOf { object, current: 1 }) => assert_eq!(object, target),
        other => panic!("{other:?}"),
    }
    for wrong in [Vec::new(), named(&[free, free]), named(&[free; 1_001])] {
        let told = it.world.service.delete_objects(&it.again(&it.ann), it.database, &wrong).await;
        assert!(matches!(told, Err(ServiceError::Invalid(_))), "{told:?}");
    }
    let distinct: Vec<ObjectId> = (0..1_001_u128).map(|n| ObjectId::from_bytes(n.to_be_bytes())).collect();
    let told = it.world.service.delete_objects(&it.again(&it.ann), it.database, &named(&distinct)).await;
    assert!(matches!(told, Err(ServiceError::Invalid(_))), "more than a thousand: {told:?}");
    assert_eq!(it.everything(), before);
}

#[tokio::test]
async fn many_go_to_the_bin_and_a_locked_one_keeps_all_of_them() {
    let it = Office::new().await;
    let room = it.folder(None, "Room").await;
    let (below, one) = (it.entry(Some(room), "Below").await, it.entry(None, "One").await);
    it.world.service.take_lock(&it.again(&it.bob), it.database, below).await.unwrap();
    let all = named(&[one, room, below]);
    for told in [
        it.world.service.delete_objects(&it.again(&it.ann), it.database, &all).await,
        it.moved(&it.ann, &[one, room], None).await,
    ] {
        match told {
            Err(ServiceError::Locked(by)) => {
                assert_eq!((by.holder.as_str(), by.below.as_deref()), ("bob", Some("Below")));
            }
            other => panic!("{other:?}"),
        }
    }
    it.world.service.delete_objects(&it.again(&it.bob), it.database, &all).await.unwrap();
    assert_eq!(it.everything(), Vec::<String>::new());
    assert_eq!(it.records("object_deleted"), 2, "what is below went along");
}

#[tokio::test]
async fn tags_are_put_on_and_taken_off() {
    let it = Office::new().await;
    let room = it.folder(None, "Room").await;
    let (one, two) = (it.entry(Some(room), "One").await, it.entry(Some(room), "Two").await);
    let service = &it.world.service;
    let tagged = async |objects: &[ObjectId], add: &[&str], remove: &[&str]| {
        let own = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect();
        let change = TagChange { add: own(add), remove: own(remove) };
        service.tag_objects(&it.again(&it.ann), it.database, named(objects), change).await
    };
    let done = tagged(&[room, one], &["a", "b", "a"], &[]).await.unwrap();
    assert_eq!(done, [(room, 2), (one, 2)]);
    assert_eq!((it.tags(one), it.tags(two)), ((vec!["a".into(), "b".into()], 2), (Vec::new(), 1)));
    let done = tagged(&[one, two], &["b", "c"], &["a", "never"]).await.unwrap();
    assert_eq!(done, [(one, 3), (two, 2)]);
    assert_eq!(it.tags(one).0, ["b", "c"]);
    assert_eq!(tagged(&[one, two], &["c"], &["a"]).await.unwrap(), [], "they have it already");
    assert_eq!((it.tags(one).1, it.records("object_changed")), (3, 4));
    // The secret was sealed anew with the revision, and what was is kept.
    assert_eq!(it.world.password(&it.ann, it.database, one).await.unwrap(), "One");
    assert_eq!(service.history(&it.again(&it.ann), it.database, one).await.unwrap().len(), 2);
    for (add, remove) in
        [(vec![], vec![]), (vec!["x"], vec!["x"]), (vec![""], vec![]), (vec!["a\nb"], vec![])]
    {
        assert!(matches!(tagged(&[one], &add, &remove).await, Err(ServiceError::Invalid(_))), "{add:?}");
    }
    let many: Vec<String> = (0..100).map(|n| n.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert!(matches!(tagged(&[two, one], &many, &[]).await, Err(ServiceError::Invalid(_))), "more than fit");
    assert_eq!(it.tags(two).1, 2, "nor on the other");
}

// attack: A6, P5
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_moves_that_would_make_a_circle_one_comes_about() {
    let it = Arc::new(Office::new().await);
    for round in 0..40 {
        let (a, b) = (it.folder(None, "A").await, it.folder(None, "B").await);
        let start = |by: Caller, object, parent| {
            let it = Arc::clone(&it);
            tokio::spawn(async move { it.moved(&by, &[object], Some(parent)).await })
        };
        let (first, second) = (start(it.ann.clone(), a, b), start(it.bob.clone(), b, a));
        let told = [first.await.unwrap(), second.await.unwrap()];
        assert_eq!(told.iter().filter(|told| told.is_ok()).count(), 1, "{round}: {told:?}");
        let other = told.into_iter().find_map(Result::err).unwrap();
        assert!(matches!(other, ServiceError::InvalidTarget(_)), "{round}: {other:?}");
        it.world.service.delete_objects(&it.again(&it.root), it.database, &named(&[a, b])).await.unwrap();
    }
    assert_eq!(it.everything(), Vec::<String>::new());
    assert_eq!(it.records("object_moved"), 40);
}

// attack: A6, P5
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_is_moved_into_the_bin() {
    let it = Arc::new(Office::new().await);
    for round in 0..40 {
        let (target, entry) = (it.folder(None, "T").await, it.entry(None, "E").await);
        let mover = {
            let it = Arc::clone(&it);
            tokio::spawn(async move { it.moved(&it.ann, &[entry], Some(target)).await })
        };
        let deleter = {
            let it = Arc::clone(&it);
            tokio::spawn(async move {
                it.world.service.delete_objects(&it.again(&it.bob), it.database, &named(&[target])).await
            })
        };
        let moved = mover.await.unwrap();
        deleter.await.unwrap().unwrap();
        match moved {
            // Then it went to the bin with its folder.
            Ok(()) => assert_eq!(it.everything(), Vec::<String>::new(), "{round}"),
            Err(ServiceError::NotFound) => {
                assert_eq!(it.inside(None), ["E"], "{round}");
                it.world.service.delete_object(&it.again(&it.root), it.database, entry, None).await.unwrap();
            }
            Err(other) => panic!("{round}: {other:?}"),
        }
    }
}
