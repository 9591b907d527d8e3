//! Listing and finding: what the caller sees of a folder, of everything below it, or of the whole database.

use std::collections::HashSet;

use strongroom_domain::{
    database::{Node, ObjectKind},
    id::{DatabaseId, ObjectId},
    rights::{Permission, PermissionSet, Slot, Visibility},
};

use strongroom_search::Sight;

use crate::{
    caller::Caller,
    databases::state::{DatabaseState, Held},
    error::ServiceError,
    locks::LockView,
    search::{self, Question, Taken},
    service::Service,
};

/// What to list.
#[derive(Debug, Clone, Default)]
pub struct ListQuery {
    /// The folder; absent: the root.
    pub parent: Option<ObjectId>,
    /// Everything below as well.
    pub recursive: bool,
    /// Only what a search for this finds.
    pub text: Option<String>,
    /// Goes on after this object.
    pub after: Option<ObjectId>,
    /// At most so many; absent: all.
    pub limit: Option<usize>,
}

/// One object of a listing, as it is held.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// Its place in the tree.
    pub node: Node,
    /// How much of it the caller sees; never hidden.
    pub visibility: Visibility,
    /// Counts changes of its content.
    pub revision: u64,
    /// Its summary; of a stub only the title may be told, of a sealed object title and type.
    pub held: &'a Held,
    /// Who edits it now, where it is visible.
    pub lock: Option<&'a LockView>,
    /// Whether it is one of the caller's favourites.
    pub favourite: bool,
    /// Whether a second password covers it.
    pub second_password: bool,
}

