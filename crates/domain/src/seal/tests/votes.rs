//! A quorum, and whose votes count when it is reached.

use super::*;

// attack: P3, P4
#[test]
fn a_quorum_of_two_takes_two_people() {
    let mut scene = Scene::new(SealState::Waiting, 2);
    assert_eq!(scene.acts(ANN, SealEvent::Approve), Ok(SealState::Waiting));
    assert_eq!(scene.acts(ANN, SealEvent::Approve), Ok(SealState::Waiting), "each person counts once");
    assert_eq!(scene.acts(BOB, SealEvent::Approve), Ok(SealState::Approved));
    assert!(scene.progress.approvals.is_empty(), "the votes were for the request");
    assert_eq!(scene.progress.request, Some(request()), "the approval rests on it");
}

// attack: P3
#[test]
fn the_vote_of_somebody_who_counts_no_more_does_not_count() {
    let mut scene = Scene::new(SealState::Waiting, 2);
    scene.acts(ANN, SealEvent::Approve).unwrap();
    scene.approvers.remove(&ANN);
    assert_eq!(scene.acts(BOB, SealEvent::Approve), Ok(SealState::Waiting), "Ann was disabled meanwhile");
    assert_eq!(scene.acts(CID, SealEvent::Approve), Ok(SealState::Approved));
}

// attack: P3
#[test]
fn votes_end_with_the_request_that_they_were_for() {
    let mut scene = Scene::new(SealState::Waiting, 2);
    scene.acts(ANN, SealEvent::Approve).unwrap();
    scene.acts(PERSON, SealEvent::Withdraw).unwrap();
    scene.acts(PERSON, SealEvent::Request).unwrap();
    assert_eq!(
        scene.acts(BOB, SealEvent::Approve),
        Ok(SealState::Waiting),
        "the first request is gone, Ann's vote too"
    );
}

// attack: P3
#[test]
fn a_vote_from_before_its_account_was_disabled_never_counts_again() {
    let mut scene = Scene::new(SealState::Waiting, 2);
    scene.acts(ANN, SealEvent::Approve).unwrap();
    scene.now = NOW.plus_seconds(60);
    scene.approvers.insert(ANN, scene.now);
    assert_eq!(scene.acts(BOB, SealEvent::Approve), Ok(SealState::Waiting), "Ann was disabled and enabled");
    scene.now = scene.now.plus_seconds(1);
    assert_eq!(scene.acts(ANN, SealEvent::Approve), Ok(SealState::Approved), "she may vote again");
}

// attack: P3, P6
#[test]
fn a_vote_to_take_the_seal_off_lapses_like_a_request() {
    let week = SealTimes::default().request_ttl;
    for (later, state) in [(week - 1, SealState::Unsealed), (week, SealState::Sealed)] {
        let mut scene = Scene::new(SealState::Sealed, 2);
        scene.acts(ANN, SealEvent::Unseal).unwrap();
        scene.now = NOW.plus_seconds(later);
        assert_eq!(scene.acts(BOB, SealEvent::Unseal), Ok(state), "{later} seconds later");
    }
}

#[test]
fn votes_that_were_stored_without_instants_are_the_oldest() {
    let stored = format!("[\"{ANN}\"]");
    let votes: Votes = serde_json::from_str(&stored).unwrap();
    let counted = |since| votes.counted(&[(ANN, since)].into(), None);
    assert_eq!(counted(ALWAYS), [ANN].into());
    assert_eq!(counted(NOW), [].into());
    let again: Votes = serde_json::from_str(&serde_json::to_string(&votes).unwrap()).unwrap();
    assert_eq!(again, votes);
}

#[test]
fn taking_the_seal_off_needs_the_quorum_of_approvers_too() {
    let mut scene = Scene::new(SealState::Sealed, 2);
    assert_eq!(scene.acts(ANN, SealEvent::Unseal), Ok(SealState::Sealed));
    scene.approvers.remove(&BOB);
    let refused = scene.acts(BOB, SealEvent::Unseal);
    assert_eq!(
        refused,
        Err(SealRefusal::NotYours(SealEvent::Unseal)),
        "Bob administers and approves nothing here"
    );
    assert_eq!(scene.acts(CID, SealEvent::Unseal), Ok(SealState::Unsealed));
}

#[test]
fn votes_for_the_one_are_none_for_the_other() {
    let mut scene = Scene::new(SealState::Waiting, 2);
    scene.acts(ANN, SealEvent::Approve).unwrap();
    assert_eq!(scene.acts(BOB, SealEvent::Unseal), Ok(SealState::Waiting));
    assert_eq!(scene.acts(CID, SealEvent::Unseal), Ok(SealState::Unsealed));
}

#[test]
fn terms_that_nobody_could_meet_are_refused() {
    use super::super::SealTermsError;
    let with = |change: fn(&mut SealTerms)| {
        let mut terms = terms(1);
        change(&mut terms);
        terms.check(3)
    };
    assert_eq!(with(|_| {}), Ok(()));
    assert_eq!(with(|terms| terms.approvers.clear()), Err(SealTermsError::Approvers));
    assert_eq!(with(|terms| terms.quorum = 0), Err(SealTermsError::Quorum));
    assert_eq!(with(|terms| terms.quorum = 4), Err(SealTermsError::Quorum));
    assert_eq!(with(|terms| terms.open_for = Some(0)), Err(SealTermsError::OpenFor));
    assert_eq!(with(|terms| terms.open_for = Some(i64::MAX)), Err(SealTermsError::OpenFor));
}
