//! What becomes effective when something is given or a deny is lifted: that itself, and what rested on it.

use crate::rights::{Permission, PermissionSet, decide::rests_on};

/// Something that allows as one: all of it counts, or nothing does.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    /// What it allows before the change.
    pub before: PermissionSet,
    /// And after it.
    pub after: PermissionSet,
}

impl Source {
    pub const fn unchanged(allows: PermissionSet) -> Self {
        Self { before: allows, after: allows }
    }
}

/// What a change does at one target.
#[derive(Debug, Default)]
pub struct Release {
    /// What is allowed that was not.
    pub given: PermissionSet,
    /// What is denied no more.
    pub lifted: PermissionSet,
    /// Where something may wait for it.
    pub sources: Vec<Source>,
    /// What grants of people concerned say: it wakes when an author may grant.
    pub supported: PermissionSet,
}

impl Release {
    /// Everything that somebody may gain.
    ///
    /// What rests on a lifted permission waited in every source that allows it. What rests on one that is newly
    /// allowed waited only where the source itself did not allow that one.
    pub fn gained(&self) -> PermissionSet {
        let mut gained = self.given.union(self.lifted);
        loop {
            let mut more = gained;
            for permission in gained.iter() {
                let waits = |source: &&Source| self.lifted.has(permission) || !source.before.has(permission);
                let allowed = self
                    .sources
                    .iter()
                    .filter(waits)
                    .fold(PermissionSet::EMPTY, |sum, source| sum.union(source.after));
                more = more.union(allowed.intersection(rests_on(permission)));
            }
            if more.has(Permission::GrantAccess) {
                more = more.union(self.supported);
            }
            if more == gained {
                return gained;
            }
            gained = more;
        }
    }
}
