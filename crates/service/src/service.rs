//! The service as a whole: the store, the keys, and what is held in memory.

use std::{collections::HashMap, path::Path, sync::Arc};

use parking_lot::RwLock;
use strongroom_crypto::{
    key::{EnvelopeKey, ServerKey, ServerKeys},
    password::PasswordRecord,
    random,
    signing::SigningKey,
};
use strongroom_domain::{
    entry::Types,
    id::{DatabaseId, UserId},
    rights::ServerRules,
    time::Instant,
};
use strongroom_store::{OpenError, Raises, Store, StoreError, Write, folder::FolderLock, scope::SERVER};

use crate::{
    accounts::{
        passwords::nobodies,
        state::{AccountChange, Accounts},
    },
    audit,
    changes::{Cursors, Sights},
    clock::{Clock, Timeline, last_known},
    databases::{keys::OwnerKey, private::Gates, state::Database},
    error::ServiceError,
    hashing::HashingPool,
    server_key::earlier_audit_keys,
    settings::Settings,
    sign_in::sessions::Sessions,
    turns::Turns,
};

/// A change whose decision was overtaken is decided again this often before the caller is told to try again.
const DECISIONS: usize = 16;

/// Why the service does not start.
#[derive(Debug, thiserror::Error)]
pub enum OpenServiceError {
    /// The store does not open.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// What is stored does not fit, or the server key is another one.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// What is held in memory: as of the last commit. Locks are taken in the order of the members.
pub(crate) struct Memory {
    pub accounts: RwLock<Accounts>,
    pub databases: RwLock<HashMap<DatabaseId, Arc<Database>>>,
    pub sessions: RwLock<Sessions>,
    /// The keys of those who are signed in, for their private databases.
    pub owner_keys: RwLock<HashMap<UserId, OwnerKey>>,
    /// Favourites, and what people used last.
    pub personal: RwLock<crate::personal::Lists>,
    /// What came into inboxes.
    pub telling: crate::notices::Telling,
}

/// The use cases. Cheap to share by `Arc`.
pub struct Service {
    pub(crate) store: Store,
    pub(crate) keys: Arc<ServerKeys>,
    pub(crate) timeline: Timeline,
    pub(crate) settings: Settings,
    pub(crate) hashing: HashingPool,
    /// Reading, looking at and building what is imported: one at a time, and one of each person, so that it keeps nobody
    /// from signing in, and whoever looks often keeps nobody else from importing.
    pub(crate) importing: Turns,
    /// Files that wait to be imported.
    pub(crate) import_jobs: crate::import::Jobs,
    /// Making of export files, one at a time.
    pub(crate) exporting_pool: HashingPool,
    /// Sealing of many objects anew: one at a time, and one of each person.
    pub(crate) arranging: Turns,
    /// Foretelling what moves and copies do, likewise.
    pub(crate) foretelling: Turns,
    /// Who sends attachments.
    pub(crate) uploading: crate::objects::Uploading,
    /// Attachments whose senders went away.
    pub(crate) abandoned: crate::objects::Abandoned,
    /// Who has an export under way.
    pub(crate) exporting: crate::export::Exporting,
    /// A user's private databases are opened and closed with sessions one after the other.
    pub(crate) private_gates: Gates,
    /// A person's second passwords are tried one after the other.
    pub(crate) second_gates: Gates,
    pub(crate) types: Types,
    /// Which databases' versions were looked at lately.
    pub(crate) looked: crate::objects::Looked,
    /// Where clients stand in what changes.
    pub(crate) cursors: Cursors,
    /// What they were told until then.
    pub(crate) sights: Sights,
    pub(crate) memory: Arc<Memory>,
    /// Reads what was loaded for searching.
    pub(crate) indexer: crate::search::Indexer,
    pub(crate) setup: crate::setup::Pending,
    pub(crate) signing: SigningKey,
    /// One for each cost in use, checked in the place of what an account does not have: every sign-in that fails is the
    /// same work, whether there is such a name and whatever its password cost.
    pub(crate) nobodies: Vec<PasswordRecord>,
    /// Under these the texts of older audit records are sealed, the latest first.
    pub(crate) earlier_audit_keys: Vec<EnvelopeKey>,
}

impl Service {
    /// Opens the store in `folder`, whose lock is `lock`, and loads what is in it. Databases that the server can
    /// open by itself are open when this returns.
    ///
    /// # Errors
    /// [`OpenServiceError`] says what does not fit.
    pub async fn open(
        folder: &Path,
        lock: FolderLock,
        server_key: &ServerKey,
        settings: Settings,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenServiceError> {
        let keys = Arc::new(server_key.subkeys());
        let store = Store::open_locked(folder, lock, Arc::clone(&keys))?;
        let rows = store.load_server().await.map_err(ServiceError::from)?;
        let mut accounts = Accounts::load(&keys, &rows)?;
        let sessions = Sessions::load(&keys, &rows)?;
        let personal = crate::personal::Lists::load(&keys, &rows)?;
        let signing = audit::heads::signing_key(&store, &keys, &mut accounts).await?;
        let nobodies = nobodies(&store, &keys, settings.password_cost)?;
        let earlier_audit_keys = earlier_audit_keys(&keys, &accounts)?;
        let timeline = Timeline::new(Arc::clone(&clock), last_known(&store, &accounts, clock.boot())?);
        let fresh = accounts.users().next().is_none();
        let memory = Arc::new(Memory {
            accounts: RwLock::new(accounts),
            databases: RwLock::default(),
            sessions: RwLock::new(sessions),
            owner_keys: RwLock::default(),
            personal: RwLock::new(personal),
            telling: crate::notices::Telling::default(),
        });
        let indexer = crate::search::Indexer::start(&memory)
            .map_err(|error| ServiceError::Internal(error.to_string().into()))?;
        let service = Self {
            setup: crate::setup::Pending::new(fresh)?,
            memory,
            indexer,
            store,
            keys,
            timeline,
            settings,
            hashing: HashingPool::default(),
            importing: Turns::default(),
            import_jobs: crate::import::Jobs::default(),
            exporting_pool: HashingPool::single(),
            arranging: Turns::default(),
            foretelling: Turns::default(),
            uploading: crate::objects::Uploading::default(),
            abandoned: crate::objects::Abandoned::default(),
            exporting: crate::export::Exporting::default(),
            private_gates: Gates::default(),
            second_gates: Gates::default(),
            types: Types::default(),
            looked: crate::objects::Looked::default(),
            cursors: Cursors::default(),
            sights: Sights::default(),
            signing,
            nobodies,
            earlier_audit_keys,
        };
        // What was on its way when the last process ended comes no more.
        service.store.write(strongroom_store::attachments::discard_all).await.map_err(ServiceError::from)?;
        service.load_databases(&rows.databases).await?;
        Ok(service)
    }

    /// How often the heads of all audit chains are to be signed.
    pub fn sign_heads_every(&self) -> std::time::Duration {
        self.settings.sign_heads_every
    }

    /// The largest attachment, in bytes.
    pub const fn attachment_bytes(&self) -> u64 {
        self.settings.attachment_bytes
    }

    /// Why the store does not write any more, if it does not.
    pub fn trouble(&self) -> Option<ServiceError> {
        self.store.trouble().map(ServiceError::from)
    }

    /// What the store's writer did since it was opened.
    pub fn figures(&self) -> strongroom_store::Figures {
        self.store.figures()
    }

    /// How many sessions there are, those that are over and not yet put away included.
    pub fn session_count(&self) -> usize {
        self.memory.sessions.read().all().count()
    }

    /// The present instant: the server's time, which never goes back.
    pub fn now(&self) -> Instant {
        self.timeline.now()
    }

    /// Accounts, groups and policies as of the last commit.
    pub(crate) fn rules(&self) -> Arc<ServerRules> {
        Arc::clone(self.memory.accounts.read().rules())
    }

    /// Asks `plan` for a decision and its change, and makes the change; if a rule changed in between, asks again.
    ///
    /// # Errors
    /// What `plan` or the change says; [`ServiceError::Busy`] where rules changed all the time.
    pub(crate) async fn decided<T, C>(
        &self,
        mut plan: impl FnMut() -> Result<C, ServiceError>,
    ) -> Result<T, ServiceError>
    where
        T: Send + 'static,
        C: FnOnce(&mut Write<'_>) -> Result<T, ServiceError> + Send + 'static,
    {
        for _ in 0..DECISIONS {
            let answer = match plan() {
                Ok(change) => self.store.write(change).await,
                Err(error) => Err(error),
            };
            match answer {
                Err(ServiceError::Stale) => self.settle().await?,
                answer => return answer.map_err(|error| self.naming_holder(error)),
            }
        }
        Err(ServiceError::Busy)
    }

    /// As [`Self::decided`], where a decision takes so long that it is made on a pool, off the threads that answer others.
    ///
    /// # Errors
    /// As [`Self::decided`]; [`ServiceError::RateLimited`] where too many wait for the pool.
    pub(crate) async fn decided_aside<T, C>(
        self: &Arc<Self>,
        pool: &HashingPool,
        plan: impl Fn(&Arc<Self>) -> Result<C, ServiceError> + Send + Sync + 'static,
    ) -> Result<T, ServiceError>
    where
        T: Send + 'static,
        C: FnOnce(&mut Write<'_>) -> Result<T, ServiceError> + Send + 'static,
    {
        let plan = Arc::new(plan);
        for _ in 0..DECISIONS {
            let (service, plan) = (Arc::clone(self), Arc::clone(&plan));
            let answer = match pool.run(move || plan(&service)).await? {
                Ok(change) => self.store.write(change).await,
                Err(error) => Err(error),
            };
            match answer {
                Err(ServiceError::Stale) => self.settle().await?,
                answer => return answer.map_err(|error| self.naming_holder(error)),
            }
        }
        Err(ServiceError::Busy)
    }

    /// Waits until memory has everything that was written before.
    pub(crate) async fn settle(&self) -> Result<(), ServiceError> {
        self.store.write(|_| Ok(())).await
    }

    /// A new id of version 7.
    pub(crate) fn new_id<T: From<uuid::Uuid>>(&self, now: Instant) -> Result<T, ServiceError> {
        Ok(uuid::Uuid::from_bytes(random::uuid_v7(now.micros())?).into())
    }
}

/// Ends a change of accounts, groups, policies or settings: raises the server's sequence, and has memory follow
/// once it is on disk.
pub(crate) fn account_change(
    write: &mut Write<'_>,
    memory: &Arc<Memory>,
    change: AccountChange,
) -> Result<(), StoreError> {
    let sequence = write.raise(SERVER, Raises::Rules)?;
    let memory = Arc::clone(memory);
    write.when_durable(move || memory.accounts.write().apply(sequence, change));
    Ok(())
}

/// The same while nothing is in memory yet; returns the sequence.
pub(crate) fn account_change_at_start(write: &mut Write<'_>) -> Result<u64, StoreError> {
    write.raise(SERVER, Raises::Rules)
}
