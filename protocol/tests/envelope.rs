//! What the envelope makes of messages that are odd, broken, or beyond the modules.
#![cfg(test)]

mod support;

use csta::event::Event;
use csta::rose::{
    Code, ErrorParameter, GeneralProblem, InvokeProblem, Problem, Reject, ReturnErrorProblem,
    ReturnResultProblem,
};
use csta::service::{Argument, Operation, ServiceResult};
use csta::types::{CstaPrivateData, OperationErrors, UniversalFailure};
use csta::{Apdu, Error, InvokeId};

use support::{hex, octets};

fn decode(text: &str) -> Result<Apdu, Error> {
    Apdu::decode(&octets(&text.replace(' ', "")))
}

/// Reads a message that must be written back as it came.
#[track_caller]
fn kept(text: &str) -> Apdu {
    let apdu = decode(text).unwrap();
    assert_eq!(hex(&apdu.encode()), text.replace(' ', "").to_lowercase());
    apdu
}

#[track_caller]
fn refused(text: &str) -> (String, Option<Reject>) {
    let error = decode(text).unwrap_err();
    let text = error.to_string();
    let Error::Malformed { answer, .. } = error else { panic!("{error}") };
    (text, answer.map(|answer| *answer))
}

fn reject(invoke_id: Option<i64>, problem: Problem) -> Option<Reject> {
    Some(Reject { invoke_id: invoke_id.map(InvokeId), problem })
}

#[test]
fn an_unknown_operation_is_kept_whole() {
    let Apdu::Invoke(invoke) = kept("A1 0A 02 01 07 02 02 01 12 05 00 05") else { panic!() };
    let Argument::Unknown { opcode, raw } = invoke.argument else { panic!() };
    assert_eq!((opcode, raw.as_bytes()), (Code::Local(274), &[5, 0, 5][..]));
}

#[test]
fn an_operation_named_by_an_object_identifier_is_an_unknown_one() {
    let apdu = kept("A1 0A 02 01 07 06 03 2B 0C 02 05 00");
    assert_eq!(apdu.to_json()["opcode"], serde_json::json!({ "global": "1.3.12.2" }));
    assert_eq!(apdu.to_json()["unknownOperation"], hex(&apdu.encode()));
}

#[test]
fn a_linked_invoke_is_kept() {
    let apdu = kept("A1 0E 02 01 07 80 01 05 02 01 49 30 03 55 01 01");
    assert_eq!(apdu.to_json()["linkedId"], serde_json::json!({ "present": 5 }));
}

#[test]
fn a_success_is_a_success_whatever_stands_in_the_empty_result() {
    let result = |text| {
        let Apdu::ReturnResult(result) = kept(text) else { panic!() };
        result.result
    };
    let empty = ServiceResult::Empty { operation: Operation::MonitorStop, extensions: None };
    assert_eq!(result("A2 0A 02 01 03 30 05 02 01 49 05 00"), Some(empty));
    assert_eq!(result("A2 03 02 01 03"), None);
    let odd = result("A2 0B 02 01 03 30 06 02 01 49 04 01 00");
    assert!(matches!(odd, Some(ServiceResult::Unknown { opcode: Code::Local(73), .. })));
}

#[test]
fn a_failure_tells_its_class_number_and_name() {
    let Apdu::ReturnError(error) = kept("A3 0C 02 01 02 02 01 01 A0 04 0A 02 00 C3") else { panic!() };
    let failure = error.failure().unwrap();
    assert_eq!(*failure, UniversalFailure::Operation(OperationErrors::InvalidDestinationDeviceObject));
    assert_eq!(failure.code(), ("operation", 195, "invalidDestinationDeviceObject"));

    let Apdu::ReturnError(error) = kept("A3 0C 02 01 02 02 01 01 A0 04 0A 02 01 00") else { panic!() };
    assert_eq!(error.failure().unwrap().code(), ("operation", 256, "unknown"));
}

#[test]
fn a_failure_of_another_edition_or_standard_is_kept() {
    let Apdu::ReturnError(error) = kept("A3 0B 02 01 11 02 01 01 A9 03 0A 01 0B") else { panic!() };
    assert!(matches!(error.failure(), Some(UniversalFailure::Unknown(_))));
    let Apdu::ReturnError(error) = kept("A3 09 02 01 11 02 01 02 81 01 0B") else { panic!() };
    assert!(matches!(error.parameter, Some(ErrorParameter::Unknown(_))));
}

