//! What a subscription told, in a sentence instead of the name of an event.

use strongroom_api::notices::Notice;

/// Says a notice. The server's words are taken where they are a sentence.
pub fn sentence(notice: &Notice) -> String {
    let raw = notice.event.as_deref().filter(|event| notice.text.starts_with(event));
    let Some((event, template)) = raw.and_then(|event| Some((event, template(event)?))) else {
        return notice.text.clone();
    };
    let who = notice.actor.as_ref().map_or("Somebody", |actor| &actor.name);
    let mut text = template.replace("{who}", who);
    let place = match (&notice.object, &notice.database) {
        (Some(object), Some(database)) => Some(format!("“{}” ({})", object.name, database.name)),
        (Some(object), None) => Some(format!("“{}”", object.name)),
        (None, Some(database)) => Some(format!("“{}”", database.name)),
        (None, None) => None,
    };
    if let Some(place) = place {
        text.push_str(if is_done_to_it(event) { " " } else { ": " });
        text.push_str(&place);
    } else if let Some(start) = text.strip_suffix("the database") {
        text = format!("{start}a database");
    } else if is_done_to_it(event) {
        text.push_str(" something that you do not see any more");
    }
    text
}

/// Whether its sentence ends with what it was done to.
fn is_done_to_it(event: &str) -> bool {
    let ended =
        ["created", "changed", "moved", "copied", "deleted", "restored", "exported", "opened", "closed"];
    let of = event.strip_prefix("object_").or_else(|| event.strip_prefix("database_"));
    of.is_some_and(|what| ended.contains(&what)) || matches!(event, "exported" | "revealed")
}

