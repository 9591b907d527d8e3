//! One person's view of one database at one instant: what everybody else asks.
//!
//! What one may not see does not exist: a refusal tells apart only what the person sees anyway.

use std::collections::{BTreeSet, HashSet};

use super::{
    Cause, Extent, Granted, Index, Permission, PermissionSet, Refusal, ServerRules, Target, Visibility,
    decide::{Circle, Question, Seals, Silent, Stand, database, object},
    index::{ChangeError, Route, Slot},
};
use crate::{
    account::{Principal, Role},
    database::{DatabaseKind, ObjectKind},
    id::{GroupId, ObjectId, UserId},
    time::Instant,
};

/// A person's rights in a database. Made by [`Index::view`]; cheap to make, and to be made anew for each request.
#[derive(Debug, Clone)]
pub struct View<'a> {
    pub(super) index: &'a Index,
    pub(super) server: &'a ServerRules,
    pub(super) now: Instant,
    pub(super) person: Stand,
}

/// What a move would do to the rights of one person on the moved object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoveEffect {
    /// The rights on the object where it stands.
    pub before: PermissionSet,
    /// The rights on it at the target.
    pub after: PermissionSet,
    /// The person would have more than before, on the object or on something below it; or would have without a seal
    /// what is had through a seal only.
    pub gains: bool,
    /// The same the other way round: the person would have less than before.
    pub loses: bool,
}

impl<'a> View<'a> {
    pub(super) fn new(index: &'a Index, server: &'a ServerRules, user: UserId, now: Instant) -> Self {
        Self { index, server, now, person: Stand::new(index, server, user, now) }
    }

    /// The view of somebody who is in that group, enabled, and in no other; without an account.
    pub(super) fn of_member(index: &'a Index, server: &'a ServerRules, group: GroupId, now: Instant) -> Self {
        Self { index, server, now, person: Stand::of_member(index, server, group, now) }
    }

    /// Whose view it is.
    pub const fn user(&self) -> UserId {
        self.person.user
    }

    /// The instant.
    pub const fn now(&self) -> Instant {
        self.now
    }

    /// The effective permissions at the database: some of the sixteen.
    pub fn database(&self) -> PermissionSet {
        database(&self.question(), &self.person, &mut Circle::default(), &mut Silent)
    }

    /// The effective permissions on the object: some of the eight. `None`: no such object.
    pub fn object(&self, id: ObjectId) -> Option<PermissionSet> {
        Some(self.decide(self.index.slot(id)?, Seals::AsTheyAre))
    }

    /// The effective permissions on the object when grants that have a seal give nothing, whatever its state: what may
    /// leave by copy, print or export, and what the person may give to others. `None`: no such object.
    pub fn object_without_seals(&self, id: ObjectId) -> Option<PermissionSet> {
        Some(self.decide(self.index.slot(id)?, Seals::None))
    }

    /// Whether the person has an object permission in some place at least: at the database, or on a folder. What it is
    /// for is asked of that place; this only tells who need not be let any further.
    pub fn has_somewhere(&self, permission: Permission) -> bool {
        let tree = &self.index.tree;
        let is_folder = |slot: &Slot| tree.node(*slot).is_some_and(|node| node.kind == ObjectKind::Folder);
        // On every object rights are those on the nearest place, or those of the database alone.
        let of_database = tree.children(None).find(|slot| tree.place(*slot).is_none() && is_folder(slot));
        let mut slots =
            tree.places().iter().map(|(_, place)| place.slot).filter(is_folder).chain(of_database);
        let mut circle = Circle::default();
        let mut has =
            |slot| object(&self.question(), &self.person, slot, &mut circle, &mut Silent).has(permission);
        self.database().has(permission) || slots.any(&mut has)
    }

    /// Whether the person administers the rights of this database by `grant_admin_rights`.
    pub fn administers(&self) -> bool {
        self.database().has(Permission::GrantAdminRights)
    }

    /// Whether the person sees the whole tree (id, parent, kind, title) of a standard database, being one who
    /// administers it: by [`Self::administers`] or by role. It does not imply reading.
    pub fn sees_tree(&self) -> bool {
        let role = |role| self.server.has_role(self.user(), role);
        let by_role = role(Role::Administrator) || role(Role::SuperAdministrator);
        self.index.kind() == DatabaseKind::Standard && (by_role || self.administers())
    }

    /// Demands one permission on one target.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] if the person does not see the target, [`Refusal::Forbidden`] otherwise.
    pub fn require(&self, target: Target, permission: Permission) -> Result<Granted, Refusal> {
        match target {
            Target::Database => self.require_database(permission),
            Target::Object(id) => self.require_object(id, permission, Extent::default()),
        }
    }

    /// Demands a permission on a folder and on everything below it: all or nothing.
    ///
    /// # Errors
    /// As [`Self::require`]; if it is lacking below, nothing below is named.
    pub fn require_below(&self, folder: ObjectId, permission: Permission) -> Result<Granted, Refusal> {
        self.require_object(folder, permission, Extent { below: true, outgoing: false })
    }

    /// Demands an object permission to the given extent.
    ///
    /// # Errors
    /// As [`Self::require_below`]; what the person has only through a grant that has a seal is refused with
    /// [`Cause::OnlyThroughSeal`] if it is to go out.
    pub fn require_object(
        &self,
        id: ObjectId,
        permission: Permission,
        extent: Extent,
    ) -> Result<Granted, Refusal> {
        self.require_each(&[id], permission, extent)?;
        Ok(self.granted(Target::Object(id), permission, extent))
    }

