//! From what people type to digits: no numbering plan is known here.

mod symbol;

use std::fmt;

use super::{PAUSE, Refusal, RefusalRule};
use symbol::{Symbol, is_filler, keypad_digit, symbol};

/// The longest text that is looked at, in characters.
pub(super) const TEXT_MAX: usize = 256;
/// More digits than any number, prefix and country code together.
const DIGITS_MAX: usize = 40;
const EXTENSION_MAX: usize = 10;

/// A text taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Scanned {
    /// `digits` begin with a country code.
    pub(super) plus: bool,
    pub(super) digits: String,
    /// What to dial once the call is answered.
    pub(super) extension: Option<String>,
}

impl fmt::Display for Scanned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plus = if self.plus { "a plus and " } else { "" };
        write!(f, "{plus}{} digits", self.digits.len())?;
        match &self.extension {
            Some(extension) => write!(f, ", then an extension of {}", extension.len()),
            None => Ok(()),
        }
    }
}

/// Reads a customer's text.
///
/// `letters` reads `1-800-FLOWERS` as a keypad would; without it letters are refused, save a label in front
/// of the number and a word for "extension" after it.
pub(super) fn scan(text: &str, letters: bool) -> Result<Scanned, Refusal> {
    check_length(text)?;
    let text = text.trim_matches(is_filler);
    match strip_scheme(text) {
        Some(uri) => scan_uri(uri, letters),
        None => Reader { letters, ..Reader::default() }.read(text),
    }
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
            Symbol::Filler => {}
            Symbol::Pause if c == PAUSE => dialled.push(PAUSE),
            Symbol::Plus => {
                return Err(Refusal::new(
                    RefusalRule::EditNotUnderstood,
                    "a telephone has no +: write the number as it is dialled here, with the outside line and the \
                     international prefix",
                ));
            }
            Symbol::Letter | Symbol::Pause | Symbol::Other => {
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

/// `tel:` (RFC 3966 3), in any case.
fn strip_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_at_checked(4)?;
    scheme.eq_ignore_ascii_case("tel:").then_some(rest)
}

/// RFC 3966 3: the number, then parameters. `ext` and `phone-context` matter here; `isub` and others do not.
fn scan_uri(uri: &str, letters: bool) -> Result<Scanned, Refusal> {
    let uri = percent_decoded(uri);
    let mut parts = uri.split(';');
    let mut number = parts.next().unwrap_or_default().to_owned();
    let mut extension = None;
    for part in parts {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        if name.eq_ignore_ascii_case("ext") {
            extension = Some(Reader::default().read(value)?.digits);
        } else if name.eq_ignore_ascii_case("phone-context") && !number.contains('+') {
            if !value.starts_with('+') {
                return Err(Refusal::new(
                    RefusalRule::PhoneContext,
                    "the tel: URI names a number of another organisation's own plan: give the number with its \
                     country code",
                ));
            }
            number.insert_str(0, value);
        }
    }
    let scanned = Reader { letters, ..Reader::default() }.read(&number)?;
    Ok(Scanned { extension: extension.or(scanned.extension), ..scanned })
}

/// RFC 3986 2.1, for ASCII; anything else is left as it is and refused as no part of a number.
fn percent_decoded(text: &str) -> String {
    let mut decoded = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        decoded.push_str(before);
        let byte = after.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(u8::is_ascii);
        match (byte, after.get(2..)) {
            (Some(byte), Some(after)) => {
                decoded.push(char::from(byte));
                rest = after;
            }
            _ => {
                decoded.push('%');
                rest = after;
            }
        }
    }
    decoded + rest
}

/// What has been read of a text so far.
#[derive(Default)]
struct Reader {
    letters: bool,
    plus: bool,
    digits: String,
    extension: Option<String>,
}

