//! What expires soon. The end of an entry is a reminder and decides nothing.

use strongroom_domain::{
    id::{DatabaseId, ObjectId},
    rights::Permission,
    time::Instant,
};
use strongroom_search::{Query, Sight};

use super::{
    Found,
    found::found,
    question::Question,
    taken::{Taken, sight},
};
use crate::{caller::Caller, error::ServiceError, service::Service};

/// How far one can look ahead, in days.
pub const MOST_DAYS: u32 = 3_660;

/// When something ends, and what: a place in the list.
pub type End = (Instant, ObjectId);

/// What expires, with the instants; and behind what the next page begins, if there is one.
pub type Expiring = (Vec<(Instant, Found)>, Option<End>);

impl Service {
    /// What expires within so many days, or did already, in all databases that the caller may open: what ends first
    /// comes first. At most `limit`, behind `after` (an instant and an object); and behind what the next page begins, if
    /// there is one. What neither changed itself nor came in or out of sight between two pages stands on exactly one.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] for more than [`MOST_DAYS`].
    pub fn expiring(
        &self,
        caller: &Caller,
        days: u32,
        (limit, after): (usize, Option<End>),
    ) -> Result<Expiring, ServiceError> {
        if days > MOST_DAYS {
            let text = format!("`within` is at most {MOST_DAYS} days");
            return Err(ServiceError::Invalid(text.into()).at("within"));
        }
        let query = super::ask::parsed(caller, &format!("expires:<{days}d"))?;
        let mut all = Vec::new();
        for database in self.database_ids() {
            // What is closed, hidden or damaged has nothing to tell.
            if let Ok(ends) = self.ends_in(caller, database, &query, (limit, after)) {
                all.extend(ends.into_iter().map(|end| (end, database)));
            }
        }
        all.sort_unstable();
        let more = all.len() > limit;
        all.truncate(limit);
        let next = all.last().filter(|_| more).map(|(end, _)| *end);
        let (mut ends, mut shown) = (Vec::new(), Vec::new());
        for ((at, object), database) in all {
            let seen = self.viewed(caller, database, |view, state, _| found(view, state, object));
            // Told as it is seen now: only of what is seen whole it is known when it ends.
            if let Ok(seen) = seen
                && sight(seen.visibility) == Sight::Everything
            {
                ends.push(at);
                shown.push(seen);
            }
        }
        self.complete(caller, &mut shown);
        Ok((ends.into_iter().zip(shown).collect(), next))
    }

    /// The first of one database behind `after`, one more than `limit`; in no order.
    fn ends_in(
        &self,
        caller: &Caller,
        database: DatabaseId,
        query: &Query,
        (limit, after): (usize, Option<End>),
    ) -> Result<Vec<End>, ServiceError> {
        let taken = self.viewed(caller, database, |view, state, _| {
            if !view.database().has(Permission::AccessDatabase) {
                return Err(ServiceError::NotFound);
            }
            Taken::of(view, state, query, (None, false))
        })?;
        let question = Question::new(&taken, query)?;
        let mut ends = Vec::new();
        for hit in question.ask()?.hits() {
            let Some(object) = taken.object_at(hit.row) else { continue };
            if let Some(at) = taken.end(hit.row)?
                && after.is_none_or(|after| (at, object) > after)
            {
                ends.push((at, object));
            }
        }
        if ends.len() > limit + 1 {
            ends.select_nth_unstable(limit);
            ends.truncate(limit + 1);
        }
        Ok(ends)
    }
}
