//! From the rules of a database as they are stored to the index. Refuses what no database may hold, so
//! that a damaged store is named and never interpreted.

use hashbrown::HashMap;

use super::{Index, MAX_FOLDER_LEVELS, Principals, Tree, change::ChangeError};
use crate::{
    database::{DatabaseRules, Node},
    id::ObjectId,
};

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
        let mut ready = Vec::new();
        for node in nodes {
            ready.push(*node);
            while let Some(node) = ready.pop() {
                match self.insert(node) {
                    Ok(()) => {}
                    Err(ChangeError::UnknownObject(parent)) => {
                        waiting.entry(parent).or_default().push(node);
                        continue;
                    }
                    Err(error) => return Err(of_change(error, &node)),
                }
                // Reversed, because the last is taken first: siblings keep their order.
                ready.extend(waiting.remove(&node.id).into_iter().flatten().rev());
            }
        }
        if waiting.is_empty() { Ok(()) } else { Err(orphaned(&waiting)) }
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
