//! Which site a request comes from: no other site may post to ours.
//!
//! Browsers say where a request comes from in headers that no page can write. In this order:
//!
//! | header | what it tells |
//! |---|---|
//! | `Sec-Fetch-Site` | the browser's own verdict; only over HTTPS and on the local host |
//! | `Origin` | the address of the page; compared with every address by which ours may be known |
//! | `Referer` | the same, from browsers that send no `Origin` or hide it |
//!
//! A request without any of them is from no browser, or from an old one: there the seal on the form decides alone.
//!
//! Our pages are known by the host that was asked for, by the one that a proxy was asked for (`X-Forwarded-Host`, `Forwarded`),
//! and by `origins` of the configuration. A page can write none of these headers into a form either, so they are believed
//! whoever sends them. The scheme is not compared, since a proxy that ends TLS changes it; a port is.

use std::{fmt, sync::Arc};

use axum::{
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, Method, StatusCode, Uri,
        header::{COOKIE, FORWARDED, HOST, ORIGIN, REFERER},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use tracing::warn;

use crate::{authority::Authority, forwarded, log_once::LogOnce, settings::Origin};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const FORWARDED_PORT: HeaderName = HeaderName::from_static("x-forwarded-port");
/// Most characters of a header in the log.
const SHOWN: usize = 100;

/// Why a request counts as another site's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Foreign {
    /// The browser says so.
    FetchSite,
    /// The page's address is none of ours.
    Origin,
    /// The browser hides the page's address.
    Hidden,
    /// The page before is none of ours.
    Referer,
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FetchSite => "the browser says that a page of another site sent it (Sec-Fetch-Site)",
            Self::Origin => {
                "its Origin is not the Host that was asked for. If a proxy changes the Host, let it pass on the \
                 browser's (nginx: proxy_set_header Host $http_host), or write the address into `origins`"
            }
            Self::Hidden => {
                "its Origin is hidden (null) and it has no Referer. If a proxy sets a Referrer-Policy, let it be \
                 same-origin"
            }
            Self::Referer => {
                "its Referer is not the Host that was asked for. If a proxy changes the Host, let it pass on the \
                 browser's, or write the address into `origins`"
            }
        })
    }
}

/// Does another site make this browser ask?
///
/// # Errors
/// It does, and how that is known.
pub fn check(uri: &Uri, headers: &HeaderMap, own: &[Origin]) -> Result<(), Foreign> {
    let text = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    match text(&FETCH_SITE) {
        Some("same-origin" | "none") => return Ok(()),
        Some("same-site" | "cross-site") => return Err(Foreign::FetchSite),
        _ => {}
    }
    let is_ours = |page: &str| is_own(page, uri, headers, own);
    match (text(&ORIGIN), text(&REFERER)) {
        (None, None) => Ok(()),
        (Some("null"), None) => Err(Foreign::Hidden),
        (Some("null") | None, Some(page)) => is_ours(page).then_some(()).ok_or(Foreign::Referer),
        (Some(page), _) => is_ours(page).then_some(()).ok_or(Foreign::Origin),
    }
}

/// Is the page's address one of ours?
fn is_own(page: &str, uri: &Uri, headers: &HeaderMap, own: &[Origin]) -> bool {
    let Some((page, usual)) = Authority::of_url(page) else { return false };
    let configured = own.iter().filter_map(|origin| Authority::of_url(&origin.0)).map(|(own, _)| own);
    let asked = asked(uri, headers);
    let mut known = configured.chain(asked.iter().filter_map(|text| Authority::read(text, usual)));
    known.any(|known| known == page)
}

