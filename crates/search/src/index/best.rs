//! The best of many hits, page by page.

use std::{cmp::Reverse, collections::BinaryHeap};

use super::{Hit, Search, Source, TooCommon};
use crate::rank::Rank;

impl<S: Source> Search<'_, S> {
    /// The best `count` of `hits` behind `after`, the very best first. `place` is the rank that counts for a hit, and
    /// what orders equals, the greater first; `None` leaves it out.
    ///
    /// # Errors
    /// [`TooCommon`].
    pub fn best<K: Ord + Copy>(
        &self,
        hits: &[Hit],
        (count, after): (usize, Option<(Rank, K)>),
        place: impl Fn(&Hit) -> Option<(Rank, K)>,
    ) -> Result<Vec<(Rank, K, Hit)>, TooCommon> {
        // By place and the number of the hit.
        let mut kept: BinaryHeap<Reverse<((Rank, K), usize)>> = BinaryHeap::with_capacity(count + 1);
        // What was made later mostly stands in later rows: from behind, most of many equals are turned away at once.
        for (number, hit) in hits.iter().enumerate().rev() {
            let full = kept.len() >= count;
            let Some(place) = place(hit) else { continue };
            let worse = full && kept.peek().is_none_or(|Reverse((least, _))| *least >= place);
            if worse || after.is_some_and(|after| place >= after) || !self.is_hit(hit)? {
                continue;
            }
            kept.push(Reverse((place, number)));
            if full {
                kept.pop();
            }
        }
        let hit = |((rank, key), number): ((Rank, K), usize)| Some((rank, key, *hits.get(number)?));
        Ok(kept.into_sorted_vec().into_iter().filter_map(|Reverse(kept)| hit(kept)).collect())
    }
}
