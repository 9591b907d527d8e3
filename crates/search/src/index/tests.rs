//! The index and the judge agree: in random worlds, after random changes, whatever is packed, merged or not read yet.

use std::{cell::Cell, collections::BTreeMap};

use proptest::prelude::*;
use strongroom_domain::{
    database::ObjectKind,
    entry::{Content, Draft, FieldDraft, FieldKind, Properties, Summary, Types},
    time::Instant,
};

use super::*;
use crate::{Query, Rank, SegmentBuilder, Sight};

const NOW: Instant = Instant::from_micros(1_700_000_000_000_000);

/// Words that are like each other in every way that counts.
const WORDS: [&str; 20] = [
    "mail",
    "Mail",
    "mial",
    "webmail",
    "mailer",
    "Müller",
    "muller",
    "Straße",
    "server",
    "srever",
    "sever",
    "productions",
    "produtcions",
    "47",
    "4711",
    "密码",
    "a",
    "c++",
    "e-mail",
    "🔑",
];

fn phrase() -> impl Strategy<Value = String> {
    let separator =
        prop_oneof![4 => Just(" "), 1 => Just("-"), 1 => Just("."), 1 => Just("/"), 1 => Just("")];
    proptest::collection::vec((0..WORDS.len(), separator), 1..4).prop_map(|parts| {
        parts.into_iter().map(|(word, separator)| format!("{}{separator}", WORDS[word])).collect()
    })
}

fn summary() -> impl Strategy<Value = (ObjectKind, Summary)> {
    let tags = proptest::collection::vec(phrase(), 0..3);
    let valid = proptest::option::of(-40..40_i64);
    let field = |name: &'static str| proptest::option::of(phrase()).prop_map(move |value| (name, value));
    let parts =
        (phrase(), tags, proptest::option::of(phrase()), field("username"), field("url"), field("tags"));
    (parts, valid, prop::bool::weighted(0.2)).prop_map(|(parts, valid, folder)| {
        let (title, tags, category, username, url, custom) = parts;
        let kind = if folder { ObjectKind::Folder } else { ObjectKind::Entry };
        let url = (url.0, url.1.map(|value| format!("https://{}/x", value.replace([' ', '🔑'], "."))));
        let fields = [username, url, custom].into_iter().filter(|_| !folder).filter_map(|(name, value)| {
            let kind = (name == "tags").then_some(FieldKind::Text);
            let custom = (name == "tags").then_some(true);
            let value = value?.into();
            Some(FieldDraft { name: name.to_owned(), kind, value, custom, ..FieldDraft::default() })
        });
        let properties = Properties {
            entry_type: (!folder).then(|| "password".to_owned()),
            title,
            tags,
            category,
            valid_to: valid.map(|days| NOW.plus_seconds(days * 86_400)),
            ..Properties::default()
        };
        let draft = Draft { properties, fields: fields.collect() };
        (kind, Content::check(kind, &Types::default(), draft).unwrap().split().0)
    })
}

fn query() -> impl Strategy<Value = String> {
    let operator = prop_oneof![
        6 => Just(String::new()),
        1 => Just("tag:".to_owned()),
        1 => Just("category:".to_owned()),
        1 => Just("user:".to_owned()),
        1 => Just("url:".to_owned()),
        1 => Just("folder:".to_owned()),
    ];
    let piece = (prop::bool::weighted(0.15), operator, prop::bool::weighted(0.3), phrase());
    let text = piece.prop_map(|(negative, operator, quoted, phrase)| {
        let phrase = if quoted { format!("\"{phrase}\"") } else { phrase };
        format!("{}{operator}{phrase}", if negative { "-" } else { "" })
    });
    let other = prop::sample::select(vec![
        "type:password",
        "type:folder",
        "-type:folder",
        "expires:<30d",
        "expires:>1w",
        "expired",
        "-expired",
        "expires:never",
        "expires:any",
        "ml",
        "mai",
        "erv",
        "sreverr",
        "producttions",
        "mueller",
        "foo:bar",
        "https://mail/server",
        "https://root@mail.server:47/a",
        "\"mail/server\"",
        "-server/mail",
        "url:http://server/",
        "%",
        "-",
        "user:.",
        "+",
    ]);
    let piece = prop_oneof![3 => text, 1 => other.prop_map(str::to_owned)];
    proptest::collection::vec(piece, 1..4).prop_map(|pieces| pieces.join(" "))
}

