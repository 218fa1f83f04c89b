//! From what people type to groups of digits and what parts them: no numbering plan is known here.

mod groups;
mod symbol;
mod token;
mod words;
mod wrapper;

use std::fmt;

use super::{PAUSE, Refusal, RefusalRule};
use groups::Reader;
use symbol::{Symbol, symbol};

/// The longest text that is looked at, in characters.
pub(super) const TEXT_MAX: usize = 256;
/// More digits than any number, prefix and country code together.
const DIGITS_MAX: usize = 40;
const EXTENSION_MAX: usize = 10;

/// A text taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Scanned {
    /// At least one.
    pub(super) groups: Vec<Group>,
    /// Words follow the first digits.
    pub(super) lettered: bool,
}

/// Digits with nothing between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) digits: String,
    /// What parts them from the digits before.
    pub(super) joint: Joint,
    /// Spaces stand there as well.
    pub(super) spaced: bool,
    /// They begin with a country code.
    pub(super) plus: bool,
    /// A unit follows: an hour, a count.
    pub(super) unit: bool,
    /// A word follows that is no label, such as a town's name after its postcode.
    pub(super) named: bool,
    /// The line of a fax, by its label.
    pub(super) fax: bool,
    /// What to dial once the call is answered, where it is written after these.
    pub(super) extension: Option<String>,
}

/// What is written between two groups of digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// Nothing: these are the first digits.
    First,
    Space,
    /// A gap like that between columns.
    Wide,
    Dash,
    Dot,
    Slash,
    /// The digits after it stand in brackets.
    Open,
    /// The digits before it do.
    Close,
    /// As in 17:00.
    Colon,
    /// A comma, a line's end or a plus, which part two things more often than one number.
    Mark,
    /// Words, which are in no number.
    Words,
}

impl Scanned {
    /// All digits, if nothing says that they are more than one number.
    pub(super) fn whole(&self) -> Option<String> {
        let one = self.groups.iter().skip(1).all(|group| !group.joint.parts());
        one.then(|| digits(&self.groups))
    }

    /// Whether the digits begin with a country code.
    pub(super) fn plus(&self) -> bool {
        self.groups.first().is_some_and(|group| group.plus)
    }
}

impl Joint {
    /// Whether what it parts are two things.
    pub(super) fn parts(self) -> bool {
        matches!(self, Self::Mark | Self::Words)
    }
}

/// The digits of neighbouring groups.
pub(super) fn digits(groups: &[Group]) -> String {
    groups.iter().map(|group| group.digits.as_str()).collect()
}

impl fmt::Display for Scanned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plus = if self.plus() { "a plus and " } else { "" };
        write!(f, "{plus}{} digits", digits(&self.groups).len())?;
        let runs = 1 + self.groups.iter().filter(|group| group.joint.parts()).count();
        if runs > 1 {
            write!(f, " in {runs} places")?;
        }
        match self.groups.iter().find_map(|group| group.extension.as_ref()) {
            Some(extension) => write!(f, ", then an extension of {}", extension.len()),
            None => Ok(()),
        }
    }
}

/// Reads a customer's text.
///
/// `letters` reads `1-800-FLOWERS` as a keypad would; without it letters are labels and remarks, and within a number they
/// are refused.
pub(super) fn scan(text: &str, letters: bool) -> Result<Scanned, Refusal> {
    check_length(text)?;
    let unwrapped = wrapper::unwrapped(text)?;
    let mut scanned = Reader::new(letters).read(&token::tokens(&unwrapped.text))?;
    if let Some(first) = scanned.groups.first_mut() {
        first.plus |= unwrapped.international;
    }
    Ok(scanned)
}

/// Reads an agent's edit: dialled characters and pauses with spacing, nothing that would have to be interpreted.
pub(super) fn scan_dialled(text: &str) -> Result<String, Refusal> {
    check_length(text)?;
    let mut dialled = String::new();
    for c in text.chars() {
        match symbol(c) {
            Symbol::Digit(digit) => dialled.push(digit),
            Symbol::Star => dialled.push('*'),
            Symbol::Hash => dialled.push('#'),
            Symbol::Comma if c == PAUSE => dialled.push(PAUSE),
            Symbol::Space
            | Symbol::Line
            | Symbol::Dash
            | Symbol::Dot
            | Symbol::Slash
            | Symbol::Open
            | Symbol::Close
            | Symbol::Nothing => {}
            Symbol::Plus => {
                return Err(Refusal::new(
                    RefusalRule::EditNotUnderstood,
                    "a telephone has no +: write the number as it is dialled here, with the outside line and the \
                     international prefix",
                ));
            }
            Symbol::Letter
            | Symbol::Comma
            | Symbol::Semicolon
            | Symbol::Colon
            | Symbol::Break
            | Symbol::Counting
            | Symbol::Other => {
                return Err(Refusal::new(
                    RefusalRule::EditNotUnderstood,
                    "only digits, spaces and the punctuation of telephone numbers can be dialled",
                ));
            }
        }
    }
    Ok(dialled)
}

fn check_length(text: &str) -> Result<(), Refusal> {
    match text.chars().nth(TEXT_MAX) {
        Some(_) => Err(Refusal::new(RefusalRule::TooLong, format!("send at most {TEXT_MAX} characters"))),
        None => Ok(()),
    }
}

fn not_a_number(detail: &str) -> Refusal {
    Refusal::new(RefusalRule::NotANumber, detail)
}

fn too_many_digits() -> Refusal {
    Refusal::new(RefusalRule::TooLong, "it has more digits than any telephone number")
}
