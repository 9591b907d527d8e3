//! What grants give: as far as their authors support them, at the very object that is asked about.
//!
//! The rights of authors may rest on other grants, whose authors' may rest on others. All people who matter for one
//! object start with what they have without grants, and what that supports is added until nothing changes: the least
//! fixed point. So a ring of grants gives nothing that comes from nowhere else.

use hashbrown::HashMap;

use super::{
    Footing, Question, Reach, Rules, Silent, Stand, Trace,
    closure::close,
    object::{Seals, reach},
};
use crate::{
    id::{GrantId, UserId},
    rights::{
        Cause, Permission, PermissionSet,
        index::{Place, Placed, Slot},
    },
};

/// How the authors stand in the database, kept for the next object. Belongs to one database, server state and instant.
#[derive(Debug, Default)]
pub struct Circle {
    stands: HashMap<UserId, Stand>,
}

impl Circle {
    pub fn stand(&mut self, asked: &Question<'_>, user: UserId) -> &Stand {
        self.stands.entry(user).or_insert_with(|| Stand::new(asked.index, asked.server, user, asked.now))
    }
}

/// A live grant that reaches the object.
struct Reaching<'a> {
    id: GrantId,
    placed: &'a Placed,
    /// The position of the author among the people; set once the grant matters.
    author: Option<usize>,
}

/// Somebody whose rights on the object matter.
struct Person {
    /// What marks give and take.
    reach: Reach,
    /// Positions of the grants that may give the person something.
    gifts: Vec<usize>,
    rights: PermissionSet,
}

/// What grants give the person on the object.
pub fn given<T: Trace>(
    asked: &Question<'_>,
    person: &Stand,
    rules: &Rules,
    slot: Slot,
    own: Reach,
    circle: &mut Circle,
    trace: &mut T,
) -> PermissionSet {
    let mut grants = reaching(asked, slot);
    let to_person = |grant: &Reaching<'_>| rules.is_subject(grant.placed.grantee);
    let gifts =
        positions(&grants, |grant| to_person(grant) && asked.is_active(person, grant.id, grant.placed));
    if T::LISTENS {
        tell_withheld(asked, person, rules, slot, &grants, trace);
    }
    if gifts.is_empty() {
        return PermissionSet::EMPTY;
    }
    let mut people = vec![Person { reach: own, gifts, rights: PermissionSet::EMPTY }];
    gather(asked, slot, &mut grants, &mut people, circle);
    settle(asked, &grants, &mut people);

    let mut given = PermissionSet::EMPTY;
    for grant in people.first().iter().flat_map(|person| &person.gifts).filter_map(|&gift| grants.get(gift)) {
        let gives = supported(grant, &people);
        trace.allows(gives, |_| grant.allows());
        trace.withholds(grant.placed.says().minus(gives), |_| Cause::Suspended { grant: grant.id });
        given = given.union(gives);
    }
    given
}

impl Reaching<'_> {
    const fn allows(&self) -> Cause {
        let grant = &self.placed.grant;
        Cause::GrantAllows {
            grant: self.id,
            object: grant.object,
            grantee: grant.grantee,
            author: grant.author,
        }
    }
}

/// The live grants on the path from which the object is not cut off.
fn reaching<'a>(asked: &Question<'a>, slot: Slot) -> Vec<Reaching<'a>> {
    let mut grants = Vec::new();
    for place in asked.index.tree.places_up(asked.route, slot) {
        grants_at(asked, place, &mut grants);
        if place.cut {
            break;
        }
    }
    grants
}

fn grants_at<'a>(asked: &Question<'a>, place: &Place, grants: &mut Vec<Reaching<'a>>) {
    let placed = place.grants.iter().filter_map(|&id| Some((id, asked.index.grants.get(&id)?)));
    let live = placed.filter(|(_, placed)| placed.grant.is_live(asked.now));
    grants.extend(live.map(|(id, placed)| Reaching { id, placed, author: None }));
}

fn positions(grants: &[Reaching<'_>], of: impl Fn(&Reaching<'_>) -> bool) -> Vec<usize> {
    grants.iter().enumerate().filter(|(_, grant)| of(grant)).map(|(position, _)| position).collect()
}

