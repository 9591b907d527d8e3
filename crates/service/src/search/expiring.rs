//! What expires soon. The end of an entry is a reminder and decides nothing.

use strongroom_domain::{
    id::{DatabaseId, ObjectId},
    rights::Permission,
    time::Instant,
};
use strongroom_search::Query;

use super::{
    Found,
    found::found,
    question::{Question, sights},
};
use crate::{caller::Caller, error::ServiceError, objects::summary_of, service::Service};

/// How far one can look ahead, in days.
pub const MOST_DAYS: u32 = 3_660;

impl Service {
    /// What expires within so many days, or did already, in all databases that the caller may open: what ends first
    /// comes first. At most `limit`, behind `after` (an instant and an object), and whether there are more.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] for more than [`MOST_DAYS`].
    pub fn expiring(
        &self,
        caller: &Caller,
        days: u32,
        (limit, after): (usize, Option<(Instant, ObjectId)>),
    ) -> Result<(Vec<(Instant, Found)>, bool), ServiceError> {
        if days > MOST_DAYS {
            return Err(ServiceError::Invalid(format!("`within` is at most {MOST_DAYS} days").into()));
        }
        let query = super::ask::parsed(caller, &format!("expires:<{days}d"))?;
        let mut all = Vec::new();
        let databases: Vec<DatabaseId> = self.database_ids();
        for database in databases {
            // What is closed, hidden or damaged has nothing to tell.
            if let Ok(ends) = self.ends_in(caller, database, &query) {
                all.extend(ends.into_iter().map(|(at, object)| (at, object, database)));
            }
        }
        all.sort_unstable();
        all.retain(|(at, object, _)| after.is_none_or(|after| (*at, *object) > after));
        let more = all.len() > limit;
        all.truncate(limit);
        let (mut ends, mut shown) = (Vec::new(), Vec::new());
        for (at, object, database) in all {
            let seen = self.viewed(caller, database, |view, state, _| found(view, state, object));
            if let Ok(seen) = seen {
                ends.push(at);
                shown.push(seen);
            }
        }
        self.complete(caller, &mut shown);
        Ok((ends.into_iter().zip(shown).collect(), more))
    }

    fn ends_in(
        &self,
        caller: &Caller,
        database: DatabaseId,
        query: &Query,
    ) -> Result<Vec<(Instant, ObjectId)>, ServiceError> {
        self.viewed(caller, database, |view, state, _| {
            if !view.database().has(Permission::AccessDatabase) {
                return Err(ServiceError::NotFound);
            }
            let content = state.open()?;
            let question = Question::new(state, query, sights(view, state, None))?;
            let answer = question.ask()?;
            let mut ends = Vec::new();
            for hit in answer.hits() {
                let Some(slot) = answer.slot(hit) else { continue };
                let (Some(object), Some(held)) = (state.index.id_at(slot), content.held(slot)) else {
                    continue;
                };
                if let Some(at) = summary_of(held)?.valid_to {
                    ends.push((at, object));
                }
            }
            Ok(ends)
        })
    }
}
