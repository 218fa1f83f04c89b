//! Our invokes and what becomes of them.

use csta::InvokeId;
use csta::association::{Failure, Misuse, Output, Probe, ProbeOperation, Settings, Timer, Token};
use csta::service::{Argument, ServiceResult, SystemRegisterAbortArgument};
use csta::types::SysStatRegisterId;

use crate::support::{AARE, End, MAKE_CALL_RESULT, SERVICE_INITIATED, assert_lines, hex, make_call, s};

const INVALID_DEVICE: &str = "a30b020101020101a0030a010c";
const UNRECOGNIZED_OPERATION: &str = "a406020101810101";

fn settings(window: usize) -> Settings {
    Settings { window, ..Settings::default() }
}

#[test]
fn an_invoke_is_sent_and_its_result_comes_back_under_its_token() {
    let mut end = End::bound(Settings::default());
    assert_eq!(end.invoke(77), Ok(InvokeId(1)));
    match end.outputs().as_slice() {
        [Output::Send(octets)] => {
            assert_eq!(**octets, hex("a11602010102010a300e3005800331313130058003323232"));
        }
        other => panic!("expected one invoke, got {other:?}"),
    }
    end.association.receive(end.now, &hex(MAKE_CALL_RESULT));
    let outputs = end.outputs();
    let [Output::Completed { token: Token(77), invoke_id: InvokeId(1), outcome: Ok(result) }] =
        outputs.as_slice()
    else {
        panic!("expected the result, got {outputs:?}")
    };
    assert!(matches!(result, ServiceResult::MakeCall(_)));
}

#[test]
fn errors_and_rejects_complete_the_invoke_they_name() {
    let mut end = End::bound(Settings::default());
    end.invoke(5).unwrap();
    end.outputs();
    end.association.receive(end.now, &hex(INVALID_DEVICE));
    let outputs = end.outputs();
    let [Output::Completed { outcome: Err(Failure::Error(Some(failure))), .. }] = outputs.as_slice() else {
        panic!("expected an error, got {outputs:?}")
    };
    assert_eq!(format!("{failure:?}"), "Operation(InvalidDeviceId)");

    end.invoke(6).unwrap();
    end.outputs();
    assert_lines(
        &end.receive(&UNRECOGNIZED_OPERATION.replacen("0101", "0102", 1)),
        &["! completed 6 invoke 2: the switch rejected the request: Invoke(UnrecognizedOperation)"],
    );
}

#[test]
fn events_may_come_before_the_result() {
    let mut end = End::bound(Settings::default());
    end.invoke(1).unwrap();
    end.outputs();
    assert_lines(&end.receive(SERVICE_INITIATED), &["! event serviceInitiated"]);
    assert_lines(&end.receive(MAKE_CALL_RESULT), &["! completed 1 invoke 1: result of makeCall"]);
}

#[test]
fn an_unanswered_invoke_times_out_and_a_late_result_is_still_told() {
    let mut end = End::bound(Settings::default());
    end.invoke(1).unwrap();
    end.outputs();
    assert_eq!(end.association.next_timer(), Some((end.now + s(10), Timer::Invoke(InvokeId(1)))));
    assert_lines(
        &end.wait(30),
        &["+10", "! completed 1 invoke 1: no answer in time; whether it was done is not known"],
    );
    assert_eq!(end.invoke(2), Ok(InvokeId(2)), "the id of 1 may still be answered");
    end.outputs();
    assert_lines(&end.receive(MAKE_CALL_RESULT), &["! late 1 invoke 1: result of makeCall"]);
    assert_lines(&end.receive(MAKE_CALL_RESULT), &["! fault: an answer to the unknown invoke 1"]);
}

#[test]
fn a_caller_may_set_its_own_deadline() {
    let mut end = End::bound(Settings::default());
    end.association.invoke_within(end.now, make_call(), Token(1), s(3)).unwrap();
    end.outputs();
    assert_lines(
        &end.wait(30),
        &["+3", "! completed 1 invoke 1: no answer in time; whether it was done is not known"],
    );
}

#[test]
fn when_the_link_is_lost_unanswered_invokes_are_neither_done_nor_failed() {
    let mut end = End::bound(Settings::default());
    end.invoke(1).unwrap();
    end.invoke(2).unwrap();
    end.outputs();
    end.association.disconnected(end.now);
    assert_lines(
        &end.transcript(),
        &[
            "! completed 1 invoke 1: the link was lost; whether it was done is not known",
            "! completed 2 invoke 2: the link was lost; whether it was done is not known",
            "! closed: the connection was lost",
        ],
    );
    assert_eq!(end.invoke(3), Err(Misuse::NotBound));
}

