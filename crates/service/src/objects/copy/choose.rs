//! What is copied, decided object by object. Nothing is read yet but what is in memory.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use strongroom_crypto::key::DataKeys;
use strongroom_domain::{
    database::ObjectKind,
    id::{DatabaseId, ObjectId},
    limits,
    rights::{Cause, Extent, Granted, Permission, Refusal, View},
};

use super::{super::named, CopyTo};
use crate::{
    caller::Caller,
    databases::state::{DatabaseState, Held},
    error::ServiceError,
    objects::{
        Named,
        create::{may_hold, may_make_in, may_stand},
    },
    second_passwords::Cover,
    service::Service,
};

/// What leaves, leaves without help of a seal.
const OUTGOING: Extent = Extent { below: false, outgoing: true };

/// What is copied, and where to.
pub(in super::super) struct Choice {
    /// The database of the originals.
    pub from: DatabaseId,
    /// The database of the copies.
    pub to: DatabaseId,
    /// As it was asked for.
    pub asked: CopyTo,
    /// The right to add there.
    pub addition: Granted,
    /// What opens the originals.
    pub source_keys: Arc<DataKeys>,
    /// What seals the copies.
    pub target_keys: Arc<DataKeys>,
    /// What covers their place.
    pub target_cover: Cover,
    /// Folders before what is in them.
    pub chosen: Vec<Chosen>,
}

/// One object to copy.
pub(in super::super) struct Chosen {
    /// The original.
    pub source: ObjectId,
    /// The number in this list of the folder that it comes to stand in; absent: that which was asked for.
    pub parent: Option<usize>,
    /// Folder or entry.
    pub kind: ObjectKind,
    /// The right to take it along.
    pub reading: Granted,
    /// The revision at which this was decided.
    pub revision: u64,
    /// Its summary.
    pub held: Held,
    /// What covers it.
    pub cover: Cover,
    /// What is to cover its copy.
    pub over: Over,
}

/// What is to cover a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Over {
    /// What covers the place of the copies, if anything does.
    Place,
    /// The second password of the original, which the copy has itself.
    Own,
    /// The second password of the original, which a folder above the copy has, or whatever covers the place.
    Above,
}

impl Choice {
    /// Whether what covers the place is needed to seal the copies.
    pub fn rests_on_place(&self) -> bool {
        self.chosen.iter().any(|chosen| chosen.over == Over::Place)
    }

    /// Whether the same is copied to the same place, and opens by the same second passwords: then what was sealed for
    /// one fits the other. That it still is so when the copies are made is proved by the rights: setting, changing and
    /// removing a second password raises the sequence that they were decided at.
    pub fn is_as(&self, other: &Self) -> bool {
        let same = |(a, b): (&Chosen, &Chosen)| {
            (a.source, a.parent, a.revision) == (b.source, b.parent, b.revision) && a.cover.is_as(&b.cover)
        };
        self.to == other.to
            && self.addition.object() == other.addition.object()
            && self.target_cover.is_as(&other.target_cover)
            && self.chosen.len() == other.chosen.len()
            && self.chosen.iter().zip(&other.chosen).all(same)
    }
}

/// Decides. What is hidden, on either side, is told first and alike.
pub(in super::super) fn choose(
    service: &Service,
    caller: &Caller,
    from: DatabaseId,
    named: &[Named],
    asked: CopyTo,
) -> Result<Choice, ServiceError> {
    let to = asked.database.unwrap_or(from);
    let (source_keys, chosen, stale) = service.viewed(caller, from, |view, state, _| {
        named::require(view, state, named, Permission::ReadEntries, OUTGOING)?;
        let chosen = below(view, state, named)?;
        Ok((Arc::clone(&state.open()?.keys), chosen, named::at_revisions(state, named).err()))
    })?;
    let (addition, target_keys, target_cover) = service.viewed(caller, to, |view, state, _| {
        let addition = may_make_in(view, state, caller, asked.parent)?;
        // Only of a folder that the caller may add to it is told where it lies.
        let above = asked.parent.filter(|_| from == to).map(|target| state.index.path(target));
        if named.iter().any(|named| above.as_ref().is_some_and(|above| above.contains(&named.id))) {
            return Err(ServiceError::InvalidTarget("a folder can not be copied into itself".into()));
        }
        let keys = Arc::clone(&state.open()?.keys);
        may_stand(state, asked.parent, levels(&chosen))?;
        may_hold(state, chosen.len())?;
        Ok((addition, keys, state.cover(asked.parent)?))
    })?;
    // Rights come first, on both sides.
    if let Some(stale) = stale {
        return Err(stale);
    }
    let chosen = covered(chosen, &target_cover);
    Ok(Choice { from, to, asked, addition, source_keys, target_keys, target_cover, chosen })
}

