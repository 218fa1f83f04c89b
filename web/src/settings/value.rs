//! Values as people write them. Each type knows its bounds and says in its error what to write instead.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use callbackd_api::ids::QueueName;
pub use callbackd_settings::spelling::Count;
use callbackd_settings::spelling::{Spelling, deserialize_spelling};
use serde::{Deserialize, Deserializer, de};

use crate::{authority, countries, form_field::FormField};

/// A path from the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absolute(pub PathBuf);

impl Spelling for Absolute {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a path that begins with /")
    }

    fn read(text: &str) -> Option<Self> {
        (text.starts_with('/') && !text.contains('\0')).then(|| Self(PathBuf::from(text)))
    }
}

deserialize_spelling!(Absolute);

/// The path of a Unix socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Socket(pub PathBuf);

/// Most octets of a socket's path, as the kernel has it.
const SOCKET_PATH: usize = 107;

impl Spelling for Socket {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a path that begins with /, of at most {SOCKET_PATH} octets")
    }

    fn read(text: &str) -> Option<Self> {
        Absolute::read(text).filter(|_| text.len() <= SOCKET_PATH).map(|path| Self(path.0))
    }
}

deserialize_spelling!(Socket);

/// An address and a port to listen at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listen(pub SocketAddr);

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Spelling for Listen {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an address and a port, such as \"127.0.0.1:8080\" or \"[::1]:8080\"")
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

deserialize_spelling!(Listen);

/// A country that has telephone numbers, by its two letters (ISO 3166) in capitals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Country(pub String);

impl Spelling for Country {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a country as its two ISO 3166 letters, such as \"GB\" for the United Kingdom")
    }

    fn read(text: &str) -> Option<Self> {
        countries::is_known(text).then(|| Self(text.to_owned()))
    }
}

deserialize_spelling!(Country);

/// The name of a header that proxies write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header(pub String);

/// What browsers write themselves says nothing of what a proxy knows.
const BROWSERS_OWN: [&str; 10] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "connection",
    "content-length",
    "content-type",
    "cookie",
    "host",
    "origin",
    "user-agent",
];

impl Spelling for Header {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the name of a header that the proxy writes, such as \"x-forwarded-for\" or \"x-remote-user\"",
        )
    }

    fn read(text: &str) -> Option<Self> {
        let name = axum::http::HeaderName::try_from(text).ok()?;
        let is_browsers = BROWSERS_OWN.contains(&name.as_str()) || name.as_str().starts_with("sec-");
        (!is_browsers).then(|| Self(name.as_str().to_owned()))
    }
}

deserialize_spelling!(Header);

/// Where a page may load something from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source(pub String);

impl Spelling for Source {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an address such as \"https://captcha.example.com\", without spaces, quotes, commas and semicolons")
    }

    fn read(text: &str) -> Option<Self> {
        let plain = |c: char| c.is_ascii_graphic() && !matches!(c, ';' | ',' | '\'' | '"' | '<' | '>');
        let host = text.strip_prefix("https://")?.split(['/', '?', '#']).next()?;
        let is_host = host.contains(|c: char| c.is_ascii_alphanumeric());
        (is_host && text.chars().all(plain)).then(|| Self(text.to_owned()))
    }
}

deserialize_spelling!(Source);

/// An address by which browsers know the pages: scheme, host, and the port where it is not the usual one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(pub String);

impl Spelling for Origin {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "an address as browsers show it, without a path, such as \"https://www.example.com\" or \
             \"http://intranet:8080\"",
        )
    }

    fn read(text: &str) -> Option<Self> {
        let text = text.strip_suffix('/').unwrap_or(text);
        authority::is_origin(text).then(|| Self(text.to_owned()))
    }
}

deserialize_spelling!(Origin);

/// The address of a proxy.
struct Proxy(IpAddr);

impl Spelling for Proxy {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a proxy's address, such as \"127.0.0.1\": one for each, without port or network")
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok().filter(|address: &IpAddr| !address.is_unspecified()).map(Self)
    }
}

deserialize_spelling!(Proxy);

/// The company's name.
struct Company(String);

impl Spelling for Company {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name of 1 to 100 characters")
    }

    fn read(text: &str) -> Option<Self> {
        is_line(text, 100).then(|| Self(text.to_owned()))
    }
}

deserialize_spelling!(Company);

/// What is logged.
struct Filter(String);

impl Spelling for Filter {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a level (error, warn, info, debug, trace), or levels of modules such as \"info,callbackd_web=debug\"")
    }

    fn read(text: &str) -> Option<Self> {
        let is_filter = !text.trim().is_empty() && tracing_subscriber::EnvFilter::try_new(text).is_ok();
        is_filter.then(|| Self(text.to_owned()))
    }
}

