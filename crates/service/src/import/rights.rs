//! Rights that an archive brings: who of them is known here, and what of them the importer may hand out.
//!
//! A principal is found by its id, which is the same on the same server, or else by its name. What an archive allows is
//! judged like anything that the importer would set by hand; what is refused is left out. Never is anything wider than it
//! was: where somebody is not known here and was denied anything, a known member of that group may have been kept out by
//! it, so nothing of the rights is taken. The same holds where a denial could not be set for another reason.
//!
//! Whoever wrote the archive may want the importer to be deceived: shown is who somebody is here, not what the archive
//! calls them; nobody stands twice in a place; and who was looked at is who gets it, or nothing comes in.

use std::collections::{HashMap, HashSet};

use strongroom_domain::{
    account::Principal,
    administration::handing_out_by,
    database::{Assignment, DatabaseKind, DatabaseRules, Node, ObjectRule},
    id::{DatabaseId, GroupId, UserId},
    rights::{HandingOut, Index, Marks, RuleChange, ServerRules},
    time::Instant,
};
use strongroom_formats::export::{Named, Rights};
use uuid::Uuid;

use super::build::Built;
use crate::{accounts::state::Accounts, databases::create::Planned, error::ServiceError, service::Service};

/// So many assignments, rules and marks of inheritance are taken at most: each is a row and a record in the last commit,
/// for which everybody waits.
const AT_ONCE: usize = 100_000;
/// So often it is looked whether the importer hands something out, at the most: each assignment and each rule at each place
/// where inheritance ends. Some tenths of a second of work.
const JUDGED: usize = 20_000_000;

/// What the rights of an archive come to here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RightsPreview {
    /// Assignments that are of somebody known here.
    pub assignments: u64,
    /// Rules that are of somebody known here.
    pub rules: u64,
    /// Folders and entries that inherit nothing.
    pub inheritance_off: u64,
    /// Who is known.
    pub known: Vec<FoundHere>,
    /// Who is not known here: the name in the archive, and whether a group.
    pub unknown: Vec<(String, bool)>,
    /// Somebody unknown was denied something: nothing of the rights can be taken.
    pub would_widen: bool,
}

/// Somebody of an archive who is known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundHere {
    /// Who it is here.
    pub principal: Principal,
    /// What they are called here.
    pub name: String,
    /// What the archive calls them.
    pub in_archive: String,
    /// Whether only the name is the same.
    pub by_name: bool,
}

impl FoundHere {
    /// Whether it is a group.
    pub const fn is_group(&self) -> bool {
        matches!(self.principal, Principal::Group(_))
    }
}

/// The rights of an archive that are to be taken, and what they came to when the importer last looked.
pub(super) struct Wanted {
    pub rights: Rights,
    pub looked_at: RightsPreview,
}

/// The principals of an archive as they are here.
pub(super) struct Matched {
    here: HashMap<Principal, Principal>,
    pub preview: RightsPreview,
}

impl Matched {
    pub fn of(accounts: &Accounts, rights: &Rights) -> Self {
        let denies = rights.assignments.iter().map(|it| (&it.of, !it.deny.is_empty()));
        let denies = denies.chain(rights.rules.iter().map(|it| (&it.of, !it.deny.is_empty())));
        let mut all: HashMap<Principal, (&Named, bool)> = HashMap::new();
        for (of, denied) in denies {
            all.entry(of.principal).or_insert((of, false)).1 |= denied;
        }
        // Those found by id first: a name is given to nobody a second time.
        let mut order: Vec<(&Named, bool)> = all.into_values().collect();
        order.sort_by_key(|(of, _)| (!by_id(accounts, of.principal), of.name.clone(), of.principal));
        let (mut here, mut taken) = (HashMap::new(), HashSet::new());
        let mut preview = RightsPreview::default();
        for (of, denied) in order {
            let is_group = matches!(of.principal, Principal::Group(_));
            let known = by_id(accounts, of.principal);
            let found = if known { Some(of.principal) } else { by_name(accounts, of) };
            match found.filter(|found| taken.insert(*found)) {
                Some(found) => {
                    here.insert(of.principal, found);
                    preview.known.push(FoundHere {
                        principal: found,
                        name: name_here(accounts, found).unwrap_or_default().to_owned(),
                        in_archive: of.name.clone(),
                        by_name: !known,
                    });
                }
                None => {
                    preview.unknown.push((of.name.clone(), is_group));
                    preview.would_widen |= denied;
                }
            }
        }
        let is_here = |of: &Named| here.contains_key(&of.principal);
        preview.assignments = rights.assignments.iter().filter(|it| is_here(&it.of)).count() as u64;
        preview.rules = rights.rules.iter().filter(|it| is_here(&it.of)).count() as u64;
        preview.inheritance_off = rights.inheritance_off.len() as u64;
        Self { here, preview }
    }
}