/// The objects with everything below them that is not in the bin.
fn below(view: &View<'_>, state: &DatabaseState, named: &[Named]) -> Result<Vec<Chosen>, ServiceError> {
    let content = state.open()?;
    let tops = named::tops(&state.index, named);
    let mut chosen: Vec<Chosen> = Vec::new();
    for top in tops {
        let mut numbers: HashMap<ObjectId, usize> = HashMap::new();
        let mut binned: HashSet<ObjectId> = HashSet::new();
        for slot in state.index.walk(Some(top)) {
            let node = state.index.node(slot).ok_or(ServiceError::NotFound)?;
            let placed = state.placed(slot).ok_or(ServiceError::NotFound)?;
            let below_bin = node.parent.is_some_and(|parent| binned.contains(&parent));
            if placed.bin_at.is_some() || below_bin {
                binned.insert(node.id);
                continue;
            }
            if chosen.len() >= limits::COPIED {
                return Err(ServiceError::LimitReached {
                    what: format!("at most {} objects are copied at once", limits::COPIED).into(),
                    limit: limits::COPIED,
                });
            }
            let reading = may_leave(view, node.id, node.id == top)?;
            let parent = node.parent.and_then(|parent| numbers.get(&parent).copied());
            numbers.insert(node.id, chosen.len());
            let held = content.held(slot).ok_or(ServiceError::NotFound)?.clone();
            let revision = placed.revision;
            let (source, kind, cover) = (node.id, node.kind, state.cover(Some(node.id))?);
            let over = Over::Place;
            chosen.push(Chosen { source, parent, kind, reading, revision, held, cover, over });
        }
    }
    Ok(chosen)
}

/// Says of each what is to cover its copy: never less than what covers it, and a second password is set only where that
/// does not come from above.
fn covered(mut chosen: Vec<Chosen>, place: &Cover) -> Vec<Chosen> {
    let mut covers: Vec<Cover> = Vec::with_capacity(chosen.len());
    for object in &mut chosen {
        let above = object.parent.and_then(|parent| covers.get(parent)).unwrap_or(place);
        object.over = match () {
            () if object.cover.is_nothing() => Over::Place,
            () if object.cover.is_as(above) => Over::Above,
            () => Over::Own,
        };
        let cover = if object.over == Over::Place { above } else { &object.cover };
        covers.push(cover.clone());
    }
    chosen
}

/// The right to take one object along. What is below a named one is not named in a refusal.
fn may_leave(view: &View<'_>, object: ObjectId, is_top: bool) -> Result<Granted, ServiceError> {
    let permission = Permission::ReadEntries;
    view.require_object(object, permission, OUTGOING).map_err(|refusal| match refusal {
        refusal if is_top => refusal.into(),
        _ => Refusal::Forbidden { permission, because: Cause::Below }.into(),
    })
}

/// How many folders stand in each other at most.
fn levels(chosen: &[Chosen]) -> usize {
    let mut depths: Vec<usize> = Vec::with_capacity(chosen.len());
    for object in chosen {
        let above = object.parent.and_then(|parent| depths.get(parent).copied()).unwrap_or(0);
        depths.push(above + usize::from(object.kind == ObjectKind::Folder));
    }
    depths.into_iter().max().unwrap_or(0)
}
