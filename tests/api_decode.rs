//! `callbackctl decode` against another decoder.
//!
//! `api_decode/messages.*` come from a generator and decoder that know nothing of this project: they compile the ASN.1
//! modules of ECMA-285 (4th edition) with pycrate 0.8.1. One random valid message each (`gen NAME --n 1 --seed 11`),
//! and its JSON as that decoder prints it.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may fail, and reads reference data"
)]

use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

const MESSAGES: &str = include_str!("api_decode/messages.hex");
const DECODED: &str = include_str!("api_decode/messages.jsonl");

fn decode(args: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callbackctl"));
    command.arg("decode").args(args).env_remove("CALLBACKD_SOCKET");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Where the program reads no input, it may be gone before it is offered.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(octets: Vec<u8>) -> String {
    String::from_utf8(octets).unwrap()
}

#[test]
fn the_output_is_that_of_the_other_decoder_character_for_character() {
    let output = decode(&["-"], MESSAGES);
    assert_eq!(text(output.stderr), "");
    assert!(text(output.stdout) == DECODED);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn files_arguments_and_link_headers_give_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("messages.hex");
    let framed: Vec<_> =
        MESSAGES.lines().map(|line| format!("26 {:04x} {line}", 0x8000 | (line.len() / 2))).collect();
    std::fs::File::create(&file).unwrap().write_all(framed.join("\n").as_bytes()).unwrap();
    assert!(text(decode(&[file.to_str().unwrap()], "").stdout) == DECODED);

    let first = MESSAGES.lines().next().unwrap();
    let (head, tail) = first.split_at(8);
    let length = format!("{:04X}", first.len() / 2);
    let one = text(decode(&[&length, head, tail], "").stdout);
    assert_eq!(one.trim_end(), DECODED.lines().next().unwrap());
}

#[test]
fn a_bad_line_is_told_and_the_others_are_decoded() {
    let good = "a406020109810101";
    let text_in =
        format!("{good}\n\na4060201098101\n{good}\nhex: a4 06 02 02 09 81 01 01\n0009{good}\n{good}");
    let output = decode(&["-"], &text_in);
    assert_eq!(output.status.code(), Some(65));
    assert_eq!(text(output.stdout).lines().count(), 3);
    let complaints = text(output.stderr);
    for (line, words) in [(3, "at octet 0, "), (5, "at octet "), (6, "announces 9 octets, 8 follow")] {
        let told = complaints.lines().find(|told| told.starts_with(&format!("callbackctl: line {line}: ")));
        assert!(told.is_some_and(|told| told.contains(words)), "line {line}: {complaints}");
    }
}

#[test]
fn an_endless_line_is_passed_over() {
    let endless = "a4".repeat(150_000);
    let output = decode(&["-"], &format!("{endless}\na406020109810101\n"));
    assert_eq!(output.status.code(), Some(65));
    assert_eq!(text(output.stdout).lines().count(), 1);
    assert!(text(output.stderr).contains("line 1: longer than any frame"));
}

#[test]
fn what_is_neither_digits_nor_a_file_is_exit_status_2() {
    let output = decode(&["no-such-file"], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(output.stderr).contains("no-such-file is neither hexadecimal digits nor a file"));
}

#[test]
fn lines_without_an_apdu_are_passed_over_and_counted() {
    let log = "12:00:00 connected\n12:00:01 > A4 06 02 01 09 81 01 01\n12:00:02 closed\n";
    let output = decode(&["-"], log);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(output.stdout).lines().count(), 1);
    assert_eq!(text(output.stderr), "callbackctl: 2 lines without an APDU were passed over\n");

    let nothing = decode(&["-"], "a40602010981010g\n");
    assert_eq!(nothing.status.code(), Some(65));
    assert_eq!(text(nothing.stdout), "");
}

#[test]
fn a_ladder_shows_numbers_only_when_asked() {
    let log = "> a1 1c 02 01 02 02 01 0a 30 14 30 06 80 04 32 30 30 31 30 0a 80 08 30 32 30 37 39 34 36 30\n";
    let ladder = text(decode(&["--ladder", "-"], log).stdout);
    assert!(ladder.contains("├──────────────────▶  makeCall #2  2001 → 02…60"), "{ladder}");
    let ladder = text(decode(&["--ladder", "--numbers", "-"], log).stdout);
    assert!(ladder.contains("2001 → 02079460"), "{ladder}");
}

/// Messages of real switches. They are reference data, not ours to copy: `CALLBACKD_REFERENCE` names the folder that has
/// `csta/frames.jsonl`.
#[test]
fn recordings_of_real_switches_are_drawn_whole() {
    let Some(reference) = std::env::var_os("CALLBACKD_REFERENCE") else {
        // Past the test harness, which would keep it to itself.
        let _ =
            writeln!(std::io::stderr(), "SKIPPED: no recording drawn, for CALLBACKD_REFERENCE is not set");
        return;
    };
    let path = std::path::Path::new(&reference).join("csta/frames.jsonl");
    let frames = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let whole = |line: &&str| {
        let frame: serde_json::Value = serde_json::from_str(line).unwrap();
        let fragment = frame["what"].as_str().is_some_and(|what| what.starts_with("fragment"));
        frame["phase"] == 3 && frame["truncated"] == false && frame["ber_ok"] == true && !fragment
    };
    let frames: Vec<_> = frames.lines().filter(whole).collect();
    assert!(!frames.is_empty(), "the reference has no Phase III messages");
    let output = decode(&["--ladder", "-"], &frames.join("\n"));
    let (ladder, complaints) = (text(output.stdout), text(output.stderr));
    assert_eq!(complaints, "");
    let rungs = ladder.lines().filter(|line| line.starts_with("  ├") || line.starts_with("  ◀")).count();
    assert_eq!(rungs, frames.len(), "{ladder}");
    assert!(ladder.contains("── panasonic-20161101"), "sessions are told apart");
    let _ = writeln!(std::io::stderr(), "{} captured frames tried", frames.len());
}
