//! What goes out, decided in one pass over the tree, and how much of what the caller sees does not.

use std::{collections::HashSet, sync::Arc};

use strongroom_crypto::key::DataKeys;
use strongroom_domain::{
    database::{Node, ObjectKind},
    id::ObjectId,
    rights::{Granted, Permission, Target, View, Visibility},
};

use super::{ExportRequest, OUTGOING};
use crate::{
    databases::state::DatabaseState,
    error::ServiceError,
    objects::{seen, summary_of},
};

/// What an export is made from.
pub(super) struct Choice {
    pub keys: Arc<DataKeys>,
    pub name: String,
    pub description: String,
    /// Folders before what is in them.
    pub chosen: Vec<Chosen>,
    /// How many objects that the caller sees stay.
    pub left_out: u64,
}

/// An object that goes out.
pub(super) struct Chosen {
    pub id: ObjectId,
    pub parent: Option<ObjectId>,
    pub kind: ObjectKind,
    pub how: How,
}

/// How much of it.
pub(super) enum How {
    /// All of it, by this proof.
    Whole(Granted),
    /// Of a folder above something that goes out: the title, which the caller sees anyway.
    Name(String),
}

/// What is known of a folder on the way down.
#[derive(Default)]
struct Passed {
    /// Below a chosen object, or one themselves.
    inside: HashSet<ObjectId>,
    binned: HashSet<ObjectId>,
    /// Marked as online only, or below what is.
    online: HashSet<ObjectId>,
}

/// Decides. Nothing is read yet but what is in memory.
pub(super) fn choose(
    view: &View<'_>,
    state: &DatabaseState,
    request: &ExportRequest,
) -> Result<Choice, ServiceError> {
    let _ = view.require(Target::Database, request.format.channel())?;
    let content = state.open()?;
    let tops = match &request.objects {
        None => None,
        Some(ids) if ids.is_empty() => {
            return Err(ServiceError::Invalid(
                "name at least one object, or none at all for all of them".into(),
            ));
        }
        Some(ids) => {
            // All of them or nothing, in the same words: which one is foreign is not told.
            ids.iter().try_for_each(|id| seen(view, state, *id).map(|_| ()))?;
            Some(ids.iter().copied().collect::<HashSet<_>>())
        }
    };
    let (listing, mut passed) = (view.listing(), Passed::default());
    let (mut found, mut left_out) = (Vec::new(), 0_u64);
    for slot in state.index.walk(None) {
        let Some(node) = state.index.node(slot) else { continue };
        let placed = state.placed(slot);
        let binned = placed.is_none_or(|placed| placed.bin_at.is_some());
        if !passed.enter(&node, tops.as_ref(), binned) {
            continue;
        }
        let Some(held) = content.held(slot) else { continue };
        let summary = summary_of(held)?;
        // What a second password covers is in no file.
        let covered = content.second.holder(&state.index, node.id).is_some();
        let online = passed.online_only(&node, summary.online_only);
        let how = match listing.get(slot) {
            Visibility::Hidden => continue,
            Visibility::Stub => How::Name(summary.title),
            Visibility::Sealed { .. } => {
                left_out += 1;
                continue;
            }
            Visibility::Visible { .. } => {
                match view.require_object(node.id, Permission::ReadEntries, OUTGOING) {
                    Ok(granted) if !online && !covered => How::Whole(granted),
                    _ => {
                        left_out += 1;
                        if node.kind == ObjectKind::Entry {
                            continue;
                        }
                        How::Name(summary.title)
                    }
                }
            }
        };
        let parent = node.parent.filter(|parent| passed.inside.contains(parent));
        found.push(Chosen { id: node.id, parent, kind: node.kind, how });
    }
    Ok(Choice {
        keys: Arc::clone(&content.keys),
        name: state.record.name.clone(),
        description: state.record.description.clone().unwrap_or_default(),
        chosen: without_empty_names(found),
        left_out,
    })
}

impl Passed {
    /// Whether an object is one to look at; remembers it for what is below.
    fn enter(&mut self, node: &Node, tops: Option<&HashSet<ObjectId>>, binned: bool) -> bool {
        let above = |of: &HashSet<ObjectId>| node.parent.is_some_and(|parent| of.contains(&parent));
        if binned || above(&self.binned) {
            self.binned.insert(node.id);
            return false;
        }
        let inside = tops.is_none_or(|tops| tops.contains(&node.id)) || above(&self.inside);
        if inside {
            self.inside.insert(node.id);
        }
        inside
    }

    /// Whether an object, or a folder above it, is marked as online only.
    fn online_only(&mut self, node: &Node, marked: bool) -> bool {
        let online = marked || node.parent.is_some_and(|parent| self.online.contains(&parent));
        if online {
            self.online.insert(node.id);
        }
        online
    }
}

/// Takes out the folders of which only the name is known and below which nothing goes out.
fn without_empty_names(found: Vec<Chosen>) -> Vec<Chosen> {
    let mut needed = HashSet::new();
    let mut kept: Vec<Chosen> = found
        .into_iter()
        .rev()
        .filter(|chosen| {
            let goes = matches!(chosen.how, How::Whole(_)) || needed.contains(&chosen.id);
            if goes {
                needed.extend(chosen.parent);
            }
            goes
        })
        .collect();
    kept.reverse();
    kept
}
