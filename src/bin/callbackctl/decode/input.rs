//! Lines of text as messages: bare digits, logs with digits in them, hex dumps, JSON Lines.

use csta::Apdu;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    octets::{self, decode},
    scan::{self, Direction},
};

/// What a line, or a dump that ends at it, holds.
pub(super) struct Item {
    /// Its first line, counted from 1.
    pub(super) line: usize,
    pub(super) found: Result<Message, String>,
}

/// One APDU and what was written beside it.
pub(super) struct Message {
    pub(super) json: Value,
    /// Which way it went, where the text says so.
    pub(super) direction: Option<Direction>,
    /// The recording that it belongs to.
    pub(super) session: Option<String>,
}

/// Reads line after line.
#[derive(Default)]
pub(super) struct Input {
    dump: Option<Dump>,
    /// The mark on the line before, for a dump that it announces.
    announced: Option<Direction>,
    /// Lines that were not blank and held no APDU.
    pub(super) passed: usize,
}

/// A hex dump whose end has not been seen.
struct Dump {
    line: usize,
    lines: usize,
    octets: Vec<u8>,
    direction: Option<Direction>,
}

/// The members that recordings have, others are passed over: octets, or what `link trace --json` has decoded already.
#[derive(Deserialize)]
struct Recorded {
    #[serde(flatten)]
    what: What,
    direction: Option<String>,
    session: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    Hex(String),
    Apdu(Map<String, Value>),
    Fault(String),
}

impl Input {
    /// What is known once this line is.
    pub(super) fn line(&mut self, number: usize, text: &str) -> Vec<Item> {
        let text = text.trim_end();
        if let Some((offset, octets)) = scan::dumped(text)
            && let Some(ended) = self.dumped(number, offset, &octets)
        {
            return ended;
        }
        let mut items = self.end();
        items.extend(self.complete(number, text));
        items
    }

    /// What the last lines hold.
    pub(super) fn end(&mut self) -> Vec<Item> {
        let Some(dump) = self.dump.take() else { return Vec::new() };
        match octets::extent(&dump.octets) {
            Some(end) => {
                let octets = dump.octets.get(..end).unwrap_or_default();
                vec![item(dump.line, octets, dump.direction, None)]
            }
            None => {
                self.passed += dump.lines;
                Vec::new()
            }
        }
    }

    /// A line of a hex dump: the first, one more, or no such thing (`None`).
    fn dumped(&mut self, number: usize, offset: usize, octets: &[u8]) -> Option<Vec<Item>> {
        match &mut self.dump {
            Some(dump) if dump.octets.len() == offset => {
                dump.octets.extend_from_slice(octets);
                dump.lines += 1;
                return Some(Vec::new());
            }
            _ if offset != 0 || octets.is_empty() => return None,
            _ => {}
        }
        let ended = self.end();
        let direction = self.announced.take();
        self.dump = Some(Dump { line: number, lines: 1, octets: octets.to_vec(), direction });
        Some(ended)
    }

    /// A line that stands for itself.
    fn complete(&mut self, number: usize, text: &str) -> Vec<Item> {
        let announced = self.announced.take();
        let bare = text.chars().all(|c| c.is_ascii_hexdigit() || c.is_ascii_whitespace());
        match text.trim_start() {
            "" => {
                self.announced = announced;
                return Vec::new();
            }
            json if json.starts_with('{') => {
                if let Ok(recorded) = serde_json::from_str::<Recorded>(json) {
                    return vec![recorded.item(number)];
                }
            }
            digits if bare => {
                let found = octets::octets(digits).and_then(|octets| decode(&octets));
                return vec![Item { line: number, found: found.map(|apdu| message(&apdu, None, None)) }];
            }
            log => {
                let found = scan::found(log);
                if !found.is_empty() {
                    let direction = scan::mark(log);
                    return found.iter().map(|octets| item(number, octets, direction, None)).collect();
                }
                self.announced = scan::mark(log);
            }
        }
        self.passed += 1;
        Vec::new()
    }
}

impl Recorded {
    fn item(self, line: usize) -> Item {
        let direction = self.direction.as_deref().and_then(Direction::named);
        match self.what {
            What::Hex(hex) => match octets::octets(&hex) {
                Ok(octets) => item(line, &octets, direction, self.session),
                Err(fault) => Item { line, found: Err(format!("hex: {fault}")) },
            },
            What::Apdu(apdu) => {
                let json = Value::Object(apdu);
                Item { line, found: Ok(Message { json, direction, session: self.session }) }
            }
            What::Fault(fault) => Item { line, found: Err(fault) },
        }
    }
}

