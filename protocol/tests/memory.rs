//! What a message takes up grows with its length and not faster, whatever it holds.
#![cfg(test)]

use csta::frame::MAX_FRAME;
use csta::rose::Invoke;
use csta::service::SnapshotDeviceDataArgument;
use csta::types::{
    CallId, CallState, ConnectionId, ServiceCrossRefId, SnapshotDeviceData, SnapshotDeviceResponseInfo,
};
use csta::{Apdu, InvokeId};
use peak_alloc::PeakAlloc;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// Octets of memory for each octet of a message, in the worst case: an element of two octets becomes a whole struct.
const MOST: usize = 400;
/// What reading takes whatever the length.
const BASE: usize = 64 << 10;

/// The most memory that was in use while this was read, beyond what was in use before.
fn peak(octets: &[u8]) -> usize {
    HEAP.reset_peak_usage();
    let before = HEAP.current_usage();
    let apdu = Apdu::decode(octets);
    let peak = HEAP.peak_usage() - before;
    drop(apdu);
    peak
}

fn element(tag: &[u8], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [tag, &[0x84], &length, content].concat()
}

/// An invoke with this argument.
fn invoke(opcode: u8, argument: &[u8]) -> Vec<u8> {
    let head = [0x02, 0x01, 0x01, 0x02, 0x02, 0x00, opcode];
    element(&[0xa1], &[&head[..], argument].concat())
}

/// Snapshot data with as many short entries as there is room for.
fn snapshot(length: usize) -> Vec<u8> {
    let mut data = SnapshotDeviceDataArgument {
        service_cross_ref_id: ServiceCrossRefId::new(*b"1"),
        segment_id: None,
        last_segment: true,
        snapshot_data: SnapshotDeviceData(Vec::new()),
        extensions: None,
        unknown: csta::ber::Unknowns::default(),
    };
    let entry = SnapshotDeviceResponseInfo::new(
        ConnectionId::CallId(CallId::new(*b"1")),
        CallState::CompoundCallState(Vec::new()),
    );
    let apdu =
        |data: &SnapshotDeviceDataArgument| Apdu::Invoke(Invoke::new(InvokeId(1), data.clone())).encode();
    data.snapshot_data.0.push(entry.clone());
    let each = apdu(&data).len();
    data.snapshot_data.0 = vec![entry; (length / each).min(4000)];
    apdu(&data)
}

/// Messages of about this length, each the worst of its kind.
fn messages(length: usize) -> Vec<(&'static str, Vec<u8>)> {
    let many = |what: &[u8]| what.repeat(length / what.len());
    let private = element(&[0x30], &element(&[0x7e], &element(&[0xa1], &many(&[0x04, 0x00]))));
    vec![
        ("empty elements in a SEQUENCE", invoke(51, &element(&[0x30], &many(&[0x05, 0x00])))),
        ("one unknown element", invoke(51, &element(&[0x30], &element(&[0x9f, 0x63], &vec![0; length])))),
        ("private data", invoke(51, &private)),
        ("an unknown operation", invoke(250, &vec![0xff; length])),
        ("a segmented string", invoke(51, &element(&[0x30], &element(&[0x24], &many(&[0x04, 0x01, 0x41]))))),
        ("a list of devices", invoke(205, &element(&[0x30], &element(&[0x30], &many(&[0x30, 0x00]))))),
        ("snapshot data", snapshot(length)),
        ("nested without an end", [&[0xa1, 0x80][..], &many(&[0x30, 0x80])].concat()),
        ("octets that are nothing", vec![0xff; length]),
    ]
}

#[test]
fn memory_is_linear_in_the_message() {
    for length in [64, 1 << 10, 8 << 10, 32 << 10, MAX_FRAME - 64] {
        for (what, message) in messages(length) {
            let peak = peak(&message);
            assert!(peak <= BASE + MOST * message.len(), "{what}: {peak} for {} octets", message.len());
        }
    }
    let vectors = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/long.jsonl");
    #[expect(clippy::disallowed_methods, reason = "test data are files")]
    let text = std::fs::read_to_string(vectors).unwrap();
    for line in text.lines() {
        let hex = line.split("\"hex\": \"").nth(1).unwrap().split('"').next().unwrap();
        let octets: Vec<u8> =
            (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
        assert!(peak(&octets) <= BASE + MOST * octets.len(), "{hex}");
    }
}
