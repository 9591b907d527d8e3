//! What a notice says, in a sentence. Made from what its reader may see: there is nothing else here to say.

use strongroom_domain::notice::NoticeKind;

use super::{concerned::NOTE_CHANGED, inbox::NoticeView};

/// The sentence of a notice. `about_reader`: the person that it is about reads it. `about_object`: it is about an object,
/// which the reader may not see any more.
pub fn sentence(view: &NoticeView, about_reader: bool, about_object: bool) -> String {
    let actor = view.actor.as_ref().map_or("Somebody", |actor| actor.name.as_str());
    let person = match (&view.person, about_reader) {
        (Some(person), _) => person.name.as_str(),
        (None, true) => "you",
        (None, false) => "somebody",
    };
    let request = match person {
        "you" => "Your request".to_owned(),
        person => format!("The request of {person}"),
    };
    let object = object(view, about_object);
    let group = view.group.as_ref().map_or("a group", |group| group.name.as_str());
    let what = match view.kind {
        NoticeKind::SealRequested => format!("{actor} asks for {object}: the request waits for approval"),
        NoticeKind::SealApproved => format!("{request} for {object} was approved"),
        NoticeKind::SealRejected => format!("{request} for {object} was rejected"),
        NoticeKind::SealBroken => format!("{actor} broke the seal on {object}"),
        NoticeKind::SealTakenOff => format!("The seal on {object} was taken off for {person}"),
        NoticeKind::SealedAgain => format!("{object} was sealed again for {person}"),
        NoticeKind::SealPeriodOver => format!("A period of the seal on {object} is over: it is sealed again"),
        NoticeKind::GrantGiven => format!("{actor} gave you access to {object}"),
        NoticeKind::GrantChanged if view.event.as_deref() == Some(NOTE_CHANGED) => {
            format!("{actor} changed the note on your access to {object}")
        }
        NoticeKind::GrantChanged => format!("{actor} changed your access to {object}"),
        NoticeKind::GrantRevoked => format!("{actor} took back access to {object}"),
        NoticeKind::GrantEnded => format!("The period of your access to {object} is over"),
        NoticeKind::GrantSuspended => {
            format!("A grant by {person} on {object} gives nothing any more: adopt or revoke it")
        }
        NoticeKind::LockReleased => format!("{actor} released your lock on {object}"),
        NoticeKind::PasswordReset => format!("{actor} set your password; your sessions ended"),
        NoticeKind::AccountChanged => format!("{actor} changed your account"),
        NoticeKind::MembersChanged => format!("The members of {group} changed{}", members(view, person)),
        NoticeKind::SecondPasswordSet => format!("{actor} changed the second password of {object}"),
        NoticeKind::ImportFinished => "An import is done".to_owned(),
        NoticeKind::ImportFailed => "An import did not work out; nothing of it was kept".to_owned(),
        NoticeKind::EntryExpires => format!("{object} ends within a week"),
        NoticeKind::Subscribed => match &view.event {
            Some(event) => format!("{event}, by {actor}: {object}"),
            None => "Something that you may not hear of any more".to_owned(),
        },
        NoticeKind::WebhookDisabled => "A webhook did not answer for long and is called no more".to_owned(),
    };
    let mut all = upper(&what);
    if let Some(database) =
        view.database.as_ref().filter(|_| view.kind != NoticeKind::Subscribed || about_object)
    {
        all.push_str(" (");
        all.push_str(&database.name);
        all.push(')');
    }
    all
}

fn object(view: &NoticeView, about_object: bool) -> String {
    match (&view.object, about_object, &view.database) {
        (Some(object), _, _) => format!("“{}”", object.name),
        (None, true, _) => "an entry that you do not see any more".to_owned(),
        (None, false, Some(database)) => database.name.clone(),
        (None, false, None) => "the server".to_owned(),
    }
}

fn members(view: &NoticeView, person: &str) -> String {
    let were = if person == "you" { "were" } else { "was" };
    match view.event.as_deref() {
        Some("member_added") => format!(": {person} came in"),
        Some("member_removed") => format!(": {person} {were} taken out"),
        Some(_) => ": an account was deleted".to_owned(),
        None => String::new(),
    }
}

/// The first letter of a sentence that begins with a word of the product.
fn upper(text: &str) -> String {
    match text.strip_prefix("an entry ") {
        Some(rest) => format!("An entry {rest}"),
        None => text.to_owned(),
    }
}
