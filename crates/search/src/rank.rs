//! How good a hit is.

/// In which part of an object a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Class {
    /// It begins the title.
    TitleStart,
    /// It is in the title, further on.
    Title,
    /// In the host of an address.
    Host,
    /// In the user name, or an e-mail address.
    User,
    /// In a tag or the category.
    Tag,
    /// In what follows the host of an address, or stands before it.
    Path,
    /// In another field that is not secret.
    Rest,
}

/// A set of classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Classes(pub u8);

/// Stands among the classes of a phrase for both those of an address.
const ACROSS: u8 = 0x80;

impl Class {
    pub const ALL: [Self; 7] =
        [Self::TitleStart, Self::Title, Self::Host, Self::User, Self::Tag, Self::Path, Self::Rest];

    pub const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl Classes {
    pub const ALL: Self = Self(0x7f);
    pub const TITLE: Self = Self(Class::TitleStart.bit() | Class::Title.bit());
    pub const USER: Self = Self(Class::User.bit());
    pub const ADDRESS: Self = Self(Class::Host.bit() | Class::Path.bit());

    pub const fn has(self, class: Class) -> bool {
        self.0 & class.bit() != 0
    }

    pub fn iter(self) -> impl Iterator<Item = Class> {
        Class::ALL.into_iter().filter(move |class| self.has(*class))
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// As the words of a phrase count: the first of a title as any other, and all of an address as being in one place.
    pub const fn of_phrase(self) -> Self {
        let title = if self.0 & Self::TITLE.0 == 0 { 0 } else { Class::Title.bit() };
        let address = if self.0 & Self::ADDRESS.0 == 0 { 0 } else { ACROSS };
        Self(self.0 & !Self::TITLE.0 | title | address)
    }

    /// The classes of a phrase whose words have these in common: one that is partly in the host counts as the rest of the
    /// address does.
    pub const fn settled(self) -> Self {
        let path = if self.0 & ACROSS == 0 { 0 } else { Class::Path.bit() };
        Self(self.0 & !ACROSS | path)
    }
}

/// How a word of an object answers to one that was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// It is nearly that word.
    Misspelt,
    /// It holds it.
    Within,
    /// It begins with it.
    Beginning,
    /// It is it.
    Same,
}

/// The best score of words of that likeness in any of the classes; 0 without one.
pub fn best_score(likeness: Likeness, classes: Classes) -> u8 {
    classes.iter().map(|class| score(likeness, class)).max().unwrap_or(0)
}

/// From this on a score says that the title holds what was looked for. INVARIANT: the scores of titles, and no
/// others, are as high, so that one number says both how well a word was found and whether the title alone has it.
pub const BY_TITLE: u8 = 70;

/// 1 to 120; the best of several counts.
pub const fn score(likeness: Likeness, class: Class) -> u8 {
    use Class::{Host, Path, Rest, Tag, Title, TitleStart, User};
    use Likeness::{Beginning, Misspelt, Same, Within};
    match (class, likeness) {
        (TitleStart, Same) => 120,
        (TitleStart, Beginning) => 110,
        (Title, Same) => 100,
        (Title, Beginning) => 90,
        (TitleStart | Title, Within) => 80,
        (TitleStart | Title, Misspelt) => BY_TITLE,
        (Host, Same) => 60,
        (Host, Beginning) => 55,
        (Host, Within) => 50,
        (User, Same) => 45,
        (User, Beginning) => 42,
        (User, Within) => 40,
        (Tag, Same) => 35,
        (Tag, Beginning) => 32,
        (Tag, Within) => 30,
        (Path | Rest, Same) => 25,
        (Path | Rest, Beginning) => 22,
        (Path | Rest, Within) => 20,
        (Host, Misspelt) => 15,
        (User, Misspelt) => 12,
        (Tag, Misspelt) => 10,
        (Path | Rest, Misspelt) => 5,
    }
}

/// The place of a hit among others; the greater comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Rank(u32);

impl Rank {
    const AS_TYPED: u32 = 1 << 21;
    const WHOLE_TITLE: u32 = 1 << 20;
    const MOST: u32 = Self::WHOLE_TITLE - 1;

    /// From the sum of the scores; `whole_title`: the title is what was typed; `as_typed`: without misspellings.
    pub const fn new(sum: u32, whole_title: bool, as_typed: bool) -> Self {
        let sum = if sum > Self::MOST { Self::MOST } else { sum };
        let title = if whole_title { Self::WHOLE_TITLE } else { 0 };
        Self(sum | title | if as_typed { Self::AS_TYPED } else { 0 })
    }

    /// For what a person uses often.
    #[must_use]
    pub const fn raised(self, by: u32) -> Self {
        let sum = (self.0 & Self::MOST).saturating_add(by);
        Self(self.0 & !Self::MOST | if sum > Self::MOST { Self::MOST } else { sum })
    }

    /// As a number that keeps the order.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// From such a number.
    pub const fn from_number(number: u32) -> Self {
        Self(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_nothing_else_score_as_titles() {
        for class in Class::ALL {
            for likeness in [Likeness::Misspelt, Likeness::Within, Likeness::Beginning, Likeness::Same] {
                let of_title = Classes::TITLE.has(class);
                assert_eq!(score(likeness, class) >= BY_TITLE, of_title, "{class:?} {likeness:?}");
            }
        }
    }

    #[test]
    fn whole_titles_come_first_and_misspellings_last() {
        let ranks = [
            Rank::new(1, true, true),
            Rank::new(5_000, false, true),
            Rank::new(1, false, true),
            Rank::new(5_000, true, false),
        ];
        assert!(ranks.is_sorted_by(|one, next| one > next));
        assert!(ranks[2].raised(9) > ranks[2] && ranks[2].raised(u32::MAX) < ranks[0]);
    }
}
