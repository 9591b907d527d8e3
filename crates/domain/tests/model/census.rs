//! How often each sentence of the specification decides in the random worlds. A generator that never reaches a
//! sentence compares nothing there, so the counts are printed, and too rare a sentence is a failure.

use std::{collections::BTreeMap, fmt};

use strongroom_domain::{
    account::Principal,
    id::{ObjectId, UserId},
    rights::{Grant, Permission},
};

use crate::{
    decision::{Model, Place, Seals, Why, allowed},
    sight::Sight,
    worked_cases::Seen,
    world::World,
};

/// Counts over many worlds.
#[derive(Default)]
pub struct Census {
    pub worlds: usize,
    pub questions: usize,
    reasons: BTreeMap<(bool, Why), usize>,
    seen: BTreeMap<Seen, usize>,
    special: BTreeMap<&'static str, usize>,
}

/// What has to happen in the worlds besides each reason and each kind of sight.
const SPECIAL: [&str; 12] = [
    "a grant rests on a grant",
    "a grant rests on a grant that rests on a grant",
    "grants in a circle",
    "a grant that gives only beyond a cut",
    "a grant is not supported",
    "a cut takes an allow away",
    "a letter box: add without read",
    "a gate by grant with a live assignment",
    "a seal shown on a visible object",
    "two seals on one object",
    "a sealed folder with something visible below",
    "read only through an open seal",
];

impl Census {
    /// Counts one world at one instant.
    pub fn count(&mut self, model: &Model<'_>) {
        self.worlds += 1;
        let places: Vec<_> = model.world.rules.nodes.iter().map(|node| Place::Object(node.id)).collect();
        for user in model.world.people() {
            let sights = model.sights(user);
            for &place in [Place::Database].iter().chain(&places) {
                for (_, why) in model.reasons(user, place, Seals::AsTheyAre) {
                    self.questions += 1;
                    *self.reasons.entry((place == Place::Database, why)).or_default() += 1;
                }
                if let Place::Object(object) = place {
                    let sight = &sights.iter().find(|(other, _)| *other == object).unwrap().1;
                    *self.seen.entry(Seen::from(sight)).or_default() += 1;
                    self.count_seals(model, object, sight, &sights);
                    self.count_special(model, user, place);
                }
            }
        }
        self.count_cut(model);
        self.count_chains(model);
    }

    fn special(&mut self, what: &'static str) {
        assert!(SPECIAL.contains(&what), "`{what}` is not listed");
        *self.special.entry(what).or_default() += 1;
    }

    fn count_seals(&mut self, model: &Model<'_>, object: ObjectId, sight: &Sight, all: &[(ObjectId, Sight)]) {
        let (Sight::Sealed(seals) | Sight::Visible(seals)) = sight else { return };
        if seals.len() > 1 {
            self.special("two seals on one object");
        }
        let below = |other| other != object && model.world.is_within(other, object);
        let seen = |(other, sight): &(ObjectId, Sight)| matches!(sight, Sight::Visible(_)) && below(*other);
        match sight {
            Sight::Visible(_) if !seals.is_empty() => self.special("a seal shown on a visible object"),
            Sight::Sealed(_) if all.iter().any(seen) => {
                self.special("a sealed folder with something visible below");
            }
            _ => {}
        }
    }

    fn count_special(&mut self, model: &Model<'_>, user: UserId, place: Place) {
        let has = model.effective(user, place);
        if has.has(Permission::AddEntries) && !has.has(Permission::ReadEntries) {
            self.special("a letter box: add without read");
        }
        if has.has(Permission::ReadEntries)
            && !allowed(&model.reasons(user, place, Seals::NoneCounts)).has(Permission::ReadEntries)
        {
            self.special("read only through an open seal");
        }
        let at_database = model.reasons(user, Place::Database, Seals::AsTheyAre);
        if model.is_assigned(user) && at_database.contains(&(Permission::AccessDatabase, Why::GateByGrant)) {
            self.special("a gate by grant with a live assignment");
        }
    }

    /// Whether turning inheritance on everywhere would give somebody more.
    fn count_cut(&mut self, model: &Model<'_>) {
        if model.world.rules.nodes.iter().all(|node| node.inheritance) {
            return;
        }
        let mut open: World = model.world.clone();
        open.rules.nodes.iter_mut().for_each(|node| node.inheritance = true);
        if more(model, &Model::new(&open, model.now)) {
            self.special("a cut takes an allow away");
        }
    }

