//! Decoded APDUs without what is private in them.

use serde_json::{Map, Value};

/// A number up to this length is an extension, or a service of the switch.
const EXTENSION: usize = 5;

/// Components that hold a number, in [`csta::types::DeviceId`] and wherever digits are dialled.
const NUMBERS: [&str; 18] = [
    "dialingNumber",
    "implicitPublic",
    "implicitPrivate",
    "unknown",
    "international",
    "national",
    "networkspecific",
    "subscriber",
    "abbreviated",
    "level1RegionalNumber",
    "level2RegionalNumber",
    "level3RegionalNumber",
    "pTNSpecificNumber",
    "localNumber",
    "privateNumber",
    "telUri",
    "charactersToSend",
    "digitGeneratedList",
];

/// Components that tell calls, monitors and moments apart, and what programs call themselves.
const IDENTIFIERS: [&str; 18] = [
    "callID",
    "dynamicID",
    "crossRefIdentifier",
    "serviceCrossRefID",
    "globallyUniqueCallLinkageID",
    "subDomainCallLinkageID",
    "globallyUniqueThreadID",
    "subDomainThreadID",
    "timestamp",
    "callLinkageIDTimestamp",
    "threadIDTimeStamp",
    "sysStatRegisterID",
    "escapeRegisterID",
    "dataproviderID",
    "application-context-name",
    "direct-reference",
    "stamp",
    "version",
];

/// Components of which nothing is shown: names, credentials, what people wrote, what only a vendor can read.
const PRIVATE: [&str; 27] = [
    "privateName",
    "userData",
    "subjectOfCall",
    "correlatorData",
    "privateData",
    "private",
    "privateEvent",
    "vendor",
    "string",
    "charstring",
    "request",
    "calling-authentication-value",
    "agentPassword",
    "password",
    "authCode",
    "accountCode",
    "accountInfo",
    "contentsOfDisplay",
    "contents",
    "message",
    "uRL",
    "mediaSessionInformation",
    "switchingSubDomainInformationElements",
    "other",
    "buttonLabel",
    "unknownElements",
    "unknownOperation",
];

/// What [`csta::Apdu::to_json`] gives, for other eyes: of numbers longer than an extension's the first and last two
/// characters stay; names, credentials and free text go; words of the standard, identifiers and bits stay. Text of a kind
/// that is not known here goes too.
#[must_use]
pub fn redacted(apdu: Value) -> Value {
    match apdu {
        Value::Object(mut members) if members.contains_key("unknownOperation") => {
            // Nobody knows what is private in it.
            for opaque in ["argument", "result", "parameter"] {
                members.entry(opaque).and_modify(|value| *value = hidden());
            }
            Value::Object(each(members))
        }
        Value::Object(members) => Value::Object(each(members)),
        other => other,
    }
}

fn each(members: Map<String, Value>) -> Map<String, Value> {
    members.into_iter().map(|(name, value)| (name.clone(), member(&name, value))).collect()
}

fn member(name: &str, value: Value) -> Value {
    match value {
        Value::Null | Value::Bool(_) => value,
        _ if PRIVATE.contains(&name) => hidden(),
        Value::String(text) if NUMBERS.contains(&name) => masked(&text).into(),
        Value::String(text) if IDENTIFIERS.contains(&name) || is_word(&text) => text.into(),
        Value::String(_) => hidden(),
        Value::Number(_) => value,
        Value::Array(items) => items.into_iter().map(|item| member(name, item)).collect(),
        // Named bits: octets and how many bits of them count.
        Value::Object(bits)
            if bits.len() == 2 && bits.contains_key("value") && bits.contains_key("length") =>
        {
            Value::Object(bits)
        }
        Value::Object(members) => Value::Object(each(members)),
    }
}

fn hidden() -> Value {
    "…".into()
}

/// A value's name as the modules write it, and no telephone number.
fn is_word(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric())
        && digits <= EXTENSION
}