/// The hosts that were asked for: ours, and those of the proxies before us.
fn asked(uri: &Uri, headers: &HeaderMap) -> Vec<String> {
    let lines = |name: &HeaderName| -> Vec<&str> {
        headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect()
    };
    let mut hosts: Vec<String> = lines(&HOST).into_iter().map(str::to_owned).collect();
    hosts.extend(uri.authority().map(ToString::to_string));
    let listed = lines(&FORWARDED_HOST).into_iter().flat_map(|line| line.split(',')).map(str::trim);
    hosts.extend(listed.map(str::to_owned));
    hosts.extend(lines(&FORWARDED).into_iter().flat_map(|line| forwarded::parameters(line, "host")));
    // Some proxies pass on the host without its port, and the port by itself.
    let ports: Vec<&str> = lines(&FORWARDED_PORT).into_iter().flat_map(|line| line.split(',')).collect();
    let bare =
        hosts.iter().filter(|host| Authority::read(host, None).is_some_and(|read| read.port.is_none()));
    let with_ports: Vec<String> =
        bare.flat_map(|host| ports.iter().map(move |port| format!("{host}:{}", port.trim()))).collect();
    hosts.extend(with_ports);
    hosts
}

/// What keeps other sites' forms off, and what it has told the operator.
#[derive(Debug, Clone)]
pub struct Gate {
    origins: Arc<[Origin]>,
    /// Cookies are for HTTPS only.
    secure: bool,
    told: Arc<LogOnce<String>>,
}

impl Gate {
    /// For pages that are known by these addresses too; `secure` as cookies are.
    #[must_use]
    pub fn new(origins: &[Origin], secure: bool) -> Self {
        Self { origins: origins.into(), secure, told: Arc::default() }
    }

    fn tell(&self, foreign: Foreign, headers: &HeaderMap) {
        let shown = |name: &HeaderName| shown(headers, name);
        let (origin, host) = (shown(&ORIGIN).or_else(|| shown(&REFERER)), shown(&HOST));
        if self.told.is_new(format!("{foreign:?} {origin:?} {host:?}")) {
            warn!(
                origin,
                host, "A form was refused as another site's: {foreign}. More like it are not told."
            );
        }
    }

    /// Browsers throw away cookies for HTTPS where a page comes without, and then no form can be sealed to them.
    fn tell_of_lost_cookies(&self, headers: &HeaderMap) {
        let page = headers.get(ORIGIN).or_else(|| headers.get(REFERER)).and_then(|value| value.to_str().ok());
        let plain = page.filter(|page| page.starts_with("http://")).and_then(Authority::of_url);
        let is_lost = self.secure && !headers.contains_key(COOKIE);
        if is_lost
            && plain.is_some_and(|(host, _)| !host.is_local())
            && self.told.is_new("cookies".to_owned())
        {
            warn!(
                "A browser without TLS keeps none of our cookies, so its forms are not taken: put TLS before the page, \
                 or set secure-cookies = false. More like it are not told."
            );
        }
    }
}

fn shown(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let text = headers.get(name)?.to_str().unwrap_or("?");
    Some(text.chars().take(SHOWN).collect())
}