fn by_id(accounts: &Accounts, principal: Principal) -> bool {
    match principal {
        Principal::User(id) => accounts.user(id).is_some(),
        Principal::Group(id) => accounts.group(id).is_some(),
    }
}

fn name_here(accounts: &Accounts, principal: Principal) -> Option<&str> {
    match principal {
        Principal::User(id) => accounts.user(id).map(|user| user.record.username.as_str()),
        Principal::Group(id) => accounts.group(id).map(|group| group.record.name.as_str()),
    }
}

fn by_name(accounts: &Accounts, of: &Named) -> Option<Principal> {
    let user = |id: UserId| Principal::User(id);
    let group = |id: GroupId| Principal::Group(id);
    match of.principal {
        Principal::User(_) => accounts.user_named(&of.name).map(user),
        Principal::Group(_) => accounts.group_named(&of.name).map(group),
    }
}

/// Rights that are to be set in a new database.
#[derive(Default, Clone)]
pub(super) struct Brought {
    pub assignments: Vec<Assignment>,
    pub rules: Vec<ObjectRule>,
}

impl Brought {
    /// In the words of this server, for a database that `importer` makes; the importer's own place there is given by that.
    pub fn of(
        rights: &Rights,
        matched: &Matched,
        built: &Built,
        importer: UserId,
    ) -> Result<Self, ServiceError> {
        if matched.preview.would_widen {
            let text = "the rights of the archive deny something to somebody who is not known here: import it without them";
            return Err(ServiceError::Import(text.into()));
        }
        check_count(rights)?;
        let here = |of: &Named| matched.here.get(&of.principal).copied();
        let assignments = rights.assignments.iter().filter_map(|it| {
            let principal = here(&it.of).filter(|principal| *principal != Principal::User(importer))?;
            Some(Assignment { principal, period: it.period(), marks: it.marks() })
        });
        let rules = rights.rules.iter().filter_map(|it| {
            let (principal, object) = (here(&it.of)?, *built.ids.get(&it.object)?);
            Some(ObjectRule { object, principal, marks: it.marks() })
        });
        Ok(Self { assignments: assignments.collect(), rules: rules.collect() })
    }
}

impl Brought {
    /// What of the rights the importer may hand out in the database that is being made.
    pub(super) fn judged(
        &self,
        server: &ServerRules,
        (importer, now): (UserId, Instant),
        planned: &Planned,
        built: &Built,
    ) -> Result<Self, ServiceError> {
        let node = |place: &strongroom_store::objects::Place| Node {
            id: place.id,
            parent: place.parent,
            kind: place.kind,
            inheritance: place.inheritance,
        };
        let nodes = built.objects.iter().map(|object| node(&object.place)).collect();
        let index = in_the_making(planned.id, planned.assignment, nodes)?;
        let view = index.view(server, importer, now);
        let mut giver = HandingOut::by(&view);
        let mut may = |change: RuleChange| handing_out_by(&mut giver, &change).is_ok();
        let mut set = Self::default();
        for it in &self.assignments {
            let with = |marks| Assignment { marks, ..*it };
            let marks = at_least_denied(it.marks, |marks| may(RuleChange::SetAssignment(with(marks))))?;
            set.assignments.extend(marks.map(with));
        }
        for it in &self.rules {
            let with = |marks| ObjectRule { marks, ..*it };
            let marks = at_least_denied(it.marks, |marks| may(RuleChange::SetRule(with(marks))))?;
            set.rules.extend(marks.map(with));
        }
        Ok(set)
    }
}

