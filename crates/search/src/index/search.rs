//! Asking an index.
//!
//! A table of all rows is filled clause by clause: what it costs depends little on what is found.

use strongroom_domain::{database::ObjectKind, entry::Summary, time::Instant};

use super::{ENDLESS, Index, NOBODY, PENDING};
use crate::{
    edits,
    judge::{Judge, Subject},
    query::{Clause, Expiry, Form, Query, Text, Want},
    rank::{BY_TITLE, Class, Classes, Likeness, Rank, best_score, score},
    sight::Sight,
};

/// Where a person sees no more than this, what they see is looked at one by one: that takes about as long, and shows
/// nothing of what they do not see, not even by the time that it takes.
const FEW_OBJECTS: usize = 1_000;
/// With fewer hits than this, misspellings are looked for.
pub const FEW_HITS: usize = 5;
/// How many objects are looked at, at most, that have all words of a phrase and perhaps not the phrase.
const LOOKED_AT: usize = 100_000;

/// The words of a phrase are in too many objects that do not hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many objects have these words in another order; look for fewer or other words")]
pub struct TooCommon;

/// What is asked for the objects themselves.
pub trait Source {
    /// The object at a row.
    fn object(&self, row: u32) -> Option<(ObjectKind, Summary)>;

    /// Whether the object at a row may hold a folded text; `false` is certain. Asked before it is read.
    fn may_hold(&self, row: u32, text: &str) -> bool;
}

/// An object that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Its row.
    pub row: u32,
    /// How good a hit it is.
    pub rank: Rank,
    /// Whether it is one only with other words than those that were typed.
    pub misspelt: bool,
    /// Whether it has to be looked at before it is one.
    pub(crate) uncertain: bool,
}

/// One question to an index.
#[derive(Debug)]
pub struct Search<'a, S> {
    /// The index.
    pub index: &'a Index,
    /// What is looked for.
    pub query: &'a Query,
    /// How much of each row may count; rows beyond its end do not.
    pub sights: &'a [Sight],
    /// For each folder of the query, the rows below one that was found for it.
    pub within: &'a [Vec<bool>],
    /// The objects.
    pub source: &'a S,
    /// How many objects were looked at for phrases.
    pub looked_at: std::cell::Cell<usize>,
}

/// No score: the row is out.
const OUT: u16 = u16::MAX;

