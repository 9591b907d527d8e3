//! Another server key: all of the store is under it, or none of it, whenever it is killed.

use std::{
    process::Stdio,
    sync::Arc,
    time::{Duration, Instant},
};

use strongroom_crypto::{
    envelope::{self, Place, RecordKind},
    key::{DataKey, ServerKey, ServerKeys},
    wrap::{WrapKind, WrapPlace},
};
use strongroom_domain::id::{DatabaseId, GroupId, SessionId, UserId};
use strongroom_store::{
    Store, StoreError, Write, audit,
    databases::WrapRow,
    grants::{GrantRow, ProgressRow},
    imports::ImportRow,
    personal::PersonalRow,
    rekey::{Reseal, is_of},
    scope::SERVER,
    settings,
    tellings::{Telling, TellingRow},
    tries,
};

use crate::{
    child,
    survey::{LISTS, TELLINGS, furnish, survey},
    world::House,
};

/// Seals what [`furnish`] made, and as much again, so that a kill has something to fall into.
struct Furniture {
    old: Arc<ServerKeys>,
    new: Arc<ServerKeys>,
}

impl Furniture {
    fn again(
        &self,
        kind: RecordKind,
        id: [u8; 16],
        revision: u64,
        sealed: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        self.again_at(&Place::of_server(id, kind, revision), sealed)
    }

    fn again_in(
        &self,
        database: DatabaseId,
        kind: RecordKind,
        id: [u8; 16],
        revision: u64,
        sealed: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        self.again_at(&Place::new(database.to_bytes(), id, kind, revision), sealed)
    }

    fn again_at(&self, place: &Place, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        let plain = envelope::open(&self.old.directory, place, sealed)
            .map_err(|_| StoreError::damaged("does not open"))?;
        Ok(envelope::seal(&self.new.directory, place, &plain).unwrap())
    }
}

impl Reseal for Furniture {
    type Error = StoreError;

    fn user(&mut self, id: UserId, revision: u64, record: &[u8]) -> Result<(Vec<u8>, [u8; 32]), StoreError> {
        let id = id.to_bytes();
        Ok((self.again(RecordKind::UserRecord, id, revision, record)?, [id[0] + 100; 32]))
    }

    fn group(
        &mut self,
        id: GroupId,
        revision: u64,
        record: &[u8],
    ) -> Result<(Vec<u8>, [u8; 32]), StoreError> {
        let id = id.to_bytes();
        Ok((self.again(RecordKind::GroupRecord, id, revision, record)?, [id[0] + 100; 32]))
    }

    fn credential(&mut self, id: UserId, revision: u64, record: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.again(RecordKind::UserPassword, id.to_bytes(), revision, record)
    }

    fn session(&mut self, id: SessionId, record: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.again(RecordKind::SessionRecord, id.to_bytes(), 1, record)
    }

    fn setting(&mut self, name: &str, revision: u64, record: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.again(RecordKind::Setting, [u8::try_from(name.len()).unwrap(); 16], revision, record)
    }

    fn telling(&mut self, kind: Telling, row: &TellingRow) -> Result<Vec<u8>, StoreError> {
        let (_, record) = TELLINGS.into_iter().find(|(it, _)| *it == kind).unwrap();
        self.again(record, row.item, row.revision, &row.record)
    }

    fn personal(&mut self, row: &PersonalRow) -> Result<Vec<u8>, StoreError> {
        let (_, record) = LISTS.into_iter().find(|(it, _)| *it == row.list).unwrap();
        self.again(record, row.user.to_bytes(), row.revision, &row.record)
    }

    fn database(&mut self, id: DatabaseId, revision: u64, record: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.again(RecordKind::DatabaseName, id.to_bytes(), revision, record)
    }

    fn grant(&mut self, database: DatabaseId, row: &GrantRow) -> Result<Vec<u8>, StoreError> {
        self.again_in(database, RecordKind::Grant, row.id.to_bytes(), row.revision, &row.record)
    }

    fn progress(&mut self, database: DatabaseId, row: &ProgressRow) -> Result<Vec<u8>, StoreError> {
        self.again_in(database, RecordKind::SealProgress, row.person.to_bytes(), row.revision, &row.record)
    }

    fn import(&mut self, database: DatabaseId, row: &ImportRow) -> Result<Vec<u8>, StoreError> {
        self.again_in(database, RecordKind::Import, row.id.to_bytes(), row.revision, &row.record)
    }

    fn wrap(&mut self, wrap: &WrapRow) -> Result<Option<Vec<u8>>, StoreError> {
        let place = WrapPlace::of_data_key(wrap.database.to_bytes(), WrapKind::ServerKey, 1);
        let key = DataKey::open_wrapped(&self.old.wrapping, &place, &wrap.wrapped)
            .map_err(|_| StoreError::damaged("does not open"))?;
        Ok(Some(key.wrap(&self.new.wrapping, &place).unwrap()))
    }

    fn finish(&mut self, _write: &mut Write<'_>) -> Result<(), StoreError> {
        Ok(())
    }
}

async fn rekey(store: Store, old: &ServerKey, new: &ServerKey) -> Result<(), StoreError> {
    let (old, new) = (Arc::new(old.subkeys()), Arc::new(new.subkeys()));
    store.rekey(Arc::clone(&new), Furniture { old, new }).await.map(drop)
}

fn copy(key: &ServerKey) -> ServerKey {
    ServerKey::from_text(key.to_text().as_bytes()).unwrap()
}

