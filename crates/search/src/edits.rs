//! How far apart two words are: letters put in, left out, taken for another, or two neighbours exchanged.

/// How many mistakes are looked past in a word of so many letters. A number has none: another one is another thing.
pub fn allowed(word: &str) -> u8 {
    if word.chars().any(|c| !c.is_alphabetic()) {
        return 0;
    }
    match word.chars().count() {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    }
}

/// Compares one word with many, letter by letter, so that those with the same beginning share the work.
#[derive(Debug)]
pub struct Comparison {
    wanted: Vec<char>,
    most: u8,
    /// The letters read so far.
    letters: Vec<char>,
    /// For each beginning of what was read, the distances from each beginning of the word.
    rows: Vec<Vec<u8>>,
}

impl Comparison {
    pub fn new(wanted: &str, most: u8) -> Self {
        let wanted: Vec<char> = wanted.chars().collect();
        // INVARIANT: words have at most 64 bytes, so no distance is beyond a byte.
        let first = (0..=wanted.len()).map(|n| u8::try_from(n).unwrap_or(u8::MAX)).collect();
        Self { wanted, most, letters: Vec::new(), rows: vec![first] }
    }

    /// Goes back to the beginning of so many letters.
    pub fn back_to(&mut self, letters: usize) {
        self.letters.truncate(letters);
        self.rows.truncate(letters + 1);
    }

    /// Reads one more letter. `false`: no word that begins so is near enough.
    pub fn read(&mut self, letter: char) -> bool {
        let at = |row: &[u8], n: usize| row.get(n).copied().unwrap_or(u8::MAX);
        let (mut next, mut least) = (Vec::with_capacity(self.wanted.len() + 1), u8::MAX);
        {
            let above = self.rows.last().map_or(&[][..], Vec::as_slice);
            let before = self.rows.len().checked_sub(2).and_then(|n| self.rows.get(n));
            let last = self.letters.last();
            let mut left = at(above, 0).saturating_add(1);
            next.push(left);
            least = least.min(left);
            for (n, wanted) in self.wanted.iter().enumerate() {
                let other = u8::from(*wanted != letter);
                let mut best = at(above, n)
                    .saturating_add(other)
                    .min(at(above, n + 1).saturating_add(1))
                    .min(left.saturating_add(1));
                let previous = n.checked_sub(1);
                if let (Some(previous), Some(before)) = (previous, before)
                    && self.wanted.get(previous) == Some(&letter)
                    && last == Some(wanted)
                {
                    best = best.min(at(before, previous).saturating_add(1));
                }
                next.push(best);
                least = least.min(best);
                left = best;
            }
        }
        self.letters.push(letter);
        self.rows.push(next);
        least <= self.most
    }

    /// Whether what was read is near enough.
    pub fn is_near(&self) -> bool {
        self.rows.last().and_then(|row| row.last()).is_some_and(|distance| *distance <= self.most)
    }
}

/// Whether a word is near enough to another.
pub fn is_near(wanted: &str, word: &str, most: u8) -> bool {
    // A letter has at most four bytes.
    if most == 0 || word.len() > wanted.len() + 4 * usize::from(most) {
        return false;
    }
    let mut comparison = Comparison::new(wanted, most);
    word.chars().all(|letter| comparison.read(letter)) && comparison.is_near()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn mistakes_are_counted_as_people_make_them() {
        for (wanted, word, most, near) in [
            ("server", "server", 1, true),
            ("srever", "server", 1, true),
            ("sever", "server", 1, true),
            ("serverr", "server", 1, true),
            ("sorver", "server", 1, true),
            ("sorvre", "server", 1, false),
            ("sorvre", "server", 2, true),
            ("müler", "müller", 1, true),
            ("mail", "main", 0, false),
        ] {
            assert_eq!(is_near(wanted, word, most), near, "{wanted} {word} {most}");
        }
    }

    #[test]
    fn short_words_and_numbers_allow_none() {
        assert_eq!(
            ["abc", "abcd", "abcdefg", "abcdefgh", "47110815", "host4711"].map(allowed),
            [0, 1, 1, 2, 0, 0]
        );
    }

    /// The textbook's whole table.
    fn distance(one: &[char], other: &[char]) -> usize {
        let mut table = vec![vec![0; other.len() + 1]; one.len() + 1];
        for i in 0..=one.len() {
            for j in 0..=other.len() {
                table[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let other_letter = usize::from(one[i - 1] != other[j - 1]);
                    let mut best = (table[i - 1][j - 1] + other_letter)
                        .min(table[i - 1][j] + 1)
                        .min(table[i][j - 1] + 1);
                    if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                        best = best.min(table[i - 2][j - 2] + 1);
                    }
                    best
                };
            }
        }
        table[one.len()][other.len()]
    }

    proptest! {
        #[test]
        fn reading_letter_by_letter_gives_the_same(wanted in "[abü]{0,7}", word in "[abü]{0,7}", most in 1..3_u8) {
            let letters = |text: &str| text.chars().collect::<Vec<_>>();
            let near = distance(&letters(&wanted), &letters(&word)) <= usize::from(most);
            prop_assert_eq!(is_near(&wanted, &word, most), near);
        }
    }
}
