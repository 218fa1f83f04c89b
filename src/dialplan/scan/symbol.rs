//! Characters of telephone numbers, in every script.

/// What a character is to a telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Symbol {
    Digit(char),
    Plus,
    Star,
    Hash,
    Pause,
    Letter,
    Filler,
    Other,
}

pub(super) fn symbol(c: char) -> Symbol {
    match c {
        '0'..='9' => Symbol::Digit(c),
        '+' | '\u{ff0b}' => Symbol::Plus,
        '*' | '\u{ff0a}' => Symbol::Star,
        '#' | '\u{ff03}' => Symbol::Hash,
        ',' | ';' => Symbol::Pause,
        _ if is_filler(c) => Symbol::Filler,
        _ if c.is_alphabetic() => Symbol::Letter,
        _ => decimal_digit(c).map_or(Symbol::Other, Symbol::Digit),
    }
}

/// Spaces, the dashes and brackets people group digits with, the pictures of telephones they put in front, and the
/// marks that come with a paste.
pub(super) fn is_filler(c: char) -> bool {
    c.is_whitespace()
        || matches!(c,
            '-' | '.' | '/' | '(' | ')' | '[' | ']' | '~' | '\'' | '"' | '\u{ad}' | '\u{b7}'
            | '\u{200b}'..='\u{200f}' | '\u{2010}'..='\u{2015}' | '\u{202a}'..='\u{202e}' | '\u{2053}'
            | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{2212}' | '\u{223c}' | '\u{30fc}' | '\u{feff}'
            | '\u{ff08}' | '\u{ff09}' | '\u{ff0d}'..='\u{ff0f}' | '\u{ff3b}' | '\u{ff3d}' | '\u{ff5e}'
            | '\u{260e}' | '\u{260f}' | '\u{2706}' | '\u{fe0f}' | '\u{1f4de}' | '\u{1f4f1}')
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

/// The ASCII digit that a decimal digit of another script stands for.
fn decimal_digit(c: char) -> Option<char> {
    let code = u32::from(c);
    let zero = ZEROS.iter().rev().find(|zero| **zero <= code)?;
    char::from_digit(code - zero, 10)
}

/// The zero of every run of ten decimal digits (general category Nd, Unicode 15) of the basic plane.
const ZEROS: [u32; 36] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6,
    0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0,
    0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
];

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
        ] {
            let read: Vec<_> = digits.chars().map(symbol).collect();
            let expected: Vec<_> = ('0'..='9').map(Symbol::Digit).collect();
            assert_eq!(read, expected, "{digits}");
        }
        assert_eq!(symbol('²'), Symbol::Other, "not a decimal digit");
        assert_eq!(symbol('五'), Symbol::Letter);
    }
}
