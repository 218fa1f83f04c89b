//! Golden tests: octets from outside, and what they mean.

use serde_json::{Value, json};

use crate::Apdu;

/// Octets mean `json`, and are what is sent for it. The octets are hexadecimal; white space is for the eye.
#[track_caller]
pub(crate) fn golden(hex: &str, json: &Value) {
    let octets = octets(hex);
    let apdu = Apdu::decode(&octets).unwrap();
    assert_eq!(apdu.to_json(), *json);
    assert_eq!(apdu.encode(), octets);
}

/// Octets written as hexadecimal.
pub(crate) fn octets(hex: &str) -> Vec<u8> {
    let digits: Vec<_> = hex.chars().filter_map(|digit| digit.to_digit(16)).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] << 4 | pair[1]).unwrap()).collect()
}

/// Invoke 1 of an operation.
pub(crate) fn invoke(operation: &str, opcode: i64, argument: &Value) -> Value {
    json!({
        "kind": "invoke",
        "invokeId": 1,
        "operation": operation,
        "opcode": opcode,
        "argument": argument
    })
}

/// The result of invoke 1.
pub(crate) fn result(operation: &str, opcode: i64, result: &Value) -> Value {
    json!({
        "kind": "returnResult",
        "invokeId": 1,
        "operation": operation,
        "opcode": opcode,
        "result": result
    })
}

/// The report of an event.
pub(crate) fn event(group: &str, name: &str, event: &Value) -> Value {
    let report = json!({
        "crossRefIdentifier": "11000012",
        "eventSpecificInfo": { group: { name: event } }
    });
    invoke("cSTAEventReport", 21, &report)
}

/// A DeviceID.
pub(crate) fn device(digits: &str) -> Value {
    json!({ "deviceIdentifier": { "dialingNumber": digits } })
}

/// A CallingDeviceID, CalledDeviceID, SubjectDeviceID …
pub(crate) fn party(digits: &str) -> Value {
    json!({ "deviceIdentifier": device(digits) })
}

/// The ConnectionID of a device in call 30303735.
pub(crate) fn connection(digits: &str) -> Value {
    json!({ "both": { "callID": "30303735", "deviceID": { "staticID": device(digits) } } })
}
