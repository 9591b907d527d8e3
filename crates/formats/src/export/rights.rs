//! Who may do what in a database, as an archive takes it along: assignments, rules and where inheritance is off. Grants
//! and seals are not here: they rest on the people who gave them, and on their clock.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use strongroom_domain::{
    account::Principal,
    limits,
    rights::{Marks, Permission, PermissionSet},
    time::{Instant, Period},
};
use uuid::Uuid;

use super::{Object, Tree};
use crate::{ImportError, Place};

/// Assignments or rules of one file.
const MOST: usize = 1_000_000;

/// The rights in a database.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rights {
    /// Who has a place in the database.
    pub assignments: Vec<Assigned>,
    /// Marks on folders and entries.
    pub rules: Vec<Ruled>,
    /// Folders and entries that inherit nothing from above.
    pub inheritance_off: Vec<Uuid>,
}

/// A principal, by id and by name: the one is for the server that it comes from, the other for others.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Which.
    pub principal: Principal,
    /// What it was called.
    pub name: String,
}

/// An assignment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assigned {
    /// Whose.
    pub of: Named,
    /// From when on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Instant>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Instant>,
    /// What it allows.
    pub allow: Vec<Permission>,
    /// What it denies.
    pub deny: Vec<Permission>,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ruled {
    /// On which folder or entry of the file.
    pub object: Uuid,
    /// Whose.
    pub of: Named,
    /// What it allows.
    pub allow: Vec<Permission>,
    /// What it denies.
    pub deny: Vec<Permission>,
}

impl Assigned {
    /// From the parts that the engine knows.
    pub fn new(of: Named, period: Period, marks: Marks) -> Self {
        let (allow, deny) = listed(marks);
        Self { of, from: period.from, to: period.to, allow, deny }
    }

    /// When it is live.
    pub const fn period(&self) -> Period {
        Period { from: self.from, to: self.to }
    }

    /// Its marks.
    pub fn marks(&self) -> Marks {
        marks(&self.allow, &self.deny, PermissionSet::DATABASE).unwrap_or(Marks::NONE)
    }
}

impl Ruled {
    /// From the parts that the engine knows.
    pub fn new(object: Uuid, of: Named, marks: Marks) -> Self {
        let (allow, deny) = listed(marks);
        Self { object, of, allow, deny }
    }

    /// Its marks.
    pub fn marks(&self) -> Marks {
        marks(&self.allow, &self.deny, PermissionSet::OBJECT).unwrap_or(Marks::NONE)
    }
}

impl Rights {
    /// Refuses what does not fit together: marks that are none, objects that are not in the file.
    pub(super) fn check(&self, objects: &[Object]) -> Result<(), ImportError> {
        let damaged = |reason| Err(ImportError::damaged(Place::Content, reason));
        if self.assignments.len().max(self.rules.len()).max(self.inheritance_off.len()) > MOST {
            return Err(ImportError::limit("rights", MOST as u64));
        }
        let there: HashSet<Uuid> = objects.iter().map(|object| object.id).collect();
        let of = self.assignments.iter().map(|it| &it.of).chain(self.rules.iter().map(|it| &it.of));
        if !of.clone().all(|of| limits::check_line(&of.name, limits::LINE).is_ok()) {
            return damaged("a user or group has no name that can be one");
        }
        let assigned = |it: &Assigned| marks(&it.allow, &it.deny, PermissionSet::DATABASE).is_some();
        let ruled = |it: &Ruled| marks(&it.allow, &it.deny, PermissionSet::OBJECT).is_some();
        if !(self.assignments.iter().all(assigned) && self.rules.iter().all(ruled)) {
            return damaged("marks of rights contradict each other, or are of another place");
        }
        // The later one would stand, whatever the first says: whoever looks is not to be deceived by it.
        let assigned: HashSet<Principal> = self.assignments.iter().map(|it| it.of.principal).collect();
        let ruled: HashSet<_> = self.rules.iter().map(|it| (it.object, it.of.principal)).collect();
        if assigned.len() < self.assignments.len() || ruled.len() < self.rules.len() {
            return damaged("somebody has two marks in the same place");
        }
        let mut names: HashMap<Principal, &str> = HashMap::new();
        if !of.clone().all(|of| *names.entry(of.principal).or_insert(&of.name) == of.name) {
            return damaged("a user or group has two names");
        }
        let objects = self.rules.iter().map(|rule| &rule.object).chain(&self.inheritance_off);
        if objects.clone().all(|object| there.contains(object)) {
            Ok(())
        } else {
            damaged("rights are of something that is not there")
        }
    }
}

fn listed(marks: Marks) -> (Vec<Permission>, Vec<Permission>) {
    (marks.allow().iter().collect(), marks.deny().iter().collect())
}

fn marks(allow: &[Permission], deny: &[Permission], of: PermissionSet) -> Option<Marks> {
    let (allow, deny) = (PermissionSet::of(allow), PermissionSet::of(deny));
    if !of.contains(allow.union(deny)) {
        return None;
    }
    Marks::new(allow, deny).ok()
}

