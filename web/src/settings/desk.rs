//! `[desk]`.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use serde::Deserialize;

use super::value::{Absolute, Header, Listen, Origin, Span, company, few, proxies, words};

/// What the desk is told.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct DeskSettings {
    /// Where browsers, or the proxy before them, connect.
    pub listen: Listen,
    /// The company's name.
    #[serde(deserialize_with = "company")]
    pub company: String,
    /// Mark cookies `Secure`: browsers then keep them over HTTPS (and on the local host) only.
    pub secure_cookies: bool,
    /// Who says who somebody is.
    pub auth: Auth,
    /// Who may sign in, and what they may do.
    pub people_file: Absolute,
    /// Addresses by which browsers know the desk, where a proxy does not pass on the one that they asked for.
    #[serde(deserialize_with = "few")]
    pub origins: Vec<Origin>,
    /// Proxies whose word is taken.
    #[serde(deserialize_with = "proxies")]
    pub trusted_proxies: Vec<IpAddr>,
    /// The header in which they say who it is, with `auth = "header"`.
    pub user_header: Header,
    /// Signed out when nothing was heard of the browser for so long.
    pub sign_in_idle: Span<60, 86_400>,
    /// Signed out after so long in any case.
    pub sign_in_most: Span<300, 604_800>,
    /// Why agents may be not ready, in the centre's own words.
    #[serde(deserialize_with = "words::<_, 200>")]
    pub not_ready_reasons: Vec<String>,
    /// How callbacks may end, in the centre's own words.
    #[serde(deserialize_with = "words::<_, 64>")]
    pub dispositions: Vec<String>,
}

/// Who says who somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Auth {
    /// People tell a password.
    File,
    /// A reverse proxy tells a name in a header.
    Header,
}

impl Default for DeskSettings {
    fn default() -> Self {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
        Self {
            listen: Listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 8081))),
            company: "Example Ltd".to_owned(),
            secure_cookies: true,
            auth: Auth::File,
            people_file: Absolute(PathBuf::from("/etc/callbackd-web/people")),
            origins: Vec::new(),
            trusted_proxies: Vec::new(),
            user_header: Header("x-remote-user".to_owned()),
            sign_in_idle: Span(Duration::from_secs(30 * 60)),
            sign_in_most: Span(Duration::from_secs(12 * 3600)),
            not_ready_reasons: words(&["break", "lunch", "meeting", "paperwork"]),
            dispositions: words(&["resolved", "call_again", "no_interest", "wrong_number"]),
        }
    }
}
