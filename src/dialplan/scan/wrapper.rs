//! Links and records that carry a number: what a program wrote, and where in it the number is.

use super::super::{Refusal, RefusalRule};

/// What is left of a text once it is unwrapped.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unwrapped {
    pub(super) text: String,
    /// It is a number with its country code, whether or not it has a plus.
    pub(super) international: bool,
}

/// What follows them is a number with its country code: messengers know no others.
const MESSENGERS: [&str; 10] = [
    "wa.me/",
    "whatsapp.com/send?phone=",
    "whatsapp.com/send/?phone=",
    "whatsapp://send?phone=",
    "whatsapp://send/?phone=",
    "viber://chat?number=",
    "viber://add?number=",
    "signal.me/#p/",
    "tg://resolve?phone=",
    "t.me/+",
];

/// Schemes of links to telephones but `tel:`, which has parameters.
const SCHEMES: [&str; 9] =
    ["callto:", "sms:", "smsto:", "facetime:", "facetime-audio:", "skype:", "phone:", "mobile:", "sip:"];

/// Takes the number out of links, HTML, Markdown, vCards and marks of emphasis.
pub(super) fn unwrapped(text: &str) -> Result<Unwrapped, Refusal> {
    let text = text.replace("&nbsp;", " ").replace("&#43;", "+").replace("&amp;", "&");
    let plain = |text: String| Ok(Unwrapped { text, international: false });
    let trimmed = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '\u{feff}'));
    let lower = trimmed.to_ascii_lowercase();
    let after = |start: usize| trimmed.get(start..).unwrap_or_default();
    if let Some(start) = MESSENGERS.iter().find_map(|link| Some(lower.find(link)? + link.len())) {
        let value = until(after(start), &['&', '?', '/', '#', '"', '>', ' ']);
        return Ok(Unwrapped { text: percent_decoded(value), international: true });
    }
    if let Some(start) = lower.find("href=") {
        let value = after(start + 5).trim_start_matches(['"', '\'']);
        return unwrapped(until(value, &['"', '\'', '>']));
    }
    if let Some(start) = lower.find("](") {
        return unwrapped(until(after(start + 2), &[')']));
    }
    if let Some(value) = card_value(trimmed, &lower) {
        return unwrapped(value);
    }
    if lower.starts_with("tel:") {
        return plain(from_uri(after(4))?);
    }
    if let Some(scheme) = SCHEMES.iter().find(|scheme| lower.starts_with(*scheme)) {
        return from_scheme(scheme, after(scheme.len()));
    }
    let emphasised = trimmed.strip_prefix('*').and_then(|text| text.strip_suffix('*'));
    plain(match emphasised.filter(|inner| !inner.contains(['*', '#'])) {
        Some(inner) => inner.to_owned(),
        None => without_addresses(trimmed)?,
    })
}

fn until<'t>(text: &'t str, ends: &[char]) -> &'t str {
    text.split(ends).next().unwrap_or_default()
}

/// RFC 2426, RFC 6350: `TEL;TYPE=CELL:+44…`, with or without a group's name.
fn card_value<'t>(text: &'t str, lower: &str) -> Option<&'t str> {
    let name = lower
        .find("tel;")
        .filter(|at| *at == 0 || lower.get(..*at).is_some_and(|group| group.ends_with('.')));
    let grouped = || lower.find(".tel:").map(|at| at + 1);
    let start = name.or_else(grouped)?;
    let mut quoted = false;
    let line = text.get(start..)?;
    let colon = line.find(|c| {
        quoted ^= c == '"';
        c == ':' && !quoted
    })?;
    line.get(colon + 1..)
}

/// RFC 3966 3: the number, then parameters. `ext` and `phone-context` matter here; `isub` and others do not.
fn from_uri(uri: &str) -> Result<String, Refusal> {
    let uri = percent_decoded(until(uri.trim_start_matches('/'), &['?', '"']));
    let mut parts = uri.split(';');
    let mut number = parts.next().unwrap_or_default().to_owned();
    let mut extension = String::new();
    for part in parts {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        if name.eq_ignore_ascii_case("ext") {
            extension = format!(" ext {value}");
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
    Ok(number + &extension)
}

/// The user of a `sip:` URI is a number where it has a plus or the URI says so (RFC 3261 19.1.1); other names are anything.
fn from_scheme(scheme: &str, rest: &str) -> Result<Unwrapped, Refusal> {
    let value = percent_decoded(until(rest.trim_start_matches('/'), &['?', '@', ';']));
    let said = || rest.to_ascii_lowercase().contains(";user=phone");
    if scheme == "sip:" && !value.starts_with('+') && !said() {
        return Err(Refusal::new(
            RefusalRule::NotANumber,
            "the name in a sip: address may be anything: give a telephone number",
        ));
    }
    Ok(Unwrapped { text: value, international: false })
}

/// Without addresses of mail and of pages, whose digits are no number's.
fn without_addresses(text: &str) -> Result<String, Refusal> {
    let is_address = |word: &str| {
        let mail =
            word.split_once('@').is_some_and(|(user, _)| user.contains(|c: char| c.is_ascii_alphabetic()));
        mail || word.contains("://") || word.starts_with("www.")
    };
    if !text.contains(['@', ':', 'w']) || !text.split_whitespace().any(is_address) {
        return Ok(text.to_owned());
    }
    let words: Vec<&str> =
        text.split(' ').map(|word| if is_address(word) { "(address)" } else { word }).collect();
    let rest = words.join(" ");
    if rest.contains(char::is_numeric) {
        Ok(rest)
    } else {
        Err(Refusal::new(RefusalRule::NotANumber, "this is an address: give a telephone number"))
    }
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
