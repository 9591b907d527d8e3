//! Somebody writes into the file while the server is away. Whatever is changed, swapped, put back, deleted or added:
//! loading says so, or what is loaded is what was written.

use rusqlite::{Connection, types::Value};

use crate::{
    survey::{furnish, survey},
    world::House,
};

/// Not in any digest: see the module `rows`.
const UNCOUNTED: [&str; 2] = ["idempotent_answers", "staged_attachments"];

/// A furnished house, its file as it is, and what a sound survey tells.
struct Furnished {
    house: House,
    file: Vec<u8>,
    sound: String,
}

impl Furnished {
    async fn new() -> Self {
        let house = House::fleeting();
        let store = house.open();
        furnish(&house, &store).await;
        drop(store);
        let file = std::fs::read(house.path().join("strongroom.db")).unwrap();
        let sound = survey(&house).await.unwrap();
        Self { house, file, sound }
    }

    /// The sound file, at another place: for looking things up while the one in the house is changed.
    fn reference(&self) -> (tempfile::TempDir, Connection) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("reference.db");
        std::fs::write(&path, &self.file).unwrap();
        (folder, Connection::open(path).unwrap())
    }

    fn put(&self, file: &[u8]) {
        for name in ["strongroom.db-wal", "strongroom.db-shm"] {
            let _ = std::fs::remove_file(self.house.path().join(name));
        }
        std::fs::write(self.house.path().join("strongroom.db"), file).unwrap();
    }

    /// Lets `change` at the sound file, and demands that it is noticed.
    async fn noticed(&self, what: &str, change: impl FnOnce(&Connection)) -> String {
        self.put(&self.file);
        let outside = self.house.outside();
        change(&outside);
        drop(outside);
        match survey(&self.house).await {
            Ok(seen) if seen == self.sound => panic!("{what}: not noticed"),
            Ok(_) => panic!("{what}: other data was loaded"),
            Err(error) => error,
        }
    }
}

