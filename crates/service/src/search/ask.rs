//! Searching in all databases.

use std::{collections::HashMap, sync::Arc};

use strongroom_domain::{
    id::{DatabaseId, ObjectId},
    rights::{Permission, Visibility},
};
use strongroom_search::{FEW_HITS, Query};

use super::{
    Found,
    found::found,
    question::{Answer, Best, Question},
    taken::{Taken, sight},
};
use crate::{caller::Caller, databases::state::Database, error::ServiceError, service::Service};

/// Where a page ends: behind this hit. It says as well what the list was made with, so that the next page is one of the
/// same list, whatever the caller marked or used in between, and whatever else is found by now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    /// How good a hit it was, as a number.
    pub rank: u32,
    /// Which object.
    pub object: ObjectId,
    /// What was raised; see [`Raised`].
    pub raised: u64,
    /// Whether misspellings were looked for.
    pub corrected: bool,
}

/// What to look for.
#[derive(Debug, Clone, Default)]
pub struct SearchRequest {
    /// As it was typed.
    pub text: String,
    /// Only in this database; absent: in all that the caller may open.
    pub database: Option<DatabaseId>,
    /// Only below this folder of it.
    pub folder: Option<ObjectId>,
    /// At most so many.
    pub limit: usize,
    /// Goes on behind this hit.
    pub after: Option<After>,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Searched {
    /// The best first.
    pub hits: Vec<Found>,
    /// Behind which hit the next page begins, if there is one.
    pub next: Option<After>,
    /// Databases that the caller may open and that are closed, so that nothing was found in them.
    pub not_searched: Vec<DatabaseId>,
}

impl Service {
    /// Looks for objects in what the caller sees. What neither changed itself nor came in or out of sight between two
    /// pages stands on exactly one of them.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] for more than is looked for at once, and for a page of a list that was made with what is
    /// not known any more; where a database is named, what a listing of it says.
    pub fn search(&self, caller: &Caller, request: &SearchRequest) -> Result<Searched, ServiceError> {
        let query = parsed(caller, &request.text)?;
        let raised = self.memory.personal.read().raised(caller.user, request.after.map(|after| after.raised));
        let raised = raised.ok_or_else(|| {
            ServiceError::Invalid("what this list was made with is gone; search anew".into())
        })?;
        let mut searched = Searched::default();
        let taken = self.take(caller, &query, request, &mut searched.not_searched)?;
        let named = request.database.is_some();
        let questions = each(&taken, named, |taken| Question::new(taken, &query))?;
        let mut answers = each(&questions, named, Question::ask_as_typed)?;
        let corrected = match request.after {
            Some(after) => after.corrected,
            None => query.corrects() && finds_few(&answers)?,
        };
        if corrected {
            answers.iter_mut().try_for_each(|(_, answer)| answer.correct())?;
        }
        let after = request.after.map(|after| (after.rank, after.object));
        // One more shows whether there is another page.
        let best = each(&answers, named, |answer| {
            answer.best(request.limit + 1, after, |object| raised.rank_of(object))
        })?;
        let of_database =
            |(database, best): (DatabaseId, Vec<Best>)| best.into_iter().map(move |hit| (database, hit));
        let mut all: Vec<(DatabaseId, Best)> = best.into_iter().flat_map(of_database).collect();
        all.sort_unstable_by_key(|(_, best)| std::cmp::Reverse(best.place));
        let more = all.len() > request.limit;
        all.truncate(request.limit);
        if let Some((_, last)) = all.last().filter(|_| more) {
            let (rank, object) = last.place;
            searched.next = Some(After { rank, object, raised: raised.number(), corrected });
            self.memory.personal.write().keep_raised(caller.user, raised);
        }
        for (database, best) in all {
            // Told as it is seen now: of what went out of sight since it was found, or less of which is seen, nothing is.
            let shown = self.viewed(caller, database, |view, state, _| found(view, state, best.place.1));
            if let Ok(shown) = shown
                && sight(shown.visibility) >= best.sight
            {
                searched.hits.push(Found { matched: best.matched, ..shown });
            }
        }
        self.complete(caller, &mut searched.hits);
        Ok(searched)
    }

