//! Grants as they are stored and held in memory: as of the last commit.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use strongroom_crypto::{digest::sha256, envelope::Place, envelope::RecordKind, key::ServerKeys};
use strongroom_domain::{
    account::Principal,
    audit::Giving,
    id::{DatabaseId, GrantId, ObjectId, UserId},
    rights::{Grant, Permission, PermissionSet, Seal, SealState},
    seal::{Progress, SealEnd, SealTerms},
    time::{Instant, Period},
};
use strongroom_store::grants::{GrantRow, ProgressRow};

use crate::{accounts::state::Revised, error::ServiceError, records};

/// A grant as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantRecord {
    /// The folder or entry.
    pub object: ObjectId,
    /// Who receives it.
    pub grantee: Principal,
    /// On whose rights it rests.
    pub author: UserId,
    /// Some of the object permissions.
    pub permissions: Vec<Permission>,
    /// The first instant at which it is live.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Instant>,
    /// The first instant at which it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Instant>,
    /// What the author wrote to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The terms of its seal, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<SealTerms>,
    /// When it was made.
    pub created_at: Instant,
}

impl GrantRecord {
    /// When it is live.
    pub const fn period(&self) -> Period {
        Period { from: self.from, to: self.to }
    }

    /// What the audit tells of it.
    pub fn giving(&self) -> Giving {
        let Self { permissions, from, to, seal, .. } = self.clone();
        Giving { permissions, from, to, seal }
    }

    /// What it gives, as a set.
    pub fn gives(&self) -> PermissionSet {
        self.permissions.iter().copied().collect()
    }
}

/// How far a person has come, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgressRecord {
    /// State, clock and votes.
    pub progress: Progress,
    /// The reason of the last request, or why it was rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When the person asked within the last hour.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<Instant>,
}

impl ProgressRecord {
    /// How it came that the person is back at sealed after having asked: what the clock ended is stored as it was, and of
    /// all who end a request only those who reject it leave a reason.
    pub fn ended(&self, now: Instant) -> Option<SealEnd> {
        let rejected = self.progress.state == SealState::Sealed && self.reason.is_some();
        self.progress.ended_by_clock(now).or(rejected.then_some(SealEnd::Rejected))
    }
}

/// A grant with everybody's progress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The grant and its revision.
    pub grant: Revised<GrantRecord>,
    /// Of everybody who ever asked for it, or for whom it was opened.
    pub progress: BTreeMap<UserId, Revised<ProgressRecord>>,
}

impl Given {
    /// What the rights engine needs of it.
    pub fn for_engine(&self) -> Grant {
        let record = &self.grant.record;
        let standing =
            |(person, at): (&UserId, &Revised<ProgressRecord>)| (*person, at.record.progress.standing());
        Grant {
            object: record.object,
            grantee: record.grantee,
            author: record.author,
            permissions: record.gives(),
            period: record.period(),
            revoked: false,
            seal: record.seal.as_ref().map(|_| Seal { states: self.progress.iter().map(standing).collect() }),
        }
    }

    /// How far a person has come at `now`.
    pub fn progress_of(&self, person: UserId, now: Instant) -> Progress {
        self.progress.get(&person).map_or_else(Progress::default, |at| at.record.progress.at(now))
    }
}

/// All grants of a database.
#[derive(Debug, Clone, Default)]
pub struct Grants {
    all: BTreeMap<GrantId, Given>,
}

impl Grants {
    /// From the rows of the store.
    ///
    /// # Errors
    /// [`ServiceError::Damaged`] names a record that does not open.
    pub fn load(
        keys: &ServerKeys,
        database: DatabaseId,
        grants: &[GrantRow],
        progress: &[ProgressRow],
    ) -> Result<Self, ServiceError> {
        let mut all = BTreeMap::new();
        for row in grants {
            let place = grant_place(database, row.id, row.revision);
            let record: GrantRecord = records::open(&keys.directory, &place, &row.record)?;
            if record.object != row.object {
                return Err(ServiceError::Damaged(format!("grant {} is of another object", row.id).into()));
            }
            let grant = Revised { revision: row.revision, record };
            all.insert(row.id, Given { grant, progress: BTreeMap::new() });
        }
        for row in progress {
            let place = progress_place(database, row.grant, row.person, row.revision);
            let record: ProgressRecord = records::open(&keys.directory, &place, &row.record)?;
            let given = all.get_mut(&row.grant);
            let given = given.ok_or(ServiceError::Damaged("a seal of a grant that is not there".into()))?;
            given.progress.insert(row.person, Revised { revision: row.revision, record });
        }
        Ok(Self { all })
    }

    /// One of them.
    pub fn get(&self, id: GrantId) -> Option<&Given> {
        self.all.get(&id)
    }

    /// Every one, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = (GrantId, &Given)> {
        self.all.iter().map(|(id, given)| (*id, given))
    }

    /// Sets one, after a commit.
    pub fn put(&mut self, id: GrantId, given: Given) {
        self.all.insert(id, given);
    }

    /// Takes one away, after a commit.
    pub fn remove(&mut self, id: GrantId) {
        self.all.remove(&id);
    }

    /// Keeps those of objects that are still there.
    pub fn retain_objects(&mut self, there: impl Fn(ObjectId) -> bool) {
        self.all.retain(|_, given| there(given.grant.record.object));
    }
}

/// Where the record of a grant stands.
pub const fn grant_place(database: DatabaseId, grant: GrantId, revision: u64) -> Place {
    Place::new(database.to_bytes(), grant.to_bytes(), RecordKind::Grant, revision)
}

/// Where a person's progress with the seal of a grant stands.
pub fn progress_place(database: DatabaseId, grant: GrantId, person: UserId, revision: u64) -> Place {
    let digest = sha256(&[grant.to_bytes(), person.to_bytes()].concat());
    let mut both = [0; 16];
    for (to, from) in both.iter_mut().zip(digest) {
        *to = from;
    }
    Place::new(database.to_bytes(), both, RecordKind::SealProgress, revision)
}

/// The row of a person's progress.
///
/// # Errors
/// [`ServiceError::Internal`] where the operating system gives no randomness.
pub fn progress_row(
    keys: &ServerKeys,
    database: DatabaseId,
    grant: GrantId,
    person: UserId,
    stored: &Revised<ProgressRecord>,
) -> Result<ProgressRow, ServiceError> {
    let place = progress_place(database, grant, person, stored.revision);
    let record = records::seal(&keys.directory, &place, &stored.record)?;
    Ok(ProgressRow { grant, person, revision: stored.revision, record })
}
