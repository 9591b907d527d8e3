//! One query to one database, by one caller.

use std::cell::Cell;

use strongroom_domain::id::ObjectId;
use strongroom_search::{Hit, Query, Rank, Search, Sight, TooCommon};

use super::taken::{Objects, Taken};
use crate::error::ServiceError;

/// What a question is asked with.
pub(crate) struct Question<'a> {
    objects: Objects<'a>,
    query: &'a Query,
    within: Vec<Vec<bool>>,
}

/// What it finds, by row.
pub(crate) struct Answer<'a> {
    search: Search<'a, Objects<'a>>,
    objects: &'a Objects<'a>,
    hits: Vec<Hit>,
}

fn too_common(error: TooCommon) -> ServiceError {
    ServiceError::Invalid(error.to_string().into()).at("q")
}

/// Where a row stands in tables.
fn position(row: u32) -> Option<usize> {
    usize::try_from(row).ok()
}

impl<'a> Question<'a> {
    /// Prepares it: finds the folders that the query names.
    pub fn new(taken: &'a Taken, query: &'a Query) -> Result<Self, ServiceError> {
        let mut question = Self { objects: Objects::of(taken), query, within: Vec::new() };
        for folder in query.folders() {
            let rows = question.below(&folder)?;
            question.within.push(rows);
        }
        Ok(question)
    }

    /// Asks it.
    pub fn ask(&self) -> Result<Answer<'_>, ServiceError> {
        let search = self.search(self.query, &self.objects.taken.sights, &self.within);
        let hits = search.hits().map_err(too_common)?;
        self.objects.damage()?;
        Ok(Answer { search, objects: &self.objects, hits })
    }

    /// Asks it for the words as they were typed; [`Answer::correct`] adds what has nearly those.
    pub fn ask_as_typed(&self) -> Result<Answer<'_>, ServiceError> {
        let search = self.search(self.query, &self.objects.taken.sights, &self.within);
        let hits = search.as_typed();
        self.objects.damage()?;
        Ok(Answer { search, objects: &self.objects, hits })
    }

    fn search<'s>(
        &'s self,
        query: &'s Query,
        sights: &'s [Sight],
        within: &'s [Vec<bool>],
    ) -> Search<'s, Objects<'s>> {
        let index = &self.objects.taken.words;
        Search { index, query, sights, within, source: &self.objects, looked_at: Cell::new(0) }
    }

    /// What lies below the folders whose titles are met.
    fn below(&self, folder: &Query) -> Result<Vec<bool>, ServiceError> {
        let taken = self.objects.taken;
        // A title is all that counts, and only of folders that are seen.
        let mut titles = vec![Sight::Nothing; taken.sights.len()];
        for folder in taken.order().iter().filter(|standing| standing.is_folder) {
            if let Some(own) = position(folder.row).and_then(|at| titles.get_mut(at)) {
                *own = taken.sight(folder.row).min(Sight::Title);
            }
        }
        let search = self.search(folder, &titles, &[]);
        let hits = search.hits().map_err(too_common)?;
        let mut rows = vec![false; taken.sights.len()];
        let mut inside = None;
        for standing in taken.order() {
            if inside.is_some_and(|top| standing.depth > top) {
                // What is below another that was met is not asked about.
                if let Some(own) = position(standing.row).and_then(|at| rows.get_mut(at)) {
                    *own = true;
                }
                continue;
            }
            inside = None;
            let hit = hits.binary_search_by_key(&standing.row, |hit| hit.row);
            if let Some(hit) = hit.ok().and_then(|at| hits.get(at))
                && search.is_hit(hit).map_err(too_common)?
            {
                inside = Some(standing.depth);
            }
        }
        self.objects.damage()?;
        Ok(rows)
    }
}

impl Answer<'_> {
    /// Adds what has nearly the words that were typed.
    pub fn correct(&mut self) -> Result<(), ServiceError> {
        let as_typed = std::mem::take(&mut self.hits);
        self.hits = self.search.and_misspelt(as_typed);
        self.objects.damage()
    }

    /// How much was found, up to what is enough not to look for misspellings.
    pub fn count_up_to_few(&self) -> Result<usize, ServiceError> {
        let count = self.search.count_up_to_few(&self.hits).map_err(too_common)?;
        self.objects.damage()?;
        Ok(count)
    }

    /// What may have been found, by row; each is to be asked about by [`Self::is_hit`].
    pub fn hits(&self) -> &[Hit] {
        &self.hits
    }

    /// What may have been found at a row.
    pub fn hit_at(&self, row: u32) -> Option<&Hit> {
        let at = self.hits.binary_search_by_key(&row, |hit| hit.row).ok()?;
        self.hits.get(at)
    }

    /// Whether it was.
    pub fn is_hit(&self, hit: &Hit) -> Result<bool, ServiceError> {
        let found = self.search.is_hit(hit).map_err(too_common)?;
        self.objects.damage()?;
        Ok(found)
    }

    /// The best of them behind `after`; `raise` is what is added for what a person uses often.
    pub fn best(
        &self,
        count: usize,
        after: Option<(u32, ObjectId)>,
        raise: impl Fn(ObjectId) -> u32,
    ) -> Result<Vec<Best>, ServiceError> {
        let taken = self.objects.taken;
        let place = |hit: &Hit| {
            let object = taken.object_at(hit.row)?;
            Some((hit.rank.raised(raise(object)), object))
        };
        let after = after.map(|(rank, object)| (Rank::from_number(rank), object));
        let best = self.search.best(&self.hits, (count, after), place).map_err(too_common)?;
        self.objects.damage()?;
        let told = |(rank, object, hit): (Rank, ObjectId, Hit)| Best {
            place: (rank.number(), object),
            sight: taken.sight(hit.row),
            matched: self.search.met(&hit),
        };
        Ok(best.into_iter().map(told).collect())
    }
}

/// A hit that is to be shown.
pub(crate) struct Best {
    /// The best come first, of equals the latest made.
    pub place: (u32, ObjectId),
    /// How much of it counted.
    pub sight: Sight,
    /// The names of what was met in it.
    pub matched: Vec<String>,
}
