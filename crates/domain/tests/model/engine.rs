//! The engine's answers, as the model gives them: through every door it has (one object, the listing, demands,
//! explanations, moves), because each of them could be wrong by itself.

use strongroom_domain::{
    database::ObjectKind,
    id::{GrantId, ObjectId, UserId},
    rights::{
        Cause, Change, Extent, Index, MoveEffect, Permission, PermissionSet, Refusal, SealState, ServerRules,
        Target, View, Visibility,
    },
    time::Instant,
};

use crate::{
    compare::{Line, Sheet, difference, sheets},
    decision::{Model, Place, Seals, allowed},
    dice::Dice,
    explained::explanations,
    generate,
    grown::grown,
    shrink::shrink,
    sight::Sight,
    worked_cases::{Answers, Seen, check},
    world::{World, names, short},
};

/// A world in the engine's hands.
pub struct Engine {
    server: ServerRules,
    index: Index,
}

/// The engine, asked at one instant.
pub struct EngineAt<'e> {
    engine: &'e Engine,
    now: Instant,
}

impl Engine {
    /// The database compiled as a whole.
    pub fn compiled(world: &World) -> Self {
        let mut index = Index::compile(&world.rules, 1).unwrap();
        world.bin.iter().for_each(|object| index.apply(Change::Bin { object: *object, on: true }).unwrap());
        Self::with_index(world, index)
    }

    /// The same database, come to be by one change after the other.
    pub fn grown(world: &World, dice: &mut Dice) -> Self {
        Self::with_index(world, grown(world, dice))
    }

    fn with_index(world: &World, index: Index) -> Self {
        Self { server: ServerRules::new(world.directory.clone(), world.policies, 1), index }
    }

    pub const fn at(&self, now: Instant) -> EngineAt<'_> {
        EngineAt { engine: self, now }
    }
}

impl<'e> EngineAt<'e> {
    fn view(&self, user: UserId) -> View<'e> {
        self.engine.index.view(&self.engine.server, user, self.now)
    }
}

impl Answers for EngineAt<'_> {
    fn permissions(&self, user: UserId, place: Place) -> PermissionSet {
        match place {
            Place::Database => self.view(user).database(),
            Place::Object(object) => self.view(user).object(object).unwrap(),
        }
    }

    fn seen(&self, user: UserId, object: ObjectId) -> Seen {
        match self.view(user).visibility(object) {
            Visibility::Hidden => Seen::Hidden,
            Visibility::Stub => Seen::Stub,
            Visibility::Sealed { .. } => Seen::Sealed,
            Visibility::Visible { .. } => Seen::Visible,
        }
    }
}

/// How much of the engine is asked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Depth {
    /// Every permission, what is seen, what is had without seals; object by object and in the listing.
    Answers,
    /// Also the index grown by changes, demands, explanations, and one move.
    Doors,
    /// Also every move.
    Moves,
}

/// The first thing in which the engine does not do what the model says; the world's seed chooses the order of
/// changes and the move that are tried.
fn engine_difference(world: &World, seed: u64, depth: Depth) -> Option<String> {
    let dice = &mut Dice::new(!seed);
    let compiled = Engine::compiled(world);
    let grown = (depth >= Depth::Doors).then(|| Engine::grown(world, dice));
    for &now in &world.instants {
        let model = Model::new(world, now);
        let sheets = sheets(&model);
        if let Some(found) = difference(&sheets, now, &compiled.at(now)) {
            return Some(found);
        }
        let of =
            |sheet: &Sheet, found| format!("{} at {}: {found}", short(sheet.user.to_bytes()), now.micros());
        for sheet in &sheets {
            if let Some(found) = listed(sheet, &compiled.at(now).view(sheet.user), &compiled.index) {
                return Some(of(sheet, found));
            }
        }
        let Some(grown) = &grown else { continue };
        if let Some(found) = difference(&sheets, now, &grown.at(now)) {
            return Some(format!("come to be by changes, {found}"));
        }
        for sheet in &sheets {
            let view = compiled.at(now).view(sheet.user);
            if let Some(found) = demands(&model, sheet, &view).or_else(|| explanations(&model, sheet, &view))
            {
                return Some(of(sheet, found));
            }
        }
        if let Some(found) = moves(&model, &compiled, dice, depth) {
            return Some(found);
        }
    }
    None
}

/// The listing, the seals, and what may be given on.
fn listed(sheet: &Sheet, view: &View<'_>, index: &Index) -> Option<String> {
    let listing = view.listing();
    for line in &sheet.objects {
        let object = short(line.object.to_bytes());
        let alone = view.visibility(line.object);
        let listed = listing.get(index.slot(line.object).unwrap());
        if listed != alone {
            return Some(format!("{object}: {alone:?} alone, {listed:?} in the listing"));
        }
        if let Some(found) = seal_differs(&line.sight, alone) {
            return Some(format!("{object}: {found}"));
        }
        let found = view.object_without_seals(line.object).unwrap();
        if found != line.without_seals {
            let (expected, found) = (names(line.without_seals), names(found));
            return Some(format!(
                "{object} without seals: the model says `{expected}`, the engine `{found}`"
            ));
        }
        if let Visibility::Visible { rights, .. } = alone
            && rights != line.rights
        {
            return Some(format!("{object}: other rights in the listing"));
        }
    }
    let is = |seen: Seen| sheet.objects.iter().filter(|line| line.seen() == seen).count();
    let (visible, shown) = (is(Seen::Visible), sheet.objects.len() - is(Seen::Hidden));
    let iterated = listing.iter().filter(|(_, seen)| *seen != Visibility::Hidden).count();
    let counted = (listing.visible(), listing.shown(), iterated);
    (counted != (visible, shown, shown))
        .then(|| format!("the listing counts {counted:?}, the model {:?}", (visible, shown)))
}