#[test]
fn an_unknown_event_is_kept_with_its_tags() {
    let event = |text| {
        let Apdu::Invoke(invoke) = kept(text) else { panic!() };
        let Argument::EventReport(report) = invoke.argument else { panic!() };
        report.event_specific_info
    };
    let unknown_event = event("A1 13 02 01 01 02 01 15 30 0B 55 01 01 A0 06 BF 21 03 02 01 00");
    let Event::Unknown { group, event: tag, .. } = &unknown_event else { panic!("{unknown_event:?}") };
    assert_eq!((group.to_string(), tag.unwrap().to_string()), ("[0]".into(), "[33]".into()));
    assert_eq!(unknown_event.name(), "unknown");

    let unknown_group = event("A1 11 02 01 01 02 01 15 30 09 55 01 01 A9 04 A1 02 05 00");
    assert!(matches!(unknown_group, Event::Unknown { event: None, .. }));
}

#[test]
fn a_number_without_a_name_is_kept_and_shown_as_a_number() {
    let apdu = kept("A1 0C 02 01 01 02 02 00 D3 30 03 0A 01 63");
    assert_eq!(apdu.to_json()["argument"]["systemStatus"], 99);
}

#[test]
fn private_data_need_not_be_ber() {
    let apdu = kept("A1 0D 02 01 01 02 01 33 30 05 E1 03 FF FF FF");
    let Apdu::Invoke(invoke) = &apdu else { panic!() };
    let Argument::Escape(escape) = &invoke.argument else { panic!() };
    let CstaPrivateData::Vendor(data) = &escape.private_data else { panic!() };
    assert_eq!(data.as_bytes(), [0xE1, 3, 0xFF, 0xFF, 0xFF]);
    assert_eq!(apdu.to_json()["argument"]["privateData"]["vendor"], "e103ffffff");
}

#[test]
fn a_component_of_a_later_edition_is_kept_and_shown() {
    let apdu = kept("A1 10 02 01 02 02 01 49 30 08 55 01 01 9F 63 02 CA FE");
    assert_eq!(apdu.to_json()["argument"]["unknownElements"][0], "9f6302cafe");
}

#[test]
fn a_mistyped_argument_is_told_and_answered_as_such() {
    let (text, answer) = refused("A1 11 02 01 02 02 01 0A 30 09 30 05 80 03 31 31 31 30 00");
    assert_eq!(
        text,
        "malformed APDU at octet 19, makeCall.argument.calledDirectoryNumber: deviceIdentifier is missing"
    );
    assert_eq!(answer, reject(Some(2), Problem::Invoke(InvokeProblem::MistypedArgument)));

    let (text, answer) = refused("A1 06 02 01 02 02 01 0A");
    assert_eq!(text, "malformed APDU at octet 8, makeCall: argument is missing");
    assert_eq!(answer, reject(Some(2), Problem::Invoke(InvokeProblem::MistypedArgument)));
}

#[test]
fn a_mistyped_result_or_failure_is_answered_as_such() {
    let (text, answer) = refused("A2 0A 02 01 02 30 05 02 01 0A 05 00");
    assert_eq!(text, "malformed APDU at octet 10, makeCall.result: expected result, got NULL");
    assert_eq!(answer, reject(Some(2), Problem::ReturnResult(ReturnResultProblem::MistypedResult)));

    let (_, answer) = refused("A3 0B 02 01 02 02 01 01 A0 03 02 01 0C");
    assert_eq!(answer, reject(Some(2), Problem::ReturnError(ReturnErrorProblem::MistypedParameter)));
}

#[test]
fn what_is_no_component_is_answered_in_general() {
    let structure = Problem::General(GeneralProblem::BadlyStructuredPdu);
    assert_eq!(refused("A1 05 02 01 03").1, reject(None, structure));
    let unrecognized = Problem::General(GeneralProblem::UnrecognizedPdu);
    assert_eq!(refused("A9 00").1, reject(None, unrecognized));
    let mistyped = Problem::General(GeneralProblem::MistypedPdu);
    assert_eq!(refused("A1 03 04 01 00").1, reject(None, mistyped));
    assert_eq!(refused("A1 05 02 01 03 05 00").1, reject(Some(3), mistyped));
}

#[test]
fn a_broken_reject_and_a_broken_association_message_have_no_answer() {
    assert_eq!(refused("A4 02 05 00").1, None);
    assert_eq!(refused("60 02 05 00").1, None);
}

#[test]
fn a_reject_may_be_of_what_could_not_be_read() {
    let Apdu::Reject(reject) = kept("A4 05 05 00 80 01 00") else { panic!() };
    assert_eq!(
        reject,
        Reject { invoke_id: None, problem: Problem::General(GeneralProblem::UnrecognizedPdu) }
    );
}
