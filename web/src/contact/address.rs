//! Who asks: the peer, or whom a trusted proxy names.

use std::net::IpAddr;

/// The client's address. `forwarded` is the list that each proxy appended the address to from which it was asked, so the
/// last entry that is no proxy of ours is the first one that nobody else can have written.
#[must_use]
pub(super) fn client(peer: IpAddr, forwarded: Option<&str>, trusted: &[IpAddr]) -> IpAddr {
    let is_trusted =
        |address: &IpAddr| trusted.iter().any(|one| one.to_canonical() == address.to_canonical());
    if !is_trusted(&peer) {
        return peer;
    }
    let entries = forwarded.unwrap_or_default().rsplit(',').map(|entry| entry.trim().parse::<IpAddr>());
    for entry in entries {
        match entry {
            Ok(address) if is_trusted(&address) => {}
            Ok(address) => return address,
            Err(_) => break,
        }
    }
    peer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(peer: &str, forwarded: &str, trusted: &[&str]) -> String {
        let trusted: Vec<IpAddr> = trusted.iter().map(|text| text.parse().expect("an address")).collect();
        client(peer.parse().expect("an address"), Some(forwarded), &trusted).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_what_it_saw_itself() {
        let ours = ["127.0.0.1", "10.0.0.7"];
        assert_eq!(by("192.0.2.1", "198.51.100.9", &ours), "192.0.2.1");
        assert_eq!(by("127.0.0.1", "198.51.100.9", &ours), "198.51.100.9");
        assert_eq!(by("127.0.0.1", "203.0.113.66, 198.51.100.9, 10.0.0.7", &ours), "198.51.100.9");
        assert_eq!(by("127.0.0.1", "198.51.100.9, what", &ours), "127.0.0.1");
        assert_eq!(by("::ffff:127.0.0.1", "2001:db8::1", &ours), "2001:db8::1");
        assert_eq!(by("127.0.0.1", "", &ours), "127.0.0.1");
    }
}