#[derive(Debug, Clone)]
enum Step {
    Put(u32, (ObjectKind, Summary)),
    Remove(u32),
    Pend(u32, (ObjectKind, Summary)),
    /// Reads what is pending; meanwhile an object is removed, and its row may be given to another.
    Read(u32, Option<(ObjectKind, Summary)>),
    /// Packs, with a change while that goes on.
    Pack(u32, (ObjectKind, Summary)),
    Merge(u32),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let row = 0..12_u32;
    let step = prop_oneof![
        8 => (row.clone(), summary()).prop_map(|(row, it)| Step::Put(row, it)),
        2 => row.clone().prop_map(Step::Remove),
        3 => (row.clone(), summary()).prop_map(|(row, it)| Step::Pend(row, it)),
        2 => (row.clone(), proptest::option::of(summary())).prop_map(|(row, it)| Step::Read(row, it)),
        2 => (row.clone(), summary()).prop_map(|(row, it)| Step::Pack(row, it)),
        1 => row.prop_map(Step::Merge),
    ];
    proptest::collection::vec(step, 1..30)
}

#[derive(Default)]
struct World(BTreeMap<u32, (ObjectKind, Summary)>);

impl Source for World {
    fn object(&self, row: u32) -> Option<(ObjectKind, Summary)> {
        self.0.get(&row).cloned()
    }

    fn may_hold(&self, _: u32, _: &str) -> bool {
        true
    }
}

impl World {
    fn put(&mut self, index: &mut Index, row: u32, (kind, summary): (ObjectKind, Summary)) {
        index.put(row, Document::new(kind, &summary));
        self.0.insert(row, (kind, summary));
    }

