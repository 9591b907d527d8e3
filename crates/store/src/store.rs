//! The store as a whole: the data folder's lock, the writer and the readers.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use strongroom_crypto::key::ServerKeys;
use strongroom_domain::id::DatabaseId;

use crate::{
    disk::{self, Disk},
    engine::{
        Query, migrate,
        sqlite::{Readers, Sqlite},
    },
    error::{OpenError, StoreError},
    figures::{Figures, Observed},
    folder::FolderLock,
    scope::Scope,
    scopes::Scopes,
    writer::{Write, Writer},
};

/// What is kept on disk.
pub struct Store {
    // In the order of dropping: the writer closes the last connection, which carries the log over into the file;
    // and everything queued is written before the folder is given free.
    readers: Readers,
    writer: Writer,
    observed: Arc<Observed>,
    keys: Arc<ServerKeys>,
    lock: FolderLock,
    folder: PathBuf,
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
        let observed = Arc::new(Observed::default());
        let writer = Writer::start(engine, scopes, Arc::clone(&observed))?;
        let readers = Readers::new(folder);
        Ok(Self { readers, writer, observed, keys, lock, folder: folder.to_owned() })
    }

    /// Runs `change` in one transaction and returns once it is on disk, or undone with its error. Changes of
    /// several callers share a commit; each is whole or absent. A change goes on when its caller goes away.
    ///
    /// # Errors
    /// What `change` says, or that the store could not write: after [`StoreError::Unavailable`] nothing of it is
    /// there, after [`StoreError::Stopped`] nobody knows until a restart.
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

    /// Writes what is queued and closes the file; the folder stays locked.
    pub(crate) fn close(self) -> FolderLock {
        let Self { readers, writer, lock, .. } = self;
        drop(readers);
        drop(writer);
        lock
    }

    /// Runs `work` on one snapshot of what is committed now.
    ///
    /// # Errors
    /// What `work` says, or that the engine could not read.
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

    /// Counts since the store was opened.
    pub fn figures(&self) -> Figures {
        self.observed.figures()
    }

    /// How much room it takes on its disk, and how much is left.
    ///
    /// # Errors
    /// What the system says.
    pub fn disk(&self) -> io::Result<Disk> {
        disk::of_folder(&self.folder)
    }

    /// Why the last transaction did not come about; `None` while the store writes. [`StoreError::Stopped`] is for
    /// good, anything else may pass.
    pub fn trouble(&self) -> Option<StoreError> {
        self.observed.trouble()
    }

    /// The committed state of a scope.
    ///
    /// # Errors
    /// [`StoreError::Changed`] where there is no such scope.
    pub async fn scope(&self, id: DatabaseId) -> Result<Scope, StoreError> {
        self.write(move |write| write.scope(id).cloned()).await
    }
}