impl Service {
    /// Who of the archive is known here, which has to be who was looked at.
    pub(super) fn still_matched(&self, wanted: &Wanted) -> Result<Matched, ServiceError> {
        let matched = self.match_rights(&wanted.rights);
        if matched.preview == wanted.looked_at {
            return Ok(matched);
        }
        let text = "who of the archive is known here is not who it was when you looked: look at it again";
        Err(ServiceError::Conflict(text.into()))
    }

    /// Who of the rights of an archive is known here.
    pub(super) fn match_rights(&self, rights: &Rights) -> Matched {
        Matched::of(&self.memory.accounts.read(), rights)
    }
}

/// Refuses more than is taken at once.
pub(super) fn check_count(rights: &Rights) -> Result<(), ServiceError> {
    let Rights { assignments, rules, inheritance_off } = rights;
    if assignments.len() + rules.len() + inheritance_off.len() > AT_ONCE {
        let what = format!("at most {AT_ONCE} rights are taken at once: import it without them");
        return Err(ServiceError::LimitReached { what: what.into(), limit: AT_ONCE });
    }
    if (assignments.len() + rules.len()).saturating_mul(inheritance_off.len() + 1) > JUDGED {
        let what =
            "there are too many rights for all the places where inheritance ends: import it without them";
        return Err(ServiceError::LimitReached { what: what.into(), limit: JUDGED });
    }
    Ok(())
}

/// A standard database with these objects, and nobody in it but who makes it.
pub(super) fn in_the_making(
    id: DatabaseId,
    maker: Option<Assignment>,
    nodes: Vec<Node>,
) -> Result<Index, ServiceError> {
    let rules = DatabaseRules {
        id,
        kind: DatabaseKind::Standard,
        nodes,
        assignments: maker.into_iter().collect(),
        rules: Vec::new(),
        grants: Vec::new(),
    };
    Index::compile(&rules, 0).map_err(|error| ServiceError::Internal(error.to_string().into()))
}

/// The marks, if all of them may be set, or else what they deny: what is denied to a group may keep out somebody who is
/// allowed it elsewhere. Absent where nothing is denied.
fn at_least_denied(marks: Marks, mut may: impl FnMut(Marks) -> bool) -> Result<Option<Marks>, ServiceError> {
    if may(marks) {
        return Ok(Some(marks));
    }
    let denied = Marks::denying(marks.deny());
    if marks.deny().is_empty() {
        return Ok(None);
    }
    if may(denied) {
        return Ok(Some(denied));
    }
    let text = "the rights of the archive deny something that you may not set: import it without them";
    Err(ServiceError::Import(text.into()))
}

/// Where inheritance is off, by the ids of the archive.
pub(super) fn cut(rights: Option<&Rights>) -> HashSet<Uuid> {
    rights.map_or_else(HashSet::new, |rights| rights.inheritance_off.iter().copied().collect())
}

#[cfg(test)]
mod tests {
    use strongroom_formats::export::Ruled;

    use super::*;

    // attack: R1
    #[test]
    fn no_more_rights_are_taken_at_once_than_one_commit_writes() {
        let of = |count: usize| Rights { inheritance_off: vec![Uuid::nil(); count], ..Rights::default() };
        assert!(check_count(&of(AT_ONCE)).is_ok());
        let refused = check_count(&of(AT_ONCE + 1));
        assert!(matches!(refused, Err(ServiceError::LimitReached { limit: AT_ONCE, .. })), "{refused:?}");
    }

    // attack: R1
    #[test]
    fn no_more_is_judged_than_is_done_in_a_moment() {
        let of = |rules: usize, cuts: usize| {
            let ruled = |number: usize| {
                let user = Principal::User(UserId::from_bytes([1; 16]));
                let name = Named { principal: user, name: "ann".to_owned() };
                Ruled::new(Uuid::from_u128(number as u128), name, Marks::NONE)
            };
            let inheritance_off = vec![Uuid::nil(); cuts];
            Rights { rules: (0..rules).map(ruled).collect(), inheritance_off, ..Rights::default() }
        };
        assert!(check_count(&of(90_000, 100)).is_ok() && check_count(&of(100, 90_000)).is_ok());
        let refused = check_count(&of(10_000, 10_000));
        assert!(matches!(refused, Err(ServiceError::LimitReached { limit: JUDGED, .. })), "{refused:?}");
    }
}
