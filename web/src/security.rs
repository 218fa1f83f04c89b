//! What keeps pages to themselves: headers, cookies, seals on forms.

use axum::{
    Router,
    http::{
        HeaderMap, HeaderName, HeaderValue,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, COOKIE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
            X_FRAME_OPTIONS,
        },
    },
    middleware::map_response,
    response::Response,
};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// Longest body of a request, in octets: every field of a form at its longest, escaped.
pub const MAX_BODY: usize = 64 * 1024;

/// What a page may load, as a Content-Security-Policy: its own files and nothing else.
///
/// `more` names sources of scripts, frames, styles and requests beyond that, such as a CAPTCHA's.
#[must_use]
pub fn policy(more: &[String]) -> String {
    let more: String = more.iter().map(|source| format!(" {source}")).collect();
    let frames = if more.is_empty() { " 'none'" } else { &more };
    format!(
        "default-src 'none'; script-src 'self'{more}; style-src 'self'{more}; img-src 'self'; font-src 'self'; \
         connect-src 'self'{more}; frame-src{frames}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
}

/// Puts the headers on every answer. What says nothing of caches is not kept by any.
///
/// # Panics
/// Never: a policy that is no header value is replaced by the strictest.
pub fn headers(router: Router, policy: &str) -> Router {
    let policy = HeaderValue::from_str(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
    router.layer(map_response(move |mut response: Response| {
        let policy = policy.clone();
        async move {
            let headers = response.headers_mut();
            headers.insert(CONTENT_SECURITY_POLICY, policy);
            headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
            headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
            // Other sites learn nothing. Our own must: with `no-referrer`, browsers hide the `Origin` of our own forms.
            headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
            headers.insert(CROSS_ORIGIN_OPENER, HeaderValue::from_static("same-origin"));
            headers.insert(PERMISSIONS, HeaderValue::from_static("camera=(), geolocation=(), microphone=()"));
            headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
            response
        }
    }))
}

const CROSS_ORIGIN_OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");
/// The value of a cookie.
#[must_use]
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find_map(|(key, value)| (key == name).then_some(value))
}

/// A `Set-Cookie` that scripts cannot read and other sites cannot send. `seconds` of zero removes it; `None` keeps it as
/// long as the browser is open.
#[must_use]
pub fn set_cookie(name: &str, value: &str, seconds: Option<u32>, secure: bool) -> HeaderValue {
    written(name, value, seconds, secure, "Strict")
}

/// The same for a cookie that also comes along when somebody follows a link of another site to ours. Other sites can still
/// send no form with it, so it is for pages whose `GET` changes nothing.
#[must_use]
pub fn set_link_cookie(name: &str, value: &str, seconds: Option<u32>, secure: bool) -> HeaderValue {
    written(name, value, seconds, secure, "Lax")
}

fn written(name: &str, value: &str, seconds: Option<u32>, secure: bool, same_site: &str) -> HeaderValue {
    let age = seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let secure = if secure { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite={same_site}{age}{secure}");
    // Our own names and values are plain ASCII; if one ever were not, no cookie is better than a broken one.
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

/// 128 random bits in hexadecimal.
///
/// # Errors
/// The operating system has none.
#[expect(clippy::disallowed_methods, reason = "tokens are made here and nowhere else")]
pub fn token() -> Result<String, getrandom::Error> {
    let mut octets = [0; 16];
    getrandom::fill(&mut octets)?;
    Ok(hex(&octets))
}

/// SHA-256 in hexadecimal, of parts that cannot run into each other.
#[must_use]
pub fn digest(parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.len().to_be_bytes());
        digest.update(part);
    }
    hex(&digest.finalize())
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// Seals what goes out to a browser and must come back unchanged. The key lives as long as the process.
#[derive(Clone)]
pub struct Seal([u8; 32]);

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal(…)")
    }
}

impl Seal {
    /// A fresh one.
    ///
    /// # Errors
    /// The operating system has no random octets.
    #[expect(clippy::disallowed_methods, reason = "the key is made here and nowhere else")]
    pub fn new() -> Result<Self, getrandom::Error> {
        let mut key = [0; 32];
        getrandom::fill(&mut key)?;
        Ok(Self(key))
    }

    /// The seal of these parts, in hexadecimal.
    #[must_use]
    pub fn of(&self, parts: &[&str]) -> String {
        self.mac(parts).map(|mac| hex(&mac.finalize().into_bytes())).unwrap_or_default()
    }

    /// Is it the seal of these parts? Takes as long whatever is wrong with it.
    #[must_use]
    pub fn fits(&self, seal: &str, parts: &[&str]) -> bool {
        let octets: Option<Vec<u8>> = (0..seal.len())
            .step_by(2)
            .map(|at| seal.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()))
            .collect();
        match (octets, self.mac(parts)) {
            (Some(octets), Some(mac)) => mac.verify_slice(&octets).is_ok(),
            _ => false,
        }
    }

    fn mac(&self, parts: &[&str]) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        for part in parts {
            mac.update(&part.len().to_be_bytes());
            mac.update(part.as_bytes());
        }
        Some(mac)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_fits_what_it_was_made_for_and_nothing_else() {
        let seal = Seal::new().expect("entropy");
        let made = seal.of(&["form", "visitor"]);
        assert!(seal.fits(&made, &["form", "visitor"]));
        for parts in [["formv", "isitor"], ["form", "another"], ["", "formvisitor"]] {
            assert!(!seal.fits(&made, &parts), "{parts:?}");
        }
        for wrong in ["", "0", "zz", "ää", &made[2..]] {
            assert!(!seal.fits(wrong, &["form", "visitor"]), "{wrong}");
        }
        assert!(!Seal::new().expect("entropy").fits(&made, &["form", "visitor"]));
    }

    #[test]
    fn cookies_are_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("a=1; language=de"));
        headers.append(COOKIE, HeaderValue::from_static("b=x=y"));
        assert_eq!(cookie(&headers, "language"), Some("de"));
        assert_eq!(cookie(&headers, "b"), Some("x=y"));
        assert_eq!(cookie(&headers, "c"), None);
    }
}