fn item(line: usize, octets: &[u8], direction: Option<Direction>, session: Option<String>) -> Item {
    Item { line, found: decode(octets).map(|apdu| message(&apdu, direction, session)) }
}

fn message(apdu: &Apdu, direction: Option<Direction>, session: Option<String>) -> Message {
    Message { json: apdu.to_json(), direction, session }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Kinds of the messages in a text, what is wrong with the others, and how many lines hold none.
    fn read(text: &str) -> (Vec<String>, usize) {
        let mut input = Input::default();
        let mut items: Vec<_> = (1..).zip(text.lines()).flat_map(|(n, line)| input.line(n, line)).collect();
        items.extend(input.end());
        let told = items.into_iter().map(|item| match item.found {
            Ok(Message { json, direction, session }) => {
                let session = session.map(|name| format!(" in {name}")).unwrap_or_default();
                let arrow = match direction {
                    Some(Direction::ToSwitch) => " >",
                    Some(Direction::FromSwitch) => " <",
                    None => "",
                };
                let kind = json.get("kind").and_then(Value::as_str).unwrap_or("?");
                format!("{} {kind}{arrow}{session}", item.line)
            }
            Err(fault) => format!("{} {fault}", item.line),
        });
        (told.collect(), input.passed)
    }

    #[test]
    fn an_apdu_is_found_among_the_words_of_a_log() {
        for (line, told) in [
            ("12:00:01 > A4 06 02 01 09 81 01 01", "1 reject >"),
            ("12:00:01.250 A4 06 02 01 09 81 01 01", "1 reject"),
            ("2026-03-04 link 1 < [0008 a406020109810101] 8 octets", "1 reject <"),
            ("recv <- 0xA4,0x06,0x02,0x01,0x09,0x81,0x01,0x01", "1 reject <"),
            ("sent -> (26 80 08 a4:06:02:01:09:81:01:01)", "1 reject >"),
        ] {
            assert_eq!(read(line), (vec![told.to_owned()], 0), "{line}");
        }
    }

    #[test]
    fn a_line_without_an_apdu_is_counted_and_not_guessed_at() {
        for line in [
            "12:00:01 connected to 192.0.2.1:33333",
            "a4 06 02 01 09 and then the line broke",
            "face the added bed",
            "62 00 is too short to be told from a time",
            "{\"what\": \"no hex here\"}",
            "{broken",
        ] {
            assert_eq!(read(line), (vec![], 1), "{line}");
        }
    }

    #[test]
    fn what_looks_like_an_apdu_and_is_none_is_told() {
        let (told, passed) = read("> A1 06 02 01 09 81 01 01");
        assert!(told[0].starts_with("1 at octet "), "{told:?}");
        assert_eq!(passed, 0);
    }

    #[test]
    fn a_hex_dump_is_put_together_from_its_lines() {
        let canonical = "to the switch >\n\
                         00000000  a1 16 02 01 02 02 01 0a  30 0e 30 05 80 03 31 31  |........0.0...11|\n\
                         00000010  31 30 05 80 03 32 32 32                           |10...222|\n\
                         00000018\n";
        let xxd = "00000000: a116 0201 0202 010a 300e 3005 8003 3131  ........0.0...11\n\
                   00000010: 3130 0580 0332 3232                      10...222\n";
        assert_eq!(read(canonical), (vec!["2 invoke >".to_owned()], 1));
        assert_eq!(read(xxd), (vec!["1 invoke".to_owned()], 0));
        let cut_short = "0000  a1 16 02 01 02 02 01 0a\nnothing follows\n";
        assert_eq!(read(cut_short), (vec![], 2));
    }

    #[test]
    fn recordings_tell_direction_and_session() {
        let line = r#"{"hex": "a406020109810101", "direction": "from_pbx", "session": "one", "seq": 3}"#;
        assert_eq!(read(line), (vec!["1 reject < in one".to_owned()], 0));
        let traced = concat!(
            r#"{"at":"2026-03-04T12:00:00Z","direction":"to_switch","apdu":{"kind":"invoke","invokeId":7},"lost":3}"#,
            "\n",
            r#"{"at":"2026-03-04T12:00:00Z","direction":"from_switch","fault":"at octet 2"}"#
        );
        assert_eq!(read(traced), (vec!["1 invoke >".to_owned(), "2 at octet 2".to_owned()], 0));
        let odd = r#"{"hex": "a40"}"#;
        assert_eq!(read(odd), (vec!["1 hex: an odd number of hexadecimal digits, 3".to_owned()], 0));
    }
}
