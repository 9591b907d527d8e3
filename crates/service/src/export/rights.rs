//! The rights in a database go along in an archive of all of it, where whoever makes it administers them: those see every
//! assignment and rule anyway. Of a part of a database they stay: what is denied above it would be lost.

use std::collections::{BTreeSet, HashSet};

use strongroom_domain::{
    account::Principal,
    administration::DatabaseAction,
    database::DatabaseKind,
    id::{DatabaseId, ObjectId, UserId},
};
use strongroom_formats::export::{Assigned, Named, Rights, Ruled, Tree};

use crate::{accounts::state::Accounts, caller::Caller, error::ServiceError, service::Service};

/// What is known of rights that go along.
pub(super) struct Taken {
    /// The sequence of the rules that they are of.
    pub sequence: u64,
    /// Grants, which do not.
    pub grants_left_out: u64,
}

impl Service {
    /// Adds the rights; absent where the caller does not
    /// administer them, or there are none.
    pub(super) fn take_rights(
        &self,
        caller: &Caller,
        database: DatabaseId,
        tree: &mut Tree,
    ) -> Result<Option<Taken>, ServiceError> {
        let Ok((_, sequence)) = self.administers_database(caller, database, DatabaseAction::SeeRights) else {
            return Ok(None);
        };
        if self.database(database)?.kind() != DatabaseKind::Standard {
            return Ok(None);
        }
        let (assignments, rules) = self.stored_rules(database)?;
        let there: HashSet<ObjectId> = tree.objects.iter().map(|object| ObjectId::from(object.id)).collect();
        let accounts = self.memory.accounts.read();
        let mut rights = Rights::default();
        for it in assignments {
            if let Some(of) = named(&accounts, it.principal) {
                rights.assignments.push(Assigned::new(of, it.period, it.marks));
            }
        }
        for it in rules.into_iter().filter(|rule| there.contains(&rule.object)) {
            if let Some(of) = named(&accounts, it.principal) {
                rights.rules.push(Ruled::new(it.object.uuid(), of, it.marks));
            }
        }
        drop(accounts);
        let database = self.database(database)?;
        let state = database.read();
        let node = |id: ObjectId| state.index.slot(id).and_then(|slot| state.index.node(slot));
        let cut = tree.objects.iter().map(|object| object.id);
        rights.inheritance_off =
            cut.filter(|id| node(ObjectId::from(*id)).is_some_and(|node| !node.inheritance)).collect();
        tree.rights = Some(rights);
        // Grants stay: they rest on the people who gave them, and on their clock. That there are some is said.
        let left = state.grants.iter().filter(|(_, given)| there.contains(&given.grant.record.object));
        let grants_left_out = left.count() as u64;
        if let Some(about) = &mut tree.about {
            about.grants_left_out = grants_left_out;
        }
        Ok(Some(Taken { sequence, grants_left_out }))
    }

    /// What the people are called who made or changed what is in a tree; who is gone is left out.
    pub(super) fn authors_of(&self, tree: &Tree) -> Vec<Named> {
        let versions = tree.objects.iter().flat_map(|object| object.history.iter().chain([&object.present]));
        let people = versions.flat_map(|version| [version.created_by, version.modified_by]).flatten();
        let people: BTreeSet<UserId> = people.collect();
        let accounts = self.memory.accounts.read();
        people.into_iter().filter_map(|user| named(&accounts, Principal::User(user))).collect()
    }

    /// Nothing of the rights changed since they were read, and the caller still administers them.
    pub(super) fn rights_still(
        &self,
        caller: &Caller,
        database: DatabaseId,
        sequence: Option<u64>,
    ) -> Result<(), ServiceError> {
        let Some(known) = sequence else { return Ok(()) };
        match self.administers_database(caller, database, DatabaseAction::SeeRights) {
            Ok((_, sequence)) if sequence == known => Ok(()),
            _ => Err(ServiceError::Busy),
        }
    }
}

/// What a principal is called; absent for one that is gone.
fn named(accounts: &Accounts, principal: Principal) -> Option<Named> {
    let name = match principal {
        Principal::User(id) => accounts.user(id)?.record.username.clone(),
        Principal::Group(id) => accounts.group(id)?.record.name.clone(),
    };
    Some(Named { principal, name })
}
