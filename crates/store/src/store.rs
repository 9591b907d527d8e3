//! The store as a whole: the data folder's lock, the writer and the readers.

use std::{path::Path, sync::Arc};

use strongroom_crypto::key::ServerKeys;
use strongroom_domain::id::DatabaseId;

use crate::{
    engine::{
        Query, migrate,
        sqlite::{Readers, Sqlite},
    },
    error::{OpenError, StoreError},
    folder::FolderLock,
    scope::Scope,
    scopes::Scopes,
    writer::{Write, Writer},
};

/// What is kept on disk.
pub struct Store {
    // Declared first, dropped first: everything queued is written before the folder is given free.
    writer: Writer,
    readers: Readers,
    keys: Arc<ServerKeys>,
    _lock: FolderLock,
}

impl Store {
    /// Locks the data folder, opens or makes the store in it and brings its schema up to date.
    ///
    /// # Errors
    /// [`OpenError`] says why the folder or the store can not be used; nothing was changed then.
    pub fn open(folder: &Path, keys: Arc<ServerKeys>) -> Result<Self, OpenError> {
        let lock = FolderLock::take(folder)?;
        Self::open_locked(folder, lock, keys)
    }

    /// The same with a lock taken before, so that other files of the folder can be made under it.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_locked(folder: &Path, lock: FolderLock, keys: Arc<ServerKeys>) -> Result<Self, OpenError> {
        let mut engine = Sqlite::writer(folder)?;
        migrate::run(&mut engine)?;
        let mut scopes = Scopes::load(&mut engine, Arc::clone(&keys))?;
        scopes.begin(&mut engine)?;
        let writer = Writer::start(engine, scopes)?;
        Ok(Self { writer, readers: Readers::new(folder), keys, _lock: lock })
    }

    /// Runs `change` in one transaction and returns once it is on disk, or undone with its error. Changes of
    /// several callers share a commit; each is whole or absent.
    ///
    /// # Errors
    /// What `change` says, or that the store could not write.
    pub async fn write<T, E>(
        &self,
        change: impl FnOnce(&mut Write<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.writer.write(change).await
    }

    /// Runs `work` on what is committed now.
    ///
    /// # Errors
    /// What `work` says.
    pub fn read<T>(
        &self,
        work: impl FnOnce(&mut dyn Query) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.readers.with(work)
    }

    /// The keys of the server, for loading.
    pub(crate) fn keys(&self) -> &ServerKeys {
        &self.keys
    }

    /// The committed state of a scope.
    ///
    /// # Errors
    /// [`StoreError::Changed`] where there is no such scope.
    pub async fn scope(&self, id: DatabaseId) -> Result<Scope, StoreError> {
        self.write(move |write| write.scope(id).cloned()).await
    }
}
