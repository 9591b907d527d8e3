//! Random sequences of what can happen to second passwords and to what they cover, beside a small model that says which
//! password opens what.

use std::collections::HashMap;

use strongroom_domain::id::{DatabaseId, ObjectId};
use strongroom_service::{Caller, ServiceError, objects::Moved};

use super::{Told, password_change, show, told};
use crate::world::World;

/// Numbers that look random, the same for a seed.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }
}

/// An object as the model has it.
#[derive(Clone)]
struct Node {
    parent: Option<ObjectId>,
    /// Its own second password: which key, and the password.
    own: Option<(u32, String)>,
    /// The passwords of its revisions; of an entry only.
    versions: Vec<String>,
}

struct Model {
    nodes: HashMap<ObjectId, Node>,
    database: Option<(u32, String)>,
    keys: u32,
}

impl Model {
    fn cover(&self, object: Option<ObjectId>) -> Option<(u32, String)> {
        let mut at = object;
        while let Some(id) = at {
            let node = &self.nodes[&id];
            if node.own.is_some() {
                return node.own.clone();
            }
            at = node.parent;
        }
        self.database.clone()
    }

    fn above(&self, object: Option<ObjectId>) -> Option<(u32, String)> {
        object.and_then(|id| self.cover(self.nodes[&id].parent))
    }

    fn own(&mut self, object: Option<ObjectId>) -> &mut Option<(u32, String)> {
        match object {
            Some(id) => &mut self.nodes.get_mut(&id).unwrap().own,
            None => &mut self.database,
        }
    }

    fn is_below(&self, object: ObjectId, top: ObjectId) -> bool {
        let mut at = Some(object);
        while let Some(id) = at {
            if id == top {
                return true;
            }
            at = self.nodes[&id].parent;
        }
        false
    }
}

struct Run {
    world: World,
    root: Caller,
    database: DatabaseId,
    folders: Vec<ObjectId>,
    entries: Vec<ObjectId>,
    model: Model,
}

impl Run {
    async fn new() -> Self {
        let world = World::new().await;
        let root = world.root().await;
        let database = world.database(&root, "Company").await;
        let mut run = Self {
            world,
            root,
            database,
            folders: Vec::new(),
            entries: Vec::new(),
            model: Model { nodes: HashMap::new(), database: None, keys: 0 },
        };
        for parent in [None, Some(0), None] {
            let parent: Option<ObjectId> = parent.map(|at: usize| run.folders[at]);
            let id = run.world.folder(&run.root, database, parent, "Folder").await;
            run.folders.push(id);
            run.model.nodes.insert(id, Node { parent, own: None, versions: Vec::new() });
        }
        for parent in [Some(0), Some(1), Some(1), Some(2), None] {
            let parent = parent.map(|at: usize| run.folders[at]);
            let id = run.world.entry(&run.root, database, parent, "Entry", "first").await;
            run.entries.push(id);
            run.model.nodes.insert(id, Node { parent, own: None, versions: vec!["first".to_owned()] });
        }
        run
    }

    /// The caller with the password of a cover, or without one.
    fn caller(&self, cover: Option<&(u32, String)>) -> Caller {
        match cover {
            Some((_, password)) => self.world.second(&self.root, password),
            None => self.world.again(&self.root),
        }
    }

    async fn step(&mut self, numbers: &mut Numbers, step: usize) {
        let all: Vec<Option<ObjectId>> =
            self.folders.iter().chain(&self.entries).map(|id| Some(*id)).chain([None]).collect();
        let holder = all[numbers.below(all.len())];
        let entry = self.entries[numbers.below(self.entries.len())];
        match numbers.below(6) {
            0 => self.set(holder, format!("second password {step}")).await,
            1 => self.remove(holder).await,
            2 => self.relocate(holder.unwrap_or(entry), numbers).await,
            3 => self.edit(entry, format!("value {step}")).await,
            4 => self.restore(entry, numbers).await,
            _ => self.make(numbers, step).await,
        }
    }

    async fn set(&mut self, holder: Option<ObjectId>, new: String) {
        let current = self.model.cover(holder);
        let given = current.as_ref().map(|(_, password)| password.as_str());
        self.world.cover(&self.root, self.database, holder, given, &new).await.unwrap();
        let key = match self.model.own(holder) {
            Some((key, _)) => *key,
            None => {
                self.model.keys += 1;
                self.model.keys
            }
        };
        *self.model.own(holder) = Some((key, new));
    }

