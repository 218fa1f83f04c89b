//! `docs/coverage.md` counts the messages from outside that each operation and event is tried with. Kept fresh with
//! `UPDATE_COVERAGE=1`, for which `CALLBACKD_REFERENCE` must name the folder that has `csta/frames.jsonl`.
#![cfg(test)]
#![expect(clippy::disallowed_methods, reason = "compares a file")]

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use csta::Apdu;
use csta::event::Event;
use csta::service::{Argument, Operation};
use serde_json::Value;

use support::{json_lines, octets};

/// How often each kind of message is among the vectors, and among captured ones.
#[derive(Default, Clone, Copy)]
struct Count {
    canonical: usize,
    loose: usize,
    captured: usize,
}

type Counts = BTreeMap<String, Count>;

/// What a message is counted as; `None` for what the modules do not have.
fn kind(apdu: &Apdu) -> Option<String> {
    Some(match apdu {
        Apdu::Invoke(invoke) => match &invoke.argument {
            Argument::EventReport(report) => format!("event {}", report.event_specific_info.name()),
            argument => argument.operation()?.name().to_owned(),
        },
        Apdu::ReturnResult(result) => match &result.result {
            Some(result) => format!("{} result", result.operation()?.name()),
            None => "result without an operation".to_owned(),
        },
        other => other.kind().to_owned(),
    })
}

fn count(counts: &mut Counts, lines: &[Value], add: impl Fn(&mut Count)) {
    for line in lines {
        let apdu = Apdu::decode(&octets(line["hex"].as_str().unwrap())).unwrap();
        if let Some(kind) = kind(&apdu) {
            add(counts.entry(kind).or_default());
        }
    }
}

fn vectors() -> Counts {
    let mut counts = Counts::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    for file in ["canonical.jsonl", "long.jsonl"] {
        count(&mut counts, &json_lines(&folder.join(file)), |count| count.canonical += 1);
    }
    for file in ["loose.jsonl", "loose-long.jsonl"] {
        count(&mut counts, &json_lines(&folder.join(file)), |count| count.loose += 1);
    }
    counts
}

/// Whole Phase III messages of real switches and clients; false where there is no reference data.
fn add_captured(counts: &mut Counts) -> bool {
    let Some(reference) = std::env::var_os("CALLBACKD_REFERENCE") else { return false };
    let frames = json_lines(&PathBuf::from(reference).join("csta/frames.jsonl"));
    let whole = |frame: &Value| {
        let fragment = frame["what"].as_str().is_some_and(|what| what.starts_with("fragment"));
        frame["kind"] == "captured"
            && frame["phase"] == 3
            && frame["truncated"] == false
            && frame["ber_ok"] == true
            && !fragment
    };
    let frames: Vec<_> = frames.into_iter().filter(whole).collect();
    count(counts, &frames, |count| count.captured += 1);
    true
}

/// What the modules have, as [`kind`] calls it: operations, then events, then the rest.
fn operations() -> impl Iterator<Item = Operation> {
    Operation::ALL.iter().copied().filter(|operation| *operation != Operation::EventReport)
}

const OTHERS: [&str; 7] = ["returnError", "reject", "aarq", "aare", "rlrq", "rlre", "abrt"];

