//! Binding: what is asked, and what the answers mean. Request octets are the oracle's.

use csta::acse::{ecma, ecma_user_information};
use csta::association::{Acse, Authentication, Output, Reason, Settings, Versions};

use crate::support::{AARE, End, STATUS_ANSWER, STATUS_NORMAL, assert_lines, hex, s};

const REFUSED_FOR_GOOD: &str = "6115a10706052b0c00815aa203020101a305a103020101";
const REFUSED_FOR_NOW: &str = "6115a10706052b0c00815aa203020102a305a203020100";

fn request_of(acse: Acse) -> Vec<u8> {
    let mut end = End::connected(Settings { acse: Some(acse), ..Settings::default() });
    match end.outputs().as_slice() {
        [Output::Send(octets)] => octets.to_vec(),
        other => panic!("expected one AARQ, got {other:?}"),
    }
}

#[test]
fn the_default_request_is_that_of_a_panasonic_client() {
    let expected = hex("602380020780a10706052b0c00815abe14281206072b0c00821d8148a007a0050303000800");
    assert_eq!(request_of(Acse::default()), expected);
}

#[test]
fn a_hipath_3000_request_carries_name_and_password_and_names_no_reference() {
    let expected = hex(
        "6030a10706052b0c00815a8a020680ac14a212a010a00e04046170706c0406736563726574be0b2809a007a0050303001600",
    );
    let acse = Acse {
        protocol_version: false,
        requirements: true,
        authentication: Some(Authentication::NamePassword {
            name: "appl".to_owned(),
            password: "secret".to_owned(),
        }),
        user_information: None,
        versions: Versions { bits: vec![3, 5, 6], width: 16 },
        ..Acse::default()
    };
    assert_eq!(request_of(acse), expected);
}

#[test]
fn a_hipath_4000_request_carries_a_character_string_and_eight_version_bits() {
    let expected = hex("6027a10706052b0c00815aac0780054341502d49be13281106072b0c00821d8148a006a00403020008");
    let acse = Acse {
        application_context: ecma(218),
        protocol_version: false,
        requirements: false,
        authentication: Some(Authentication::Text("CAP-I".to_owned())),
        user_information: Some(ecma_user_information(285)),
        versions: Versions { bits: vec![4], width: 8 },
    };
    assert_eq!(request_of(acse), expected);
}

#[test]
fn secrets_stay_out_of_debug_output() {
    let name_password =
        Authentication::NamePassword { name: "appl".to_owned(), password: "hunter2".to_owned() };
    let text = Authentication::Text("hunter2".to_owned());
    assert!(!format!("{name_password:?} {text:?}").contains("hunter2"));
}

#[test]
fn an_accepted_association_is_bound_whatever_the_diagnostic_says() {
    let mut end = End::connected(Settings::default());
    assert_lines(&end.transcript(), &["> aarq"]);
    assert!(end.invoke(1).is_err());
    assert_lines(&end.receive(AARE), &["! bound"]);
    assert!(end.invoke(1).is_ok());
}

#[test]
fn a_heartbeat_in_the_same_segment_as_the_aare_is_answered_with_its_own_id() {
    let mut end = End::connected(Settings::default());
    end.outputs();
    end.receive(AARE);
    end.association.receive(end.now, &hex(STATUS_NORMAL));
    match end.outputs().as_slice() {
        [Output::Send(answer), Output::SystemStatus(_)] => assert_eq!(**answer, hex(STATUS_ANSWER)),
        other => panic!("expected an answer and the status, got {other:?}"),
    }
}

#[test]
fn a_refusal_is_told_in_words_and_is_the_end() {
    let mut end = End::connected(Settings::default());
    end.outputs();
    assert_lines(
        &end.receive(REFUSED_FOR_GOOD),
        &["! closed: the switch refused the association for good: no reason given (user diagnostic 1); \
           check its CTI licence, the credentials, and that no other application holds the link"],
    );
    assert_eq!(end.association.poll_timeout(), None);
    assert_lines(&end.receive(STATUS_NORMAL), &[]);

    let mut end = End::connected(Settings::default());
    end.receive(REFUSED_FOR_NOW);
    let reason = end.association.closed();
    assert!(matches!(reason, Some(Reason::Refused { permanent: false, .. })), "{reason:?}");
}

#[test]
fn a_switch_that_does_not_answer_the_request_is_given_up() {
    let mut end = End::connected(Settings::default());
    end.outputs();
    let lines = end.wait(60);
    assert!(lines.starts_with("+10\n> abrt\n! closed: the switch did not answer"), "{lines}");
}

#[test]
fn where_there_is_no_acse_invokes_come_first() {
    let mut end = End::connected(Settings { acse: None, ..Settings::default() });
    assert_lines(&end.transcript(), &["! bound without ACSE"]);
    end.invoke(1).unwrap();
    assert_lines(&end.transcript(), &["> invoke 1 makeCall"]);
}

#[test]
fn where_the_switch_wants_its_status_answered_first_nothing_else_goes_out_before() {
    let mut end = End::connected(Settings { status_first: Some(s(3)), ..Settings::default() });
    end.outputs();
    assert_lines(&end.receive(AARE), &[]);
    assert!(end.invoke(1).is_err());
    assert_lines(&end.receive(STATUS_NORMAL), &["> result 1", "! status Normal", "! bound"]);
}

#[test]
fn a_status_that_does_not_come_is_not_awaited_for_ever() {
    let mut end = End::connected(Settings { status_first: Some(s(3)), ..Settings::default() });
    end.outputs();
    end.receive(AARE);
    assert_lines(&end.wait(60), &["+3", "! bound"]);
}

#[test]
fn a_second_aare_is_counted_and_changes_nothing() {
    let mut end = End::bound(Settings::default());
    assert_lines(&end.receive(AARE), &["! fault: an AARE out of place"]);
    assert!(end.association.is_bound());
    assert_eq!(end.association.counters().faults, 1);
}
