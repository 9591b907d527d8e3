//! One query to one database, by one caller.

use std::cell::{Cell, RefCell};

use strongroom_domain::{
    database::ObjectKind,
    entry::Summary,
    id::ObjectId,
    rights::{Slot, View, Visibility},
};
use strongroom_search::{Hit, Query, Rank, Search, Sight, Source};

use super::{After, words::row};
use crate::{
    databases::state::{Content, DatabaseState},
    error::ServiceError,
    objects::summary_of,
};

/// How much of each object may count for the viewer, by slot: what is in the bin, and what they do not see, is nothing.
pub(crate) fn sights(view: &View<'_>, state: &DatabaseState, below: Option<ObjectId>) -> Vec<Sight> {
    let (listing, sees_tree) = (view.listing(), view.sees_tree());
    let sight = |slot: Slot| match listing.get(slot) {
        Visibility::Hidden if sees_tree => Sight::Title,
        Visibility::Hidden => Sight::Nothing,
        Visibility::Stub => Sight::Title,
        Visibility::Sealed { .. } => Sight::TitleAndType,
        Visibility::Visible { .. } => Sight::Everything,
    };
    let mut sights = vec![Sight::Nothing; state.index.slots()];
    let mut set = |slot: Slot, sight: Sight| {
        if let Some(own) = sights.get_mut(slot.get()) {
            *own = sight;
        }
    };
    match below {
        None => {
            let slots = (0..state.index.slots()).filter_map(|position| state.index.at(position));
            slots.for_each(|slot| set(slot, sight(slot)));
        }
        Some(folder) => state.index.walk(Some(folder)).skip(1).for_each(|slot| set(slot, sight(slot))),
    }
    let below = |slot| state.index.walk(state.index.id_at(slot));
    state.index.binned().filter(|slot| state.index.id_at(*slot).is_some()).flat_map(below).for_each(|slot| {
        set(slot, Sight::Nothing);
    });
    sights
}

/// What a question is asked with.
pub(crate) struct Question<'a> {
    state: &'a DatabaseState,
    objects: Objects<'a>,
    query: &'a Query,
    sights: Vec<Sight>,
    within: Vec<Vec<bool>>,
}

/// What it finds, by slot.
pub(crate) struct Answer<'a> {
    search: Search<'a, Objects<'a>>,
    objects: &'a Objects<'a>,
    hits: Vec<Hit>,
}

impl<'a> Question<'a> {
    /// Prepares it: finds the folders that the query names.
    pub fn new(state: &'a DatabaseState, query: &'a Query, sights: Vec<Sight>) -> Result<Self, ServiceError> {
        let objects = Objects { state, content: state.open()?, damage: RefCell::default() };
        let mut question = Self { state, objects, query, sights, within: Vec::new() };
        for folder in query.folders() {
            let rows = question.below(&folder)?;
            question.within.push(rows);
        }
        Ok(question)
    }

    /// Asks it.
    pub fn ask(&self) -> Result<Answer<'_>, ServiceError> {
        let search = self.search(self.query, &self.sights, &self.within);
        let hits = search.hits().map_err(|error| ServiceError::Invalid(error.to_string().into()))?;
        self.objects.damage()?;
        Ok(Answer { search, objects: &self.objects, hits })
    }

    fn search<'s>(
        &'s self,
        query: &'s Query,
        sights: &'s [Sight],
        within: &'s [Vec<bool>],
    ) -> Search<'s, Objects<'s>> {
        let index = self.objects.content.words.index();
        Search { index, query, sights, within, source: &self.objects, looked_at: Cell::new(0) }
    }

    /// What lies below the folders whose titles are met.
    fn below(&self, folder: &Query) -> Result<Vec<bool>, ServiceError> {
        let of_folder = |position: usize| {
            let node = self.state.index.at(position).and_then(|slot| self.state.index.node(slot));
            node.is_some_and(|node| node.kind == ObjectKind::Folder)
        };
        // A title is all that counts, and only of folders that are seen.
        let titles: Vec<Sight> =
            self.sights
                .iter()
                .enumerate()
                .map(|(position, sight)| {
                    if *sight > Sight::Nothing && of_folder(position) { Sight::Title } else { Sight::Nothing }
                })
                .collect();
        let search = self.search(folder, &titles, &[]);
        let invalid = |error: strongroom_search::TooCommon| ServiceError::Invalid(error.to_string().into());
        let mut rows = vec![false; self.sights.len()];
        for hit in search.hits().map_err(invalid)? {
            let Some(slot) = at(self.state, hit.row) else { continue };
            // What is below another that was met is marked already.
            if rows.get(slot.get()).copied().unwrap_or_default() || !search.is_hit(&hit).map_err(invalid)? {
                continue;
            }
            for below in self.state.index.walk(self.state.index.id_at(slot)).skip(1) {
                if let Some(own) = rows.get_mut(below.get()) {
                    *own = true;
                }
            }
        }
        Ok(rows)
    }
}