/// SHA-256 over the rights in a tree: principals count by what they are called, objects by their places. Absent where
/// they did not go along.
pub fn rights_digest(tree: &Tree) -> Option<[u8; 32]> {
    let rights = tree.rights.as_ref()?;
    let place = |id: &Uuid| tree.objects.iter().position(|object| object.id == *id);
    let name = |of: &Named| (matches!(of.principal, Principal::Group(_)), of.name.clone());
    let mut lines: Vec<String> = Vec::new();
    for it in &rights.assignments {
        lines.push(format!("{:?} {:?} {:?} {:?} {:?}", name(&it.of), it.from, it.to, it.allow, it.deny));
    }
    for it in &rights.rules {
        lines.push(format!("{:?} {:?} {:?} {:?}", place(&it.object), name(&it.of), it.allow, it.deny));
    }
    lines.extend(rights.inheritance_off.iter().map(|id| format!("{:?}", place(id))));
    // Rights have no order.
    lines.sort_unstable();
    let mut hash = Sha256::new();
    for line in lines {
        hash.update((line.len() as u64).to_be_bytes());
        hash.update(line);
    }
    Some(hash.finalize().into())
}

/// Shows which, not what it is called.
impl std::fmt::Debug for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.principal.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use strongroom_domain::id::UserId;

    use super::*;

    fn named() -> Named {
        Named { principal: Principal::User(UserId::from_bytes([1; 16])), name: "ann".to_owned() }
    }

    // attack: I7
    #[test]
    fn rights_that_do_not_fit_together_are_refused() {
        let both = [Permission::ReadEntries];
        let assigned = |allow: &[Permission], deny: &[Permission]| Assigned {
            of: named(),
            from: None,
            to: None,
            allow: allow.to_vec(),
            deny: deny.to_vec(),
        };
        let of = |assignments: Vec<Assigned>| Rights { assignments, ..Rights::default() };
        assert!(of(vec![assigned(&both, &[])]).check(&[]).is_ok());
        assert!(of(vec![assigned(&both, &both)]).check(&[]).is_err(), "a contradiction");
        let nameless = Assigned { of: Named { name: "a\nb".to_owned(), ..named() }, ..assigned(&both, &[]) };
        assert!(of(vec![nameless]).check(&[]).is_err());
        let object = Uuid::from_bytes([9; 16]);
        let rule = Ruled { object, of: named(), allow: both.to_vec(), deny: Vec::new() };
        assert!(
            Rights { rules: vec![rule.clone()], ..Rights::default() }.check(&[]).is_err(),
            "of nothing there"
        );
        let channel = Ruled { allow: vec![Permission::ExportEntries], ..rule };
        assert_eq!(channel.marks(), Marks::NONE, "a channel is no permission of an object");
        assert!(Rights { inheritance_off: vec![object], ..Rights::default() }.check(&[]).is_err());
    }

    // attack: I7, A10
    #[test]
    fn nobody_has_two_marks_in_a_place_or_two_names() {
        let read = [Permission::ReadEntries];
        let assigned = |of: Named, allow: &[Permission]| {
            Assigned::new(of, Period::ALWAYS, Marks::allowing(PermissionSet::of(allow)))
        };
        let of = |assignments: Vec<Assigned>| Rights { assignments, ..Rights::default() };
        let (first, second) = (assigned(named(), &[]), assigned(named(), &read));
        assert!(of(vec![first.clone(), second.clone()]).check(&[]).is_err(), "the second would stand");
        let other = Principal::User(UserId::from_bytes([2; 16]));
        let bob = Named { principal: other, name: "bob".to_owned() };
        assert!(of(vec![first.clone(), assigned(bob, &read)]).check(&[]).is_ok());
        let object = Uuid::from_bytes([9; 16]);
        let disguised = Named { name: "the boss".to_owned(), ..named() };
        let rule = |of: Named| Ruled::new(object, of, Marks::allowing(PermissionSet::of(&read)));
        let there = [super::super::Object {
            id: object,
            parent: None,
            is_folder: true,
            name_only: false,
            present: super::super::Version {
                revision: 1,
                properties: strongroom_domain::entry::Properties::default(),
                fields: Vec::new(),
                created_at: Instant::from_micros(0),
                modified_at: Instant::from_micros(0),
                created_by: None,
                modified_by: None,
            },
            bin_at: None,
            history: Vec::new(),
            attachments: Vec::new(),
        }];
        let with = |rules: Vec<Ruled>| Rights { rules, ..of(vec![first.clone()]) };
        assert!(with(vec![rule(named())]).check(&there).is_ok());
        assert!(with(vec![rule(named()), rule(named())]).check(&there).is_err());
        assert!(with(vec![rule(disguised)]).check(&there).is_err());
    }
}
