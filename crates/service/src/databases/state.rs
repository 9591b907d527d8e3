//! One database in memory, as of the last commit: its record, its compiled rules, and while it is open its keys and
//! the summaries of its objects.

use std::{collections::HashMap, sync::Arc};

use parking_lot::{RwLock, RwLockReadGuard};
use strongroom_crypto::key::{DataKey, DataKeys};
use strongroom_domain::{
    database::{DatabaseKind, DatabaseRules, Node},
    id::{DatabaseId, ObjectId, UserId},
    rights::{Change, Index, Slot},
    time::Instant,
};
use strongroom_store::{RuleRows, locks::LockRow, objects::Place, second_passwords::SecondRow};

use super::{packed::PackedSummary, shelf::Shelf};
use crate::{
    changes::{ChangeLog, Released, Touched},
    error::ServiceError,
    grants::Grants,
    import::Imports,
    locks::Locks,
    records::DatabaseRecord,
    search::Words,
    second_passwords::{Cover, SecondPasswords},
};

/// A database.
pub struct Database {
    id: DatabaseId,
    kind: DatabaseKind,
    state: RwLock<DatabaseState>,
    /// Opening and closing happen one after the other.
    pub(crate) gate: tokio::sync::Mutex<()>,
}

/// What changes about it.
pub struct DatabaseState {
    /// Its record.
    pub record: DatabaseRecord,
    /// The revision of the record.
    pub revision: u64,
    /// Its rules and its tree.
    pub index: Index,
    /// Where each object stands among its siblings and whether it is in the bin; by slot.
    places: Vec<Option<Placed>>,
    /// Grants of single objects.
    pub grants: Grants,
    /// Who edits what.
    pub locks: Locks,
    /// What was imported lately.
    pub imports: Imports,
    /// Present while it is open.
    pub content: Option<Content>,
    /// Whether a master password opens it.
    pub has_master_password: bool,
    /// Whether the server opens it by itself.
    pub opens_at_start: bool,
    /// What is wrong with it; it does not open then.
    pub damage: Option<String>,
    /// What changed lately.
    pub(crate) log: ChangeLog,
    /// How often what is set for somebody was changed since the start: assignments, rules, inheritance, grants.
    pub(crate) settings: u64,
}

/// What is known of an object's place besides its parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Orders siblings.
    pub position: i64,
    /// When it was put into the bin.
    pub bin_at: Option<Instant>,
    /// Of the present content.
    pub revision: u64,
}

/// What is held of an open database.
pub struct Content {
    /// Its key, for wrapping it anew.
    pub data_key: Arc<DataKey>,
    /// What the key is split into.
    pub keys: Arc<DataKeys>,
    /// Which objects have a second password.
    pub(crate) second: SecondPasswords,
    /// By slot.
    held: Shelf,
    /// The words of the summaries, by slot.
    pub(crate) words: Words,
}

/// The summary of one object, decrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// When it was made.
    pub created_at: Instant,
    /// When its content was last changed.
    pub modified_at: Instant,
    /// Who made it, if that is known.
    pub created_by: Option<UserId>,
    /// Who changed it last, if that is known.
    pub modified_by: Option<UserId>,
    /// The summary.
    pub summary: PackedSummary,
}

impl Held {
    const FORMAT: u8 = 1;

    /// The bytes that are encrypted.
    pub fn encode(&self) -> Vec<u8> {
        let summary = self.summary.json();
        let mut bytes = Vec::with_capacity(49 + summary.len());
        bytes.push(Self::FORMAT);
        bytes.extend_from_slice(&self.created_at.micros().to_be_bytes());
        bytes.extend_from_slice(&self.modified_at.micros().to_be_bytes());
        for by in [self.created_by, self.modified_by] {
            bytes.extend_from_slice(&by.map_or([0; 16], UserId::to_bytes));
        }
        bytes.extend_from_slice(&summary);
        bytes
    }

    /// From the bytes that were encrypted; `None` for any other form.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(&[Self::FORMAT])?;
        let (created_at, rest) = rest.split_first_chunk()?;
        let (modified_at, rest) = rest.split_first_chunk()?;
        let (created_by, rest) = rest.split_first_chunk::<16>()?;
        let (modified_by, summary) = rest.split_first_chunk::<16>()?;
        let by = |bytes: &[u8; 16]| (*bytes != [0; 16]).then(|| UserId::from_bytes(*bytes));
        Some(Self {
            created_at: Instant::from_micros(i64::from_be_bytes(*created_at)),
            modified_at: Instant::from_micros(i64::from_be_bytes(*modified_at)),
            created_by: by(created_by),
            modified_by: by(modified_by),
            summary: PackedSummary::pack(summary),
        })
    }
}

