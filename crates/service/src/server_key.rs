//! Another server key, while no server runs: data keys are wrapped anew, and everything that is sealed under the
//! server key is sealed under the new one, in one transaction.
//!
//! The texts of audit records stay as they are: a chain is never rewritten. What seals them is a subkey that is kept,
//! wrapped under the new server key. Where the new key is kept, and when the old one may go, is the caller's.

use std::{collections::HashMap, path::Path, sync::Arc};

use strongroom_crypto::{
    key::{DataKey, EnvelopeKey, ServerKey, ServerKeys},
    wrap::{WRAPPED_BYTES, WrapKind, WrapPlace},
};
use strongroom_domain::{
    audit::{Actor, Event, Record},
    id::{DatabaseId, GroupId, SessionId, UserId},
    time::Instant,
};
use strongroom_store::{
    Store, Write, audit as chain,
    databases::WrapRow,
    folder::FolderLock,
    grants::{GrantRow, ProgressRow},
    imports::ImportRow,
    personal::PersonalRow,
    rekey::Reseal,
    scope::SERVER,
    settings,
    tellings::{Telling, TellingRow},
};

use crate::{
    accounts::{
        groups,
        state::{Accounts, name_index},
        users,
    },
    audit::heads,
    clock::Clock,
    error::ServiceError,
    grants, import, notices,
    records::{self, DatabaseRecord, GroupRecord, UserRecord},
    service::{OpenServiceError, account_change_at_start},
};

/// The setting with the earlier keys of the audit's texts, one wrap behind the other, the oldest first.
const AUDIT_KEYS: &str = "audit.text_keys";

/// Puts `new` in the place of `old` in a store that no server uses. Its lock comes back still held, so that the new key
/// can be put in its place before anybody else looks for it.
///
/// Sessions go on. The limits on guessing begin anew, and answers kept for repeated requests are forgotten: both are
/// found by keyed hashes of what is not stored.
///
/// # Errors
/// [`OpenServiceError`] says what does not fit; the store is as it was then, unless the disk failed: after
/// [`ServiceError::Stopped`] it shows at the next opening which of the keys it is.
pub async fn rotate(
    folder: &Path,
    lock: FolderLock,
    old: &ServerKey,
    new: &ServerKey,
    clock: &dyn Clock,
) -> Result<FolderLock, OpenServiceError> {
    let (old, new) = (Arc::new(old.subkeys()), Arc::new(new.subkeys()));
    let store = Store::open_locked(folder, lock, Arc::clone(&old))?;
    let accounts = Accounts::load(&old, &store.load_server().await.map_err(ServiceError::from)?)?;
    let audit = sealed_audit_keys(&old, &new, &accounts)?;
    let reseal = Rotation { old, new: Arc::clone(&new), generations: HashMap::new(), audit, at: clock.now() };
    Ok(store.rekey(new, reseal).await?)
}

/// The keys under which texts of the audit were sealed before earlier rotations, the latest first.
///
/// # Errors
/// [`ServiceError::Damaged`] where one does not open.
pub(crate) fn earlier_audit_keys(
    keys: &ServerKeys,
    accounts: &Accounts,
) -> Result<Vec<EnvelopeKey>, ServiceError> {
    let kept = accounts.setting(AUDIT_KEYS).map_or(&[][..], |setting| &setting.record);
    let mut earlier = Vec::new();
    for (number, wrapped) in (1..).zip(kept.chunks(WRAPPED_BYTES)) {
        let key = EnvelopeKey::kept_for_audit(&keys.wrapping, number, wrapped)
            .map_err(|_| ServiceError::Damaged("an earlier key of the audit's texts does not open".into()))?;
        earlier.push(key);
    }
    earlier.reverse();
    Ok(earlier)
}

/// The setting with all earlier keys and the present one, under the new keys, with its revision.
fn sealed_audit_keys(
    old: &ServerKeys,
    new: &ServerKeys,
    accounts: &Accounts,
) -> Result<(u64, Vec<u8>), ServiceError> {
    let earlier = earlier_audit_keys(old, accounts)?;
    let mut kept = Vec::new();
    for (number, key) in (1..).zip(earlier.iter().rev().chain([&old.audit_text])) {
        kept.extend(key.keep_for_audit(&new.wrapping, number)?);
    }
    let revision = accounts.next_setting_revision(AUDIT_KEYS);
    let place = records::setting_place(AUDIT_KEYS, revision);
    Ok((revision, records::seal(&new.directory, &place, &kept)?))
}

/// From the old keys to the new ones.
struct Rotation {
    old: Arc<ServerKeys>,
    new: Arc<ServerKeys>,
    /// Which of its data keys each database uses.
    generations: HashMap<DatabaseId, u32>,
    audit: (u64, Vec<u8>),
    at: Instant,
}

impl Reseal for Rotation {
    type Error = ServiceError;

