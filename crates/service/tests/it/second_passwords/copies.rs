//! A copy of what a second password covers is covered by it, wherever it is made.

use strongroom_domain::{
    account::Principal,
    id::{DatabaseId, ObjectId},
};
use strongroom_service::{
    Caller, ServiceError,
    databases::{NewDatabase, NewOwner},
    objects::{Copied, CopyTo, ListQuery},
};

use super::{OTHER, SECOND, Told, told};
use crate::{
    attaching::attach,
    many::{EDITOR, Office, named},
    world::new_database,
};

struct Safe {
    it: Office,
    /// Covered, with `Web` and a folder in it that has another second password.
    vault: ObjectId,
    web: ObjectId,
    inner: ObjectId,
    /// Not covered, with the covered entry `Alone` in it and `Free` beside that.
    room: ObjectId,
    other: DatabaseId,
}

impl Safe {
    async fn new() -> Self {
        let it = Office::new().await;
        let other = it.world.database(&it.again(&it.root), "HR").await;
        for person in [&it.ann, &it.bob] {
            it.world.assign(&it.root, other, Principal::User(person.user), EDITOR).await;
        }
        let (vault, room) = (it.folder(None, "Vault").await, it.folder(None, "Room").await);
        let web = it.entry(Some(vault), "Web").await;
        let inner = it.folder(Some(vault), "Inner").await;
        it.entry(Some(inner), "Deep").await;
        let alone = it.entry(Some(room), "Alone").await;
        it.entry(Some(room), "Free").await;
        attach(&it, &it.root, web, "plan.pdf", &[5; 100_000]).await.unwrap();
        it.world.cover(&it.root, it.database, Some(vault), None, SECOND).await.unwrap();
        it.world.cover(&it.root, it.database, Some(alone), None, SECOND).await.unwrap();
        // The same words, and yet another second password.
        it.world.cover(&it.root, it.database, Some(inner), Some(SECOND), SECOND).await.unwrap();
        Self { it, vault, web, inner, room, other }
    }

    async fn copy(&self, by: &Caller, objects: &[ObjectId], to: CopyTo) -> Result<Copied, ServiceError> {
        self.it.world.service.copy_objects(by, self.it.database, &named(objects), to).await
    }

    fn ann(&self) -> Caller {
        self.it.world.second(&self.it.ann, SECOND)
    }

    /// Of each entry at and below `top` in that database, what it is called and whether it opens without and with the
    /// second password.
    async fn opens(&self, database: DatabaseId, top: ObjectId, second: &str) -> Vec<(String, Told, Told)> {
        let query = ListQuery { recursive: true, ..ListQuery::default() };
        let mut entries = Vec::new();
        let mut below = vec![top];
        let root = self.it.again(&self.it.root);
        self.it
            .world
            .service
            .list(&root, database, &query, |listed| {
                let parent = listed.node.parent;
                if listed.node.id == top || parent.is_some_and(|parent| below.contains(&parent)) {
                    below.push(listed.node.id);
                    let summary: serde_json::Value =
                        serde_json::from_slice(&listed.held.summary.json()).unwrap();
                    let is_entry = listed.node.kind == strongroom_domain::database::ObjectKind::Entry;
                    entries.extend(
                        is_entry.then(|| (summary["title"].as_str().unwrap().to_owned(), listed.node.id)),
                    );
                }
                Ok(())
            })
            .unwrap();
        let mut opens = Vec::new();
        for (title, id) in entries {
            let bare = told(self.it.world.password(&root, database, id).await);
            let by = self.it.world.second(&self.it.root, second);
            opens.push((title, bare, told(self.it.world.password(&by, database, id).await)));
        }
        opens
    }
}

fn covered(title: &str) -> (String, Told, Told) {
    (title.to_owned(), Told::Required, Told::Done)
}

fn free(title: &str) -> (String, Told, Told) {
    (title.to_owned(), Told::Done, Told::Done)
}

