//! Another server key: every row that is sealed, indexed or counted under the old one is rewritten in one transaction.
//!
//! The store does not know what is in a record; the caller opens it under the old keys and seals it under the new
//! ones. This module must never leave a store of which a part is under either key, and never rewrites what was
//! damaged before: that would make tampering look sound.

use std::{collections::HashMap, path::Path, sync::Arc};

use strongroom_crypto::{digest::SetDigest, key::ServerKeys};
use strongroom_domain::id::{DatabaseId, GroupId, SessionId, UserId};

use crate::{
    accounts::{self, RecordRow},
    databases::{self, WrapRow},
    engine::{
        Execute, Query, Value, migrate,
        sqlite::{self, Sqlite},
    },
    error::{OpenError, StoreError},
    folder::FolderLock,
    grants::{self, GrantRow, ProgressRow},
    imports::{self, ImportRow},
    load::{ServerRows, server_rows},
    locks,
    personal::{self, PersonalRow},
    rows::COUNTED,
    rules,
    scope::{SERVER, Scope},
    store::Store,
    tellings::{self, Telling, TellingRow},
    tries,
    writer::Write,
};

/// What opens a record under the old keys and seals it under the new ones, in the same place.
pub trait Reseal: Send + 'static {
    /// Why it did not.
    type Error: From<StoreError> + Send + 'static;

    /// A user's record and the blind index of the name.
    ///
    /// # Errors
    /// Where the record does not open.
    fn user(&mut self, id: UserId, revision: u64, record: &[u8]) -> Result<(Vec<u8>, [u8; 32]), Self::Error>;

    /// A group's record and the blind index of the name.
    ///
    /// # Errors
    /// Where the record does not open.
    fn group(
        &mut self,
        id: GroupId,
        revision: u64,
        record: &[u8],
    ) -> Result<(Vec<u8>, [u8; 32]), Self::Error>;

    /// A password record.
    ///
    /// # Errors
    /// Where the record does not open.
    fn credential(&mut self, id: UserId, revision: u64, record: &[u8]) -> Result<Vec<u8>, Self::Error>;

    /// A session.
    ///
    /// # Errors
    /// Where the record does not open.
    fn session(&mut self, id: SessionId, record: &[u8]) -> Result<Vec<u8>, Self::Error>;

    /// A setting.
    ///
    /// # Errors
    /// Where the record does not open.
    fn setting(&mut self, name: &str, revision: u64, record: &[u8]) -> Result<Vec<u8>, Self::Error>;

    /// Something to be told.
    ///
    /// # Errors
    /// Where the record does not open.
    fn telling(&mut self, kind: Telling, row: &TellingRow) -> Result<Vec<u8>, Self::Error>;

    /// A database's record. Comes before the wraps of its key.
    ///
    /// # Errors
    /// Where the record does not open.
    fn database(&mut self, id: DatabaseId, revision: u64, record: &[u8]) -> Result<Vec<u8>, Self::Error>;

    /// A grant.
    ///
    /// # Errors
    /// Where the record does not open.
    fn grant(&mut self, database: DatabaseId, row: &GrantRow) -> Result<Vec<u8>, Self::Error>;

    /// How far a person has come with the seal of a grant.
    ///
    /// # Errors
    /// Where the record does not open.
    fn progress(&mut self, database: DatabaseId, row: &ProgressRow) -> Result<Vec<u8>, Self::Error>;

    /// An import.
    ///
    /// # Errors
    /// Where the record does not open.
    fn import(&mut self, database: DatabaseId, row: &ImportRow) -> Result<Vec<u8>, Self::Error>;

    /// A wrap of a data key; `None` for one that is not under the server key.
    ///
    /// # Errors
    /// Where the wrap does not open.
    fn wrap(&mut self, wrap: &WrapRow) -> Result<Option<Vec<u8>>, Self::Error>;

    /// A list of one person.
    ///
    /// # Errors
    /// Where the record does not open.
    fn personal(&mut self, row: &PersonalRow) -> Result<Vec<u8>, Self::Error>;

    /// The last step, in the same transaction, when everything is under the new keys.
    ///
    /// # Errors
    /// Then nothing was changed.
    fn finish(&mut self, write: &mut Write<'_>) -> Result<(), Self::Error>;
}

impl Store {
    /// Rewrites the store for the server key of which `new` are the subkeys, and closes it: on return it opens with
    /// the new ones only, or after an error with the old ones only. The lock of the folder is given back still held. What is found by keyed hashes of things that are
    /// not stored can not be carried over and is forgotten: counters of tries, and answers kept for repeated requests.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where anything does not fit, or what `reseal` says; nothing was changed then. After
    /// [`StoreError::Stopped`] it shows at the next opening which key it is.
    pub async fn rekey<R: Reseal>(self, new: Arc<ServerKeys>, reseal: R) -> Result<FolderLock, R::Error> {
        let rows = self.load_server().await?;
        for row in &rows.databases {
            self.load_rules(row.id).await?;
        }
        self.write(move |write| run(write, &new, &rows, reseal)).await?;
        Ok(self.close())
    }
}

