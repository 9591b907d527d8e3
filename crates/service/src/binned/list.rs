//! What of the bin is shown to whom.

use std::cmp::Reverse;

use strongroom_domain::{
    account::Principal,
    database::ObjectKind,
    id::{DatabaseId, ObjectId, UserId},
    rights::{Listing, Permission, PermissionSet, View, Visibility},
    time::Instant,
};
use strongroom_store::bin as rows;

use super::{Item, item_at, shown};
use crate::{
    caller::Caller,
    databases::state::DatabaseState,
    error::ServiceError,
    objects::{seen, slots_below, summary_of},
    service::Service,
};

/// Something in the bin, as the caller sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BinItem {
    /// Its id.
    pub id: ObjectId,
    /// Folder or entry.
    pub kind: ObjectKind,
    /// Its title.
    pub title: String,
    /// The type of an entry, where the caller sees more than the name.
    pub entry_type: Option<String>,
    /// Counts changes of its content; where the caller sees more than the name.
    pub revision: Option<u64>,
    /// Where it came from.
    pub origin: Origin,
    /// When it was put there.
    pub deleted_at: Instant,
    /// By whom, with the name; absent where that is not known, or the account is gone.
    pub deleted_by: Option<(UserId, String)>,
    /// The first instant at which it is gone for good; absent: kept for ever.
    pub kept_until: Option<Instant>,
    /// How many of the objects that the caller sees went with it.
    pub below: u64,
    /// The caller's permissions on it.
    pub rights: PermissionSet,
}

/// Where something in the bin came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The root of the database.
    Root,
    /// A folder that the caller sees.
    Folder {
        /// Its id.
        id: ObjectId,
        /// Its title.
        title: String,
    },
    /// A folder that is in the bin itself, or that the caller does not see: nobody can tell which.
    Unknown,
}

impl Service {
    /// What the caller sees of the bin of a database, what was deleted last first.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where the caller sees no database; [`ServiceError::DatabaseClosed`].
    pub fn bin(&self, caller: &Caller, database: DatabaseId) -> Result<Vec<BinItem>, ServiceError> {
        let mut found = self.viewed(caller, database, |view, state, _| {
            let sees_tree = view.sees_tree();
            if !sees_tree && !view.database().has(Permission::AccessDatabase) {
                return Err(ServiceError::NotFound);
            }
            state.open()?;
            let listing = view.listing();
            let mut found = Vec::new();
            for item in state.index.binned().filter_map(|slot| item_at(state, slot, view.now())) {
                let visibility = shown(listing.get(item.slot), sees_tree);
                if visibility != Visibility::Hidden {
                    found.push(listed_item(view, state, &listing, &item, visibility)?);
                }
            }
            Ok(found)
        })?;
        found.sort_unstable_by_key(|item| (Reverse(item.deleted_at), item.id));
        // What was put there, or taken out, a moment ago has nobody yet.
        let deleters = self.store.read(|query| rows::deleters(query, database))?;
        for item in &mut found {
            let user = deleters.get(&item.id);
            item.deleted_by =
                user.and_then(|user| Some((*user, self.principal_name(Principal::User(*user))?)));
        }
        Ok(found)
    }
}

fn listed_item(
    view: &View<'_>,
    state: &DatabaseState,
    listing: &Listing<'_>,
    item: &Item,
    visibility: Visibility,
) -> Result<BinItem, ServiceError> {
    let Item { slot, node, placed, deleted_at } = *item;
    let summary = summary_of(state.open()?.held(slot).ok_or(ServiceError::NotFound)?)?;
    let (rights, whole) = match visibility {
        Visibility::Visible { rights, .. } => (rights, true),
        _ => (PermissionSet::EMPTY, false),
    };
    let sees_tree = view.sees_tree();
    let is_shown = |slot| shown(listing.get(slot), sees_tree) != Visibility::Hidden;
    let below = match node.kind {
        ObjectKind::Folder => slots_below(state, node.id).filter(|slot| is_shown(*slot)).count() as u64,
        ObjectKind::Entry => 0,
    };
    Ok(BinItem {
        id: node.id,
        kind: node.kind,
        title: summary.title,
        entry_type: summary.entry_type.filter(|_| whole),
        revision: whole.then_some(placed.revision),
        origin: origin(view, state, node.parent)?,
        deleted_at,
        deleted_by: None,
        kept_until: state.record.retention.bin_until(deleted_at),
        below,
        rights,
    })
}

fn origin(view: &View<'_>, state: &DatabaseState, parent: Option<ObjectId>) -> Result<Origin, ServiceError> {
    let Some(id) = parent else { return Ok(Origin::Root) };
    if seen(view, state, id).is_err() {
        return Ok(Origin::Unknown);
    }
    let held = state.index.slot(id).and_then(|slot| state.content.as_ref()?.held(slot));
    let title = summary_of(held.ok_or(ServiceError::NotFound)?)?.title;
    Ok(Origin::Folder { id, title })
}

/// The items that are listed to the viewer, in the order of their ids.
pub(crate) fn listed(view: &View<'_>, state: &DatabaseState, listing: &Listing<'_>) -> Vec<ObjectId> {
    let sees_tree = view.sees_tree();
    let items = state.index.binned().filter_map(|slot| item_at(state, slot, view.now()));
    let items = items.filter(|item| shown(listing.get(item.slot), sees_tree) != Visibility::Hidden);
    let mut ids: Vec<ObjectId> = items.map(|item| item.node.id).collect();
    ids.sort_unstable();
    ids
}
