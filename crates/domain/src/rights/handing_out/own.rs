//! What the marks of one principal come to, other people's left aside.

use crate::{
    account::Principal,
    rights::{
        Marks, Permission, PermissionSet,
        index::{Place, Slot},
    },
};

/// One step of the path from an object up to the database.
#[derive(Debug, Clone, Copy)]
pub struct Level<'a> {
    pub slot: Slot,
    /// Absent where nothing is set yet: the object whose first rule is being made.
    pub place: Option<&'a Place>,
}

impl Level<'_> {
    /// Whether what comes from above ends here, `joined` being where inheritance is supposed to be on.
    pub fn cuts(&self, joined: Option<Slot>) -> bool {
        self.place.is_some_and(|place| place.cut) && joined != Some(self.slot)
    }

    fn marks(&self, principal: Principal) -> Option<Marks> {
        let rules = &self.place?.rules;
        let at = rules.binary_search_by_key(&principal, |rule| rule.principal).ok()?;
        rules.get(at).map(|rule| rule.marks)
    }
}

/// What is set for a principal, on one side of the change.
#[derive(Debug, Clone, Copy)]
pub struct Side {
    /// The marks of its assignment, as if that were live; absent: it has none.
    pub assigned: Option<Marks>,
    /// Its allows count: it is assigned, or to be judged as if it were.
    pub standing: bool,
    /// Its rules on objects are there.
    pub ruled: bool,
    /// The rule on one object, in place of the one that is there.
    pub rule: Option<(Slot, Marks)>,
    /// Where inheritance is supposed to be on.
    pub joined: Option<Slot>,
}

/// What allows and denies come to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Own {
    allow: PermissionSet,
    pub deny: PermissionSet,
}

impl Own {
    /// What it gives: nothing where its own assignment closes the database, since its allows count only while that
    /// assignment does.
    pub const fn gives(&self) -> PermissionSet {
        if self.deny.has(Permission::AccessDatabase) {
            PermissionSet::EMPTY
        } else {
            self.allow.minus(self.deny)
        }
    }
}

const OBJECT_AND_WAY_IN: PermissionSet = PermissionSet::OBJECT.with(Permission::AccessDatabase);

impl Side {
    /// What the marks come to at the database, `enabled` being what policies enable.
    pub fn at_database(&self, enabled: PermissionSet) -> Own {
        match self.assigned {
            Some(marks) if self.standing => Own { allow: marks.allow().union(enabled), deny: marks.deny() },
            marks => Own { allow: PermissionSet::EMPTY, deny: marks.unwrap_or_default().deny() },
        }
    }

    /// What they come to on the object at the end of the path; `None`: no rule on the path is the principal's. Among it
    /// is `access_database` where the assignment opens the database.
    pub fn on_object(&self, principal: Option<Principal>, path: &[Level<'_>], enabled: PermissionSet) -> Own {
        let mut own = Own::default();
        let mut cut = false;
        for level in path {
            if let Some(marks) = principal.and_then(|principal| self.marks_at(level, principal)) {
                own.deny = own.deny.union(marks.deny().intersection(PermissionSet::OBJECT));
                if !cut {
                    let allow = marks.allow().reading_means_seeing().intersection(PermissionSet::OBJECT);
                    own.allow = own.allow.union(allow);
                }
            }
            cut = cut || level.cuts(self.joined);
        }
        let from_above = |marks: PermissionSet| marks.reading_means_seeing().intersection(OBJECT_AND_WAY_IN);
        if let Some(marks) = self.assigned {
            own.deny = own.deny.union(from_above(marks.deny()));
            let allow = from_above(marks.allow().union(enabled));
            // The way in is no permission of objects, and inheritance does not touch it.
            let allow = if cut { allow.minus(PermissionSet::OBJECT) } else { allow };
            own.allow = own.allow.union(allow);
        }
        if self.standing { own } else { Own { allow: PermissionSet::EMPTY, ..own } }
    }

    fn marks_at(&self, level: &Level<'_>, principal: Principal) -> Option<Marks> {
        match self.rule {
            Some((slot, marks)) if slot == level.slot => Some(marks),
            _ if self.ruled => level.marks(principal),
            _ => None,
        }
    }
}
