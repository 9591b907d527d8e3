//! What a person uses often is a little better a hit than its equals. What that was when a list began counts for all of
//! its pages: otherwise whoever reveals something on the first page would miss something on the second.

use std::collections::BTreeSet;

use strongroom_crypto::digest::sha256;
use strongroom_domain::id::ObjectId;

/// What is added to the rank of a favourite: less than lies between the title and any other part.
const FAVOURITE: u32 = 8;
/// The same for what was used lately.
const RECENT: u32 = 4;

/// What is raised in one list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Raised {
    favourites: BTreeSet<ObjectId>,
    recent: BTreeSet<ObjectId>,
}

impl Raised {
    /// These.
    pub fn new(favourites: impl Iterator<Item = ObjectId>, recent: impl Iterator<Item = ObjectId>) -> Self {
        Self { favourites: favourites.collect(), recent: recent.collect() }
    }

    /// What is added to the rank of an object.
    pub fn rank_of(&self, object: ObjectId) -> u32 {
        u32::from(self.favourites.contains(&object)) * FAVOURITE
            + u32::from(self.recent.contains(&object)) * RECENT
    }

    /// Stands for exactly these, also after a restart.
    pub fn number(&self) -> u64 {
        let mut bytes = Vec::with_capacity((self.favourites.len() + self.recent.len() + 1) * 16);
        self.favourites.iter().for_each(|id| bytes.extend_from_slice(&id.to_bytes()));
        bytes.extend_from_slice(&[0; 16]);
        self.recent.iter().for_each(|id| bytes.extend_from_slice(&id.to_bytes()));
        let [a, b, c, d, e, f, g, h, ..] = sha256(&bytes);
        u64::from_be_bytes([a, b, c, d, e, f, g, h])
    }
}