impl Content {
    /// Nothing held yet.
    pub fn new(data_key: Arc<DataKey>, keys: Arc<DataKeys>) -> Self {
        Self {
            data_key,
            keys,
            second: SecondPasswords::default(),
            held: Shelf::default(),
            words: Words::default(),
        }
    }

    /// The summary of the object in a slot.
    pub fn held(&self, slot: Slot) -> Option<&Held> {
        self.held.get(slot.get())
    }

    /// Sets or replaces the summary of the object in a slot.
    pub fn hold(&mut self, slot: Slot, held: Held) {
        self.words.put(slot, &held);
        self.held.set(slot.get(), Some(held));
    }

    /// The same for one of many: its words are read later, in the background.
    pub fn hold_unread(&mut self, slot: Slot, held: Held) {
        self.words.pend(slot);
        self.held.set(slot.get(), Some(held));
    }

    /// All of them as they are now, to be looked at while this goes on.
    pub(crate) fn shelf(&self) -> Shelf {
        self.held.clone()
    }

    /// Lets go of the summary of what stood in a slot.
    pub fn drop_held(&mut self, slot: Slot) {
        self.words.remove(slot);
        self.held.set(slot.get(), None);
    }

    /// Bytes on the heap, for the figures.
    pub fn heap_bytes(&self) -> usize {
        self.held.heap_bytes() + self.words.heap_bytes()
    }
}

impl Database {
    /// From the rows of its rules. Where they do not fit together, the database is there but damaged.
    pub fn new(
        id: DatabaseId,
        revision: u64,
        record: DatabaseRecord,
        rows: Result<(RuleRows, Grants, Imports), ServiceError>,
    ) -> Self {
        let kind = record.owner.kind();
        let compiled = rows.and_then(|(rows, grants, imports)| {
            let locks = Locks::load(&rows.locks);
            let (index, places) = compile(id, kind, rows, &grants)?;
            Ok((index, places, grants, locks, imports))
        });
        let (index, places, grants, locks, imports, damage) = match compiled {
            Ok((index, places, grants, locks, imports)) => (index, places, grants, locks, imports, None),
            Err(error) => {
                let (index, grants, locks) = (empty_index(id, kind), Grants::default(), Locks::default());
                (index, Vec::new(), grants, locks, Imports::default(), Some(error.to_string()))
            }
        };
        let state = DatabaseState {
            record,
            revision,
            index,
            places,
            grants,
            locks,
            imports,
            content: None,
            has_master_password: false,
            opens_at_start: false,
            damage,
            log: ChangeLog::default(),
            settings: 0,
        };
        Self { id, kind, state: RwLock::new(state), gate: tokio::sync::Mutex::default() }
    }

    /// Which.
    pub const fn id(&self) -> DatabaseId {
        self.id
    }

    /// Standard or private.
    pub const fn kind(&self) -> DatabaseKind {
        self.kind
    }

    /// The present state. Not to be held while anything is awaited.
    pub fn read(&self) -> RwLockReadGuard<'_, DatabaseState> {
        self.state.read()
    }

    /// Changes the state, after a commit.
    pub fn change(&self, change: impl FnOnce(&mut DatabaseState)) {
        change(&mut self.state.write());
    }
}

impl DatabaseState {
    /// What is held while it is open.
    ///
    /// # Errors
    /// [`ServiceError::DatabaseClosed`], or [`ServiceError::Damaged`].
    pub fn open(&self) -> Result<&Content, ServiceError> {
        match (&self.content, &self.damage) {
            (Some(content), _) => Ok(content),
            (None, Some(damage)) => Err(ServiceError::Damaged(damage.clone().into())),
            (None, None) => Err(ServiceError::DatabaseClosed),
        }
    }

    /// Where the object in a slot stands among its siblings.
    pub fn placed(&self, slot: Slot) -> Option<Placed> {
        self.places.get(slot.get()).copied().flatten()
    }

    /// Notes where the object in a slot stands.
    pub fn place(&mut self, slot: Slot, placed: Placed) {
        if self.places.len() <= slot.get() {
            self.places.resize(slot.get() + 1, None);
        }
        if let Some(place) = self.places.get_mut(slot.get()) {
            let before = place.replace(placed);
            let content = before.is_some_and(|before| before.revision != placed.revision);
            let elsewhere = before
                .is_none_or(|before| (before.position, before.bin_at) != (placed.position, placed.bin_at));
            if content {
                self.log.note(Touched::Content(slot));
            }
            if elsewhere {
                self.log.note(Touched::Tree(slot));
            }
            let was_binned = before.is_some_and(|before| before.bin_at.is_some());
            if was_binned != placed.bin_at.is_some()
                && let Some(node) = self.index.node(slot)
            {
                // The object is there, so it fits.
                let _ = self.index.apply(Change::Bin { object: node.id, on: placed.bin_at.is_some() });
            }
        }
    }

