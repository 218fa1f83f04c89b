//! The web layer is a client of the socket: of the daemon's crate it knows `api::client` and the types of its calls and answers.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test says what broke by panicking, and reads sources"
)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// What may be named, and nothing else of `callbackd`. Records are what `session.explain` answers; `file` reads what somebody
/// names in a configuration.
const MAY: &[&str] = &[
    "api::client",
    "file",
    "ids",
    "journal::Fact",
    "journal::NotOffered",
    "journal::Record",
    "switchboard::command",
    "switchboard::story",
    "switchboard::view",
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] });
    files.filter(|path| path.extension().is_some_and(|e| e == "rs")).collect()
}

/// The code without comments.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join(" ")
}

/// Every path into `callbackd` that the code names, with what is in braces taken apart.
fn named(code: &str) -> BTreeSet<String> {
    code.split("callbackd::").skip(1).flat_map(|rest| expand("", rest)).collect()
}

fn expand(prefix: &str, rest: &str) -> Vec<String> {
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(rest.len());
    let (path, after) = rest.split_at(end);
    let path = format!("{prefix}{path}");
    let Some(inside) = after.strip_prefix('{') else { return vec![path] };
    let (mut depth, mut item, mut items) = (1_usize, String::new(), Vec::new());
    for c in inside.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 || (c == ',' && depth == 1) {
            items.push(std::mem::take(&mut item));
        } else {
            item.push(c);
        }
        if depth == 0 {
            break;
        }
    }
    let items = items.iter().map(|item| item.trim()).filter(|item| !item.is_empty());
    items.flat_map(|item| expand(&path, item)).collect()
}

#[test]
fn the_web_layer_knows_only_the_socket() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut broken = Vec::new();
    let mut seen = BTreeSet::new();
    for file in sources(&root) {
        let code = code(&file);
        for path in named(&code) {
            let is_allowed = MAY.iter().any(|may| path == *may || path.starts_with(&format!("{may}::")));
            if !is_allowed {
                broken
                    .push(format!("{} names callbackd::{path}", file.strip_prefix(&root).unwrap().display()));
            }
            seen.insert(path);
        }
        for other in ["csta::", "pbxsim::", "rusqlite"] {
            if code.contains(other) {
                broken.push(format!("{} names {other}", file.strip_prefix(&root).unwrap().display()));
            }
        }
    }
    assert!(seen.contains("api::client::Client"), "paths are found at all: {seen:?}");
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}
