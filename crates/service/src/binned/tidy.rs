//! Putting away what is over its time in the bin. Nothing depends on when but space: it is gone already.

use std::collections::HashSet;

use strongroom_domain::{
    audit::{Actor, Event},
    id::{DatabaseId, ObjectId},
    time::Instant,
};
use strongroom_store::{Write, bin as rows, databases};

use super::purge::forget;
use crate::{databases::state::DatabaseState, error::ServiceError, service::Service};

/// At most about so many objects go in one transaction: others wait meanwhile.
pub(super) const BATCH: usize = 1_000;

/// Objects of one item that is over its time.
struct Piece {
    item: ObjectId,
    deleted_at: Instant,
    /// It, or some of what is below it, children before their parents.
    gone: Vec<ObjectId>,
}

impl Service {
    /// Deletes for good what is over its time in the bins of databases that are open, and was so an hour ago; nothing as
    /// long as the clock may be wrong. Says how many objects went. Where it fails in one database it goes on with the
    /// others. Work for a thread that answers nobody else.
    pub async fn purge_over(&self) -> u64 {
        let mut purged = 0;
        for database in self.database_ids() {
            loop {
                match self.purge_some(database).await {
                    Ok(0) | Err(ServiceError::NotFound | ServiceError::DatabaseClosed) => break,
                    Ok(gone) => purged += gone,
                    Err(error) => {
                        tracing::warn!(%database, %error, "cannot put away what is over its time in the bin");
                        break;
                    }
                }
            }
        }
        purged
    }

    async fn purge_some(&self, id: DatabaseId) -> Result<u64, ServiceError> {
        let (Some(due), now) = (self.timeline.settled(), self.now()) else { return Ok(0) };
        if over(&self.database(id)?.read(), due).is_empty() {
            return Ok(0);
        }
        self.decided(|| {
            let in_memory = self.database(id)?;
            let (pieces, sequence, revision) = {
                let state = in_memory.read();
                if state.content.is_none() {
                    return Err(ServiceError::DatabaseClosed);
                }
                (over(&state, due), state.index.sequence(), state.revision)
            };
            let note = self.note_of(Actor::Server, None, now);
            Ok(move |write: &mut Write<'_>| -> Result<u64, ServiceError> {
                // Nobody has set another limit meanwhile.
                databases::at_revision(write, id, revision)?;
                let mut all = Vec::new();
                for Piece { item, deleted_at, gone } in pieces {
                    rows::purge_over(write, (id, sequence), item, &gone, deleted_at)?;
                    for object in &gone {
                        let within = (*object != item).then_some(item);
                        note.database(write, id, Event::ObjectPurged { object: *object, within })?;
                    }
                    all.extend(gone);
                }
                forget(write, in_memory, all)
            })
        })
        .await
    }
}

/// Some of what is over its time. A large folder goes piece by piece, its lowest first: nobody sees it any more.
fn over(state: &DatabaseState, now: Instant) -> Vec<Piece> {
    let retention = state.record.retention;
    let mut items: Vec<(usize, ObjectId, Instant)> = Vec::new();
    for slot in state.index.binned() {
        let (Some(node), Some(placed)) = (state.index.node(slot), state.placed(slot)) else { continue };
        if let Some(at) = placed.bin_at.filter(|at| !retention.keeps_in_bin(*at, now)) {
            items.push((state.index.path(node.id).len(), node.id, at));
        }
    }
    // The lowest first: what was put into the bin below another goes before it.
    items.sort_unstable_by(|one, other| other.cmp(one));
    let (mut pieces, mut taken) = (Vec::new(), HashSet::new());
    for (_, item, deleted_at) in items {
        if taken.len() >= BATCH {
            break;
        }
        let nodes = state.index.walk(Some(item)).filter_map(|slot| state.index.node(slot));
        let mut gone: Vec<ObjectId> = nodes.map(|node| node.id).collect();
        gone.reverse();
        // Parts of it may be in an earlier piece.
        gone.retain(|object| !taken.contains(object));
        gone.truncate(BATCH - taken.len());
        taken.extend(gone.iter().copied());
        pieces.push(Piece { item, deleted_at, gone });
    }
    pieces
}