// attack: P8, A10
#[tokio::test]
async fn a_copy_is_covered_by_the_second_password_of_its_original_in_any_database() {
    let safe = Safe::new().await;
    let it = &safe.it;
    for database in [it.database, safe.other] {
        let to = CopyTo { database: (database != it.database).then_some(database), parent: None };
        let objects = [safe.vault, safe.web, safe.room];
        for (by, expected) in
            [(it.again(&it.ann), Told::Required), (it.world.second(&it.ann, OTHER), Told::Wrong)]
        {
            assert_eq!(told(safe.copy(&by, &objects, to).await), expected);
        }
        // An entry by itself, a folder with another second password in it, and one that has a covered entry in it.
        let one = safe.copy(&safe.ann(), &[safe.web], to).await.unwrap();
        let many = safe.copy(&safe.ann(), &[safe.vault, safe.room], to).await.unwrap();
        let (web, vault, room) = (one.tops[0].1, many.tops[0].1, many.tops[1].1);
        assert_eq!(safe.opens(database, web, SECOND).await, [covered("Web")]);
        assert_eq!(safe.opens(database, vault, SECOND).await, [covered("Web"), covered("Deep")]);
        assert_eq!(safe.opens(database, room, SECOND).await, [covered("Alone"), free("Free")]);
        // Its files are, and the people of the other database are told that it is covered.
        let root = it.again(&it.root);
        let file = it.world.service.attachments(&root, database, web).unwrap().remove(0);
        let bare = it.world.service.attachment(&root, database, web, file.id, None).await;
        assert_eq!(told(bare.map(drop)), Told::Required);
        let with = it.world.second(&root, SECOND);
        let mut stream = it.world.service.attachment(&with, database, web, file.id, None).await.unwrap();
        let mut bytes = Vec::new();
        while let Some(piece) = it.world.service.next_piece(&mut stream).unwrap() {
            bytes.extend_from_slice(&piece);
        }
        assert_eq!(bytes, [5; 100_000]);
        // Each has its own: it is changed there, and nowhere else.
        it.world.cover(&it.root, database, Some(web), Some(SECOND), "a new second one").await.unwrap();
        assert_eq!(safe.opens(database, web, "a new second one").await, [covered("Web")]);
        assert_eq!(safe.opens(database, vault, SECOND).await, [covered("Web"), covered("Deep")]);
        // What came along is one of the copy, with everything that it can do.
        it.world.uncover(&it.root, database, Some(room), None).await.unwrap_err();
        it.world.uncover(&it.root, database, Some(vault), Some(SECOND)).await.unwrap();
        assert_eq!(safe.opens(database, vault, SECOND).await, [free("Web"), covered("Deep")]);
    }
    assert_eq!(safe.opens(it.database, safe.vault, SECOND).await, [covered("Web"), covered("Deep")]);
    let (database, other, vault) = (it.database, safe.other, safe.vault);
    let world = safe.it.world.restart().await;
    let root = world.root().await;
    for database in [database, other] {
        assert!(world.titles(&root, database).unwrap().contains(&"Deep".to_owned()));
    }
    let bare = world.service.object(&root, database, vault).unwrap();
    assert!(bare.details.unwrap().second_password);
}

// attack: P8, A10
#[tokio::test]
async fn a_copy_below_a_second_password_has_none_of_its_own_only_where_it_is_the_same() {
    let safe = Safe::new().await;
    let it = &safe.it;
    let to = |parent| CopyTo { database: None, parent: Some(parent) };
    // Beside its original: what covers that covers the copy, and follows when it is changed.
    let beside = safe.copy(&safe.ann(), &[safe.web], to(safe.vault)).await.unwrap().tops[0].1;
    // Below another one: its own is set on it, and the other is not asked for.
    let strange = it.folder(None, "Strange").await;
    it.world.cover(&it.root, it.database, Some(strange), None, OTHER).await.unwrap();
    let below = safe.copy(&safe.ann(), &[safe.web], to(strange)).await.unwrap().tops[0].1;
    assert_eq!(safe.opens(it.database, below, SECOND).await, [covered("Web")]);
    assert_eq!(safe.opens(it.database, below, OTHER).await, [("Web".into(), Told::Required, Told::Wrong)]);
    // What is free is asked for the other's all the same.
    assert_eq!(told(safe.copy(&safe.ann(), &[safe.room], to(strange)).await), Told::Wrong);
    it.world.cover(&it.root, it.database, Some(safe.vault), Some(SECOND), "a third password").await.unwrap();
    assert_eq!(safe.opens(it.database, beside, "a third password").await, [covered("Web")]);
    assert_eq!(safe.opens(it.database, below, SECOND).await, [covered("Web")]);
    assert_eq!(safe.opens(it.database, safe.inner, SECOND).await, [covered("Deep")]);
    let database = it.database;
    let world = safe.it.world.restart().await;
    let root = world.root().await;
    assert!(world.titles(&root, database).unwrap().contains(&"Strange".to_owned()));
}

// attack: P8, A10
#[tokio::test]
async fn the_second_password_of_a_database_goes_along_with_what_is_copied_out_of_it() {
    let safe = Safe::new().await;
    let it = &safe.it;
    let entry = it.entry(Some(safe.room), "Plain").await;
    it.world.cover(&it.root, it.database, None, None, OTHER).await.unwrap();
    let by = it.world.second(&it.ann, OTHER);
    let out = CopyTo { database: Some(safe.other), parent: None };
    let there = safe.copy(&by, &[entry], out).await.unwrap().tops[0].1;
    assert_eq!(safe.opens(safe.other, there, OTHER).await, [covered("Plain")]);
    // Into a private database too, that nobody but its owner sees.
    let new = NewDatabase { owner: NewOwner::User(it.ann.user), ..new_database("Ann's own") };
    let (private, _) = it.world.service.create_database(&it.again(&it.ann), new).await.unwrap();
    let to = CopyTo { database: Some(private), parent: None };
    let copy = safe.copy(&by, &[entry], to).await.unwrap().tops[0].1;
    assert_eq!(told(it.world.password(&it.ann, private, copy).await), Told::Required);
    assert_eq!(it.world.password(&by, private, copy).await.unwrap(), "Plain");
}