    fn take(&mut self, index: &mut Index, step: Step) {
        match step {
            Step::Put(row, it) => self.put(index, row, it),
            Step::Remove(row) => {
                index.remove(row);
                self.0.remove(&row);
            }
            Step::Pend(row, it) => {
                if let std::collections::btree_map::Entry::Vacant(room) = self.0.entry(row) {
                    index.pend(row);
                    room.insert(it);
                }
            }
            Step::Read(gone, next) => {
                index.begin_reading();
                let (mut builder, mut rows, mut from) = (SegmentBuilder::default(), Vec::new(), 0);
                while let Some(row) = index.next_pending(from) {
                    let (kind, summary) = &self.0[&row];
                    let document = Document::new(*kind, summary);
                    builder.add(row, &document);
                    rows.push((row, document));
                    from = row + 1;
                }
                self.take(index, Step::Remove(gone));
                if let Some(it) = next {
                    self.take(index, Step::Pend(gone, it));
                }
                index.add(builder.build(), &rows);
            }
            Step::Pack(row, it) => {
                let Some(frozen) = index.freeze(true) else { return };
                let segment = frozen.pack();
                self.put(index, row, it);
                index.packed(&frozen, segment);
            }
            Step::Merge(row) => {
                let Some(merging) = index.begin_merging(true) else { return };
                let segment = merging.merge();
                self.take(index, Step::Remove(row));
                index.merged(&merging, segment);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    // attack: A4
    #[test]
    fn the_index_finds_what_looking_at_each_object_finds(
        steps in steps(),
        queries in proptest::collection::vec(query(), 1..6),
        sights in proptest::collection::vec(0..4_u8, 12),
        within in proptest::collection::vec(any::<bool>(), 12),
    ) {
        let (mut world, mut index) = (World::default(), Index::default());
        for step in steps {
            world.take(&mut index, step);
        }
        let sights: Vec<Sight> = (0..).zip(sights).map(|(row, sight)| match sight {
            _ if !world.0.contains_key(&row) => Sight::Nothing,
            0 => Sight::Nothing,
            1 => Sight::Title,
            2 => Sight::TitleAndType,
            _ => Sight::Everything,
        }).collect();
        for text in queries {
            let query = Query::parse(&text, NOW).unwrap();
            let within = vec![within.clone(); query.folders().len()];
            let search = Search {
                index: &index,
                query: &query,
                sights: &sights,
                within: &within,
                source: &world,
                looked_at: Cell::new(0),
            };
            let mut found = search.hits_of(false).unwrap();
            found.retain(|hit| search.is_hit(hit).unwrap());
            let all = search.hits_of(true).unwrap();
            let plain = |hits: &[Hit]| hits.iter().map(|hit| (hit.row, hit.rank)).collect::<Vec<_>>();
            prop_assert_eq!(plain(&found), plain(&all), "{:?}", text);
            let key = |hit: &Hit| Some((hit.rank, hit.row % 5));
            let mut pages = Vec::new();
            while pages.len() < 20 {
                let after = pages.last().map(|(rank, key, _): &(Rank, u32, Hit)| (*rank, *key));
                let page = search.best(&all, (3, after), key).unwrap();
                if page.is_empty() {
                    break;
                }
                pages.extend(page);
            }
            prop_assert!(pages.is_sorted_by(|one, next| (one.0, one.1) >= (next.0, next.1)));
            let mut places: Vec<_> = all.iter().filter_map(key).collect();
            places.sort_unstable();
            places.dedup();
            let mut told: Vec<_> = pages.iter().map(|(rank, key, _)| (*rank, *key)).collect();
            told.sort_unstable();
            told.dedup();
            prop_assert_eq!(told, places, "pages leave nothing out");
            for hit in &all {
                prop_assert!(sights[hit.row as usize] > Sight::Nothing);
            }
        }
    }
}

fn entry(title: &str, user: &str) -> (ObjectKind, Summary) {
    let fields = vec![FieldDraft {
        name: "username".to_owned(),
        value: user.to_owned().into(),
        ..FieldDraft::default()
    }];
    let properties = Properties {
        entry_type: Some("password".to_owned()),
        title: title.to_owned(),
        ..Properties::default()
    };
    let content = Content::check(ObjectKind::Entry, &Types::default(), Draft { properties, fields }).unwrap();
    (ObjectKind::Entry, content.split().0)
}

/// Rows in the order of their ranks.
fn find(world: &World, index: &Index, sights: &[Sight], text: &str) -> Vec<u32> {
    let query = Query::parse(text, NOW).unwrap();
    let looked_at = Cell::new(0);
    let search = Search { index, query: &query, sights, within: &[], source: world, looked_at };
    let mut hits = search.hits_of(false).unwrap();
    hits.sort_by_key(|hit| std::cmp::Reverse(hit.rank));
    hits.into_iter().map(|hit| hit.row).collect()
}

#[test]
fn titles_come_first_the_whole_one_before_all() {
    let (mut world, mut index) = (World::default(), Index::default());
    let titles =
        [("Backup", "mail"), ("Old webmail", "x"), ("Mail server", "x"), ("The mail", "x"), ("Mail", "x")];
    for (row, (title, user)) in (0..).zip(titles) {
        world.put(&mut index, row, entry(title, user));
    }
    assert_eq!(find(&world, &index, &[Sight::Everything; 5], "mail"), [4, 2, 3, 1, 0]);
    assert_eq!(find(&world, &index, &[Sight::Title; 5], "mail"), [4, 2, 3, 1], "a user name is not for all");
}

/// Whether words are corrected depends on what the person sees, not on what there is.
// attack: A4
#[test]
fn hidden_hits_keep_no_correction_back_and_bring_none() {
    let (mut world, mut index) = (World::default(), Index::default());
    for row in 0..10 {
        world.put(&mut index, row, entry("Acquisition", "x"));
    }
    world.put(&mut index, 10, entry("Acquisitoin", "x"));
    let mut sights = [Sight::Nothing; 11];
    assert_eq!(find(&world, &index, &sights, "acquisition"), [0; 0]);
    sights[10] = Sight::Everything;
    assert_eq!(find(&world, &index, &sights, "acquisition"), [10]);
    sights = [Sight::Everything; 11];
    assert_eq!(find(&world, &index, &sights, "acquisition").len(), 10, "there are enough as typed");
}

#[test]
fn a_million_gaps_are_no_matter_and_numbers_of_layers_are_used_again() {
    let (mut world, mut index) = (World::default(), Index::default());
    for round in 0..600_u32 {
        world.put(&mut index, round % 7, entry(&format!("Round {round}"), "x"));
        let frozen = index.freeze(true).unwrap();
        let segment = frozen.pack();
        index.packed(&frozen, segment);
        if let Some(merging) = index.begin_merging(false) {
            let segment = merging.merge();
            index.merged(&merging, segment);
        }
        assert!(index.layers.len() <= 9, "{}", index.layers.len());
    }
    assert_eq!(find(&world, &index, &[Sight::Everything; 7], "599"), [599 % 7]);
    assert_eq!(
        find(&world, &index, &[Sight::Everything; 7], "592 "),
        [0; 0],
        "what was replaced is not found"
    );
}