    fn user(
        &mut self,
        id: UserId,
        revision: u64,
        record: &[u8],
    ) -> Result<(Vec<u8>, [u8; 32]), ServiceError> {
        let place = records::user_place(id, revision);
        let user: UserRecord = records::open(&self.old.directory, &place, record)?;
        let index = name_index(&self.new, users::NAMES, &user.username);
        Ok((records::reseal(&self.old.directory, &self.new.directory, &place, record)?, index))
    }

    fn group(
        &mut self,
        id: GroupId,
        revision: u64,
        record: &[u8],
    ) -> Result<(Vec<u8>, [u8; 32]), ServiceError> {
        let place = records::group_place(id, revision);
        let group: GroupRecord = records::open(&self.old.directory, &place, record)?;
        let index = name_index(&self.new, groups::NAMES, &group.name);
        Ok((records::reseal(&self.old.directory, &self.new.directory, &place, record)?, index))
    }

    fn credential(&mut self, id: UserId, revision: u64, record: &[u8]) -> Result<Vec<u8>, ServiceError> {
        let place = records::password_place(id, revision);
        records::reseal(&self.old.directory, &self.new.directory, &place, record)
    }

    fn session(&mut self, id: SessionId, record: &[u8]) -> Result<Vec<u8>, ServiceError> {
        records::reseal(&self.old.directory, &self.new.directory, &records::session_place(id), record)
    }

    fn setting(&mut self, name: &str, revision: u64, record: &[u8]) -> Result<Vec<u8>, ServiceError> {
        let place = records::setting_place(name, revision);
        if name != heads::SETTING {
            return records::reseal(&self.old.directory, &self.new.directory, &place, record);
        }
        let seed: Vec<u8> = records::open(&self.old.directory, &place, record)?;
        let seed = records::reseal(&self.old.signing_seed, &self.new.signing_seed, &heads::SEED, &seed)?;
        records::seal(&self.new.directory, &place, &seed)
    }

    fn telling(&mut self, kind: Telling, row: &TellingRow) -> Result<Vec<u8>, ServiceError> {
        let place = notices::telling_place(kind, row.item, row.revision);
        let place = place.ok_or(ServiceError::Internal("a position has no record".into()))?;
        records::reseal(&self.old.directory, &self.new.directory, &place, &row.record)
    }

    fn database(&mut self, id: DatabaseId, revision: u64, record: &[u8]) -> Result<Vec<u8>, ServiceError> {
        let place = records::database_place(id, revision);
        let opened: DatabaseRecord = records::open(&self.old.directory, &place, record)?;
        self.generations.insert(id, opened.key_generation);
        records::reseal(&self.old.directory, &self.new.directory, &place, record)
    }

    fn grant(&mut self, database: DatabaseId, row: &GrantRow) -> Result<Vec<u8>, ServiceError> {
        let place = grants::grant_place(database, row.id, row.revision);
        records::reseal(&self.old.directory, &self.new.directory, &place, &row.record)
    }

    fn progress(&mut self, database: DatabaseId, row: &ProgressRow) -> Result<Vec<u8>, ServiceError> {
        let place = grants::progress_place(database, row.grant, row.person, row.revision);
        records::reseal(&self.old.directory, &self.new.directory, &place, &row.record)
    }

    fn import(&mut self, database: DatabaseId, row: &ImportRow) -> Result<Vec<u8>, ServiceError> {
        let place = import::import_place(database, row.id, row.revision);
        records::reseal(&self.old.directory, &self.new.directory, &place, &row.record)
    }

    fn personal(&mut self, row: &PersonalRow) -> Result<Vec<u8>, ServiceError> {
        let place = crate::personal::list_place(row.user, row.list, row.revision);
        records::reseal(&self.old.directory, &self.new.directory, &place, &row.record)
    }

    fn wrap(&mut self, wrap: &WrapRow) -> Result<Option<Vec<u8>>, ServiceError> {
        if wrap.kind != WrapKind::ServerKey as u8 {
            return Ok(None);
        }
        let id = wrap.database;
        let generation = self.generations.get(&id).copied().unwrap_or_default();
        let place = WrapPlace::of_data_key(id.to_bytes(), WrapKind::ServerKey, generation);
        let key = DataKey::open_wrapped(&self.old.wrapping, &place, &wrap.wrapped).map_err(|_| {
            ServiceError::Damaged(
                format!("the key of database {id} does not open with the server key").into(),
            )
        })?;
        Ok(Some(key.wrap(&self.new.wrapping, &place)?))
    }

    fn finish(&mut self, write: &mut Write<'_>) -> Result<(), ServiceError> {
        let (revision, keys) = &self.audit;
        settings::put(write, AUDIT_KEYS, *revision, keys)?;
        let event = Event::KeyRotated { key: "server_key".to_owned() };
        chain::append(write, SERVER, &Record::new(self.at, Actor::Operator, event).encode())?;
        account_change_at_start(write)?;
        Ok(())
    }
}