deserialize_spelling!(Filter);

/// A word of the centre's own, of at most `MOST` characters.
struct Word<const MOST: usize>(String);

impl<const MOST: usize> Spelling for Word<MOST> {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a word or a few, of 1 to {MOST} characters")
    }

    fn read(text: &str) -> Option<Self> {
        is_line(text, MOST).then(|| Self(text.to_owned()))
    }
}

deserialize_spelling!(Word<MOST>, const MOST: usize);

/// The name of a field of a form.
struct FieldName(String);

impl Spelling for FieldName {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of the CAPTCHA's field, of 1 to 64 letters, digits, hyphens and underscores, and none of the form's own")
    }

    fn read(text: &str) -> Option<Self> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let fits = (1..=64).contains(&text.len()) && text.chars().all(is_plain);
        (fits && FormField::named(text).is_none()).then(|| Self(text.to_owned()))
    }
}

deserialize_spelling!(FieldName);

/// One line that shows something, of at most so many characters.
fn is_line(text: &str, most: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= most && !text.contains(char::is_control)
}

/// Reads the company's name.
pub(super) fn company<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Company::deserialize(deserializer).map(|name| name.0)
}

/// Reads what is logged.
pub(super) fn filter<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Filter::deserialize(deserializer).map(|filter| filter.0)
}

/// Reads the name of a form's field.
pub(super) fn field_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    FieldName::deserialize(deserializer).map(|name| name.0)
}

/// Reads proxies' addresses.
pub(super) fn proxies<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<IpAddr>, D::Error> {
    let proxies = few::<D, Proxy>(deserializer)?;
    Ok(proxies.into_iter().map(|proxy| proxy.0).collect())
}

/// Reads words of the centre's own, each of them once.
pub(super) fn words<'de, D: Deserializer<'de>, const MOST: usize>(
    deserializer: D,
) -> Result<Vec<String>, D::Error> {
    let words: Vec<String> = few::<D, Word<MOST>>(deserializer)?.into_iter().map(|word| word.0).collect();
    for (at, word) in words.iter().enumerate() {
        if words.iter().take(at).any(|before| before == word) {
            return Err(de::Error::custom(format!("`{word}` is there twice: write it once")));
        }
    }
    Ok(words)
}

/// Most entries of a list.
const FEW: usize = 64;

/// Reads a list that nobody needs to be long.
pub(super) fn few<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    let list = Vec::deserialize(deserializer)?;
    if list.len() > FEW {
        return Err(de::Error::custom(format!("{} entries: write no more than {FEW}", list.len())));
    }
    Ok(list)
}

/// The name of a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue(pub QueueName);

impl Spelling for Queue {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a queue's name: up to 64 characters without spaces")
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

deserialize_spelling!(Queue);

/// A length of time from `LEAST` to `MOST` seconds, written as "20s", "5m" or "24h".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span<const LEAST: u64, const MOST: u64>(pub Duration);

impl<const LEAST: u64, const MOST: u64> Spelling for Span<LEAST, MOST> {
    fn expecting(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a time from {LEAST} s to {MOST} s, such as \"20s\", \"5m\" or \"24h\"")
    }

    fn read(text: &str) -> Option<Self> {
        let units = [("s", 1), ("m", 60), ("h", 3600)];
        let (digits, unit) =
            units.iter().find_map(|(letter, unit)| Some((text.strip_suffix(letter)?, unit)))?;
        let seconds = digits.parse::<u64>().ok()?.checked_mul(*unit)?;
        (LEAST..=MOST).contains(&seconds).then(|| Self(Duration::from_secs(seconds)))
    }
}

deserialize_spelling!(Span<LEAST, MOST>, const LEAST: u64, const MOST: u64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_bounded_on_both_sides() {
        type Few = Span<5, 600>;
        assert_eq!(Few::read("5s"), Some(Span(Duration::from_secs(5))));
        assert_eq!(Few::read("10m"), Some(Span(Duration::from_secs(600))));
        for wrong in ["4s", "601s", "-20s", "20", "", "1h", "99999999999999999999h", "18446744073709551615h"]
        {
            assert_eq!(Few::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_country_is_one_of_the_list() {
        assert_eq!(Country::read("DE"), Some(Country("DE".to_owned())));
        for wrong in ["de", "DEU", "D1", "", "Ä", "UK", "EU", "XX"] {
            assert_eq!(Country::read(wrong), None, "{wrong}");
        }
    }
}
