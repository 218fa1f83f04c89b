//! Who may import whom: what decides stays free of I/O, and each layer knows only those below it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test says what broke by panicking, and reads sources"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Module, and what it must never name. Paths are matched as `use` or inline paths write them.
const NEVER: &[(&str, &[&str])] = &[
    (
        "dialplan",
        &[
            "crate::leg",
            "crate::session",
            "crate::agent",
            "crate::switchboard",
            "crate::journal",
            "crate::api",
            "crate::pbx",
            "crate::config",
            "crate::daemon",
            "csta::",
            "tokio",
            "std::net",
            "std::fs",
        ],
    ),
    ("calendar.rs", &["crate::", "tokio", "std::net", "std::fs"]),
    ("ids.rs", &["crate::", "tokio", "std::net", "std::fs"]),
    (
        "leg",
        &[
            "crate::session",
            "crate::agent",
            "crate::switchboard",
            "crate::journal",
            "crate::api",
            "crate::pbx",
            "crate::config",
            "crate::daemon",
            "tokio",
            "std::net",
            "std::fs",
        ],
    ),
    (
        "session",
        &[
            "crate::agent",
            "crate::switchboard",
            "crate::journal",
            "crate::api",
            "crate::pbx",
            "crate::config",
            "crate::daemon",
            "csta::",
            "tokio",
            "std::net",
            "std::fs",
        ],
    ),
    (
        "agent",
        &[
            "crate::session",
            "crate::leg",
            "crate::switchboard",
            "crate::journal",
            "crate::api",
            "crate::pbx",
            "crate::config",
            "crate::daemon",
            "csta::",
            "tokio",
            "std::net",
            "std::fs",
        ],
    ),
    (
        "switchboard",
        &[
            "crate::api",
            "crate::pbx",
            "crate::config",
            "crate::daemon",
            "tokio",
            "rusqlite",
            "std::net",
            "std::fs",
        ],
    ),
    (
        "journal",
        &["crate::api", "crate::pbx", "crate::config", "crate::daemon", "crate::session", "crate::agent"],
    ),
    ("api", &["crate::pbx", "crate::config", "crate::daemon", "crate::leg::", "crate::session", "csta::"]),
    ("pbx", &["crate::api", "crate::config", "crate::daemon", "crate::session", "crate::agent", "rusqlite"]),
    ("config", &["crate::daemon", "tokio"]),
    (
        "offline",
        &["crate::api", "crate::pbx", "crate::config", "crate::daemon", "crate::switchboard", "tokio"],
    ),
];

fn sources(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_path_buf()];
    }
    let entries = fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    entries
        .flat_map(|entry| sources(&entry.unwrap().path()))
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .collect()
}

/// The code without comments and without its tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// `use crate::{a, b::c}` names `crate::a` and `crate::b`.
fn names(code: &str) -> String {
    let mut flat = code.to_owned();
    for part in code.split("use crate::{").skip(1) {
        let mut depth = 1_usize;
        let body: String = part
            .chars()
            .take_while(|c| {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    _ => {}
                }
                depth > 0
            })
            .collect();
        let mut level = 0_usize;
        let mut item = String::new();
        for c in body.chars().chain([',']) {
            match c {
                '{' => level += 1,
                '}' => level -= 1,
                ',' if level == 0 => {
                    flat.push_str("\ncrate::");
                    flat.push_str(item.trim());
                    item.clear();
                    continue;
                }
                _ => {}
            }
            item.push(c);
        }
    }
    flat
}

#[test]
fn no_module_names_what_it_must_not_know() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut broken = BTreeSet::new();
    for (module, never) in NEVER {
        for file in sources(&root.join(module)) {
            let text = names(&code(&file));
            let io = matches!(*module, "pbx" | "journal" | "api");
            for name in *never {
                if text.contains(name) && !(io && name.starts_with("tokio")) {
                    broken.insert(format!("{} names {name}", file.strip_prefix(&root).unwrap().display()));
                }
            }
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.into_iter().collect::<Vec<_>>().join("\n"));
}

/// CSTA's services that dial digits. All but MakeCall are not used at all, and MakeCall's argument is made in one place, out of
/// a `DialPermit`.
const DIALLING: [&str; 9] = [
    "MakeCall(Box::new(",
    "MakeCallArgument::new",
    "MakePredictiveCall",
    "ConsultationCall",
    "DialDigits",
    "DeflectCall",
    "SingleStepTransfer",
    "SingleStepConference",
    "GenerateDigits",
];

#[test]
fn nothing_but_a_permit_is_dialled() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeSet::new();
    for file in sources(&root) {
        let text = code(&file);
        let name = file.strip_prefix(&root).unwrap().display().to_string();
        found.extend(
            DIALLING.iter().filter(|word| text.contains(**word)).map(|word| format!("{name}: {word}")),
        );
    }
    // Digits go only into a conversation that a permit has made: `switchboard::digits` sees to it, a transcript to that.
    let only = [
        "pbx/dialect.rs: GenerateDigits",
        "pbx/dialect.rs: MakeCall(Box::new(",
        "pbx/dialect.rs: MakeCallArgument::new",
        "switchboard/dialling.rs: GenerateDigits",
        "switchboard/request.rs: GenerateDigits",
    ];
    assert_eq!(found, only.map(str::to_owned).into_iter().collect());
}

