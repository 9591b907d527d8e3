//! Every state, every event, every role: what is not in the table is refused and changes nothing.

use super::*;

const STATES: [SealState; 5] =
    [SealState::Sealed, SealState::Waiting, SealState::Approved, SealState::Broken, SealState::Unsealed];

/// What a person can be to a seal.
#[derive(Debug, Clone, Copy)]
enum Part {
    Grantee,
    GranteeWhoApproves,
    FormerGrantee,
    Approver,
    Administrator,
    Stranger,
}

const PARTS: [Part; 6] = [
    Part::Grantee,
    Part::GranteeWhoApproves,
    Part::FormerGrantee,
    Part::Approver,
    Part::Administrator,
    Part::Stranger,
];

/// The specification's table, quorum 1: who, from, event, to.
const TABLE: &[(&[Part], &[SealState], SealEvent, SealState)] = {
    use SealState::{Approved, Broken, Sealed, Unsealed, Waiting};
    const GRANTEE: &[Part] = &[Part::Grantee, Part::GranteeWhoApproves];
    const APPROVER: &[Part] = &[Part::Approver];
    const KEEPER: &[Part] = &[Part::Approver, Part::Administrator];
    &[
        (GRANTEE, &[Sealed], SealEvent::Request, Waiting),
        (APPROVER, &[Waiting], SealEvent::Approve, Approved),
        (APPROVER, &[Waiting], SealEvent::Reject, Sealed),
        // Refusing oneself takes nothing from anybody else.
        (&[Part::GranteeWhoApproves], &[Waiting], SealEvent::Reject, Sealed),
        (GRANTEE, &[Waiting], SealEvent::Withdraw, Sealed),
        (GRANTEE, &[Approved], SealEvent::Break, Broken),
        (KEEPER, &[Approved, Broken, Unsealed, Waiting], SealEvent::Reseal, Sealed),
        (&[Part::GranteeWhoApproves], &[Approved, Broken, Unsealed, Waiting], SealEvent::Reseal, Sealed),
        (KEEPER, &[Sealed, Waiting, Approved, Broken], SealEvent::Unseal, Unsealed),
    ]
};

fn expected(part: Part, state: SealState, event: SealEvent) -> Option<SealState> {
    let is =
        |parts: &[Part]| parts.iter().any(|it| std::mem::discriminant(it) == std::mem::discriminant(&part));
    let row = TABLE.iter().find(|(parts, from, of, _)| is(parts) && from.contains(&state) && *of == event);
    row.map(|(_, _, _, to)| *to)
}

fn attempt(part: Part, state: SealState, event: SealEvent) -> Result<Step, SealRefusal> {
    let mut scene = Scene::new(state, 1);
    let user = match part {
        Part::Grantee | Part::FormerGrantee => PERSON,
        Part::GranteeWhoApproves => {
            scene.approvers.insert(PERSON, ALWAYS);
            PERSON
        }
        Part::Approver => ANN,
        Part::Administrator | Part::Stranger => STRANGER,
    };
    let acting = Acting {
        user,
        person: PERSON,
        is_grantee: !matches!(part, Part::FormerGrantee),
        administers: matches!(part, Part::Approver | Part::Administrator | Part::GranteeWhoApproves),
        is_barred: false,
        approvers: &scene.approvers,
    };
    scene.step(&acting, event)
}

// attack: P1
#[test]
fn every_state_and_event_and_role_does_what_the_table_says_and_nothing_else() {
    let mut done = 0;
    for part in PARTS {
        for state in STATES {
            for event in SealEvent::ALL {
                let result = attempt(part, state, event);
                match expected(part, state, event) {
                    Some(to) => {
                        let step =
                            result.unwrap_or_else(|error| panic!("{part:?} {state:?} {event:?}: {error}"));
                        assert_eq!(
                            (step.from, step.after.state),
                            (state, to),
                            "{part:?} {state:?} {event:?}"
                        );
                        done += 1;
                    }
                    None => assert!(result.is_err(), "{part:?} {state:?} {event:?} is not in the table"),
                }
            }
        }
    }
    assert_eq!(done, 29, "the number of cells of the table that are not refusals");
}

// attack: P1, A17
#[test]
fn who_may_not_is_told_before_the_state_is() {
    for state in STATES {
        let refused = attempt(Part::Stranger, state, SealEvent::Approve).unwrap_err();
        assert_eq!(refused, SealRefusal::NotYours(SealEvent::Approve));
        let own = attempt(Part::GranteeWhoApproves, state, SealEvent::Unseal).unwrap_err();
        assert_eq!(own, SealRefusal::OwnAccess, "an approver's own access is for the others");
    }
    let late = attempt(Part::Approver, SealState::Approved, SealEvent::Approve).unwrap_err();
    assert_eq!(late, SealRefusal::State { event: SealEvent::Approve, state: SealState::Approved });
}

#[test]
fn names_of_events_go_there_and_back() {
    for event in SealEvent::ALL {
        assert_eq!(SealEvent::named(event.name()), Some(event));
    }
    assert_eq!(SealEvent::named("Break"), None);
}
