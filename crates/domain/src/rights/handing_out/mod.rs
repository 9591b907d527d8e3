//! Nobody hands out what they lack: what a change of marks or inheritance would give, everywhere that it reaches,
//! against what the giver has there.
//!
//! Marks count as marks. Whether an account or a group is enabled, a period has begun or the database is open to the
//! principal may change by somebody else's act or by time alone, so a mark is judged as if all of that were so. What is
//! compared is what the marks of the one principal come to before and after, on every place; what others have set
//! excuses nothing, and what waits for the change in the marks of people concerned counts as given by it.
//!
//! It must never ask less than what anybody could gain. It decides nothing else: that the person administers at all is
//! asked elsewhere.

mod concerned;
mod own;
mod reach;
mod release;

use std::rc::Rc;

use hashbrown::HashMap;

use self::{concerned::Concerned, reach::Reach};
use super::{
    Change, Marks, Permission, PermissionSet, View,
    decide::{Circle, Question, Seals, Silent, database, object},
    index::Slot,
};
use crate::{
    account::{Principal, Role},
    database::{Assignment, ObjectRule},
    id::ObjectId,
    time::Instant,
};

/// A change of what is set in a database, as far as one can hand out. Turning inheritance off is not here: it takes away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleChange {
    /// An assignment made or replaced.
    SetAssignment(Assignment),
    /// A principal removed from the database, its object rules with it.
    RemoveAssignment(Principal),
    /// An object rule made or replaced.
    SetRule(ObjectRule),
    /// An object rule removed.
    RemoveRule {
        /// On what.
        object: ObjectId,
        /// Whose.
        principal: Principal,
    },
    /// Inheritance turned on again at an object.
    InheritAgain(ObjectId),
}

impl From<RuleChange> for Change {
    fn from(change: RuleChange) -> Self {
        match change {
            RuleChange::SetAssignment(assignment) => Self::SetAssignment(assignment),
            RuleChange::RemoveAssignment(principal) => Self::RemoveAssignment(principal),
            RuleChange::SetRule(rule) => Self::SetRule(rule),
            RuleChange::RemoveRule { object, principal } => Self::RemoveRule { object, principal },
            RuleChange::InheritAgain(object) => Self::Inheritance { object, on: true },
        }
    }
}

impl RuleChange {
    /// The principal whose marks it changes; none where inheritance is turned on.
    const fn principal(&self) -> Option<Principal> {
        match self {
            Self::SetAssignment(assignment) => Some(assignment.principal),
            Self::SetRule(rule) => Some(rule.principal),
            Self::RemoveAssignment(principal) | Self::RemoveRule { principal, .. } => Some(*principal),
            Self::InheritAgain(_) => None,
        }
    }

    /// The rule that stands after it, with the object: what one that is removed leaves is no mark.
    const fn rule(&self) -> Option<(ObjectId, Principal, Marks)> {
        match *self {
            Self::SetRule(rule) => Some((rule.object, rule.principal, rule.marks)),
            Self::RemoveRule { object, principal } => Some((object, principal, Marks::NONE)),
            Self::SetAssignment(_) | Self::RemoveAssignment(_) | Self::InheritAgain(_) => None,
        }
    }
}

impl View<'_> {
    /// What this person lacks to make the change: the first permission, in their order, that it would hand out at the
    /// database, or on some object, and that the person has not there at this instant. What is had only through a grant
    /// that has a seal is not had. `None`: nothing is lacking, as for super administrators always.
    ///
    /// Rights are decided once for each place and not for each object. A change at an object that is not there hands
    /// out nothing.
    ///
    /// An assignment is judged for as long as it would last: nobody gives more time than they have.
    pub fn lacks_to_hand_out(&self, change: &RuleChange) -> Option<Permission> {
        HandingOut::by(self).lacks(change)
    }

    /// The slot and the places below it: on every object there, rights are those on one of them.
    fn places_below(&self, top: Slot) -> impl Iterator<Item = Slot> {
        let tree = &self.index.tree;
        // Nothing is below an entry.
        let holds = top == Slot::ROOT || tree.is_folder(top);
        let places = tree.places().iter().take_while(move |_| holds).map(|(_, place)| place.slot);
        std::iter::once(top).chain(places.filter(move |&slot| slot != top && tree.is_within(slot, top)))
    }
}

