//! The fuzzers' targets over a corpus made of the vectors. `FUZZ_CORPUS` names a folder to leave the corpus in, for fuzzers to
//! begin with.
#![cfg(test)]
#![expect(clippy::disallowed_methods, reason = "the corpus is files")]

mod support;
mod targets;

use std::fs;
use std::path::{Path, PathBuf};

use support::{json_lines, octets};

/// The other end's acceptance and its first systemStatus: what most sessions begin with.
const OPENING: [&str; 2] = [
    "612f80020780a10706052b0c00815aa203020100a305a103020101be14281206072b0c00821d8148a007a0050303000800",
    "a10c020101020200d330030a0102",
];

/// Two of every message there is, in every spelling.
fn messages() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let lines =
        ["long.jsonl", "loose-long.jsonl"].into_iter().flat_map(|file| json_lines(&folder.join(file)));
    lines.map(|line| octets(line["hex"].as_str().unwrap())).collect()
}

/// Leaves an input where fuzzers look for it, if they are to begin with it.
fn keep(target: &str, name: usize, input: &[u8]) {
    let Some(folder) = std::env::var_os("FUZZ_CORPUS") else { return };
    let folder = PathBuf::from(folder).join(target);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(format!("{name:04}")), input).unwrap();
}

#[test]
fn messages_are_read_as_they_are_written() {
    for (name, message) in messages().iter().enumerate() {
        targets::apdu::holds(message);
        keep("apdu", name, message);
    }
}

/// Inputs that fuzzers once failed on.
const FOUND: [&str; 1] = [
    // A component that has its default value, spelled out, and an unknown one after it.
    "a180020300ab140201153082003a55820004ae1183d2a030a182002c6b80a10c838200086188af4f86e5b28500000a0130a2810d03030770808182000\
     1007e01058382000304d6310000",
];

#[test]
fn what_fuzzers_found_stays_mended() {
    for found in FOUND {
        targets::apdu::holds(&octets(found));
    }
}

#[test]
fn frames_do_not_depend_on_where_the_stream_is_cut() {
    for (name, messages) in messages().chunks(4).enumerate() {
        for choice in 0..8 {
            let input = targets::frame::input(choice, &[1, 2, 100, 254, 255], messages);
            targets::frame::holds(&input);
            keep("frame", name * 8 + usize::from(choice), &input);
        }
    }
}

#[test]
fn associations_hold_whatever_comes() {
    let opening = OPENING.map(octets);
    for (name, messages) in messages().chunks(6).enumerate() {
        for choice in [0, 1, 2, 4, 8] {
            let session = [&opening[..], messages].concat();
            let input = targets::association::input(choice, 7, &session);
            targets::association::holds(&input);
            keep("association", name * 16 + usize::from(choice), &input);
        }
    }
}
