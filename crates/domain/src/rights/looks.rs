//! What a user or a group may do, told for one permission on all of a database in five looks: what people have to tell
//! apart when they set rights. The decision and its reason are those of the one decision function.

use super::{
    Cause, Explanation, Index, Permission, ServerRules, Target, View,
    index::{Place, Slot},
};
use crate::{account::Principal, id::ObjectId, time::Instant};

/// How one permission stands at the database or on one object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Look {
    /// Allowed by what is set right there.
    AllowedHere,
    /// Allowed by what is set above, by a policy or by a role.
    AllowedAbove,
    /// Denied by what is set right there.
    DeniedHere,
    /// Denied by what is set above or by a policy.
    DeniedAbove,
    /// Neither: nothing allows it, or something that it rests on is missing.
    NotGranted,
}

impl Look {
    /// How it looks on an object below on which nothing is set.
    #[must_use]
    pub const fn below(self) -> Self {
        match self {
            Self::AllowedHere => Self::AllowedAbove,
            Self::DeniedHere => Self::DeniedAbove,
            other => other,
        }
    }
}

impl Explanation {
    /// The look of it, asked on the target.
    pub fn look(&self, target: Target) -> Look {
        let here = match self.because {
            Cause::AssignmentAllows { .. } | Cause::AssignmentDenies { .. } => target == Target::Database,
            Cause::RuleAllows { object, .. }
            | Cause::RuleDenies { object, .. }
            | Cause::GrantAllows { object, .. } => target == Target::Object(object),
            _ => false,
        };
        let denied = matches!(
            self.because,
            Cause::AssignmentDenies { .. } | Cause::RuleDenies { .. } | Cause::PolicyDisabled { .. }
        );
        match (self.allowed, denied, here) {
            (true, _, true) => Look::AllowedHere,
            (true, _, false) => Look::AllowedAbove,
            (false, true, true) => Look::DeniedHere,
            (false, true, false) => Look::DeniedAbove,
            (false, false, _) => Look::NotGranted,
        }
    }
}

/// How a permission stands on an object on which something is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceLook {
    /// The folder or entry.
    pub object: ObjectId,
    /// How it stands there. On what lies below and has nothing set it is [`Look::below`].
    pub look: Look,
    /// The principal itself has a rule there.
    pub ruled: bool,
    /// Inheritance is off there.
    pub cut: bool,
}

/// What the rules come to for a user, or for somebody who is in one group and in no other: no account of their own.
/// Made by [`Index::principal`].
#[derive(Debug, Clone)]
pub struct PrincipalView<'a> {
    view: View<'a>,
    principal: Principal,
}

impl Index {
    /// The objects on which something is set, in the order of their ids.
    pub fn set_objects(&self) -> Vec<ObjectId> {
        self.set_objects_behind(None, usize::MAX)
    }

    /// The same behind one of them, and so many at most.
    pub fn set_objects_behind(&self, after: Option<ObjectId>, limit: usize) -> Vec<ObjectId> {
        let places = self.tree.places().iter().map(|(_, place)| self.tree.id(place.slot));
        let mut objects: Vec<ObjectId> =
            places.filter(|object| after.is_none_or(|after| after < *object)).collect();
        if limit < objects.len() {
            objects.select_nth_unstable(limit);
            objects.truncate(limit);
        }
        objects.sort_unstable();
        objects
    }

    /// How a user or a group stands in the database.
    pub fn principal<'a>(
        &'a self,
        server: &'a ServerRules,
        principal: Principal,
        now: Instant,
    ) -> PrincipalView<'a> {
        let view = match principal {
            Principal::User(user) => self.view(server, user, now),
            Principal::Group(group) => View::of_member(self, server, group, now),
        };
        PrincipalView { view, principal }
    }
}

impl PrincipalView<'_> {
    /// As [`View::explain`].
    pub fn explain(&self, target: Target) -> Vec<Explanation> {
        self.view.explain(target)
    }

    /// How the permission stands at the database; one of objects as it does on an object at the root on which nothing is
    /// set, which is then told as set at the database.
    pub fn look_at_database(&self, permission: Permission) -> Look {
        let find = |told: Vec<Explanation>| told.into_iter().find(|it| it.permission == permission);
        // Of objects, since that is what everything has on which nothing is set: there other permissions go before.
        let told =
            find(self.view.explain_at(Slot::ROOT)).or_else(|| find(self.view.explain(Target::Database)));
        told.map_or(Look::NotGranted, |told| told.look(Target::Database))
    }

    /// How it stands on an object. `None`: no such object, or no permission of objects.
    pub fn look(&self, object: ObjectId, permission: Permission) -> Option<Look> {
        let slot = self.view.index.slot(object)?;
        let told = self.view.explain_at(slot).into_iter().find(|it| it.permission == permission)?;
        Some(told.look(Target::Object(object)))
    }

    /// How it stands on each object on which something is set, in the order of their ids.
    pub fn looks(&self, permission: Permission) -> Vec<PlaceLook> {
        let objects = self.view.index.set_objects().into_iter();
        objects.filter_map(|object| self.place_look(object, permission)).collect()
    }

    /// The same on one object, whether or not anything is set there.
    pub fn place_look(&self, object: ObjectId, permission: Permission) -> Option<PlaceLook> {
        let look = self.look(object, permission)?;
        let place = self.view.index.slot(object).and_then(|slot| self.view.index.tree.place(slot));
        let ruled = place.is_some_and(|place| self.is_ruled(place));
        Some(PlaceLook { object, look, ruled, cut: place.is_some_and(|place| place.cut) })
    }

    fn is_ruled(&self, place: &Place) -> bool {
        place.rules.binary_search_by_key(&self.principal, |rule| rule.principal).is_ok()
    }
}
