//! What a change gives and lifts at each target that it reaches.

use std::rc::Rc;

use hashbrown::{HashMap, HashSet};

use super::{
    RuleChange,
    concerned::Concerned,
    own::{Level, Side},
    release::{Release, Source},
};
use crate::{
    account::Principal,
    rights::{
        Index, Marks, Permission, PermissionSet, ServerRules,
        index::{Placed, Route, Slot},
    },
    time::Period,
};

/// The principal whose marks change.
#[derive(Debug, Clone, Copy)]
struct Changed {
    principal: Principal,
    before: Side,
    after: Side,
    /// As after, with those denies alone that hold whenever they did before.
    lasting: Side,
}

/// A change, seen as what it reaches.
pub struct Reach<'a> {
    index: &'a Index,
    enabled: PermissionSet,
    top: Slot,
    /// Absent: inheritance is turned on at the top, which changes what everybody's marks come to.
    changed: Option<Changed>,
    concerned: Rc<Concerned>,
    /// How many of the others who are concerned have an assignment with these marks.
    assigned: HashMap<Marks, usize>,
}

/// What somebody may gain on an object.
pub struct OnObject {
    pub gained: PermissionSet,
    /// What somebody may gain at the database by it.
    pub channels: PermissionSet,
}

impl<'a> Reach<'a> {
    /// `None`: the object is not there. `concerned`: by the principal whose marks change, or everybody.
    pub fn of(
        index: &'a Index,
        server: &'a ServerRules,
        change: &RuleChange,
        concerned: Rc<Concerned>,
    ) -> Option<Self> {
        let (top, changed) = match *change {
            RuleChange::SetAssignment(assignment) => {
                let after = Some((assignment.period, assignment.marks));
                (Slot::ROOT, Some(Changed::assignment(index, assignment.principal, after)))
            }
            RuleChange::RemoveAssignment(principal) => {
                (Slot::ROOT, Some(Changed::assignment(index, principal, None)))
            }
            RuleChange::InheritAgain(object) => (index.slot(object)?, None),
            RuleChange::SetRule(_) | RuleChange::RemoveRule { .. } => {
                let (object, principal, marks) = change.rule()?;
                let slot = index.slot(object)?;
                (slot, Some(Changed::rule(index, principal, (slot, marks))))
            }
        };
        let enabled = server.policies().enabled();
        let mut reach = Self { index, enabled, top, changed, concerned, assigned: HashMap::new() };
        let mut assigned: HashMap<Marks, usize> = HashMap::new();
        for known in index.principals.iter().filter(|known| reach.is_other(known.principal)) {
            if let Some((_, marks)) = known.assignment {
                *assigned.entry(marks).or_default() += 1;
            }
        }
        reach.assigned = assigned;
        Some(reach)
    }

    /// Where it begins: an object, or [`Slot::ROOT`].
    pub const fn top(&self) -> Slot {
        self.top
    }

    /// What somebody may gain at the database by marks.
    pub fn at_database(&self) -> PermissionSet {
        let Some(Changed { before, after, lasting, .. }) = self.changed.filter(|_| self.top == Slot::ROOT)
        else {
            return PermissionSet::EMPTY;
        };
        let [before, after, lasting] = [before, after, lasting].map(|side| side.at_database(self.enabled));
        let mut release = Release {
            given: after.gives().minus(before.gives()),
            lifted: before.deny.minus(lasting.deny),
            ..Release::default()
        };
        release.sources.push(Source { before: before.gives(), after: after.gives() });
        let others = self.assigned.keys().map(|&marks| assigned(marks).at_database(self.enabled).gives());
        release.sources.extend(others.map(Source::unchanged));
        if self.index.grants.values().any(|placed| self.concerned.has(placed.grant.grantee)) {
            let by_grant = self.channels().with(Permission::AccessDatabase);
            release.sources.push(Source::unchanged(by_grant));
        }
        release.gained().intersection(PermissionSet::DATABASE)
    }

    /// What policies enable for those who see something by a grant.
    fn channels(&self) -> PermissionSet {
        self.enabled.intersection(PermissionSet::CHANNEL).without(Permission::GrantAdminRights)
    }

    /// What somebody may gain on the object, which is the top or lies below it.
    pub fn on_object(&self, slot: Slot) -> OnObject {
        let path = self.path(slot);
        let mut release = Release::default();
        if let Some(Changed { principal, before, after, lasting }) = self.changed {
            let [before, after, lasting] =
                [before, after, lasting].map(|side| side.on_object(Some(principal), &path, self.enabled));
            release.given = after.gives().minus(before.gives());
            release.lifted = before.deny.minus(lasting.deny);
            if release.given.union(release.lifted).is_empty() {
                return OnObject { gained: PermissionSet::EMPTY, channels: PermissionSet::EMPTY };
            }
            release.sources.push(Source { before: before.gives(), after: after.gives() });
        }
        release.sources.extend(self.others(&path));
        self.grants(&path, &mut release);
        if self.changed.is_none() {
            let arriving = |sum: PermissionSet, it: &Source| sum.union(it.after.minus(it.before));
            release.given = release.sources.iter().fold(PermissionSet::EMPTY, arriving);
        }
        let gained = release.gained().intersection(PermissionSet::OBJECT);
        let wakes = gained.has(Permission::AccessEntries) || gained.has(Permission::GrantAccess);
        let by_grant = wakes && !release.supported.is_empty();
        OnObject { gained, channels: if by_grant { self.channels() } else { PermissionSet::EMPTY } }
    }

