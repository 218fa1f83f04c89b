//! An exchange as a sequence diagram: the computing function on the left, the switching function on the right.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::scan::Direction;
use crate::words::clean;

/// Columns between the two lines of life.
const SPAN: usize = 18;

/// Invokes whose operation is remembered for their answers; ids are used again, so more says nothing.
const REMEMBERED: usize = 4096;

/// Draws one exchange, message by message.
#[derive(Debug, Default)]
pub(crate) struct Ladder {
    started: bool,
    session: Option<String>,
    /// Which operation an invoke asked for, and which way it went.
    asked: HashMap<i64, (String, Direction)>,
}

impl Ladder {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// The line of a message, below the head if it is the first of its session. `known` is its direction, if the
    /// recording tells it.
    pub(crate) fn message(
        &mut self,
        apdu: &Value,
        known: Option<Direction>,
        session: Option<&str>,
    ) -> String {
        let mut text = self.head(session);
        let invoke_id = apdu.get("invokeId").and_then(Value::as_i64);
        let direction = known.unwrap_or_else(|| self.inferred(apdu, invoke_id));
        let words = self.words(apdu, invoke_id);
        if let (Some("invoke"), Some(id)) = (word(apdu, "kind"), invoke_id) {
            if self.asked.len() >= REMEMBERED {
                self.asked.clear();
            }
            self.asked.insert(id, (operation(apdu), direction));
        }
        text.push_str(&format!("  {}  {words}\n", arrow(direction, known.is_some())));
        text
    }

    /// The line of octets that are no message.
    pub(crate) fn undecoded(&mut self, direction: Direction, fault: &str) -> String {
        let head = self.head(None);
        format!("{head}  {}  not decoded: {fault}\n", arrow(direction, true))
    }

    fn head(&mut self, session: Option<&str>) -> String {
        let same = self.session.as_deref() == session;
        if self.started && same {
            return String::new();
        }
        let blank = if self.started { "\n" } else { "" };
        self.started = true;
        self.session = session.map(str::to_owned);
        self.asked.clear();
        let title = session.map(|name| format!("── {}\n", clean(name))).unwrap_or_default();
        format!("{blank}{title}computing           switching\n")
    }

    /// Which way a message of this kind goes: event reports and the switch's status come, answers go the other way than
    /// what they answer, everything else is asked by the computing function.
    fn inferred(&self, apdu: &Value, invoke_id: Option<i64>) -> Direction {
        let asked = invoke_id.and_then(|id| self.asked.get(&id));
        match (word(apdu, "kind").unwrap_or_default(), operation(apdu).as_str()) {
            ("invoke", "cSTAEventReport" | "systemStatus" | "snapshotCallData" | "snapshotDeviceData") => {
                Direction::FromSwitch
            }
            ("returnResult", "systemStatus") => Direction::ToSwitch,
            ("returnResult" | "returnError" | "reject", _) => match asked {
                Some((_, Direction::FromSwitch)) => Direction::ToSwitch,
                _ => Direction::FromSwitch,
            },
            ("aare" | "rlre", _) => Direction::FromSwitch,
            _ => Direction::ToSwitch,
        }
    }

    fn words(&mut self, apdu: &Value, invoke_id: Option<i64>) -> String {
        let id = invoke_id.map(|id| format!(" #{id}")).unwrap_or_default();
        let asked = invoke_id.and_then(|id| self.asked.get(&id)).map(|(operation, _)| operation.clone());
        let (name, about) = match word(apdu, "kind").unwrap_or_default() {
            "invoke" => match event(apdu) {
                Some((name, body)) => (name.to_owned(), with_cross_ref(apdu, details(body))),
                None => (operation(apdu), apdu.get("argument").map(details).unwrap_or_default()),
            },
            "returnResult" => {
                (operation(apdu) + " result", apdu.get("result").map(details).unwrap_or_default())
            }
            kind @ ("returnError" | "reject") => {
                let what = if kind == "reject" { "rejected" } else { "error" };
                let why = apdu.get(if kind == "reject" { "problem" } else { "parameter" });
                let about = why.map(reason).into_iter().collect();
                (asked.map_or_else(|| what.to_owned(), |operation| format!("{operation} {what}")), about)
            }
            kind => (kind.to_owned(), apdu.get("value").map(details).unwrap_or_default()),
        };
        let about = if about.is_empty() { String::new() } else { format!("  {}", about.join(", ")) };
        format!("{}{id}{about}", clean(&name))
    }
}

/// A whole line tells what is known, dots what is inferred.
fn arrow(direction: Direction, known: bool) -> String {
    let line = if known { "─" } else { "┄" }.repeat(SPAN);
    match direction {
        Direction::ToSwitch => format!("├{line}▶"),
        Direction::FromSwitch => format!("◀{line}┤"),
    }
}

/// The operation's name, or its code where the standard has none.
fn operation(apdu: &Value) -> String {
    match (word(apdu, "operation"), apdu.get("opcode")) {
        (Some(name), _) => name.to_owned(),
        (None, Some(code)) => format!("operation {code}"),
        (None, None) => "empty".to_owned(),
    }
}

/// Name and body of the event in a report.
fn event(apdu: &Value) -> Option<(&str, &Value)> {
    let groups = apdu.get("argument")?.get("eventSpecificInfo")?.as_object()?;
    let (name, body) = groups.values().next()?.as_object()?.iter().next()?;
    Some((name, body))
}

fn with_cross_ref(apdu: &Value, mut details: Vec<String>) -> Vec<String> {
    let report = apdu.get("argument");
    details
        .extend(report.and_then(|report| word(report, "crossRefIdentifier")).map(|id| format!("xref {id}")));
    details
}