impl<S: Source> Search<'_, S> {
    /// Everything that may be a hit, by row.
    ///
    /// # Errors
    /// [`TooCommon`].
    pub fn hits(&self) -> Result<Vec<Hit>, TooCommon> {
        self.hits_of(self.sees_few())
    }

    /// The same by one way or the other.
    pub(super) fn hits_of(&self, one_by_one: bool) -> Result<Vec<Hit>, TooCommon> {
        if self.query.is_empty() {
            return Ok(Vec::new());
        }
        let hits = self.pass(one_by_one, false);
        let few = self.query.corrects() && self.count_up_to_few(&hits)? < FEW_HITS;
        Ok(if few { self.and_misspelt_by(one_by_one, hits) } else { hits })
    }

    /// What may be a hit with the words as they were typed, by row.
    pub fn as_typed(&self) -> Vec<Hit> {
        if self.query.is_empty() { Vec::new() } else { self.pass(self.sees_few(), false) }
    }

    /// The same with what may be one with nearly these words.
    pub fn and_misspelt(&self, as_typed: Vec<Hit>) -> Vec<Hit> {
        self.and_misspelt_by(self.sees_few(), as_typed)
    }

    fn and_misspelt_by(&self, one_by_one: bool, mut hits: Vec<Hit>) -> Vec<Hit> {
        let known: hashbrown::HashSet<u32> = hits.iter().map(|hit| hit.row).collect();
        let more = self.pass(one_by_one, true);
        hits.extend(more.into_iter().filter(|hit| !known.contains(&hit.row)));
        hits.sort_unstable_by_key(|hit| hit.row);
        hits
    }

    fn sees_few(&self) -> bool {
        self.sights.iter().filter(|sight| **sight > Sight::Nothing).count() <= FEW_OBJECTS
    }

    /// How many of `hits` are ones, up to [`FEW_HITS`]: with that many, no misspellings are looked for.
    ///
    /// # Errors
    /// [`TooCommon`].
    pub fn count_up_to_few(&self, hits: &[Hit]) -> Result<usize, TooCommon> {
        let mut found = 0;
        for hit in hits {
            found += usize::from(self.is_hit(hit)?);
            if found >= FEW_HITS {
                break;
            }
        }
        Ok(found)
    }

    /// Whether what may be a hit is one.
    ///
    /// # Errors
    /// [`TooCommon`] where that was asked of too many.
    pub fn is_hit(&self, hit: &Hit) -> Result<bool, TooCommon> {
        if !hit.uncertain {
            return Ok(true);
        }
        if !self.query.literals().all(|literal| self.source.may_hold(hit.row, literal)) {
            return Ok(false);
        }
        self.looked_at.set(self.looked_at.get() + 1);
        if self.looked_at.get() > LOOKED_AT {
            return Err(TooCommon);
        }
        let subject = self.subject(hit.row);
        Ok(subject.is_some_and(|subject| self.judge(hit.misspelt).rank(&subject).is_some()))
    }

    /// The names of what was met in a hit: `title`, `tags`, `category`, `type`, `valid_to`, and of fields.
    pub fn met(&self, hit: &Hit) -> Vec<String> {
        self.subject(hit.row).map(|subject| self.judge(hit.misspelt).met(&subject)).unwrap_or_default()
    }

    const fn judge(&self, misspelt: bool) -> Judge<'_> {
        Judge::new(self.query, misspelt)
    }

    fn sight(&self, row: u32) -> Sight {
        self.sights.get(row as usize).copied().unwrap_or_default()
    }

    fn subject(&self, row: u32) -> Option<Subject> {
        let (kind, summary) = self.source.object(row)?;
        let within = self.within.iter().map(|rows| rows.get(row as usize).copied().unwrap_or_default());
        Some(Subject::new(kind, &summary, self.sight(row), within.collect()))
    }

    fn pass(&self, one_by_one: bool, misspelt: bool) -> Vec<Hit> {
        let mut hits = if one_by_one { Vec::new() } else { self.by_index(misspelt) };
        if !one_by_one && self.index.pending == 0 {
            return hits;
        }
        let rows =
            (0_u32..).zip(self.sights).filter(|(_, sight)| **sight > Sight::Nothing).map(|(row, _)| row);
        let judge = self.judge(misspelt);
        for row in rows.filter(|row| one_by_one || self.index.owner(*row) == PENDING) {
            if let Some(rank) = self.subject(row).and_then(|subject| judge.rank(&subject)) {
                hits.push(Hit { row, rank, misspelt, uncertain: false });
            }
        }
        hits.sort_unstable_by_key(|hit| hit.row);
        hits
    }

    fn by_index(&self, misspelt: bool) -> Vec<Hit> {
        let out = |(row, sight): (u32, &Sight)| {
            let owner = self.index.owner(row);
            if *sight == Sight::Nothing || owner == NOBODY || owner == PENDING { OUT } else { 0 }
        };
        let mut sums: Vec<u16> = (0..).zip(self.sights).map(out).collect();
        let mut scores = vec![0; sums.len()];
        for clause in &self.query.clauses {
            scores.fill(0);
            self.clause(clause, misspelt, &mut scores, &mut sums);
        }
        let uncertain = self.query.is_uncertain();
        let hit = |(row, sum): (u32, &u16)| {
            let mark = self.index.marks.get(row as usize).copied().unwrap_or_default();
            let whole_title = mark != 0 && mark == self.query.mark;
            Hit { row, rank: Rank::new(u32::from(*sum), whole_title, !misspelt), misspelt, uncertain }
        };
        (0..).zip(&sums).filter(|(_, sum)| **sum != OUT).map(hit).collect()
    }

    /// Adds the scores of a clause, and takes out what it does not let in.
    fn clause(&self, clause: &Clause, misspelt: bool, scores: &mut [u8], sums: &mut [u16]) {
        let negative = clause.negative;
        // What has to be seen of an object for a score that is none of its title.
        let mut needed = Sight::Everything;
        match &clause.want {
            Want::Text(text) if negative && text.literal().is_some() => return,
            Want::Text(text) => self.text(text, misspelt && !negative, scores),
            Want::Tag(key) | Want::Category(key) => self.whole(key, scores),
            Want::Type(key) => {
                needed = Sight::TitleAndType;
                self.whole(key, scores);
            }
            Want::Folder(number, _) => {
                needed = Sight::Title;
                let rows = self.within.get(*number).map(Vec::as_slice).unwrap_or_default();
                scores.iter_mut().zip(rows).for_each(|(score, within)| *score = u8::from(*within));
            }
            Want::Expires(expiry) => self.expiring(*expiry, scores),
        }
        let counts = matches!(clause.want, Want::Text(_));
        for ((sum, own), sight) in sums.iter_mut().zip(scores).zip(self.sights) {
            if *sum == OUT {
                continue;
            }
            let holds = *own > 0 && (*sight >= needed || *own >= BY_TITLE);
            if holds == negative {
                *sum = OUT;
            } else if holds && counts {
                *sum += u16::from(*own);
            }
        }
    }

    fn text(&self, text: &Text, misspelt: bool, scores: &mut [u8]) {
        let first = text.words.first().map(String::as_str).unwrap_or_default();
        match &text.form {
            Form::Plain => {
                let most = if misspelt { edits::allowed(first) } else { 0 };
                let table = table(text.classes);
                self.index
                    .like(first, most, |row, likeness, class| raise(scores, row, &table, likeness, class));
            }
            Form::Whole => {
                let table = table(text.classes);
                let mut add = |row, class| raise(scores, row, &table, Likeness::Same, class);
                self.index.same(first.as_bytes(), &mut add);
            }
            Form::Literal { whole, .. } => self.all_words(text, *whole, scores),
        }
    }

    /// The rows that have all words of a phrase in one class, in whatever order.
    fn all_words(&self, text: &Text, whole: bool, scores: &mut [u8]) {
        let mut common = vec![text.classes.of_phrase().0; scores.len()];
        for (n, word) in text.words.iter().enumerate() {
            let mut own = vec![0_u8; scores.len()];
            let mut add = |row: u32, class: Class| {
                if text.classes.has(class)
                    && let Some(own) = own.get_mut(row as usize)
                {
                    *own |= Classes(class.bit()).of_phrase().0;
                }
            };
            if n + 1 == text.words.len() && !whole {
                self.index.beginning(word, &mut add);
            } else {
                self.index.same(word.as_bytes(), &mut add);
            }
            common.iter_mut().zip(&own).for_each(|(common, own)| *common &= own);
        }
        for (score, common) in scores.iter_mut().zip(&common).filter(|(_, common)| **common != 0) {
            *score = best_score(Likeness::Beginning, Classes(*common).settled());
        }
    }

    fn whole(&self, key: &[u8], scores: &mut [u8]) {
        self.index.same(key, &mut |row, _| {
            if let Some(score) = scores.get_mut(row as usize) {
                *score = 1;
            }
        });
    }

    fn expiring(&self, expiry: Expiry, scores: &mut [u8]) {
        if expiry == Expiry::Never {
            scores.fill(1);
        }
        for (score, end) in scores.iter_mut().zip(&self.index.ends).filter(|(_, end)| **end != ENDLESS) {
            *score = u8::from(expiry.holds(Some(Instant::from_micros(*end))));
        }
    }
}

/// The scores by likeness and class; none for classes that do not count.
type Table = [[u8; 7]; 4];

fn table(classes: Classes) -> Table {
    [Likeness::Misspelt, Likeness::Within, Likeness::Beginning, Likeness::Same]
        .map(|likeness| Class::ALL.map(|class| if classes.has(class) { score(likeness, class) } else { 0 }))
}

fn raise(scores: &mut [u8], row: u32, table: &Table, likeness: Likeness, class: Class) {
    let score =
        table.get(likeness as usize).and_then(|row| row.get(class as usize)).copied().unwrap_or_default();
    if let Some(best) = scores.get_mut(row as usize) {
        *best = (*best).max(score);
    }
}