#[test]
fn the_window_bounds_what_is_unanswered_and_opens_again() {
    let mut end = End::bound(settings(2));
    end.invoke(1).unwrap();
    end.invoke(2).unwrap();
    assert_eq!(end.invoke(3), Err(Misuse::WindowFull { limit: 2 }));
    end.receive(MAKE_CALL_RESULT);
    assert_eq!(end.invoke(3), Ok(InvokeId(3)));
}

#[test]
fn an_operation_that_is_never_answered_is_not_ours_to_invoke() {
    let mut end = End::bound(Settings::default());
    let abort = SystemRegisterAbortArgument::new(SysStatRegisterId::new([1]));
    let refused = end.association.invoke(end.now, Argument::from(abort), Token(1));
    assert_eq!(refused, Err(Misuse::NotOurs));
    assert_lines(&end.transcript(), &[]);
}

#[test]
fn a_result_that_cannot_be_read_ends_its_invoke_and_is_rejected() {
    let mut end = End::bound(Settings::default());
    end.invoke(1).unwrap();
    end.outputs();
    // The connection of the result has lost its call and device.
    let lines = end.receive("a20c020101300702010a30026b00");
    assert!(lines.starts_with("> reject 1 MistypedResult\n! fault: malformed APDU"), "{lines}");
    assert!(lines.contains("\n! completed 1 invoke 1: answered, but: malformed APDU"), "{lines}");
}

#[test]
fn a_result_of_another_operation_is_not_taken_for_ours() {
    let mut end = End::bound(Settings::default());
    end.invoke(1).unwrap();
    end.outputs();
    assert_lines(
        &end.receive("a20a02010130050201050500"),
        &["! completed 1 invoke 1: expected a result of makeCall, got one of operation 5"],
    );
}

fn probing(give_up_after: Option<u32>) -> Settings {
    let with = ProbeOperation::RequestSystemStatus;
    let probe = Probe { every: s(5), answer_timeout: s(4), with, give_up_after };
    Settings { probe: Some(probe), ..Settings::default() }
}

#[test]
fn probes_go_out_while_bound_and_their_answers_are_told() {
    let mut end = End::bound(probing(None));
    assert_lines(&end.wait(6), &["+5", "> invoke 1 requestSysStat"]);
    assert_lines(&end.receive("a20e0201013009020200d230030a0102"), &["! probe answered after 1 s"]);
}

#[test]
fn an_error_shows_as_well_as_a_result_that_the_switch_listens() {
    let mut end = End::bound(probing(Some(1)));
    end.wait(5);
    assert_lines(&end.receive(INVALID_DEVICE), &["! probe answered after 0 s"]);
}

#[test]
fn probes_unanswered_in_a_row_end_the_association_where_the_profile_says_so() {
    let mut end = End::bound(probing(Some(2)));
    end.association.invoke_within(end.now, make_call(), Token(9), s(60)).unwrap();
    end.outputs();
    assert_lines(
        &end.wait(60),
        &[
            "+5",
            "> invoke 2 requestSysStat",
            "+9",
            "! probe missed, 1 in a row",
            "+10",
            "> invoke 3 requestSysStat",
            "+14",
            "! probe missed, 2 in a row",
            "> abrt",
            "! completed 9 invoke 1: the link was lost; whether it was done is not known",
            "! closed: 2 probes in a row were not answered",
        ],
    );
}

#[test]
fn one_probe_at_a_time_is_out() {
    let with = ProbeOperation::SystemStatus;
    let probe = Probe { every: s(5), answer_timeout: s(12), with, give_up_after: None };
    let mut end = End::bound(Settings { probe: Some(probe), ..Settings::default() });
    assert_lines(&end.wait(16), &["+5", "> invoke 1 systemStatus", "+10", "+15"]);
}

#[test]
fn an_answered_probe_forgives_those_missed_before() {
    let mut end = End::bound(probing(Some(2)));
    assert!(end.wait(9).contains("! probe missed, 1 in a row"));
    end.wait(1);
    assert_lines(&end.receive("a20e0201023009020200d230030a0102"), &["! probe answered after 0 s"]);
    assert!(end.wait(9).contains("! probe missed, 1 in a row"));
    assert!(end.association.is_bound());
}

#[test]
fn probes_unanswered_are_only_told_where_the_switch_is_not_known_to_answer() {
    let mut end = End::bound(probing(None));
    end.wait(100);
    assert!(end.association.is_bound());
    let outstanding = end.association.invoke(end.now, make_call(), Token(1));
    assert!(outstanding.is_ok(), "probes take no room in the window");
}

#[test]
fn nothing_is_probed_before_the_association_is_bound() {
    let mut end = End::connected(probing(None));
    end.outputs();
    assert!(!end.wait(9).contains("requestSysStat"));
    end.receive(AARE);
    assert_lines(&end.wait(5), &["+5", "> invoke 1 requestSysStat"]);
}
