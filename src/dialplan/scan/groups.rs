//! Tokens to groups of digits, with what stands between them.

use super::super::{Refusal, RefusalRule};
use super::symbol::{Symbol, keypad_digit};
use super::token::Token;
use super::words::{Sense, sense};
use super::{DIGITS_MAX, EXTENSION_MAX, Group, Joint, Scanned, not_a_number, too_many_digits};

/// More groups than two numbers have, written digit by digit.
const GROUPS_MAX: usize = 48;
/// A number with its country code has at least so many digits.
const SECOND_MIN: usize = 7;
/// An extension without a word for it has no more digits.
const BARE_EXTENSION_MAX: usize = 6;

/// What has been seen since the last digits.
#[derive(Default)]
struct Gap {
    spaces: usize,
    dashes: usize,
    dots: usize,
    slashes: usize,
    opens: bool,
    closes: bool,
    colon: bool,
    mark: bool,
    words: bool,
    plus: bool,
    fax: bool,
}

impl Gap {
    fn joint(&self) -> Joint {
        match self {
            Self { words: true, .. } => Joint::Words,
            Self { mark: true, .. } => Joint::Mark,
            Self { dots: 2.., .. } => Joint::Mark,
            Self { colon: true, .. } => Joint::Colon,
            Self { opens: true, .. } => Joint::Open,
            Self { closes: true, .. } => Joint::Close,
            Self { slashes: 1.., .. } => Joint::Slash,
            Self { dashes: 1.., .. } => Joint::Dash,
            Self { dots: 1, .. } => Joint::Dot,
            Self { spaces: 2.., .. } => Joint::Wide,
            _ => Joint::Space,
        }
    }
}

pub(super) struct Reader {
    /// Letters are those of a keypad.
    letters: bool,
    groups: Vec<Group>,
    gap: Gap,
    depth: usize,
    /// What to say where no number is found.
    doubts: Doubts,
}

#[derive(Default)]
struct Doubts {
    /// Letters touch digits.
    touching: bool,
    /// Words follow digits, be it as a remark.
    lettered: bool,
    /// `*` or `#` where none belongs.
    service: bool,
    /// Something that is no part of a number.
    odd: bool,
    /// Such a thing touches digits on both sides: perhaps a separator, and what it parts is nobody's to guess.
    within: bool,
    /// A digit in a circle touches digits: perhaps it is one of them.
    counting: bool,
}

impl Reader {
    pub(super) fn new(letters: bool) -> Self {
        Self { letters, groups: Vec::new(), gap: Gap::default(), depth: 0, doubts: Doubts::default() }
    }

    pub(super) fn read(mut self, tokens: &[Token]) -> Result<Scanned, Refusal> {
        let mut rest = tokens;
        let mut before = None;
        while let Some((token, after)) = rest.split_first() {
            rest = self.token(before, token, after)?;
            before = Some(token);
        }
        self.finish()
    }

    fn finish(self) -> Result<Scanned, Refusal> {
        let Doubts { touching, service, odd, within, counting, .. } = self.doubts;
        if counting {
            return Err(not_a_number(
                "a digit in a circle may be part of the number or not: type plain digits",
            ));
        }
        if within {
            return Err(not_a_number(
                "a character within the digits is no part of a telephone number: write spaces or hyphens there",
            ));
        }
        if service && !self.groups.is_empty() {
            return Err(Refusal::new(
                RefusalRule::ServiceCode,
                "codes with * or # switch features; give the number of a telephone",
            ));
        }
        if touching {
            return Err(Refusal::new(RefusalRule::Letters, "type digits in place of the letters"));
        }
        if self.groups.is_empty() {
            return Err(if odd || service {
                not_a_number("it has a character that is no part of a telephone number")
            } else {
                Refusal::new(RefusalRule::Empty, "type a telephone number")
            });
        }
        Ok(Scanned { groups: self.groups, lettered: self.doubts.lettered })
    }

