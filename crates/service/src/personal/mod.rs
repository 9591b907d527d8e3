//! What belongs to one person: favourites, and what they used last. Only ids are kept; what is told of an object, and
//! whether it is told of at all, is decided when the list is asked for.

mod favourites;
mod recent;
mod state;

pub(crate) use state::{Lists, list_place};

use strongroom_domain::{
    id::{DatabaseId, ObjectId},
    time::Instant,
};

use crate::{caller::Caller, search::Found, search::found, service::Service};

/// Favourites of one person at most.
pub const FAVOURITES: usize = 1_000;
/// How many of the objects that a person used last are remembered.
pub const RECENT: usize = 50;

/// One object of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Item {
    #[serde(rename = "d")]
    pub database: DatabaseId,
    #[serde(rename = "o")]
    pub object: ObjectId,
    /// When it was marked or used.
    #[serde(rename = "t")]
    pub at: i64,
}

impl Item {
    /// Behind `latest` of its list, also where several come at one instant: so its instant tells its place.
    pub fn new(database: DatabaseId, object: ObjectId, at: Instant, latest: Option<&Self>) -> Self {
        let earliest = latest.map_or(i64::MIN, |latest| latest.at.saturating_add(1));
        Self { database, object, at: at.micros().max(earliest) }
    }

    /// Where it stands in its list.
    pub const fn place(&self) -> (i64, ObjectId) {
        (self.at, self.object)
    }

    pub fn is(&self, database: DatabaseId, object: ObjectId) -> bool {
        (self.database, self.object) == (database, object)
    }
}

impl Service {
    /// Those of a list that the caller sees now, with the instants.
    fn seen_of(&self, caller: &Caller, list: Vec<Item>) -> Vec<(Instant, Found)> {
        let (mut instants, mut seen) = (Vec::new(), Vec::new());
        for item in list {
            // Hidden, gone, in the bin, in a closed database: not told, and still remembered.
            let shown = self.viewed(caller, item.database, |view, state, _| found(view, state, item.object));
            if let Ok(shown) = shown {
                instants.push(Instant::from_micros(item.at));
                seen.push(shown);
            }
        }
        self.complete(caller, &mut seen);
        instants.into_iter().zip(seen).collect()
    }
}
