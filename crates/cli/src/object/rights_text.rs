//! Rights in words.

use strongroom_api::{
    principals::{PrincipalKind, PrincipalRef},
    rights::{Cause, CauseKind},
};
use strongroom_domain::rights::{Permission, SealState};

/// What somebody may do on an object, in short.
pub fn short_rights(rights: &[Permission]) -> String {
    let words: Vec<&str> = [
        (Permission::AccessEntries, "use"),
        (Permission::AccessDatabase, "open"),
        (Permission::ReadEntries, "read"),
        (Permission::ModifyEntries, "modify"),
        (Permission::AddEntries, "add"),
        (Permission::DeleteEntries, "delete"),
        (Permission::GrantAccess, "share"),
        (Permission::GrantAdminRights, "administer"),
    ]
    .into_iter()
    .filter_map(|(permission, word)| rights.contains(&permission).then_some(word))
    .collect();
    if words.is_empty() { "-".into() } else { words.join(", ") }
}

/// Why: the end of a sentence that begins with whether it is allowed.
pub fn reason(cause: &Cause) -> String {
    let who =
        cause.principal.as_ref().map(|principal| format!(" for {}", named(principal))).unwrap_or_default();
    let place = cause.object.as_ref().map_or_else(|| "it".into(), |object| format!("`{}`", object.title));
    let other =
        cause.permission.map_or_else(|| "another permission".into(), |permission| format!("`{permission}`"));
    match cause.kind {
        CauseKind::Owner => format!("the private database belongs to {}", owner(cause)),
        CauseKind::SuperAdministrator => "super administrators have it on every shared database".into(),
        CauseKind::AssignmentAllows => format!("the assignment to the database{who} allows it"),
        CauseKind::RuleAllows => format!("the rule on {place}{who} allows it"),
        CauseKind::GrantAllows => format!("a grant on {place}{who} allows it"),
        CauseKind::PolicyEnabled => "enabled by server policy".into(),
        CauseKind::AccountDisabled => "the account is disabled".into(),
        CauseKind::PolicyDisabled => format!("the server policy on {other} disables it for everybody"),
        CauseKind::NotOwner => "the private database belongs to somebody else".into(),
        CauseKind::NotAssigned => "not assigned to the database".into(),
        CauseKind::DatabaseNotAllowed => "assigned, but nothing allows `access_database`".into(),
        CauseKind::AssignmentDenies => format!("the assignment to the database{who} denies {other}"),
        CauseKind::RuleDenies => format!("the rule on {place}{who} denies it"),
        CauseKind::Needs => format!("void without {other}"),
        CauseKind::Cut => format!("inheritance is off at {place}, and nothing from there down allows it"),
        CauseKind::OpenByGrantOnly => {
            "the database is open through a grant alone, which does not give it".into()
        }
        CauseKind::RuleWithoutAssignment => {
            format!(
                "the rule on {place}{who} counts only with an assignment to the database, and there is none"
            )
        }
        CauseKind::Seal => match cause.state {
            Some(state) => format!("the grant that gives it has a seal, which is {}", seal(state)),
            None => "the grant that gives it has a seal".into(),
        },
        CauseKind::Suspended => "whoever granted it has lost what it takes to give it".into(),
        CauseKind::OnlyThroughSeal => "only a sealed grant gives it, so it may not go out".into(),
        CauseKind::NothingAllows => "nothing allows it".into(),
        CauseKind::Below => "it is refused on something below".into(),
        CauseKind::OtherLevel => "not decided here".into(),
        CauseKind::Role => "no server role gives it".into(),
        CauseKind::HandsOut => format!("nobody hands out what they lack: {other}"),
        CauseKind::Unknown => "for a reason that this version does not know".into(),
    }
}

/// The state of a seal in a word.
pub const fn seal(state: SealState) -> &'static str {
    match state {
        SealState::Sealed => "sealed",
        SealState::Waiting => "waiting for approval",
        SealState::Approved => "approved, to be broken",
        SealState::Broken => "broken",
        SealState::Unsealed => "taken off",
    }
}

fn owner(cause: &Cause) -> String {
    match &cause.principal {
        Some(principal) => named(principal),
        None => "this person".into(),
    }
}

fn named(principal: &PrincipalRef) -> String {
    match principal.kind {
        PrincipalKind::User => format!("user {}", principal.name),
        PrincipalKind::Group => format!("group {}", principal.name),
    }
}

#[cfg(test)]
mod tests {
    use strongroom_api::rights::ObjectRef;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn reasons_are_sentences() {
        let group = PrincipalRef {
            id: Uuid::nil(),
            kind: PrincipalKind::Group,
            name: "Trainees".into(),
            full_name: None,
        };
        let folder = ObjectRef { id: Uuid::nil(), title: "Finance".into() };
        let rule = Cause {
            principal: Some(group.clone()),
            object: Some(folder),
            ..Cause::of(CauseKind::RuleDenies)
        };
        assert_eq!(reason(&rule), "the rule on `Finance` for group Trainees denies it");
        let assignment = Cause { principal: Some(group), ..Cause::of(CauseKind::AssignmentAllows) };
        assert_eq!(reason(&assignment), "the assignment to the database for group Trainees allows it");
        let needs = Cause { permission: Some(Permission::ReadEntries), ..Cause::of(CauseKind::Needs) };
        assert_eq!(reason(&needs), "void without `read_entries`");
    }

    #[test]
    fn rights_are_told_in_their_order() {
        assert_eq!(short_rights(&[Permission::ReadEntries, Permission::AccessEntries]), "use, read");
        assert_eq!(short_rights(&[]), "-");
    }
}
