//! The lists of all people, as of the last commit; what was used last also as of now.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::Arc,
};

use strongroom_crypto::{
    envelope::{Place, RecordKind},
    key::ServerKeys,
};
use strongroom_domain::{
    id::{DatabaseId, ObjectId, UserId},
    time::Instant,
};
use strongroom_store::{
    ServerRows,
    personal::{List, PersonalRow},
};

use super::{Item, RECENT};
use crate::{error::ServiceError, records, search::Raised};

/// So many lists of one person go on as they began, although what is raised changed meanwhile.
const LISTS: usize = 4;

/// The lists of one person.
#[derive(Debug, Default)]
struct Own {
    favourites: Vec<Item>,
    /// Of the favourites, as they are stored; 0: never.
    favourites_revision: u64,
    /// The latest first.
    recent: VecDeque<Item>,
    recent_revision: u64,
    /// Whether the store does not know the latest yet.
    unsaved: bool,
    /// What was raised in lists of which further pages may be asked for; the latest first.
    raised: VecDeque<Arc<Raised>>,
}

/// The lists of all people.
#[derive(Debug, Default)]
pub(crate) struct Lists(HashMap<UserId, Own>);

/// Where a list stands.
pub(crate) const fn list_place(user: UserId, list: List, revision: u64) -> Place {
    let kind = match list {
        List::Favourites => RecordKind::Favourites,
        List::Recent => RecordKind::Recent,
    };
    Place::of_server(user.to_bytes(), kind, revision)
}

/// A list for the store.
pub(super) fn sealed(
    keys: &ServerKeys,
    user: UserId,
    list: List,
    revision: u64,
    items: &[Item],
) -> Result<PersonalRow, ServiceError> {
    let record = records::seal(&keys.directory, &list_place(user, list, revision), &items)?;
    Ok(PersonalRow { user, list, revision, record })
}

impl Lists {
    /// From the rows of the store.
    ///
    /// # Errors
    /// [`ServiceError::Damaged`] names a record that does not open.
    pub fn load(keys: &ServerKeys, rows: &ServerRows) -> Result<Self, ServiceError> {
        let mut lists = Self::default();
        for row in &rows.personal {
            let place = list_place(row.user, row.list, row.revision);
            let items: Vec<Item> = records::open(&keys.directory, &place, &row.record)?;
            let own = lists.0.entry(row.user).or_default();
            match row.list {
                List::Favourites => (own.favourites, own.favourites_revision) = (items, row.revision),
                List::Recent => (own.recent, own.recent_revision) = (items.into(), row.revision),
            }
        }
        Ok(lists)
    }

    /// The favourites of a person in the order of marking, and their revision.
    pub fn favourites(&self, user: UserId) -> (Vec<Item>, u64) {
        self.0.get(&user).map(|own| (own.favourites.clone(), own.favourites_revision)).unwrap_or_default()
    }

    /// Those in one database.
    pub fn favourites_in(&self, user: UserId, database: DatabaseId) -> HashSet<ObjectId> {
        let all = self.0.get(&user).into_iter().flat_map(|own| &own.favourites);
        all.filter(|item| item.database == database).map(|item| item.object).collect()
    }

    /// What was stored.
    pub fn set_favourites(&mut self, user: UserId, favourites: Vec<Item>, revision: u64) {
        let own = self.0.entry(user).or_default();
        (own.favourites, own.favourites_revision) = (favourites, revision);
    }

    /// What a person used last, the latest first.
    pub fn recent(&self, user: UserId) -> Vec<Item> {
        self.0.get(&user).map(|own| own.recent.iter().copied().collect()).unwrap_or_default()
    }

    /// What is raised in a list that begins now, or was raised in the one with that `number`; absent where that is not
    /// known any more.
    pub fn raised(&self, user: UserId, number: Option<u64>) -> Option<Arc<Raised>> {
        let own = self.0.get(&user);
        let now = own.map(|own| {
            let ids = |item: &Item| item.object;
            Raised::new(own.favourites.iter().map(ids), own.recent.iter().map(ids))
        });
        let now = Arc::new(now.unwrap_or_default());
        let Some(number) = number else { return Some(now) };
        let nothing = Arc::new(Raised::default());
        let kept = own.into_iter().flat_map(|own| own.raised.iter().cloned());
        kept.chain([now, nothing]).find(|raised| raised.number() == number)
    }

    /// Keeps what was raised in a list, for its next page.
    pub fn keep_raised(&mut self, user: UserId, raised: Arc<Raised>) {
        // Whoever has nothing raised, or is gone by now, needs nothing kept.
        let Some(own) = self.0.get_mut(&user) else { return };
        own.raised.retain(|kept| *kept != raised);
        own.raised.push_front(raised);
        own.raised.truncate(LISTS);
    }

    /// Notes that a person used an object.
    pub fn used(&mut self, user: UserId, (database, object): (DatabaseId, ObjectId), at: Instant) {
        let own = self.0.entry(user).or_default();
        let item = Item::new(database, object, at, own.recent.front());
        own.recent.retain(|other| !other.is(database, object));
        own.recent.push_front(item);
        own.recent.truncate(RECENT);
        own.unsaved = true;
    }

    /// What the store does not know yet, with the next revisions.
    pub fn unsaved(&self) -> Vec<(UserId, u64, Vec<Item>)> {
        let unsaved = self.0.iter().filter(|(_, own)| own.unsaved);
        unsaved
            .map(|(user, own)| (*user, own.recent_revision + 1, own.recent.iter().copied().collect()))
            .collect()
    }

    /// What was stored of that.
    pub fn saved(&mut self, user: UserId, revision: u64, stored: &[Item]) {
        if let Some(own) = self.0.get_mut(&user) {
            own.recent_revision = revision;
            own.unsaved = !own.recent.iter().eq(stored);
        }
    }

    /// Forgets a person who was deleted.
    pub fn forget(&mut self, user: UserId) {
        self.0.remove(&user);
    }
}