fn masked(number: &str) -> String {
    let characters: Vec<char> = number.chars().collect();
    match characters.as_slice() {
        few if few.len() <= EXTENSION => number.to_owned(),
        [first, second, .., last_but_one, last] => format!("{first}{second}…{last_but_one}{last}"),
        _ => number.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use csta::Apdu;
    use serde_json::json;

    use super::*;

    #[test]
    fn extensions_stay_and_customers_numbers_lose_their_middle() {
        let event = json!({ "kind": "invoke", "argument": {
            "callingDevice": { "deviceIdentifier": { "dialingNumber": "2001" }, "privateName": "Ann" },
            "calledDevice": { "deviceIdentifier": { "explicitPublic": { "international": "442079460018" } } },
            "callID": "30303134", "cause": "normalClearing",
            "requestedMonitorFilter": { "callControl": { "value": "8003c0", "length": 18 } },
        } });
        let shown = json!({ "kind": "invoke", "argument": {
            "callingDevice": { "deviceIdentifier": { "dialingNumber": "2001" }, "privateName": "…" },
            "calledDevice": { "deviceIdentifier": { "explicitPublic": { "international": "44…18" } } },
            "callID": "30303134", "cause": "normalClearing",
            "requestedMonitorFilter": { "callControl": { "value": "8003c0", "length": 18 } },
        } });
        assert_eq!(redacted(event), shown);
    }

    #[test]
    fn credentials_and_what_is_not_known_are_not_shown() {
        let association = json!({ "kind": "aarq", "value": {
            "application-context-name": "1.3.12.0.218",
            "calling-authentication-value": { "external": { "request": { "name": "414d", "password": "3737" } } },
            "later-addition": "020 7946 0018",
        } });
        let shown = json!({ "kind": "aarq", "value": {
            "application-context-name": "1.3.12.0.218",
            "calling-authentication-value": "…",
            "later-addition": "…",
        } });
        assert_eq!(redacted(association), shown);
        let unknown =
            json!({ "kind": "invoke", "opcode": 9999, "argument": "3004", "unknownOperation": "a103" });
        let shown = json!({ "kind": "invoke", "opcode": 9999, "argument": "…", "unknownOperation": "…" });
        assert_eq!(redacted(unknown), shown);
    }

    /// Strings in components of these names, wherever they stand.
    fn texts<'a>(value: &'a Value, names: &[&str], within: bool, out: &mut Vec<&'a str>) {
        match value {
            Value::String(text) if within => out.push(text),
            Value::Array(items) => items.iter().for_each(|item| texts(item, names, within, out)),
            Value::Object(members) => members
                .iter()
                .for_each(|(name, value)| texts(value, names, within || names.contains(&name.as_str()), out)),
            _ => {}
        }
    }

    #[test]
    fn of_no_message_there_is_a_number_or_a_secret_stays() {
        let vectors = include_str!("../../protocol/tests/vectors/long.jsonl");
        let (mut numbers, mut secrets) = (0, 0);
        for line in vectors.lines() {
            let vector: Value = serde_json::from_str(line).unwrap();
            let hex = vector["hex"].as_str().unwrap();
            let octets: Vec<_> = (0..hex.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
                .collect();
            let json = Apdu::decode(&octets).unwrap().to_json();
            let shown = redacted(json.clone()).to_string();
            let mut found = Vec::new();
            texts(&json, &NUMBERS, false, &mut found);
            for number in found.into_iter().filter(|number| number.len() > 10) {
                assert!(!shown.contains(number), "{number} in {shown}");
                numbers += 1;
            }
            let mut found = Vec::new();
            texts(&json, &["password", "privateName", "userData", "subjectOfCall"], false, &mut found);
            for secret in found.into_iter().filter(|secret| secret.len() > 6) {
                assert!(!shown.contains(secret), "{secret} in {shown}");
                secrets += 1;
            }
        }
        assert!(numbers > 50 && secrets > 50, "{numbers} numbers, {secrets} secrets");
    }
}