    /// Demands an object permission on each of some objects: all or nothing. Where the person does not see one of them,
    /// that is all that is told, whatever else is lacking and wherever.
    ///
    /// # Errors
    /// As [`Self::require_object`]; which of the objects is hidden is not told.
    pub fn require_each(
        &self,
        objects: &[ObjectId],
        permission: Permission,
        extent: Extent,
    ) -> Result<Vec<Granted>, Refusal> {
        let forbidden = |because| Refusal::Forbidden { permission, because };
        let found: Option<Vec<Slot>> = objects.iter().map(|id| self.index.slot(*id)).collect();
        let slots = found.ok_or(Refusal::NotFound)?;
        let mut circle = Circle::default();
        let mut has = |seals, slot| {
            let question = Question { seals, ..self.question() };
            object(&question, &self.person, slot, &mut circle, &mut Silent).has(permission)
        };
        let lacking: Vec<Slot> = slots.iter().copied().filter(|slot| !has(Seals::AsTheyAre, *slot)).collect();
        // All of them are looked at before anything is said of one.
        if lacking.iter().any(|slot| self.is_hidden(*slot)) {
            return Err(Refusal::NotFound);
        }
        if let Some(first) = lacking.first() {
            return Err(self.refusal(*first, permission));
        }
        let seals = if extent.outgoing { Seals::None } else { Seals::AsTheyAre };
        if extent.outgoing && slots.iter().any(|slot| !has(seals, *slot)) {
            return Err(forbidden(Cause::OnlyThroughSeal));
        }
        // Below, rights differ only where something is set.
        if extent.below {
            let tops = slots.into_iter().collect();
            if self.index.places_below(&tops).into_iter().any(|(_, at)| !has(seals, at)) {
                return Err(forbidden(Cause::Below));
            }
        }
        Ok(objects.iter().map(|id| self.granted(Target::Object(*id), permission, extent)).collect())
    }

    fn require_database(&self, permission: Permission) -> Result<Granted, Refusal> {
        let rights = self.database();
        if rights.has(permission) {
            return Ok(self.granted(Target::Database, permission, Extent::default()));
        }
        if !rights.has(Permission::AccessDatabase) && !self.sees_tree() {
            return Err(Refusal::NotFound);
        }
        Err(Refusal::Forbidden { permission, because: self.because(Target::Database, permission) })
    }

    fn refusal(&self, slot: Slot, permission: Permission) -> Refusal {
        if self.is_hidden(slot) {
            return Refusal::NotFound;
        }
        let target = Target::Object(self.index.tree.id(slot));
        Refusal::Forbidden { permission, because: self.because(target, permission) }
    }

    fn is_hidden(&self, slot: Slot) -> bool {
        self.visibility_at(slot) == Visibility::Hidden && !self.sees_tree()
    }

    const fn granted(&self, target: Target, permission: Permission, extent: Extent) -> Granted {
        Granted {
            user: self.person.user,
            database: self.index.id(),
            target,
            permission,
            extent,
            sequence: self.index.sequence(),
            server_sequence: self.server.sequence(),
            now: self.now,
        }
    }

    /// What a move of the object to that folder (`None`: the root) would do to this person's rights. Grants and rules on
    /// the object and below travel along. A mover who gains is to be refused.
    ///
    /// # Errors
    /// [`ChangeError`] if the object can not stand there.
    pub fn move_effect(&self, id: ObjectId, parent: Option<ObjectId>) -> Result<MoveEffect, ChangeError> {
        let (slot, target) = self.index.check_move(id, parent)?;
        let effect = self.effect_of(&self.index.moving(&[id], parent)?);
        let decide = |route| {
            let question = Question { route, ..self.question() };
            object(&question, &self.person, slot, &mut Circle::default(), &mut Silent)
        };
        Ok(MoveEffect {
            before: decide(Route::default()),
            after: decide(Route { moved: Some((slot, target)) }),
            gains: effect.gains,
            loses: effect.loses,
        })
    }

    /// The instants at which this person's rights may change by the clock: the ends of the periods of their assignments
    /// and of grants to them, of those of the authors of such grants and so on, and of their seals.
    pub fn boundaries(&self) -> BTreeSet<Instant> {
        let mut instants = BTreeSet::new();
        let (mut people, mut next) = (vec![self.user()], 0);
        let mut known = HashSet::from([self.user()]);
        while let Some(person) = people.get(next).copied() {
            let groups = self.server.groups_of(person).iter().map(|group| Principal::Group(*group));
            for subject in groups.chain([Principal::User(person)]) {
                self.index.boundaries_of(subject, person, &mut instants, |author| {
                    if known.insert(author) {
                        people.push(author);
                    }
                });
            }
            next += 1;
        }
        instants
    }

    pub(super) const fn question(&self) -> Question<'a> {
        Question {
            index: self.index,
            server: self.server,
            now: self.now,
            route: Route { moved: None },
            seals: Seals::AsTheyAre,
        }
    }

    pub(super) fn decide(&self, slot: Slot, seals: Seals) -> PermissionSet {
        let question = Question { seals, ..self.question() };
        object(&question, &self.person, slot, &mut Circle::default(), &mut Silent)
    }
}
