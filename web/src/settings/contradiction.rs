//! Keys that are right one by one and wrong together. Pure.

use std::{net::SocketAddr, ops::Range};

use toml::de::{DeTable, DeValue};

use super::{Settings, contact::CaptchaSettings, desk::Auth};

/// Two keys that say what cannot both be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Contradiction {
    /// Both programs at one port.
    OnePort,
    /// A proxy says who somebody is, and there is none.
    NobodyVouches,
    /// Signed out for idleness later than in any case.
    IdleBeyondMost,
    /// A script that cannot find its place.
    ScriptWithoutClass,
    /// What only a script reads, by its key.
    NothingReads(&'static str),
}

/// The first that there is.
pub(super) fn find(settings: &Settings) -> Option<Contradiction> {
    let (contact, desk) = (&settings.contact, &settings.desk);
    let captcha = contact.captcha.as_ref().and_then(in_captcha);
    let found = [
        (meet(contact.listen.0, desk.listen.0), Contradiction::OnePort),
        (desk.auth == Auth::Header && desk.trusted_proxies.is_empty(), Contradiction::NobodyVouches),
        (desk.sign_in_idle.0 > desk.sign_in_most.0, Contradiction::IdleBeyondMost),
    ];
    let found = found.into_iter().find_map(|(is_so, what)| is_so.then_some(what));
    captcha.or(found)
}

fn in_captcha(captcha: &CaptchaSettings) -> Option<Contradiction> {
    if captcha.script.is_some() {
        return captcha.class.is_empty().then_some(Contradiction::ScriptWithoutClass);
    }
    let unread = [
        (!captcha.class.is_empty(), "class"),
        (!captcha.site_key.is_empty(), "site-key"),
        (!captcha.sources.is_empty(), "sources"),
    ];
    unread.into_iter().find_map(|(is_set, key)| is_set.then_some(Contradiction::NothingReads(key)))
}

/// Can only one of two programs listen there? Port 0 is another one each time.
fn meet(one: SocketAddr, other: SocketAddr) -> bool {
    let is_any = one.ip().is_unspecified() || other.ip().is_unspecified();
    one.port() == other.port()
        && one.port() != 0
        && (is_any || one.ip().to_canonical() == other.ip().to_canonical())
}

impl Contradiction {
    fn path(self) -> Vec<&'static str> {
        match self {
            Self::OnePort => vec!["contact", "listen"],
            Self::NobodyVouches => vec!["desk", "auth"],
            Self::IdleBeyondMost => vec!["desk", "sign-in-idle"],
            Self::ScriptWithoutClass => vec!["contact", "captcha", "script"],
            Self::NothingReads(key) => vec!["contact", "captcha", key],
        }
    }

    /// The key to be changed.
    pub(super) fn key(self) -> String {
        self.path().join(".")
    }

    /// Where that is written. Of two keys, one may be left to its default: then it is where the other one is.
    pub(super) fn span(self, text: &str) -> Option<Range<usize>> {
        let other: &[&str] = match self {
            Self::OnePort => &["desk", "listen"],
            Self::IdleBeyondMost => &["desk", "sign-in-most"],
            _ => &[],
        };
        span(text, &self.path()).or_else(|| span(text, other))
    }

    /// What is wrong and what to write instead.
    pub(super) fn message(self) -> String {
        match self {
            Self::OnePort => "both programs would listen there: give contact and desk a port each".to_owned(),
            Self::NobodyVouches => {
                "\"header\" takes the word of the proxies in trusted-proxies, and there are none: \
                                    add their addresses, or write \"file\""
                    .to_owned()
            }
            Self::IdleBeyondMost => {
                "longer than sign-in-most, which ends every sign-in: write less, or more there".to_owned()
            }
            Self::ScriptWithoutClass => "the script finds its place by a class: add `class`".to_owned(),
            Self::NothingReads(_) => "only a script reads it: add `script`, or take it out".to_owned(),
        }
    }
}

/// Where the value of a key is written.
fn span(text: &str, path: &[&str]) -> Option<Range<usize>> {
    let (last, tables) = path.split_last()?;
    let tree = DeTable::parse(text).ok()?;
    let mut table = tree.get_ref();
    for name in tables {
        let DeValue::Table(inner) = table.get(*name)?.get_ref() else { return None };
        table = inner;
    }
    table.get(*last).map(toml::Spanned::span)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        Settings::read("web.toml", text).expect_err("a fault").to_string()
    }

    #[test]
    fn a_contradiction_is_told_where_it_is_written() {
        assert_eq!(
            told("[desk]\nlisten = \"127.0.0.1:8080\"\n"),
            "web.toml:2:10: contact.listen: both programs would listen there: give contact and desk a port each"
        );
        let header = told("[desk]\nauth = \"header\"\n");
        assert!(header.starts_with("web.toml:2:8: desk.auth: \"header\" takes the word"), "{header}");
        assert!(Settings::read("", "[desk]\nauth = \"header\"\ntrusted-proxies = [\"127.0.0.1\"]").is_ok());
        let idle = told("[desk]\nsign-in-most = \"10m\"\n");
        assert!(idle.starts_with("web.toml:2:16: desk.sign-in-idle: longer than sign-in-most"), "{idle}");
        let captcha = "[contact.captcha]\ncommand = \"/bin/true\"\nfield = \"answer\"\n";
        let script = told(&format!("{captcha}script = \"https://captcha.example/api.js\"\n"));
        assert!(
            script.starts_with("web.toml:4:10: contact.captcha.script: the script finds its place"),
            "{script}"
        );
        let unread = told(&format!("{captcha}site-key = \"x\"\n"));
        assert!(unread.starts_with("web.toml:4:12: contact.captcha.site-key: only a script"), "{unread}");
    }

    #[test]
    fn two_programs_meet_at_one_port_only() {
        let meet = |one: &str, other: &str| meet(one.parse().expect("one"), other.parse().expect("another"));
        for (one, other) in [
            ("127.0.0.1:8080", "127.0.0.1:8080"),
            ("0.0.0.0:8080", "127.0.0.1:8080"),
            ("[::]:8080", "127.0.0.1:8080"),
            ("[::1]:8080", "[::]:8080"),
            ("[::ffff:127.0.0.1]:8080", "127.0.0.1:8080"),
        ] {
            assert!(meet(one, other) && meet(other, one), "{one} {other}");
        }
        for (one, other) in [
            ("127.0.0.1:8080", "127.0.0.1:8081"),
            ("127.0.0.1:0", "127.0.0.1:0"),
            ("127.0.0.1:8080", "127.0.0.2:8080"),
        ] {
            assert!(!meet(one, other), "{one} {other}");
        }
    }
}
