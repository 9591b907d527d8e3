//! The model beside somebody else's answers: every user, the database and every object, every permission and what
//! is seen. And planted errors, to know that a wrong answer would be found.

use std::fmt::Write as _;

use strongroom_domain::{
    database::DatabaseKind,
    id::{ObjectId, UserId},
    rights::{Marks, PermissionSet, Policies, Seal, SealState},
    time::{Instant, Period},
};

use crate::{
    decision::{Model, Place, Seals, allowed},
    generate,
    shrink::shrink,
    sight::Sight,
    worked_cases::{Answers, Seen},
    world::{World, names, short},
};

/// Everything the model says about one person.
pub struct Sheet {
    pub user: UserId,
    pub database: PermissionSet,
    pub objects: Vec<Line>,
}

/// What the model says about one person and one object.
pub struct Line {
    pub object: ObjectId,
    pub rights: PermissionSet,
    pub without_seals: PermissionSet,
    pub sight: Sight,
}

impl Line {
    pub fn seen(&self) -> Seen {
        Seen::from(&self.sight)
    }
}

/// The model's answers, asked once.
pub fn sheets(model: &Model<'_>) -> Vec<Sheet> {
    let line = |user, (object, sight)| {
        let place = Place::Object(object);
        let without_seals = allowed(&model.reasons(user, place, Seals::NoneCounts));
        Line { object, rights: model.effective(user, place), without_seals, sight }
    };
    let sheet = |user| Sheet {
        user,
        database: model.effective(user, Place::Database),
        objects: model.sights(user).into_iter().map(|seen| line(user, seen)).collect(),
    };
    model.world.people().into_iter().map(sheet).collect()
}

/// The first question that the two answer differently.
pub fn difference(sheets: &[Sheet], now: Instant, other: &dyn Answers) -> Option<String> {
    for sheet in sheets {
        let user = sheet.user;
        let found = other.permissions(user, Place::Database);
        if sheet.database != found {
            return Some(permissions_differ(now, user, Place::Database, sheet.database, found));
        }
        for line in &sheet.objects {
            let place = Place::Object(line.object);
            let found = other.permissions(user, place);
            if line.rights != found {
                return Some(permissions_differ(now, user, place, line.rights, found));
            }
            let found = other.seen(user, line.object);
            if line.seen() != found {
                return Some(sight_differs(now, user, line.object, line.seen(), found));
            }
        }
    }
    None
}

fn permissions_differ(
    now: Instant,
    user: UserId,
    place: Place,
    expected: PermissionSet,
    found: PermissionSet,
) -> String {
    let at = match place {
        Place::Database => "the database".to_owned(),
        Place::Object(object) => short(object.to_bytes()),
    };
    let mut text = format!("{} at {at}, at {}:", short(user.to_bytes()), now.micros());
    write!(text, " the model says `{}`, the other `{}`", names(expected), names(found)).unwrap();
    write!(text, " (too much: `{}`", names(found.minus(expected))).unwrap();
    write!(text, ", too little: `{}`)", names(expected.minus(found))).unwrap();
    text
}

fn sight_differs(now: Instant, user: UserId, object: ObjectId, expected: Seen, found: Seen) -> String {
    let (user, object) = (short(user.to_bytes()), short(object.to_bytes()));
    format!("{user} sees {object} at {}: the model says {expected:?}, the other {found:?}", now.micros())
}

/// An error somebody could make, as a change of the world: the answers of the changed world are the wrong ones.
type Planted = (&'static str, fn(&mut World));

const PLANTED: [Planted; 17] = [
    ("a disabled group counts", |w| w.directory.groups.values_mut().for_each(|group| group.enabled = true)),
    ("a disabled account counts", |w| w.directory.users.values_mut().for_each(|user| user.enabled = true)),
    ("no role counts", |w| w.directory.users.values_mut().for_each(|user| user.roles.clear())),
    ("a private database is like any other", |w| w.rules.kind = DatabaseKind::Standard),
    ("no policy counts", |w| w.policies = Policies::UNDEFINED),
    ("a cut does not cut", |w| w.rules.nodes.iter_mut().for_each(|node| node.inheritance = true)),
    ("the period of an assignment does not count", |w| {
        w.rules.assignments.iter_mut().for_each(|assignment| assignment.period = Period::ALWAYS);
    }),
    ("the end of a period is inside", |w| {
        let later = |to: Instant| Instant::from_micros(to.micros() + 1);
        w.rules.assignments.iter_mut().for_each(|live| live.period.to = live.period.to.map(later));
        w.rules.grants.iter_mut().for_each(|(_, live)| live.period.to = live.period.to.map(later));
    }),
    ("the period of a grant does not count", |w| {
        w.rules.grants.iter_mut().for_each(|(_, grant)| grant.period = Period::ALWAYS);
    }),
    ("a revoked grant gives", |w| w.rules.grants.iter_mut().for_each(|(_, grant)| grant.revoked = false)),
    ("a seal does not count", |w| w.rules.grants.iter_mut().for_each(|(_, grant)| grant.seal = None)),
    ("an approved seal is open", |w| states(w, SealState::Approved, SealState::Broken)),
    ("an unsealed seal is closed", |w| states(w, SealState::Unsealed, SealState::Sealed)),
    ("a sealed grant is no grant", |w| {
        let closed = |seal: &Seal| !seal.states.values().any(|standing| standing.state == SealState::Broken);
        w.rules.grants.retain(|(_, grant)| !grant.seal.as_ref().is_some_and(closed));
    }),
    ("denies on objects do not count", |w| {
        w.rules.rules.iter_mut().for_each(|rule| rule.marks = Marks::allowing(rule.marks.allow()));
    }),
    ("denies at the database do not count", |w| {
        w.rules.assignments.iter_mut().for_each(|live| live.marks = Marks::allowing(live.marks.allow()));
    }),
    ("a principal without an assignment has no rules", |w| {
        let assigned: Vec<_> = w.rules.assignments.iter().map(|assignment| assignment.principal).collect();
        w.rules.rules.retain(|rule| assigned.contains(&rule.principal));
    }),
];

fn states(world: &mut World, from: SealState, to: SealState) {
    for seal in world.rules.grants.iter_mut().filter_map(|(_, grant)| grant.seal.as_mut()) {
        seal.states
            .values_mut()
            .filter(|standing| standing.state == from)
            .for_each(|standing| standing.state = to);
    }
}

/// What the planted error answers differently in this world.
fn planted_difference(world: &World, plant: fn(&mut World)) -> Option<String> {
    let mut wrong = world.clone();
    plant(&mut wrong);
    let all = world.instants.iter();
    all.filter_map(|&now| difference(&sheets(&Model::new(world, now)), now, &Model::new(&wrong, now))).next()
}

#[test]
fn planted_errors_are_found_within_five_hundred_worlds_and_shrink() {
    for (what, plant) in PLANTED {
        let differs = |world: &World| planted_difference(world, plant).is_some();
        let found = (0..500).map(generate::world).find(differs);
        let found = found.unwrap_or_else(|| panic!("nothing differs where {what}"));
        let small = shrink(found, differs);
        let size = small.rules.nodes.len() + small.rules.rules.len() + small.rules.grants.len();
        let size = size + small.rules.assignments.len() + small.directory.users.len();
        assert!(size <= 8, "{what}: this should be smaller\n{small}");
        println!("{what}: {}\n{small}", planted_difference(&small, plant).unwrap());
    }
}
