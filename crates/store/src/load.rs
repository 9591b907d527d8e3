//! Loading at start and at the opening of a database. Everything that is read is counted, and the counts are
//! compared with what was written last.

use std::sync::Arc;

use strongroom_crypto::{
    digest::SetDigest,
    key::{DataKeys, MacKey},
};
use strongroom_domain::{
    database::{Assignment, ObjectRule},
    id::{DatabaseId, GroupId, UserId},
};

use crate::{
    accounts::{self, Kind, RecordRow},
    attachments, audit, bin,
    databases::{self, DatabaseRow},
    engine::Query,
    error::StoreError,
    grants::{self, GrantRow, ProgressRow},
    icons,
    imports::{self, ImportRow},
    locks::{self, LockRow},
    objects::{self, Place},
    personal::{self, PersonalRow},
    rows::COUNTED,
    rules,
    scope::{SERVER, Scope},
    second_passwords::{self, SecondRow},
    sessions::{self, SessionRow},
    settings::{self, SettingRow},
    store::Store,
    tellings, tries,
    writer::Write,
};

/// Everything of the server but its databases' content.
#[derive(Debug)]
pub struct ServerRows {
    /// The state of the server's scope.
    pub scope: Scope,
    /// Every user.
    pub users: Vec<RecordRow>,
    /// Every group.
    pub groups: Vec<RecordRow>,
    /// Every membership.
    pub members: Vec<(GroupId, UserId)>,
    /// Every setting.
    pub settings: Vec<SettingRow>,
    /// Every list of one person.
    pub personal: Vec<PersonalRow>,
    /// Every session.
    pub sessions: Vec<SessionRow>,
    /// Every database.
    pub databases: Vec<DatabaseRow>,
}

/// What decisions about a database rest on, open or closed.
#[derive(Debug)]
pub struct RuleRows {
    /// The state of the database's scope.
    pub scope: Scope,
    /// Assignments.
    pub assignments: Vec<Assignment>,
    /// Object rules.
    pub rules: Vec<ObjectRule>,
    /// Grants.
    pub grants: Vec<GrantRow>,
    /// How far people have come with the seals of grants.
    pub progress: Vec<ProgressRow>,
    /// Who edits what.
    pub locks: Vec<LockRow>,
    /// What was imported lately.
    pub imports: Vec<ImportRow>,
    /// The tree, in no particular order.
    pub places: Vec<Place>,
}

impl Store {
    /// The scope as a snapshot has it, which may be later than `known`, never earlier.
    fn scope_in(&self, query: &mut dyn Query, id: DatabaseId, known: &Scope) -> Result<Scope, StoreError> {
        let scope = Scope::read(query, &self.keys().directory, id)?;
        if scope.writes < known.writes || scope.sequence < known.sequence {
            return Err(StoreError::damaged(format!("the state of scope {id} was rolled back")));
        }
        Ok(scope)
    }

    /// Everything of the server.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where a row was changed, rolled back, removed or added outside of the server.
    pub async fn load_server(&self) -> Result<ServerRows, StoreError> {
        let known = self.scope(SERVER).await?;
        self.read(|query| {
            let scope = self.scope_in(query, SERVER, &known)?;
            let (rows, digest) = server_rows(query, scope, &self.keys().set_digest)?;
            if digest != rows.scope.rules {
                return Err(StoreError::damaged(
                    "accounts, groups, settings, sessions, tries or keys of databases were changed outside of the server",
                ));
            }
            audit::check_heads(query, &rows.scope)?;
            Ok(rows)
        })
    }

    /// The rules of a database and its tree.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where a rule was changed, rolled back, removed or added outside of the server. The
    /// tree is checked when the database opens.
    pub async fn load_rules(&self, id: DatabaseId) -> Result<RuleRows, StoreError> {
        let known = self.scope(id).await?;
        self.read(|query| {
            let scope = self.scope_in(query, id, &known)?;
            let mut digest = SetDigest::EMPTY;
            let key = &self.keys().set_digest;
            let count = &mut |row: &[u8]| digest.add(key, COUNTED, row);
            let (assignments, rules) = rules::load(query, id, count)?;
            let (grants, progress) = grants::load(query, id, count)?;
            let locks = locks::load(query, id, count)?;
            let imports = imports::load(query, id, count)?;
            let pending = imports::pending(query, id)?;
            let mut places = Vec::new();
            objects::load_places(query, id, &mut |place| {
                if !pending.contains(&place.id) {
                    places.push(place);
                }
            })?;
            if digest == scope.rules {
                Ok(RuleRows { scope, assignments, rules, grants, progress, locks, imports, places })
            } else {
                Err(StoreError::damaged(format!("rules of database {id} were changed outside of the server")))
            }
        })
    }