/// Adds the authors of all gifts, the authors of gifts to them, and so on.
fn gather(
    asked: &Question<'_>,
    slot: Slot,
    grants: &mut [Reaching<'_>],
    people: &mut Vec<Person>,
    circle: &mut Circle,
) {
    // The person asked about may be an author too, with other gifts: an author's never have a seal.
    let mut numbers: HashMap<UserId, usize> = HashMap::new();
    let mut next = 0;
    while let Some(person) = people.get(next) {
        for gift in person.gifts.clone() {
            let Some(author) = grants.get(gift).map(|grant| grant.placed.grant.author) else { continue };
            let number = *numbers.entry(author).or_insert_with(|| {
                people.push(author_of(asked, circle.stand(asked, author), slot, grants));
                people.len() - 1
            });
            if let Some(grant) = grants.get_mut(gift) {
                grant.author = Some(number);
            }
        }
        next += 1;
    }
}

fn author_of(asked: &Question<'_>, author: &Stand, slot: Slot, grants: &[Reaching<'_>]) -> Person {
    let nothing = Reach { allow: PermissionSet::EMPTY, deny: PermissionSet::OBJECT };
    let (reach, gifts) = match &author.footing {
        Footing::Nothing(_) => (nothing, Vec::new()),
        Footing::Everything(_) => {
            (Reach { allow: PermissionSet::OBJECT, deny: PermissionSet::EMPTY }, Vec::new())
        }
        Footing::Rules(rules) => {
            let gift = |grant: &Reaching<'_>| {
                grant.placed.grant.seal.is_none() && rules.is_subject(grant.placed.grantee)
            };
            (reach(asked, rules, slot, &mut Silent), positions(grants, gift))
        }
    };
    Person { reach, gifts, rights: PermissionSet::EMPTY }
}

/// Raises everybody's rights until nobody's change. Rights only grow and there are eight of them a person, so it ends.
fn settle(asked: &Question<'_>, grants: &[Reaching<'_>], people: &mut [Person]) {
    let left = PermissionSet::OBJECT.minus(asked.server.gone());
    loop {
        let mut changed = false;
        for number in 0..people.len() {
            let Some(person) = people.get(number) else { continue };
            let gifts = person.gifts.iter().filter_map(|&gift| grants.get(gift));
            let given = gifts.fold(PermissionSet::EMPTY, |sum, grant| sum.union(supported(grant, people)));
            let had = person.reach.with(given).intersection(left);
            let rights = close(had, Permission::AccessEntries, &mut Silent);
            changed |= rights != person.rights;
            if let Some(person) = people.get_mut(number) {
                person.rights = rights;
            }
        }
        if !changed {
            return;
        }
    }
}

/// What the grant gives, the author's rights being what they are.
fn supported(grant: &Reaching<'_>, people: &[Person]) -> PermissionSet {
    match grant.author.and_then(|author| people.get(author)) {
        Some(author) if author.rights.has(Permission::GrantAccess) => {
            grant.placed.says().intersection(author.rights)
        }
        _ => PermissionSet::EMPTY,
    }
}

/// Grants to the person on the path that give nothing here: sealed, or cut off.
fn tell_withheld<T: Trace>(
    asked: &Question<'_>,
    person: &Stand,
    rules: &Rules,
    slot: Slot,
    reaching: &[Reaching<'_>],
    trace: &mut T,
) {
    for grant in reaching.iter().filter(|grant| rules.is_subject(grant.placed.grantee)) {
        if let (Some(seal), false) =
            (&grant.placed.grant.seal, asked.is_active(person, grant.id, grant.placed))
        {
            let state = seal.state(person.user, asked.now);
            let through = asked.seals == Seals::None && seal.is_open(person.user, asked.now);
            let cause = if through { Cause::OnlyThroughSeal } else { Cause::Seal { grant: grant.id, state } };
            trace.withholds(grant.placed.says(), |_| cause);
        }
    }
    let path = || asked.index.tree.places_up(asked.route, slot);
    let Some(cut) = path().find(|place| place.cut) else { return };
    let mut beyond = Vec::new();
    for place in path().skip_while(|place| !place.cut).skip(1) {
        grants_at(asked, place, &mut beyond);
    }
    let object = asked.index.tree.id(cut.slot);
    for grant in beyond.iter().filter(|grant| rules.is_subject(grant.placed.grantee)) {
        trace.withholds(grant.placed.says(), |_| Cause::Cut { object });
    }
}