/// How near to being open.
fn nearness(state: SealState) -> u8 {
    match state {
        SealState::Sealed => 0,
        SealState::Waiting => 1,
        SealState::Approved => 2,
        SealState::Broken | SealState::Unsealed => 3,
    }
}

/// Of several seals the one nearest to being open is told; of two in the same state the older.
fn seal_differs(sight: &Sight, found: Visibility) -> Option<String> {
    let (Sight::Sealed(seals) | Sight::Visible(seals)) = sight else { return None };
    let told: Option<(GrantId, SealState)> = match found {
        Visibility::Sealed { grant, state } => Some((grant, state)),
        Visibility::Visible { seal, .. } => seal,
        Visibility::Hidden | Visibility::Stub => None,
    };
    let right = match told {
        None => seals.is_empty(),
        Some((id, state)) => {
            let nearest = seals.iter().all(|(_, other)| nearness(*other) <= nearness(state));
            let oldest = seals.iter().all(|(other, of)| *of != state || id <= *other);
            seals.contains(&(id, state)) && nearest && oldest
        }
    };
    (!right).then(|| format!("seals: the model says {seals:?}, the engine {told:?}"))
}

/// `require`, `require_below`, and who administers.
fn demands(model: &Model<'_>, sheet: &Sheet, view: &View<'_>) -> Option<String> {
    let sees_tree = model.sees_tree(sheet.user);
    if view.sees_tree() != sees_tree {
        return Some(format!("sees the tree: {}", view.sees_tree()));
    }
    if view.administers() != sheet.database.has(Permission::GrantAdminRights) {
        return Some(format!("administers: {}", view.administers()));
    }
    for permission in Permission::ALL {
        let granted = view.require(Target::Database, permission);
        if granted.is_ok() != sheet.database.has(permission) {
            return Some(format!("demand of {permission} at the database: {granted:?}"));
        }
    }
    let is_folder = |line: &&Line| {
        let nodes = &model.world.rules.nodes;
        nodes.iter().any(|node| node.id == line.object && node.kind == ObjectKind::Folder)
    };
    for permission in PermissionSet::OBJECT.iter() {
        let on_folders = sheet.objects.iter().filter(is_folder).any(|line| line.rights.has(permission));
        let somewhere = view.has_somewhere(permission);
        if somewhere != (sheet.database.has(permission) || on_folders) {
            return Some(format!("{permission} is somewhere: {somewhere}"));
        }
    }
    for line in &sheet.objects {
        let object = short(line.object.to_bytes());
        let within = |other: &&Line| model.world.is_within(other.object, line.object);
        let below: Vec<_> = sheet.objects.iter().filter(within).collect();
        for permission in Permission::ALL {
            let granted = view.require(Target::Object(line.object), permission);
            if granted.is_ok() != line.rights.has(permission) {
                return Some(format!("demand of {permission} on {object}: {granted:?}"));
            }
            let granted_below = view.require_below(line.object, permission);
            if granted_below.is_ok() != below.iter().all(|other| other.rights.has(permission)) {
                return Some(format!("demand of {permission} on {object} and below: {granted_below:?}"));
            }
            if let Some(found) = outgoing(view, line, &below, permission) {
                return Some(found);
            }
            for refusal in [granted.err(), granted_below.err()].into_iter().flatten() {
                // What one may not see does not exist.
                let told = refusal != Refusal::NotFound;
                if told != (line.seen() != Seen::Hidden || sees_tree) {
                    return Some(format!("{object} is {:?} and the refusal says {refusal:?}", line.seen()));
                }
            }
        }
    }
    None
}

/// "what a person reads only through a grant that has a seal does not go out, and can not be copied or granted on"
fn outgoing(view: &View<'_>, line: &Line, all_below: &[&Line], permission: Permission) -> Option<String> {
    for below in [false, true] {
        let places: &[&Line] = if below { all_below } else { &[line] };
        let expected = places.iter().all(|place| place.without_seals.has(permission));
        let found = view.require_object(line.object, permission, Extent { below, outgoing: true });
        let sealed = line.rights.has(permission) && !line.without_seals.has(permission);
        let because_of_the_seal = Err(Refusal::Forbidden { permission, because: Cause::OnlyThroughSeal });
        if found.is_ok() != expected || sealed && found != because_of_the_seal {
            let object = short(line.object.to_bytes());
            return Some(format!("outgoing {permission} of {object}, below {below}: {found:?}"));
        }
    }
    None
}

