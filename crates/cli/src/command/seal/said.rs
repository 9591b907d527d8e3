//! What became of a seal, for the person whom it concerns.

use strongroom_api::{
    grants::{Grant, GrantSeal, SealPerson},
    principals::{PrincipalKind, PrincipalRef},
};
use strongroom_domain::rights::SealState;
use uuid::Uuid;

use super::Event;
use crate::{clock, context::Context, error::CliError};

/// Tells it.
pub fn tell(
    context: &Context,
    changed: &Grant,
    event: Event,
    person: Option<&PrincipalRef>,
    title: &str,
) -> Result<(), CliError> {
    context.out.either(changed, |out| out.say(sentence(changed, event, person, title)))
}

fn sentence(changed: &Grant, event: Event, person: Option<&PrincipalRef>, title: &str) -> String {
    let Some(seal) = &changed.seal else { return format!("{title} has no seal any more") };
    let theirs = concerned(changed, event, person);
    let progress = theirs.and_then(|it| of(seal, it.id));
    let who = theirs.map_or("you", |it| it.name.as_str());
    let state = match (progress, theirs) {
        (Some(progress), _) => progress.state,
        // Whose progress is not told has none.
        (None, Some(_)) => SealState::Sealed,
        (None, None) => seal.state,
    };
    // What the reader is told of themselves is the only progress that they are told of.
    let progress = progress.or(match seal.people.as_slice() {
        [only] if theirs.is_none() => Some(only),
        _ => None,
    });
    let until = progress.and_then(|it| it.until).map(|end| format!(" until {}", clock::shown(end)));
    let until = until.unwrap_or_default();
    if event == Event::Unseal && state != SealState::Unsealed {
        let votes = progress.map_or(0, |it| it.unseals.len());
        return format!("{votes} of {} agreed to take the seal on {title} off for {who}", seal.quorum);
    }
    match state {
        SealState::Sealed => format!("{title} is sealed for {who}"),
        SealState::Waiting => {
            let votes = progress.map_or(0, |it| it.approvals.len());
            format!("the request for {title} waits{until}: {votes} of {} approved", seal.quorum)
        }
        SealState::Approved if who == "you" => format!("{title} is approved: you may break the seal{until}"),
        SealState::Approved => format!("{title} is approved for {who}, who may break the seal{until}"),
        SealState::Broken => format!("{title} is open for {who}{until}"),
        SealState::Unsealed => format!("the seal on {title} is taken off for {who}"),
    }
}

/// Whom it concerns where that is not the caller.
fn concerned<'a>(
    changed: &'a Grant,
    event: Event,
    person: Option<&'a PrincipalRef>,
) -> Option<&'a PrincipalRef> {
    if event.is_own() {
        return None;
    }
    person.or_else(|| changed.grantee.as_ref().filter(|it| it.kind == PrincipalKind::User))
}

fn of(seal: &GrantSeal, id: Uuid) -> Option<&SealPerson> {
    seal.people.iter().find(|it| it.person.as_ref().is_some_and(|person| person.id == id))
}

#[cfg(test)]
mod tests {
    use strongroom_domain::time::Instant;

    use super::*;

    fn named(number: u128, kind: PrincipalKind, name: &str) -> PrincipalRef {
        PrincipalRef { id: Uuid::from_u128(number), kind, name: name.into(), full_name: None }
    }

    /// A grant to a group, read by somebody who has nothing by it, with one person in `state`.
    fn given(state: SealState, votes: usize) -> Grant {
        let voters = || (0..votes).map(|n| named(10 + n as u128, PrincipalKind::User, "x")).collect();
        let bob = SealPerson {
            person: Some(named(1, PrincipalKind::User, "bob")),
            state,
            since: None,
            until: None,
            request: None,
            ended: None,
            reason: None,
            approvals: voters(),
            unseals: voters(),
        };
        let seal = GrantSeal {
            state: SealState::Sealed,
            approvers: Vec::new(),
            quorum: 2,
            open_for: None,
            people: vec![bob],
        };
        Grant {
            id: Uuid::nil(),
            revision: 1,
            database: Uuid::nil(),
            object: Uuid::nil(),
            title: None,
            grantee: Some(named(9, PrincipalKind::Group, "ops")),
            author: None,
            permissions: Vec::new(),
            valid_from: None,
            valid_to: None,
            live: true,
            note: None,
            created_at: Instant::from_micros(0),
            suspended: None,
            seal: Some(seal),
        }
    }

    #[test]
    fn the_state_is_that_of_the_person_concerned() {
        let bob = named(1, PrincipalKind::User, "bob");
        let said = |state, votes, event| sentence(&given(state, votes), event, Some(&bob), "Web");
        assert_eq!(said(SealState::Waiting, 1, Event::Approve), "the request for Web waits: 1 of 2 approved");
        assert_eq!(
            said(SealState::Approved, 2, Event::Approve),
            "Web is approved for bob, who may break the seal"
        );
        assert_eq!(said(SealState::Sealed, 0, Event::Reject), "Web is sealed for bob");
        assert_eq!(
            said(SealState::Broken, 1, Event::Unseal),
            "1 of 2 agreed to take the seal on Web off for bob"
        );
        assert_eq!(said(SealState::Unsealed, 2, Event::Unseal), "the seal on Web is taken off for bob");
        let eve = named(2, PrincipalKind::User, "eve");
        let nothing = sentence(&given(SealState::Broken, 2), Event::Reseal, Some(&eve), "Web");
        assert_eq!(nothing, "Web is sealed for eve", "whose progress is not told has none");
        let own = sentence(&given(SealState::Approved, 2), Event::Request, None, "Web");
        assert_eq!(own, "Web is sealed for you", "by the state of the reader");
    }
}
