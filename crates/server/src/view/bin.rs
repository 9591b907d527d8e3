//! What is in the bin.

use strongroom_api::{bin::BinItem, rights::ObjectRef};
use strongroom_service::binned::{self as service, Origin};

use super::{objects::kind_of, user_ref};

/// An item of the bin.
pub fn bin_item(item: service::BinItem) -> BinItem {
    let (from, needs_parent) = match item.origin {
        Origin::Root => (None, false),
        Origin::Folder { id, title } => (Some(ObjectRef { id: id.uuid(), title }), false),
        Origin::Unknown => (None, true),
    };
    BinItem {
        id: item.id.uuid(),
        kind: kind_of(item.kind),
        title: item.title,
        entry_type: item.entry_type,
        revision: item.revision,
        from,
        needs_parent,
        deleted_at: item.deleted_at,
        deleted_by: item.deleted_by.map(|(id, name)| user_ref(id, name)),
        kept_until: item.kept_until,
        below: item.below,
        rights: item.rights.iter().collect(),
    }
}
