//! `docs/interop.md` is in line with the profiles: its tables of settings are made of `config/pbx/*.toml`, values and marks.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test compares files, and one that cannot go on must fail"
)]

use std::{collections::BTreeMap, env, fmt::Write, fs};

/// As people look for them; the first lies below the others.
const PROFILES: [&str; 5] = ["generic", "panasonic-kx", "hipath-3000", "hipath-4000", "openscape-business"];

const PAGE: &str = "docs/interop.md";
/// What follows is generated.
const GENERATED: &str = "## Settings\n";

/// Key, with the tables before it, to the value as written and the marks of the comment above.
type Settings = Vec<(String, (String, String))>;

fn settings(profile: &str) -> Settings {
    let text = fs::read_to_string(format!("config/pbx/{profile}.toml")).unwrap();
    let (mut table, mut comment, mut marks) = (String::new(), String::new(), String::new());
    let mut found = Vec::new();
    for line in text.lines() {
        if let Some(more) = line.strip_prefix('#') {
            comment.push_str(more);
        } else if let Some(name) = line.strip_prefix('[') {
            table = name.trim_end_matches(']').to_owned();
            (comment, marks) = (String::new(), String::new());
        } else if let Some((key, value)) = line.split_once(" = ") {
            // A comment is about all keys up to the next one.
            if !comment.is_empty() {
                marks = marked(&comment);
                comment.clear();
            }
            found.push((format!("{table}.{key}"), (value.to_owned(), marks.clone())));
        }
    }
    found
}

/// The first letters of the marks in a comment; without any, what it says follows from the rest.
fn marked(comment: &str) -> String {
    let marks = [("Captured", "C"), ("Documented", "D"), ("Assumed", "A")];
    let mut found: Vec<(usize, &str)> = marks
        .iter()
        .filter_map(|(word, mark)| {
            comment.find(&format!("{word}:")).or(comment.find(&format!("{word}."))).map(|at| (at, *mark))
        })
        .collect();
    found.sort_unstable();
    found.iter().map(|(_, mark)| *mark).collect::<Vec<_>>().join("+")
}

fn document() -> String {
    let profiles = PROFILES.map(|profile| settings(profile).into_iter().collect::<BTreeMap<_, _>>());
    let mut keys: Vec<String> = Vec::new();
    for profile in PROFILES {
        for (key, _) in settings(profile) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    let mut text = format!(
        "{GENERATED}\nOf each profile, with its marks; what it does not say is generic's (…). Generated from `config/pbx/*.toml`, where \
         the reasons stand:\n`UPDATE_INTEROP=1 cargo test --test interop`.\n\n| key | {} |\n|---{}|\n",
        PROFILES.join(" | "),
        "|---".repeat(PROFILES.len())
    );
    for key in keys {
        let cell = |profile: &BTreeMap<String, (String, String)>| match profile.get(&key) {
            Some((value, marks)) if marks.is_empty() => format!("`{value}`"),
            Some((value, marks)) => format!("`{value}` {marks}"),
            None if key.starts_with("pbx.causes") || !profiles[0].contains_key(&key) => "–".to_owned(),
            None => "…".to_owned(),
        };
        writeln!(text, "| {key} | {} |", profiles.iter().map(cell).collect::<Vec<_>>().join(" | ")).unwrap();
    }
    text
}

#[test]
fn the_settings_in_the_documentation_are_those_of_the_profiles() {
    let kept = fs::read_to_string(PAGE).unwrap();
    let by_hand = kept.split(GENERATED).next().unwrap().to_owned();
    let fresh = by_hand + &document();
    if env::var_os("UPDATE_INTEROP").is_some_and(|set| set == "1") {
        fs::write(PAGE, &fresh).unwrap();
    }
    let kept = fs::read_to_string(PAGE).unwrap();
    assert!(kept == fresh, "{PAGE} is stale: UPDATE_INTEROP=1 cargo test --test interop");
}

#[test]
fn every_profile_is_there_and_every_one_has_marks() {
    let mut files: Vec<String> = fs::read_dir("config/pbx")
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    files.sort_unstable();
    let mut profiles = PROFILES.map(str::to_owned);
    profiles.sort_unstable();
    assert_eq!(files, profiles, "each profile has its column");
    let page = fs::read_to_string(PAGE).unwrap();
    for profile in PROFILES {
        assert!(page.contains(profile), "{profile}");
        let settings = settings(profile);
        let marked = settings.iter().filter(|(_, (_, marks))| !marks.is_empty()).count();
        assert!(marked * 2 > settings.len(), "{profile}: most of what it says is marked");
        assert!(settings.iter().all(|(key, _)| page.contains(&format!("| {key} |"))), "{profile}");
    }
}