/// Judges changes by what one person has, each by itself and on the same rules: what is the same for several of them is
/// worked out once.
pub struct HandingOut<'v, 'a> {
    view: &'v View<'a>,
    circle: Circle,
    at_database: Option<PermissionSet>,
    had: HashMap<Slot, PermissionSet>,
    concerned: HashMap<Principal, Rc<Concerned>>,
}

impl<'v, 'a> HandingOut<'v, 'a> {
    /// By the person of a view.
    pub fn by(view: &'v View<'a>) -> Self {
        Self {
            view,
            circle: Circle::default(),
            at_database: None,
            had: HashMap::new(),
            concerned: HashMap::new(),
        }
    }

    /// As [`View::lacks_to_hand_out`].
    pub fn lacks(&mut self, change: &RuleChange) -> Option<Permission> {
        let lacking = self.lacks_now(change);
        let RuleChange::SetAssignment(Assignment { period, .. }) = change else { return lacking };
        let view = self.view;
        let lasts = |at: &Instant| *at > view.now() && period.to.is_none_or(|to| *at < to);
        let then = |at| HandingOut::by(&view.index.view(view.server, view.user(), at)).lacks_now(change);
        lacking.or_else(|| view.boundaries().into_iter().filter(lasts).find_map(then))
    }

    /// What the person lacks at this instant.
    fn lacks_now(&mut self, change: &RuleChange) -> Option<Permission> {
        let View { index, server, .. } = *self.view;
        if server.has_role(self.view.user(), Role::SuperAdministrator) {
            return None;
        }
        let concerned = change.principal().map(|principal| self.concerned_by(principal));
        let reach =
            Reach::of(index, server, change, concerned.unwrap_or_else(|| Rc::new(Concerned::Everybody)))?;
        let at_database = self.at_database();
        let mut handed_out = reach.at_database();
        if let Some(lacking) = first_lacking(handed_out, at_database) {
            return Some(lacking);
        }
        let view = self.view;
        for slot in view.places_below(reach.top()) {
            let on_object = reach.on_object(slot);
            if !on_object.gained.is_empty()
                && let Some(lacking) = first_lacking(on_object.gained, self.had(slot))
            {
                return Some(lacking);
            }
            handed_out = handed_out.union(on_object.channels);
        }
        first_lacking(handed_out, at_database)
    }

    fn concerned_by(&mut self, principal: Principal) -> Rc<Concerned> {
        let View { index, server, .. } = *self.view;
        let by = || Rc::new(Concerned::by(principal, index, server.directory()));
        Rc::clone(self.concerned.entry(principal).or_insert_with(by))
    }

    const fn question(&self) -> Question<'a> {
        Question { seals: Seals::None, ..self.view.question() }
    }

    fn at_database(&mut self) -> PermissionSet {
        let asked = self.question();
        let circle = &mut self.circle;
        *self.at_database.get_or_insert_with(|| database(&asked, &self.view.person, circle, &mut Silent))
    }

    fn had(&mut self, slot: Slot) -> PermissionSet {
        let (asked, circle) = (self.question(), &mut self.circle);
        let decide = || object(&asked, &self.view.person, slot, circle, &mut Silent);
        *self.had.entry(slot).or_insert_with(decide)
    }
}

/// Who has `read_entries` on an object has `access_entries`, so that the one that was set is named.
fn first_lacking(gained: PermissionSet, had: PermissionSet) -> Option<Permission> {
    let gained =
        if gained.has(Permission::ReadEntries) { gained.without(Permission::AccessEntries) } else { gained };
    gained.minus(had).iter().next()
}
