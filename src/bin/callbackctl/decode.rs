//! `decode`: octets of a CSTA link, as JSON. Needs no daemon.
//!
//! Names and values are those of the JSON Encoding Rules (X.697), written as Python's `json.dumps` writes them, so that
//! the output can be compared line by line with that of decoders built from the standard's ASN.1 modules.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Write},
    path::Path,
};

use csta::{Apdu, Error, frame::MAX_FRAME};
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::{failure::Failure, screen};

/// Longest line, in octets: the longest frame with its header, every digit followed by a space, and a comment's worth.
const MAX_LINE: u64 = (MAX_FRAME as u64 + 3) * 3 + 1024;

/// Decodes what the arguments are: hexadecimal digits, a file's name, or `-` for standard input.
pub(crate) fn run(source: &[String]) -> Result<(), Failure> {
    let text = source.join(" ");
    match source {
        [dash] if dash == "-" => lines(io::stdin().lock()),
        [name] if !is_hex(name) => match File::open(Path::new(name)) {
            Ok(file) => lines(BufReader::new(file)),
            Err(fault) => Err(Failure::Usage(format!(
                "{name} is neither hexadecimal digits nor a file that can be read: {fault}"
            ))),
        },
        _ => lines(text.as_bytes()),
    }
}

fn is_hex(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_hexdigit() || c.is_ascii_whitespace())
}

/// One APDU per line; blank lines count and are passed over. A bad line is told and the next one read.
fn lines(mut source: impl BufRead) -> Result<(), Failure> {
    let mut faulty = 0_usize;
    for number in 1_usize.. {
        let mut line = Vec::new();
        if source.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        let whole = line.len() as u64 != MAX_LINE || line.ends_with(b"\n");
        if !whole {
            source.skip_until(b'\n')?;
        }
        let decoded = match (whole, String::from_utf8_lossy(&line).trim()) {
            (true, "") => continue,
            (true, text) => decode(text),
            (false, _) => Err(format!("longer than any frame: {MAX_LINE} octets of text")),
        };
        match decoded {
            Ok(json) => screen::write(&format!("{json}\n"))?,
            Err(fault) => {
                faulty += 1;
                eprintln!("callbackctl: line {number}: {fault}");
            }
        }
    }
    match faulty {
        0 => Ok(()),
        faulty => Err(Failure::Undecoded(faulty)),
    }
}

/// One line to one JSON object, or what is wrong with it.
fn decode(text: &str) -> Result<String, String> {
    let octets = octets(text)?;
    let header = header(&octets)?;
    let apdu = octets.get(header..).unwrap_or_default();
    match Apdu::decode(apdu) {
        Ok(apdu) => Ok(dumps(&apdu.to_json())),
        Err(Error::Malformed { offset, path, fault, .. }) => {
            Err(format!("at octet {}, {path}: {fault}", header + offset))
        }
        Err(other) => Err(other.to_string()),
    }
}

fn octets(text: &str) -> Result<Vec<u8>, String> {
    let mut digits = Vec::with_capacity(text.len());
    for (column, c) in text.chars().enumerate().filter(|(_, c)| !c.is_whitespace()) {
        let digit = c.to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        digits.push(digit.ok_or_else(|| format!("column {}: no hexadecimal digit", column + 1))?);
    }
    let (pairs, rest) = digits.as_chunks::<2>();
    match rest {
        [] => Ok(pairs.iter().map(|[high, low]| high << 4 | low).collect()),
        _ => Err(format!("an odd number of hexadecimal digits, {}", digits.len())),
    }
}

/// How many octets of link header stand before the APDU: none, two of length, or HiPath's `26` and two.
///
/// An APDU begins with a tag of ROSE or ACSE; nothing that does is taken for a header unless its length fits exactly.
fn header(octets: &[u8]) -> Result<usize, String> {
    let (length, announced, hipath) = match octets {
        [0x26, high, low, ..] if high & 0x80 != 0 => (3, u16::from_be_bytes([high & 0x7f, *low]), true),
        [high, low, ..] => (2, u16::from_be_bytes([*high, *low]), false),
        _ => return Ok(0),
    };
    let announced = usize::from(announced);
    let follow = octets.len() - length;
    let meant = hipath || octets.get(length).is_some_and(|tag| begins_apdu(*tag));
    match announced == follow {
        true => Ok(length),
        false if meant && !octets.first().is_some_and(|tag| begins_apdu(*tag)) => {
            Err(format!("the link header announces {announced} octets, {follow} follow"))
        }
        false => Ok(0),
    }
}

/// ROSE: `a1` to `a4`; ACSE: `60` to `64`.
fn begins_apdu(tag: u8) -> bool {
    matches!(tag, 0xa1..=0xa4 | 0x60..=0x64)
}

/// As `json.dumps` has it: a space after each comma and colon, nothing but ASCII.
fn dumps(value: &serde_json::Value) -> String {
    let mut out = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut out, Dumps);
    match value.serialize(&mut serializer) {
        Ok(()) => String::from_utf8_lossy(&out).into_owned(),
        Err(_) => value.to_string(),
    }
}

struct Dumps;

impl Formatter for Dumps {
    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        out.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        out.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        fragment.chars().try_for_each(|c| match c {
            ' '..='~' => write!(out, "{c}"),
            _ => c.encode_utf16(&mut [0; 2]).iter().try_for_each(|unit| write!(out, "\\u{unit:04x}")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REJECT: &str = "a406020109810101";
    const REJECTED: &str = r#"{"kind": "reject", "invokeId": 9, "problem": {"invoke": 1}}"#;

    #[test]
    fn an_apdu_is_read_with_either_link_header_and_with_none() {
        for text in [REJECT, &format!("0008{REJECT}"), &format!("268008{REJECT}"), "A4 06 02 01 09\t81 01 01"]
        {
            assert_eq!(decode(text).as_deref(), Ok(REJECTED), "{text}");
        }
    }

    #[test]
    fn a_header_that_announces_another_length_is_told() {
        assert_eq!(
            decode(&format!("0009{REJECT}")),
            Err("the link header announces 9 octets, 8 follow".to_owned())
        );
        assert_eq!(
            decode(&format!("268007{REJECT}")),
            Err("the link header announces 7 octets, 8 follow".to_owned())
        );
    }

    #[test]
    fn a_fault_is_told_with_its_place_in_the_line() {
        for (text, fault) in [
            ("a40602010981010g", "column 16: no hexadecimal digit"),
            ("a4060", "an odd number of hexadecimal digits, 5"),
            ("a4060201098101", "at octet 0, the outermost element: the octets end inside the element"),
        ] {
            assert_eq!(decode(text), Err(fault.to_owned()), "{text}");
        }
        let with_header = decode("000d a10b 020101 020147 3003300180").unwrap_err();
        let without = decode("a10b0201010201473003300180").unwrap_err();
        let place = |fault: &str| -> usize {
            fault.trim_start_matches("at octet ").split(',').next().unwrap().parse().unwrap()
        };
        assert_eq!(place(&with_header), place(&without) + 2, "{with_header} / {without}");
    }

    #[test]
    fn json_is_written_as_python_writes_it() {
        let value = serde_json::json!({ "a": [1, "é\u{1f600}\"\u{7f}"], "b": {} });
        assert_eq!(dumps(&value), r#"{"a": [1, "\u00e9\ud83d\ude00\"\u007f"], "b": {}}"#);
    }
}
