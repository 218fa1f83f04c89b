//! What the switch invokes, well formed or not.

use csta::association::{Output, Settings};

use crate::support::{End, SERVICE_INITIATED, STATUS_NORMAL, assert_lines, hex};

#[test]
fn heartbeats_are_answered_and_only_a_change_of_status_is_told() {
    let mut end = End::bound(Settings::default());
    assert_lines(&end.receive(STATUS_NORMAL), &["> result 1", "! status Normal"]);
    assert_lines(&end.receive(STATUS_NORMAL), &["> result 1"]);
    assert_lines(&end.receive("a10c020107020200d330030a0106"), &["> result 7", "! status OverloadReached"]);
    assert_eq!(end.association.counters().heartbeats, 3);
}

#[test]
fn a_heartbeat_of_an_older_edition_is_answered_with_null_under_its_own_code() {
    let heartbeat = "a1090201070201340a0102";
    let mut end = End::bound(Settings { heartbeat_opcode: Some(52), ..Settings::default() });
    end.association.receive(end.now, &hex(heartbeat));
    match end.outputs().as_slice() {
        [Output::Send(answer)] => assert_eq!(**answer, hex("a20a02010730050201340500")),
        other => panic!("expected one answer, got {other:?}"),
    }
    let mut end = End::bound(Settings::default());
    assert!(end.receive(heartbeat).starts_with("> reject 7 UnrecognizedOperation"));
}

#[test]
fn a_switch_that_asks_for_our_status_hears_normal() {
    let mut end = End::bound(Settings::default());
    end.association.receive(end.now, &hex("a109020105020200d23000"));
    match end.outputs().as_slice() {
        [Output::Send(answer)] => assert_eq!(**answer, hex("a20e0201053009020200d230030a0102")),
        other => panic!("expected one answer, got {other:?}"),
    }
}

#[test]
fn event_reports_are_never_answered() {
    let mut end = End::bound(Settings::default());
    assert_lines(&end.receive(SERVICE_INITIATED), &["! event serviceInitiated"]);
    // The same with a call id that ends outside its connection.
    let lines = end.receive(&SERVICE_INITIATED.replace("8004", "8014"));
    assert!(lines.starts_with("! fault: malformed APDU"), "{lines}");
    assert_eq!(lines.lines().count(), 1, "{lines}");
}

#[test]
fn snapshot_data_are_told_and_never_answered() {
    let mut end = End::bound(Settings::default());
    let data = "a11d020300870c02014d3013040800544a24388c38dc01010076007e02a100";
    assert_lines(&end.receive(data), &["! invoked snapshotDeviceData"]);
}

#[test]
fn a_monitor_stopped_by_the_switch_is_answered_and_told() {
    let mut end = End::bound(Settings::default());
    assert_lines(&end.receive("a10b02017f0201493003550129"), &["> result 127", "! invoked monitorStop"]);
}

#[test]
fn escapes_are_answered_unless_the_profile_says_otherwise() {
    let escape = "a10c020103020133300404020102";
    let mut end = End::bound(Settings::default());
    assert_lines(&end.receive(escape), &["> result 3", "! invoked escape"]);
    let mut end = End::bound(Settings { answer_escape: false, ..Settings::default() });
    assert_lines(&end.receive(escape), &["! invoked escape"]);
}

#[test]
fn operations_that_are_not_ours_to_serve_are_rejected() {
    let mut end = End::bound(Settings::default());
    for (invoke, opcode) in [
        ("a11002010902020130300730058003313131", "304"),
        ("a109020109020203e70500", "999"),
        ("a11602010902010a300e3005800331313130058003323232", "10"),
    ] {
        assert_lines(
            &end.receive(invoke),
            &[
                "> reject 9 UnrecognizedOperation",
                &format!("! fault: invoke of operation {opcode}, which is not ours to serve"),
            ],
        );
    }
    assert_eq!(end.association.counters().faults, 3);
}

#[test]
fn an_argument_that_cannot_be_read_is_rejected_under_its_id() {
    let mut end = End::bound(Settings::default());
    let lines = end.receive("a10c020101020200d33003040102");
    assert!(lines.starts_with("> reject 1 MistypedArgument\n! fault: malformed APDU"), "{lines}");
}

#[test]
fn octets_that_are_no_apdu_are_rejected_without_an_id_and_the_association_lives() {
    let mut end = End::bound(Settings::default());
    let lines = end.receive("a1050201");
    assert!(lines.starts_with("> reject without id BadlyStructuredPdu\n! fault: malformed APDU"), "{lines}");
    let lines = end.receive("");
    assert!(lines.contains("! fault: malformed APDU"), "{lines}");
    assert!(end.association.is_bound());
}

#[test]
fn a_reject_of_something_that_is_not_pending_is_told_and_not_answered() {
    let mut end = End::bound(Settings::default());
    end.invoke(1).unwrap();
    end.outputs();
    for reject in ["a40505008001 00", "a406020101820102", "a406020142810101"] {
        let lines = end.receive(reject);
        assert!(lines.starts_with("! fault: the switch rejected something other"), "{lines}");
        assert_eq!(lines.lines().count(), 1, "{lines}");
    }
}
