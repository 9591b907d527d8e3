//! The worked cases of the rights specification, as a table.

use strongroom_domain::{
    account::Group,
    database::DatabaseKind,
    id::{ObjectId, UserId},
    rights::{Permission, PermissionSet, PolicyState, SealState},
    time::{Instant, Period},
};

use crate::{
    by_hand::*,
    decision::{Model, Place},
    sight::Sight,
    world::{World, names, short},
};

use Permission as P;

/// What is seen of an object, without the seals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seen {
    Hidden,
    Stub,
    Sealed,
    Visible,
}

impl From<&Sight> for Seen {
    fn from(sight: &Sight) -> Self {
        match sight {
            Sight::Hidden => Self::Hidden,
            Sight::Stub => Self::Stub,
            Sight::Sealed(_) => Self::Sealed,
            Sight::Visible(_) => Self::Visible,
        }
    }
}

/// Whoever answers: the model or the engine.
pub trait Answers {
    fn permissions(&self, user: UserId, place: Place) -> PermissionSet;
    fn seen(&self, user: UserId, object: ObjectId) -> Seen;
}

impl Answers for Model<'_> {
    fn permissions(&self, user: UserId, place: Place) -> PermissionSet {
        self.effective(user, place)
    }

    fn seen(&self, user: UserId, object: ObjectId) -> Seen {
        Seen::from(&self.sight(user, object))
    }
}