impl Service {
    /// Gives each object that the caller sees to `each`, parents before children, and says whether more would
    /// follow. Everything is read at one instant, under one set of rules; what a text finds is found before, and told
    /// as far as it is seen then.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where the caller sees neither the database nor the folder, or where `after` names
    /// nothing in it; what `each` says.
    pub fn list(
        &self,
        caller: &Caller,
        database: DatabaseId,
        query: &ListQuery,
        mut each: impl FnMut(Listed<'_>) -> Result<(), ServiceError>,
    ) -> Result<bool, ServiceError> {
        let text = query.text.as_deref().filter(|text| !text.trim().is_empty());
        let Some(text) = text else {
            return Ok(self.list_seen(caller, database, query, None, &mut each)?.1);
        };
        loop {
            let mut found = self.find_in(caller, database, query, text)?;
            let more = query.limit.is_some_and(|limit| found.len() > limit);
            found.truncate(query.limit.unwrap_or(usize::MAX));
            let (given, _) = self.list_seen(caller, database, query, Some(&found), &mut each)?;
            // Where all of the page went out of sight meanwhile, the page is what comes after it now.
            if given > 0 || !more {
                return Ok(more);
            }
        }
    }

    /// Gives what is seen of what was found, or (absent) of everything, to `each`; says how much that was, and whether
    /// more would follow.
    fn list_seen(
        &self,
        caller: &Caller,
        database: DatabaseId,
        query: &ListQuery,
        found: Option<&[(ObjectId, Sight)]>,
        each: &mut impl FnMut(Listed<'_>) -> Result<(), ServiceError>,
    ) -> Result<(usize, bool), ServiceError> {
        // Names before the database is read: accounts come first. A lock that is taken in between is not shown yet.
        let locks = self.lock_views(caller, database)?;
        let favourites = self.memory.personal.read().favourites_in(caller.user, database);
        self.viewed(caller, database, |view, state, _| {
            let sees_tree = view.sees_tree();
            if !sees_tree && !view.database().has(Permission::AccessDatabase) {
                return Err(ServiceError::NotFound);
            }
            let content = state.open()?;
            if let Some(parent) = query.parent {
                super::read::seen(view, state, parent)?;
            }
            let listing = view.listing();
            let (mut passed, mut given) = (query.after.is_none() || found.is_some(), 0);
            let all: Box<dyn Iterator<Item = (Slot, Sight)>> = match found {
                Some(found) => {
                    let there = found.iter().filter(|(object, _)| !state.is_in_bin(*object));
                    Box::new(there.filter_map(|(object, by)| Some((state.index.slot(*object)?, *by))))
                }
                None => Box::new(slots(state, query).map(|slot| (slot, Sight::Nothing))),
            };
            for (slot, found_by) in all {
                let visibility = match listing.get(slot) {
                    Visibility::Hidden if sees_tree => Visibility::Stub,
                    Visibility::Hidden => continue,
                    other => other,
                };
                // What was found by something that is not seen any more is not told by being listed.
                if search::sight(visibility) < found_by {
                    continue;
                }
                let (Some(node), Some(held)) = (state.index.node(slot), content.held(slot)) else { continue };
                if !passed {
                    passed = query.after == Some(node.id);
                    continue;
                }
                if query.limit == Some(given) {
                    return Ok((given, true));
                }
                let revision = state.placed(slot).map_or(0, |placed| placed.revision);
                let lock = locks.get(&node.id).filter(|_| matches!(visibility, Visibility::Visible { .. }));
                let favourite = favourites.contains(&node.id);
                let second_password = content.second.holder(&state.index, node.id).is_some();
                each(Listed { node, visibility, revision, held, lock, favourite, second_password })?;
                given += 1;
            }
            if passed {
                Ok((given, false))
            } else {
                Err(ServiceError::Invalid("the cursor is of another list".into()).at("cursor"))
            }
        })
    }

    /// The objects that a text finds, in the order of the tree, each with what of it was looked at: those of a page, and
    /// one more where there is another.
    fn find_in(
        &self,
        caller: &Caller,
        database: DatabaseId,
        query: &ListQuery,
        text: &str,
    ) -> Result<Vec<(ObjectId, Sight)>, ServiceError> {
        let text = search::parsed(caller, text)?;
        let taken = self.viewed(caller, database, |view, state, _| {
            if !view.sees_tree() && !view.database().has(Permission::AccessDatabase) {
                return Err(ServiceError::NotFound);
            }
            state.open()?;
            if let Some(parent) = query.parent {
                super::read::seen(view, state, parent)?;
            }
            Taken::of(view, state, &text, (query.parent, true))
        })?;
        let question = Question::new(&taken, &text)?;
        let answer = question.ask()?;
        let (mut passed, mut found) = (query.after.is_none(), Vec::new());
        for standing in taken.order() {
            let Some(object) = taken.object_at(standing.row) else { continue };
            if !passed {
                // The object of the cursor may not be found any more.
                passed = query.after == Some(object);
                continue;
            }
            let Some(hit) = answer.hit_at(standing.row) else { continue };
            if answer.is_hit(hit)? {
                found.push((object, taken.sight(standing.row)));
            }
            if query.limit.is_some_and(|limit| found.len() > limit) {
                break;
            }
        }
        let other = || ServiceError::Invalid("the cursor is of another list".into()).at("cursor");
        if passed { Ok(found) } else { Err(other()) }
    }

    /// The distinct sets of rights of a database's listing are few: numbers them.
    pub fn rights_set(sets: &mut Vec<PermissionSet>, rights: PermissionSet) -> usize {
        sets.iter().position(|known| *known == rights).unwrap_or_else(|| {
            sets.push(rights);
            sets.len() - 1
        })
    }
}

/// The slots of everything that is not in the bin, parents before children.
pub(crate) fn shown_slots(state: &DatabaseState) -> impl Iterator<Item = Slot> + '_ {
    slots(state, &ListQuery { recursive: true, ..ListQuery::default() })
}

/// The slots of everything below a folder that went into the bin with it, not by itself.
pub(crate) fn slots_below(state: &DatabaseState, folder: ObjectId) -> impl Iterator<Item = Slot> + '_ {
    slots(state, &ListQuery { parent: Some(folder), recursive: true, ..ListQuery::default() })
}

/// The slots to look at, without those in the bin, parents before children.
fn slots<'a>(state: &'a DatabaseState, query: &ListQuery) -> Box<dyn Iterator<Item = Slot> + 'a> {
    let in_bin = move |slot: Slot| state.placed(slot).is_some_and(|placed| placed.bin_at.is_some());
    if !query.recursive && query.text.is_none() {
        return Box::new(state.index.children(query.parent).filter(move |slot| !in_bin(*slot)));
    }
    let top = query.parent;
    // A walk in tree order: what follows a binned folder and stands below it is in the bin as well.
    let mut binned: HashSet<ObjectId> = HashSet::new();
    Box::new(state.index.walk(query.parent).filter(move |slot| {
        let Some(node) = state.index.node(*slot) else { return false };
        if Some(node.id) == top {
            return false;
        }
        let below = node.parent.is_some_and(|parent| binned.contains(&parent));
        if in_bin(*slot) || below {
            if node.kind == ObjectKind::Folder {
                binned.insert(node.id);
            }
            return false;
        }
        true
    }))
}
