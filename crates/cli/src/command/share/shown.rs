//! Grants as they are listed: whom, what, until when, and how far each person has come with a seal.

use strongroom_api::{
    grants::{Grant, GrantSeal, SealPerson},
    principals::PrincipalRef,
};
use strongroom_domain::{rights::SealState, seal::SealEnd, time::Instant};

use crate::{
    clock,
    error::CliError,
    object::{seal, short_id, short_rights},
    output::{Output, Span, bad, faint, good, plain, strong},
};

/// Prints them; what is over comes last.
pub fn print(out: &Output, grants: &[Grant]) -> Result<(), CliError> {
    let now = clock::now();
    let (over, standing): (Vec<&Grant>, Vec<&Grant>) = grants.iter().partition(|grant| is_over(grant, now));
    if standing.is_empty() {
        out.say("nothing is shared with anybody by a grant")?;
    }
    standing.iter().try_for_each(|grant| one(out, grant, now))?;
    if !over.is_empty() {
        out.say("over:")?;
    }
    over.iter().try_for_each(|grant| one(out, grant, now))
}

/// Whether its period has passed.
pub fn is_over(grant: &Grant, now: Instant) -> bool {
    !grant.live && grant.valid_to.is_some_and(|end| end <= now)
}

/// Prints one.
pub fn one(out: &Output, grant: &Grant, now: Instant) -> Result<(), CliError> {
    let title = grant.title.clone().unwrap_or_else(|| short_id(grant.object));
    let text = format!(
        "  to {}: {}, by {}",
        name(grant.grantee.as_ref()),
        short_rights(&grant.permissions),
        name(grant.author.as_ref())
    );
    out.line(&[strong(title), plain(text), mark(grant, now)])?;
    if let Some(period) = period(grant, now) {
        out.say(format!("    {period}"))?;
    }
    if let Some(note) = &grant.note {
        out.say(format!("    note: {note}"))?;
    }
    if let Some(held) = &grant.seal {
        terms(out, held)?;
    }
    out.line(&[faint(format!("    id {}", grant.id))])
}

fn mark(grant: &Grant, now: Instant) -> Span {
    if grant.suspended == Some(true) {
        return bad("  suspended: whoever gave it has lost the right to");
    }
    match grant.live {
        true => plain(""),
        false if is_over(grant, now) => bad("  over"),
        false => faint("  not yet"),
    }
}

fn period(grant: &Grant, now: Instant) -> Option<String> {
    let from = grant.valid_from.map(|from| format!("from {}", clock::shown(from)));
    let verb = if is_over(grant, now) { "ended" } else { "until" };
    let to = grant.valid_to.map(|to| format!("{verb} {}", clock::end_shown(to)));
    let parts: Vec<String> = [from, to].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn terms(out: &Output, held: &GrantSeal) -> Result<(), CliError> {
    let open = match held.open_for {
        Some(seconds) => format!("open for {} once broken", duration(seconds)),
        None => "open until it is sealed again".to_owned(),
    };
    let approvers = names(&held.approvers);
    out.say(format!("    seal: needs {} of {approvers}; {open}", held.quorum))?;
    if held.people.is_empty() {
        let state = held.state;
        return out.line(&[plain("      "), coloured(state)]);
    }
    held.people.iter().try_for_each(|it| {
        let who = format!("      {}: ", name(it.person.as_ref()));
        out.line(&[plain(who), coloured(it.state), plain(progress(it, held.quorum))])
    })
}

fn coloured(state: SealState) -> Span {
    if state.is_open() { good(seal(state)) } else { bad(seal(state)) }
}

/// What stands behind the state of a person.
fn progress(it: &SealPerson, quorum: u32) -> String {
    let mut text = String::new();
    if let Some(until) = it.until {
        text.push_str(&format!(" until {}", clock::shown(until)));
    }
    if !it.approvals.is_empty() {
        let approved = it.approvals.len();
        text.push_str(&format!(", approved by {} ({approved} of {quorum})", names(&it.approvals)));
    }
    if !it.unseals.is_empty() {
        text.push_str(&format!(", to be taken off by the votes of {}", names(&it.unseals)));
    }
    text.push_str(it.ended.map_or("", end));
    match &it.reason {
        Some(reason) if it.ended == Some(SealEnd::Rejected) => text.push_str(&format!(": {reason}")),
        Some(reason) => text.push_str(&format!(", asked for because: {reason}")),
        None => {}
    }
    text
}

/// How it came that the person is back at sealed.
const fn end(end: SealEnd) -> &'static str {
    match end {
        SealEnd::Rejected => ", rejected",
        SealEnd::RequestOver => ", nobody decided in time",
        SealEnd::ApprovalOver => ", the approval was not used in time",
        SealEnd::PeriodOver => ", its time is over",
    }
}

fn duration(seconds: i64) -> String {
    match (seconds % 3600, seconds % 60) {
        (0, _) if seconds > 3600 => format!("{} hours", seconds / 3600),
        (_, 0) => format!("{} minutes", seconds / 60),
        _ => format!("{seconds} seconds"),
    }
}

fn names(of: &[PrincipalRef]) -> String {
    if of.is_empty() {
        return "nobody that is left".into();
    }
    of.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn name(who: Option<&PrincipalRef>) -> &str {
    who.map_or("(deleted)", |who| &who.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_clock_ended_is_not_told_as_rejected() {
        let told = |ended, reason: Option<&str>| {
            let person = SealPerson {
                person: None,
                state: SealState::Sealed,
                since: None,
                until: None,
                request: None,
                ended,
                reason: reason.map(str::to_owned),
                approvals: Vec::new(),
                unseals: Vec::new(),
            };
            progress(&person, 1)
        };
        assert_eq!(told(Some(SealEnd::Rejected), Some("no")), ", rejected: no");
        let over = told(Some(SealEnd::RequestOver), Some("please"));
        assert_eq!(over, ", nobody decided in time, asked for because: please");
        for end in [SealEnd::ApprovalOver, SealEnd::PeriodOver] {
            let over = told(Some(end), Some("please"));
            assert!(!over.contains("reject") && over.ends_with(", asked for because: please"), "{over}");
        }
        assert_eq!(told(None, None), "");
    }
}
