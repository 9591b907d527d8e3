//! What searching costs in a database of a million objects, from the rights of the caller to the best hundred hits.

mod corpus;
#[path = "../result_file.rs"]
mod result_file;
#[path = "../rights/world.rs"]
mod world;

use std::{cell::Cell, hint::black_box, time::Duration, time::Instant as Clock};

use anyhow::ensure;
use corpus::{Corpus, Words};
use serde_json::json;
use strongroom_domain::{
    id::ObjectId,
    rights::{Index as Rights, ServerRules, View, Visibility},
    time::Instant,
};
use strongroom_search::{Document, Hit, Index, Query, Search, SegmentBuilder, Sight};
use world::{USERS, database, object, server, user};

const OBJECTS: u64 = 1_000_000;
const RULES: u64 = 1_000;
/// Documents of one segment while the index is made, as in the server.
const SEGMENT: usize = 1 << 17;
const BEST: usize = 101;
/// Different queries of each shape, each asked three times.
const QUERIES: usize = 70;
const ROUNDS: usize = 3;
const NOW: Instant = Instant::from_micros(1_800_000_000_000_000);
const MOST_MS: f64 = 50.0;

struct Row {
    caller: &'static str,
    shape: &'static str,
    hits: usize,
    p50: f64,
    p99: f64,
    cpu_p50: f64,
    cpu_p99: f64,
}

/// Milliseconds for which this thread had a processor: what other programs take does not count.
fn on_processor() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|number| number.parse::<f64>().ok()).unwrap_or_default() / 1e6
}

fn at(times: &mut [f64], part: f64) -> f64 {
    times.sort_unstable_by(f64::total_cmp);
    times.get((times.len() as f64 * part) as usize).copied().unwrap_or_default()
}

/// The index of all objects, and how long it took.
fn build(corpus: &Corpus) -> (Index, Duration) {
    let mut index = Index::default();
    let start = Clock::now();
    for row in 1..=u32::try_from(OBJECTS).unwrap_or(u32::MAX) {
        index.pend(row);
    }
    let mut from = 1;
    loop {
        index.begin_reading();
        let (mut builder, mut rows) = (SegmentBuilder::default(), Vec::new());
        while let Some(row) = index.next_pending(from).filter(|_| rows.len() < SEGMENT) {
            let document = corpus.summary(row).map(|(kind, summary)| Document::new(kind, &summary));
            let document = document.unwrap_or_default();
            builder.add(row, &document);
            rows.push((row, document));
            from = row + 1;
        }
        if rows.is_empty() {
            break;
        }
        index.add(builder.build(), &rows);
    }
    if let Some(merging) = index.begin_merging(true) {
        let segment = merging.merge();
        index.merged(&merging, segment);
    }
    (index, start.elapsed())
}

/// As the server makes them.
fn sights(view: &View<'_>, rights: &Rights) -> Vec<Sight> {
    let listing = view.listing();
    let sight = |position| match rights.at(position).map(|slot| listing.get(slot)) {
        None | Some(Visibility::Hidden) => Sight::Nothing,
        Some(Visibility::Stub) => Sight::Title,
        Some(Visibility::Sealed { .. }) => Sight::TitleAndType,
        Some(Visibility::Visible { .. }) => Sight::Everything,
    };
    (0..rights.slots()).map(sight).collect()
}

fn ask(
    view: &View<'_>,
    rights: &Rights,
    index: &Index,
    corpus: &Corpus,
    text: &str,
) -> anyhow::Result<usize> {
    let query = Query::parse(text, NOW)?;
    let sights = sights(view, rights);
    let search = Search {
        index,
        query: &query,
        sights: &sights,
        within: &[],
        source: corpus,
        looked_at: Cell::new(0),
    };
    let hits = search.hits()?;
    let id = |hit: &Hit| -> Option<ObjectId> { rights.id_at(rights.at(usize::try_from(hit.row).ok()?)?) };
    let best = search.best(&hits, (BEST, None), |hit| Some((hit.rank, id(hit)?)))?;
    black_box(best.iter().map(|(_, _, hit)| search.met(hit).len()).sum::<usize>());
    Ok(hits.len())
}

