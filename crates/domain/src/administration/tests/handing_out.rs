use proptest::prelude::*;

use super::*;
use crate::{
    rights::{Marks, Permission as P, PermissionSet, Policies, PolicyState},
    time::{Instant, Period},
};

fn set(permissions: &[P]) -> PermissionSet {
    PermissionSet::of(permissions)
}

fn marks(allow: &[P], deny: &[P]) -> Marks {
    Marks::new(set(allow), set(deny)).unwrap()
}

fn until(day: i64) -> Period {
    Period { from: None, to: Some(Instant::from_micros(day)) }
}

fn placed(allow: &[P], deny: &[P], period: Period) -> Option<Placing> {
    Some(Placing::assignment(marks(allow, deny), period, &Policies::UNDEFINED))
}

/// The permission that is missing to somebody who has `access_database` and `read_entries`.
fn missing(before: Option<Placing>, after: Option<Placing>) -> Option<P> {
    let effective = set(&[P::AccessDatabase, P::ReadEntries, P::GrantAdminRights]);
    let answer = handing_out(false, effective, before, after);
    assert_eq!(
        handing_out(true, PermissionSet::EMPTY, before, after),
        Ok(()),
        "super administrators are excepted"
    );
    answer.err().map(|error| error.permission)
}

// attack: A17
#[test]
fn what_counts_as_handing_out() {
    let always = Period::ALWAYS;
    let print = P::PrintEntries;
    let cases = [
        ("a new allow that one has", None, placed(&[P::ReadEntries], &[], always), None),
        ("a new allow that one lacks", None, placed(&[P::ReadEntries, print], &[], always), Some(print)),
        (
            "an allow that stood there",
            placed(&[print], &[], always),
            placed(&[print, P::ReadEntries], &[], always),
            None,
        ),
        (
            "an allow added",
            placed(&[P::ReadEntries], &[], always),
            placed(&[print], &[], always),
            Some(print),
        ),
        ("an allow taken away", placed(&[print], &[], always), placed(&[], &[], always), None),
        ("a deny", None, placed(&[], &[print], always), None),
        ("an allow turned into a deny", placed(&[print], &[], always), placed(&[], &[print], always), None),
        ("a deny cleared", placed(&[], &[print], always), placed(&[], &[], always), Some(print)),
        (
            "a deny turned into an allow",
            placed(&[], &[print], always),
            placed(&[print], &[], always),
            Some(print),
        ),
        (
            "a deny of what one has cleared",
            placed(&[], &[P::ReadEntries], always),
            placed(&[], &[], always),
            None,
        ),
        ("a principal with allows removed", placed(&[print], &[], always), None, None),
        ("a principal with a deny removed", placed(&[], &[print], always), None, Some(print)),
        ("a period widened", placed(&[print], &[], until(5)), placed(&[print], &[], until(6)), Some(print)),
        (
            "a period made endless",
            placed(&[print], &[], until(5)),
            placed(&[print], &[], always),
            Some(print),
        ),
        (
            "a period widened over allows that one has",
            placed(&[P::ReadEntries], &[], until(5)),
            placed(&[P::ReadEntries], &[], always),
            None,
        ),
        ("a period narrowed", placed(&[print], &[], always), placed(&[print], &[], until(5)), None),
        (
            "a period narrowed over a deny",
            placed(&[], &[print], always),
            placed(&[], &[print], until(5)),
            Some(print),
        ),
        (
            "a period widened over a deny",
            placed(&[], &[print], until(5)),
            placed(&[], &[print], always),
            None,
        ),
        ("nothing", None, None, None),
    ];
    for (case, before, after, expected) in cases {
        assert_eq!(missing(before, after), expected, "{case}");
    }
}

#[test]
fn an_assignment_is_a_gift_of_what_policies_enable() {
    let policies = Policies::default();
    let assigned =
        |allow: &[P], deny: &[P]| Some(Placing::assignment(marks(allow, deny), Period::ALWAYS, &policies));
    assert_eq!(missing(None, assigned(&[], &[])), Some(P::AutoComplete));
    let denied = [P::AutoComplete, P::AutoFill, P::AcceptFromAddons];
    assert_eq!(missing(None, assigned(&[P::AccessDatabase], &denied)), None);
    assert_eq!(missing(None, assigned(&[], &[P::AccessDatabase])), None, "nobody gets in by it");
    assert_eq!(
        missing(assigned(&[], &[]), assigned(&[P::ReadEntries], &[])),
        None,
        "the gift was there before"
    );
}