/// Moves, tried for everybody: "refused where the mover would have more rights on it after than before".
fn moves(model: &Model<'_>, engine: &Engine, dice: &mut Dice, depth: Depth) -> Option<String> {
    let objects: Vec<_> = model.world.rules.nodes.iter().map(|node| node.id).collect();
    let targets: Vec<_> = objects.iter().copied().map(Some).chain([None]).collect();
    if objects.is_empty() {
        return None;
    }
    if depth < Depth::Moves {
        return one_move(model, engine, dice.pick(&objects), dice.pick(&targets));
    }
    objects.iter().find_map(|object| targets.iter().find_map(|to| one_move(model, engine, *object, *to)))
}

fn one_move(model: &Model<'_>, engine: &Engine, moved: ObjectId, parent: Option<ObjectId>) -> Option<String> {
    let fits = parent.is_none_or(|parent| {
        model.world.node(parent).kind == ObjectKind::Folder && !model.world.is_within(parent, moved)
    });
    let mut moved_world = model.world.clone();
    if fits {
        moved_world
            .rules
            .nodes
            .iter_mut()
            .filter(|node| node.id == moved)
            .for_each(|node| node.parent = parent);
    }
    let after = Model::new(&moved_world, model.now);
    let to = parent.map_or_else(|| "the root".to_owned(), |parent| short(parent.to_bytes()));
    let what = format!("{} to {to} at {}", short(moved.to_bytes()), model.now.micros());
    for user in model.world.people() {
        let found = engine.at(model.now).view(user).move_effect(moved, parent);
        if found.is_ok() != fits {
            return Some(format!("a move of {what} fits: {fits}; the engine says {found:?}"));
        }
        let Ok(found) = found else { continue };
        let expected = effect(model, &after, user, moved);
        if expected != found {
            let user = short(user.to_bytes());
            return Some(format!("{user} moves {what}: the model says {expected:?}, the engine {found:?}"));
        }
    }
    None
}

fn effect(model: &Model<'_>, moved: &Model<'_>, user: UserId, object: ObjectId) -> MoveEffect {
    let mut effect = MoveEffect {
        before: model.effective(user, Place::Object(object)),
        after: moved.effective(user, Place::Object(object)),
        gains: false,
        loses: false,
    };
    for node in model.world.rules.nodes.iter().filter(|node| model.world.is_within(node.id, object)) {
        for seals in [Seals::AsTheyAre, Seals::NoneCounts] {
            let before = allowed(&model.reasons(user, Place::Object(node.id), seals));
            let after = allowed(&moved.reasons(user, Place::Object(node.id), seals));
            effect.gains |= !before.contains(after);
            effect.loses |= !after.contains(before);
        }
    }
    effect
}

#[test]
fn the_engine_decides_the_worked_cases_as_the_specification_does() {
    check(|world, then| then(&Engine::compiled(world).at(world.instants[0])));
}

/// Everything the engine can be asked about this world is as the model says.
pub fn nothing_differs(world: &World) {
    if let Some(found) = engine_difference(world, 0, Depth::Moves) {
        panic!("{found}\n{world}");
    }
}

/// A seed from the environment, to see one world; or none.
fn number_from(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("a number"))
}

/// Prints the world of the seed, what differs, and the smallest world in which something still does.
fn report(seed: u64) -> Option<String> {
    let world = generate::world(seed);
    engine_difference(&world, seed, Depth::Moves)?;
    let small = shrink(world, |world| engine_difference(world, seed, Depth::Moves).is_some());
    let found = engine_difference(&small, seed, Depth::Moves)?;
    Some(format!("STRONGROOM_SEED={seed}\n{found}\n{small}"))
}

// attack: A7, A9
#[test]
fn the_engine_and_the_model_agree_in_a_hundred_thousand_random_worlds() {
    if let Some(seed) = number_from("STRONGROOM_SEED") {
        println!("{}", generate::world(seed));
        if let Some(found) = report(seed) {
            panic!("{found}");
        }
        return;
    }
    let worlds = number_from("STRONGROOM_WORLDS").unwrap_or(100_000);
    let first = number_from("STRONGROOM_FIRST").unwrap_or(0);
    let half = |offset: u64| {
        let seeds = (first..first + worlds).skip(usize::try_from(offset).unwrap()).step_by(2);
        let differs = |seed: &u64| {
            // Every door is tried in each ninth world: they cost several times what the answers cost.
            let depth = if seed.is_multiple_of(9) { Depth::Doors } else { Depth::Answers };
            engine_difference(&generate::world(*seed), *seed, depth).is_some()
        };
        seeds.filter(differs).take(3).collect::<Vec<_>>()
    };
    let found = std::thread::scope(|scope| {
        let halves = [0, 1].map(|offset| scope.spawn(move || half(offset)));
        halves.into_iter().flat_map(|half| half.join().unwrap()).collect::<Vec<_>>()
    });
    let reports: Vec<_> = found.into_iter().filter_map(report).collect();
    assert!(reports.is_empty(), "the engine and the model differ:\n{}", reports.join("\n"));
}
