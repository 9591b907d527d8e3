//! What goes out, decided in one pass over the tree, and how much of what the caller sees does not.

use std::{collections::HashSet, sync::Arc};

use strongroom_crypto::key::DataKeys;
use strongroom_domain::{
    database::{Node, ObjectKind},
    id::ObjectId,
    retention::Retention,
    rights::{Granted, Permission, Target, View, Visibility},
    time::Instant,
};

use super::{ExportFormat, ExportRequest, OUTGOING};
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
    /// How long the database keeps what is in its bin, and earlier versions.
    pub retention: Retention,
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
    /// When it was put into the bin by itself.
    pub bin_at: Option<Instant>,
    /// Whether it is in the bin, by itself or with a folder above it.
    pub in_bin: bool,
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
    /// In the bin, and not taken along.
    thrown: HashSet<ObjectId>,
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
            let text = "name at least one object, or none at all for all of them";
            return Err(ServiceError::Invalid(text.into()).at("/objects"));
        }
        Some(ids) => {
            // All of them or nothing, in the same words: which one is foreign is not told.
            ids.iter().try_for_each(|id| seen(view, state, *id).map(|_| ()))?;
            Some(ids.iter().copied().collect::<HashSet<_>>())
        }
    };
    // Of all that somebody sees their bin is a part; of what they name it is not.
    let take_bin = request.format == ExportFormat::Archive && tops.is_none();
    let (listing, mut passed) = (view.listing(), Passed::default());
    let (mut found, mut left_out) = (Vec::new(), 0_u64);
    for slot in state.index.walk(None) {
        let Some(node) = state.index.node(slot) else { continue };
        let Some(placed) = state.placed(slot) else { continue };
        let in_bin = passed.is_in_bin(&node, placed.bin_at.is_some());
        let over = placed.bin_at.is_some_and(|at| !state.record.retention.keeps_in_bin(at, view.now()));
        if (in_bin && !take_bin) || over || passed.is_thrown(&node) {
            passed.thrown.insert(node.id);
            continue;
        }
        if !passed.enter(&node, tops.as_ref()) {
            continue;
        }
        let Some(held) = content.held(slot) else { continue };
        let summary = summary_of(held)?;
        // What a second password covers is in no file.
        let covered = content.second.holder(&state.index, node.id).is_some();
        let online = passed.online_only(&node, summary.online_only);
        let visibility = listing.get(slot);
        if in_bin && !matches!(visibility, Visibility::Visible { .. }) && !view.sees_tree() {
            // Not listed there, and neither is what went with it.
            passed.thrown.insert(node.id);
            continue;
        }
        let how = match visibility {
            Visibility::Hidden if in_bin => How::Name(summary.title),
            Visibility::Hidden => continue,
            Visibility::Stub => How::Name(summary.title),
            // What is below may be readable by another way: then it goes out under the name, which is shown.
            Visibility::Sealed { .. } => {
                left_out += 1;
                if node.kind == ObjectKind::Entry {
                    continue;
                }
                How::Name(summary.title)
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
        let (id, kind, bin_at) = (node.id, node.kind, placed.bin_at);
        found.push(Chosen { id, parent, kind, bin_at, in_bin, how });
    }
    Ok(Choice {
        keys: Arc::clone(&content.keys),
        name: state.record.name.clone(),
        description: state.record.description.clone().unwrap_or_default(),
        retention: state.record.retention,
        chosen: without_empty_names(found),
        left_out,
    })
}

impl Passed {
    /// Whether an object is one to look at; remembers it for what is below.
    fn enter(&mut self, node: &Node, tops: Option<&HashSet<ObjectId>>) -> bool {
        let above = |of: &HashSet<ObjectId>| node.parent.is_some_and(|parent| of.contains(&parent));
        let inside = tops.is_none_or(|tops| tops.contains(&node.id)) || above(&self.inside);
        if inside {
            self.inside.insert(node.id);
        }
        inside
    }

    /// Whether an object, or a folder above it, is in the bin.
    fn is_in_bin(&mut self, node: &Node, by_itself: bool) -> bool {
        let binned = by_itself || node.parent.is_some_and(|parent| self.binned.contains(&parent));
        if binned {
            self.binned.insert(node.id);
        }
        binned
    }

    /// Whether a folder above stays, with everything in it.
    fn is_thrown(&self, node: &Node) -> bool {
        node.parent.is_some_and(|parent| self.thrown.contains(&parent))
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
