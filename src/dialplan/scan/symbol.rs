//! Characters of telephone numbers, in every script.

use std::sync::LazyLock;

use regex_syntax::hir::{Class, HirKind};

/// What a character is to a telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Symbol {
    Digit(char),
    Letter,
    Plus,
    Star,
    Hash,
    Space,
    /// The end of a line.
    Line,
    Dash,
    Dot,
    Slash,
    Open,
    Close,
    Comma,
    Semicolon,
    Colon,
    /// Parts one thing from another, and never the digits of one number.
    Break,
    /// A digit in a circle, a fraction: it counts something, and may stand for a digit.
    Counting,
    /// Not there to see: it parts nothing.
    Nothing,
    Other,
}

pub(super) fn symbol(c: char) -> Symbol {
    match c {
        '0'..='9' => Symbol::Digit(c),
        'a'..='z' | 'A'..='Z' => Symbol::Letter,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Symbol::Line,
        '+' | '\u{207a}' | '\u{208a}' | '\u{2795}' | '\u{fb29}' | '\u{fe62}' | '\u{ff0b}' => Symbol::Plus,
        '*' | '\u{2217}' | '\u{fe61}' | '\u{ff0a}' => Symbol::Star,
        '#' | '\u{fe5f}' | '\u{ff03}' => Symbol::Hash,
        '~' | '_' | '\u{30fc}' | '\u{2043}' | '\u{2053}' | '\u{2212}' | '\u{223c}' | '\u{ff5e}'
        | '\u{ff3f}' => Symbol::Dash,
        '.' | '\u{b7}' | '\u{66b}' | '\u{2022}' | '\u{2027}' | '\u{30fb}' | '\u{ff0e}' => Symbol::Dot,
        '/' | '\\' | '\u{2044}' | '\u{2215}' | '\u{ff0f}' | '\u{ff3c}' => Symbol::Slash,
        ',' | '\u{60c}' | '\u{66c}' | '\u{3001}' | '\u{ff0c}' => Symbol::Comma,
        ';' | '\u{37e}' | '\u{61b}' | '\u{ff1b}' => Symbol::Semicolon,
        ':' | '=' | '\u{2236}' | '\u{ff1a}' | '\u{ff1d}' => Symbol::Colon,
        '|' | '&' | '!' | '?' | '\u{2026}' | '\u{3002}' | '\u{ff06}' | '\u{ff5c}' => Symbol::Break,
        '\'' | '"' | '<' | '>' | '`' | '\u{b0}' | '\u{b4}' | '\u{2116}' | '\u{2032}' | '\u{2033}' => {
            Symbol::Space
        }
        '\u{2018}'..='\u{201f}' => Symbol::Space,
        '\u{2800}' | '\u{fffc}' | '\u{fffd}' => Symbol::Nothing,
        _ if INVISIBLE.has(c) => Symbol::Nothing,
        _ if c.is_whitespace() || PICTURES.has(c) => Symbol::Space,
        _ if c.is_control() => Symbol::Nothing,
        _ if DASHES.has(c) => Symbol::Dash,
        _ if OPENING.has(c) => Symbol::Open,
        _ if CLOSING.has(c) => Symbol::Close,
        _ if LETTERS.has(c) => Symbol::Letter,
        _ if COUNTING.has(c) => Symbol::Counting,
        _ => DIGITS.digit(c).map_or(Symbol::Other, Symbol::Digit),
    }
}

/// ITU-T E.161: the letters of a keypad.
pub(super) fn keypad_digit(letter: char) -> Option<char> {
    Some(match letter {
        'a'..='c' => '2',
        'd'..='f' => '3',
        'g'..='i' => '4',
        'j'..='l' => '5',
        'm'..='o' => '6',
        'p'..='s' => '7',
        't'..='v' => '8',
        'w'..='z' => '9',
        _ => return None,
    })
}

/// Whether a mark belongs to the letter or digit before it: accents, vowel signs, the box of a keycap.
pub(super) fn is_mark(c: char) -> bool {
    !c.is_ascii() && MARKS.has(c)
}

