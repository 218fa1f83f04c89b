//! `[contact]`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use serde::Deserialize;

use super::value::{
    Absolute, Count, Country, Header, Listen, Origin, Queue, Source, Span, company, few, field_name, proxies,
};

/// What the public page is told.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct ContactSettings {
    /// Where browsers, or the proxy before them, connect.
    pub listen: Listen,
    /// The company's name, as customers know it.
    #[serde(deserialize_with = "company")]
    pub company: String,
    /// The country that the form begins with.
    pub country: Country,
    /// The queue of the requests; the daemon's default when absent.
    pub queue: Option<Queue>,
    /// Mark cookies `Secure`: browsers then keep them over HTTPS (and on the local host) only.
    pub secure_cookies: bool,
    /// Addresses by which browsers know the page, where a proxy does not pass on the one that they asked for.
    #[serde(deserialize_with = "few")]
    pub origins: Vec<Origin>,
    /// Proxies whose word on who asks is taken.
    #[serde(deserialize_with = "proxies")]
    pub trusted_proxies: Vec<IpAddr>,
    /// The header in which they say it: a list to which each proxy appends.
    pub forwarded_header: Header,
    /// How many requests an address may send in a row.
    pub requests_at_once: Count<1, 1_000_000>,
    /// How many it may send an hour.
    pub requests_per_hour: Count<1, 1_000_000>,
    /// How many pages and looks at a status an address may ask for a minute.
    pub looks_per_minute: Count<10, 1_000_000>,
    /// Addresses that are remembered; with more, the least busy are forgotten.
    pub addresses: Count<100, 1_000_000>,
    /// Connections at once.
    pub connections: Count<1, 10_000>,
    /// How long a form may stay open before it is sent.
    pub form_lifetime: Span<60, 86_400>,
    /// Something that tells people from robots.
    pub captcha: Option<CaptchaSettings>,
}

/// `[contact.captcha]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CaptchaSettings {
    /// Gets the form's answer on standard input; its status 0 means a person.
    pub command: Absolute,
    /// Its arguments.
    #[serde(default, deserialize_with = "few")]
    pub arguments: Vec<String>,
    /// It says so within this, or it is ended.
    #[serde(default = "five_seconds")]
    pub timeout: Span<1, 60>,
    /// The field of the form that holds the answer.
    #[serde(deserialize_with = "field_name")]
    pub field: String,
    /// The script that puts the CAPTCHA into its place.
    #[serde(default)]
    pub script: Option<Source>,
    /// The class by which the script finds its place.
    #[serde(default)]
    pub class: String,
    /// The public key that the script finds there.
    #[serde(default)]
    pub site_key: String,
    /// Where else it may load scripts, frames and styles from.
    #[serde(default, deserialize_with = "few")]
    pub sources: Vec<Source>,
}

fn five_seconds() -> Span<1, 60> {
    Span(std::time::Duration::from_secs(5))
}

impl Default for ContactSettings {
    fn default() -> Self {
        Self {
            listen: Listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 8080))),
            company: "Example Ltd".to_owned(),
            country: Country("GB".to_owned()),
            queue: None,
            secure_cookies: true,
            origins: Vec::new(),
            trusted_proxies: Vec::new(),
            forwarded_header: Header("x-forwarded-for".to_owned()),
            requests_at_once: Count(5),
            requests_per_hour: Count(20),
            looks_per_minute: Count(120),
            addresses: Count(10_000),
            connections: Count(1024),
            form_lifetime: Span(std::time::Duration::from_secs(2 * 3600)),
            captcha: None,
        }
    }
}
