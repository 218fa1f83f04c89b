//! What proxies say of whom they were asked by: `X-Forwarded-For` and its like, and `Forwarded` (RFC 7239). Pure.

use std::net::{IpAddr, SocketAddr};

/// Most characters of a name that a proxy gives instead of an address (RFC 7239, 6.3).
const LABEL: usize = 64;

/// Somebody, as a proxy names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// By address.
    Address(IpAddr),
    /// By a name that hides the address.
    Label(String),
}

impl Node {
    /// Reads `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:4711`, in quotes or not, and
    /// `_hidden`; `None` for `unknown` and whatever else nobody can be told from others by.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().trim_matches('"').trim();
        if let Some(label) = text.strip_prefix('_') {
            let label = label.split(':').next().unwrap_or_default();
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
            let fits = (1..=LABEL).contains(&label.len()) && label.chars().all(is_plain);
            return fits.then(|| Self::Label(label.to_owned()));
        }
        address(text).map(Self::Address)
    }
}

fn address(text: &str) -> Option<IpAddr> {
    if let Some((inside, port)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return is_port(port).then(|| unzoned(inside).parse().ok().map(IpAddr::V6)).flatten();
    }
    if let Ok(with_port) = text.parse::<SocketAddr>() {
        return Some(with_port.ip());
    }
    match unzoned(text).parse() {
        Ok(address) => Some(address),
        // A port that hides itself: `192.0.2.1:_x`.
        Err(_) => {
            text.split_once(':').filter(|(_, port)| port.starts_with('_'))?.0.parse().ok().map(IpAddr::V4)
        }
    }
}

/// Nothing, or a port: a number, or a name that hides it.
fn is_port(text: &str) -> bool {
    let Some(port) = text.strip_prefix(':') else { return text.is_empty() };
    port.starts_with('_') || port.parse::<u16>().is_ok()
}

/// Without the zone of `fe80::1%eth0`.
fn unzoned(text: &str) -> &str {
    text.split('%').next().unwrap_or(text)
}

/// The elements of one line, the last one first: each proxy appends one. `rfc7239` where the header is `Forwarded`.
#[must_use]
pub fn nodes(line: &str, rfc7239: bool) -> Vec<Option<Node>> {
    let elements = split(line, ',');
    let read = |element: &&str| match rfc7239 {
        true => parameter(element, "for").and_then(|text| Node::read(&text)),
        false => Node::read(element),
    };
    elements.iter().rev().map(read).collect()
}

/// Every value of one parameter of a `Forwarded` line.
#[must_use]
pub fn parameters(line: &str, name: &str) -> Vec<String> {
    split(line, ',').iter().filter_map(|element| parameter(element, name)).collect()
}

/// The value of a parameter of one element, without its quotes.
fn parameter(element: &str, name: &str) -> Option<String> {
    let pairs = split(element, ';').into_iter().filter_map(|pair| pair.split_once('='));
    let mut named = pairs.filter(|(key, _)| key.trim().eq_ignore_ascii_case(name));
    named.next().map(|(_, value)| unquoted(value.trim()))
}

fn unquoted(value: &str) -> String {
    let Some(inside) = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return value.to_owned();
    };
    let mut text = String::with_capacity(inside.len());
    let mut octets = inside.chars();
    while let Some(c) = octets.next() {
        text.extend(if c == '\\' { octets.next() } else { Some(c) });
    }
    text
}

/// Splits at a mark that is not inside quotes. Whoever leaves a quotation open could take what a proxy appended into it: then
/// quotes count for nothing.
fn split(text: &str, mark: char) -> Vec<&str> {
    let (mut parts, mut start, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if c == mark && !quoted => {
                parts.extend(text.get(start..at));
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    if quoted {
        return text.split(mark).collect();
    }
    parts.extend(text.get(start..));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match Node::read(text) {
            Some(Node::Address(address)) => address.to_string(),
            Some(Node::Label(label)) => format!("_{label}"),
            None => "nobody".to_owned(),
        }
    }

    #[test]
    fn an_address_is_read_with_its_port_and_in_brackets() {
        let told = [
            ("192.0.2.1", "192.0.2.1"),
            (" 192.0.2.1:4711 ", "192.0.2.1"),
            ("192.0.2.1:_x", "192.0.2.1"),
            ("\"192.0.2.1:4711\"", "192.0.2.1"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("\"[2001:db8::1]:_port\"", "2001:db8::1"),
            ("fe80::1%eth0", "fe80::1"),
            ("[fe80::1%25eth0]:80", "fe80::1"),
            ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
            ("_hidden", "_hidden"),
            ("_hidden:80", "_hidden"),
        ];
        for (text, wanted) in told {
            assert_eq!(read(text), wanted, "{text}");
        }
        let long = format!("_{}", "x".repeat(65));
        for text in [
            "unknown",
            "",
            "\"",
            "_",
            "what",
            "192.0.2.1:",
            "192.0.2.1:x",
            "[::1",
            "[::1]x",
            "192.0.2.256",
            "_ä",
            &long,
        ] {
            assert_eq!(read(text), "nobody", "{text}");
        }
    }

    fn of(line: &str) -> Vec<String> {
        let shown = |node: Option<Node>| match node {
            Some(Node::Address(address)) => address.to_string(),
            Some(Node::Label(label)) => label,
            None => "nobody".to_owned(),
        };
        nodes(line, true).into_iter().map(shown).collect()
    }

    #[test]
    fn the_standards_own_header_is_read_from_its_end() {
        assert_eq!(
            of("for=192.0.2.43, For=\"[2001:db8:cafe::17]:4711\""),
            ["2001:db8:cafe::17", "192.0.2.43"]
        );
        assert_eq!(of("by=203.0.113.43; FOR = 192.0.2.60;proto=http;host=\"a,b;c\""), ["192.0.2.60"]);
        assert_eq!(of("for=unknown, for=_SEVKISEK, proto=https"), ["nobody", "SEVKISEK", "nobody"]);
        assert_eq!(of("for=\"\\[\\:\\:1\\]\""), ["::1"]);
        assert_eq!(
            parameters("for=x;host=a.example, host=\"b.example:8080\"", "host"),
            ["a.example", "b.example:8080"]
        );
    }

    #[test]
    fn nobody_swallows_what_a_proxy_appended() {
        for begun in ["for=\"", "for=\"a", "for=\"\\", "x=\"\\\"", "for=\"a\", for=\""] {
            for appended in ["for=192.0.2.9", "for=\"192.0.2.9:80\"", "for=\"192.0.2.9\";by=\"x\""] {
                let line = format!("{begun}, {appended}");
                assert_eq!(of(&line).first().map(String::as_str), Some("192.0.2.9"), "{line}");
            }
        }
    }
}