/// People who see everything (nearly), a part, and little.
fn callers<'a>(rights: &'a Rights, server: &'a ServerRules) -> Vec<(&'static str, View<'a>)> {
    let mut views: Vec<(usize, View<'_>)> = (0..USERS)
        .map(|number| rights.view(server, user(number), NOW))
        .map(|view| (view.listing().visible(), view))
        .filter(|(visible, _)| *visible > 1_000)
        .collect();
    views.sort_by_key(|(visible, _)| *visible);
    let part = views.get(views.len() / 2).cloned();
    let (least, most) = (views.first().cloned(), views.last().cloned());
    for (name, view) in [("most", &most), ("half", &part), ("little", &least)] {
        eprintln!("{name}: sees {}", view.as_ref().map_or(0, |(visible, _)| *visible));
    }
    let all = [("sees most", most), ("the median", part), ("sees little", least)];
    all.into_iter().filter_map(|(name, view)| Some((name, view?.1))).collect()
}

fn main() -> anyhow::Result<()> {
    let words = Words::new();
    let (server, rules) = (server(), database(OBJECTS, RULES));
    let rights = Rights::compile(&rules, 1)?;
    ensure!(rights.slot(object(41)).is_some_and(|slot| slot.get() == 42), "rows follow the numbers");
    drop(rules);
    let corpus = Corpus::new(&words, OBJECTS);
    let before = on_processor();
    let (index, time) = build(&corpus);
    let work = (on_processor() - before) / 1e3;
    let bytes = index.heap_bytes() as f64 / OBJECTS as f64;
    println!("{:<44} {bytes:>10.1} bytes/object", "memory of the index");
    println!("{:<44} {:>10.1} s", "reading and indexing 1,000,000 objects", time.as_secs_f64());
    println!("{:<44} {work:>10.1} s", "the same on the processor");
    let mut rows = Vec::new();
    for (caller, view) in callers(&rights, &server) {
        for (shape, queries) in corpus::shapes(&words, QUERIES) {
            let (mut times, mut work, mut hits) = (Vec::new(), Vec::new(), 0);
            for text in queries.iter().cycle().take(QUERIES * ROUNDS) {
                let (start, before) = (Clock::now(), on_processor());
                hits += ask(&view, &rights, &index, &corpus, text)?;
                times.push(start.elapsed().as_secs_f64() * 1e3);
                work.push(on_processor() - before);
            }
            let hits = hits / times.len().max(1);
            let (p50, p99) = (at(&mut times, 0.5), at(&mut times, 0.99));
            let (cpu_p50, cpu_p99) = (at(&mut work, 0.5), at(&mut work, 0.99));
            let row = Row { caller, shape, hits, p50, p99, cpu_p50, cpu_p99 };
            let reached = if p99 <= MOST_MS { "reached" } else { "MISSED" };
            println!(
                "{caller:<12} {shape:<31} {hits:>8} hits  p50 {p50:>6.1}  p99 {p99:>6.1} ms  at most {MOST_MS}: \
                 {reached:<8} on the processor p50 {cpu_p50:>6.1}  p99 {cpu_p99:>6.1} ms"
            );
            rows.push(row);
        }
    }
    let row = |row: &Row| {
        json!({"caller": row.caller, "query": row.shape, "hits": row.hits, "p50_ms": row.p50, "p99_ms": row.p99,
            "cpu_p50_ms": row.cpu_p50, "cpu_p99_ms": row.cpu_p99, "most_ms": MOST_MS})
    };
    result_file::write(&json!({
        "index_bytes_per_object": bytes, "build_seconds": time.as_secs_f64(), "build_cpu_seconds": work,
        "queries": rows.iter().map(row).collect::<Vec<_>>(),
    }))
}
