//! What the objects hold: random, the same each time, and with words that are as unevenly common as those of people.

use strongroom_domain::{database::ObjectKind, entry::Summary};
use strongroom_search::Source;

use crate::world::Dice;

/// Words of titles and hosts, the most common first; and names of people.
pub struct Words {
    words: Vec<String>,
    people: Vec<String>,
}

fn word(dice: &mut Dice, syllables: u64) -> String {
    const SYLLABLES: [&str; 40] = [
        "ba", "der", "ka", "lin", "mo", "na", "per", "ro", "sa", "ter", "vi", "wen", "zu", "fra", "gel",
        "hof", "ju", "kra", "lo", "mar", "nor", "os", "pla", "quin", "rus", "ste", "tro", "ul", "van", "xen",
        "yor", "bel", "cor", "dan", "el", "fin", "gar", "hel", "in", "ker",
    ];
    (0..syllables).map(|_| SYLLABLES[dice.below(40) as usize]).collect()
}

impl Words {
    pub fn new() -> Self {
        let mut dice = Dice::new(17);
        let words = (0..20_000).map(|n| word(&mut dice, 2 + n % 3)).collect();
        let people = (0..3_000).map(|_| word(&mut dice, 2)).collect();
        Self { words, people }
    }

    /// The square of evenly spread numbers leans to the common ones.
    fn any(&self, dice: &mut Dice) -> &str {
        let lean = dice.below(1_000_000) * dice.below(1_000_000) / 1_000_000;
        &self.words[(lean * self.words.len() as u64 / 1_000_000) as usize]
    }

    fn person(&self, dice: &mut Dice) -> &str {
        &self.people[dice.below(self.people.len() as u64) as usize]
    }
}

/// The summaries, as JSON, by row less one.
pub struct Corpus(Vec<Box<[u8]>>);

impl Corpus {
    pub fn new(words: &Words, objects: u64) -> Self {
        let mut dice = Dice::new(23);
        let folders = objects / 50;
        Self((0..objects).map(|number| summary(words, &mut dice, number, number < folders)).collect())
    }

    pub fn summary(&self, row: u32) -> Option<(ObjectKind, Summary)> {
        let json = self.0.get(usize::try_from(row).ok()?.checked_sub(1)?)?;
        let summary = Summary::from_json(json).ok()?;
        let kind = if summary.entry_type.is_some() { ObjectKind::Entry } else { ObjectKind::Folder };
        Some((kind, summary))
    }
}

fn summary(words: &Words, dice: &mut Dice, number: u64, folder: bool) -> Box<[u8]> {
    let title = format!("{} {}", words.any(dice), words.any(dice));
    if folder {
        return format!("{{\"title\":\"{title}\"}}").into_bytes().into();
    }
    let mut title = title;
    // A third of the titles is numbered.
    if dice.below(3) == 0 {
        title = format!("{title} {}", dice.below(100_000));
    }
    let valid = if dice.below(50) == 0 { ",\"valid_to\":\"2027-02-01T00:00:00Z\"" } else { "" };
    let (first, last, company) = (words.person(dice), words.person(dice), words.any(dice));
    let (host, tag, other) = (words.any(dice), words.any(dice), dice.below(40));
    // Each of the accounts has a number of its own, as customers have.
    format!(
        "{{\"type\":\"password\",\"title\":\"{title}\",\"tags\":[\"{tag}\",\"team {other}\"]{valid},\"fields\":[\
         {{\"name\":\"username\",\"kind\":\"text\",\"secret\":false,\"value\":\"{first}.{last}{number}@{company}.example\"}},\
         {{\"name\":\"password\",\"kind\":\"password\",\"secret\":true}},\
         {{\"name\":\"url\",\"kind\":\"url\",\"secret\":false,\"value\":\"https://{host}{}.{company}.example/login\"}}]}}",
        number % 977
    )
    .into_bytes()
    .into()
}

impl Source for Corpus {
    fn object(&self, row: u32) -> Option<(ObjectKind, Summary)> {
        self.summary(row)
    }

    fn may_hold(&self, row: u32, text: &str) -> bool {
        let json = usize::try_from(row).ok().and_then(|row| self.0.get(row.checked_sub(1)?));
        let Some(first) = text.as_bytes().first() else { return true };
        json.is_some_and(|json| {
            let begins = json.iter().enumerate().filter(|(_, byte)| *byte == first);
            begins.into_iter().any(|(at, _)| json[at..].starts_with(text.as_bytes()))
        })
    }
}

/// Queries by shape.
pub fn shapes(words: &Words, count: usize) -> Vec<(&'static str, Vec<String>)> {
    let mut dice = Dice::new(31);
    let mut made = |shape: &mut dyn FnMut(&mut Dice, usize) -> String| -> Vec<String> {
        (0..count).map(|n| shape(&mut dice, n)).collect()
    };
    let word = |at: usize| words.words[at % words.words.len()].clone();
    let swapped = |text: String| {
        let mut bytes = text.into_bytes();
        bytes.swap(2, 3);
        String::from_utf8(bytes).unwrap_or_default()
    };
    let long = |dice: &mut Dice| loop {
        let found = words.any(dice);
        if found.len() >= 8 {
            return found.to_owned();
        }
    };
    vec![
        ("a common word", made(&mut |_, n| word(n))),
        ("a rare word", made(&mut |_, n| word(19_000 + n))),
        ("a word that all have", made(&mut |_, n| ["example", "login", "https", "team"][n % 4].to_owned())),
        ("two letters", made(&mut |_, n| word(n * 37).chars().take(2).collect())),
        ("the middle of a word", made(&mut |dice, _| long(dice).chars().skip(2).take(5).collect())),
        ("two words", made(&mut |dice, _| format!("{} {}", words.any(dice), words.any(dice)))),
        ("a misspelt word", made(&mut |dice, _| swapped(long(dice)))),
        (
            "a misspelt word beside another",
            made(&mut |dice, _| format!("{} {}", swapped(long(dice)), words.any(dice))),
        ),
        ("nothing like it", made(&mut |_, n| format!("qqq{}zzzzjj", word(n * 7)))),
        ("operator: a tag", made(&mut |_, n| format!("tag:{}", word(n * 5)))),
        ("operator: type, without a word", made(&mut |_, n| format!("type:password -{}", word(n)))),
        ("operator: what expires", made(&mut |_, n| format!("expires:<{}d", n * 10))),
        ("a phrase", made(&mut |dice, _| format!("\"{} {}\"", words.any(dice), words.any(dice)))),
        ("an address", made(&mut |dice, n| format!("{}{n}.{}", words.any(dice), words.any(dice)))),
        ("a common phrase that is none", made(&mut |_, n| format!("\"{} team\"", n % 40))),
    ]
}
