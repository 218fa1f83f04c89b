//! Octets among other text.

use super::octets;

/// Octets of the shortest APDU that is believed to be one among other text; a time of day may look like less.
const LEAST: usize = 5;

/// So many octets tell how long an APDU is: link header, tag, length.
const HEAD: usize = 9;

/// Octets that a line of a hex dump shows at most.
const DUMPED: usize = 16;

/// Which way a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// From the computing function.
    ToSwitch,
    /// From the switching function.
    FromSwitch,
}

impl Direction {
    /// As recordings and `link.trace` call them.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "to_pbx" | "to_switch" => Some(Self::ToSwitch),
            "from_pbx" | "from_switch" => Some(Self::FromSwitch),
            _ => None,
        }
    }
}

/// The way that `>` or `<` shows. A line with both shows none.
pub(super) fn mark(text: &str) -> Option<Direction> {
    match (text.contains(['>', '→']), text.contains(['<', '←'])) {
        (true, false) => Some(Direction::ToSwitch),
        (false, true) => Some(Direction::FromSwitch),
        _ => None,
    }
}

/// Whole APDUs among the words of a line, with their link headers: each begins at a word's start and ends at a word's
/// end. One that can be decoded is preferred to an earlier one that only looks like it.
pub(super) fn found(text: &str) -> Vec<Vec<u8>> {
    let mut sound = Vec::new();
    let mut seeming = None;
    for run in runs(text) {
        let mut at = 0;
        while let Some(rest) = run.get(at..).filter(|rest| !rest.is_empty()) {
            let Some((words, octets)) = apdu(rest) else {
                at += 1;
                continue;
            };
            if octets::decode(&octets).is_ok() {
                sound.push(octets);
                at += words;
            } else {
                seeming.get_or_insert(octets);
                at += 1;
            }
        }
    }
    if sound.is_empty() { seeming.into_iter().collect() } else { sound }
}

/// The APDU that begins with the first of these words, and how many words it takes.
fn apdu(words: &[Vec<u8>]) -> Option<(usize, Vec<u8>)> {
    let head = words.get(..HEAD.min(words.len()))?.concat();
    let end = octets::announced(&head).filter(|end| *end >= LEAST)?;
    let mut length = 0;
    let ends = words.iter().position(|word| {
        length += word.len();
        length >= end
    })?;
    (length == end).then(|| (ends + 1, words.iter().take(ends + 1).flatten().copied().collect()))
}

/// Words of octets that follow each other with nothing but separators between.
fn runs(text: &str) -> Vec<Vec<Vec<u8>>> {
    let mut runs = vec![Vec::new()];
    let separates = |c: char| !c.is_alphanumeric();
    for piece in text.split_inclusive(separates) {
        let word = piece.trim_end_matches(separates);
        let digits = word.strip_prefix("0x").unwrap_or(word);
        let word = octets::octets(digits).ok().filter(|octets| !octets.is_empty());
        let breaks = !piece.ends_with([' ', '\t', ',', ':', '-', '.']);
        match (word, runs.last_mut()) {
            (Some(word), Some(run)) => run.push(word),
            _ if digits.is_empty() => {}
            _ => runs.push(Vec::new()),
        }
        if breaks {
            runs.push(Vec::new());
        }
    }
    runs
}

/// The offset and the octets of a line of a hex dump.
pub(super) fn dumped(text: &str) -> Option<(usize, Vec<u8>)> {
    let text = text.trim_start();
    let (offset, rest) = text.split_once([':', ' ', '\t']).unwrap_or((text, ""));
    if !(4..=8).contains(&offset.len()) {
        return None;
    }
    let offset = usize::from_str_radix(offset, 16).ok()?;
    let mut octets = Vec::new();
    let shown = rest.trim_start().split(['|']).next().unwrap_or_default();
    for word in shown.split("   ").next().unwrap_or_default().split_whitespace() {
        match octets::octets(word) {
            Ok(more) if octets.len() + more.len() <= DUMPED && more.len() <= 4 => octets.extend(more),
            _ => break,
        }
    }
    Some((offset, octets))
}
