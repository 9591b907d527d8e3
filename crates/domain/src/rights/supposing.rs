//! Changes of what is set in a database, judged before they are made: what they would do to a person's rights, worked out
//! by the same decision on the rules as they would be.
//!
//! Rights differ only where something is set, so they are compared at the database and at the places at and below what is
//! changed, as those are before and after, and not object by object.

use hashbrown::HashSet;

use super::{
    Change, Index, PermissionSet, RuleChange, ServerRules, View,
    decide::{Circle, Silent, object},
    index::{ChangeError, Slot},
};
use crate::id::ObjectId;

/// A change of what is set in a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingChange {
    /// One that may hand something out.
    Rules(RuleChange),
    /// Inheritance turned off at an object, which only takes away.
    Cut(ObjectId),
}

impl From<RuleChange> for SettingChange {
    fn from(change: RuleChange) -> Self {
        Self::Rules(change)
    }
}

impl From<SettingChange> for Change {
    fn from(change: SettingChange) -> Self {
        match change {
            SettingChange::Rules(change) => change.into(),
            SettingChange::Cut(object) => Self::Inheritance { object, on: false },
        }
    }
}

impl SettingChange {
    /// The object at and below which rights may differ; absent: anywhere in the database.
    const fn top(&self) -> Option<ObjectId> {
        match self {
            Self::Cut(object) | Self::Rules(RuleChange::InheritAgain(object)) => Some(*object),
            Self::Rules(RuleChange::SetRule(rule)) => Some(rule.object),
            Self::Rules(RuleChange::RemoveRule { object, .. }) => Some(*object),
            Self::Rules(RuleChange::SetAssignment(_) | RuleChange::RemoveAssignment(_)) => None,
        }
    }
}

/// The rules of a database as they would be after some changes. Made by [`Index::supposing`]; of the index that made it.
#[derive(Debug, Clone)]
pub struct Supposition {
    index: Index,
    tops: HashSet<Slot>,
    spots: HashSet<Slot>,
}

impl Index {
    /// Begins to suppose: nothing is changed yet.
    pub fn supposing(&self) -> Supposition {
        Supposition { index: self.clone(), tops: HashSet::new(), spots: HashSet::new() }
    }

    /// How many times rights would be compared for each person, were something changed at these objects (`None`: at the
    /// database): never less than [`Supposition::spots`], and told before any of the work. What is not there counts for
    /// nothing.
    pub fn spots_at(&self, tops: impl IntoIterator<Item = Option<ObjectId>>) -> usize {
        let slot = |top: Option<ObjectId>| top.map_or(Some(Slot::ROOT), |object| self.slot(object));
        let tops: HashSet<Slot> = tops.into_iter().filter_map(slot).collect();
        let everywhere = tops.contains(&Slot::ROOT);
        let is_below = |slot: Slot| everywhere || self.tree.up(slot).any(|above| tops.contains(&above));
        let places = self.tree.places().iter().map(|(_, place)| place.slot);
        tops.len() + places.filter(|slot| !tops.contains(slot) && is_below(*slot)).count() + 1
    }
}

impl Supposition {
    /// The rules as they would be. What is decided by them decides nothing that is done.
    pub const fn index(&self) -> &Index {
        &self.index
    }

    /// Supposes one change more, after those before it.
    ///
    /// # Errors
    /// [`ChangeError`] if it does not fit; nothing is supposed then.
    pub fn suppose(&mut self, change: SettingChange) -> Result<(), ChangeError> {
        let top = match change.top() {
            None => Slot::ROOT,
            Some(object) => self.index.slot(object).ok_or(ChangeError::UnknownObject(object))?,
        };
        let before = self.places_at(top);
        self.index.apply(change.into())?;
        let after = self.places_at(top);
        self.spots.extend(before.into_iter().chain(after).chain([top]));
        self.tops.insert(top);
        Ok(())
    }

    fn places_at(&self, top: Slot) -> Vec<Slot> {
        let tree = &self.index.tree;
        let places = tree.places().iter().map(|(_, place)| place.slot);
        places.filter(|slot| tree.is_within(*slot, top)).collect()
    }

    /// How many times rights are compared for each person.
    pub fn spots(&self) -> usize {
        self.spots.len() + 1
    }

    /// How many objects stand at and below what is changed.
    pub fn objects(&self) -> usize {
        if self.tops.contains(&Slot::ROOT) {
            return self.index.len();
        }
        let tree = &self.index.tree;
        let is_topmost = |slot: &Slot| !tree.up(*slot).skip(1).any(|above| self.tops.contains(&above));
        self.tops.iter().filter(|slot| is_topmost(slot)).map(|slot| tree.walk_from(*slot).count()).sum()
    }
}

impl Index {
    /// How many times rights are compared for each person where accounts, groups or policies would be otherwise.
    pub fn spots(&self) -> usize {
        self.tree.places().iter().count() + 2
    }
}

impl View<'_> {
    /// What the person would have by other accounts, groups and policies and has not now, at the database or on some object;
    /// and the other way round.
    pub fn effect_of_server_rules(&self, supposed: &ServerRules) -> (PermissionSet, PermissionSet) {
        let then = self.index.view(supposed, self.user(), self.now);
        let (before, after) = (self.database(), then.database());
        let (mut gained, mut lost) = (after.minus(before), before.minus(after));
        let (mut now_circle, mut then_circle) = (Circle::default(), Circle::default());
        let places = self.index.tree.places().iter().map(|(_, place)| place.slot);
        for slot in places.chain([Slot::ROOT]) {
            let before = object(&self.question(), &self.person, slot, &mut now_circle, &mut Silent);
            let after = object(&then.question(), &then.person, slot, &mut then_circle, &mut Silent);
            gained = gained.union(after.minus(before));
            lost = lost.union(before.minus(after));
        }
        (gained, lost)
    }

    /// What the person would have then and has not now, at the database or on some object; and the other way round.
    pub fn effect_of_settings(&self, supposed: &Supposition) -> (PermissionSet, PermissionSet) {
        let then = supposed.index.view(self.server, self.user(), self.now);
        let (before, after) = (self.database(), then.database());
        let (mut gained, mut lost) = (after.minus(before), before.minus(after));
        let (mut now_circle, mut then_circle) = (Circle::default(), Circle::default());
        for &slot in &supposed.spots {
            let before = object(&self.question(), &self.person, slot, &mut now_circle, &mut Silent);
            let after = object(&then.question(), &then.person, slot, &mut then_circle, &mut Silent);
            gained = gained.union(after.minus(before));
            lost = lost.union(before.minus(after));
        }
        (gained, lost)
    }
}
