//! What a person used last. It is noted in memory at once and in the store a little later: a crash forgets the last
//! half minute.

use std::sync::Arc;

use strongroom_domain::{
    id::{DatabaseId, ObjectId},
    time::Instant,
};
use strongroom_store::{
    Raises, StoreError, Write,
    personal::{List, put},
    scope::SERVER,
};

use super::state::sealed;
use crate::{caller::Caller, error::ServiceError, search::Found, service::Service};

impl Service {
    /// What the caller revealed, copied, filled in, made or changed last, as far as it is seen now: the latest first,
    /// with the instants, and of equals the greater id first.
    pub fn recent(&self, caller: &Caller) -> Vec<(Instant, Found)> {
        let mut items = self.memory.personal.read().recent(caller.user);
        items.sort_unstable_by_key(|item| std::cmp::Reverse(item.place()));
        self.seen_of(caller, items)
    }

    /// Notes that the caller used an object. Costs no transaction.
    pub(crate) fn used(&self, caller: &Caller, database: DatabaseId, object: ObjectId) {
        self.memory.personal.write().used(caller.user, (database, object), caller.now);
    }

    /// Stores what was noted since the last time.
    ///
    /// # Errors
    /// What the store says; nothing is forgotten then.
    pub async fn keep_recent(&self) -> Result<(), ServiceError> {
        let mut unsaved = self.memory.personal.read().unsaved();
        // A request that was on its way when its caller was deleted may have left something.
        unsaved.retain(|(user, ..)| {
            let there = self.memory.accounts.read().user(*user).is_some();
            if !there {
                self.memory.personal.write().forget(*user);
            }
            there
        });
        if unsaved.is_empty() {
            return Ok(());
        }
        let mut rows = Vec::new();
        for (user, revision, items) in unsaved {
            rows.push((sealed(&self.keys, user, List::Recent, revision, &items)?, items));
        }
        let memory = Arc::clone(&self.memory);
        self.store
            .write(move |write: &mut Write<'_>| -> Result<(), ServiceError> {
                let mut kept = Vec::new();
                for (row, items) in rows {
                    match put(write, &row) {
                        Ok(()) => kept.push((row.user, row.revision, items)),
                        // Deleted in the meantime.
                        Err(StoreError::Changed) => {}
                        Err(other) => return Err(other.into()),
                    }
                }
                write.raise(SERVER, Raises::Content)?;
                write.when_durable(move || {
                    let mut lists = memory.personal.write();
                    for (user, revision, items) in kept {
                        lists.saved(user, revision, &items);
                    }
                });
                Ok(())
            })
            .await
    }
}
