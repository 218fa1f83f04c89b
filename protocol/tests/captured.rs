//! Messages of real switches. They are reference data, not ours to copy: `CALLBACKD_REFERENCE` names the
//! folder that has
//! `csta/frames.jsonl`.
#![cfg(test)]

mod support;

use std::io::Write;
use std::path::PathBuf;

use csta::Apdu;
use serde_json::Value;

use support::{hex, json_lines, minimal, octets};

/// Whole Phase III messages, or `None` where there is no reference data.
fn captured() -> Option<Vec<Value>> {
    let Some(reference) = std::env::var_os("CALLBACKD_REFERENCE") else {
        // Past the test harness, which would keep it to itself.
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: no captured message tried, for CALLBACKD_REFERENCE is not set"
        );
        return None;
    };
    let frames = json_lines(&PathBuf::from(reference).join("csta/frames.jsonl"));
    let whole = |frame: &Value| {
        let fragment = frame["what"].as_str().is_some_and(|what| what.starts_with("fragment"));
        frame["phase"] == 3 && frame["truncated"] == false && frame["ber_ok"] == true && !fragment
    };
    let frames: Vec<_> = frames.into_iter().filter(whole).collect();
    assert!(!frames.is_empty(), "the reference has no Phase III messages");
    Some(frames)
}

#[test]
fn messages_of_real_switches_are_read_and_written_back_octet_for_octet() {
    let Some(frames) = captured() else { return };
    let (mut exact, mut unknown) = (0, 0);
    for frame in &frames {
        let sent = frame["hex"].as_str().unwrap();
        let apdu = Apdu::decode(&octets(sent)).unwrap_or_else(|error| panic!("{error}\n{sent}\n{frame}"));
        unknown += usize::from(apdu.to_json().get("unknownOperation").is_some());
        if hex(&minimal(&octets(sent))) == sent {
            assert_eq!(hex(&apdu.encode()), sent, "{frame}");
            exact += 1;
        }
    }
    println!("{} messages tried: {exact} came minimal, {unknown} of unknown operations", frames.len());
}

#[test]
fn nothing_a_real_switch_sends_is_beyond_the_modules_but_vendor_data() {
    let Some(frames) = captured() else { return };
    for frame in &frames {
        let apdu = Apdu::decode(&octets(frame["hex"].as_str().unwrap())).unwrap();
        let json = apdu.to_json().to_string();
        assert!(!json.contains("unknownElements"), "{json}\n{frame}");
    }
}
