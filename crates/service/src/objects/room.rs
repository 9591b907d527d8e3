//! Room among siblings: where what comes into a folder stands.

use std::collections::HashSet;

use strongroom_domain::{id::ObjectId, rights::View};

use super::{Moved, seen};
use crate::{
    databases::state::{DatabaseState, Placed},
    error::ServiceError,
};

/// The room that is left between siblings that are numbered anew.
const SPACING: i64 = 1 << 10;

/// At most so many siblings are numbered anew at once: all others wait meanwhile.
const RENUMBERED: usize = 1_000;

/// Room for some objects, one behind the other.
pub(crate) struct Room {
    /// Of the first of them.
    pub first: i64,
    /// From one to the next.
    pub step: i64,
    /// The siblings that come to stand behind them, in their order.
    pub behind: Vec<(ObjectId, Placed)>,
    /// Whether those are numbered anew.
    pub renumbered: bool,
}

impl Room {
    /// The positions, one after the other.
    pub fn positions(&self) -> impl Iterator<Item = i64> + use<> {
        let step = self.step;
        std::iter::successors(Some(self.first), move |last| Some(last.saturating_add(step)))
    }
}

/// Room for objects that are moved to a folder.
///
/// # Errors
/// [`ServiceError::Invalid`] where they are to stand before what is not there, or where too many would have to move on.
pub(crate) fn room(
    view: &View<'_>,
    state: &DatabaseState,
    moved: &[ObjectId],
    to: Moved,
) -> Result<Room, ServiceError> {
    let Some(before) = to.before else {
        let first = DatabaseState::last_position(view.now());
        return Ok(Room { first, step: 1, behind: Vec::new(), renumbered: false });
    };
    let moved: HashSet<ObjectId> = moved.iter().copied().collect();
    // One that is hidden is told like one that is not there.
    let elsewhere = || ServiceError::Invalid("`before` names nothing in that folder".into()).at("/before");
    if moved.contains(&before) || seen(view, state, before).is_err() {
        return Err(elsewhere());
    }
    let siblings = state.index.children(to.parent).filter_map(|slot| {
        let node = state.index.node(slot).filter(|node| !moved.contains(&node.id))?;
        Some((node.id, state.placed(slot)?))
    });
    let mut siblings: Vec<(ObjectId, Placed)> = siblings.collect();
    let at = siblings.iter().position(|(sibling, _)| *sibling == before).ok_or_else(elsewhere)?;
    let behind = siblings.split_off(at);
    let count = i64::try_from(moved.len()).unwrap_or(i64::MAX);
    let next = behind.first().map_or(0, |(_, placed)| placed.position);
    // Before the first there is room without end.
    let open = next.saturating_sub(SPACING.saturating_mul(count));
    let previous = siblings.last().map_or(open, |(_, placed)| placed.position);
    let step = next.saturating_sub(previous) / count.saturating_add(1);
    if step > 0 {
        return Ok(Room { first: previous.saturating_add(step), step, behind, renumbered: false });
    }
    renumber(previous, count, behind)
}

/// The siblings behind move on.
fn renumber(previous: i64, count: i64, mut behind: Vec<(ObjectId, Placed)>) -> Result<Room, ServiceError> {
    if behind.len() > RENUMBERED {
        let text = "there is no room there; move it to the end of the folder";
        return Err(ServiceError::Invalid(text.into()).at("/before"));
    }
    let mut position = previous.saturating_add(SPACING.saturating_mul(count));
    for (_, placed) in &mut behind {
        position = position.saturating_add(SPACING);
        placed.position = position;
    }
    Ok(Room { first: previous.saturating_add(SPACING), step: SPACING, behind, renumbered: true })
}
