//! Holds parameters against the schema that is published of them.
//!
//! What `rpc.discover` promises and what is enforced is one thing: the schema that `schemars` derives from the types
//! in `switchboard::command`, bounds included. Only the keywords that those use are understood; a test sees to it that
//! no schema of ours says more. Complaints name the place and what was expected, never what was sent.

use std::fmt;

use callbackd_api::ids::{QueueName, SessionId};
use jiff::Timestamp;
use schemars::Schema;
use serde_json::{Map, Value};

/// What is wrong with the parameters, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// Steps from the parameters down, such as `kinds`, `[3]`.
    path: Vec<String>,
    /// A sentence without its beginning.
    complaint: String,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("params")?;
        for step in self.path.iter().rev() {
            if !step.starts_with('[') {
                f.write_str(".")?;
            }
            f.write_str(step)?;
        }
        write!(f, ": {}", self.complaint)
    }
}

impl Mismatch {
    fn here(complaint: impl Into<String>) -> Self {
        Self { path: Vec::new(), complaint: complaint.into() }
    }

    fn below(mut self, step: String) -> Self {
        self.path.push(step);
        self
    }
}

/// Are these the parameters that the schema describes?
///
/// # Errors
/// The first thing that is wrong with them.
pub fn check(schema: &Schema, params: &Map<String, Value>) -> Result<(), Mismatch> {
    match schema.as_object() {
        Some(schema) => object(schema, params),
        None => Ok(()),
    }
}

fn value(schema: &Value, value: &Value) -> Result<(), Mismatch> {
    let Value::Object(schema) = schema else { return Ok(()) };
    one_type(schema, value)?;
    if value.is_null() {
        return Ok(());
    }
    one_of_words(schema, value)?;
    match value {
        Value::String(text) => string(schema, text),
        Value::Array(items) => array(schema, items),
        Value::Object(members) => object(schema, members),
        Value::Number(_) => number(schema, value),
        Value::Null | Value::Bool(_) => Ok(()),
    }
}

fn one_type(schema: &Map<String, Value>, value: &Value) -> Result<(), Mismatch> {
    let wanted: Vec<&str> = match schema.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => return Ok(()),
    };
    let integer = value.is_i64() || value.is_u64();
    let given = kind(value);
    if wanted.iter().any(|name| *name == given || (*name == "integer" && integer)) {
        return Ok(());
    }
    let wanted: Vec<_> = wanted.into_iter().filter(|name| *name != "null").collect();
    Err(Mismatch::here(format!("expected {}, got {given}", wanted.join(" or "))))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// `enum`, and `oneOf` of constants, which is how documented variants are published.
fn one_of_words(schema: &Map<String, Value>, value: &Value) -> Result<(), Mismatch> {
    let words: Vec<&Value> = match (schema.get("enum"), schema.get("oneOf")) {
        (Some(Value::Array(words)), _) => words.iter().collect(),
        (_, Some(Value::Array(variants))) => variants.iter().filter_map(|one| one.get("const")).collect(),
        _ => return Ok(()),
    };
    if words.contains(&value) {
        return Ok(());
    }
    let names: Vec<_> = words.into_iter().filter_map(Value::as_str).collect();
    Err(Mismatch::here(format!("expected one of {}", names.join(", "))))
}

fn string(schema: &Map<String, Value>, text: &str) -> Result<(), Mismatch> {
    within(schema, "Length", text.chars().count(), "characters")?;
    match schema.get("format").and_then(Value::as_str) {
        Some("uuid") => text.parse::<SessionId>().map(drop).map_err(|bad| Mismatch::here(bad.to_string())),
        Some("date-time") => {
            let expected = "expected a moment with its offset from UTC such as 2026-12-01T09:00:00Z";
            text.parse::<Timestamp>().map(drop).map_err(|_| Mismatch::here(expected.to_owned()))
        }
        Some("callbackd-name") => {
            text.parse::<QueueName>().map(drop).map_err(|bad| Mismatch::here(bad.to_string()))
        }
        _ => Ok(()),
    }
}

fn number(schema: &Map<String, Value>, given: &Value) -> Result<(), Mismatch> {
    let bound = |keyword| schema.get(keyword).and_then(Value::as_i64);
    let given = given.as_i64();
    let complain = |text: String| Err(Mismatch::here(text));
    match (bound("minimum"), bound("maximum")) {
        (Some(least), _) if given.is_some_and(|given| given < least) => {
            complain(format!("expected at least {least}"))
        }
        (_, Some(most)) if given.is_none_or(|given| given > most) => {
            complain(format!("expected at most {most}"))
        }
        _ => Ok(()),
    }
}

fn array(schema: &Map<String, Value>, given: &[Value]) -> Result<(), Mismatch> {
    within(schema, "Items", given.len(), "items")?;
    let Some(items) = schema.get("items") else { return Ok(()) };
    given
        .iter()
        .enumerate()
        .try_for_each(|(index, item)| value(items, item).map_err(|bad| bad.below(format!("[{index}]"))))
}

fn object(schema: &Map<String, Value>, given: &Map<String, Value>) -> Result<(), Mismatch> {
    within(schema, "Properties", given.len(), "members")?;
    required(schema, given)?;
    let known = schema.get("properties").and_then(Value::as_object);
    for (name, member) in given {
        if let Some(names) = schema.get("propertyNames").and_then(Value::as_object) {
            string(names, name)
                .map_err(|bad| Mismatch::here(format!("names of members: {}", bad.complaint)))?;
        }
        let described = match (known.and_then(|known| known.get(name)), schema.get("additionalProperties")) {
            (Some(described), _) => described,
            (None, Some(Value::Bool(false))) => return Err(unknown_member(known, name)),
            (None, Some(described)) => described,
            (None, None) => continue,
        };
        value(described, member).map_err(|bad| bad.below(printable(name).to_owned()))?;
    }
    Ok(())
}

fn required(schema: &Map<String, Value>, given: &Map<String, Value>) -> Result<(), Mismatch> {
    let names = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    match names.filter_map(Value::as_str).find(|name| !given.contains_key(*name)) {
        Some(name) => Err(Mismatch::here(format!("`{name}` is missing"))),
        None => Ok(()),
    }
}

fn unknown_member(known: Option<&Map<String, Value>>, name: &str) -> Mismatch {
    let known: Vec<_> = known.into_iter().flat_map(Map::keys).map(String::as_str).collect();
    let name = printable(name);
    Mismatch::here(match known.as_slice() {
        [] => format!("`{name}` is not known here; the method takes no parameters"),
        known => format!("`{name}` is not known here; expected {}", known.join(", ")),
    })
}

/// A misspelt name helps its author; anything else that stands in its place may be private or endless.
fn printable(name: &str) -> &str {
    let plain = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '-' | '.');
    if name.len() <= 64 && name.chars().all(plain) { name } else { "…" }
}

fn within(schema: &Map<String, Value>, what: &str, given: usize, unit: &str) -> Result<(), Mismatch> {
    let bound = |end: &str| {
        let keyword = format!("{end}{what}");
        schema.get(&keyword).and_then(Value::as_u64).and_then(|bound| usize::try_from(bound).ok())
    };
    let complain = |bound: String| Err(Mismatch::here(format!("expected {bound} {unit}, got {given}")));
    match (bound("min"), bound("max")) {
        (Some(least), Some(most)) if least == most && given != most => complain(format!("exactly {most}")),
        (Some(least), _) if given < least => complain(format!("at least {least}")),
        (_, Some(most)) if given > most => complain(format!("at most {most}")),
        _ => Ok(()),
    }
}
