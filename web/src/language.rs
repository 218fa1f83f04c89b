//! Texts by language, one plain file each: `key = text`, `#` for comments, `{name}` for what is filled in.
//!
//! Another language is a file in `web/languages`, one of its countries' names, and a line in `FILES`.

use std::{collections::BTreeMap, fmt, sync::LazyLock};

use axum::{
    extract::{FromRequestParts, Request},
    http::{
        HeaderMap,
        header::{ACCEPT_LANGUAGE, CONTENT_LANGUAGE, SET_COOKIE, VARY},
        request::Parts,
    },
    http::{HeaderValue, Uri},
    middleware::Next,
    response::Response,
};

use crate::security;

/// Tag, texts, names of countries. The first is for browsers that want none of them.
const FILES: &[(&str, &str, &str)] = &[
    (
        "en",
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/languages/en.txt")),
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/languages/en.countries.txt")),
    ),
    (
        "de",
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/languages/de.txt")),
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/languages/de.countries.txt")),
    ),
];

static LANGUAGES: LazyLock<Vec<Texts>> = LazyLock::new(|| {
    FILES.iter().map(|(tag, texts, countries)| Texts::read(tag, texts, countries)).collect()
});

/// Where the choice is kept in the browser.
const COOKIE: &str = "language";
/// The choice is kept for a year.
const KEPT_S: u32 = 365 * 24 * 3600;

struct Texts {
    tag: &'static str,
    texts: BTreeMap<&'static str, &'static str>,
    /// In the language's own order.
    countries: Vec<(&'static str, &'static str)>,
}

impl Texts {
    fn read(tag: &'static str, texts: &'static str, countries: &'static str) -> Self {
        Self { tag, texts: lines(texts).collect(), countries: lines(countries).collect() }
    }
}

fn lines(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = file.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('=')).map(|(key, text)| (key.trim(), text.trim()))
}

/// A language of ours.
#[derive(Clone, Copy)]
pub struct Language(&'static Texts);

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Language({})", self.0.tag)
    }
}

impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        self.0.tag == other.0.tag
    }
}

impl Language {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        LANGUAGES.iter().map(Self)
    }

    /// The one with this tag.
    #[must_use]
    pub fn named(tag: &str) -> Option<Self> {
        Self::all().find(|language| language.tag() == tag)
    }

    /// Its BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        self.0.tag
    }

    /// A text. One that is missing shows its key: a test sees to it that none is.
    #[must_use]
    pub fn say(self, key: &str) -> &str {
        self.0.texts.get(key).copied().unwrap_or(key)
    }

    /// A text, if there is one of that key.
    #[must_use]
    pub fn find(self, key: &str) -> Option<&'static str> {
        self.0.texts.get(key).copied()
    }

    /// A text with `{name}` filled in.
    #[must_use]
    pub fn fill(self, key: &str, name: &str, value: impl fmt::Display) -> String {
        self.say(key).replace(&format!("{{{name}}}"), &value.to_string())
    }

    /// A text with several gaps filled in; one that has no such gap does without.
    #[must_use]
    pub fn fill_in(self, key: &str, gaps: &[(&str, &str)]) -> String {
        let fill = |text: String, (name, value): &(&str, &str)| text.replace(&format!("{{{name}}}"), value);
        gaps.iter().fold(self.say(key).to_owned(), fill)
    }

    /// Countries by their ISO 3166 letters, with their names, in the language's own order.
    #[must_use]
    pub fn countries(self) -> &'static [(&'static str, &'static str)] {
        &self.0.countries
    }

    /// The best that a browser asks for (RFC 9110, Accept-Language): by weight, then by order.
    fn accepted(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for range in header.split(',').take(32) {
            let (tag, weight) = range.split_once(';').unwrap_or((range, ""));
            let weight = match weight.trim().strip_prefix("q=") {
                Some(weight) => weight.trim().parse().unwrap_or(0.0),
                None => 1.0,
            };
            let primary = tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
            let Some(language) = Self::named(&primary) else { continue };
            if weight > best.map_or(0.0, |(most, _)| most) {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }

    /// The first of ours.
    fn first() -> Self {
        // There is one: the list above is not empty.
        static EMPTY: Texts = Texts { tag: "en", texts: BTreeMap::new(), countries: Vec::new() };
        Self(LANGUAGES.first().unwrap_or(&EMPTY))
    }
}

impl<S: Sync> FromRequestParts<S> for Language {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(chosen(&parts.uri, &parts.headers).0)
    }
}

/// `?lang=`, then the cookie, then what the browser prefers. Was it asked for just now?
fn chosen(uri: &Uri, headers: &HeaderMap) -> (Language, bool) {
    let asked = uri.query().unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("lang="));
    if let Some(language) = asked.and_then(Language::named) {
        return (language, true);
    }
    let kept = security::cookie(headers, COOKIE).and_then(Language::named);
    let header = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let language = kept.or_else(|| Language::accepted(header?)).unwrap_or_else(Language::first);
    (language, false)
}

/// Middleware: says which language an answer is in, and keeps the choice of a visitor who made one.
pub async fn remember(secure: bool, request: Request, next: Next) -> Response {
    let (language, asked) = chosen(request.uri(), request.headers());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    headers.append(VARY, HeaderValue::from_static("accept-language, cookie"));
    if asked {
        headers.append(SET_COOKIE, security::set_cookie(COOKIE, language.tag(), Some(KEPT_S), secure));
    }
    response
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_language_has_every_text_once_and_with_the_same_gaps() {
        let gaps = |text: &str| {
            text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).map(str::to_owned).collect()
        };
        let keys = |language: Language| -> BTreeMap<&str, BTreeSet<String>> {
            language.0.texts.iter().map(|(key, text)| (*key, gaps(text))).collect()
        };
        let first = keys(Language::first());
        for (language, (_, texts, countries)) in Language::all().zip(FILES) {
            assert_eq!(keys(language), first, "{language:?}");
            assert_eq!(lines(texts).count(), language.0.texts.len(), "{language:?}: a key twice");
            assert!(language.0.texts.values().all(|text| !text.is_empty()), "{language:?}: an empty text");
            let codes = |countries| lines(countries).map(|(code, _)| code).collect::<BTreeSet<_>>();
            assert_eq!(codes(countries), codes(FILES[0].2), "{language:?}");
        }
    }

    #[test]
    fn the_best_language_that_a_browser_accepts_is_taken() {
        let tag = |header| Language::accepted(header).map(Language::tag);
        assert_eq!(tag("de-AT,de;q=0.9,en;q=0.8"), Some("de"));
        assert_eq!(tag("fr, en-GB;q=0.7, de;q=0.9"), Some("de"));
        assert_eq!(tag("EN"), Some("en"));
        assert_eq!(tag("fr;q=1, de;q=0"), None);
        assert_eq!(tag("*"), None);
        assert_eq!(tag(";;;,,q=,de;q=x"), None);
    }
}