impl Reader {
    fn read(mut self, text: &str) -> Result<Scanned, Refusal> {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            rest = match symbol(c) {
                Symbol::Letter => self.word(rest)?,
                Symbol::Hash if self.digits.len() > 4 && self.extension.is_none() => {
                    self.begin_extension(rest, 1)?
                }
                Symbol::Pause => self.pause(rest)?,
                single => {
                    self.single(single)?;
                    rest.get(c.len_utf8()..).unwrap_or_default()
                }
            };
        }
        if self.digits.is_empty() {
            return Err(Refusal::new(RefusalRule::Empty, "type a telephone number"));
        }
        if self.extension.as_ref().is_some_and(String::is_empty) {
            return Err(not_a_number("the extension after the number is missing"));
        }
        Ok(Scanned { plus: self.plus, digits: self.digits, extension: self.extension })
    }

    fn single(&mut self, symbol: Symbol) -> Result<(), Refusal> {
        match symbol {
            Symbol::Digit(digit) => self.digit(digit),
            Symbol::Filler => Ok(()),
            Symbol::Plus if self.digits.is_empty() && !self.plus => {
                self.plus = true;
                Ok(())
            }
            Symbol::Plus => Err(not_a_number("a + can only come first")),
            Symbol::Star | Symbol::Hash => Err(Refusal::new(
                RefusalRule::ServiceCode,
                "codes with * or # switch features; give the number of a telephone",
            )),
            Symbol::Letter | Symbol::Pause | Symbol::Other => {
                Err(not_a_number("it has a character that is no part of a telephone number"))
            }
        }
    }

    fn digit(&mut self, digit: char) -> Result<(), Refusal> {
        let (digits, most) = match &mut self.extension {
            Some(extension) => (extension, EXTENSION_MAX),
            None => (&mut self.digits, DIGITS_MAX),
        };
        if digits.len() == most {
            return Err(too_many_digits());
        }
        digits.push(digit);
        Ok(())
    }

    /// A run of letters: a label before the number, a word for "extension", or letters of the keypad.
    fn word<'t>(&mut self, text: &'t str) -> Result<&'t str, Refusal> {
        let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
        let (word, rest) = text.split_at_checked(end).unwrap_or((text, ""));
        let word = word.to_lowercase();
        let attached = rest.starts_with(|c| matches!(symbol(c), Symbol::Digit(_)));
        if self.digits.is_empty() && !self.plus && !attached {
            return Ok(rest.trim_start_matches([' ', '.']).trim_start_matches(':'));
        }
        if self.extension.is_none() && EXTENSION_WORDS.contains(&word.as_str()) && leads_to_digits(rest) {
            return self.begin_extension(rest, 0);
        }
        if !self.letters || self.extension.is_some() {
            return Err(Refusal::new(RefusalRule::Letters, "type digits in place of the letters"));
        }
        for letter in word.chars() {
            let digit = keypad_digit(letter).ok_or_else(|| {
                Refusal::new(RefusalRule::Letters, "a telephone's keypad has the letters A to Z")
            })?;
            self.digit(digit)?;
        }
        Ok(rest)
    }

    /// `,,12#` and `;12`: address books' way to write an extension. One comma says nothing.
    fn pause<'t>(&mut self, text: &'t str) -> Result<&'t str, Refusal> {
        let rest = text.trim_start_matches([',', ';', ' ']);
        let announced = text.starts_with(",,") || text.starts_with(';');
        if self.digits.is_empty() || self.extension.is_some() || !announced {
            return Err(not_a_number("give one telephone number"));
        }
        self.begin_extension(rest.trim_end_matches('#'), 0)
    }

    fn begin_extension<'t>(&mut self, text: &'t str, skip: usize) -> Result<&'t str, Refusal> {
        self.extension = Some(String::new());
        Ok(text.get(skip..).unwrap_or_default().trim_start_matches(['.', ':', '=', '#', ' ']))
    }
}

/// Lower-case words that people put between a number and an extension.
const EXTENSION_WORDS: [&str; 22] = [
    "ext",
    "extn",
    "extension",
    "x",
    "xt",
    "ex",
    "int",
    "interno",
    "anexo",
    "ramal",
    "poste",
    "durchwahl",
    "dw",
    "nst",
    "app",
    "apparat",
    "tst",
    "toestel",
    "доб",
    "внутр",
    "wew",
    "extensión",
];

fn leads_to_digits(rest: &str) -> bool {
    rest.chars()
        .find(|c| !matches!(c, '.' | ':' | '=' | '#') && !is_filler(*c))
        .is_some_and(|c| matches!(symbol(c), Symbol::Digit(_)))
}

fn not_a_number(detail: &str) -> Refusal {
    Refusal::new(RefusalRule::NotANumber, detail)
}

fn too_many_digits() -> Refusal {
    Refusal::new(RefusalRule::TooLong, "it has more digits than any telephone number")
}
