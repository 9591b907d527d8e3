//! Events by what they are about, so that nobody has to name thirty of them to hear of one thing.

use super::Event;
use crate::rights::SealState;

/// Events that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Topic {
    /// Its name, which no event has.
    pub name: &'static str,
    /// The names of its events.
    pub events: &'static [&'static str],
}

const fn topic(name: &'static str, events: &'static [&'static str]) -> Topic {
    Topic { name, events }
}

/// All topics. An event may belong to several.
pub const TOPICS: &[Topic] = &[
    topic("failed_sign_ins", &["sign_in_failed", "sign_in_locked", "sign_in_lock_lifted"]),
    topic(
        "accounts",
        &[
            "user_created",
            "user_changed",
            "user_enabled",
            "user_disabled",
            "user_deleted",
            "roles_changed",
            "password_reset",
            "second_factor_removed",
        ],
    ),
    topic("groups", &["group_created", "group_changed", "group_deleted", "member_added", "member_removed"]),
    topic("policies", &["policies_changed", "settings_changed", "licence_set", "entry_type_set"]),
    topic("new_databases", &["database_created", "database_imported"]),
    topic(
        "databases",
        &[
            "database_created",
            "database_imported",
            "database_changed",
            "database_deleted",
            "master_password_changed",
            "key_rotated",
            "second_password_set",
            "objects_imported",
            "import_failed",
            "import_undone",
        ],
    ),
    topic("rights", &["assignment_set", "assignment_removed", "rule_set", "rule_removed", "inheritance_set"]),
    topic("grants", &["grant_given", "grant_changed", "grant_revoked", "grant_adopted"]),
    topic("seals", SEALS),
    topic("exports", &["exported", "object_exported"]),
    topic("forced_unlocks", &["lock_released"]),
    topic("refusals", &["refused", "second_password_wrong"]),
    topic("clock", &["clock_behind", "clock_accepted"]),
    topic(
        "telling",
        &[
            "subscription_set",
            "subscription_removed",
            "webhook_set",
            "webhook_removed",
            "webhook_tested",
            "webhook_disabled",
            "webhook_call_given_up",
            "mail_given_up",
        ],
    ),
];

/// What becomes of a seal, by names that can be asked for alone. In the audit all of it is `seal_changed`, which stands for
/// all of them.
pub const SEALS: &[&str] = &[
    "seal_requested",
    "seal_voted",
    "seal_approved",
    "seal_rejected",
    "seal_withdrawn",
    "seal_broken",
    "seal_taken_off",
    "sealed_again",
];

/// In the audit.
const SEAL: &str = "seal_changed";

/// The name by which an event is told: its own, or what became of a seal.
pub fn told_as(event: &Event) -> &'static str {
    let Event::SealChanged { event: by, to, .. } = event else { return event.name() };
    match (by.as_str(), *to) {
        ("request", _) => "seal_requested",
        ("approve", SealState::Approved) => "seal_approved",
        ("reject", _) => "seal_rejected",
        ("withdraw", _) => "seal_withdrawn",
        ("break", _) => "seal_broken",
        ("unseal", SealState::Unsealed) => "seal_taken_off",
        ("approve" | "unseal", _) => "seal_voted",
        ("reseal" | "change" | "leave" | "clock", _) => "sealed_again",
        _ => SEAL,
    }
}

/// The events that a name stands for: a topic's, or the one of that name; `None` for an unknown name.
pub fn events_of(name: &str) -> Option<Vec<&'static str>> {
    if let Some(topic) = TOPICS.iter().find(|topic| topic.name == name) {
        return Some(topic.events.to_vec());
    }
    if name == SEAL {
        return Some(SEALS.to_vec());
    }
    let mut names = Event::NAMES.iter().chain(SEALS);
    names.find(|event| **event == name).map(|event| vec![*event])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn what_becomes_of_a_seal_has_a_name_of_its_own() {
        let told = |by: &str, to| {
            told_as(&Event::SealChanged {
                grant: crate::id::GrantId::from_bytes([1; 16]),
                person: crate::id::UserId::from_bytes([2; 16]),
                event: by.to_owned(),
                from: SealState::Waiting,
                to,
                request: None,
            })
        };
        let all = [
            told("request", SealState::Waiting),
            told("approve", SealState::Waiting),
            told("approve", SealState::Approved),
            told("reject", SealState::Sealed),
            told("withdraw", SealState::Sealed),
            told("break", SealState::Broken),
            told("unseal", SealState::Unsealed),
            told("reseal", SealState::Sealed),
        ];
        assert_eq!(all, SEALS);
        assert_eq!(told("unseal", SealState::Waiting), "seal_voted");
        for by in ["change", "leave", "clock"] {
            assert_eq!(told(by, SealState::Sealed), "sealed_again");
        }
        assert_eq!(events_of(SEAL).unwrap(), SEALS);
        for name in SEALS {
            assert!(!Event::NAMES.contains(name), "{name}");
            assert_eq!(events_of(name).unwrap(), [*name]);
        }
    }

    #[test]
    fn topics_name_events_that_there_are_and_are_named_like_none() {
        for topic in TOPICS {
            assert!(!Event::NAMES.contains(&topic.name), "{}", topic.name);
            assert!(!SEALS.contains(&topic.name), "{}", topic.name);
            assert_eq!(events_of(topic.name).unwrap(), topic.events);
            assert_eq!(topic.events.iter().collect::<BTreeSet<_>>().len(), topic.events.len());
            for event in topic.events {
                assert!(Event::NAMES.contains(event) || SEALS.contains(event), "{event}");
                assert_eq!(events_of(event), Some(vec![*event]));
            }
        }
        assert_eq!(events_of("weather"), None);
    }
}
