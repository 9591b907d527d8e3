//! All scopes in the hands of the writer: what is committed, what the present batch did on top of it, and how to
//! undo one change of the batch. Never touched by any other thread.

use std::{collections::HashMap, sync::Arc};

use strongroom_crypto::{
    digest::SetDigest,
    key::{DataKeys, ServerKeys},
};
use strongroom_domain::id::DatabaseId;

use crate::{
    engine::{Execute, Query, Row, Value, sqlite::Sqlite},
    error::StoreError,
    rows::COUNTED,
    scope::{Content, SERVER, Scope},
};

/// All scopes as the writer knows them.
pub(crate) struct Scopes {
    keys: Arc<ServerKeys>,
    committed: HashMap<DatabaseId, Scope>,
    /// The sum of the counters of writes of all databases, as committed.
    database_writes: u64,
    batch: HashMap<DatabaseId, Option<Scope>>,
    /// Every scope is to be written, changed or not: the keys are others.
    rekeyed: bool,
    /// What the present change found, by scope; `None`: the scope was not yet in the batch.
    before: Vec<(DatabaseId, Option<Option<Scope>>)>,
    /// Why rows and digests of the present change may not agree, so that it can not be kept.
    broken: Option<StoreError>,
}

impl Scopes {
    pub(crate) fn load(engine: &mut dyn Query, keys: Arc<ServerKeys>) -> Result<Self, StoreError> {
        let mut committed = HashMap::new();
        engine.query(
            "SELECT database_id, sequence, rules_sequence, state, writes FROM scopes",
            &[],
            &mut |row| {
                let id = DatabaseId::from_bytes(row.array(0)?);
                committed.insert(id, Scope::of_row(&keys.directory, id, row, 1)?);
                Ok(())
            },
        )?;
        if !committed.is_empty() && !committed.contains_key(&SERVER) {
            return Err(StoreError::damaged("the state of the server itself is missing"));
        }
        let database_writes = check_noted(&committed)?;
        Ok(Self {
            keys,
            committed,
            database_writes,
            batch: HashMap::new(),
            rekeyed: false,
            before: Vec::new(),
            broken: None,
        })
    }

    /// Everything of the server is sealed and counted under other keys from this change on; `rules` are the digests of
    /// the rows of each scope under them. Only for a store that nothing else is done with: were the change undone, the
    /// keys would be the new ones all the same.
    pub(crate) fn rekey(
        &mut self,
        keys: Arc<ServerKeys>,
        mut rules: HashMap<DatabaseId, SetDigest>,
    ) -> Result<(), StoreError> {
        let ids: Vec<DatabaseId> = self.committed.keys().copied().collect();
        for id in ids {
            self.touch(id)?.rules = rules.remove(&id).unwrap_or(SetDigest::EMPTY);
        }
        self.keys = keys;
        self.rekeyed = true;
        Ok(())
    }

    /// Makes the server's scope in a new store.
    pub(crate) fn begin(&mut self, engine: &mut Sqlite) -> Result<(), StoreError> {
        if self.committed.is_empty() {
            self.create(SERVER)?;
            engine.begin()?;
            self.write(engine)?;
            engine.commit()?;
            self.committed();
        }
        Ok(())
    }

    fn current(&self, id: DatabaseId) -> Option<&Scope> {
        match self.batch.get(&id) {
            Some(scope) => scope.as_ref(),
            None => self.committed.get(&id),
        }
    }

    fn remember(&mut self, id: DatabaseId) {
        if !self.before.iter().any(|(known, _)| *known == id) {
            self.before.push((id, self.batch.get(&id).cloned()));
        }
    }

    /// The scope for changing.
    pub(crate) fn touch(&mut self, id: DatabaseId) -> Result<&mut Scope, StoreError> {
        self.remember(id);
        let current = self.current(id).cloned();
        self.batch.entry(id).or_insert(current).as_mut().ok_or(StoreError::Changed)
    }

    /// The scope for changing what a deleted database does not have.
    fn touch_living(&mut self, id: DatabaseId) -> Result<&mut Scope, StoreError> {
        let scope = self.touch(id)?;
        if scope.deleted { Err(StoreError::Changed) } else { Ok(scope) }
    }

    /// A new scope, at sequence 0.
    pub(crate) fn create(&mut self, id: DatabaseId) -> Result<(), StoreError> {
        if self.current(id).is_some() {
            return Err(StoreError::Conflict);
        }
        self.remember(id);
        self.batch.insert(id, Some(Scope::new(id)));
        Ok(())
    }