    /// Takes one token and gives what is left after it, which may be less than `after`.
    fn token<'t>(
        &mut self,
        before: Option<&Token>,
        token: &Token,
        after: &'t [Token],
    ) -> Result<&'t [Token], Refusal> {
        match token {
            Token::Digits(digits) => return self.digits(digits, before, after),
            Token::Word(word) => return self.word(word, before, after),
            Token::Space(width) => self.gap.spaces += width,
            Token::Mark(Symbol::Hash) => return self.hash(after),
            Token::Mark(Symbol::Star) => self.star(before, after),
            Token::Mark(mark @ (Symbol::Comma | Symbol::Semicolon)) => {
                return Ok(self.pause(*mark, before, after));
            }
            Token::Mark(Symbol::Colon) => self.colon(before, after),
            Token::Mark(mark) => {
                let digits = |token: Option<&Token>| matches!(token, Some(Token::Digits(_)));
                let strange = match mark {
                    Symbol::Other => true,
                    // Otherwise a second number may begin.
                    Symbol::Plus => run_of_digits(after) < SECOND_MIN,
                    _ => false,
                };
                self.doubts.within |= strange && digits(before) && digits(after.first());
                let within = !self.groups.is_empty() && digits(after.first());
                self.doubts.counting |= *mark == Symbol::Counting && (digits(before) || within);
                self.mark(*mark, after)?;
            }
        }
        Ok(after)
    }

    fn mark(&mut self, mark: Symbol, after: &[Token]) -> Result<(), Refusal> {
        match mark {
            Symbol::Dash => self.gap.dashes += 1,
            Symbol::Dot => self.gap.dots += 1,
            Symbol::Slash => self.gap.slashes += 1,
            Symbol::Open => {
                self.gap.opens = true;
                self.depth += 1;
            }
            Symbol::Close => self.close(),
            Symbol::Plus => {
                self.gap.plus = leads_to_digits(after);
                self.gap.mark |= !self.groups.is_empty();
            }
            Symbol::Line | Symbol::Break => self.gap.mark |= !self.groups.is_empty(),
            _ => {
                self.doubts.odd = true;
                self.gap.mark |= !self.groups.is_empty();
                if matches!(after.first(), Some(Token::Word(_)))
                    && matches!(mark, Symbol::Other)
                    && self.at_sign(after)
                {
                    return Err(not_a_number("this looks like an address: give a telephone number"));
                }
            }
        }
        Ok(())
    }

    /// Digits right before a character of an address: `2001@example.com`.
    fn at_sign(&self, after: &[Token]) -> bool {
        let touches = self.gap.spaces == 0 && !self.gap.words && !self.groups.is_empty();
        touches && after.iter().any(|token| matches!(token, Token::Mark(Symbol::Dot)))
    }

    /// Brackets that nothing opened end an item of a list, or an area code.
    fn close(&mut self) {
        match self.depth.checked_sub(1) {
            Some(depth) => {
                self.depth = depth;
                self.gap.closes = true;
            }
            None => self.gap.mark |= !self.groups.is_empty(),
        }
    }

    fn digits<'t>(
        &mut self,
        digits: &str,
        before: Option<&Token>,
        after: &'t [Token],
    ) -> Result<&'t [Token], Refusal> {
        let mut unit = false;
        if let Some(Token::Word(word)) = after.first() {
            match sense(word) {
                Sense::Unit if digits.len() <= 2 => unit = true,
                Sense::Extension | Sense::ShortExtension | Sense::Carrier => {}
                _ => self.doubts.touching |= !self.letters && !is_other_script(word),
            }
        }
        if let Some(Token::Word(word)) = before {
            let harmless = matches!(
                sense(word),
                Sense::Label | Sense::Fax | Sense::Unit | Sense::Extension | Sense::Carrier
            );
            self.doubts.touching |= !self.letters && !harmless && !is_other_script(word);
        }
        self.push(digits, unit)?;
        Ok(after)
    }

    fn push(&mut self, digits: &str, unit: bool) -> Result<(), Refusal> {
        let gap = std::mem::take(&mut self.gap);
        let joint = match self.groups.as_slice() {
            [] => Joint::First,
            // The first item of a list: "1. 40123".
            [item] if gap.spaces > 0 && gap.joint() == Joint::Dot && is_item(item) => Joint::Mark,
            _ => gap.joint(),
        };
        let run = self.groups.iter().rev().scan(joint, |joint, group| {
            let counts = !joint.parts();
            *joint = group.joint;
            counts.then_some(group.digits.len())
        });
        if run.sum::<usize>() + digits.len() > DIGITS_MAX || self.groups.len() == GROUPS_MAX {
            return Err(too_many_digits());
        }
        let fax = gap.fax;
        self.groups.push(Group {
            digits: digits.to_owned(),
            joint,
            spaced: gap.spaces > 0,
            plus: gap.plus,
            unit,
            named: false,
            fax: fax || (!joint.parts() && self.groups.last().is_some_and(|group| group.fax)),
            extension: None,
        });
        Ok(())
    }

    /// A label or a remark, a word for "extension", or letters of the keypad.
    fn word<'t>(
        &mut self,
        word: &str,
        before: Option<&Token>,
        after: &'t [Token],
    ) -> Result<&'t [Token], Refusal> {
        let touches = matches!(before, Some(Token::Digits(_)));
        if touches && word == "e" && is_exponent(after) {
            return Err(not_a_number("a spreadsheet has shortened the number: copy all of its digits"));
        }
        let sense = sense(word);
        if touches && sense == Sense::Carrier {
            return Ok(after);
        }
        if matches!(sense, Sense::Extension | Sense::ShortExtension)
            && let Some(rest) = self.extension(sense, touches, after)?
        {
            return Ok(rest);
        }
        let after_extension = self.groups.last().is_some_and(|group| group.extension.is_some());
        if self.letters && !self.groups.is_empty() && !after_extension && sense != Sense::Extension {
            self.keypad(word)?;
            return Ok(after);
        }
        if sense == Sense::Extension && touches_end(after) && !self.groups.is_empty() && !after_extension {
            return Err(Refusal::new(RefusalRule::Letters, "the extension after the number is missing"));
        }
        if after_extension && word.chars().count() == 1 && touches_end(after) {
            return Err(Refusal::new(RefusalRule::Letters, "type digits in place of the letters"));
        }
        self.remark(sense);
        Ok(after)
    }

    fn remark(&mut self, sense: Sense) {
        let country = sense == Sense::Country
            && self.depth > 0
            && matches!(self.groups.as_slice(), [code] if code.plus && code.digits.len() <= 3);
        if sense == Sense::Unit
            && let Some(last) = self.groups.last_mut()
            && last.digits.len() <= 2
            && !self.gap.words
        {
            last.unit = true;
        }
        if sense == Sense::Word
            && let Some(last) = self.groups.last_mut()
            && !self.gap.words
        {
            last.named = true;
        }
        self.gap.words |= !country;
        self.doubts.lettered |= !self.groups.is_empty();
        self.gap.fax = sense == Sense::Fax || (self.gap.fax && sense == Sense::Number);
    }

    fn keypad(&mut self, word: &str) -> Result<(), Refusal> {
        let digits: Option<String> = word.chars().map(keypad_digit).collect();
        let digits = digits.ok_or_else(|| {
            Refusal::new(RefusalRule::Letters, "a telephone's keypad has the letters A to Z")
        })?;
        self.push(&digits, false)
    }

    /// Reads the digits after a word for "extension", if they are one.
    fn extension<'t>(
        &mut self,
        sense: Sense,
        touches: bool,
        after: &'t [Token],
    ) -> Result<Option<&'t [Token]>, Refusal> {
        let Some(last) = self.groups.last_mut().filter(|last| last.extension.is_none()) else {
            return Ok(None);
        };
        let Some((digits, rest)) = extension_digits(after) else { return Ok(None) };
        if sense == Sense::ShortExtension
            && (digits.len() > BARE_EXTENSION_MAX || (self.gap.words && !touches))
        {
            return Ok(None);
        }
        if digits.len() > EXTENSION_MAX {
            return Err(too_many_digits());
        }
        last.extension = Some(digits);
        self.gap = Gap { mark: true, ..Gap::default() };
        Ok(Some(rest))
    }

    fn hash<'t>(&mut self, after: &'t [Token]) -> Result<&'t [Token], Refusal> {
        let enough = self.groups.iter().map(|group| group.digits.len()).sum::<usize>() > 4;
        if enough && !self.doubts.service {
            if let Some(rest) = self.extension(Sense::Extension, false, after)? {
                return Ok(rest);
            }
            if self.groups.last().is_none_or(|last| last.extension.is_none()) {
                return Err(not_a_number("the extension after the number is missing"));
            }
            return Ok(after);
        }
        let sign =
            self.gap.words && self.groups.is_empty() && !matches!(after.first(), Some(Token::Digits(_)));
        self.doubts.service |= !sign;
        Ok(after)
    }

    /// A bullet or a footnote stands apart from digits; a code does not.
    fn star(&mut self, before: Option<&Token>, after: &[Token]) {
        let space = |token: Option<&Token>| matches!(token, None | Some(Token::Space(_)));
        let apart = space(before) && space(after.first()) && !after.is_empty();
        self.doubts.service |= !apart;
        self.gap.mark |= apart && !self.groups.is_empty();
    }

    /// `,,12#` and `;12` are address books' ways to write an extension, `,12` is one after a number with its country code.
    /// Otherwise something else begins. Zeros after a comma are what a spreadsheet makes of a number.
    fn pause<'t>(&mut self, mark: Symbol, before: Option<&Token>, after: &'t [Token]) -> &'t [Token] {
        if matches!(after, [Token::Mark(Symbol::Comma | Symbol::Semicolon), ..]) && !self.gap.words {
            self.gap.mark = !self.groups.is_empty();
            return self.announced(after.get(1..).unwrap_or_default());
        }
        if mark == Symbol::Semicolon {
            return self.announced(after);
        }
        if let [Token::Digits(digits), rest @ ..] = after
            && matches!(before, Some(Token::Digits(_)))
            && touches_end(rest)
        {
            if digits == "0" || digits == "00" {
                return rest;
            }
            let coded = self.groups.iter().any(|group| group.plus);
            if coded && digits.len() <= BARE_EXTENSION_MAX {
                return self.announced(after);
            }
        }
        self.gap.mark |= !self.groups.is_empty();
        after
    }

    fn announced<'t>(&mut self, after: &'t [Token]) -> &'t [Token] {
        self.gap.mark |= !self.groups.is_empty();
        let Some(last) = self.groups.last_mut().filter(|last| last.extension.is_none()) else { return after };
        let (digits, rest) = match after {
            [Token::Digits(digits), rest @ ..] | [Token::Space(_), Token::Digits(digits), rest @ ..] => {
                (digits, rest)
            }
            _ => return after,
        };
        match rest {
            [Token::Mark(Symbol::Dash | Symbol::Slash | Symbol::Dot), Token::Digits(_), ..]
            | [Token::Space(_), Token::Digits(_), ..] => after,
            _ if digits.len() <= BARE_EXTENSION_MAX => {
                last.extension = Some(digits.clone());
                self.gap = Gap { mark: true, ..Gap::default() };
                match rest {
                    [Token::Mark(Symbol::Hash), rest @ ..] => rest,
                    rest => rest,
                }
            }
            _ => after,
        }
    }

    /// An hour, or the end of a label.
    fn colon(&mut self, before: Option<&Token>, after: &[Token]) {
        let hour = matches!((before, after.first()), (Some(Token::Digits(hour)), Some(Token::Digits(minute)))
            if hour.len() <= 2 && minute.len() == 2);
        if hour {
            self.gap.colon = true;
            if let Some(last) = self.groups.last_mut() {
                last.unit = true;
            }
        } else {
            self.gap.mark |= !self.groups.is_empty();
        }
    }
}

