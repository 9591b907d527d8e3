//! Suppositions: how much work one is, told before it is done.

use proptest::{collection::vec, prelude::*};
use strongroom_domain::rights::{Change, RuleChange, SettingChange};

use crate::random::{changes, worlds};

/// What of the changes can be supposed.
fn setting(change: Change) -> Option<SettingChange> {
    Some(match change {
        Change::SetAssignment(assignment) => SettingChange::Rules(RuleChange::SetAssignment(assignment)),
        Change::RemoveAssignment(principal) => SettingChange::Rules(RuleChange::RemoveAssignment(principal)),
        Change::SetRule(rule) => SettingChange::Rules(RuleChange::SetRule(rule)),
        Change::RemoveRule { object, principal } => {
            SettingChange::Rules(RuleChange::RemoveRule { object, principal })
        }
        Change::Inheritance { object, on: true } => SettingChange::Rules(RuleChange::InheritAgain(object)),
        Change::Inheritance { object, on: false } => SettingChange::Cut(object),
        _ => return None,
    })
}

proptest! {
    // attack: R1
    #[test]
    fn never_is_more_compared_than_was_told_before(world in worlds(), made in vec(changes(), 1..8)) {
        let index = world.index();
        let mut supposed = index.supposing();
        let mut tops = Vec::new();
        for change in made.into_iter().filter_map(setting) {
            if supposed.suppose(change).is_ok() {
                tops.push(match change {
                    SettingChange::Cut(object) | SettingChange::Rules(RuleChange::InheritAgain(object)) => Some(object),
                    SettingChange::Rules(RuleChange::SetRule(rule)) => Some(rule.object),
                    SettingChange::Rules(RuleChange::RemoveRule { object, .. }) => Some(object),
                    SettingChange::Rules(_) => None,
                });
            }
        }
        let told = index.spots_at(tops);
        prop_assert!(supposed.spots() <= told, "{} of {told}", supposed.spots());
    }
}
