//! Files that are served as they are, out of the binary.

use std::{collections::BTreeMap, fmt, sync::Arc};

use axum::{
    Router,
    extract::{Path, RawQuery, State},
    http::{
        HeaderMap, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH},
    },
    response::{IntoResponse, Response},
    routing::get,
};
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
}

impl Assets {
    /// These files.
    #[must_use]
    pub fn new(lists: &[&[Asset]]) -> Self {
        let entries = lists.iter().flat_map(|list| list.iter()).map(|asset| {
            let digest = Sha256::digest(asset.content);
            let version = digest.iter().take(8).map(|octet| format!("{octet:02x}")).collect();
            (asset.path, Entry { asset: *asset, version })
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

async fn serve(
    State(assets): State<Assets>,
    Path(path): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let Some(entry) = assets.0.get(path.as_str()) else { return StatusCode::NOT_FOUND.into_response() };
    let tag = format!("\"{}\"", entry.version);
    let kept = if query.as_deref().and_then(|query| query.strip_prefix("v=")) == Some(&entry.version) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let known = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag)) {
        return (StatusCode::NOT_MODIFIED, [(ETAG, tag), (CACHE_CONTROL, kept.to_owned())]).into_response();
    }
    let headers = [(CONTENT_TYPE, entry.asset.media_type), (CACHE_CONTROL, kept)];
    ([(ETAG, tag)], headers, entry.asset.content).into_response()
}
