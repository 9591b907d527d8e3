//! What waits for the caller's approval, in all databases.

use strongroom_domain::{
    id::{DatabaseId, GrantId, ObjectId, RequestId, UserId},
    rights::{PermissionSet, SealState},
    seal::Progress,
    time::Instant,
};

use super::{Given, parts::Standpoint};
use crate::{caller::Caller, databases::state::DatabaseState, error::ServiceError, service::Service};

/// A request that waits for the caller.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Approval {
    /// The database.
    pub database: DatabaseId,
    /// Its name.
    pub database_name: String,
    /// The grant.
    pub grant: GrantId,
    /// The folder or entry.
    pub object: ObjectId,
    /// Its title, while the database is open.
    pub title: Option<String>,
    /// Who asks.
    pub person: UserId,
    /// Why.
    pub reason: Option<String>,
    /// What it would give.
    pub permissions: PermissionSet,
    /// Since when it waits.
    pub since: Option<Instant>,
    /// When it stops waiting.
    pub until: Option<Instant>,
    /// The request: an approval can name it, so that it is for no other.
    pub request: Option<RequestId>,
    /// How many approved so far.
    pub approvals: usize,
    /// How many are needed.
    pub quorum: u32,
    /// Whether the caller is one of those who approved.
    pub approved: bool,
}

impl Service {
    /// The requests that wait for the caller, the oldest first.
    ///
    /// # Errors
    /// [`ServiceError::Damaged`] where a summary has an unknown form.
    pub fn approvals(&self, caller: &Caller) -> Result<Vec<Approval>, ServiceError> {
        let mut found = Vec::new();
        for id in self.database_ids() {
            // A database that was deleted meanwhile has nothing to approve.
            let waiting = self.viewed(caller, id, |_, state, rules| {
                let here = self.standpoint(rules, state, caller);
                Ok(state
                    .grants
                    .iter()
                    .flat_map(|(grant, given)| waiting_for(&here, state, caller, grant, given))
                    .collect::<Vec<_>>())
            });
            match waiting {
                Ok(waiting) => found.extend(waiting),
                Err(ServiceError::NotFound) => {}
                Err(other) => return Err(other),
            }
        }
        found.sort_by_key(|approval| (approval.since, approval.grant, approval.person));
        Ok(found)
    }
}

fn waiting_for(
    here: &Standpoint<'_>,
    state: &DatabaseState,
    caller: &Caller,
    grant: GrantId,
    given: &Given,
) -> Vec<Approval> {
    let record = &given.grant.record;
    let Some(terms) = &record.seal else { return Vec::new() };
    let waits = |stored: &&super::ProgressRecord| stored.progress.at(here.now).state == SealState::Waiting;
    if !given.progress.values().map(|stored| &stored.record).any(|stored| waits(&stored)) {
        return Vec::new();
    }
    let live = record.period().contains(here.now) && !state.is_in_bin(record.object);
    if !live || !here.is_approver(terms, record.author, caller.user) {
        return Vec::new();
    }
    let people = given.progress.iter().map(|(person, stored)| (*person, &stored.record));
    people
        .filter(|(person, stored)| {
            *person != caller.user && waits(stored) && here.is_subject(record.grantee, *person)
        })
        .map(|(person, stored)| {
            let progress: Progress = stored.progress.at(here.now);
            let (approvals, _) = here.votes(terms, record.author, &progress);
            Approval {
                database: here.index.id(),
                database_name: state.record.name.clone(),
                grant,
                object: record.object,
                title: state.title(record.object),
                person,
                reason: stored.reason.clone(),
                permissions: record.gives(),
                since: progress.since,
                until: progress.until,
                request: progress.request,
                approvals: approvals.len(),
                quorum: terms.quorum,
                approved: approvals.contains(&caller.user),
            }
        })
        .collect()
}

/// For those who see the name of an object at least: who approves, administers.
impl DatabaseState {
    fn title(&self, object: ObjectId) -> Option<String> {
        let held = self.content.as_ref()?.held(self.index.slot(object)?)?;
        crate::objects::summary_of(held).ok().map(|summary| summary.title)
    }
}