fn run<R: Reseal>(
    write: &mut Write<'_>,
    new: &Arc<ServerKeys>,
    rows: &ServerRows,
    mut reseal: R,
) -> Result<(), R::Error> {
    tries::clear_all(write)?;
    write.execute("DELETE FROM idempotent_answers", &[])?;
    accounts_of(write, rows, &mut reseal)?;
    for row in &rows.sessions {
        let record = reseal.session(row.id, &row.record)?;
        put(write, "UPDATE sessions SET record = $1 WHERE session_id = $2", &record, &row.id.to_bytes())?;
    }
    for row in &rows.personal {
        let record = reseal.personal(row)?;
        personal::put_record(write, row, &record)?;
    }
    for row in &rows.settings {
        let record = reseal.setting(&row.name, row.revision, &row.record)?;
        put(write, "UPDATE settings SET record = $1 WHERE name = $2", &record, row.name.as_str())?;
    }
    tellings_of(write, &mut reseal)?;
    databases_of(write, rows, &mut reseal)?;
    let digests = digests(write, new, rows)?;
    write.scopes().rekey(Arc::clone(new), digests)?;
    reseal.finish(write)
}

fn put<'a>(
    write: &mut Write<'_>,
    sql: &'static str,
    record: &'a [u8],
    id: impl Into<Value<'a>>,
) -> Result<(), StoreError> {
    match write.execute(sql, &[Value::from(record), id.into()])? {
        1 => Ok(()),
        _ => Err(StoreError::damaged("a row is gone while it is sealed anew")),
    }
}

fn accounts_of<R: Reseal>(write: &mut Write<'_>, rows: &ServerRows, reseal: &mut R) -> Result<(), R::Error> {
    for RecordRow { id, revision, record, .. } in &rows.users {
        let (record, index) = reseal.user(UserId::from_bytes(*id), *revision, record)?;
        put(write, "UPDATE users SET record = $1 WHERE user_id = $2", &record, id)?;
        put(write, "UPDATE users SET name_index = $1 WHERE user_id = $2", &index, id)?;
    }
    for RecordRow { id, revision, record, .. } in &rows.groups {
        let (record, index) = reseal.group(GroupId::from_bytes(*id), *revision, record)?;
        put(write, "UPDATE groups SET record = $1 WHERE group_id = $2", &record, id)?;
        put(write, "UPDATE groups SET name_index = $1 WHERE group_id = $2", &index, id)?;
    }
    for (id, revision, record) in accounts::credentials(write)? {
        let record = reseal.credential(id, revision, &record)?;
        put(write, "UPDATE credentials SET record = $1 WHERE user_id = $2", &record, &id.to_bytes())?;
    }
    Ok(())
}

fn tellings_of<R: Reseal>(write: &mut Write<'_>, reseal: &mut R) -> Result<(), R::Error> {
    for kind in Telling::SEALED {
        for owner in tellings::owners(write, kind)? {
            for row in tellings::of(write, kind, owner, None, u32::MAX)? {
                let record = reseal.telling(kind, &row)?;
                tellings::put_record(write, kind, &row, &record)?;
            }
        }
    }
    Ok(())
}

fn databases_of<R: Reseal>(write: &mut Write<'_>, rows: &ServerRows, reseal: &mut R) -> Result<(), R::Error> {
    for row in &rows.databases {
        let id = row.id.to_bytes();
        let record = reseal.database(row.id, row.revision, &row.record)?;
        put(write, "UPDATE databases SET record = $1 WHERE database_id = $2", &record, &id)?;
        for old in databases::wraps_of(write, row.id)? {
            if let Some(wrapped) = reseal.wrap(&old)? {
                databases::put_wrap(write, &WrapRow { wrapped, ..old })?;
            }
        }
        let (grants, progress) = grants::load(write, row.id, &mut |_| {})?;
        for grant in &grants {
            grants::put_record(write, row.id, grant.id, None, &reseal.grant(row.id, grant)?)?;
        }
        for person in &progress {
            let record = reseal.progress(row.id, person)?;
            grants::put_record(write, row.id, person.grant, Some(person.person), &record)?;
        }
        for import in &imports::load(write, row.id, &mut |_| {})? {
            imports::put_record(write, row.id, import.id, &reseal.import(row.id, import)?)?;
        }
    }
    Ok(())
}

/// The digests of the rows as they stand now, of every scope, under the new keys.
fn digests(
    write: &mut Write<'_>,
    new: &ServerKeys,
    rows: &ServerRows,
) -> Result<HashMap<DatabaseId, SetDigest>, StoreError> {
    let mut digests = HashMap::new();
    for row in &rows.databases {
        let mut digest = SetDigest::EMPTY;
        let count = &mut |row: &[u8]| digest.add(&new.set_digest, COUNTED, row);
        rules::load(write, row.id, count)?;
        grants::load(write, row.id, count)?;
        locks::load(write, row.id, count)?;
        imports::load(write, row.id, count)?;
        digests.insert(row.id, digest);
    }
    let (_, digest) = server_rows(write, rows.scope.clone(), &new.set_digest)?;
    digests.insert(SERVER, digest);
    Ok(digests)
}

/// Whether a store in `folder` is one of these keys; `None` where there is no store. The caller holds the folder's lock.
///
/// # Errors
/// [`OpenError`] where the file can not be used with any key.
pub fn is_of(folder: &Path, keys: &ServerKeys) -> Result<Option<bool>, OpenError> {
    if !folder.join(sqlite::FILE).exists() {
        return Ok(None);
    }
    // The writer's connection: after a kill the log has to be taken in first.
    let mut engine = Sqlite::writer(folder)?;
    let mut any = false;
    engine.query("SELECT name FROM sqlite_schema WHERE name = 'scopes'", &[], &mut |_| {
        any = true;
        Ok(())
    })?;
    if !any {
        return Ok(None);
    }
    migrate::run(&mut engine)?;
    match Scope::read(&mut engine, &keys.directory, SERVER) {
        Ok(_) => Ok(Some(true)),
        Err(StoreError::Damaged(_)) => Ok(Some(false)),
        Err(StoreError::Changed) => Ok(None),
        Err(other) => Err(other.into()),
    }
}
