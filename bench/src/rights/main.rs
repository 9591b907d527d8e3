//! What the rights engine costs. Medians of several runs.

mod cedar;
mod world;

use std::{hint::black_box, time::Duration, time::Instant as Clock};

use anyhow::ensure;
use cedar::Cedar;
use strongroom_domain::{
    id::{ObjectId, UserId},
    rights::{Index, Permission, ServerRules, Target, View},
    time::Instant,
};
use world::{Dice, USERS, database, object, server, user};

const OBJECTS: u64 = 1_000_000;
const RULES: u64 = 1_000;
const DECISIONS: u64 = 10_000;
const RUNS: usize = 9;
const NOW: Instant = Instant::from_micros(0);

/// One figure.
struct Figure {
    name: &'static str,
    value: f64,
    unit: &'static str,
    /// What is to be reached, if anything.
    most: Option<f64>,
}

fn median(runs: usize, mut run: impl FnMut() -> Duration) -> f64 {
    let mut times: Vec<f64> = (0..runs).map(|_| run().as_secs_f64()).collect();
    times.sort_unstable_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Clock::now();
    let result = black_box(work());
    (start.elapsed(), result)
}

/// Who is asked about what.
fn questions(objects: u64) -> Vec<(UserId, ObjectId)> {
    let mut dice = Dice::new(5);
    (0..DECISIONS).map(|_| (user(dice.below(USERS)), object(dice.below(objects)))).collect()
}

