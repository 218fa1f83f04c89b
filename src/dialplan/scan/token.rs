//! A text as words, digits and marks.

use super::symbol::{Symbol, is_mark, symbol};

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// Digits with nothing between them that can be seen.
    Digits(String),
    /// Letters, in lower case and ASCII's width.
    Word(String),
    /// So many spaces; a tabulator counts as several.
    Space(usize),
    Mark(Symbol),
}

pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    for c in text.chars() {
        match (symbol(c), tokens.last_mut()) {
            _ if is_mark(c) => {}
            (Symbol::Nothing, _) => {}
            (Symbol::Digit(digit), Some(Token::Digits(digits))) => digits.push(digit),
            (Symbol::Digit(digit), _) => tokens.push(Token::Digits(digit.to_string())),
            (Symbol::Letter, Some(Token::Word(word))) => word.extend(narrow(c).to_lowercase()),
            (Symbol::Letter, _) => tokens.push(Token::Word(narrow(c).to_lowercase().collect())),
            (Symbol::Space, Some(Token::Space(width))) => *width += width_of(c),
            (Symbol::Space, _) => tokens.push(Token::Space(width_of(c))),
            (mark, _) => tokens.push(Token::Mark(mark)),
        }
    }
    tokens
}

fn width_of(c: char) -> usize {
    if c == '\t' { 4 } else { 1 }
}

/// The ASCII letter of a full-width one.
fn narrow(c: char) -> char {
    match c {
        '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => {
            char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
        }
        _ => c,
    }
}