/// A furnished house and what a survey of it tells. What can not be carried over is not there.
async fn furnished() -> (House, String) {
    let house = House::new();
    let store = house.open();
    furnish(&house, &store).await;
    store.write(tries::clear_all).await.unwrap();
    drop(store);
    let seen = survey(&house).await.unwrap();
    (house, seen)
}

#[tokio::test]
async fn everything_is_there_under_the_new_key_and_nothing_under_the_old_one() {
    let (house, before) = furnished().await;
    let (old, new) = (copy(house.key()), ServerKey::generate().unwrap());
    assert_eq!(is_of(house.path(), &old.subkeys()).unwrap(), Some(true));
    rekey(house.open(), &old, &new).await.unwrap();
    assert!(house.try_open().is_err(), "the old key opens nothing");
    assert_eq!(is_of(house.path(), &old.subkeys()).unwrap(), Some(false));
    assert_eq!(is_of(house.path(), &new.subkeys()).unwrap(), Some(true));
    let house = house.under(new);
    assert_eq!(survey(&house).await.unwrap(), before);
    // And it goes on: a change, and a second rotation.
    let (old, new) = (copy(house.key()), ServerKey::generate().unwrap());
    house.open().write(|w| audit::append(w, SERVER, b"later")).await.unwrap();
    let before = survey(&house).await.unwrap();
    rekey(house.open(), &old, &new).await.unwrap();
    assert_eq!(survey(&house.under(new)).await.unwrap(), before);
}

#[test]
fn there_is_no_key_to_a_folder_without_a_store() {
    let folder = tempfile::tempdir().unwrap();
    let keys = ServerKey::generate().unwrap().subkeys();
    assert_eq!(is_of(folder.path(), &keys).unwrap(), None);
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "and none is made");
}

/// What was tampered with would be sound under the new key.
// attack: C2
#[tokio::test]
async fn what_does_not_fit_is_not_sealed_anew() {
    for sql in [
        "DELETE FROM object_rules WHERE rowid = (SELECT MIN(rowid) FROM object_rules)",
        "DELETE FROM group_members WHERE rowid = (SELECT MIN(rowid) FROM group_members)",
        "UPDATE credentials SET record = (SELECT record FROM users LIMIT 1)",
        "UPDATE key_wraps SET wrapped = x'01'",
    ] {
        let (house, _) = furnished().await;
        let (old, new) = (copy(house.key()), ServerKey::generate().unwrap());
        house.outside().execute_batch(sql).unwrap();
        let refused = rekey(house.open(), &old, &new).await;
        assert!(matches!(refused, Err(StoreError::Damaged(_))), "{sql}: {refused:?}");
        assert_eq!(is_of(house.path(), &old.subkeys()).unwrap(), Some(true), "{sql}: nothing was changed");
    }
}

const KILLS: u64 = 12;

/// The child: from the key that fits to the other one, for ever.
async fn rekey_for_ever() {
    let keys = ["ONE", "OTHER"].map(|name| ServerKey::from_text(child::told(name).as_bytes()).unwrap());
    let folder = child::told("FOLDER");
    loop {
        let [one, other] = &keys;
        let of_one = is_of(folder.as_ref(), &one.subkeys()).unwrap().unwrap();
        let (old, new) = if of_one { (one, other) } else { (other, one) };
        let store = Store::open(folder.as_ref(), Arc::new(old.subkeys())).unwrap();
        rekey(store, old, new).await.unwrap();
    }
}

// reliability design: 1
#[tokio::test]
async fn a_store_that_is_killed_while_its_key_is_rotated_opens_with_one_of_the_two() {
    if child::is_child() {
        return rekey_for_ever().await;
    }
    let (mut house, before) = furnished().await;
    // Enough rows that a rotation takes longer than a kill is late.
    let store = house.open();
    let record = |n: u64| {
        let place = Place::of_server([11; 16], RecordKind::Setting, 1);
        envelope::seal(&house.keys().directory, &place, &n.to_be_bytes()).unwrap()
    };
    for n in 0..300 {
        let record = record(n);
        store.write(move |w| settings::put(w, &format!("setting {n:03}"), 1, &record)).await.unwrap();
    }
    drop(store);
    let all = survey(&house).await.unwrap();
    assert!(all.len() > before.len());
    let (one, other) = (copy(house.key()), ServerKey::generate().unwrap());
    let mut ended_under_the_other = 0;
    for kill in 0..KILLS {
        let name = "rekey::a_store_that_is_killed_while_its_key_is_rotated_opens_with_one_of_the_two";
        let told = [
            ("FOLDER", house.path().to_str().unwrap()),
            ("ONE", &*one.to_text()),
            ("OTHER", &*other.to_text()),
        ];
        let begun = Instant::now();
        let mut child = child::of(name, &told).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while begun.elapsed() < Duration::from_millis(60 + kill * 23) {
            assert_eq!(child.try_wait().unwrap(), None, "the child goes on until it is killed");
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let of = [&one, &other].map(|key| is_of(house.path(), &key.subkeys()).unwrap().unwrap());
        assert!(of[0] != of[1], "kill {kill}: one of the two, and one only");
        ended_under_the_other += u64::from(of[1]);
        house = house.under(copy(if of[0] { &one } else { &other }));
        assert_eq!(survey(&house).await.unwrap(), all, "kill {kill}");
    }
    assert!(ended_under_the_other > 0, "no rotation came to its end");
}
