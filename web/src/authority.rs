//! Host and port of an address. Pure.

use std::net::{IpAddr, Ipv6Addr};

/// A host as browsers and proxies write it; two are the same host and port or they are not equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    host: String,
    /// None where it is the usual one.
    pub port: Option<u16>,
}

impl Authority {
    /// Reads `host`, `host:port`, `[v6]` and `[v6]:port`; `usual` is the port that need not be written.
    #[must_use]
    pub fn read(text: &str, usual: Option<u16>) -> Option<Self> {
        let text = text.trim();
        let (host, port) = match text.strip_prefix('[') {
            Some(rest) => {
                let (address, rest) = rest.split_once(']')?;
                let address: Ipv6Addr = address.parse().ok()?;
                (address.to_string(), rest.strip_prefix(':').or(rest.is_empty().then_some("")))
            }
            None => match text.split_once(':') {
                Some((host, port)) => (host.to_ascii_lowercase(), Some(port)),
                None => (text.to_ascii_lowercase(), Some("")),
            },
        };
        let port = match port? {
            "" => None,
            digits => Some(digits.parse::<u16>().ok()?),
        };
        let is_plain = !host.is_empty() && !host.contains(|c: char| "/@?#,".contains(c) || c.is_whitespace());
        is_plain.then(|| Self { host, port: port.filter(|port| Some(*port) != usual) })
    }

    /// The authority of an address with its scheme, and the scheme's usual port.
    #[must_use]
    pub fn of_url(url: &str) -> Option<(Self, Option<u16>)> {
        let (scheme, rest) = url.split_once("://")?;
        let usual = match scheme.to_ascii_lowercase().as_str() {
            "https" => Some(443),
            "http" => Some(80),
            _ => return None,
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        Self::read(authority, usual).map(|authority| (authority, usual))
    }

    /// Can only this machine ask for it?
    #[must_use]
    pub fn is_local(&self) -> bool {
        let is_loopback = self.host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        is_loopback || self.host == "localhost" || self.host.ends_with(".localhost")
    }
}

/// Is the text an address as browsers send it: scheme, host, port, and nothing after it?
#[must_use]
pub fn is_origin(text: &str) -> bool {
    let rest = text.split_once("://").map(|(_, rest)| rest);
    Authority::of_url(text).is_some() && rest.is_some_and(|rest| !rest.contains(['/', '?', '#', '*']))
}
