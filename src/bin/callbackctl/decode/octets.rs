//! Hexadecimal digits as octets, and what stands in front of an APDU.

use csta::{Apdu, Error};

/// The APDU in `octets`, its link header taken off, or what is wrong with it.
pub(super) fn decode(octets: &[u8]) -> Result<Apdu, String> {
    let header = header(octets)?;
    match Apdu::decode(octets.get(header..).unwrap_or_default()) {
        Ok(apdu) => Ok(apdu),
        Err(Error::Malformed { offset, path, fault, .. }) => {
            Err(format!("at octet {}, {path}: {fault}", header + offset))
        }
        Err(other) => Err(other.to_string()),
    }
}

/// Two digits an octet, blanks anywhere.
pub(super) fn octets(text: &str) -> Result<Vec<u8>, String> {
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

/// How many octets the APDU at the start of these has with its link header, if one seems to start there: a tag of ROSE or
/// ACSE, and a header that announces what the tag's length does.
pub(super) fn extent(octets: &[u8]) -> Option<usize> {
    announced(octets).filter(|end| *end <= octets.len())
}

/// As [`extent`], from the first nine octets alone: the others may be missing.
pub(super) fn announced(octets: &[u8]) -> Option<usize> {
    let header = match octets {
        [0x26, high, _, tag, ..] if high & 0x80 != 0 && begins_apdu(*tag) => 3,
        [tag, ..] if begins_apdu(*tag) => 0,
        [_, _, tag, ..] if begins_apdu(*tag) => 2,
        _ => return None,
    };
    let apdu = element(octets.get(header..)?)?;
    let announced = match octets {
        _ if header == 0 => apdu,
        [_, high, low, ..] if header == 3 => usize::from(u16::from_be_bytes([high & 0x7f, *low])),
        [high, low, ..] => usize::from(u16::from_be_bytes([*high, *low])),
        _ => return None,
    };
    (announced == apdu).then_some(header + apdu)
}

/// Octets of an element with a one-octet tag and a definite length.
fn element(octets: &[u8]) -> Option<usize> {
    let (length, rest) = octets.get(1..)?.split_first()?;
    let more = match length {
        0x00..=0x7f => return Some(2 + usize::from(*length)),
        0x81..=0x84 => usize::from(length & 0x7f),
        _ => return None,
    };
    let length = rest.get(..more)?.iter().fold(0, |sum: usize, octet| sum << 8 | usize::from(*octet));
    length.checked_add(2 + more)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(text: &str) -> Result<String, String> {
        octets(text).and_then(|octets| super::decode(&octets)).map(|apdu| apdu.to_json().to_string())
    }

    const REJECT: &str = "a406020109810101";
    const REJECTED: &str = r#"{"kind":"reject","invokeId":9,"problem":{"invoke":1}}"#;

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
}