/// Somebody who sees a part of the database: the user whose number of visible objects is the median.
fn typical<'a>(index: &'a Index, server: &'a ServerRules) -> View<'a> {
    let mut views: Vec<(usize, View<'_>)> = (0..USERS.min(41))
        .map(|number| index.view(server, user(number), NOW))
        .map(|view| (view.listing().visible(), view))
        .filter(|(visible, _)| *visible > 0)
        .collect();
    views.sort_by_key(|(visible, _)| *visible);
    let middle = views.len() / 2;
    views.swap_remove(middle).1
}

fn engine(figures: &mut Vec<Figure>) {
    let server = server();
    let rules = database(OBJECTS, RULES);
    let compile = || timed(|| Index::compile(&rules, 1)).0;
    let time = median(3, compile);
    figures.push(Figure {
        name: "compile 1,000,000 objects, 1,000 rules",
        value: time * 1e3,
        unit: "ms",
        most: Some(1000.0),
    });

    let Ok(index) = Index::compile(&rules, 1) else { return };
    drop(rules);
    let bytes = index.heap_bytes() as f64 / OBJECTS as f64;
    figures.push(Figure {
        name: "memory of the index",
        value: bytes,
        unit: "bytes/object",
        most: Some(110.0),
    });

    let make =
        || timed(|| (0..USERS).map(|number| index.view(&server, user(number), NOW)).collect::<Vec<_>>()).0;
    let view = median(RUNS, make) / USERS as f64;
    figures.push(Figure { name: "make a view", value: view * 1e9, unit: "ns", most: None });

    let person = typical(&index, &server);
    let asked: Vec<ObjectId> = questions(OBJECTS).into_iter().map(|(_, object)| object).collect();
    let warm = per_decision(&person, asked.get(..1_000).unwrap_or_default(), 100);
    figures.push(Figure {
        name: "decide, 1,000 warm objects",
        value: warm * 1e9,
        unit: "ns",
        most: Some(200.0),
    });
    let met = |&&id: &&ObjectId| person.require(Target::Object(id), Permission::ReadEntries).is_ok();
    let visible: Vec<ObjectId> = asked.iter().filter(met).copied().take(100).collect();
    let allowed = per_decision(&person, &visible, 1_000);
    figures.push(Figure {
        name: "decide, 100 of them allowed",
        value: allowed * 1e9,
        unit: "ns",
        most: Some(200.0),
    });
    // Waits for memory: each object is far from the others, and nothing of it is in a cache.
    let cold = per_decision(&person, &asked, 1);
    figures.push(Figure {
        name: "decide, 10,000 objects far apart",
        value: cold * 1e9,
        unit: "ns",
        most: None,
    });
    let list = median(RUNS, || timed(|| person.listing()).0);
    figures.push(Figure { name: "list 1,000,000 objects", value: list * 1e3, unit: "ms", most: Some(3.0) });
    let visible = person.listing().visible() as f64;
    figures.push(Figure { name: "visible among them", value: visible, unit: "objects", most: None });
}

/// Seconds that one decision takes when these objects are asked about again and again.
fn per_decision(person: &View<'_>, asked: &[ObjectId], times: u32) -> f64 {
    let sees =
        |id: &&ObjectId| person.object(**id).is_some_and(|rights| rights.has(Permission::AccessEntries));
    let round = || (0..times).map(|_| asked.iter().filter(sees).count()).sum::<usize>();
    median(RUNS, || timed(round).0) / f64::from(times) / asked.len().max(1) as f64
}

/// The same decisions by both engines, in a database that Cedar can hold.
fn compare(figures: &mut Vec<Figure>) -> anyhow::Result<()> {
    let (server, rules) = (server(), database(DECISIONS, RULES));
    let (index, cedar) = (Index::compile(&rules, 1)?, Cedar::new(&server, &rules)?);
    let asked: Vec<_> =
        questions(DECISIONS).into_iter().filter(|(user, _)| assigned(&index, &server, *user)).collect();
    let count = asked.len() as f64;
    let may_read = |(user, object): &(UserId, ObjectId)| {
        let rights = index.view(&server, *user, NOW).object(*object);
        rights.is_some_and(|rights| rights.has(Permission::ReadEntries))
    };
    let ours =
        median(RUNS, || timed(|| asked.iter().filter(|question| may_read(question)).count()).0) / count;
    let mut chunks = asked.chunks(500);
    let mut theirs = Vec::new();
    for chunk in &mut chunks {
        let requests: Vec<_> = chunk
            .iter()
            .map(|(user, object)| cedar.request(*user, *object))
            .collect::<anyhow::Result<_>>()?;
        let (time, answers) =
            timed(|| requests.iter().map(|request| cedar.decide(request)).collect::<Vec<_>>());
        for (question, answer) in chunk.iter().zip(answers) {
            ensure!(may_read(question) == answer, "the engines differ on {question:?}");
        }
        theirs.push(time / u32::try_from(chunk.len())?);
    }
    theirs.sort_unstable();
    let theirs = theirs.get(theirs.len() / 2).map_or(0.0, Duration::as_secs_f64);
    figures.push(Figure {
        name: "decide with a new view, 10,000 objects",
        value: ours * 1e9,
        unit: "ns",
        most: None,
    });
    figures.push(Figure {
        name: "the same decision by cedar-policy",
        value: theirs * 1e9,
        unit: "ns",
        most: None,
    });
    figures.push(Figure {
        name: "cedar-policy takes longer by",
        value: theirs / ours,
        unit: "times",
        most: None,
    });
    Ok(())
}

/// The policies for Cedar have no gate, so people who do not pass it are left out of the comparison.
fn assigned(index: &Index, server: &ServerRules, user: UserId) -> bool {
    index.view(server, user, NOW).database().has(Permission::AccessDatabase)
}

fn main() -> anyhow::Result<()> {
    let mut figures = Vec::new();
    engine(&mut figures);
    compare(&mut figures)?;
    let row = |figure: &Figure| {
        serde_json::json!({
            "what": figure.name, "value": figure.value, "unit": figure.unit, "most": figure.most,
        })
    };
    strongroom_bench::result_file::write(&figures.iter().map(row).collect())?;
    for Figure { name, value, unit, most } in figures {
        let reached = match most {
            Some(most) if value <= most => format!("at most {most}: reached"),
            Some(most) => format!("at most {most}: MISSED"),
            None => String::new(),
        };
        println!("{name:<42} {value:>12.1} {unit:<13} {reached}");
    }
    Ok(())
}
