//! Plays `tests/transcripts/*.txt` through the real switchboard on a virtual clock.
//!
//! ```text
//! → LAYER VERB ARGS   a layer calls            ← what it is answered
//! > REQUEST           asked of the switch      < what the switch says
//! ! KIND …            a notification           +5s  time passes
//! restart             kill -9 and start again on what was committed
//! crash INPUT         kill -9 after the input was handled and before anything of it is on disk
//! commit-begins       permits to dial are not on disk before commit-ends
//! ```
//!
//! Every output must be listed, in order. `UPDATE_TRANSCRIPTS=1` writes what happened into the files, for a person to read.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test says what broke by panicking, and waits for real programs"
)]

mod support;

use std::{fs, path::PathBuf};

use support::transcript::Stage;

fn files() -> Vec<PathBuf> {
    let mut files = in_folder("tests/transcripts");
    files.extend(in_folder(CRASHES));
    files
}

/// Every point at which the daemon may die between a wish and the end of its call; `docs/crash-points.md` lists them.
const CRASHES: &str = "tests/transcripts/crash";

fn in_folder(folder: &str) -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    files
}

#[test]
fn every_crash_point_of_the_docs_has_its_transcript_and_every_transcript_its_row() {
    let docs = include_str!("../docs/crash-points.md");
    let named: Vec<&str> = docs
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` |"))
        .map(|(name, _)| name)
        .collect();
    let played: Vec<String> = in_folder(CRASHES)
        .iter()
        .map(|file| file.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(named, played);
}

/// What was listed and what happened, line by line, inputs included.
fn play(text: &str) -> Vec<String> {
    let mut stage = Stage::new();
    let mut happened = Vec::new();
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            happened.push(line.to_owned());
        } else if !["←", ">", "!"].iter().any(|mark| trimmed.starts_with(mark)) {
            happened.push(line.to_owned());
            happened.extend(stage.input(trimmed).into_iter().map(|output| format!("  {output}")));
        }
    }
    happened
}

#[test]
fn every_transcript_happens_as_it_is_written() {
    let files = files();
    assert!(files.len() >= 10, "transcripts are missing");
    let mut wrong = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let happened = play(&text).join("\n") + "\n";
        if std::env::var_os("UPDATE_TRANSCRIPTS").is_some() {
            fs::write(&file, &happened).unwrap();
        } else if happened != text {
            let first = text.lines().zip(happened.lines()).enumerate().find(|(_, (a, b))| a != b);
            let (line, was, is) = first.map_or((0, "", ""), |(line, (was, is))| (line + 1, was, is));
            wrong.push(format!("{}:{line}\n  written:  {was}\n  happened: {is}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