/// Call, devices and cause: what one follows a call by.
fn details(body: &Value) -> Vec<String> {
    let mut details = Vec::new();
    let call = find(body, &|name, value| (name == "callID").then(|| value.as_str()).flatten().map(clean));
    details.extend(call.map(|call| format!("call {call}")));
    let at = body.as_object().and_then(|members| members.values().find_map(device));
    let named = |name| body.get(name).and_then(device);
    let calling = named("callingDevice");
    let called = named("calledDirectoryNumber").or_else(|| named("calledDevice"));
    match (calling, called) {
        (Some(calling), Some(called)) => {
            let at = at.filter(|at| *at != calling && *at != called);
            details.extend(at.map(|at| format!("at {at}")));
            details.push(format!("{calling} → {called}"));
        }
        _ => details.extend(at.map(|at| format!("at {at}"))),
    }
    details.extend(word(body, "cause").map(|cause| format!("cause {}", in_words(cause))));
    details.extend(word(body, "systemStatus").map(in_words));
    details.extend(word(body, "crossRefIdentifier").map(|id| format!("xref {}", clean(id))));
    if let Some(result) = body.get("result").and_then(Value::as_i64) {
        details.push(if result == 0 { "accepted".to_owned() } else { format!("refused, result {result}") });
    }
    details
}

/// The first device in a value, as it is dialled or numbered.
fn device(value: &Value) -> Option<String> {
    const DEVICES: [&str; 4] = ["deviceIdentifier", "dynamicID", "notKnown", "restricted"];
    find(value, &|name, value| {
        if !DEVICES.contains(&name) {
            return None;
        }
        match value {
            Value::Null => Some(in_words(name)),
            Value::String(text) => Some(clean(text)),
            Value::Object(members) => plan(members),
            _ => None,
        }
    })
}

/// A number, whatever plan it is of.
fn plan(members: &Map<String, Value>) -> Option<String> {
    members.iter().find_map(|(name, value)| match value {
        Value::String(digits) => Some(clean(digits)),
        Value::Number(number) if name == "deviceNumber" => Some(format!("device {number}")),
        Value::Object(inner) if name.starts_with("explicit") => plan(inner),
        _ => None,
    })
}

/// The first member, from the outside in and in its order, of which `pick` makes something.
fn find<T>(value: &Value, pick: &impl Fn(&str, &Value) -> Option<T>) -> Option<T> {
    match value {
        Value::Object(members) => {
            members.iter().find_map(|(name, value)| pick(name, value).or_else(|| find(value, pick)))
        }
        Value::Array(items) => items.iter().find_map(|item| find(item, pick)),
        _ => None,
    }
}

/// "operation: invalid device id" of what is told with an error or a reject.
fn reason(told: &Value) -> String {
    match told {
        Value::Object(members) => {
            let parts = members.iter().map(|(name, value)| format!("{}: {}", in_words(name), reason(value)));
            parts.collect::<Vec<_>>().join(", ")
        }
        Value::String(word) => in_words(word),
        other => clean(&other.to_string()),
    }
}

/// "normal clearing" of `normalClearing`, "invalid device ID" of `invalidDeviceID`.
fn in_words(name: &str) -> String {
    let name = clean(name);
    let next = name.chars().skip(1).map(Some).chain([None]);
    let mut words = String::new();
    let mut last: Option<char> = None;
    for ((at, c), next) in name.chars().enumerate().zip(next) {
        let upper = |c: Option<char>| c.is_some_and(|c| c.is_ascii_uppercase());
        let lower = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase());
        if c.is_ascii_uppercase() && at > 1 && (!upper(last) || lower(next)) {
            words.push(' ');
        }
        let abbreviated = upper(next) || (upper(last) && !lower(next));
        words.push(if abbreviated { c } else { c.to_ascii_lowercase() });
        last = Some(c);
    }
    words
}

fn word<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use csta::Apdu;

    use super::*;

    fn drawn(messages: &[(&str, Option<Direction>)]) -> String {
        let mut ladder = Ladder::new();
        let lines = messages.iter().map(|(hex, direction)| {
            let octets: Vec<_> = (0..hex.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
                .collect();
            ladder.message(&Apdu::decode(&octets).unwrap().to_json(), *direction, None)
        });
        lines.collect()
    }

    #[test]
    fn a_request_and_its_refusal_stand_across_from_each_other() {
        let make_call = "a1160201020201 0a300e30058003313131300580 03323232".replace(' ', "");
        let error = "a30b020102020101a0030a010c";
        assert_eq!(
            drawn(&[(&make_call, Some(Direction::ToSwitch)), (error, None)]),
            "computing           switching\n\
             \x20 ├──────────────────▶  makeCall #2  111 → 222\n\
             \x20 ◀┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┤  makeCall error #2  operation: invalid device ID\n"
        );
    }

    #[test]
    fn an_answer_goes_the_other_way_than_what_it_answers() {
        let status = "a10c020101020200d330030a0102";
        let answer = "a20b0201013006020200d30500";
        let drawn = drawn(&[(status, None), (answer, None)]);
        let arrows: Vec<_> = drawn.lines().skip(1).map(|line| line.trim().chars().next()).collect();
        assert_eq!(arrows, [Some('◀'), Some('├')], "{drawn}");
    }

    #[test]
    fn names_of_the_standard_are_told_in_words() {
        assert_eq!(in_words("normalClearing"), "normal clearing");
        assert_eq!(in_words("invalidDeviceID"), "invalid device ID");
        assert_eq!(in_words("aCDBusy"), "aCD busy");
        assert_eq!(in_words("busy"), "busy");
    }
}
