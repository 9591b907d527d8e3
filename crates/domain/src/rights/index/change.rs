//! Committed changes, applied one by one. After any row of changes the index answers as if it had been
//! compiled anew; a change that is refused has changed nothing.

use super::{
    Index, MAX_FOLDER_LEVELS, Ordinal, Slot,
    place::{Place, Placed, Rule},
};
use crate::{
    account::Principal,
    database::{Assignment, Node, ObjectKind, ObjectRule},
    id::{GrantId, ObjectId},
    rights::Grant,
};

/// One committed change of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A new folder or entry, last among its siblings.
    Insert(Node),
    /// The object and everything below it are gone, with their rules and grants.
    Remove(ObjectId),
    /// The object stands elsewhere, last among its new siblings. Everything below it, rules and grants travel along.
    Move {
        /// What.
        object: ObjectId,
        /// The folder; absent: the root.
        parent: Option<ObjectId>,
    },
    /// The object is put into the bin, with everything below it, or taken out again. It keeps its place, and so its
    /// rights; but the folders above are no longer named because of it.
    Bin {
        /// What.
        object: ObjectId,
        /// In or out.
        on: bool,
    },
    /// Inheritance turned on or off at an object.
    Inheritance {
        /// Where.
        object: ObjectId,
        /// The new state.
        on: bool,
    },
    /// An assignment made or replaced.
    SetAssignment(Assignment),
    /// A principal removed from the database, its object rules with it. Grants to it stay.
    RemoveAssignment(Principal),
    /// An object rule made or replaced.
    SetRule(ObjectRule),
    /// An object rule removed; nothing happens if there is none.
    RemoveRule {
        /// On what.
        object: ObjectId,
        /// Whose.
        principal: Principal,
    },
    /// A grant made or replaced, its seal's states with it. A revoked grant is removed.
    SetGrant(GrantId, Grant),
    /// A grant ended; nothing happens if there is none.
    RemoveGrant(GrantId),
    /// A deleted user or group: its assignment, its rules and the grants to it are gone. Grants it gave stay, without
    /// support.
    RemovePrincipal(Principal),
}

/// Why a change can not be applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// The object or the parent is not there.
    #[error("unknown object `{0}`")]
    UnknownObject(ObjectId),
    /// An object of that id is there already.
    #[error("object `{0}` exists already")]
    DuplicateId(ObjectId),
    /// The target lies within what is moved.
    #[error("object `{0}` would stand below itself")]
    Cycle(ObjectId),
    /// More than 64 levels of folders.
    #[error("folder `{0}` would stand deeper than {MAX_FOLDER_LEVELS} levels")]
    TooDeep(ObjectId),
    /// An entry holds nothing.
    #[error("`{0}` is an entry and can not hold objects")]
    ParentIsEntry(ObjectId),
    /// More objects than there are slots.
    #[error("more objects than an index can hold")]
    Full,
}

impl Index {
    /// Applies one change. The sequence is set apart, by [`Index::set_sequence`], when the whole transaction is in.
    ///
    /// # Errors
    /// [`ChangeError`] if the change does not fit; nothing is changed then.
    pub fn apply(&mut self, change: Change) -> Result<(), ChangeError> {
        match change {
            Change::Insert(node) => self.insert(node)?,
            Change::Remove(object) => self.remove(object)?,
            Change::Move { object, parent } => {
                let (slot, parent) = self.check_move(object, parent)?;
                self.tree.relocate(slot, parent);
            }
            Change::Bin { object, on } => {
                let slot = self.known(object)?;
                self.tree.set_bin(slot, on);
            }
            Change::Inheritance { object, on } => self.set_inheritance(object, on)?,
            Change::SetAssignment(assignment) => self.assign(assignment),
            Change::RemoveAssignment(principal) => self.unassign(principal),
            Change::SetRule(rule) => self.set_rule(rule)?,
            Change::RemoveRule { object, principal } => self.remove_rule(object, principal)?,
            Change::SetGrant(id, grant) => self.set_grant(id, grant)?,
            Change::RemoveGrant(id) => self.remove_grant(id),
            Change::RemovePrincipal(principal) => {
                self.unassign(principal);
                for id in self.grants_to(principal) {
                    self.remove_grant(id);
                }
            }
        }
        Ok(())
    }

    pub(super) fn insert(&mut self, node: Node) -> Result<(), ChangeError> {
        let parent = self.folder(node.parent)?;
        self.insert_at(node, parent)
    }

    /// Inserts a node whose parent has been looked up, but not at whether it is a folder.
    pub(super) fn insert_at(&mut self, node: Node, parent: Slot) -> Result<(), ChangeError> {
        if let Some(entry) = node.parent.filter(|_| !self.tree.is_folder(parent)) {
            return Err(ChangeError::ParentIsEntry(entry));
        }
        if node.kind == ObjectKind::Folder && self.tree.up(parent).count() >= MAX_FOLDER_LEVELS {
            return Err(ChangeError::TooDeep(node.id));
        }
        let slot = self.tree.insert(node.id, parent, node.kind)?;
        if !node.inheritance {
            self.cut(slot, true);
        }
        Ok(())
    }

    /// The slot of something that may hold objects.
    fn folder(&self, parent: Option<ObjectId>) -> Result<Slot, ChangeError> {
        let Some(id) = parent else { return Ok(Slot::ROOT) };
        let slot = self.known(id)?;
        if self.tree.is_folder(slot) { Ok(slot) } else { Err(ChangeError::ParentIsEntry(id)) }
    }

    fn known(&self, object: ObjectId) -> Result<Slot, ChangeError> {
        self.tree.slot(object).ok_or(ChangeError::UnknownObject(object))
    }

