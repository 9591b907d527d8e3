//! A store in a folder of its own, its keys, and the smallest worlds that make the rules hand out their proofs.

use std::{path::Path, sync::Arc};

use strongroom_crypto::{
    digest::SetDigest,
    envelope::{self, RecordKind},
    key::{DataKey, DataKeys, ServerKey, ServerKeys},
    signing::SigningKey,
    wrap::{WrapKind, WrapPlace},
};
use strongroom_domain::{
    account::{Account, Directory},
    administration::{self, Actor, AdministeredDatabase, Administers, DatabaseAction, ServerAction},
    database::{DatabaseKind, DatabaseRules, Node, ObjectKind},
    id::{DatabaseId, ObjectId, UserId},
    rights::{Extent, Granted, Index, Permission, PermissionSet, Policies, ServerRules, Target},
    time::Instant,
};
use strongroom_store::{
    OpenError, Raises, Store, StoreError,
    databases::{self, DatabaseRow, WrapRow},
    objects::{Place, Sealed},
    open_content,
    scope::SERVER,
};
use tempfile::TempDir;

/// A folder for a store, and the keys that open it.
pub struct House {
    folder: TempDir,
    key: ServerKey,
    pub signing: SigningKey,
}

impl House {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder, key: ServerKey::generate().unwrap(), signing: SigningKey::generate().unwrap() }
    }

    /// One whose folder is in memory where the system has such a place: for tests that open many stores and in which
    /// nothing rests on syncs.
    pub fn fleeting() -> Self {
        match tempfile::tempdir_in("/dev/shm") {
            Ok(folder) => Self { folder, ..Self::new() },
            Err(_) => Self::new(),
        }
    }

    /// The same folder, with another key to it.
    pub fn under(self, key: ServerKey) -> Self {
        Self { key, ..self }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn key(&self) -> &ServerKey {
        &self.key
    }

    pub fn keys(&self) -> Arc<ServerKeys> {
        Arc::new(self.key.subkeys())
    }

    pub fn try_open(&self) -> Result<Store, OpenError> {
        Store::open(self.path(), self.keys())
    }

    pub fn open(&self) -> Store {
        self.try_open().unwrap()
    }

    /// The file, as another program would open it.
    pub fn outside(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.path().join("strongroom.db")).unwrap()
    }
}

/// A database and its keys.
#[derive(Clone)]
pub struct Db {
    pub id: DatabaseId,
    pub keys: Arc<DataKeys>,
}

pub fn database_id(n: u8) -> DatabaseId {
    DatabaseId::from_bytes([n; 16])
}

pub fn object_id(n: u8) -> ObjectId {
    ObjectId::from_bytes([n; 16])
}

pub fn user_id(n: u8) -> UserId {
    UserId::from_bytes([n; 16])
}

/// The owner of every database of these worlds.
pub fn owner() -> UserId {
    user_id(1)
}

pub fn at(seconds: i64) -> Instant {
    Instant::from_micros(seconds * 1_000_000)
}

/// Makes a database that is open: record, wrap, scope, no content.
pub async fn make_database(house: &House, store: &Store, n: u8) -> Db {
    let id = database_id(n);
    let key = DataKey::generate().unwrap();
    let place = WrapPlace::of_data_key(id.to_bytes(), WrapKind::ServerKey, 1);
    let wrapped = key.wrap(&house.keys().wrapping, &place).unwrap();
    let keys = Arc::new(key.subkeys(id.to_bytes()));
    let place = envelope::Place::of_server(id.to_bytes(), RecordKind::DatabaseName, 1);
    let record = envelope::seal(&house.keys().directory, &place, b"a name").unwrap();
    let opened = Arc::clone(&keys);
    store
        .write(move |write| -> Result<(), StoreError> {
            databases::insert(write, &DatabaseRow { id, revision: 1, record })?;
            databases::put_wrap(write, &WrapRow { database: id, kind: WrapKind::ServerKey as u8, wrapped })?;
            open_content(write, id, opened, SetDigest::EMPTY)?;
            write.raise(id, Raises::Rules)?;
            write.raise(SERVER, Raises::Rules)?;
            Ok(())
        })
        .await
        .unwrap();
    Db { id, keys }
}

pub fn place(id: u8, parent: Option<u8>, kind: ObjectKind) -> Place {
    Place {
        id: object_id(id),
        parent: parent.map(object_id),
        kind,
        inheritance: true,
        position: i64::from(id),
        bin_at: None,
        revision: 1,
    }
}

pub fn entry(id: u8, parent: Option<u8>) -> Place {
    place(id, parent, ObjectKind::Entry)
}

pub fn folder(id: u8, parent: Option<u8>) -> Place {
    place(id, parent, ObjectKind::Folder)
}

