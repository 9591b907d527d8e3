//! Moving many objects at once, judged before it is done: what it would do to a person's rights, worked out by the same
//! decision on the tree as it would be.
//!
//! Rights differ only where something is set, so they are compared at a few spots and not object by object: at each place
//! that travels along, and once for all named objects without a place that come from the same place.

use hashbrown::{HashMap, HashSet};

use super::{
    Index, PermissionSet, View,
    decide::{Circle, Question, Seals, Silent, object},
    index::{ChangeError, Number, Route, Slot},
};
use crate::{id::ObjectId, time::Instant};

/// A supposed move of some objects to one folder. Made by [`Index::moving`]; of the index that made it.
#[derive(Debug, Clone)]
pub struct Moving {
    target: Slot,
    spots: Vec<Spot>,
}

/// Where rights are compared, and the moved object at or above it.
#[derive(Debug, Clone, Copy)]
struct Spot {
    top: Slot,
    at: Slot,
}

/// What a supposed move would do to the rights of one person on all that is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effect {
    /// What the person would have on something that moves, and has not now.
    pub gained: PermissionSet,
    /// What the person has on something that moves, and would not have then.
    pub lost: PermissionSet,
    /// The person would have more than before on something; or would have without a seal what is had through a seal only.
    pub gains: bool,
    /// The same the other way round.
    pub loses: bool,
}

impl Effect {
    const NONE: Self =
        Self { gained: PermissionSet::EMPTY, lost: PermissionSet::EMPTY, gains: false, loses: false };

    /// Takes in the rights at one more spot.
    fn note(&mut self, seals: Seals, before: PermissionSet, after: PermissionSet) {
        let (gained, lost) = (after.minus(before), before.minus(after));
        self.gains |= !gained.is_empty();
        self.loses |= !lost.is_empty();
        if seals == Seals::AsTheyAre {
            self.gained = self.gained.union(gained);
            self.lost = self.lost.union(lost);
        }
    }
}

/// Rights would have to be compared too often to judge a move: at too many places, or at too many instants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a move compares rights at more than {limit} places and instants")]
pub struct TooManyComparisons {
    /// How often they are compared at most.
    pub limit: usize,
}

impl Moving {
    /// How many times rights are compared for each person.
    pub fn spots(&self) -> usize {
        self.spots.len()
    }
}

impl Index {
    /// Supposes that the objects stand in that folder (`None`: the root), each with everything below it. None of them may
    /// lie below another.
    ///
    /// # Errors
    /// [`ChangeError`] if one of them can not stand there.
    pub fn moving(&self, objects: &[ObjectId], parent: Option<ObjectId>) -> Result<Moving, ChangeError> {
        let mut target = Slot::ROOT;
        let mut tops = HashSet::with_capacity(objects.len());
        for id in objects {
            let (slot, folder) = self.check_move(*id, parent)?;
            target = folder;
            tops.insert(slot);
        }
        let mut spots: Vec<Spot> =
            self.places_below(&tops).into_iter().map(|(top, at)| Spot { top, at }).collect();
        let mut plain: HashMap<Number, Slot> = HashMap::new();
        for slot in tops.into_iter().filter(|slot| self.tree.place(*slot).is_none()) {
            plain.entry(self.tree.scope(slot)).or_insert(slot);
        }
        spots.extend(plain.into_values().map(|slot| Spot { top: slot, at: slot }));
        Ok(Moving { target, spots })
    }

    /// The places at and below some objects, each with the object that it belongs to. One pass for all of them.
    pub(super) fn places_below(&self, tops: &HashSet<Slot>) -> Vec<(Slot, Slot)> {
        let places = self.tree.places().iter().map(|(_, place)| place.slot);
        let top = |at: Slot| self.tree.up(at).find(|slot| tops.contains(slot));
        places.filter_map(|at| Some((top(at)?, at))).collect()
    }
}

impl View<'_> {
    /// What a supposed move would do to this person's rights.
    pub fn effect_of(&self, moving: &Moving) -> Effect {
        let (mut effect, mut circle) = (Effect::NONE, Circle::default());
        for spot in &moving.spots {
            let moved = Route { moved: Some((spot.top, moving.target)) };
            // What is had through a seal only may not become one's own by a move: a reseal would not take it back.
            for seals in [Seals::AsTheyAre, Seals::None] {
                let mut decide = |route| {
                    let question = Question { seals, route, ..self.question() };
                    object(&question, &self.person, spot.at, &mut circle, &mut Silent)
                };
                let (before, after) = (decide(Route::default()), decide(moved));
                effect.note(seals, before, after);
            }
        }
        effect
    }

    /// The first effect by which a supposed move would give the person more than they have, now or when the clock ends or
    /// begins something: who has rights for a while would keep them otherwise.
    ///
    /// # Errors
    /// [`TooManyComparisons`] where places times instants are more than `limit`: nothing is compared then.
    pub fn gain_by(&self, moving: &Moving, limit: usize) -> Result<Option<Effect>, TooManyComparisons> {
        let later = self.boundaries().into_iter().filter(|at| *at > self.now);
        let instants: Vec<Instant> = std::iter::once(self.now).chain(later).collect();
        if instants.len().saturating_mul(moving.spots()) > limit {
            return Err(TooManyComparisons { limit });
        }
        Ok(instants.into_iter().find_map(|at| {
            let effect = self.index.view(self.server, self.user(), at).effect_of(moving);
            effect.gains.then_some(effect)
        }))
    }

    /// The person's rights on an object that is made in that folder (`None`: at the root), before anything is set on it.
    /// `None`: no such folder.
    pub fn on_new(&self, parent: Option<ObjectId>) -> Option<PermissionSet> {
        Some(self.decide(self.index.tree.slot_of(parent)?, Seals::AsTheyAre))
    }
}
