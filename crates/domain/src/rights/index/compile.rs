//! From the rules of a database as they are stored to the index. Refuses what no database may hold, so
//! that a damaged store is named and never interpreted.

use hashbrown::HashMap;

use super::{Index, MAX_FOLDER_LEVELS, Principals, Slot, Tree, change::ChangeError};
use crate::{
    database::{DatabaseRules, Node},
    id::ObjectId,
};

/// So many parents are looked up one directly after the other: the waits for memory overlap, and compiling a million
/// objects takes a quarter less.
const TOGETHER: usize = 64;

/// Why the rules of a database can not be compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CompileError {
    /// An object stands in a folder that is not there.
    #[error("object `{object}` stands in unknown folder `{parent}`")]
    UnknownParent {
        /// The object.
        object: ObjectId,
        /// The missing folder.
        parent: ObjectId,
    },
    /// Two objects have the same id.
    #[error("object `{0}` stands twice")]
    DuplicateId(ObjectId),
    /// A folder stands in itself or in something below itself.
    #[error("object `{0}` stands below itself")]
    Cycle(ObjectId),
    /// More than 64 levels of folders.
    #[error("folder `{0}` stands deeper than {MAX_FOLDER_LEVELS} levels")]
    TooDeep(ObjectId),
    /// An object stands in an entry.
    #[error("object `{object}` stands in entry `{parent}`")]
    ParentIsEntry {
        /// The object.
        object: ObjectId,
        /// The entry.
        parent: ObjectId,
    },
    /// An object rule names an object that is not there.
    #[error("a rule names unknown object `{0}`")]
    UnknownObject(ObjectId),
    /// More objects than there are slots.
    #[error("more objects than an index can hold")]
    Full,
}

impl Index {
    /// Compiles the rules of a database after its change numbered `sequence`.
    ///
    /// A grant that is revoked or whose object is gone has ended and is left out.
    ///
    /// # Errors
    /// [`CompileError`] names the first thing that no database may hold.
    pub fn compile(rules: &DatabaseRules, sequence: u64) -> Result<Self, CompileError> {
        let mut index = Self {
            id: rules.id,
            kind: rules.kind,
            sequence,
            tree: Tree::with_capacity(rules.nodes.len()),
            principals: Principals::default(),
            grants: HashMap::new(),
        };
        index.plant(&rules.nodes)?;
        for assignment in &rules.assignments {
            index.assign(*assignment);
        }
        for rule in &rules.rules {
            index.set_rule(*rule).map_err(|_| CompileError::UnknownObject(rule.object))?;
        }
        for (id, grant) in &rules.grants {
            match index.set_grant(*id, grant.clone()) {
                // A grant ends with its object.
                Ok(()) | Err(ChangeError::UnknownObject(_)) => {}
                Err(_) => return Err(CompileError::UnknownObject(grant.object)),
            }
        }
        Ok(index)
    }

    /// Adds the nodes, whatever their order. Nodes whose parent has not come yet wait for it.
    fn plant(&mut self, nodes: &[Node]) -> Result<(), CompileError> {
        let mut waiting: HashMap<ObjectId, Vec<Node>> = HashMap::new();
        for some in nodes.chunks(TOGETHER) {
            let parents: Vec<Option<Slot>> = some.iter().map(|node| self.tree.slot_of(node.parent)).collect();
            for (node, parent) in some.iter().zip(parents) {
                // A parent that was not there before may have come among these.
                match parent.or_else(|| self.tree.slot_of(node.parent)) {
                    Some(parent) => self.plant_at(*node, parent, &mut waiting)?,
                    None => waiting.entry(node.parent.unwrap_or(node.id)).or_default().push(*node),
                }
            }
        }
        if waiting.is_empty() { Ok(()) } else { Err(orphaned(&waiting)) }
    }

    /// Adds a node and what has waited for it.
    fn plant_at(
        &mut self,
        node: Node,
        parent: Slot,
        waiting: &mut HashMap<ObjectId, Vec<Node>>,
    ) -> Result<(), CompileError> {
        self.insert_at(node, parent).map_err(|error| of_change(error, &node))?;
        if waiting.is_empty() {
            return Ok(());
        }
        let mut ready = Vec::new();
        let mut next = Some(node);
        while let Some(node) = next {
            // Reversed, because the last is taken first: siblings keep their order.
            ready.extend(waiting.remove(&node.id).into_iter().flatten().rev());
            next = ready.pop();
            if let Some(node) = next {
                self.insert(node).map_err(|error| of_change(error, &node))?;
            }
        }
        Ok(())
    }
}

fn of_change(error: ChangeError, node: &Node) -> CompileError {
    match error {
        ChangeError::UnknownObject(parent) => CompileError::UnknownParent { object: node.id, parent },
        ChangeError::DuplicateId(id) => CompileError::DuplicateId(id),
        ChangeError::Cycle(id) => CompileError::Cycle(id),
        ChangeError::TooDeep(id) => CompileError::TooDeep(id),
        ChangeError::ParentIsEntry(parent) => CompileError::ParentIsEntry { object: node.id, parent },
        ChangeError::Full => CompileError::Full,
    }
}

/// What is wrong with nodes whose parents never came: one names a parent that is nowhere, or they stand in a ring.
fn orphaned(waiting: &HashMap<ObjectId, Vec<Node>>) -> CompileError {
    let mut left: Vec<&Node> = waiting.values().flatten().collect();
    left.sort_unstable_by_key(|node| node.id);
    let missing = |parent| left.binary_search_by_key(&parent, |node| node.id).is_err();
    let mut orphans = left.iter().filter_map(|node| Some((node.id, node.parent?)));
    match orphans.find(|&(_, parent)| missing(parent)) {
        Some((object, parent)) => CompileError::UnknownParent { object, parent },
        None => left.first().map_or(CompileError::Full, |node| CompileError::Cycle(node.id)),
    }
}