#[test]
fn a_rule_on_an_object_is_judged_on_that_object() {
    let reader = ObjectPreset::Reader.permissions();
    let rule = |allow: &[P], deny: &[P]| Some(Placing::rule(marks(allow, deny)));
    assert_eq!(handing_out(false, reader, None, rule(&[P::ReadEntries], &[])), Ok(()));
    let lacking = HandsOutError { permission: P::ModifyEntries };
    assert_eq!(handing_out(false, reader, None, rule(&[P::ModifyEntries, P::AddEntries], &[])), Err(lacking));
    assert_eq!(handing_out(false, reader, rule(&[], &[P::ModifyEntries]), None), Err(lacking));
    assert_eq!(lacking.to_string(), "the change hands out `modify_entries`, which its author lacks");
}

#[test]
fn inheriting_again_hands_out_what_arrives() {
    let reader = ObjectPreset::Reader.permissions();
    assert_eq!(inheriting_again(false, reader, reader), Ok(()));
    let arriving = reader.with(P::AddEntries).with(P::PrintEntries);
    assert_eq!(inheriting_again(false, reader, arriving), Err(HandsOutError { permission: P::AddEntries }));
    assert_eq!(inheriting_again(true, PermissionSet::EMPTY, PermissionSet::OBJECT), Ok(()));
    assert!(inheriting_again(false, reader, PermissionSet::OBJECT).is_err());
}

#[test]
fn presets_grow_and_stay_within_their_place() {
    let database: Vec<_> = DatabasePreset::ALL.map(DatabasePreset::permissions).to_vec();
    let object: Vec<_> = ObjectPreset::ALL.map(ObjectPreset::permissions).to_vec();
    for (sets, place) in [(&database, PermissionSet::DATABASE), (&object, PermissionSet::OBJECT)] {
        assert!(sets.windows(2).all(|pair| pair[1].contains(pair[0]) && pair[0] != pair[1]));
        assert!(sets.iter().all(|set| place.contains(*set)));
        assert_eq!(sets.last(), Some(&place));
    }
    assert!(database.iter().all(|set| set.contains(DatabasePreset::NONE)));
    assert!(!DatabasePreset::Full.permissions().has(P::GrantAdminRights));
    let exporting = [P::PrintEntries, P::ExportEntries, P::SaveLocalCopy, P::Synchronize];
    assert!(
        exporting.into_iter().all(|p| !DatabasePreset::Editor.permissions().has(p)),
        "content leaves with Full only"
    );
}

/// What a placing does at each of the instants 0 to 9, worked out one by one.
fn at_each_instant(
    placing: Option<(Marks, Period)>,
    enabled: PermissionSet,
) -> Vec<(PermissionSet, PermissionSet)> {
    (0..10)
        .map(|now| match placing {
            Some((marks, period)) if period.contains(Instant::from_micros(now)) => {
                let gift = if marks.deny().has(P::AccessDatabase) { PermissionSet::EMPTY } else { enabled };
                (marks.allow().union(gift.minus(marks.deny())), marks.deny())
            }
            _ => (PermissionSet::EMPTY, PermissionSet::EMPTY),
        })
        .collect()
}

fn any_placing() -> impl Strategy<Value = Option<(Marks, Period)>> {
    let few = [P::AccessDatabase, P::ReadEntries, P::PrintEntries];
    let subset = move |bits: u8| {
        few.into_iter().enumerate().filter(move |(i, _)| bits & (1 << i) != 0).map(|(_, p)| p)
    };
    let end = prop::option::of(1..9_i64);
    prop::option::of((0..8_u8, 0..8_u8, end.clone(), end).prop_map(move |(allow, deny, from, to)| {
        let deny: PermissionSet = subset(deny).collect();
        let marks = Marks::new(subset(allow).collect::<PermissionSet>().minus(deny), deny).unwrap();
        (marks, Period { from: from.map(Instant::from_micros), to: to.map(Instant::from_micros) })
    }))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(5_000) })]

    // attack: A17
    #[test]
    fn whatever_becomes_allowed_or_undenied_at_any_instant_counts(
        before in any_placing(),
        after in any_placing(),
        policy in 0..4_u8,
    ) {
        let enabled: PermissionSet =
            [P::PrintEntries, P::ReadEntries].into_iter().enumerate().filter(|(i, _)| policy & (1 << i) != 0).map(|(_, p)| p).collect();
        let policies = enabled.iter().fold(Policies::UNDEFINED, |policies, permission| policies.with(permission, PolicyState::Enabled));
        let placing = |placed: Option<(Marks, Period)>| placed.map(|(marks, period)| Placing::assignment(marks, period, &policies));
        let changes = at_each_instant(before, enabled).into_iter().zip(at_each_instant(after, enabled));
        for permission in changes.flat_map(|(was, is)| is.0.minus(was.0).union(was.1.minus(is.1)).iter().collect::<Vec<_>>()) {
            let everything_else = PermissionSet::DATABASE.without(permission);
            let answer = handing_out(false, everything_else, placing(before), placing(after));
            prop_assert_eq!(answer, Err(HandsOutError { permission }));
        }
        prop_assert_eq!(handing_out(false, PermissionSet::DATABASE, placing(before), placing(after)), Ok(()));
    }
}