fn document(counts: &Counts) -> String {
    let of = |kind: &str| counts.get(kind).copied().unwrap_or_default();
    let mut text = String::from(
        "# What each message is tried with\n\n\
         Messages that were not made by this crate: *canonical* and *loose* ones by another encoder from the ASN.1 modules\n\
         (`protocol/tests/vectors/README.md` has the seeds; loose ones use every form of length and segmented strings), *captured*\n\
         ones from real switches and their clients (reference data, not part of the repository). Each is decoded, compared with\n\
         what it means where that is known, and encoded again octet for octet. Generated: `UPDATE_COVERAGE=1 cargo test -p csta\n\
         --test coverage`; a test fails when it is stale.\n",
    );
    text += "\n## Operations\n\n";
    text += "| code | operation | invokes: canonical | loose | captured | results: canonical | loose | captured |\n";
    text += "|---:|---|---:|---:|---:|---:|---:|---:|\n";
    for operation in operations() {
        let invoke = of(operation.name());
        let result = of(&format!("{} result", operation.name()));
        writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} | {} |",
            operation.code(),
            operation.name(),
            invoke.canonical,
            invoke.loose,
            invoke.captured,
            result.canonical,
            result.loose,
            result.captured,
        )
        .unwrap();
    }
    text += "\n## Events\n\n| group | event | canonical | loose | captured |\n|---|---|---:|---:|---:|\n";
    for (group, name) in Event::NAMES {
        let Count { canonical, loose, captured } = of(&format!("event {name}"));
        writeln!(text, "| {group} | {name} | {canonical} | {loose} | {captured} |").unwrap();
    }
    text += "\n## The rest of ROSE and ACSE\n\n| message | canonical | loose | captured |\n|---|---:|---:|---:|\n";
    for kind in OTHERS {
        let Count { canonical, loose, captured } = of(kind);
        writeln!(text, "| {kind} | {canonical} | {loose} | {captured} |").unwrap();
    }
    text
}

/// Without the columns that only reference data can tell.
fn without_captured(document: &str) -> String {
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('|').collect();
        let captured: &[usize] = match cells.len() {
            10 => &[5, 8],
            7 => &[5],
            6 => &[4],
            _ => &[],
        };
        let left = cells.iter().enumerate().filter(|(place, _)| !captured.contains(place));
        left.map(|(_, cell)| *cell).collect::<Vec<_>>().join("|") + "\n"
    };
    document.lines().map(row).collect()
}

#[test]
fn the_table_in_the_documentation_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/coverage.md");
    let mut counts = vectors();
    let with_captured = add_captured(&mut counts);
    let fresh = document(&counts);
    if with_captured && std::env::var_os("UPDATE_COVERAGE").is_some_and(|set| set == "1") {
        std::fs::write(&path, &fresh).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let (kept, fresh) = if with_captured {
        (kept, fresh)
    } else {
        let told = "SKIPPED: captured messages were not counted, for CALLBACKD_REFERENCE is not set";
        // Past the test harness, which would keep it to itself.
        let _ = writeln!(std::io::stderr(), "{told}");
        (without_captured(&kept), without_captured(&fresh))
    };
    assert!(
        kept == fresh,
        "docs/coverage.md is stale: look at the difference after `UPDATE_COVERAGE=1 CALLBACKD_REFERENCE=FOLDER cargo test -p csta \
         --test coverage`"
    );
}

#[test]
fn every_operation_and_event_has_vectors_of_both_spellings() {
    let counts = vectors();
    let mut kinds: Vec<String> = operations().map(|operation| operation.name().to_owned()).collect();
    kinds.extend(Event::NAMES.iter().map(|(_, name)| format!("event {name}")));
    kinds.extend(OTHERS.map(str::to_owned));
    for kind in kinds {
        let count = counts.get(&kind).copied().unwrap_or_default();
        assert!(count.canonical > 1 && count.loose > 1, "{kind}: {} and {}", count.canonical, count.loose);
    }
}

#[test]
fn every_result_has_vectors_of_both_spellings() {
    let counts = vectors();
    /// Answered with nothing, or not at all (X.880 ALWAYS RESPONDS FALSE).
    const NONE: [Operation; 4] = [
        Operation::SnapshotCallData,
        Operation::SnapshotDeviceData,
        Operation::SwitchingFunctionDevices,
        Operation::SystemRegisterAbort,
    ];
    for operation in operations().filter(|operation| !NONE.contains(operation)) {
        let count = counts.get(&format!("{} result", operation.name())).copied().unwrap_or_default();
        assert!(count.canonical > 1 && count.loose > 1, "{operation:?}");
    }
}
