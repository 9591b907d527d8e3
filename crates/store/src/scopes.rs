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
    scope::{SERVER, Scope},
};

/// All scopes as the writer knows them.
pub(crate) struct Scopes {
    keys: Arc<ServerKeys>,
    content_keys: HashMap<DatabaseId, Arc<DataKeys>>,
    committed: HashMap<DatabaseId, Scope>,
    batch: HashMap<DatabaseId, Option<Scope>>,
    /// What the present change found, by scope; `None`: the scope was not yet in the batch.
    before: Vec<(DatabaseId, Option<Option<Scope>>)>,
}

impl Scopes {
    pub(crate) fn load(engine: &mut dyn Query, keys: Arc<ServerKeys>) -> Result<Self, StoreError> {
        let mut committed = HashMap::new();
        engine.query("SELECT database_id, sequence, rules_sequence, state FROM scopes", &[], &mut |row| {
            let id = DatabaseId::from_bytes(row.array(0)?);
            let scope = Scope::open(&keys.directory, id, row.integer(1)?, row.bytes(3)?)?;
            if Ok(scope.rules_sequence) != u64::try_from(row.integer(2)?) {
                return Err(StoreError::damaged(format!("the sequences of scope {id} do not fit")));
            }
            committed.insert(id, scope);
            Ok(())
        })?;
        Ok(Self { keys, content_keys: HashMap::new(), committed, batch: HashMap::new(), before: Vec::new() })
    }

    /// Makes the server's scope in a new store.
    pub(crate) fn begin(&mut self, engine: &mut Sqlite) -> Result<(), StoreError> {
        if self.committed.is_empty() {
            self.create(SERVER)?;
            engine.batch("BEGIN IMMEDIATE")?;
            self.write(engine)?;
            engine.batch("COMMIT")?;
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
        self.content_keys.remove(&id);
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
        self.touch(id)?;
        let Self { keys, batch, .. } = self;
        if let Some(Some(scope)) = batch.get_mut(&id) {
            scope.rules.add(&keys.set_digest, COUNTED, row);
        }
        Ok(())
    }

    /// Takes a row of rules or accounts out of the digest.
    pub(crate) fn remove_rule_row(&mut self, id: DatabaseId, row: &[u8]) -> Result<(), StoreError> {
        self.touch(id)?;
        let Self { keys, batch, .. } = self;
        if let Some(Some(scope)) = batch.get_mut(&id) {
            scope.rules.remove(&keys.set_digest, COUNTED, row);
        }
        Ok(())
    }

    /// Takes `removed` out of the content digest and adds `added`. The database must be open.
    pub(crate) fn content_row(
        &mut self,
        id: DatabaseId,
        removed: Option<&[u8]>,
        added: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        self.touch(id)?;
        let Self { content_keys, batch, .. } = self;
        let closed = || StoreError::Unavailable("the database is closed".into());
        let key = &content_keys.get(&id).ok_or_else(closed)?.set_digest;
        let scope = batch.get_mut(&id).and_then(Option::as_mut).ok_or_else(closed)?;
        let digest = scope.content.as_mut().ok_or_else(closed)?;
        if let Some(row) = removed {
            digest.remove(key, COUNTED, row);
        }
        if let Some(row) = added {
            digest.add(key, COUNTED, row);
        }
        Ok(())
    }

    /// The database is open from now on: `digest` is what its rows gave.
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
        let scope = self.touch(id)?;
        scope.check_content(engine, id, &keys.header, &digest)?;
        scope.content = Some(digest);
        self.content_keys.insert(id, keys);
        Ok(())
    }

    /// The database is closed from now on.
    pub(crate) fn close_content(&mut self, id: DatabaseId) -> Result<(), StoreError> {
        self.touch(id)?.content = None;
        self.content_keys.remove(&id);
        Ok(())
    }

    /// The present change holds.
    pub(crate) fn keep(&mut self) {
        self.before.clear();
    }

    /// The present change did not happen.
    pub(crate) fn undo(&mut self) {
        for (id, before) in self.before.drain(..) {
            match before {
                Some(scope) => self.batch.insert(id, scope),
                None => self.batch.remove(&id),
            };
        }
    }

    /// The present batch did not happen.
    pub(crate) fn abandon(&mut self) {
        self.before.clear();
        self.batch.clear();
    }

    /// The present batch is on disk.
    pub(crate) fn committed(&mut self) {
        self.before.clear();
        for (id, scope) in self.batch.drain() {
            match scope {
                Some(scope) => self.committed.insert(id, scope),
                None => self.committed.remove(&id),
            };
        }
    }

    /// Writes every scope that the batch changed.
    pub(crate) fn write(&mut self, engine: &mut Sqlite) -> Result<(), StoreError> {
        for (id, scope) in &mut self.batch {
            let before = self.committed.get(id);
            match scope {
                Some(scope) if Some(&*scope) != before => {
                    write_one(engine, &self.keys, self.content_keys.get(id), *id, scope, before)?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn write_one(
    engine: &mut Sqlite,
    keys: &ServerKeys,
    content_keys: Option<&Arc<DataKeys>>,
    id: DatabaseId,
    scope: &mut Scope,
    before: Option<&Scope>,
) -> Result<(), StoreError> {
    let content = match content_keys {
        Some(keys) if content_changed(scope, before) => {
            scope.content_sequence += 1;
            scope.seal_content(&keys.header, id)?
        }
        _ => None,
    };
    let state = scope.seal(&keys.directory, id)?;
    engine.execute(
        "INSERT INTO scopes (database_id, sequence, rules_sequence, state, content) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (database_id) DO UPDATE SET sequence = excluded.sequence,
         rules_sequence = excluded.rules_sequence, state = excluded.state,
         content = COALESCE(excluded.content, scopes.content)",
        &[
            Value::from(&id.to_bytes()),
            to_integer(scope.sequence)?.into(),
            to_integer(scope.rules_sequence)?.into(),
            state.as_slice().into(),
            content.as_deref().into(),
        ],
    )?;
    Ok(())
}

/// Whether rows of content were added or removed; opening and closing alone change nothing on disk.
fn content_changed(scope: &Scope, before: Option<&Scope>) -> bool {
    let old = before.and_then(|before| before.content.as_ref());
    match (&scope.content, old) {
        (Some(new), Some(old)) => new != old,
        (Some(new), None) => scope.content_sequence == 0 && *new != SetDigest::EMPTY,
        (None, _) => false,
    }
}

pub(crate) fn to_integer(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::damaged("a number is beyond the range of the store"))
}
