//! What a person was told of a database at one instant: a number for each object, so that what they see later can be
//! compared with it.

use strongroom_domain::{
    database::Node,
    id::ObjectId,
    rights::{PermissionSet, SealState, Slot, View, Visibility},
};

use crate::{binned::listed, databases::state::DatabaseState, objects::shown_slots};

/// How one object was shown; 0: not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
struct Look(u32);

impl Look {
    /// Stubs, seals and rights look different; two seals of one object mostly.
    fn of(visibility: Visibility) -> Self {
        let seal = |seal: Option<(strongroom_domain::id::GrantId, SealState)>| match seal {
            None => 0,
            Some((grant, state)) => {
                let [.., high, low] = grant.to_bytes();
                (u32::from(u16::from_be_bytes([high, low])) & 0xfff) << 4 | (state as u32 + 1)
            }
        };
        Self(match visibility {
            Visibility::Hidden => 0,
            Visibility::Stub => 1,
            Visibility::Sealed { grant, state } => 2 | seal(Some((grant, state))) << 16,
            Visibility::Visible { rights, seal: shown } => 3 | compact(rights) << 2 | seal(shown) << 16,
        })
    }

    const fn is_shown(self) -> bool {
        self.0 != 0
    }
}

/// The object permissions in eight bits.
fn compact(rights: PermissionSet) -> u32 {
    let all = PermissionSet::OBJECT.iter().enumerate();
    all.filter(|(_, permission)| rights.has(*permission)).fold(0, |bits, (at, _)| bits | 1 << at)
}

/// What a person was told of a database. Empty: nothing of it, or there was nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct Sight {
    by_slot: Box<[Look]>,
    /// What was listed of the bin.
    bin: Box<[ObjectId]>,
}

/// What is different between two sights.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Difference {
    /// Shown now, and differently than before or not before.
    pub changed: Vec<Slot>,
    /// Shown before, and not now.
    pub gone: Vec<Slot>,
}

impl Sight {
    /// What the viewer sees now. Costs a pass over all that there is.
    pub fn now(view: &View<'_>, state: &DatabaseState) -> Self {
        let mut by_slot = vec![Look::default(); state.index.slots()];
        let (listing, sees_tree) = (view.listing(), view.sees_tree());
        for slot in shown_slots(state) {
            let visibility = match listing.get(slot) {
                Visibility::Hidden if sees_tree => Visibility::Stub,
                other => other,
            };
            if let Some(look) = by_slot.get_mut(slot.get()) {
                *look = Look::of(visibility);
            }
        }
        Self { by_slot: by_slot.into(), bin: listed(view, state, &listing).into() }
    }

    /// What was listed of the bin, in the order of the ids.
    pub fn bin(&self) -> &[ObjectId] {
        &self.bin
    }

    fn look(&self, slot: Slot) -> Look {
        self.by_slot.get(slot.get()).copied().unwrap_or_default()
    }

    /// Whether the object at the slot was shown.
    pub fn shows(&self, slot: Slot) -> bool {
        self.look(slot).is_shown()
    }

    /// Whether the object at the slot was shown with all but its secrets.
    pub fn shows_whole(&self, slot: Slot) -> bool {
        self.look(slot).0 & 3 == 3
    }

    /// What is different in `now`.
    pub fn compare(&self, now: &Self, state: &DatabaseState) -> Difference {
        let mut difference = Difference::default();
        let nodes = |slot: &Slot| -> Option<Node> { state.index.node(*slot) };
        for slot in state.index.walk(None).filter(|slot| nodes(slot).is_some()) {
            let (before, after) = (self.look(slot), now.look(slot));
            if before != after {
                let list = if after.is_shown() { &mut difference.changed } else { &mut difference.gone };
                list.push(slot);
            }
        }
        difference
    }

    /// One that is told by numbers, for tests of what holds them.
    #[cfg(test)]
    pub fn of_numbers(looks: &[u32]) -> Self {
        Self { by_slot: looks.iter().copied().map(Look).collect(), bin: Default::default() }
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        size_of_val(&*self.by_slot) + size_of_val(&*self.bin)
    }
}