    /// Sets or ends the lock of an object, after a commit; `by` is who ended somebody else's. A renewal is nothing new.
    pub fn lock(&mut self, object: ObjectId, row: Option<LockRow>, by: Option<UserId>) {
        let before = self.locks.put(object, row);
        let held = |row: &LockRow| (row.lock.session, row.lock.since);
        if before.as_ref().map(held) != row.as_ref().map(held)
            && let Some(slot) = self.index.slot(object)
        {
            let released = before.zip(by).map(|(before, by)| Released { holder: before.lock.user, by });
            self.log.note(Touched::Lock(slot, released));
        }
    }

    /// Takes over that objects are gone for good, children before their parents: with their rules, grants and locks.
    pub fn forget(&mut self, sequence: u64, gone: &[ObjectId]) {
        for object in gone {
            self.locks.put(*object, None);
            self.apply(sequence, Change::Remove(*object));
        }
        let index = &self.index;
        self.grants.retain_objects(|object| index.slot(object).is_some());
    }

    /// Notes that something that belongs to an object changed, and not its content itself.
    pub fn touch(&mut self, object: ObjectId) {
        if let Some(slot) = self.index.slot(object) {
            self.log.note(Touched::Content(slot));
        }
    }

    /// Notes what a change of rules or tree will have touched.
    fn note(&mut self, change: &Change) {
        match change {
            Change::Insert(_) => {}
            Change::Move { object, .. } => {
                let slot = self.index.slot(*object);
                slot.into_iter().for_each(|slot| self.log.note(Touched::Tree(slot)));
            }
            Change::Remove(object) => {
                let below: Vec<Slot> = self.index.walk(Some(*object)).collect();
                for slot in below {
                    let Some(node) = self.index.node(slot) else { continue };
                    self.log.note(Touched::Removed(slot, node.id));
                    if let Some(place) = self.places.get_mut(slot.get()) {
                        // The next object at this slot is another one.
                        *place = None;
                    }
                    if let Some(content) = &mut self.content {
                        content.drop_held(slot);
                    }
                }
            }
            _ => self.log.note_rules(),
        }
    }

    /// Whether an object, or a folder above it, is in the bin.
    pub fn is_in_bin(&self, object: ObjectId) -> bool {
        self.index.is_in_bin(object)
    }

    /// A position after all others at `now`: those who come later stand behind, and there is room between.
    pub const fn last_position(now: Instant) -> i64 {
        now.micros()
    }

    /// What covers an object, or what is made in the root.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub(crate) fn cover(&self, object: Option<ObjectId>) -> Result<Cover, ServiceError> {
        Ok(self.open()?.second.cover(&self.index, object))
    }

    /// Takes over that a second password was set, changed or removed. What it covers is shown otherwise from now on.
    pub(crate) fn cover_changed(&mut self, sequence: u64, holder: Option<ObjectId>, row: Option<SecondRow>) {
        if let Some(content) = &mut self.content {
            content.second.put(holder, row);
        }
        let covered: Vec<Slot> = self.index.walk(holder).collect();
        covered.into_iter().for_each(|slot| self.log.note(Touched::Content(slot)));
        self.index.set_sequence(sequence);
    }

    /// Takes over that an object was made with a second password of its own, before anybody is shown it.
    pub(crate) fn cover_made(&mut self, object: ObjectId, row: Option<SecondRow>) {
        if let (Some(content), Some(row)) = (&mut self.content, row) {
            content.second.put(Some(object), Some(row));
        }
    }

    /// Takes over a committed change of rules or tree.
    pub fn apply(&mut self, sequence: u64, change: Change) {
        self.note(&change);
        self.settings += u64::from(is_setting(&change));
        if let Some(content) = &mut self.content {
            content.second.before(&self.index, &change);
        }
        if let Err(error) = self.index.apply(change) {
            // The change was decided on this very index, so this can not be; if it is, nothing more is told.
            tracing::error!(%error, "memory does not follow the disk");
            self.damage = Some("memory does not follow the disk; restart the server".to_owned());
            self.content = None;
        }
        self.index.set_sequence(sequence);
    }
}

/// Whether a change is one of what is set for somebody, and not of the tree alone.
const fn is_setting(change: &Change) -> bool {
    match change {
        Change::Insert(_) | Change::Remove(_) | Change::Move { .. } | Change::Bin { .. } => false,
        Change::Inheritance { .. }
        | Change::SetAssignment(_)
        | Change::RemoveAssignment(_)
        | Change::SetRule(_)
        | Change::RemoveRule { .. }
        | Change::SetGrant(..)
        | Change::RemoveGrant(_)
        | Change::RemovePrincipal(_) => true,
    }
}