    /// The database of the scope is deleted: what is left is its audit chain.
    pub(crate) fn bury(&mut self, id: DatabaseId) -> Result<(), StoreError> {
        let scope = self.touch(id)?;
        scope.rules = SetDigest::EMPTY;
        scope.content = None;
        scope.content_sequence = 0;
        scope.deleted = true;
        Ok(())
    }

    /// Every scope, for signing the heads of their chains.
    pub(crate) fn all(&self) -> Vec<(DatabaseId, Scope)> {
        let mut all: HashMap<DatabaseId, Scope> = self.committed.clone();
        for (id, scope) in &self.batch {
            if let Some(scope) = scope {
                all.insert(*id, scope.clone());
            }
        }
        all.into_iter().collect()
    }

    /// Adds a row of rules or accounts to the digest.
    pub(crate) fn add_rule_row(&mut self, id: DatabaseId, row: &[u8]) -> Result<(), StoreError> {
        let keys = Arc::clone(&self.keys);
        let done = self.touch_living(id).map(|scope| scope.rules.add(&keys.set_digest, COUNTED, row));
        self.unless_broken(done)
    }

    /// Takes a row of rules or accounts out of the digest.
    pub(crate) fn remove_rule_row(&mut self, id: DatabaseId, row: &[u8]) -> Result<(), StoreError> {
        let keys = Arc::clone(&self.keys);
        let done = self.touch_living(id).map(|scope| scope.rules.remove(&keys.set_digest, COUNTED, row));
        self.unless_broken(done)
    }

    /// Takes `removed` out of the content digest and adds `added`. The database must be open.
    pub(crate) fn content_row(
        &mut self,
        id: DatabaseId,
        removed: Option<&[u8]>,
        added: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        let done = self.count_content(id, removed, added);
        self.unless_broken(done)
    }

    fn count_content(
        &mut self,
        id: DatabaseId,
        removed: Option<&[u8]>,
        added: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        let content = self.touch_living(id)?.content.as_mut().filter(|content| content.open);
        let Content { keys, digest, .. } =
            content.ok_or_else(|| StoreError::Unavailable("the database is closed".into()))?;
        if let Some(row) = removed {
            digest.remove(&keys.set_digest, COUNTED, row);
        }
        if let Some(row) = added {
            digest.add(&keys.set_digest, COUNTED, row);
        }
        Ok(())
    }

    /// Opens the database within a change: `digest` is what its rows gave in a snapshot in which the content stood
    /// at `content_sequence`, where it was compared with what was sealed.
    ///
    /// # Errors
    /// [`StoreError::Stale`] where the content has changed since: read it again.
    pub(crate) fn open_checked(
        &mut self,
        id: DatabaseId,
        keys: Arc<DataKeys>,
        digest: SetDigest,
        content_sequence: u64,
    ) -> Result<(), StoreError> {
        let scope = self.touch_living(id)?;
        let sealed = match &scope.content {
            Some(content) if content.digest != digest => return Err(StoreError::Stale),
            Some(content) => content.sealed,
            None if scope.content_sequence != content_sequence => return Err(StoreError::Stale),
            None => digest,
        };
        scope.content = Some(Content { keys, digest, sealed, open: true });
        Ok(())
    }

    /// Opens a database whose rows, as this change sees them, give `digest`.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where the rows are not those that were written.
    pub(crate) fn open_content(
        &mut self,
        engine: &mut dyn Query,
        id: DatabaseId,
        keys: Arc<DataKeys>,
        digest: SetDigest,
    ) -> Result<(), StoreError> {
        let scope = self.touch_living(id)?;
        let content_sequence = scope.content_sequence;
        // What a batch has changed is sealed at its end: until then, memory alone knows the digest.
        if scope.content.is_none() {
            scope.check_content(engine, id, &keys.header, &digest)?;
        }
        self.open_checked(id, keys, digest, content_sequence)
    }

    /// The database is closed from now on.
    pub(crate) fn close_content(&mut self, id: DatabaseId) -> Result<(), StoreError> {
        if let Some(content) = &mut self.touch(id)?.content {
            content.open = false;
        }
        Ok(())
    }

    fn unless_broken<T>(&mut self, done: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(error) = &done {
            self.mark_broken(error);
        }
        done
    }

