//! Signalling as a ladder in the terminal: one lane per party, one line per message, oldest first.
#![expect(clippy::disallowed_methods, reason = "each line is told with its time")]

use std::time::Instant;

/// Who takes part, from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Party {
    WebPage,
    Desk,
    Daemon,
    Switch,
    Phone,
    Customer,
}

const PARTIES: [(&str, Party); 6] = [
    ("web page", Party::WebPage),
    ("desk", Party::Desk),
    ("callbackd", Party::Daemon),
    ("switch", Party::Switch),
    ("phone 2001", Party::Phone),
    ("customer", Party::Customer),
];

/// Width of a lane in columns.
const LANE: usize = 11;

/// Prints messages as they happen.
pub(crate) struct Ladder {
    start: Instant,
}

impl Ladder {
    pub(crate) fn new() -> Self {
        Self { start: Instant::now() }
    }

    /// The names above the lanes.
    pub(crate) fn head(&self) {
        let names: String = PARTIES.iter().map(|(name, _)| format!("{name:^LANE$}")).collect();
        println!("\n         {}", names.trim_end());
    }

    /// A message from one party to another.
    pub(crate) fn message(&self, from: Party, to: Party, text: &str) {
        println!("{:7.2}s {}  {text}", self.start.elapsed().as_secs_f32(), lanes(from, to));
    }

    /// Something that is said beside the lanes.
    pub(crate) fn note(&self, text: &str) {
        println!("\n  ── {text}\n");
    }
}

/// The lanes of one line, with an arrow between two of them.
fn lanes(from: Party, to: Party) -> String {
    let (left, right) = (from.min(to), from.max(to));
    let mut line = String::new();
    for (_, party) in PARTIES {
        let inside = party > left && party < right;
        let before = if party > left && party <= right { '─' } else { ' ' };
        let after = if party >= left && party < right { '─' } else { ' ' };
        let mark = match party {
            party if party == to && to > from => '▶',
            party if party == to && to < from => '◀',
            party if party == from && to > from => '├',
            party if party == from && to < from => '┤',
            _ if inside => '┼',
            _ => '│',
        };
        let half = LANE / 2;
        line.extend(std::iter::repeat_n(before, half));
        line.push(mark);
        line.extend(std::iter::repeat_n(after, LANE - half - 1));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrow_runs_between_its_lanes_in_its_direction() {
        assert_eq!(
            lanes(Party::Daemon, Party::Switch),
            "     │          │          ├──────────▶          │          │     "
        );
        assert_eq!(
            lanes(Party::Daemon, Party::WebPage),
            "     ◀──────────┼──────────┤          │          │          │     "
        );
    }
}
