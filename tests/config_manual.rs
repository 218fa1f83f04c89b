//! `config/callbackd.toml` is the manual: it has every key, and the defaults it shows are the defaults.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    reason = "a test reads and writes files, and one that cannot go on must fail"
)]

use std::{fs, path::Path};

use callbackd::config::{self, Config};

const MANUAL: &str = "config/callbackd.toml";

fn manual() -> String {
    fs::read_to_string(MANUAL).unwrap()
}

/// The manual with the lines that begin with `mark` (and go on with a key or a table) taken in.
fn with(mark: &str) -> String {
    let taken_in = |line: &str| {
        let rest = line.strip_prefix(mark);
        rest.filter(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase() || c == '['))
            .unwrap_or(line)
            .to_owned()
    };
    manual().lines().map(|line| taken_in(line) + "\n").collect()
}

fn load(text: &str) -> Config {
    let file = tempfile::NamedTempFile::with_suffix(".toml").unwrap();
    fs::write(file.path(), text).unwrap();
    config::load(Some(file.path()), std::iter::empty()).unwrap_or_else(|faults| panic!("{faults}"))
}

#[test]
fn the_defaults_it_shows_are_the_defaults() {
    let (silent, said) = (load(&manual()), load(&with("#")));
    assert_eq!(silent.switchboard, said.switchboard);
    assert_eq!(silent.link, said.link);
    assert_eq!(silent.api, said.api);
    assert_eq!(silent.store, said.store);
    assert_eq!(silent.log, said.log);
    assert_eq!(silent.access, said.access);
    assert_eq!(format!("{:?}", silent.dial_plan), format!("{:?}", said.dial_plan));
    assert_ne!(silent.hash, said.hash, "lines were taken in at all");
}

/// The keys of the table that `wrap` puts its argument into, as the loader tells them to whoever writes another;
/// `None` if it is no table.
fn keys(wrap: &dyn Fn(&str) -> String) -> Option<Vec<String>> {
    let file = tempfile::NamedTempFile::with_suffix(".toml").unwrap();
    fs::write(file.path(), wrap("qqq = 1")).unwrap();
    let faults = config::load(Some(file.path()), std::iter::empty()).unwrap_err();
    let told = faults.0.iter().find(|fault| fault.key.ends_with("qqq"))?;
    let names = told.message.strip_prefix("there is no such key: write one of ")?;
    Some(names.split(", ").map(str::to_owned).collect())
}

/// A name that the writer chooses.
const ANY: &str = "any";

/// The ways to write a table: as it is, in a list, under a name that the writer chooses.
fn forms(key: &str, inner: &str) -> [String; 3] {
    [
        format!("{key} = {{ {inner} }}"),
        format!("{key} = [{{ {inner} }}]"),
        format!("{key}.{ANY} = {{ {inner} }}"),
    ]
}

/// Every key there is, with `path` before it, found by asking.
fn all_keys(path: &[String], wrap: &dyn Fn(&str) -> String, found: &mut Vec<Vec<String>>) {
    for key in keys(wrap).expect("a table") {
        let path = [path, std::slice::from_ref(&key)].concat();
        found.push(path.clone());
        for form in 0..3 {
            let inner = |text: &str| wrap(&forms(&key, text)[form]);
            if keys(&inner).is_some() {
                let path = if form == 2 { [&path[..], &[ANY.to_owned()]].concat() } else { path };
                all_keys(&path, &inner, found);
                break;
            }
        }
    }
}

/// Is the key in the document, through whatever lists and chosen names?
fn has(value: &toml::Value, path: &[String]) -> bool {
    let Some((key, rest)) = path.split_first() else { return true };
    match value {
        toml::Value::Array(list) => list.iter().any(|element| has(element, path)),
        toml::Value::Table(table) if key == ANY => table.values().any(|value| has(value, rest)),
        toml::Value::Table(table) => table.get(key).is_some_and(|value| has(value, rest)),
        _ => false,
    }
}

#[test]
fn it_has_every_key() {
    let documents =
        [with("#"), with("#~")].map(|text| text.parse::<toml::Table>().map(toml::Value::Table).unwrap());
    let mut found = Vec::new();
    all_keys(&[], &|text| text.to_owned(), &mut found);
    assert!(found.len() > 100, "all were asked for: {}", found.len());
    let missing: Vec<String> = found
        .iter()
        .filter(|path| !documents.iter().any(|document| has(document, path)))
        .map(|path| path.join("."))
        .collect();
    assert!(missing.is_empty(), "{MANUAL} does not mention {missing:?}");
}

#[test]
fn the_smallest_configuration_works() {
    let config = load(&fs::read_to_string("config/minimal.toml").unwrap());
    assert_eq!(config.switchboard.default_queue.as_str(), "sales", "the only queue is the default");
    assert!(config.warnings.is_empty(), "{:?}", config.warnings);
    assert!(Path::new("/run/callbackd/api.sock") == config.api.socket);
}
