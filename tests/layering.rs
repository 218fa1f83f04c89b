//! Who may import whom: what decides stays free of I/O, and each layer knows only those below it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test says what broke by panicking, and reads sources"
)]

use std::{
    collections::BTreeSet,
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
