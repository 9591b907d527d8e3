//! Summaries by slot, in blocks that are shared with whoever still looks at an earlier state: to keep one costs a pointer
//! for each block, and a change then costs a copy of the one block that it is in.

use std::sync::Arc;

use super::state::Held;

/// Summaries of a block.
const BLOCK: usize = 256;

/// Summaries by slot.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shelf(Vec<Arc<Vec<Option<Held>>>>);

impl Shelf {
    /// What is held at a slot.
    pub fn get(&self, slot: usize) -> Option<&Held> {
        self.0.get(slot / BLOCK)?.get(slot % BLOCK)?.as_ref()
    }

    /// Holds something else there, or nothing any more.
    pub fn set(&mut self, slot: usize, held: Option<Held>) {
        if self.0.len() <= slot / BLOCK {
            if held.is_none() {
                return;
            }
            self.0.resize_with(slot / BLOCK + 1, || Arc::new(vec![None; BLOCK]));
        }
        let block = self.0.get_mut(slot / BLOCK).map(Arc::make_mut);
        if let Some(own) = block.and_then(|block| block.get_mut(slot % BLOCK)) {
            *own = held;
        }
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        let block = |block: &Arc<Vec<Option<Held>>>| {
            let summaries: usize = block.iter().flatten().map(|held| held.summary.bytes()).sum();
            summaries + block.capacity() * size_of::<Option<Held>>()
        };
        self.0.capacity() * size_of::<Arc<Vec<Option<Held>>>>() + self.0.iter().map(block).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use strongroom_domain::time::Instant;

    use super::*;

    fn held(text: &str) -> Held {
        let at = Instant::from_micros(1);
        Held {
            created_at: at,
            modified_at: at,
            created_by: None,
            modified_by: None,
            summary: text.as_bytes().to_vec().into(),
        }
    }

    #[test]
    fn an_earlier_state_stays_as_it_was() {
        let mut shelf = Shelf::default();
        for slot in [0, 1, BLOCK, 3 * BLOCK] {
            shelf.set(slot, Some(held("first")));
        }
        let before = shelf.clone();
        shelf.set(1, Some(held("second")));
        shelf.set(BLOCK, None);
        shelf.set(9 * BLOCK, None);
        shelf.set(4 * BLOCK, Some(held("new")));
        let at = |shelf: &Shelf, slot| shelf.get(slot).map(|held| held.summary.json());
        let text = |text: &str| Some(text.as_bytes().to_vec());
        assert_eq!(
            [0, 1, BLOCK, 4 * BLOCK].map(|slot| at(&before, slot)),
            [text("first"), text("first"), text("first"), None]
        );
        assert_eq!(
            [0, 1, BLOCK, 4 * BLOCK].map(|slot| at(&shelf, slot)),
            [text("first"), text("second"), None, text("new")]
        );
    }
}
