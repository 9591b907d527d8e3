//! What the clock ends: nobody has to write anything for it.

use super::{super::SealEnd, *};

const DAY: i64 = 86_400;

// attack: P6
#[test]
fn a_request_an_approval_and_an_open_period_end_at_their_instant() {
    let mut scene = Scene::new(SealState::Sealed, 1);
    scene.terms.open_for = Some(60);
    scene.acts(PERSON, SealEvent::Request).unwrap();
    let state_after = |scene: &Scene, seconds: i64| scene.progress.at(NOW.plus_seconds(seconds)).state;
    assert_eq!(state_after(&scene, 7 * DAY - 1), SealState::Waiting);
    assert_eq!(state_after(&scene, 7 * DAY), SealState::Sealed);

    scene.acts(ANN, SealEvent::Approve).unwrap();
    assert_eq!(state_after(&scene, DAY - 1), SealState::Approved);
    assert_eq!(state_after(&scene, DAY), SealState::Sealed);

    scene.acts(PERSON, SealEvent::Break).unwrap();
    assert_eq!(state_after(&scene, 59), SealState::Broken);
    assert_eq!(state_after(&scene, 60), SealState::Sealed);
    assert_eq!(
        scene.progress.standing().at(NOW.plus_seconds(60)),
        SealState::Sealed,
        "as the engine sees it"
    );
}

// attack: P6
#[test]
fn what_the_clock_has_ended_can_not_be_used() {
    let mut scene = Scene::new(SealState::Sealed, 1);
    scene.acts(PERSON, SealEvent::Request).unwrap();
    scene.now = NOW.plus_seconds(7 * DAY);
    let late = scene.acts(ANN, SealEvent::Approve);
    assert_eq!(late, Err(SealRefusal::State { event: SealEvent::Approve, state: SealState::Sealed }));
    scene.acts(PERSON, SealEvent::Request).unwrap();
    scene.acts(ANN, SealEvent::Approve).unwrap();
    scene.now = scene.now.plus_seconds(DAY);
    let late = scene.acts(PERSON, SealEvent::Break);
    assert_eq!(late, Err(SealRefusal::State { event: SealEvent::Break, state: SealState::Sealed }));
}

#[test]
fn what_the_clock_has_ended_says_what_it_was() {
    let mut scene = Scene::new(SealState::Sealed, 1);
    scene.terms.open_for = Some(60);
    let ended = |scene: &Scene, seconds| scene.progress.ended_by_clock(NOW.plus_seconds(seconds));
    assert_eq!(ended(&scene, 100 * DAY), None);
    scene.acts(PERSON, SealEvent::Request).unwrap();
    assert_eq!((ended(&scene, 7 * DAY - 1), ended(&scene, 7 * DAY)), (None, Some(SealEnd::RequestOver)));
    scene.acts(ANN, SealEvent::Approve).unwrap();
    assert_eq!((ended(&scene, DAY - 1), ended(&scene, DAY)), (None, Some(SealEnd::ApprovalOver)));
    scene.acts(PERSON, SealEvent::Break).unwrap();
    assert_eq!((ended(&scene, 59), ended(&scene, 60)), (None, Some(SealEnd::PeriodOver)));
    scene.acts(ANN, SealEvent::Reseal).unwrap();
    assert_eq!(ended(&scene, 100 * DAY), None, "somebody did, and not the clock");
}

#[test]
fn without_a_time_it_stays_open_until_somebody_seals_it() {
    let mut scene = Scene::new(SealState::Approved, 1);
    scene.acts(PERSON, SealEvent::Break).unwrap();
    scene.now = NOW.plus_seconds(100 * 366 * DAY);
    assert_eq!(scene.progress.at(scene.now).state, SealState::Broken);
    assert_eq!(scene.acts(ANN, SealEvent::Reseal), Ok(SealState::Sealed));
}
