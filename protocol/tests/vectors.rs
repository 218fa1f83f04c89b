//! Messages made by an encoder that is not ours: `vectors/README.md` says how.
#![cfg(test)]

mod support;

use std::path::Path;

use csta::Apdu;
use serde_json::Value;

use support::{hex, json_lines, minimal, octets};

fn vectors(file: &str) -> Vec<Value> {
    json_lines(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(file))
}

/// What a vendor's element holds is kept as it came; the vectors' JSON shows it with the shortest lengths.
fn with_minimal_vendor_elements(mut json: Value) -> Value {
    match &mut json {
        Value::Object(members) => {
            for (name, member) in members {
                *member = match member.take() {
                    Value::String(text) if name == "vendor" => hex(&minimal(&octets(&text))).into(),
                    other => with_minimal_vendor_elements(other),
                };
            }
        }
        Value::Array(list) => {
            list.iter_mut().for_each(|entry| *entry = with_minimal_vendor_elements(entry.take()));
        }
        _ => {}
    }
    json
}

#[track_caller]
fn reads_and_writes(vector: &Value) {
    let sent = vector["hex"].as_str().unwrap();
    let apdu =
        Apdu::decode(&octets(sent)).unwrap_or_else(|error| panic!("{}: {error}\n{sent}", vector["name"]));
    let json = with_minimal_vendor_elements(apdu.to_json());
    assert_eq!(json, vector["json"], "{}\n{sent}", vector["name"]);
    let canonical = vector["canonical"].as_str().unwrap_or(sent);
    assert_eq!(hex(&minimal(&apdu.encode())), canonical, "{}\n{sent}", vector["name"]);
}

#[test]
fn every_message_reads_as_its_json_and_is_written_back_as_it_came() {
    let vectors: Vec<_> = [vectors("canonical.jsonl"), vectors("long.jsonl")].concat();
    for vector in &vectors {
        reads_and_writes(vector);
        let apdu = Apdu::decode(&octets(vector["hex"].as_str().unwrap())).unwrap();
        assert_eq!(hex(&apdu.encode()), vector["hex"], "{}", vector["name"]);
    }
    println!("{} messages", vectors.len());
}

#[test]
fn whatever_spelling_ber_allows_is_the_same_message() {
    let vectors = [vectors("loose.jsonl"), vectors("loose-long.jsonl")].concat();
    vectors.iter().for_each(reads_and_writes);
    println!("{} messages", vectors.len());
}