    /// The places at and above the slot and the top, the nearest first.
    fn path(&self, slot: Slot) -> Vec<Level<'a>> {
        let tree = &self.index.tree;
        let places = tree.places_up(Route::default(), slot);
        let mut path: Vec<_> = places.map(|place| Level { slot: place.slot, place: Some(place) }).collect();
        if self.top != Slot::ROOT && tree.place(self.top).is_none() {
            let above = path.iter().position(|level| !tree.is_within(level.slot, self.top));
            path.insert(above.unwrap_or(path.len()), Level { slot: self.top, place: None });
        }
        path
    }

    fn is_other(&self, principal: Principal) -> bool {
        self.changed.is_none_or(|changed| changed.principal != principal) && self.concerned.has(principal)
    }

    /// What the marks of others concerned come to.
    fn others(&self, path: &[Level<'_>]) -> Vec<Source> {
        let places = path.iter().filter_map(|level| level.place);
        let ruled: HashSet<Principal> =
            places.flat_map(|place| &place.rules).map(|rule| rule.principal).collect();
        let mut unruled = self.assigned.clone();
        let mut sources = Vec::new();
        for principal in ruled.into_iter().filter(|&principal| self.is_other(principal)) {
            let marks = assignment_of(self.index, principal).map(|(_, marks)| marks);
            if let Some(count) = marks.and_then(|marks| unruled.get_mut(&marks)) {
                *count -= 1;
            }
            // What arrives from above is judged as if its principal were assigned; elsewhere its assignment will be.
            let standing = marks.is_some() || self.changed.is_none();
            let side = Side { assigned: marks, standing, ..assigned(Marks::NONE) };
            sources.push(self.source(side, Some(principal), path));
        }
        let unruled = unruled.into_iter().filter(|(_, count)| *count > 0);
        sources.extend(unruled.map(|(marks, _)| self.source(assigned(marks), None, path)));
        sources
    }

    fn source(&self, side: Side, principal: Option<Principal>, path: &[Level<'_>]) -> Source {
        let gives = |joined| Side { joined, ..side }.on_object(principal, path, self.enabled).gives();
        Source { before: gives(None), after: gives(self.joined()) }
    }

    /// Where the change turns inheritance on.
    fn joined(&self) -> Option<Slot> {
        if self.changed.is_none() { Some(self.top) } else { None }
    }

    /// What grants to people concerned say, and those that people concerned gave. Seals may open and periods begin.
    fn grants(&self, path: &[Level<'_>], release: &mut Release) {
        let before = self.reaching(path, None);
        for placed in self.reaching(path, self.joined()) {
            let says = placed.says();
            if self.concerned.has(placed.grant.grantee) {
                // A live grant opens the database for itself.
                let says = says.with(Permission::AccessDatabase);
                let reached = before.iter().any(|other| std::ptr::eq(*other, placed));
                let before = if reached { says } else { PermissionSet::EMPTY };
                release.sources.push(Source { before, after: says });
            }
            if self.concerned.has_user(placed.grant.author) {
                release.supported = release.supported.union(says);
            }
        }
    }

    /// The grants on the path that inheritance does not keep from its end.
    fn reaching(&self, path: &[Level<'_>], joined: Option<Slot>) -> Vec<&'a Placed> {
        let cut = path.iter().position(|level| level.cuts(joined)).map_or(path.len(), |at| at + 1);
        let places = path.iter().take(cut).filter_map(|level| level.place);
        places.flat_map(|place| &place.grants).filter_map(|id| self.index.grants.get(id)).collect()
    }
}

impl Changed {
    /// Allows that are given at an instant at which they were not count as given, whatever stood at others; denies the
    /// same way.
    fn assignment(index: &Index, principal: Principal, after: Option<(Period, Marks)>) -> Self {
        let before = assignment_of(index, principal);
        let marks = |it: Option<(_, Marks)>| it.map(|(_, marks)| marks);
        let (covered, lasts) = match (before, after) {
            (Some((before, _)), Some((after, _))) => (before.covers(&after), after.covers(&before)),
            _ => (false, false),
        };
        let side = |assigned, standing| Side { assigned, standing, ..self::assigned(Marks::NONE) };
        let after_side = Side { ruled: after.is_some(), ..side(marks(after), after.is_some()) };
        Self {
            principal,
            before: side(marks(before), covered),
            after: after_side,
            lasting: Side { assigned: marks(after).filter(|_| lasts), ..after_side },
        }
    }

    /// Judged as if the principal were assigned.
    fn rule(index: &Index, principal: Principal, rule: (Slot, Marks)) -> Self {
        let marks = assignment_of(index, principal).map(|(_, marks)| marks);
        let before = Side { assigned: marks, ..assigned(Marks::NONE) };
        let after = Side { rule: Some(rule), ..before };
        Self { principal, before, after, lasting: after }
    }
}

fn assignment_of(index: &Index, principal: Principal) -> Option<(Period, Marks)> {
    index.principals.get(index.principals.ordinal(principal)?)?.assignment
}

/// Somebody with these marks and what rules there are.
const fn assigned(marks: Marks) -> Side {
    Side { assigned: Some(marks), standing: true, ruled: true, rule: None, joined: None }
}