    /// Whether the object may stand in that folder: the slots of both.
    pub(in crate::rights) fn check_move(
        &self,
        object: ObjectId,
        parent: Option<ObjectId>,
    ) -> Result<(Slot, Slot), ChangeError> {
        let slot = self.known(object)?;
        let target = self.folder(parent)?;
        if self.tree.up(target).any(|above| above == slot) {
            return Err(ChangeError::Cycle(object));
        }
        let above = self.tree.up(target).count();
        let levels = |folder: Slot| self.tree.up(folder).take_while(|&s| s != slot).count() + 1;
        let folders = self.tree.walk_from(slot).filter(|&s| self.tree.is_folder(s));
        match folders.map(levels).max() {
            Some(height) if above + height > MAX_FOLDER_LEVELS => Err(ChangeError::TooDeep(object)),
            _ => Ok((slot, target)),
        }
    }

    fn remove(&mut self, object: ObjectId) -> Result<(), ChangeError> {
        let top = self.known(object)?;
        let gone: Vec<Slot> = self.tree.walk_from(top).collect();
        self.tree.unlink(top);
        // The lowest first, so that slots are given out again in the old order.
        for slot in gone.into_iter().rev() {
            for id in self.tree.place(slot).map_or_else(Vec::new, |place| place.grants.clone()) {
                self.forget_grant(id);
            }
            self.tree.forget(slot);
        }
        Ok(())
    }

    fn set_inheritance(&mut self, object: ObjectId, on: bool) -> Result<(), ChangeError> {
        let slot = self.known(object)?;
        self.cut(slot, !on);
        Ok(())
    }

    fn cut(&mut self, slot: Slot, off: bool) {
        self.tree.make_place(slot);
        if let Some(place) = self.tree.place_mut(slot) {
            place.cut = off;
        }
        self.tree.tidy(slot);
    }

    pub(super) fn assign(&mut self, assignment: Assignment) {
        let ordinal = self.principals.number(assignment.principal);
        if let Some(known) = self.principals.get_mut(ordinal) {
            known.assignment = Some((assignment.period, assignment.marks));
        }
    }

    fn unassign(&mut self, principal: Principal) {
        let Some(ordinal) = self.principals.ordinal(principal) else { return };
        if let Some(known) = self.principals.get_mut(ordinal) {
            known.assignment = None;
        }
        let places = self.tree.places().iter();
        let of = |place: &Place| place.rules.iter().any(|rule| rule.ordinal == ordinal);
        let ruled: Vec<Slot> = places.filter(|(_, place)| of(place)).map(|(_, place)| place.slot).collect();
        for slot in ruled {
            self.remove_rule_at(slot, ordinal);
        }
    }

    fn remove_rule_at(&mut self, slot: Slot, ordinal: Ordinal) {
        if let Some(place) = self.tree.place_mut(slot) {
            place.rules.retain(|rule| rule.ordinal != ordinal);
        }
        self.tree.tidy(slot);
    }

    pub(super) fn set_rule(&mut self, rule: ObjectRule) -> Result<(), ChangeError> {
        let slot = self.known(rule.object)?;
        let ObjectRule { principal, marks, .. } = rule;
        let ordinal = self.principals.number(principal);
        self.tree.make_place(slot);
        if let Some(Place { rules, .. }) = self.tree.place_mut(slot) {
            // In the order of principals, so that explanations do not depend on the order of changes.
            match rules.binary_search_by_key(&principal, |known| known.principal) {
                Ok(at) => rules.get_mut(at).into_iter().for_each(|known| known.marks = marks),
                Err(at) => rules.insert(at, Rule { ordinal, principal, marks }),
            }
        }
        Ok(())
    }

    fn remove_rule(&mut self, object: ObjectId, principal: Principal) -> Result<(), ChangeError> {
        let slot = self.known(object)?;
        if let Some(ordinal) = self.principals.ordinal(principal) {
            self.remove_rule_at(slot, ordinal);
        }
        Ok(())
    }

    pub(super) fn set_grant(&mut self, id: GrantId, grant: Grant) -> Result<(), ChangeError> {
        if grant.revoked {
            self.remove_grant(id);
            return Ok(());
        }
        let slot = self.known(grant.object)?;
        self.remove_grant(id);
        let grantee = self.principals.number(grant.grantee);
        if let Some(known) = self.principals.get_mut(grantee) {
            known.grants.push(id);
        }
        self.tree.make_place(slot);
        if let Some(Place { grants, .. }) = self.tree.place_mut(slot)
            && let Err(at) = grants.binary_search(&id)
        {
            grants.insert(at, id);
        }
        self.grants.insert(id, Placed { slot, grantee, grant });
        Ok(())
    }

    fn remove_grant(&mut self, id: GrantId) {
        let Some(slot) = self.forget_grant(id) else { return };
        if let Some(place) = self.tree.place_mut(slot) {
            place.grants.retain(|&other| other != id);
        }
        self.tree.tidy(slot);
    }

    /// Takes the grant out of the tables by id and by grantee; its object still names it.
    fn forget_grant(&mut self, id: GrantId) -> Option<Slot> {
        let placed = self.grants.remove(&id)?;
        if let Some(known) = self.principals.get_mut(placed.grantee) {
            known.grants.retain(|&other| other != id);
        }
        Some(placed.slot)
    }

    fn grants_to(&self, principal: Principal) -> Vec<GrantId> {
        let known = self.principals.ordinal(principal).and_then(|ordinal| self.principals.get(ordinal));
        known.map_or_else(Vec::new, |known| known.grants.clone())
    }
}