/// Characters with a Unicode property.
struct Property(LazyLock<Vec<(char, char)>>);

impl Property {
    fn has(&self, c: char) -> bool {
        self.range(c).is_some()
    }

    /// The ASCII digit that a decimal digit stands for: they come in runs of ten.
    fn digit(&self, c: char) -> Option<char> {
        let (zero, _) = self.range(c)?;
        char::from_digit((u32::from(c) - u32::from(zero)) % 10, 10)
    }

    fn range(&self, c: char) -> Option<(char, char)> {
        let after = self.0.partition_point(|(first, _)| *first <= c);
        self.0.get(after.checked_sub(1)?).filter(|(_, last)| c <= *last).copied()
    }
}

/// The ranges of a class of `regex_syntax`, which has Unicode's tables; none of what is no class.
fn ranges(class: &str) -> Vec<(char, char)> {
    match regex_syntax::parse(class).map(|hir| hir.into_kind()) {
        Ok(HirKind::Class(Class::Unicode(class))) => {
            class.ranges().iter().map(|range| (range.start(), range.end())).collect()
        }
        Ok(_) | Err(_) => Vec::new(),
    }
}

static INVISIBLE: Property =
    Property(LazyLock::new(|| ranges(r"[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Cf}]")));
static PICTURES: Property = Property(LazyLock::new(|| ranges(r"[\p{So}\p{Emoji_Modifier}\p{Pi}\p{Pf}]")));
static DASHES: Property = Property(LazyLock::new(|| ranges(r"\p{Pd}")));
static OPENING: Property = Property(LazyLock::new(|| ranges(r"\p{Ps}")));
static CLOSING: Property = Property(LazyLock::new(|| ranges(r"\p{Pe}")));
static LETTERS: Property = Property(LazyLock::new(|| ranges(r"[\p{Alphabetic}\p{L}]")));
static MARKS: Property = Property(LazyLock::new(|| ranges(r"\p{M}")));
/// Raised and lowered digits are footnotes.
static COUNTING: Property = Property(LazyLock::new(|| ranges(r"[\p{No}--[²³¹⁰-⁹₀-₉]]")));
static DIGITS: Property = Property(LazyLock::new(|| ranges(r"\p{Nd}")));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_other_scripts_are_digits() {
        for digits in [
            "0123456789",
            "٠١٢٣٤٥٦٧٨٩",
            "۰۱۲۳۴۵۶۷۸۹",
            "०१२३४५६७८९",
            "০১২৩৪৫৬৭৮৯",
            "０１２３４５６７８９",
            "๐๑๒๓๔๕๖๗๘๙",
            "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
            "𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿",
        ] {
            let read: Vec<_> = digits.chars().map(symbol).collect();
            let expected: Vec<_> = ('0'..='9').map(Symbol::Digit).collect();
            assert_eq!(read, expected, "{digits}");
        }
        assert_eq!(symbol('²'), Symbol::Other, "not a decimal digit");
        assert_eq!(symbol('③'), Symbol::Counting);
        assert_eq!(symbol('❸'), Symbol::Counting);
        assert_eq!(symbol('五'), Symbol::Letter);
    }

    #[test]
    fn decimal_digits_come_in_runs_of_ten() {
        assert!(DIGITS.0.len() > 50);
        assert!(DIGITS.0.iter().all(|(first, last)| (u32::from(*last) - u32::from(*first)) % 10 == 9));
    }

    #[test]
    fn what_cannot_be_seen_parts_nothing() {
        for c in "\u{ad}\u{34f}\u{61c}\u{115f}\u{17b4}\u{180e}\u{200b}\u{200f}\u{202e}\u{2060}\u{2069}\u{3164}\u{fe0d}\
                  \u{feff}\u{ffa0}\u{fff9}\u{fffc}\u{1d173}\u{e0001}\u{e0100}"
            .chars()
        {
            assert_eq!(symbol(c), Symbol::Nothing, "{c:?}");
        }
    }
}
