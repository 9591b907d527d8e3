//! Sixteen clients at once, kills in between, and whether the judge notices what is wrong.

use strongroom_e2e::history::{
    Call, Dice, LockAct, LockAnswer, LockModel, LockRequest, Model, Options, SealAct, SealModel, SealRequest,
    Verdict, check, run,
};

use crate::stage::program;

/// Another one replays what is asked; when the requests meet is never the same.
const SEED: u64 = 20_261_127;

// attack: P2, P5, P7
#[test]
fn what_sixteen_clients_are_answered_has_an_order_though_the_server_is_killed() {
    let options = Options { histories: 100, requests: 200, seed: SEED, kill_in_every: 4 };
    let report = run(&program("strongroomd"), &options).unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(report.right + report.too_long, 100, "{report:?}");
    assert!(report.too_long <= 10, "the machine is too slow to say anything: {report:?}");
    assert!(report.kills == 25 && report.requests >= 20_000, "{report:?}");
    assert!(report.lost > 0 && report.records > 1_000, "kills met requests under way: {report:?}");
}

type LockCall = Call<LockRequest, LockAnswer>;

/// A call of a session of its own user.
fn call(who: usize, (invoked, returned): (u64, u64), act: LockAct, answer: Option<LockAnswer>) -> LockCall {
    let request = LockRequest { session: who, user: who, act };
    Call { number: usize::try_from(invoked).unwrap(), invoked, returned, request, answer }
}

fn is_right(calls: &[LockCall]) -> bool {
    check(&LockModel::default(), calls) == Verdict::Right
}

#[test]
fn a_lock_given_twice_is_noticed_and_one_that_was_free_in_between_is_not() {
    let done = || Some(LockAnswer::Done);
    let take = |who, times| call(who, times, LockAct::Take, done());
    assert!(!is_right(&[take(1, (1, 2)), take(2, (3, 4))]));
    assert!(!is_right(&[take(1, (1, 9)), take(2, (3, 4))]), "nor at the same time");
    let freed = call(1, (2, 8), LockAct::Release(None), done());
    assert!(is_right(&[take(1, (1, 2)), freed.clone(), take(2, (3, 4))]), "it was released under way");
    let late = call(1, (5, 8), LockAct::Release(None), done());
    assert!(!is_right(&[take(1, (1, 2)), late, take(2, (3, 4))]), "but not before it was asked for");
    let held = call(2, (3, 9), LockAct::Take, Some(LockAnswer::Held));
    assert!(is_right(&[take(1, (5, 8)), held.clone()]), "the one who asked first may have come second");
    assert!(!is_right(&[held]), "nobody has it");
}

#[test]
fn what_was_acknowledged_is_not_forgotten() {
    let save = |times, answer| call(1, times, LockAct::Save(1), answer);
    let look = |times, revision| call(2, times, LockAct::Look, Some(LockAnswer::Seen(None, revision)));
    let saved = || Some(LockAnswer::Saved(2));
    assert!(is_right(&[save((1, 4), saved()), look((2, 3), 1), look((5, 6), 2)]));
    assert!(!is_right(&[save((1, 2), saved()), look((3, 4), 1)]), "a save that was acknowledged is seen");
    assert!(!is_right(&[save((1, 9), saved()), look((2, 3), 2), look((4, 5), 1)]), "and not unseen again");
    // Lost in a kill at 9: before it, or never.
    assert!(is_right(&[save((1, 9), None), look((10, 11), 1), look((12, 13), 1)]));
    assert!(is_right(&[save((1, 9), None), look((10, 11), 2), look((12, 13), 2)]));
    assert!(!is_right(&[save((1, 9), None), look((10, 11), 1), look((12, 13), 2)]));
    assert!(!is_right(&[save((1, 9), None), look((2, 3), 2), look((10, 11), 1)]));
}

#[test]
fn each_release_by_force_is_recorded_once() {
    let take = call(1, (1, 2), LockAct::Take, Some(LockAnswer::Done));
    let force = |times| call(2, times, LockAct::Force, Some(LockAnswer::Done));
    let count = |forced| call(3, (7, 8), LockAct::Count, Some(LockAnswer::Counted(None, 1, 0, forced)));
    let history = |forced| vec![take.clone(), force((3, 5)), force((4, 6)), count(forced)];
    assert!(is_right(&history(1)), "of two at once one released it");
    assert!(!is_right(&history(2)) && !is_right(&history(0)));
}