/// What a crate is built of, name and version a line.
fn built_of(package: &str) -> String {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let tree = Command::new(cargo)
        .args(["tree", "--package", package, "--edges", "normal", "--prefix", "none", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    String::from_utf8(tree.stdout).unwrap()
}

fn needs(tree: &str, package: &str) -> bool {
    tree.lines().any(|line| line.split(' ').next() == Some(package))
}

#[test]
fn the_protocol_crate_knows_no_runtime() {
    let tree = built_of("csta");
    assert!(needs(&tree, "nom"), "the tree is not what it was taken for:\n{tree}");
    assert!(!needs(&tree, "tokio"), "csta is sans-IO:\n{tree}");
}

#[test]
fn whoever_only_talks_to_the_socket_builds_nothing_of_the_daemon() {
    for client in ["callbackd-api", "callbackd-web"] {
        let tree = built_of(client);
        assert!(needs(&tree, "serde_json"), "the tree is not what it was taken for:\n{tree}");
        for package in ["callbackd", "csta", "rusqlite", "rlibphonenumber", "rustls", "ring"] {
            assert!(!needs(&tree, package), "{client} needs {package}:\n{tree}");
        }
    }
}

/// Folders whose files must not form a circle: those of every crate and program.
const ACYCLIC: &[&str] = &[
    "src",
    "src/bin/callbackctl",
    "api/src",
    "settings/src",
    "protocol/src",
    "protocol/derive/src",
    "pbxsim/src",
    "web/src",
    "centre/src",
    "demo/src",
];

/// The module of a file below `src`, such as `desk::view`; the crate's own is empty.
fn module(root: &Path, file: &Path) -> Vec<String> {
    let path = file.strip_prefix(root).unwrap().with_extension("");
    let mut parts: Vec<String> = path.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
    if parts.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
        parts.pop();
    }
    parts
}

/// The paths at the start of this code, with what is in braces taken apart.
fn expand(prefix: &str, code: &str) -> Vec<String> {
    let code = code.trim_start();
    let end = code.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(code.len());
    let (path, after) = code.split_at(end);
    let path = format!("{prefix}{path}");
    let Some(inside) = after.strip_prefix('{') else { return vec![path] };
    let (mut depth, mut start, mut paths) = (0_usize, 0, Vec::new());
    for (at, c) in inside.char_indices() {
        if depth == 0 && (c == ',' || c == '}') {
            paths.extend(expand(&path, &inside[start..at]));
            start = at + 1;
        }
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            _ => {}
        }
    }
    paths
}

/// Modules that a module names by `crate::` or `super::`, each the deepest that has a file.
fn named<'a>(own: &[String], code: &str, files: &'a BTreeSet<Vec<String>>) -> BTreeSet<&'a Vec<String>> {
    let starts = ["crate::", "super::"].into_iter().flat_map(|start| code.match_indices(start));
    let starts =
        starts.filter(|(at, _)| !code[..*at].ends_with(|c: char| c.is_alphanumeric() || "_:$".contains(c)));
    let paths = starts.flat_map(|(at, _)| expand("", &code[at..]));
    let modules = paths.filter_map(|path| {
        let mut at = own.to_vec();
        for part in path.split("::") {
            match part {
                "crate" => at.clear(),
                "super" => drop(at.pop()),
                part => at.push(part.to_owned()),
            }
        }
        (0..=at.len()).rev().find_map(|length| files.get(&at[..length]))
    });
    modules.collect()
}

/// Circles of files, each as the modules in it. A module and what is below it may name each other.
fn circles(root: &Path) -> BTreeSet<Vec<String>> {
    let texts: BTreeMap<Vec<String>, String> =
        sources(root).iter().map(|file| (module(root, file), code(file))).collect();
    let files: BTreeSet<Vec<String>> = texts.keys().cloned().collect();
    let mut reached: BTreeMap<&Vec<String>, BTreeSet<&Vec<String>>> = BTreeMap::new();
    for (own, text) in &texts {
        let mut named = named(own, text, &files);
        named.retain(|other| !other.starts_with(own) && !own.starts_with(other));
        reached.insert(own, named);
    }
    loop {
        let before: usize = reached.values().map(BTreeSet::len).sum();
        let known = reached.clone();
        for seen in reached.values_mut() {
            *seen = seen.iter().flat_map(|next| known[*next].iter().copied().chain([*next])).collect();
        }
        if before == reached.values().map(BTreeSet::len).sum() {
            break;
        }
    }
    let circle = |own: &Vec<String>| -> Vec<String> {
        let seen = &reached[own];
        seen.iter().filter(|other| reached[**other].contains(own)).map(|module| module.join("::")).collect()
    };
    files.iter().map(circle).filter(|circle| !circle.is_empty()).collect()
}

#[test]
fn no_files_form_a_circle() {
    for folder in ACYCLIC {
        let circles = circles(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
        assert!(circles.is_empty(), "{folder}: {circles:#?}");
    }
}

#[test]
fn a_circle_of_files_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("lib.rs", "mod a;\nmod b;\nuse crate::a::A;\n");
    write("a.rs", "use crate::{b::{inner::I, B}, other};\n");
    write("b/mod.rs", "use self::inner::I;\n");
    write("b/inner.rs", "use super::B;\nfn f() -> super::super::a::A {}\n");
    assert_eq!(circles(folder.path()), BTreeSet::from([vec!["a".to_owned(), "b::inner".to_owned()]]));
    write("b/inner.rs", "use super::B;\n");
    assert_eq!(circles(folder.path()), BTreeSet::new());
}