/// The digits that follow with nothing but spaces between them.
fn run_of_digits(after: &[Token]) -> usize {
    let run = after.iter().map_while(|token| match token {
        Token::Digits(digits) => Some(digits.len()),
        Token::Space(_) => Some(0),
        _ => None,
    });
    run.sum()
}

/// Whether digits number the item of a list. An area code of two digits begins with the trunk prefix.
fn is_item(group: &Group) -> bool {
    group.digits.len() <= 2 && !group.plus && !group.digits.starts_with('0')
}

/// The digits that follow marks and words for "number", and what follows them.
fn extension_digits(after: &[Token]) -> Option<(String, &[Token])> {
    let mut rest = after;
    loop {
        rest = match rest {
            [Token::Space(_), after @ ..] => after,
            [
                Token::Mark(Symbol::Dot | Symbol::Colon | Symbol::Hash | Symbol::Dash | Symbol::Open),
                after @ ..,
            ] => after,
            [Token::Word(word), after @ ..]
                if matches!(sense(word), Sense::Number) || EXTENSION_SECOND.contains(&word.as_str()) =>
            {
                after
            }
            [Token::Digits(_), ..] => break,
            _ => return None,
        };
    }
    let mut digits = String::new();
    loop {
        rest = match rest {
            [Token::Digits(more), after @ ..]
            | [Token::Space(_) | Token::Mark(Symbol::Dash), Token::Digits(more), after @ ..] => {
                digits += more;
                after
            }
            _ => break,
        };
    }
    Some((digits, rest))
}

/// Second words of "extension": `máy lẻ`.
const EXTENSION_SECOND: [&str; 3] = ["lẻ", "le", "dial"];

fn leads_to_digits(after: &[Token]) -> bool {
    let next = after.iter().find(|token| {
        !matches!(
            token,
            Token::Space(_) | Token::Mark(Symbol::Plus | Symbol::Open | Symbol::Dash | Symbol::Dot)
        )
    });
    matches!(next, Some(Token::Digits(_)))
}

/// `E+11`, after digits.
fn is_exponent(after: &[Token]) -> bool {
    matches!(after, [Token::Mark(Symbol::Plus | Symbol::Dash), Token::Digits(_), ..] | [Token::Digits(_), ..])
}

/// Nothing follows but spaces and points.
fn touches_end(after: &[Token]) -> bool {
    after.iter().all(|token| {
        matches!(token, Token::Space(_) | Token::Mark(Symbol::Dot | Symbol::Colon | Symbol::Line))
    })
}

/// Scripts that part no words: their letters touch digits without being part of them.
fn is_other_script(word: &str) -> bool {
    word.chars().all(|c| u32::from(c) >= 0x0600)
}