/// A history of a model: sixteen at once, each request at a moment between its two instants; some answers are lost.
fn history<M: Model>(
    model: &M,
    dice: &mut Dice,
    mut ask: impl FnMut(&mut Dice, &[usize]) -> M::Request,
    last: M::Request,
) -> Vec<Call<M::Request, M::Answer>> {
    let (mut state, mut calls) = (model.begin(), Vec::new());
    let mut numbers = Vec::new();
    for number in 0..60 {
        let at = 1_000 + 100 * number as u64;
        let request = ask(dice, &numbers);
        let (after, answer) = model.step(&state, number, &request);
        let lost = dice.below(20) == 0;
        if !(lost && dice.below(2) == 0) {
            state = after;
        }
        numbers.push(number);
        let (invoked, returned) = (at - dice.number() % 800, at + dice.number() % 800);
        let returned = if lost { at + 900 } else { returned };
        calls.push(Call { number, invoked, returned, request, answer: (!lost).then_some(answer) });
    }
    let (_, answer) = model.step(&state, 60, &last);
    calls.push(Call { number: 60, invoked: 9_000, returned: 9_001, request: last, answer: Some(answer) });
    calls
}

fn ask_lock(dice: &mut Dice, numbers: &[usize]) -> LockRequest {
    let token = dice.of(numbers).copied();
    let acts = [
        LockAct::Take,
        LockAct::Take,
        LockAct::Renew(token),
        LockAct::Release(None),
        LockAct::Release(token),
        LockAct::Force,
        LockAct::Save(1 + dice.number() % 3),
        LockAct::Save(1 + dice.number() % 3),
        LockAct::Look,
    ];
    let session = dice.below(6);
    LockRequest { session, user: session / 2, act: dice.of(&acts).cloned().unwrap() }
}

fn ask_seal(dice: &mut Dice, _: &[usize]) -> SealRequest {
    let acts = [
        SealAct::Request,
        SealAct::Approve,
        SealAct::Approve,
        SealAct::Break,
        SealAct::Break,
        SealAct::Break,
        SealAct::Break,
        SealAct::Reject,
        SealAct::Withdraw,
        SealAct::Reseal,
        SealAct::Unseal,
        SealAct::Look,
    ];
    SealRequest { user: dice.below(3), act: *dice.of(&acts).unwrap() }
}

/// How many of a hundred histories of one model the judge finds wrong by another.
fn found<M: Model>(
    played: &M,
    judged_by: &M,
    mut ask: impl FnMut(&mut Dice, &[usize]) -> M::Request + Copy,
    last: &M::Request,
) -> usize {
    let mut wrong = |seed: u64| {
        let calls = history(played, &mut Dice::new(seed), &mut ask, last.clone());
        check(judged_by, &calls) != Verdict::Right
    };
    (0..100).filter(|seed| wrong(SEED + seed)).count()
}

#[test]
fn the_judge_finds_every_broken_lock_and_accepts_every_right_one() {
    let right = LockModel::default();
    let last = LockRequest { session: 0, user: 0, act: LockAct::Count };
    assert_eq!(found(&right, &right, ask_lock, &last), 0);
    for broken in [
        LockModel { gives_twice: true, ..right },
        LockModel { saves_past: true, ..right },
        LockModel { forgets_records: true, ..right },
    ] {
        let found = found(&broken, &right, ask_lock, &last);
        assert!(found >= 25, "{broken:?} is noticed in {found} of 100");
    }
}

#[test]
fn the_judge_finds_every_broken_seal_and_accepts_every_right_one() {
    let last = SealRequest { user: 0, act: SealAct::Count };
    for quorum in [1, 2] {
        let right = SealModel::of(quorum);
        assert_eq!(found(&right, &right, ask_seal, &last), 0);
    }
    let right = SealModel::of(2);
    for broken in [
        SealModel { quorum: 1, ..right },
        SealModel { keeps_votes: true, ..right },
        SealModel { breaks_early: true, ..right },
        SealModel { breaks_twice: true, ..right },
    ] {
        let found = found(&broken, &right, ask_seal, &last);
        assert!(found >= 5, "{broken:?} is noticed in {found} of 100");
    }
}