fn names(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

fn tables(connection: &Connection) -> Vec<String> {
    let mut tables = names(connection, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
    tables.retain(|table| !UNCOUNTED.contains(&table.as_str()));
    assert!(tables.len() > 15);
    tables
}

fn columns(connection: &Connection, table: &str) -> Vec<String> {
    names(connection, &format!("SELECT name FROM pragma_table_info('{table}')"))
}

fn rowids(connection: &Connection, table: &str) -> Vec<i64> {
    let mut statement = connection.prepare(&format!("SELECT rowid FROM {table} ORDER BY rowid")).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

fn get(connection: &Connection, table: &str, column: &str, rowid: i64) -> Value {
    let sql = format!("SELECT {column} FROM {table} WHERE rowid = ?");
    connection.query_row(&sql, [rowid], |row| row.get(0)).unwrap()
}

fn set(connection: &Connection, table: &str, column: &str, rowid: i64, value: &Value) -> bool {
    connection.execute(&format!("UPDATE {table} SET {column} = ? WHERE rowid = ?"), (value, rowid)).is_ok()
}

/// Other values than this one.
fn others(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => vec![Value::Integer(1), Value::Blob(vec![0; 16])],
        Value::Integer(number) => vec![Value::Integer(number + 1), Value::Integer(-number - 1), Value::Null],
        Value::Real(_) => vec![Value::Integer(1)],
        Value::Text(text) => vec![Value::Text(format!("{text}x")), Value::Null],
        Value::Blob(bytes) => {
            let (mut first, mut last) = (bytes.clone(), bytes.clone());
            first[0] ^= 0x80;
            *last.last_mut().unwrap() ^= 1;
            let shorter = bytes[..bytes.len() - 1].to_vec();
            vec![Value::Blob(first), Value::Blob(last), Value::Blob(shorter), Value::Null]
        }
    }
}

// attack: C1, C3
#[tokio::test]
async fn every_changed_field_of_every_table_is_noticed() {
    let it = Furnished::new().await;
    let (_folder, outside) = it.reference();
    let mut changes = 0;
    for table in tables(&outside) {
        // The first scope is the server's, whose content is nothing and never read: the last is a database's.
        let rowid = if table == "scopes" { rowids(&outside, &table)[2] } else { rowids(&outside, &table)[0] };
        for column in columns(&outside, &table) {
            let value = get(&outside, &table, &column, rowid);
            for other in others(&value) {
                it.put(&it.file);
                // What the schema itself refuses (a NULL, a name that is taken) can not be tampered with.
                if set(&it.house.outside(), &table, &column, rowid, &other) {
                    let what = format!("{table}.{column} = {other:?}");
                    it.noticed(&what, |connection| {
                        assert!(set(connection, &table, &column, rowid, &other));
                    })
                    .await;
                    changes += 1;
                }
            }
        }
    }
    assert!(changes > 150, "{changes}");
}

// attack: C1
#[tokio::test]
async fn every_two_swapped_fields_of_every_table_are_noticed() {
    let it = Furnished::new().await;
    let (_folder, outside) = it.reference();
    let mut swaps = 0;
    for table in tables(&outside) {
        let rowids = rowids(&outside, &table);
        let (Some(&a), Some(&b)) = (rowids.first(), rowids.last()) else { continue };
        for column in columns(&outside, &table) {
            let (of_a, of_b) = (get(&outside, &table, &column, a), get(&outside, &table, &column, b));
            // Which of two signed documents came first stands in the documents.
            if of_a == of_b || (table == "audit_heads" && column == "number") {
                continue;
            }
            it.noticed(&format!("{table}.{column} of two rows swapped"), |connection| {
                // Unique values go by way of a third one.
                let between = Value::Blob(vec![0xee; 16]);
                assert!(set(connection, &table, &column, a, &between));
                let swapped =
                    set(connection, &table, &column, b, &of_a) && set(connection, &table, &column, a, &of_b);
                // Where the swap meets another unique row, the third value stands: as good a change.
                let _ = swapped;
            })
            .await;
            swaps += 1;
        }
    }
    assert!(swaps > 50, "{swaps}");
}

// attack: C2
#[tokio::test]
async fn every_deleted_and_every_added_row_is_noticed() {
    let it = Furnished::new().await;
    let (_folder, outside) = it.reference();
    for table in tables(&outside) {
        for rowid in rowids(&outside, &table) {
            it.noticed(&format!("a row of {table} deleted"), |connection| {
                connection.execute(&format!("DELETE FROM {table} WHERE rowid = ?"), [rowid]).unwrap();
            })
            .await;
        }
        // A chunk that no stream has is never read, and no more is a row of a database that there is not.
        if ["schema_version", "attachment_chunks"].contains(&table.as_str()) {
            continue;
        }
        // A copy of the last row under another key, in whichever column of the key takes one.
        let columns = columns(&outside, &table);
        let mut added = 0;
        for column in &columns {
            let list = columns.join(", ");
            let chosen: Vec<_> = columns
                .iter()
                .map(|it| if it == column { "?".to_owned() } else { unique_copy(&table, it) })
                .collect();
            let sql = format!(
                "INSERT INTO {table} ({list}) SELECT {} FROM {table} ORDER BY rowid DESC LIMIT 1",
                chosen.join(", ")
            );
            let last = *rowids(&outside, &table).last().unwrap();
            let found = get(&outside, &table, column, last);
            let other = if column == "database_id" && !["scopes", "databases"].contains(&table.as_str()) {
                Value::Blob(vec![if found == Value::Blob(vec![1; 16]) { 2 } else { 1 }; 16])
            } else {
                others(&found).swap_remove(0)
            };
            it.put(&it.file);
            if it.house.outside().execute(&sql, [&other]).is_ok() {
                it.noticed(&format!("a row of {table} added by {column}"), |connection| {
                    connection.execute(&sql, [&other]).unwrap();
                })
                .await;
                added += 1;
            }
        }
        assert!(added > 0, "no row could be added to {table}");
    }
}

/// A column beside the one that makes a copied row another one: where it is unique by itself, it must differ too.
fn unique_copy(table: &str, column: &str) -> String {
    match (table, column) {
        ("users" | "groups", "name_index") | ("sessions", "session_id") => {
            format!("randomblob(length({column}))")
        }
        _ => column.to_owned(),
    }
}

// attack: C3
#[tokio::test]
async fn a_position_that_holds_something_is_noticed() {
    let it = Furnished::new().await;
    it.noticed("a record of a position", |connection| {
        let changed = connection.execute("UPDATE tellings SET record = x'01' WHERE kind = 1", []).unwrap();
        assert_eq!(changed, 2);
    })
    .await;
}

// attack: C2
#[tokio::test]
async fn every_table_put_back_to_an_earlier_state_is_noticed() {
    let it = Furnished::new().await;
    it.put(&it.file);
    let old = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(old.path(), &it.file).unwrap();
    age(&it.house).await;
    let file = std::fs::read(it.house.path().join("strongroom.db")).unwrap();
    let sound = survey(&it.house).await.unwrap();
    assert_ne!(sound, it.sound);
    let later = Furnished { house: it.house, file, sound };
    let mut put_back = vec![];
    let (_folder, outside) = later.reference();
    for table in tables(&outside) {
        let old = old.path().to_str().unwrap();
        let restore = |connection: &Connection| {
            connection.execute("ATTACH ? AS old", [old]).unwrap();
            let differs: bool = connection
                .query_row(
                    &format!(
                        "SELECT EXISTS (SELECT * FROM main.{table} EXCEPT SELECT * FROM old.{table})
                         OR EXISTS (SELECT * FROM old.{table} EXCEPT SELECT * FROM main.{table})"
                    ),
                    [],
                    |row| row.get(0),
                )
                .unwrap();
            let sql = format!("DELETE FROM main.{table}; INSERT INTO main.{table} SELECT * FROM old.{table}");
            connection.execute_batch(&sql).unwrap();
            differs
        };
        later.put(&later.file);
        if restore(&later.house.outside()) {
            later.noticed(&format!("{table} put back"), |connection| assert!(restore(connection))).await;
            put_back.push(table);
        }
    }
    for table in ["scopes", "audit", "users", "tries", "sessions", "objects", "versions", "object_rules"] {
        assert!(put_back.iter().any(|it| it == table), "{table} did not change: {put_back:?}");
    }
}

/// A scope that is put back with all its rows fits by itself; the others noted how far it had come.
// attack: C2
#[tokio::test]
async fn a_scope_put_back_with_all_its_rows_is_noticed_by_the_others() {
    use strongroom_store::{
        StoreError, audit,
        scope::SERVER,
        tries::{self, Tries},
    };

    use crate::world::{at, database_id, make_database};

    /// Tables of the server, and of a database, with what tells its rows from others.
    const SERVERS: [&str; 2] = ["scopes", "tries"];
    const DATABASES: [&str; 2] = ["scopes", "audit"];

    let house = House::new();
    let store = house.open();
    make_database(&house, &store, 1).await;
    store.write(|w| tries::put(w, &[1; 32], Tries { failures: 1, last_at: at(1) })).await.unwrap();
    drop(store);
    let old = tempfile::NamedTempFile::new().unwrap();
    std::fs::copy(house.path().join("strongroom.db"), old.path()).unwrap();
    let store = house.open();
    // The sequence of the server stays: a try is not a change that anybody waits for.
    for n in 2..5_u8 {
        let tries = Tries { failures: n.into(), last_at: at(n.into()) };
        store.write(move |w| tries::put(w, &[1; 32], tries)).await.unwrap();
        let both = move |w: &mut strongroom_store::Write<'_>| -> Result<(), StoreError> {
            audit::append(w, database_id(1), b"of the database")?;
            tries::put(w, &[2; 32], tries)
        };
        store.write(both).await.unwrap();
    }
    drop(store);
    let later = std::fs::read(house.path().join("strongroom.db")).unwrap();
    for (id, tables, expected) in [
        (SERVER, SERVERS, "tries were rolled back"),
        (database_id(1), DATABASES, "a database was rolled back"),
    ] {
        std::fs::write(house.path().join("strongroom.db"), &later).unwrap();
        house.open();
        let outside = house.outside();
        outside.execute("ATTACH ? AS old", [old.path().to_str().unwrap()]).unwrap();
        for table in tables {
            let of = if table == "tries" { "1" } else { "database_id = ?1" };
            for sql in [
                format!("DELETE FROM main.{table} WHERE {of}"),
                format!("INSERT INTO main.{table} SELECT * FROM old.{table} WHERE {of}"),
            ] {
                let mut statement = outside.prepare(&sql).unwrap();
                if table == "tries" {
                    statement.execute([]).unwrap();
                } else {
                    statement.execute([id.to_bytes()]).unwrap();
                }
            }
        }
        drop(outside);
        let refused = house.try_open().map(drop).unwrap_err().to_string();
        assert!(refused.contains(expected), "{refused}");
    }
}

/// Changes something in every table that can change.
async fn age(house: &House) {
    use strongroom_domain::{account::Principal, id::SessionId, rights::Permission};
    use strongroom_store::{
        StoreError, accounts, audit, objects, rules,
        scope::SERVER,
        second_passwords::{self, Reseal as _},
        sessions, settings, tries,
    };

    use crate::survey::{Layer, may_cover, object_key, wrap_place, wrapping};
    use crate::world::{Db, at, database_id, entry, folder, granted, object_id, sealed, user_id};

    let store = house.open();
    let id = database_id(1);
    let keys = {
        let wraps = store.read(|q| strongroom_store::databases::wraps_of(q, id)).unwrap();
        let place = strongroom_crypto::wrap::WrapPlace::of_data_key(
            id.to_bytes(),
            strongroom_crypto::wrap::WrapKind::ServerKey,
            1,
        );
        let key =
            strongroom_crypto::key::DataKey::open_wrapped(&house.keys().wrapping, &place, &wraps[0].wrapped);
        std::sync::Arc::new(key.unwrap().subkeys(id.to_bytes()))
    };
    store.open_content(id, std::sync::Arc::clone(&keys), |_, _| Ok(())).await.unwrap();
    let db = Db { id, keys };
    let objects = [folder(1, None), entry(2, Some(1)), entry(3, None)];
    let proof = granted(&store, &db, &objects, Some(3), Permission::ModifyEntries).await;
    let mut content = sealed(&db, object_id(3), 3, "again");
    // The entry has a second password, which is changed as well.
    let second = store.read(|q| second_passwords::of(q, id, Some(object_id(3)))).unwrap().unwrap();
    let mut layer =
        Layer { db: db.clone(), key: object_key(&db, &second.key, &second.wrapped), uncovers: false };
    content.secret = content.secret.map(|it| layer.secret(object_id(3), 3, &it).unwrap());
    content.under = Some(second.key);
    let wrapped = layer.key.wrap(&wrapping(&db), &wrap_place(&db, second.key)).unwrap();
    let may = may_cover(&store, &db, &objects, 3).await;
    let record = |kind, object: u8, revision| {
        let place = strongroom_crypto::envelope::Place::of_server([object; 16], kind, revision);
        strongroom_crypto::envelope::seal(&house.keys().directory, &place, b"later").unwrap()
    };
    use strongroom_crypto::envelope::RecordKind::{Setting, UserPassword, UserRecord};
    let user = accounts::RecordRow {
        id: [1; 16],
        name_index: [101; 32],
        revision: 2,
        record: record(UserRecord, 1, 2),
    };
    let (credential, setting) = (record(UserPassword, 1, 2), record(Setting, 7, 2));
    store
        .write(move |w| -> Result<(), StoreError> {
            objects::replace_content(w, &proof, object_id(3), 3, &content)?;
            second_passwords::change(w, &may, &second, wrapped)?;
            rules::delete_principal(w, id, Principal::User(user_id(2)))?;
            accounts::update(w, accounts::Kind::User, &user)?;
            accounts::put_credential(w, user_id(1), 2, &credential)?;
            settings::put(w, "licence", 2, &setting)?;
            tries::put(w, &[1; 32], tries::Tries { failures: 4, last_at: at(9) })?;
            sessions::touch(w, SessionId::from_bytes([1; 16]), at(90))?;
            audit::append(w, SERVER, b"later")?;
            audit::append(w, id, b"later").map(drop)
        })
        .await
        .unwrap();
}

/// Pages, cells, headers, indexes: at every place of the file.
// attack: C3
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flipped_bit_anywhere_gives_an_error_or_what_was_written() {
    let mut parts = Vec::new();
    for part in 0..2 {
        parts.push(tokio::spawn(async move {
            let it = Furnished::new().await;
            let mut noticed = 0;
            // The header and the schema at every few bytes, the rest at a stride that meets every part of a page.
            let places = (0..it.file.len()).filter(|at| at % if *at < 4096 { 29 } else { 997 } == 0);
            for at in places.skip(part).step_by(2) {
                let mut file = it.file.clone();
                file[at] ^= 1 << (at % 8);
                it.put(&file);
                match survey(&it.house).await {
                    Ok(seen) => assert_eq!(seen, it.sound, "byte {at} flipped: other data was loaded"),
                    Err(error) => {
                        assert!(!error.is_empty());
                        noticed += 1;
                    }
                }
            }
            noticed
        }));
    }
    for part in parts {
        assert!(part.await.unwrap() > 50);
    }
}

// attack: C3
#[tokio::test]
async fn a_file_cut_short_is_an_error() {
    let it = Furnished::new().await;
    for kept in [1, 99, 100, 4095, 4096, 8192, it.file.len() / 2, it.file.len() - 4096, it.file.len() - 1] {
        it.put(&it.file[..kept]);
        // The last byte may be one that holds nothing.
        let seen = survey(&it.house).await;
        assert!(
            seen.is_err() || (kept + 1 == it.file.len() && seen.as_ref() == Ok(&it.sound)),
            "{kept} bytes"
        );
    }
}

/// Without its file a server is a new one, and says so by having no accounts: nothing of the old one is made up.
// attack: C3
#[tokio::test]
async fn an_empty_file_is_an_empty_store() {
    let it = Furnished::new().await;
    it.put(&[]);
    let rows = it.house.open().load_server().await.unwrap();
    assert!(rows.users.is_empty() && rows.databases.is_empty());
}
