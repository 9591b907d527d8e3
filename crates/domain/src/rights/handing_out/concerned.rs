//! Whom a change of one principal's marks concerns: the people behind it, the groups that these are in, and those to
//! whom they gave something.

use hashbrown::HashSet;

use crate::{
    account::{Directory, Principal},
    id::UserId,
    rights::Index,
};

/// Users and groups in whose marks something may wait for the change.
#[derive(Debug)]
pub enum Concerned {
    /// All of them.
    Everybody,
    /// Some.
    Some {
        /// Who may gain.
        users: HashSet<UserId>,
        /// These, the principal itself, and all groups of these, enabled or not.
        principals: HashSet<Principal>,
    },
}

impl Concerned {
    /// Those behind the principal, those behind the grants that these gave, and so on. Disabled accounts and groups
    /// are among them, since they may be enabled.
    pub fn by(principal: Principal, index: &Index, directory: &Directory) -> Self {
        let mut users = HashSet::new();
        let mut principals = HashSet::from([principal]);
        add(&mut users, principal, directory);
        loop {
            let before = (users.len(), principals.len());
            for placed in index.grants.values().filter(|placed| users.contains(&placed.grant.author)) {
                principals.insert(placed.grant.grantee);
            }
            for principal in principals.clone() {
                add(&mut users, principal, directory);
            }
            if before == (users.len(), principals.len()) {
                break;
            }
        }
        principals.extend(users.iter().map(|&user| Principal::User(user)));
        let groups = directory.groups.iter();
        let of_these = groups.filter(|(_, group)| group.members.iter().any(|user| users.contains(user)));
        principals.extend(of_these.map(|(&id, _)| Principal::Group(id)));
        Self::Some { users, principals }
    }

    pub fn has(&self, principal: Principal) -> bool {
        match self {
            Self::Everybody => true,
            Self::Some { principals, .. } => principals.contains(&principal),
        }
    }

    pub fn has_user(&self, user: UserId) -> bool {
        match self {
            Self::Everybody => true,
            Self::Some { users, .. } => users.contains(&user),
        }
    }
}

fn add(users: &mut HashSet<UserId>, principal: Principal, directory: &Directory) {
    match principal {
        Principal::User(user) => {
            users.insert(user);
        }
        Principal::Group(group) => {
            users.extend(directory.groups.get(&group).into_iter().flat_map(|group| &group.members));
        }
    }
}
