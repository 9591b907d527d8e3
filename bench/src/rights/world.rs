//! The databases that are measured: random, but the same each time.

use strongroom_domain::{
    account::{Account, Directory, Group, Principal},
    database::{Assignment, DatabaseKind, DatabaseRules, Node, ObjectKind, ObjectRule},
    id::{DatabaseId, GroupId, ObjectId, UserId},
    rights::{Marks, Permission, PermissionSet, Policies, ServerRules},
    time::Period,
};

/// How many people and groups there are. Everybody is in ten groups.
pub const USERS: u64 = 200;
/// Half of them are assigned to the database.
pub const GROUPS: u64 = 100;
const GROUPS_A_USER: u64 = 10;

/// The xorshift generator of Marsaglia: numbers that look random and are the same on every run.
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// A number below `bound`.
    pub const fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) % bound
    }
}

/// Spreads the numbers over the id, as ids of version 7 are spread.
fn id(kind: u8, number: u64) -> [u8; 16] {
    let mut bytes = [kind; 16];
    bytes[..8].copy_from_slice(&number.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes());
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    bytes[8] = kind;
    bytes
}

pub fn user(number: u64) -> UserId {
    UserId::from_bytes(id(1, number))
}

pub fn group(number: u64) -> GroupId {
    GroupId::from_bytes(id(2, number))
}

pub fn object(number: u64) -> ObjectId {
    ObjectId::from_bytes(id(3, number))
}

/// Users and their groups; policies as on a new server.
pub fn server() -> ServerRules {
    let mut dice = Dice::new(11);
    let mut directory = Directory::default();
    for number in 0..GROUPS {
        let group_rules = Group { enabled: true, protected: false, members: Default::default() };
        directory.groups.insert(group(number), group_rules);
    }
    for number in 0..USERS {
        directory.users.insert(user(number), Account { enabled: true, ..Account::default() });
        for _ in 0..GROUPS_A_USER {
            if let Some(group) = directory.groups.get_mut(&group(dice.below(GROUPS))) {
                group.members.insert(user(number));
            }
        }
    }
    ServerRules::new(directory, Policies::default(), 1)
}

/// A tree with one folder to fifty entries, folders nested at random, and so many object rules: three of four allow.
pub fn database(objects: u64, rules: u64) -> DatabaseRules {
    let mut dice = Dice::new(7);
    let folders = (objects / 50).max(1);
    let mut nodes = Vec::new();
    for number in 0..objects {
        let kind = if number < folders { ObjectKind::Folder } else { ObjectKind::Entry };
        let above = number.min(folders);
        // A twentieth of the folders at the root; the others lean to earlier ones, so that depth grows slowly.
        let top = number == 0 || (number < folders && dice.below(20) == 0);
        let parent = (!top).then(|| object(dice.below(above)));
        nodes.push(Node { id: object(number), parent, kind, inheritance: true });
    }
    let assignments = (0..GROUPS / 2).map(|number| {
        // Every tenth of them reads everything.
        let read = if number % 10 == 0 {
            PermissionSet::of(&[Permission::ReadEntries])
        } else {
            PermissionSet::EMPTY
        };
        let marks = Marks::allowing(read.with(Permission::AccessDatabase));
        Assignment { principal: Principal::Group(group(number)), period: Period::ALWAYS, marks }
    });
    let mut database = DatabaseRules {
        id: DatabaseId::from_bytes([9; 16]),
        kind: DatabaseKind::Standard,
        nodes,
        assignments: assignments.collect(),
        rules: Vec::new(),
        grants: Vec::new(),
    };
    let content = [Permission::AccessEntries, Permission::ReadEntries, Permission::ModifyEntries];
    let mut taken = std::collections::BTreeSet::new();
    while (taken.len() as u64) < rules {
        let on = if dice.below(2) == 0 { dice.below(folders) } else { dice.below(objects) };
        let (on, principal) = (object(on), Principal::Group(group(dice.below(GROUPS / 2))));
        if taken.insert((on, principal)) {
            let set = PermissionSet::of(&content[dice.below(2) as usize..]);
            let marks = if dice.below(4) == 0 { Marks::denying(set) } else { Marks::allowing(set) };
            database.rules.push(ObjectRule { object: on, principal, marks });
        }
    }
    database
}
