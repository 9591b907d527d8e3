//! One person's view of one database at one instant: what everybody else asks.
//!
//! What one may not see does not exist: a refusal tells apart only what the person sees anyway.

use std::collections::BTreeSet;

use super::{
    Cause, Extent, Granted, Index, Permission, PermissionSet, Refusal, ServerRules, Target, Visibility,
    decide::{Circle, Question, Seals, Silent, Stand, database, object},
    index::{ChangeError, Route, Slot},
};
use crate::{
    account::{Principal, Role},
    database::DatabaseKind,
    id::{ObjectId, UserId},
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
        let slot = self.index.slot(id).ok_or(Refusal::NotFound)?;
        let forbidden = |because| Refusal::Forbidden { permission, because };
        if !self.decide(slot, Seals::AsTheyAre).has(permission) {
            return Err(self.refusal(slot, permission));
        }
        let seals = if extent.outgoing { Seals::None } else { Seals::AsTheyAre };
        if extent.outgoing && !self.decide(slot, seals).has(permission) {
            return Err(forbidden(Cause::OnlyThroughSeal));
        }
        // Below, rights differ only where something is set.
        let mut circle = Circle::default();
        let question = Question { seals, ..self.question() };
        let mut lacks =
            |slot| !object(&question, &self.person, slot, &mut circle, &mut Silent).has(permission);
        if extent.below && self.places_within(slot).any(&mut lacks) {
            return Err(forbidden(Cause::Below));
        }
        Ok(self.granted(Target::Object(id), permission, extent))
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
        if self.visibility_at(slot) == Visibility::Hidden && !self.sees_tree() {
            return Refusal::NotFound;
        }
        let target = Target::Object(self.index.tree.id(slot));
        Refusal::Forbidden { permission, because: self.because(target, permission) }
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
        let route = Route { moved: Some((slot, target)) };
        let mut circle = Circle::default();
        let mut decide = |slot, seals, route| {
            let question = Question { seals, route, ..self.question() };
            object(&question, &self.person, slot, &mut circle, &mut Silent)
        };
        let mut both = |slot, seals| (decide(slot, seals, Route::default()), decide(slot, seals, route));
        let (before, after) = both(slot, Seals::AsTheyAre);
        let mut effect = MoveEffect { before, after, gains: false, loses: false };
        for place in std::iter::once(slot).chain(self.places_within(slot)) {
            // What is had through a seal only may not become one's own by a move: a reseal would not take it back.
            for seals in [Seals::AsTheyAre, Seals::None] {
                let (before, after) = both(place, seals);
                effect.gains |= !before.contains(after);
                effect.loses |= !after.contains(before);
            }
        }
        Ok(effect)
    }

    /// Whether a move would give the person more than they have, now or when the clock ends or begins something: who
    /// has rights for a while would keep them otherwise.
    ///
    /// # Errors
    /// [`ChangeError`] if the object can not stand there.
    pub fn gains_by_move(&self, id: ObjectId, parent: Option<ObjectId>) -> Result<bool, ChangeError> {
        let later = self.boundaries().into_iter().filter(|at| *at > self.now);
        for at in std::iter::once(self.now).chain(later) {
            if self.index.view(self.server, self.user(), at).move_effect(id, parent)?.gains {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The instants at which this person's rights may change by the clock: the ends of the periods of their assignments
    /// and of grants to them, of those of the authors of such grants and so on, and of their seals.
    pub fn boundaries(&self) -> BTreeSet<Instant> {
        let mut instants = BTreeSet::new();
        let (mut people, mut next) = (vec![self.user()], 0);
        while let Some(person) = people.get(next).copied() {
            let groups = self.server.groups_of(person).iter().map(|group| Principal::Group(*group));
            for subject in groups.chain([Principal::User(person)]) {
                self.index.boundaries_of(subject, person, &mut instants, &mut people);
            }
            next += 1;
        }
        instants
    }

    /// The slots of places at and below the object.
    fn places_within(&self, top: Slot) -> impl Iterator<Item = Slot> {
        let tree = &self.index.tree;
        tree.places().iter().map(|(_, place)| place.slot).filter(move |&slot| tree.is_within(slot, top))
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