    /// Gives the place and the encrypted summary of every object of a database to `each`, and opens the database
    /// for writing if its rows are those that were written. `each` must not act on what it got before this returns.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where an object was rolled back, removed or added outside of the server;
    /// [`StoreError::Stale`] where the content changed while it was read, which takes that the database was open
    /// already; [`StoreError::Changed`] where it was deleted.
    pub async fn open_content(
        &self,
        id: DatabaseId,
        keys: Arc<DataKeys>,
        each: impl FnMut(Place, &[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let opened = self.read_content(id, keys, each).await?;
        self.write(move |write| opened.open(write)).await
    }

    /// The reading half of [`Self::open_content`]; the other is [`ReadContent::open`], in a change whose publishing
    /// has memory follow.
    ///
    /// # Errors
    /// As [`Self::open_content`].
    pub async fn read_content(
        &self,
        id: DatabaseId,
        keys: Arc<DataKeys>,
        mut each: impl FnMut(Place, &[u8]) -> Result<(), StoreError>,
    ) -> Result<ReadContent, StoreError> {
        let known = self.scope(id).await?;
        let (digest, content_sequence, second_passwords) = self.read(|query| {
            let scope = self.scope_in(query, id, &known)?;
            let mut digest = SetDigest::EMPTY;
            let count = &mut |row: &[u8]| digest.add(&keys.set_digest, COUNTED, row);
            let pending = imports::pending(query, id)?;
            objects::load(query, id, count, &mut |place, summary| {
                if pending.contains(&place.id) { Ok(()) } else { each(place, summary) }
            })?;
            attachments::count(query, id, count)?;
            icons::count(query, id, count)?;
            bin::count(query, id, count)?;
            let second_passwords = second_passwords::load(query, id, count)?;
            scope.check_content(query, id, &keys.header, &digest)?;
            Ok((digest, scope.content_sequence, second_passwords))
        })?;
        Ok(ReadContent { id, keys, digest, content_sequence, second_passwords })
    }

    /// Walks an audit chain from its first record to its last, as they stand in one snapshot, and returns its head
    /// and the first thing that does not fit.
    ///
    /// # Errors
    /// [`StoreError::Changed`] where there is no such scope; [`StoreError::Damaged`] where its state was tampered
    /// with.
    pub async fn verify_audit(
        &self,
        id: DatabaseId,
    ) -> Result<(strongroom_crypto::chain::Head, Option<audit::Misfit>), StoreError> {
        let known = self.scope(id).await?;
        self.read(|query| {
            let scope = self.scope_in(query, id, &known)?;
            let misfit = match audit::verify(query, id, &scope.audit)? {
                Some(misfit) => Some(misfit),
                None => audit::surplus(query, id, &scope)?,
            };
            Ok((scope.audit, misfit))
        })
    }

    /// Closes a database for writing.
    ///
    /// # Errors
    /// [`StoreError::Changed`] where it is not there any more.
    pub async fn close_content(&self, id: DatabaseId) -> Result<(), StoreError> {
        self.write(move |write| close_content(write, id)).await
    }
}

/// Everything of the server, and its digest under `key`.
pub(crate) fn server_rows(
    query: &mut dyn Query,
    scope: Scope,
    key: &MacKey,
) -> Result<(ServerRows, SetDigest), StoreError> {
    let mut digest = SetDigest::EMPTY;
    let count = &mut |row: &[u8]| digest.add(key, COUNTED, row);
    let users = accounts::load(query, Kind::User, count)?;
    accounts::count_credentials(query, count)?;
    tries::count(query, count)?;
    tellings::count(query, count)?;
    let rows = ServerRows {
        users,
        groups: accounts::load(query, Kind::Group, count)?,
        members: accounts::load_members(query, count)?,
        settings: settings::load(query, count)?,
        personal: personal::load(query, count)?,
        sessions: sessions::load(query, count)?,
        databases: databases::load(query, count)?,
        scope,
    };
    Ok((rows, digest))
}

/// The content of a database that was read and found to be what was written.
#[derive(Clone)]
pub struct ReadContent {
    id: DatabaseId,
    keys: Arc<DataKeys>,
    digest: SetDigest,
    content_sequence: u64,
    second_passwords: Vec<SecondRow>,
}

impl ReadContent {
    /// The second passwords that were read.
    pub fn second_passwords(&self) -> &[SecondRow] {
        &self.second_passwords
    }

    /// Opens the database for writing.
    ///
    /// # Errors
    /// [`StoreError::Stale`] where its content changed since it was read; [`StoreError::Changed`] where it was
    /// deleted.
    pub fn open(self, write: &mut Write<'_>) -> Result<(), StoreError> {
        write.scopes().open_checked(self.id, self.keys, self.digest, self.content_sequence)
    }
}

/// Closes a database for writing within a change.
///
/// # Errors
/// [`StoreError::Changed`] where it is not there any more.
pub fn close_content(write: &mut Write<'_>, id: DatabaseId) -> Result<(), StoreError> {
    write.scopes().close_content(id)
}

/// Opens a database for writing within a change: one that is being made (no rows yet).
///
/// # Errors
/// [`StoreError::Damaged`] where `digest` is not that of the rows written last; [`StoreError::Changed`] where the
/// database was deleted.
pub fn open_content(
    write: &mut Write<'_>,
    id: DatabaseId,
    keys: Arc<DataKeys>,
    digest: SetDigest,
) -> Result<(), StoreError> {
    write.with_scopes(|scopes, engine| scopes.open_content(engine, id, keys, digest))
}
