//! `callbackctl decode` against another decoder.
//!
//! `api_decode/messages.*` come from a generator and decoder that know nothing of this project: they compile the ASN.1
//! modules of ECMA-285 (4th edition) with pycrate 0.8.1. One random valid message each (`gen NAME --n 1 --seed 11`),
//! and its JSON as that decoder prints it.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

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
    let output = decode(&["-"], &format!("{good}\n\na4060201098101\n{good}\nnonsense\n0009{good}\n{good}"));
    assert_eq!(output.status.code(), Some(65));
    assert_eq!(text(output.stdout).lines().count(), 3);
    let complaints = text(output.stderr);
    for (line, words) in
        [(3, "at octet 0, "), (5, "column 1: no hexadecimal digit"), (6, "announces 9 octets, 8 follow")]
    {
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