    /// How many objects were loaded and not read into an index yet: until then each search looks at them.
    pub fn unread(&self) -> usize {
        let databases: Vec<Arc<Database>> = self.memory.databases.read().values().cloned().collect();
        let unread = |database: &Arc<Database>| {
            database.read().content.as_ref().map_or(0, |content| content.words.index().pending())
        };
        databases.iter().map(unread).sum()
    }

    fn searched_databases(&self, request: &SearchRequest) -> Result<Vec<Arc<Database>>, ServiceError> {
        match request.database {
            Some(id) => Ok(vec![self.database(id)?]),
            None => Ok(self.memory.databases.read().values().cloned().collect()),
        }
    }

    /// What each database offers to the query. Closed ones are told; hidden and damaged ones are left out.
    fn take(
        &self,
        caller: &Caller,
        query: &Query,
        request: &SearchRequest,
        closed: &mut Vec<DatabaseId>,
    ) -> Result<Vec<(DatabaseId, Taken)>, ServiceError> {
        let mut all = Vec::new();
        for database in self.searched_databases(request)? {
            let taken = self.viewed(caller, database.id(), |view, state, _| {
                if !view.sees_tree() && !view.database().has(Permission::AccessDatabase) {
                    return Err(ServiceError::NotFound);
                }
                state.open()?;
                if let Some(folder) = request.folder {
                    crate::objects::seen(view, state, folder)?;
                }
                Taken::of(view, state, query, (request.folder, false))
            });
            match taken {
                Ok(taken) => all.push((database.id(), taken)),
                Err(ServiceError::DatabaseClosed) if request.database.is_none() => closed.push(database.id()),
                Err(ServiceError::NotFound | ServiceError::Damaged(_)) if request.database.is_none() => {}
                Err(error) => return Err(error),
            }
        }
        closed.sort_unstable();
        Ok(all)
    }

    /// Adds what is not at hand while a database is read: who holds the locks, and what the caller marked.
    pub(crate) fn complete(&self, caller: &Caller, all: &mut [Found]) {
        let (mut locks, mut favourites) = (HashMap::new(), HashMap::new());
        for found in all {
            // A database that is gone by now has none.
            let of_database = locks
                .entry(found.database)
                .or_insert_with(|| self.lock_views(caller, found.database).unwrap_or_default());
            let visible = matches!(found.visibility, Visibility::Visible { .. });
            found.favourite = favourites
                .entry(found.database)
                .or_insert_with(|| self.memory.personal.read().favourites_in(caller.user, found.database))
                .contains(&found.node.id);
            found.lock = of_database.get(&found.node.id).filter(|_| visible).cloned();
        }
    }
}

/// Asks something of each database. A damaged one is left out where none is `named`.
fn each<'a, T, U>(
    all: &'a [(DatabaseId, T)],
    named: bool,
    ask: impl Fn(&'a T) -> Result<U, ServiceError>,
) -> Result<Vec<(DatabaseId, U)>, ServiceError> {
    let mut answers = Vec::with_capacity(all.len());
    for (database, of) in all {
        match ask(of) {
            Ok(answer) => answers.push((*database, answer)),
            Err(ServiceError::Damaged(_)) if !named => {}
            Err(error) => return Err(error),
        }
    }
    Ok(answers)
}

/// Whether so little was found in all of them that misspellings are looked for.
fn finds_few(answers: &[(DatabaseId, Answer<'_>)]) -> Result<bool, ServiceError> {
    let mut found = 0;
    for (_, answer) in answers {
        found += answer.count_up_to_few()?;
    }
    Ok(found < FEW_HITS)
}

/// The query of a caller.
pub(crate) fn parsed(caller: &Caller, text: &str) -> Result<Query, ServiceError> {
    Query::parse(text, caller.now).map_err(|error| ServiceError::Invalid(error.to_string().into()).at("q"))
}
