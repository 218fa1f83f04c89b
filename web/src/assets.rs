//! Files that are served out of the binary, packed for browsers that take them so.
//!
//! Only files: a page that shows what somebody typed beside what is sealed would tell of the seal by its packed length.

use std::{
    collections::BTreeMap,
    fmt,
    io::Write,
    sync::{Arc, OnceLock},
};

use axum::{
    Router,
    extract::{Path, RawQuery, State},
    http::{
        HeaderMap, StatusCode,
        header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY},
    },
    response::{IntoResponse, Response},
    routing::get,
};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

/// One file.
#[derive(Clone, Copy)]
pub struct Asset {
    /// Its path below `/assets/`.
    pub path: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// Itself.
    pub content: &'static [u8],
}

impl fmt::Debug for Asset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Asset({}, {} octets)", self.path, self.content.len())
    }
}

/// Files of `web/assets` by their paths there.
#[macro_export]
macro_rules! assets {
    ($($path:literal as $media_type:literal),* $(,)?) => {
        &[$($crate::assets::Asset {
            path: $path,
            media_type: $media_type,
            content: include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/", $path)),
        }),*]
    };
}

/// What every page loads.
pub const SHARED: &[Asset] = assets!["style.css" as "text/css; charset=utf-8", "icon.svg" as "image/svg+xml"];

/// The files of one program.
#[derive(Debug, Clone)]
pub struct Assets(Arc<BTreeMap<&'static str, Entry>>);

#[derive(Debug)]
struct Entry {
    asset: Asset,
    version: String,
    packed: OnceLock<Option<Vec<u8>>>,
}

impl Assets {
    /// These files.
    #[must_use]
    pub fn new(lists: &[&[Asset]]) -> Self {
        let entries = lists.iter().flat_map(|list| list.iter()).map(|asset| {
            let digest = Sha256::digest(asset.content);
            let version = digest.iter().take(8).map(|octet| format!("{octet:02x}")).collect();
            (asset.path, Entry { asset: *asset, version, packed: OnceLock::new() })
        });
        Self(Arc::new(entries.collect()))
    }

    /// Where a page loads the file from. A changed file has another address, so browsers may keep what they have.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        match self.0.get(path) {
            Some(entry) => format!("/assets/{path}?v={}", entry.version),
            None => format!("/assets/{path}"),
        }
    }

    /// Serves the files below `/assets/`.
    pub fn router(&self) -> Router {
        Router::new().route("/assets/{*path}", get(serve)).with_state(self.clone())
    }
}

impl Entry {
    /// The file packed, once and for all; `None` where that makes it no smaller.
    fn packed(&self) -> Option<&[u8]> {
        let pack = || {
            let mut packer = GzEncoder::new(Vec::new(), Compression::best());
            packer.write_all(self.asset.content).ok()?;
            packer.finish().ok().filter(|packed| packed.len() < self.asset.content.len())
        };
        self.packed.get_or_init(pack).as_deref()
    }
}

async fn serve(
    State(assets): State<Assets>,
    Path(path): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let Some(entry) = assets.0.get(path.as_str()) else { return StatusCode::NOT_FOUND.into_response() };
    let packed = if takes_gzip(&headers) { entry.packed().map(<[u8]>::to_vec) } else { None };
    // Packed, it is another representation, and caches must not take one for the other.
    let tag = format!("\"{}{}\"", entry.version, if packed.is_some() { "-gzip" } else { "" });
    let kept = if query.as_deref().and_then(|query| query.strip_prefix("v=")) == Some(&entry.version) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let cached = [(VARY, "accept-encoding"), (CACHE_CONTROL, kept)];
    let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let is_tag = |one: &str| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag;
    if known.is_some_and(|known| known.split(',').any(|one| is_tag(one.trim()))) {
        return (StatusCode::NOT_MODIFIED, cached, [(ETAG, tag)]).into_response();
    }
    let media = [(CONTENT_TYPE, entry.asset.media_type)];
    match packed {
        Some(packed) => (cached, [(ETAG, tag)], media, [(CONTENT_ENCODING, "gzip")], packed).into_response(),
        None => (cached, [(ETAG, tag)], media, entry.asset.content).into_response(),
    }
}

/// Does the browser take gzip (RFC 9110, Accept-Encoding)? What it names outweighs what it says of all others.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let mut best: Option<(bool, bool)> = None;
    for wish in lines.flat_map(|line| line.split(',')).take(32) {
        let (coding, weight) = wish.split_once(';').unwrap_or((wish, ""));
        let named = ["gzip", "x-gzip"].iter().any(|name| coding.trim().eq_ignore_ascii_case(name));
        if !named && coding.trim() != "*" {
            continue;
        }
        let weight = weight.trim().trim_start_matches(['q', 'Q']).trim_start().strip_prefix('=');
        let is_wanted =
            weight.is_none_or(|weight| weight.trim().parse::<f32>().is_ok_and(|weight| weight > 0.0));
        if best.is_none_or(|(by_name, _)| named || !by_name) {
            best = Some((named, is_wanted));
        }
    }
    best.is_some_and(|(_, is_wanted)| is_wanted)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_browser_is_sent_what_it_takes() {
        let takes = |text: &'static str| {
            takes_gzip(&HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(text))]))
        };
        for text in
            ["gzip, deflate, br, zstd", "x-gzip", "GZIP;q=0.5", "*", "br;q=1.0, gzip;q=0.001", "*;q=0, gzip"]
        {
            assert!(takes(text), "{text}");
        }
        for text in [
            "",
            "identity",
            "br",
            "gzip;q=0",
            "gzip; q=0.000",
            "*;q=0",
            "gzip;q=0, *",
            "*, gzip;q=0",
            "gzip;q=x",
        ] {
            assert!(!takes(text), "{text}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }
}
