//! The thread that reads what was loaded, and keeps indices small. Whatever it has not done yet is made up for when
//! something is looked for: it decides how fast a search is, never what it finds.

use std::{
    sync::{
        Arc, Weak,
        mpsc::{self, RecvTimeoutError, SyncSender},
    },
    time::Duration,
};

use strongroom_search::{Document, Index, SegmentBuilder};

use super::words::document;
use crate::{
    databases::state::{Content, Database},
    service::Memory,
};

/// How often it looks whether there is something to do, if nobody says so.
const EVERY: Duration = Duration::from_secs(1);
/// Objects that are read while a database is held, so that nobody waits for long.
const AT_ONCE: usize = 500;
/// Documents of one segment that is made of what was loaded: they are in memory twice meanwhile.
const SEGMENT: usize = 1 << 17;

/// The thread. It ends when this is dropped.
pub struct Indexer(SyncSender<()>);

impl Indexer {
    /// Starts it; `memory` is what it keeps in order.
    pub fn start(memory: &Arc<Memory>) -> std::io::Result<Self> {
        let (wake, woken) = mpsc::sync_channel(1);
        let memory = Arc::downgrade(memory);
        std::thread::Builder::new().name("indexer".to_owned()).spawn(move || {
            while woken.recv_timeout(EVERY) != Err(RecvTimeoutError::Disconnected) {
                if tend(&memory).is_none() {
                    break;
                }
            }
        })?;
        Ok(Self(wake))
    }

    /// Says that there is something to read.
    pub fn wake(&self) {
        // Where it was told already, that will do.
        let _ = self.0.try_send(());
    }
}

fn tend(memory: &Weak<Memory>) -> Option<()> {
    let databases: Vec<Arc<Database>> = memory.upgrade()?.databases.read().values().cloned().collect();
    for database in databases {
        while read(&database) {
            // Nobody needs it any more.
            memory.upgrade()?;
        }
        pack(&database);
        merge(&database, false);
    }
    Some(())
}

/// Reads some of what is pending; `false`: there is nothing.
fn read(database: &Database) -> bool {
    if index_of(database, Index::pending).unwrap_or_default() == 0 {
        return false;
    }
    database.change(|state| {
        if let Some(content) = &mut state.content {
            content.words.index_mut().begin_reading();
        }
    });
    let (mut builder, mut rows) = (SegmentBuilder::default(), Vec::<(u32, Document)>::new());
    let mut opening = None;
    while rows.len() < SEGMENT {
        let state = database.read();
        let Some(content) = &state.content else { return false };
        // Closed and opened meanwhile: everything is other.
        if !opening.get_or_insert_with(|| content.opening()).is(content) {
            return true;
        }
        let before = rows.len();
        let mut from = rows.last().map_or(0, |(row, _)| row + 1);
        for _ in 0..AT_ONCE {
            let Some(row) = content.words.index().next_pending(from) else { break };
            let slot = usize::try_from(row).ok().and_then(|position| state.index.at(position));
            let document = slot.and_then(|slot| content.held(slot)).map(document).unwrap_or_default();
            builder.add(row, &document);
            rows.push((row, document));
            from = row + 1;
        }
        if rows.len() == before {
            break;
        }
    }
    let Some(opening) = opening.filter(|_| !rows.is_empty()) else { return false };
    let segment = builder.build();
    let mut all_read = false;
    database.change(|state| {
        if let Some(content) = state.content.as_mut().filter(|content| opening.is(content)) {
            let index = content.words.index_mut();
            index.add(segment, &rows);
            all_read = index.pending() == 0;
        }
    });
    if all_read {
        merge(database, true);
    }
    true
}

fn pack(database: &Database) {
    if !index_of(database, Index::wants_tending).unwrap_or_default() {
        return;
    }
    let mut taken = None;
    database.change(|state| {
        if let Some(content) = &mut state.content {
            taken = content.words.index_mut().freeze(false).map(|frozen| (content.opening(), frozen));
        }
    });
    let Some((opening, frozen)) = taken else { return };
    let segment = frozen.pack();
    database.change(|state| {
        if let Some(content) = state.content.as_mut().filter(|content| opening.is(content)) {
            content.words.index_mut().packed(&frozen, segment);
        }
    });
}

fn merge(database: &Database, at_once: bool) {
    let merging = {
        let state = database.read();
        state
            .content
            .as_ref()
            .and_then(|content| Some((content.opening(), content.words.index().begin_merging(at_once)?)))
    };
    let Some((opening, merging)) = merging else { return };
    let segment = merging.merge();
    database.change(|state| {
        if let Some(content) = state.content.as_mut().filter(|content| opening.is(content)) {
            content.words.index_mut().merged(&merging, segment);
        }
    });
}

fn index_of<T>(database: &Database, ask: impl FnOnce(&Index) -> T) -> Option<T> {
    database.read().content.as_ref().map(|content| ask(content.words.index()))
}

/// One opening of a database: what was taken out in one is not put back in another.
struct Opening(Arc<strongroom_crypto::key::DataKeys>);

impl Opening {
    fn is(&self, content: &Content) -> bool {
        Arc::ptr_eq(&self.0, &content.keys)
    }
}

impl Content {
    fn opening(&self) -> Opening {
        Opening(Arc::clone(&self.keys))
    }
}