/// Middleware: lets no other site post to ours.
pub async fn refuse_foreign_posts(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return next.run(request).await;
    }
    if let Err(foreign) = check(request.uri(), request.headers(), &gate.origins) {
        gate.tell(foreign, request.headers());
        let text = "This request comes from another site and is not served.\n";
        return (StatusCode::FORBIDDEN, text).into_response();
    }
    gate.tell_of_lost_cookies(request.headers());
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn checked(pairs: &[(&str, &str)]) -> Result<(), Foreign> {
        with_own(pairs, &[])
    }

    fn with_own(pairs: &[(&str, &str)], own: &[&str]) -> Result<(), Foreign> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            let name: HeaderName = name.parse().expect("a name");
            headers.append(name, HeaderValue::from_str(value).expect("a value"));
        }
        let own: Vec<Origin> = own.iter().map(|text| Origin((*text).to_owned())).collect();
        check(&Uri::from_static("/"), &headers, &own)
    }

    #[test]
    fn the_browsers_own_word_comes_first() {
        assert_eq!(checked(&[]), Ok(()), "no browser");
        assert_eq!(checked(&[("sec-fetch-site", "same-origin"), ("host", "inside:8080")]), Ok(()));
        let changed =
            [("sec-fetch-site", "same-origin"), ("origin", "https://a.example"), ("host", "127.0.0.1")];
        assert_eq!(checked(&changed), Ok(()), "whatever a proxy makes of the host");
        assert_eq!(checked(&[("sec-fetch-site", "none")]), Ok(()));
        for other in ["cross-site", "same-site"] {
            let lured = [("sec-fetch-site", other), ("origin", "https://a.example"), ("host", "a.example")];
            assert_eq!(checked(&lured), Err(Foreign::FetchSite));
        }
    }

    #[test]
    fn an_origin_is_compared_as_browsers_and_proxies_write_it() {
        let ours = [
            ("http://desk", "desk"),
            ("http://desk:8081", "desk:8081"),
            ("http://desk", "desk:80"),
            ("https://desk.example", "desk.example:443"),
            ("https://desk.example", "Desk.Example"),
            ("http://[::1]:8081", "[::1]:8081"),
            ("http://[2001:db8::1]", "[2001:DB8:0::1]"),
            ("https://xn--bcher-kva.example", "xn--bcher-kva.example"),
        ];
        for (origin, host) in ours {
            assert_eq!(checked(&[("origin", origin), ("host", host)]), Ok(()), "{origin} {host}");
        }
        let others = [
            ("http://evil.example", "desk"),
            ("http://desk:8082", "desk:8081"),
            ("http://desk:8082", "desk"),
            ("https://desk:80", "desk"),
            ("http://desk.evil.example", "desk"),
            ("http://desk@evil.example", "desk"),
            ("http://evil.example/desk", "desk"),
            ("http://[::2]:8081", "[::1]:8081"),
            ("file://", "desk"),
            ("chrome-extension://desk", "desk"),
            ("http://desk http://evil.example", "desk"),
            ("desk", "desk"),
            ("", ""),
        ];
        for (origin, host) in others {
            let foreign = checked(&[("origin", origin), ("host", host)]);
            assert_eq!(foreign, Err(Foreign::Origin), "{origin} {host}");
        }
        assert_eq!(checked(&[("origin", "http://desk")]), Err(Foreign::Origin), "without a host");
    }

    #[test]
    fn what_a_proxy_was_asked_for_counts_and_so_does_what_is_configured() {
        let asked = |name, value| {
            checked(&[("origin", "https://a.example:8443"), ("host", "inside:8080"), (name, value)])
        };
        assert_eq!(asked("x-forwarded-host", "a.example:8443"), Ok(()));
        assert_eq!(asked("x-forwarded-host", "a.example:8443, front"), Ok(()));
        assert_eq!(asked("forwarded", "for=192.0.2.1;host=\"a.example:8443\";proto=https"), Ok(()));
        assert_eq!(asked("x-forwarded-host", "b.example"), Err(Foreign::Origin));
        let bare =
            [("origin", "https://a.example:8443"), ("host", "a.example"), ("x-forwarded-port", "8443")];
        assert_eq!(checked(&bare), Ok(()));
        let page = [("origin", "https://a.example"), ("host", "127.0.0.1:8080")];
        assert_eq!(with_own(&page, &["https://b.example", "https://a.example"]), Ok(()));
        assert_eq!(with_own(&page, &["https://b.example"]), Err(Foreign::Origin));
    }

    #[test]
    fn where_the_origin_is_hidden_the_page_before_decides() {
        let from = |origin, page| checked(&[("origin", origin), ("referer", page), ("host", "desk:8081")]);
        assert_eq!(from("null", "http://desk:8081/session?a=b"), Ok(()));
        assert_eq!(from("null", "http://evil.example/desk:8081"), Err(Foreign::Referer));
        assert_eq!(from("http://evil.example", "http://desk:8081/"), Err(Foreign::Origin));
        assert_eq!(checked(&[("origin", "null"), ("host", "desk")]), Err(Foreign::Hidden));
        assert_eq!(checked(&[("referer", "http://desk/"), ("host", "desk")]), Ok(()), "an old browser");
        assert_eq!(checked(&[("referer", "http://evil.example/"), ("host", "desk")]), Err(Foreign::Referer));
    }
}