    /// Whether somebody has something through a grant whose author has it through a grant; and whether a live grant
    /// gives less than it says.
    fn count_chains(&mut self, model: &Model<'_>) {
        // What needs no grant stands in the first round, then one step of a chain a round, and the last changes nothing.
        if model.rounds > 4 {
            self.special("a grant rests on a grant that rests on a grant");
        }
        let live: Vec<_> = model.world.rules.grants.iter().map(|(_, grant)| grant).collect();
        let to_author = |grant: &Grant, other: &Grant| grant.grantee == Principal::User(other.author);
        if live.iter().any(|one| live.iter().any(|other| to_author(one, other) && to_author(other, one))) {
            self.special("grants in a circle");
        }
        for (_, grant) in &model.world.rules.grants {
            if grant.seal.is_some() || !grant.is_live(model.now) {
                continue;
            }
            if model.gives_only_beyond_a_cut(grant) {
                self.special("a grant that gives only beyond a cut");
            }
            let place = Place::Object(grant.object);
            let reasons = model.reasons(grant.author, place, Seals::NoneCounts);
            let why = |permission| reasons.iter().find(|(of, _)| *of == permission).map(|(_, why)| *why);
            let held = allowed(&reasons);
            if held.has(Permission::GrantAccess) && why(Permission::GrantAccess) == Some(Why::AllowedByGrant)
            {
                self.special("a grant rests on a grant");
            }
            if !held.contains(grant.permissions.with(Permission::GrantAccess)) {
                self.special("a grant is not supported");
            }
        }
    }

    /// Every sentence decided at least once in a hundred worlds, every special case once in five hundred.
    pub fn assert_nothing_is_rare(&self) {
        use Why::*;
        let everywhere =
            [AccountGone, PolicyDisabled, PrivateOwner, PrivateOther, SuperAdministrator, GateDenied];
        let everywhere = everywhere.into_iter().chain([GateShut, DeniedAtDatabase, AllowedAtDatabase]);
        let everywhere = everywhere.chain([PolicyEnabled, NothingAllows, Closure]);
        let expected = everywhere.flat_map(|why| [(true, why), (false, why)]);
        let expected = expected.chain([(true, GateOpen), (true, GateByGrant), (true, PolicyEnabledByGrant)]);
        let objects = [DeniedOnPath, AllowedByRule, AllowedByGrant, AllowedByOpenSeal];
        let enough = |count: Option<&usize>| count.copied().unwrap_or(0) * 100 >= self.worlds;
        for key in expected.chain(objects.map(|why| (false, why))) {
            assert!(enough(self.reasons.get(&key)), "{key:?} decides in too few worlds\n{self}");
        }
        for seen in [Seen::Hidden, Seen::Stub, Seen::Sealed, Seen::Visible] {
            assert!(enough(self.seen.get(&seen)), "{seen:?} is seen in too few worlds\n{self}");
        }
        for what in SPECIAL {
            assert!(
                self.special.get(what).is_some_and(|count| count * 500 >= self.worlds),
                "{what}: in too few worlds\n{self}"
            );
        }
    }
}

fn more(before: &Model<'_>, after: &Model<'_>) -> bool {
    before.world.people().into_iter().any(|user| {
        before.world.rules.nodes.iter().any(|node| {
            let place = Place::Object(node.id);
            !before.effective(user, place).contains(after.effective(user, place))
        })
    })
}

impl fmt::Display for Census {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} worlds at an instant, {} permissions decided", self.worlds, self.questions)?;
        for ((database, why), count) in &self.reasons {
            let place = if *database { "database" } else { "object" };
            writeln!(f, "  {count:>10}  {place:<8} {why:?}")?;
        }
        for (seen, count) in &self.seen {
            writeln!(f, "  {count:>10}  objects  {seen:?}")?;
        }
        for (what, count) in &self.special {
            writeln!(f, "  {count:>10}  {what}")?;
        }
        Ok(())
    }
}

#[test]
fn the_random_worlds_reach_every_sentence_of_the_specification() {
    let mut census = Census::default();
    for seed in 0..5_000 {
        let world = crate::generate::world(seed);
        for &now in &world.instants {
            census.count(&Model::new(&world, now));
        }
    }
    println!("{census}");
    census.assert_nothing_is_rare();
}
