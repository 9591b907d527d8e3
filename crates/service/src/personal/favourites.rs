//! Favourites.

use std::sync::Arc;

use strongroom_domain::{
    id::{DatabaseId, ObjectId},
    time::Instant,
};
use strongroom_store::{
    Raises, Write,
    personal::{List, put},
    scope::SERVER,
};

use super::{FAVOURITES, Item, state::sealed};
use crate::{caller::Caller, error::ServiceError, objects::seen, search::Found, service::Service};

impl Service {
    /// Makes an object one of the caller's favourites, or does not let it be one any more. Nobody else learns of it.
    /// Whatever is named can be taken away, seen or not: that changes the caller's own list at most.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where the caller does not see what is to be one; [`ServiceError::LimitReached`].
    pub async fn set_favourite(
        &self,
        caller: &Caller,
        database: DatabaseId,
        object: ObjectId,
        favourite: bool,
    ) -> Result<(), ServiceError> {
        let user = caller.user;
        let is_so = self.favourite_is(caller, database, object, favourite)?;
        if is_so {
            return Ok(());
        }
        self.decided(|| {
            self.favourite_is(caller, database, object, favourite)?;
            let (mut items, revision) = self.memory.personal.read().favourites(user);
            let revision = revision + 1;
            items.retain(|item| !item.is(database, object));
            if favourite {
                if items.len() >= FAVOURITES {
                    // What is gone for good makes room.
                    items.retain(|item| self.may_be_there(item));
                }
                if items.len() >= FAVOURITES {
                    let what = format!("a person has at most {FAVOURITES} favourites");
                    return Err(ServiceError::LimitReached { what: what.into(), limit: FAVOURITES });
                }
                items.push(Item::new(database, object, caller.now, items.last()));
            }
            let row = sealed(&self.keys, user, List::Favourites, revision, &items)?;
            let memory = Arc::clone(&self.memory);
            Ok(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                put(write, &row)?;
                write.raise(SERVER, Raises::Content)?;
                write.when_durable(move || {
                    memory.personal.write().set_favourites(user, items, revision);
                });
                Ok(())
            })
        })
        .await
    }

    /// Whether an object is a favourite, or is none; to become one it has to be seen.
    fn favourite_is(
        &self,
        caller: &Caller,
        database: DatabaseId,
        object: ObjectId,
        favourite: bool,
    ) -> Result<bool, ServiceError> {
        if favourite {
            self.viewed(caller, database, |view, state, _| {
                state.open()?;
                seen(view, state, object)
            })?;
        }
        let own = self.memory.personal.read().favourites_in(caller.user, database);
        Ok(own.contains(&object) == favourite)
    }

    /// Whether an object may still be there: of a closed database nobody can tell.
    fn may_be_there(&self, item: &Item) -> bool {
        self.database(item.database).is_ok_and(|database| database.read().index.slot(item.object).is_some())
    }

    /// The caller's favourites, as far as they are seen now, in the order in which they were marked: with the instants,
    /// and of equals in the order of their ids.
    pub fn favourites(&self, caller: &Caller) -> Vec<(Instant, Found)> {
        let (mut items, _) = self.memory.personal.read().favourites(caller.user);
        items.sort_unstable_by_key(Item::place);
        self.seen_of(caller, items)
    }
}
