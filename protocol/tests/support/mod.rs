//! What several test programs need.
#![allow(dead_code, unreachable_pub, reason = "each test program uses a part of it")]

use std::path::Path;

use serde_json::Value;

/// The JSON values of a file that has one a line.
#[expect(clippy::disallowed_methods, reason = "test data are files")]
pub fn json_lines(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

pub fn octets(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

pub fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// The same elements with definite lengths of the shortest form, and octet strings in one piece.
pub fn minimal(mut octets: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while !octets.is_empty() {
        let (element, rest) = minimal_element(octets);
        out.extend(element);
        octets = rest;
    }
    out
}

fn minimal_element(octets: &[u8]) -> (Vec<u8>, &[u8]) {
    let mut at = 1;
    if octets[0] & 0x1F == 0x1F {
        while octets[at] & 0x80 != 0 {
            at += 1;
        }
        at += 1;
    }
    let mut identifier = octets[..at].to_vec();
    let first = octets[at];
    let mut body = &octets[at + 1..];
    let (mut content, rest) = if first == 0x80 {
        let mut content = Vec::new();
        while !body.starts_with(&[0, 0]) {
            let (element, after) = minimal_element(body);
            content.extend(element);
            body = after;
        }
        (content, &body[2..])
    } else {
        let count = if first > 0x80 { usize::from(first & 0x7F) } else { 0 };
        let long = body[..count].iter().fold(0, |sum, octet| sum << 8 | usize::from(*octet));
        let (content, rest) = body[count..].split_at(if count == 0 { usize::from(first) } else { long });
        let content = if octets[0] & 0x20 == 0 { content.to_vec() } else { minimal(content) };
        (content, rest)
    };
    if identifier == [0x24] {
        identifier = vec![0x04];
        content = segments(&content).concat();
    }
    let mut element = identifier;
    match u8::try_from(content.len()) {
        Ok(short @ 0..0x80) => element.push(short),
        _ => {
            let length = content.len().to_be_bytes().into_iter().skip_while(|octet| *octet == 0);
            element.push(0x80 | u8::try_from(length.clone().count()).unwrap());
            element.extend(length);
        }
    }
    element.extend(content);
    (element, rest)
}

/// Contents of OCTET STRINGs that stand one after the other, shortest lengths given.
fn segments(mut octets: &[u8]) -> Vec<Vec<u8>> {
    let mut list = Vec::new();
    while !octets.is_empty() {
        let count = if octets[1] > 0x80 { usize::from(octets[1] & 0x7F) } else { 0 };
        let long = octets[2..2 + count].iter().fold(0, |sum, octet| sum << 8 | usize::from(*octet));
        let length = if count == 0 { usize::from(octets[1]) } else { long };
        let (content, rest) = octets[2 + count..].split_at(length);
        list.push(content.to_vec());
        octets = rest;
    }
    list
}
