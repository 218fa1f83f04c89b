//! `config/web.toml` is the manual: it has every key, and the defaults it shows are the defaults.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test reads files, and one that cannot go on must fail"
)]

use std::fs;

use callbackd_web::settings::Settings;

fn manual() -> String {
    fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../config/web.toml")).unwrap()
}

/// The manual with the lines that begin with `mark` (and go on with a key or a table) taken in.
fn with(mark: &str) -> String {
    let taken_in = |line: &str| {
        let rest = line.strip_prefix(mark);
        let rest = rest.filter(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase() || c == '['));
        let is_setting = |rest: &&str| rest.starts_with('[') || rest.contains(" = ");
        rest.filter(is_setting).unwrap_or(line).to_owned()
    };
    manual().lines().map(|line| taken_in(line) + "\n").collect()
}

fn read(text: &str) -> Settings {
    Settings::read("web.toml", text).unwrap_or_else(|fault| panic!("{fault}"))
}

#[test]
fn the_defaults_it_shows_are_the_defaults() {
    assert_eq!(read(&manual()), Settings::default());
    assert_eq!(read(&with("#")), Settings::default());
    assert_ne!(with("#"), manual(), "lines were taken in at all");
}

#[test]
fn the_examples_it_shows_can_be_used() {
    let settings = read(&with("#~"));
    assert!(settings.contact.captcha.is_some_and(|captcha| captcha.script.is_some()));
}

/// The keys of a table, as the loader tells them to whoever writes another.
fn keys(table: &str) -> Vec<String> {
    let told = Settings::read("web.toml", &format!("{table}\nqqq = 1")).unwrap_err().message;
    let names = told.strip_prefix("there is no such key: write one of ").unwrap_or_else(|| panic!("{told}"));
    names.split(", ").map(str::to_owned).collect()
}

#[test]
fn it_has_every_key() {
    let manual = manual();
    let mut sections = vec![("", manual.clone())];
    for (section, table) in [
        ("[contact]", "\n[contact]\n"),
        ("[contact.captcha]", "\n#~[contact.captcha]\n"),
        ("[desk]", "\n[desk]\n"),
    ] {
        let (_, rest) = manual.split_once(table).unwrap_or_else(|| panic!("no {section}"));
        sections.push((section, format!("\n{rest}")));
    }
    for (section, text) in sections {
        for key in keys(section) {
            let shown = ["\n#", "\n#~", "\n["].map(|mark| format!("{mark}{key}"));
            let captcha = format!("\n#~[contact.{key}]");
            let is_there = shown.iter().any(|line| text.contains(line.as_str())) || text.contains(&captcha);
            assert!(is_there, "{section} has no {key}");
        }
    }
}