    async fn remove(&mut self, holder: Option<ObjectId>) {
        let Some((_, own)) = self.model.own(holder).clone() else { return };
        let caller = self.caller(self.model.above(holder).as_ref());
        let current = Some(super::secret(&own));
        self.world.service.remove_second_password(&caller, self.database, holder, current).await.unwrap();
        *self.model.own(holder) = None;
    }

    async fn relocate(&mut self, object: ObjectId, numbers: &mut Numbers) {
        let parent = match numbers.below(self.folders.len() + 1) {
            at if at < self.folders.len() => Some(self.folders[at]),
            _ => None,
        };
        if parent.is_some_and(|parent| self.model.is_below(parent, object)) {
            return;
        }
        let (before, there) = (self.model.cover(Some(object)), self.model.cover(parent));
        let to = Moved { parent, before: None };
        let caller = self.world.again(&self.root);
        let moved = self.world.service.move_object(&caller, self.database, object, None, to).await;
        if before.is_none() && there.is_some() {
            assert_eq!(told(moved), Told::Required);
            return;
        }
        moved.unwrap();
        let node = self.model.nodes.get_mut(&object).unwrap();
        node.parent = parent;
        // The same key under another password is another second password.
        if node.own.is_none() && before != there {
            node.own = before;
        }
    }

    async fn edit(&mut self, entry: ObjectId, value: String) {
        let caller = self.caller(self.model.cover(Some(entry)).as_ref());
        let change = password_change(&value);
        self.world.service.change_object(&caller, self.database, entry, None, &change).await.unwrap();
        self.model.nodes.get_mut(&entry).unwrap().versions.push(value);
    }

    async fn restore(&mut self, entry: ObjectId, numbers: &mut Numbers) {
        let versions = &self.model.nodes[&entry].versions;
        if versions.len() < 2 {
            return;
        }
        let at = numbers.below(versions.len() - 1);
        let value = versions[at].clone();
        let caller = self.caller(self.model.cover(Some(entry)).as_ref());
        let revision = at as u64 + 1;
        let restored =
            self.world.service.restore_version(&caller, self.database, entry, None, revision).await;
        restored.unwrap();
        self.model.nodes.get_mut(&entry).unwrap().versions.push(value);
    }

    async fn make(&mut self, numbers: &mut Numbers, step: usize) {
        if self.entries.len() > 8 {
            return;
        }
        let parent = Some(self.folders[numbers.below(self.folders.len())]);
        let caller = self.caller(self.model.cover(parent).as_ref());
        let (service, value) = (&self.world.service, format!("made {step}"));
        let new = crate::world::new_entry(parent, "Made", &value);
        let id = service.create_object(&caller, self.database, new).await.unwrap().id;
        self.entries.push(id);
        self.model.nodes.insert(id, Node { parent, own: None, versions: vec![value] });
    }

    /// Every version of every entry opens with the password of the model and with no other.
    async fn check(&self) {
        for entry in &self.entries {
            let versions = &self.model.nodes[entry].versions;
            let cover = self.model.cover(Some(*entry));
            for (revision, expected) in (1..).zip(versions) {
                let caller = self.caller(cover.as_ref());
                let read = self.read(&caller, *entry, revision).await;
                assert_eq!(read.unwrap(), *expected, "revision {revision}");
            }
            if cover.is_some() {
                let last = versions.len() as u64;
                let without = self.read(&self.world.again(&self.root), *entry, last).await;
                assert_eq!(told(without), Told::Required);
                let wrong = self.read(&self.world.second(&self.root, "a wrong password"), *entry, last).await;
                assert_eq!(told(wrong), Told::Wrong);
                self.read(&self.caller(cover.as_ref()), *entry, last).await.unwrap();
            }
        }
    }

    async fn read(&self, caller: &Caller, entry: ObjectId, revision: u64) -> Result<String, ServiceError> {
        let service = &self.world.service;
        let revealed = service.reveal_version(caller, self.database, entry, revision, &show()).await?;
        Ok(revealed.fields[0].1.to_string())
    }
}

#[tokio::test]
async fn every_version_opens_with_the_passwords_of_the_model_whatever_happened() {
    for seed in [1, 2] {
        let (mut run, mut numbers) = (Run::new().await, Numbers(0x9E37_79B9_7F4A_7C15 ^ seed));
        for step in 0..80 {
            run.step(&mut numbers, step).await;
            if step == 39 {
                run.check().await;
            }
        }
        run.world = run.world.restart().await;
        run.root = run.world.root().await;
        run.check().await;
        assert!(run.model.keys > 3, "seed {seed}: second passwords were set");
    }
}