    /// Rows and digests of the present change may not agree: it is undone even if it goes on and says that all is
    /// well.
    pub(crate) fn mark_broken(&mut self, error: &StoreError) {
        self.broken.get_or_insert_with(|| error.clone());
    }

    /// The present change holds.
    ///
    /// # Errors
    /// Why it does not.
    pub(crate) fn keep(&mut self) -> Result<(), StoreError> {
        self.broken.take().map_or(Ok(()), Err)?;
        self.before.clear();
        Ok(())
    }

    /// The present change did not happen.
    pub(crate) fn undo(&mut self) {
        self.broken = None;
        for (id, before) in self.before.drain(..) {
            match before {
                Some(scope) => self.batch.insert(id, scope),
                None => self.batch.remove(&id),
            };
        }
    }

    /// The present batch did not happen.
    pub(crate) fn abandon(&mut self) {
        self.broken = None;
        self.before.clear();
        self.batch.clear();
    }

    /// The present batch is on disk.
    pub(crate) fn committed(&mut self) {
        self.before.clear();
        for (id, scope) in self.batch.drain() {
            match scope {
                Some(mut scope) => {
                    scope.content = scope.content.filter(|content| content.open);
                    let before = self.committed.get(&id).map_or(0, |before| before.writes);
                    if id != SERVER {
                        self.database_writes += scope.writes.saturating_sub(before);
                    }
                    self.committed.insert(id, scope)
                }
                None => self.committed.remove(&id),
            };
        }
    }

    /// Writes every scope that the batch changed.
    pub(crate) fn write(&mut self, engine: &mut Sqlite) -> Result<(), StoreError> {
        let Self { keys, committed, batch, rekeyed, .. } = self;
        let mut server = committed.get(&SERVER).map_or(0, |scope| scope.writes);
        let mut databases = self.database_writes;
        let mut changed: Vec<(DatabaseId, &mut Scope)> = Vec::new();
        for (id, scope) in batch {
            if let Some(scope) = scope
                && (*rekeyed || Some(&*scope) != committed.get(id))
            {
                scope.writes += 1;
                if *id == SERVER {
                    server = scope.writes;
                } else {
                    databases += 1;
                }
                changed.push((*id, scope));
            }
        }
        for (id, scope) in changed {
            scope.noted = if id == SERVER { databases } else { server };
            write_one(engine, keys, id, scope)?;
        }
        Ok(())
    }
}

/// No scope is behind what another one noted of it. Returns the sum of the writes of all databases.
fn check_noted(scopes: &HashMap<DatabaseId, Scope>) -> Result<u64, StoreError> {
    let server = scopes.get(&SERVER).map_or(0, |scope| scope.writes);
    let databases = scopes.iter().filter(|(id, _)| **id != SERVER).map(|(_, scope)| scope.writes).sum();
    for (id, scope) in scopes {
        if *id == SERVER && scope.noted > databases {
            return Err(StoreError::damaged("a database was rolled back to an earlier state"));
        }
        if *id != SERVER && scope.noted > server {
            return Err(StoreError::damaged(
                "accounts, groups, settings, sessions or tries were rolled back to an earlier state",
            ));
        }
    }
    Ok(databases)
}

fn write_one(
    engine: &mut Sqlite,
    keys: &ServerKeys,
    id: DatabaseId,
    scope: &mut Scope,
) -> Result<(), StoreError> {
    let mut sealed = None;
    if let Some(mut content) = scope.content.take() {
        if content.digest != content.sealed {
            scope.content_sequence += 1;
            sealed = Some(scope.seal_content(id, &content)?);
            content.sealed = content.digest;
        }
        scope.content = Some(content);
    }
    let state = scope.seal(&keys.directory, id)?;
    engine.execute(
        "INSERT INTO scopes (database_id, sequence, rules_sequence, state, content, writes)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (database_id) DO UPDATE SET sequence = excluded.sequence,
         rules_sequence = excluded.rules_sequence, state = excluded.state, writes = excluded.writes,
         content = COALESCE(excluded.content, scopes.content)",
        &[
            Value::from(&id.to_bytes()),
            to_integer(scope.sequence)?.into(),
            to_integer(scope.rules_sequence)?.into(),
            state.as_slice().into(),
            sealed.as_deref().into(),
            to_integer(scope.writes)?.into(),
        ],
    )?;
    Ok(())
}

pub(crate) fn to_integer(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::damaged("a number is beyond the range of the store"))
}