/// What a case expects. `has` and `lacks` speak of one permission, `exactly` of all of a place.
enum Expect {
    Has(UserId, Place, Permission),
    Lacks(UserId, Place, Permission),
    Exactly(UserId, Place, &'static [Permission]),
    Sees(UserId, ObjectId, Seen),
}

use Expect::{Exactly, Has, Lacks, Sees};

struct Case {
    number: u8,
    world: World,
    expect: Vec<Expect>,
}

const DB: Place = Place::Database;

const fn on(object: ObjectId) -> Place {
    Place::Object(object)
}

const READ: &[Permission] = &[P::AccessEntries, P::ReadEntries];
const READ_ON: &[Permission] = &[P::AccessEntries, P::ReadEntries, P::GrantAccess];
const ACCESS: &[Permission] = &[P::AccessDatabase];
const ACCESS_READ: &[Permission] = &[P::AccessDatabase, P::ReadEntries];

fn case(number: u8, expect: Vec<Expect>, build: impl FnOnce(&mut World)) -> Case {
    let mut world = company();
    build(&mut world);
    Case { number, world, expect }
}

fn policies_and_assignments() -> Vec<Case> {
    let read = P::ReadEntries;
    vec![
        case(1, vec![Lacks(ROOT, DB, P::ExportEntries), Has(ROOT, DB, P::PrintEntries)], |w| {
            w.policy(P::ExportEntries, PolicyState::Disabled);
            w.assign(person(ROOT), &[P::AccessDatabase, P::ExportEntries], &[]);
        }),
        case(1, vec![Lacks(ROOT, on(X), P::ModifyEntries), Has(ROOT, on(X), read)], |w| {
            w.policy(P::ModifyEntries, PolicyState::Disabled);
            w.assign(person(ROOT), &[P::AccessDatabase, P::ModifyEntries], &[]);
            w.rule(F, person(ROOT), &[P::ModifyEntries], &[]);
        }),
        case(2, vec![Has(ANNA, DB, read), Exactly(ANNA, on(E), READ), Sees(ANNA, Z, Seen::Visible)], |w| {
            w.policy(read, PolicyState::Enabled);
            w.assign(person(ANNA), ACCESS, &[]);
        }),
        case(3, vec![Exactly(ANNA, DB, &[]), Exactly(ANNA, on(X), &[]), Sees(ANNA, X, Seen::Hidden)], |w| {
            w.policy(P::AccessDatabase, PolicyState::Enabled);
            w.policy(read, PolicyState::Enabled);
            w.policy(P::AutoFill, PolicyState::Enabled);
        }),
        case(
            4,
            vec![Lacks(ANNA, DB, read), Exactly(ANNA, on(X), &[]), Has(ANNA, DB, P::AccessDatabase)],
            |w| {
                w.policy(read, PolicyState::Enabled);
                w.assign(person(ANNA), ACCESS, &[read]);
            },
        ),
        case(5, vec![Exactly(ANNA, DB, ACCESS_READ), Exactly(ANNA, on(E), READ)], |w| {
            w.assign(person(ANNA), ACCESS_READ, &[]);
        }),
        case(
            6,
            vec![Exactly(ANNA, DB, ACCESS), Exactly(ANNA, on(X), &[]), Sees(ANNA, X, Seen::Hidden)],
            |w| {
                w.assign(person(ANNA), ACCESS, &[]);
            },
        ),
        case(11, vec![Lacks(ANNA, DB, read), Exactly(ANNA, on(X), &[])], |w| {
            w.assign(person(ANNA), ACCESS_READ, &[]);
            w.assign(team(TEAM), &[], &[read]);
        }),
        case(11, vec![Exactly(ANNA, on(X), &[]), Exactly(ANNA, on(Y), READ)], |w| {
            w.assign(person(ANNA), ACCESS_READ, &[]);
            w.rule(X, person(ANNA), READ, &[]);
            w.rule(F, team(TEAM), &[], &[P::AccessEntries]);
        }),
        case(12, vec![Exactly(ANNA, DB, ACCESS_READ), Exactly(ANNA, on(X), READ)], |w| {
            w.assign(team(TEAM), ACCESS_READ, &[]);
            w.assign(team(SHIFT), &[], &[]);
        }),
        case(13, vec![Exactly(ANNA, DB, &[]), Exactly(ANNA, on(X), &[]), Sees(ANNA, X, Seen::Hidden)], |w| {
            w.assign(team(TEAM), ACCESS_READ, &[]);
            let members = [ANNA].into();
            w.directory.groups.insert(TEAM, Group { enabled: false, protected: false, members });
        }),
        case(14, vec![Exactly(ANNA, DB, &[]), Exactly(ANNA, on(X), &[])], |w| {
            w.assign(person(ANNA), ACCESS_READ, &[]).period =
                Period { from: None, to: Some(Instant::from_micros(0)) };
        }),
        case(25, vec![Exactly(ANNA, on(X), &[]), Exactly(ANNA, on(Y), READ)], |w| {
            w.assign(team(TEAM), ACCESS_READ, &[]);
            w.rule(F, person(ANNA), &[], &[P::AccessEntries]);
        }),
        case(27, vec![Exactly(ROOT, on(X), &[]), Lacks(ROOT, DB, read), Sees(ROOT, X, Seen::Hidden)], |w| {
            w.policy(read, PolicyState::Disabled);
        }),
        case(
            27,
            vec![Exactly(ANNA, on(X), &[]), Has(ANNA, DB, P::AddEntries), Exactly(ROOT, DB, &[])],
            |w| {
                w.policy(read, PolicyState::Disabled);
                w.rules.kind = DatabaseKind::PrivateOfUser(ANNA);
            },
        ),
    ]
}

fn folders() -> Vec<Case> {
    const FOUR: &[Permission] = &[P::ReadEntries, P::ModifyEntries, P::AddEntries, P::DeleteEntries];
    const FIVE: &[Permission] =
        &[P::AccessEntries, P::ReadEntries, P::ModifyEntries, P::AddEntries, P::DeleteEntries];
    let read = P::ReadEntries;
    vec![
        case(
            7,
            vec![Exactly(ANNA, on(E), READ), Exactly(ANNA, on(Y), &[]), Sees(ANNA, Y, Seen::Hidden)],
            |w| {
                w.assign(person(ANNA), ACCESS, &[]);
                w.rule(F, person(ANNA), &[read], &[]);
            },
        ),
        case(
            8,
            vec![Exactly(ANNA, on(X), &[]), Exactly(ANNA, on(Y), &[]), Sees(ANNA, F, Seen::Hidden)],
            |w| {
                w.assign(person(ANNA), ACCESS, &[read]);
                w.rule(X, person(ANNA), &[read], &[]);
            },
        ),
        case(9, vec![Exactly(ANNA, on(E), &[P::AccessEntries]), Exactly(ANNA, on(Y), READ)], |w| {
            w.assign(person(ANNA), ACCESS_READ, &[]);
            w.rule(F, person(ANNA), &[], &[read]);
        }),
        case(10, vec![Lacks(ANNA, on(E), read), Lacks(ANNA, on(X), read), Sees(ANNA, F, Seen::Stub)], |w| {
            w.assign(person(ANNA), ACCESS, &[]);
            w.rule(F, person(ANNA), &[], &[read]);
            w.rule(E, person(ANNA), &[read], &[]);
        }),
        case(15, vec![Exactly(ANNA, DB, &[]), Exactly(ANNA, on(X), &[]), Sees(ANNA, F, Seen::Hidden)], |w| {
            w.assign(person(ANNA), &[], &[]);
            w.rule(F, person(ANNA), &[read], &[]);
        }),
        case(
            16,
            vec![
                Exactly(ANNA, on(F), FIVE),
                Exactly(ANNA, on(E), FIVE),
                Exactly(ANNA, on(O), &[]),
                Exactly(ANNA, DB, ACCESS),
                Sees(ANNA, Y, Seen::Hidden),
            ],
            |w| {
                w.assign(person(ANNA), ACCESS, &[]);
                w.rule(F, person(ANNA), FOUR, &[]);
            },
        ),
        case(
            17,
            vec![Sees(ANNA, G, Seen::Hidden), Sees(ANNA, E, Seen::Hidden), Exactly(ANNA, on(X), READ)],
            |w| {
                w.assign(person(ANNA), ACCESS_READ, &[]);
                w.cut(G);
            },
        ),
        case(18, vec![Lacks(ANNA, on(E), P::DeleteEntries), Exactly(ANNA, on(E), READ)], |w| {
            w.assign(person(ANNA), ACCESS_READ, &[P::DeleteEntries]);
            w.cut(G);
            w.rule(G, person(ANNA), &[read, P::DeleteEntries], &[]);
        }),
        case(
            19,
            vec![Exactly(ANNA, on(E), &[P::AccessEntries, P::AddEntries]), Sees(ANNA, E, Seen::Visible)],
            |w| {
                w.assign(person(ANNA), ACCESS, &[]);
                w.rule(F, person(ANNA), &[P::AccessEntries, P::AddEntries], &[]);
            },
        ),
    ]
}

fn grants() -> Vec<Case> {
    let read = P::ReadEntries;
    vec![
        case(
            20,
            vec![
                Exactly(ANNA, DB, &[P::AccessDatabase, P::AutoFill]),
                Sees(ANNA, F, Seen::Stub),
                Sees(ANNA, G, Seen::Stub),
                Sees(ANNA, D, Seen::Stub),
                Sees(ANNA, E, Seen::Visible),
                Sees(ANNA, X, Seen::Hidden),
                Exactly(ANNA, on(E), READ),
            ],
            |w| {
                w.full_author(BERT);
                w.policy(P::AutoFill, PolicyState::Enabled);
                w.give(BERT, E, person(ANNA), READ);
            },
        ),
        case(
            21,
            vec![
                Exactly(ANNA, DB, ACCESS),
                Sees(ANNA, G, Seen::Stub),
                Sees(ANNA, E, Seen::Sealed),
                Sees(ANNA, X, Seen::Hidden),
                Exactly(ANNA, on(E), &[]),
            ],
            |w| {
                w.full_author(BERT);
                w.policy(P::AutoFill, PolicyState::Enabled);
                w.give_sealed(BERT, E, (ANNA, SealState::Approved), READ);
            },
        ),
        case(22, vec![Exactly(ANNA, on(E), &[]), Sees(ANNA, E, Seen::Hidden)], |w| {
            w.full_author(BERT);
            w.give(BERT, E, person(ANNA), READ);
            w.assign(team(TEAM), &[], &[read]);
        }),
        case(
            23,
            vec![Exactly(ANNA, on(F), READ), Exactly(ANNA, on(X), READ), Exactly(ANNA, on(E), &[])],
            |w| {
                w.full_author(BERT);
                w.rule(E, person(BERT), &[], &[read]);
                w.give(BERT, F, person(ANNA), READ);
            },
        ),
        case(24, vec![Exactly(ANNA, on(E), &[]), Exactly(BERT, on(E), &[])], |w| {
            w.give(ANNA, E, person(BERT), READ_ON);
            w.give(BERT, E, person(ANNA), READ_ON);
        }),
        case(26, vec![Exactly(ANNA, DB, ACCESS)], |w| {
            w.full_author(BERT);
            w.policy(P::GrantAdminRights, PolicyState::Enabled);
            w.policy(P::AutoFill, PolicyState::Enabled);
            w.give_sealed(BERT, E, (ANNA, SealState::Sealed), ALL);
        }),
        case(
            28,
            vec![Exactly(ANNA, on(E), READ), Exactly(ANNA, on(X), &[]), Exactly(ANNA, DB, ACCESS)],
            |w| {
                w.full_author(BERT);
                w.assign(person(ANNA), &[read], &[]);
                w.rule(X, person(ANNA), &[read], &[]);
                w.give(BERT, E, person(ANNA), READ);
            },
        ),
        case(
            29,
            vec![Exactly(ANNA, on(E), READ_ON), Exactly(CARL, on(E), &[]), Sees(CARL, E, Seen::Hidden)],
            |w| {
                w.full_author(BERT);
                w.give_sealed(BERT, E, (ANNA, SealState::Broken), READ_ON);
                w.give(ANNA, E, person(CARL), READ);
            },
        ),
    ]
}

/// Compares every expectation of every case with what `answers` says about its world.
pub fn check(answering: impl Fn(&World, &mut dyn FnMut(&dyn Answers))) {
    let cases: Vec<Case> = [policies_and_assignments(), folders(), grants()].into_iter().flatten().collect();
    for number in 1..=29 {
        assert!(cases.iter().any(|case| case.number == number), "case {number} is missing");
    }
    for case in &cases {
        answering(&case.world, &mut |answers| {
            for expected in &case.expect {
                if let Err(why) = meets(answers, expected) {
                    panic!("worked case {}: {why}\n{}", case.number, case.world);
                }
            }
        });
    }
}

fn meets(answers: &dyn Answers, expected: &Expect) -> Result<(), String> {
    let (user, place, found) = match *expected {
        Has(user, place, _) | Lacks(user, place, _) | Exactly(user, place, _) => {
            (user, place, answers.permissions(user, place))
        }
        Sees(user, object, _) => (user, Place::Object(object), PermissionSet::EMPTY),
    };
    let met = match *expected {
        Has(_, _, permission) => found.has(permission),
        Lacks(_, _, permission) => !found.has(permission),
        Exactly(_, _, permissions) => found == PermissionSet::of(permissions),
        Sees(user, object, seen) => answers.seen(user, object) == seen,
    };
    if met {
        return Ok(());
    }
    let (user, expected) = (short(user.to_bytes()), describe(expected));
    Err(format!("{user} at {place:?}: expected {expected}, found {}", names(found)))
}

fn describe(expected: &Expect) -> String {
    match expected {
        Has(_, _, permission) => permission.name().to_owned(),
        Lacks(_, _, permission) => format!("no {permission}"),
        Exactly(_, _, permissions) => format!("exactly {}", names(PermissionSet::of(permissions))),
        Sees(_, _, seen) => format!("to see {seen:?}"),
    }
}

#[test]
fn the_model_decides_the_worked_cases_as_the_specification_does() {
    check(|world, then| then(&Model::new(world, world.instants[0])));
}
