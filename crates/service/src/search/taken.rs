//! What a database offers to one viewer's question, as it was at one moment: taken while the database is read, and asked
//! while others change it. So a question holds nobody up for longer than it takes to decide what the viewer sees, and
//! all that is decided for it is decided on one state.

use strongroom_domain::{
    database::ObjectKind,
    entry::Summary,
    id::ObjectId,
    rights::{Slot, View, Visibility},
    time::Instant,
};
use strongroom_search::{Index, Query, Sight, Source};

use super::words::{kind_of, row};
use crate::{
    databases::{shelf::Shelf, state::DatabaseState},
    error::ServiceError,
    objects::summary_of,
};

/// What is taken. Tables are by slot.
pub(crate) struct Taken {
    pub(super) words: Index,
    held: Shelf,
    pub(super) sights: Vec<Sight>,
    objects: Vec<ObjectId>,
    /// In the order of the tree; empty where nobody needs it.
    order: Vec<Standing>,
}

/// How an object stands in the tree.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    pub row: u32,
    /// How many folders are above it; at most 64.
    pub depth: u8,
    pub is_folder: bool,
}

/// How much of an object counts for somebody who sees it so.
pub(crate) const fn sight(visibility: Visibility) -> Sight {
    match visibility {
        Visibility::Hidden => Sight::Nothing,
        Visibility::Stub => Sight::Title,
        Visibility::Sealed { .. } => Sight::TitleAndType,
        Visibility::Visible { .. } => Sight::Everything,
    }
}

/// How much of each object may count for the viewer: what is in the bin, and what they do not see, is nothing.
fn sights(view: &View<'_>, state: &DatabaseState, below: Option<ObjectId>) -> Vec<Sight> {
    let (listing, sees_tree) = (view.listing(), view.sees_tree());
    let least = if sees_tree { Sight::Title } else { Sight::Nothing };
    let mut sights = vec![Sight::Nothing; state.index.slots()];
    let mut set = |slot: Slot, sight: Sight| {
        if let Some(own) = sights.get_mut(slot.get()) {
            *own = sight;
        }
    };
    let mut see = |slot: Slot| set(slot, sight(listing.get(slot)).max(least));
    match below {
        None => (0..state.index.slots()).filter_map(|position| state.index.at(position)).for_each(see),
        Some(folder) => state.index.walk(Some(folder)).skip(1).for_each(&mut see),
    }
    let below = |slot| state.index.walk(state.index.id_at(slot));
    state.index.binned().filter(|slot| state.index.id_at(*slot).is_some()).flat_map(below).for_each(|slot| {
        set(slot, Sight::Nothing);
    });
    sights
}

fn in_order(state: &DatabaseState) -> Vec<Standing> {
    let (mut order, mut above) = (Vec::with_capacity(state.index.len()), Vec::<ObjectId>::new());
    for (slot, node) in state.index.walk(None).filter_map(|slot| Some((slot, state.index.node(slot)?))) {
        while above.last().copied() != node.parent && above.pop().is_some() {}
        let is_folder = node.kind == ObjectKind::Folder;
        let depth = u8::try_from(above.len()).unwrap_or(u8::MAX);
        order.push(Standing { row: row(slot), depth, is_folder });
        if is_folder {
            above.push(node.id);
        }
    }
    order
}

impl Taken {
    /// For a query, below a folder or (absent) in all of the database. Where `ordered`, [`Self::order`] is told.
    ///
    /// # Errors
    /// [`ServiceError::DatabaseClosed`], or [`ServiceError::Damaged`].
    pub fn of(
        view: &View<'_>,
        state: &DatabaseState,
        query: &Query,
        (below, ordered): (Option<ObjectId>, bool),
    ) -> Result<Self, ServiceError> {
        let content = state.open()?;
        let positions = 0..state.index.slots();
        let id = |position| state.index.at(position).and_then(|slot| state.index.id_at(slot));
        // Of a slot without an object nothing counts.
        let object = |position| id(position).unwrap_or(ObjectId::from_bytes([0; 16]));
        Ok(Self {
            words: content.words.index().as_it_is(query.asks_for_ends()),
            held: content.shelf(),
            sights: sights(view, state, below),
            objects: positions.map(object).collect(),
            order: if ordered || query.names_folders() { in_order(state) } else { Vec::new() },
        })
    }

    /// The object at a row of which something counts.
    pub fn object_at(&self, row: u32) -> Option<ObjectId> {
        let object = self.objects.get(usize::try_from(row).ok()?).copied();
        object.filter(|_| self.sight(row) > Sight::Nothing)
    }

    /// How much of a row counts.
    pub fn sight(&self, row: u32) -> Sight {
        usize::try_from(row).ok().and_then(|row| self.sights.get(row)).copied().unwrap_or_default()
    }

    /// All objects in the order of the tree.
    pub fn order(&self) -> &[Standing] {
        &self.order
    }

    /// When the object at a row ends.
    ///
    /// # Errors
    /// [`ServiceError::Damaged`] where its summary was not read yet and can not be.
    pub fn end(&self, row: u32) -> Result<Option<Instant>, ServiceError> {
        match self.words.end(row) {
            Some(end) => Ok(Some(end)),
            None => Ok(self.summary(row)?.and_then(|(_, summary)| summary.valid_to)),
        }
    }

    /// The summary at a row, with what it is of; absent where there is none.
    ///
    /// # Errors
    /// [`ServiceError::Damaged`] where it can not be read.
    pub fn summary(&self, row: u32) -> Result<Option<(ObjectKind, Summary)>, ServiceError> {
        let held = usize::try_from(row).ok().and_then(|row| self.held.get(row));
        let summary = held.map(summary_of).transpose()?;
        Ok(summary.map(|summary| (kind_of(&summary), summary)))
    }
}

/// What is taken, for an index to look at; what can not be read is kept for [`Objects::damage`].
pub(super) struct Objects<'a> {
    pub taken: &'a Taken,
    damage: std::cell::RefCell<Option<ServiceError>>,
}

impl<'a> Objects<'a> {
    pub fn of(taken: &'a Taken) -> Self {
        Self { taken, damage: std::cell::RefCell::default() }
    }

    pub fn damage(&self) -> Result<(), ServiceError> {
        self.damage.take().map_or(Ok(()), Err)
    }
}

impl Source for Objects<'_> {
    fn object(&self, row: u32) -> Option<(ObjectKind, Summary)> {
        self.taken.summary(row).map_err(|error| self.damage.replace(Some(error))).ok().flatten()
    }

    fn may_hold(&self, row: u32, text: &str) -> bool {
        let held = usize::try_from(row).ok().and_then(|row| self.taken.held.get(row));
        held.is_some_and(|held| held.summary.may_hold(text))
    }
}