/// The slot of a row.
fn at(state: &DatabaseState, row: u32) -> Option<Slot> {
    usize::try_from(row).ok().and_then(|position| state.index.at(position))
}

impl Answer<'_> {
    /// What may have been found, in no particular order; each is to be asked about by [`Self::is_hit`].
    pub fn hits(&self) -> &[Hit] {
        &self.hits
    }

    /// Where a hit stands.
    pub fn slot(&self, hit: &Hit) -> Option<Slot> {
        at(self.objects.state, hit.row)
    }

    /// What may have been found at a slot.
    pub fn hit_at(&self, slot: Slot) -> Option<&Hit> {
        let at = self.hits.binary_search_by_key(&row(slot), |hit| hit.row).ok()?;
        self.hits.get(at)
    }

    /// For each slot, whether something may have been found there.
    pub fn by_slot(&self) -> Vec<bool> {
        let mut found = vec![false; self.objects.state.index.slots()];
        for hit in &self.hits {
            if let Some(own) = usize::try_from(hit.row).ok().and_then(|row| found.get_mut(row)) {
                *own = true;
            }
        }
        found
    }

    /// Whether it was.
    pub fn is_hit(&self, hit: &Hit) -> Result<bool, ServiceError> {
        let found =
            self.search.is_hit(hit).map_err(|error| ServiceError::Invalid(error.to_string().into()))?;
        self.objects.damage()?;
        Ok(found)
    }

    /// The best of them behind `after`; `raise` is what is added for what a person uses often.
    pub fn best(
        &self,
        count: usize,
        after: Option<After>,
        raise: impl Fn(ObjectId) -> u32,
    ) -> Result<Vec<Best>, ServiceError> {
        let state = self.objects.state;
        let place = |hit: &Hit| {
            let object = state.index.id_at(at(state, hit.row)?)?;
            Some((hit.rank.raised(raise(object)), object))
        };
        let after = after.map(|after| (Rank::from_number(after.rank), after.object));
        let best = self.search.best(&self.hits, (count, after), place);
        let best = best.map_err(|error| ServiceError::Invalid(error.to_string().into()))?;
        self.objects.damage()?;
        let told = |(rank, object, hit): (Rank, ObjectId, Hit)| Best {
            place: After { rank: rank.number(), object },
            matched: self.search.met(&hit),
        };
        Ok(best.into_iter().map(told).collect())
    }
}

/// A hit that is to be shown.
pub(crate) struct Best {
    pub place: After,
    /// The names of what was met in it.
    pub matched: Vec<String>,
}

/// The objects of an open database.
pub(crate) struct Objects<'a> {
    state: &'a DatabaseState,
    content: &'a Content,
    damage: RefCell<Option<ServiceError>>,
}

impl Objects<'_> {
    fn damage(&self) -> Result<(), ServiceError> {
        self.damage.take().map_or(Ok(()), Err)
    }
}

impl Source for Objects<'_> {
    fn object(&self, row: u32) -> Option<(ObjectKind, Summary)> {
        let slot = at(self.state, row)?;
        let summary = summary_of(self.content.held(slot)?);
        let summary = summary.map_err(|error| self.damage.replace(Some(error))).ok()?;
        Some((self.state.index.node(slot)?.kind, summary))
    }

    fn may_hold(&self, row: u32, text: &str) -> bool {
        let held = at(self.state, row).and_then(|slot| self.content.held(slot));
        held.is_some_and(|held| held.summary.may_hold(text))
    }
}
