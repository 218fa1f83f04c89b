//! Who asks: the peer, or whom a trusted proxy names.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr},
};

use crate::forwarded::{self, Node};

/// Somebody who asks, as far as limits tell people apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Client {
    /// By address.
    Address(IpAddr),
    /// By the name that a trusted proxy gives instead.
    Label(String),
}

impl Client {
    /// The address, where it is known.
    pub(super) fn address(&self) -> Option<IpAddr> {
        match self {
            Self::Address(address) => Some(*address),
            Self::Label(_) => None,
        }
    }

    /// Whoever has one IPv6 address has all of its 64-bit network.
    pub(super) fn network(self) -> Self {
        match self {
            Self::Address(address) => Self::Address(match address.to_canonical() {
                IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
                v4 @ IpAddr::V4(_) => v4,
            }),
            label @ Self::Label(_) => label,
        }
    }
}

/// Why customers cannot be told from each other: the operator's to mend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Blur {
    /// What says it is no trusted proxy.
    NotTrusted,
    /// A trusted proxy says nothing.
    Silent,
    /// A trusted proxy names nobody.
    Unreadable,
}

impl fmt::Display for Blur {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotTrusted => {
                "a header tells of customers' addresses and is not believed, since it comes from no address in \
                 trusted-proxies: add the proxy's, if it is one of yours"
            }
            Self::Silent => {
                "the proxy sends no such header: let it, or name the header that it does send in forwarded-header"
            }
            Self::Unreadable => {
                "the proxy's header ends in something else than an address: look at what forwarded-header names"
            }
        })
    }
}

/// The proxies whose word is taken, and the header in which they give it.
#[derive(Debug)]
pub(super) struct Proxies<'a> {
    pub(super) trusted: &'a [IpAddr],
    /// Is the header RFC 7239's `Forwarded`? Others are lists of addresses.
    pub(super) rfc7239: bool,
}

impl Proxies<'_> {
    fn is_trusted(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|one| one.to_canonical() == address.to_canonical())
    }

    /// Who asks. `lines` are the header's, in their order: each proxy appended the address from which it was asked, so the
    /// last entry that is no proxy of ours is the first one that nobody else can have written. A line that is no text is
    /// `None`.
    pub(super) fn client(&self, peer: IpAddr, lines: &[Option<&str>]) -> (Client, Option<Blur>) {
        let by_peer = Client::Address(peer);
        if !self.is_trusted(peer) {
            return (by_peer, (!lines.is_empty()).then_some(Blur::NotTrusted));
        }
        if lines.is_empty() {
            return (by_peer, Some(Blur::Silent));
        }
        let read = |line: &Option<&str>| line.map_or(vec![None], |line| forwarded::nodes(line, self.rfc7239));
        for node in lines.iter().rev().flat_map(read) {
            match node {
                Some(Node::Address(address)) if self.is_trusted(address) => {}
                Some(Node::Address(address)) => return (Client::Address(address), None),
                Some(Node::Label(label)) => return (Client::Label(label), None),
                None => return (by_peer, Some(Blur::Unreadable)),
            }
        }
        (by_peer, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: [&str; 2] = ["127.0.0.1", "10.0.0.7"];

    fn client(peer: &str, lines: &[Option<&str>], rfc7239: bool) -> (String, Option<Blur>) {
        let trusted = OURS.map(|text| text.parse().expect("an address"));
        let proxies = Proxies { trusted: &trusted, rfc7239 };
        match proxies.client(peer.parse().expect("an address"), lines) {
            (Client::Address(address), blur) => (address.to_string(), blur),
            (Client::Label(label), blur) => (label, blur),
        }
    }

    fn by(peer: &str, forwarded: &str) -> String {
        client(peer, &[Some(forwarded)], false).0
    }

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_what_it_saw_itself() {
        assert_eq!(by("192.0.2.1", "198.51.100.9"), "192.0.2.1");
        assert_eq!(by("127.0.0.1", "198.51.100.9"), "198.51.100.9");
        assert_eq!(by("127.0.0.1", "203.0.113.66, 198.51.100.9, 10.0.0.7"), "198.51.100.9");
        assert_eq!(by("127.0.0.1", "198.51.100.9, what"), "127.0.0.1");
        assert_eq!(by("::ffff:127.0.0.1", "2001:db8::1"), "2001:db8::1");
        assert_eq!(by("127.0.0.1", ""), "127.0.0.1");
        let lines = [Some("203.0.113.66"), Some("198.51.100.9"), Some("10.0.0.7")];
        assert_eq!(client("127.0.0.1", &lines, false), ("198.51.100.9".to_owned(), None), "a line each");
    }

    #[test]
    fn an_address_with_a_port_is_the_address() {
        assert_eq!(by("127.0.0.1", "198.51.100.9:4711, 10.0.0.7:80"), "198.51.100.9");
        assert_eq!(by("127.0.0.1", "[2001:db8::1]:4711"), "2001:db8::1");
        assert_eq!(by("127.0.0.1", "\"[2001:db8::1]\""), "2001:db8::1");
    }

    #[test]
    fn the_standards_header_names_people_too() {
        let by = |line| client("127.0.0.1", &[Some(line)], true).0;
        assert_eq!(
            by("for=203.0.113.66, for=\"[2001:db8::1]:4711\";proto=https, for=10.0.0.7"),
            "2001:db8::1"
        );
        assert_ne!(by("for=_one"), by("for=_two"), "hidden ones are still two");
    }

    #[test]
    fn what_blurs_customers_is_told() {
        let blur = |peer, lines: &[Option<&str>]| client(peer, lines, false).1;
        assert_eq!(blur("192.0.2.1", &[]), None, "no proxy at all");
        assert_eq!(blur("192.0.2.1", &[Some("198.51.100.9")]), Some(Blur::NotTrusted));
        assert_eq!(blur("127.0.0.1", &[]), Some(Blur::Silent));
        assert_eq!(
            blur("127.0.0.1", &[Some("198.51.100.9"), None]),
            Some(Blur::Unreadable),
            "nobody's word before it"
        );
        assert_eq!(blur("127.0.0.1", &[Some("198.51.100.9, unknown")]), Some(Blur::Unreadable));
        assert_eq!(blur("127.0.0.1", &[Some("10.0.0.7")]), None, "the proxy itself");
    }
}
