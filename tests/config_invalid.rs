//! Each file of `config/invalid/` begins with the faults it has, as `#! LINE:COLUMN: KEY: MESSAGE`. The loader must find
//! exactly those, in that order, in one run.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test reads and writes files, and one that cannot go on must fail"
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use callbackd::config;

fn samples() -> Vec<PathBuf> {
    // Relative, so that faults name the file as it is named here.
    let entries = fs::read_dir("config/invalid").unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn expected(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap();
    text.lines().filter_map(|line| line.strip_prefix("#! ")).map(str::to_owned).collect()
}

fn found(file: &Path) -> Vec<String> {
    let faults = config::load(Some(file), std::iter::empty()).expect_err("it is there because it is wrong");
    let name = format!("{}:", file.display());
    faults.0.iter().map(|fault| fault.to_string().replacen(&name, "", 1).trim_start().to_owned()).collect()
}

#[test]
fn every_fault_is_told_with_place_key_and_remedy_and_nothing_else_is() {
    let files = samples();
    assert!(files.len() >= 20, "the samples are there");
    for file in files {
        assert_eq!(found(&file), expected(&file), "{}", file.display());
    }
}

#[test]
fn numbers_of_people_are_not_repeated_in_faults() {
    let faults = found(Path::new("config/invalid/do-not-call.toml")).join("\n");
    assert!(faults.contains("do-not-call[0]") && faults.contains("do-not-call[1]"));
    assert!(!faults.contains("7946") && !faults.contains("442079460018"), "{faults}");
}