fn empty_index(id: DatabaseId, kind: DatabaseKind) -> Index {
    let rules = DatabaseRules {
        id,
        kind,
        nodes: Vec::new(),
        assignments: Vec::new(),
        rules: Vec::new(),
        grants: Vec::new(),
    };
    // INVARIANT: no nodes and no rules always fit together.
    Index::compile(&rules, 0).unwrap_or_else(|_| unreachable!())
}

fn compile(
    id: DatabaseId,
    kind: DatabaseKind,
    rows: RuleRows,
    grants: &Grants,
) -> Result<(Index, Vec<Option<Placed>>), ServiceError> {
    let places = in_tree_order(rows.places).ok_or_else(|| {
        ServiceError::Damaged(format!("the tree of database {id} does not fit together").into())
    })?;
    let rules = DatabaseRules {
        id,
        kind,
        nodes: places.iter().map(node).collect(),
        assignments: rows.assignments,
        rules: rows.rules,
        grants: grants.iter().map(|(grant, given)| (grant, given.for_engine())).collect(),
    };
    let damaged =
        |error: &dyn std::fmt::Display| ServiceError::Damaged(format!("database {id}: {error}").into());
    let mut index = Index::compile(&rules, rows.scope.rules_sequence).map_err(|error| damaged(&error))?;
    for binned in places.iter().filter(|place| place.bin_at.is_some()) {
        index.apply(Change::Bin { object: binned.id, on: true }).map_err(|error| damaged(&error))?;
    }
    let mut placed = vec![None; index.slots()];
    for place in &places {
        if let Some(room) = index.slot(place.id).and_then(|slot| placed.get_mut(slot.get())) {
            *room = Some(Placed { position: place.position, bin_at: place.bin_at, revision: place.revision });
        }
    }
    Ok((index, placed))
}

fn node(place: &Place) -> Node {
    Node { id: place.id, parent: place.parent, kind: place.kind, inheritance: place.inheritance }
}

/// Parents before their children, siblings by position; `None` where a parent is missing or above itself.
fn in_tree_order(places: Vec<Place>) -> Option<Vec<Place>> {
    let count = places.len();
    let mut children: HashMap<Option<ObjectId>, Vec<Place>> = HashMap::new();
    for place in places {
        children.entry(place.parent).or_default().push(place);
    }
    for siblings in children.values_mut() {
        // The last comes first off the stack.
        siblings.sort_unstable_by_key(|place| std::cmp::Reverse((place.position, place.id)));
    }
    let mut ordered = Vec::with_capacity(count);
    let mut waiting = children.remove(&None).unwrap_or_default();
    while let Some(place) = waiting.pop() {
        waiting.extend(children.remove(&Some(place.id)).unwrap_or_default());
        ordered.push(place);
    }
    (ordered.len() == count).then_some(ordered)
}

#[cfg(test)]
mod tests {
    use strongroom_domain::database::ObjectKind;

    use super::*;

    fn place(id: u8, parent: u8, position: i64) -> Place {
        let object = |n: u8| ObjectId::from_bytes([n; 16]);
        Place {
            id: object(id),
            parent: (parent != 0).then(|| object(parent)),
            kind: ObjectKind::Folder,
            inheritance: true,
            position,
            bin_at: None,
            revision: 1,
        }
    }

    #[test]
    fn the_tree_comes_in_order_whatever_order_the_rows_have() {
        let rows = vec![place(4, 2, 0), place(3, 0, 1), place(2, 0, 0), place(5, 2, 1), place(6, 4, 0)];
        let ordered = in_tree_order(rows).unwrap();
        assert_eq!(ordered.iter().map(|it| it.id.to_bytes()[0]).collect::<Vec<_>>(), [2, 4, 6, 5, 3]);
    }

    #[test]
    fn a_lost_parent_and_a_cycle_are_damage() {
        assert!(in_tree_order(vec![place(1, 9, 0)]).is_none());
        assert!(in_tree_order(vec![place(1, 2, 0), place(2, 1, 0)]).is_none());
    }

    #[test]
    fn what_is_held_goes_to_bytes_and_back() {
        let held = Held {
            created_at: Instant::from_micros(1),
            modified_at: Instant::from_micros(-2),
            created_by: None,
            modified_by: Some(UserId::from_bytes([7; 16])),
            summary: b"{}".to_vec().into(),
        };
        assert_eq!(Held::decode(&held.encode()).unwrap(), held);
        assert_eq!(Held::decode(b"\x02"), None);
    }
}