/// The sentence of an event, with `{who}` for who did it; `None` for one that has none here.
fn template(event: &str) -> Option<&'static str> {
    Some(match event {
        "sign_in_failed" => "A sign-in failed",
        "sign_in_locked" => "Sign-ins are refused for a while after too many wrong passwords",
        "sign_in_lock_lifted" => "{who} let sign-ins through again",
        "user_created" => "{who} added an account",
        "user_changed" => "{who} changed an account",
        "user_enabled" => "{who} enabled an account",
        "user_disabled" => "{who} disabled an account",
        "user_deleted" => "{who} deleted an account",
        "roles_changed" => "{who} changed the roles of an account",
        "password_reset" => "{who} set the password of an account",
        "second_factor_removed" => "{who} removed a second factor",
        "group_created" => "{who} added a group",
        "group_changed" => "{who} changed a group",
        "group_deleted" => "{who} deleted a group",
        "member_added" => "{who} put somebody into a group",
        "member_removed" => "{who} took somebody out of a group",
        "policies_changed" => "{who} changed the policies of the server",
        "settings_changed" => "{who} changed the settings of the server",
        "licence_set" => "{who} installed a licence",
        "entry_type_set" => "{who} changed a type of entries",
        "subscription_set" => "{who} changed a subscription",
        "subscription_removed" => "{who} ended a subscription",
        "webhook_set" => "{who} changed a webhook",
        "webhook_removed" => "{who} removed a webhook",
        "webhook_tested" => "{who} tested a webhook",
        "database_created" => "{who} added the database",
        "database_imported" => "{who} imported a database",
        "database_changed" => "{who} changed the database",
        "database_deleted" => "{who} deleted a database",
        "database_opened" => "{who} opened the database",
        "database_closed" => "{who} closed the database",
        "retention_set" => "{who} changed how long things are kept",
        "master_password_changed" => "{who} changed the master password",
        "key_rotated" => "The key of a database was rotated",
        "objects_imported" => "{who} imported a file",
        "import_failed" => "An import of {who} did not work out",
        "import_undone" => "{who} undid an import",
        "assignment_set" => "{who} assigned somebody to a database",
        "assignment_removed" => "{who} took somebody off a database",
        "rule_set" => "{who} set a rule",
        "rule_removed" => "{who} took a rule away",
        "inheritance_set" => "{who} turned inheritance on or off",
        "object_created" => "{who} added",
        "object_changed" => "{who} changed",
        "object_moved" => "{who} moved",
        "object_copied" => "{who} copied",
        "object_deleted" => "{who} deleted",
        "object_restored" => "{who} restored",
        "object_purged" => "Something was deleted for good",
        "revealed" => "{who} looked at the secrets of",
        "exported" => "{who} exported from",
        "object_exported" => "{who} exported",
        "second_password_set" => "{who} changed a second password",
        "second_password_wrong" => "{who} gave a wrong second password",
        "lock_released" => "{who} released somebody else's lock",
        "grant_given" => "{who} gave somebody access",
        "grant_changed" => "{who} changed access that was given",
        "grant_revoked" => "{who} took access back",
        "grant_adopted" => "{who} adopted a grant",
        "seal_requested" => "{who} asked for sealed access to",
        "seal_voted" => "{who} voted on sealed access to",
        "seal_approved" => "{who} approved sealed access to",
        "seal_rejected" => "{who} rejected sealed access to",
        "seal_withdrawn" => "{who} withdrew a request for sealed access to",
        "seal_broken" => "{who} broke the seal of",
        "seal_taken_off" => "{who} took off the seal of",
        "sealed_again" => "{who} sealed again",
        "refused" => "{who} was refused something",
        "clock_behind" => "The clock of the server went back",
        "clock_accepted" => "{who} accepted the clock of the server",
        "webhook_disabled" => "A webhook did not answer for long and is called no more",
        "webhook_call_given_up" => "A call of a webhook was given up",
        "mail_given_up" => "A mail could not be delivered and was given up",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use strongroom_api::{
        notices::NamedRef,
        principals::{PrincipalKind, PrincipalRef},
    };
    use strongroom_domain::time::Instant;
    use uuid::Uuid;

    use super::*;

    fn notice(event: &str, text: &str, actor: Option<&str>, names: (Option<&str>, Option<&str>)) -> Notice {
        let named = |name: Option<&str>| name.map(|name| NamedRef { id: Uuid::nil(), name: name.into() });
        Notice {
            id: Uuid::nil(),
            kind: "subscribed".into(),
            at: Instant::from_micros(0),
            read: false,
            text: text.into(),
            actor: actor.map(|name| PrincipalRef {
                id: Uuid::nil(),
                kind: PrincipalKind::User,
                name: name.into(),
                full_name: None,
            }),
            person: None,
            database: named(names.0),
            object: named(names.1),
            grant: None,
            group: None,
            webhook: None,
            event: Some(event.into()),
        }
    }

    #[test]
    fn an_event_is_told_in_a_sentence() {
        let said =
            |event: &str, actor, names| sentence(&notice(event, &format!("{event}, by x: y"), actor, names));
        assert_eq!(said("sign_in_failed", None, (None, None)), "A sign-in failed");
        let mail = (Some("IT"), Some("Mail"));
        assert_eq!(said("object_exported", Some("ann"), mail), "ann exported “Mail” (IT)");
        assert_eq!(said("exported", Some("ann"), (Some("IT"), None)), "ann exported from “IT”");
        assert_eq!(said("rule_set", Some("ann"), mail), "ann set a rule: “Mail” (IT)");
        assert_eq!(
            said("object_deleted", None, (None, None)),
            "Somebody deleted something that you do not see any more"
        );
        assert_eq!(said("database_created", Some("ann"), (None, None)), "ann added a database");
        assert_eq!(said("database_created", Some("ann"), (Some("IT"), None)), "ann added the database “IT”");
        assert_eq!(said("weather", Some("ann"), mail), "weather, by x: y", "what is unknown stays");
        let served = notice("exported", "ann exported 7 entries", Some("ann"), mail);
        assert_eq!(sentence(&served), "ann exported 7 entries", "what is a sentence stays");
    }
}