/// Both ciphertexts of one revision, sealed as the service seals them.
pub fn sealed(db: &Db, object: ObjectId, revision: u64, text: &str) -> Sealed {
    let place = |kind| envelope::Place::new(db.id.to_bytes(), object.to_bytes(), kind, revision);
    let summary = place(RecordKind::ObjectSummary);
    let secret = place(RecordKind::ObjectSecret);
    Sealed {
        summary: envelope::seal(&db.keys.summary, &summary, text.as_bytes()).unwrap(),
        secret: Some(envelope::seal(&db.keys.secret, &secret, text.as_bytes()).unwrap()),
        under: None,
    }
}

/// The rules of the moment.
pub async fn sequences(store: &Store, id: DatabaseId) -> (u64, u64) {
    store
        .write(move |write| Ok::<_, StoreError>((write.sequences(id)?.1, write.sequences(SERVER)?.1)))
        .await
        .unwrap()
}

/// What the rules grant to the owner in a database of these objects, under the rules of the moment.
pub async fn granted(
    store: &Store,
    db: &Db,
    objects: &[Place],
    target: Option<u8>,
    permission: Permission,
) -> Granted {
    let (sequence, server_sequence) = sequences(store, db.id).await;
    granted_under(db.id, objects, target, permission, sequence, server_sequence)
}

pub fn granted_under(
    id: DatabaseId,
    objects: &[Place],
    target: Option<u8>,
    permission: Permission,
    sequence: u64,
    server_sequence: u64,
) -> Granted {
    let (server, index) = owned(id, objects, sequence, server_sequence);
    let target = target.map_or(Target::Database, |n| Target::Object(object_id(n)));
    index.view(&server, owner(), at(0)).require(target, permission).unwrap()
}

/// The same on an object with everything below it.
pub fn granted_below(
    id: DatabaseId,
    objects: &[Place],
    top: u8,
    permission: Permission,
    sequence: u64,
    server_sequence: u64,
) -> Granted {
    let (server, index) = owned(id, objects, sequence, server_sequence);
    index.view(&server, owner(), at(0)).require_below(object_id(top), permission).unwrap()
}

/// The right to take an object along, under the rules of the moment.
pub async fn outgoing(store: &Store, db: &Db, objects: &[Place], object: u8) -> Granted {
    let (sequence, server_sequence) = sequences(store, db.id).await;
    let (server, index) = owned(db.id, objects, sequence, server_sequence);
    let extent = Extent { below: false, outgoing: true };
    let view = index.view(&server, owner(), at(0));
    view.require_object(object_id(object), Permission::ReadEntries, extent).unwrap()
}

/// The rules of a database of these objects, which its owner has all rights in.
fn owned(id: DatabaseId, objects: &[Place], sequence: u64, server_sequence: u64) -> (ServerRules, Index) {
    let node = |it: &Place| Node { id: it.id, parent: it.parent, kind: it.kind, inheritance: it.inheritance };
    let rules = DatabaseRules {
        id,
        kind: DatabaseKind::PrivateOfUser(owner()),
        nodes: objects.iter().map(node).collect(),
        assignments: vec![],
        rules: vec![],
        grants: vec![],
    };
    let account = Account { enabled: true, ..Account::default() };
    let directory = Directory { users: [(owner(), account)].into(), ..Directory::default() };
    let server = ServerRules::new(directory, Policies::UNDEFINED, server_sequence);
    (server, Index::compile(&rules, sequence).unwrap())
}

fn actor(account: &Account) -> Actor<'_> {
    Actor { id: owner(), account, server_sequence: 1 }
}

/// The proof that an import demands.
pub fn importer() -> Administers {
    let account = Account { enabled: true, ..Account::default() };
    administration::server(actor(&account), ServerAction::CreateOwnPrivateDatabase).unwrap()
}

/// The proof of an action on a standard database, by somebody with every permission there.
pub fn administers(id: DatabaseId, action: DatabaseAction) -> Administers {
    let account = Account { enabled: true, ..Account::default() };
    let database =
        AdministeredDatabase { id, kind: DatabaseKind::Standard, effective: PermissionSet::DATABASE };
    administration::database(actor(&account), action, database).unwrap()
}

/// Adds objects as an import does.
pub async fn import(store: &Store, db: &Db, objects: &[Place]) {
    let (db, objects) = (db.clone(), objects.to_vec());
    store
        .write(move |write| -> Result<(), StoreError> {
            for it in &objects {
                let sealed = sealed(&db, it.id, it.revision, "imported");
                strongroom_store::objects::insert_imported(write, &importer(), db.id, it, &sealed)?;
            }
            write.raise(db.id, Raises::Rules)?;
            Ok(())
        })
        .await
        .unwrap();
}
