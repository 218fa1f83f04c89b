//! The JSON-RPC 2.0 envelope: one line is one message.
//!
//! Errors never quote what was sent: a line may hold a customer's number.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};
use serde_json::{Map, Value, value::RawValue};

use crate::views::Refused;

/// Longest line that a client may send, in octets, without its newline.
pub const MAX_LINE: usize = 64 * 1024;

/// Longest text that may serve as the id of a request, in characters, and most digits of a number.
pub const MAX_ID: usize = 128;

/// What a client calls its request: a number or a text in JSON. It comes back with the answer octet for octet, whatever a
/// reader on the way makes of its digits or escapes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RequestId(Box<str>);

impl RequestId {
    /// The number, if it is one that our own client gives.
    #[must_use]
    pub fn number(&self) -> Option<u64> {
        self.0.parse().ok()
    }
}

impl From<u64> for RequestId {
    fn from(number: u64) -> Self {
        Self(number.to_string().into())
    }
}

/// In JSON.
impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for RequestId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw: &RawValue = serde_json::from_str(&self.0).map_err(ser::Error::custom)?;
        raw.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RequestId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Box::<RawValue>::deserialize(deserializer)?.get().into()))
    }
}

/// One request, as far as the envelope tells. Its parameters may be about people, so it hides them from `Debug`.
#[derive(Clone, PartialEq)]
pub struct Incoming {
    /// Its id.
    pub id: RequestId,
    /// The method's name, whatever it is.
    pub method: String,
    /// The parameters; empty when absent.
    pub params: Map<String, Value>,
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Incoming({:?}, {:?}, {} parameters)", self.id, self.method, self.params.len())
    }
}

/// Why a line is not answered with a result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The line is no JSON (-32700).
    #[error("no JSON: {0}")]
    Parse(String),
    /// The line is JSON, but no request (-32600).
    #[error("no request: {0}")]
    InvalidRequest(String),
    /// There is no such method (-32601).
    #[error("{0}")]
    UnknownMethod(String),
    /// The parameters are not those of the method (-32602).
    #[error("{0}")]
    InvalidParams(String),
    /// The call was understood and is not done (-32000).
    #[error(transparent)]
    Refused(#[from] Box<Refused>),
}

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Self {
        Self::Refused(Box::new(refused))
    }
}

impl Fault {
    /// `error.code`.
    #[must_use]
    pub fn code(&self) -> i64 {
        match self {
            Self::Parse(_) => -32700,
            Self::InvalidRequest(_) => -32600,
            Self::UnknownMethod(_) => -32601,
            Self::InvalidParams(_) => -32602,
            Self::Refused(_) => REFUSED,
        }
    }
}

/// `error.code` of everything that carries a [`Refused`] in `error.data`.
pub const REFUSED: i64 = -32000;

/// A fault and the request it answers, as far as an id could be made out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRequest {
    /// The id; `null` on the wire when absent.
    pub id: Option<RequestId>,
    /// What is wrong.
    pub fault: Fault,
}

/// Reads one line from a client.
///
/// # Errors
/// [`Fault::Parse`] when it is no JSON, [`Fault::InvalidRequest`] for batches, for a missing or unusable id, for
/// another version and for members that a request does not have, [`Fault::InvalidParams`] for parameters by position.
pub fn read_request(line: &str) -> Result<Incoming, BadRequest> {
    let anonymous = |fault| BadRequest { id: None, fault };
    let whole: &RawValue = serde_json::from_str(line).map_err(|error| anonymous(no_json(&error)))?;
    if !whole.get().starts_with('{') {
        return Err(anonymous(not_an_object(whole)));
    }
    let mut members: Members<'_> =
        serde_json::from_str(whole.get()).map_err(|error| anonymous(no_json(&error)))?;
    let id = read_id(members.remove("id")).map_err(anonymous)?;
    match read_members(members) {
        Ok((method, params)) => Ok(Incoming { id, method, params }),
        Err(fault) => Err(BadRequest { id: Some(id), fault }),
    }
}

/// The members of a request, not yet looked into.
type Members<'a> = BTreeMap<String, &'a RawValue>;

fn no_json(error: &serde_json::Error) -> Fault {
    Fault::Parse(error.to_string())
}

fn not_an_object(value: &RawValue) -> Fault {
    Fault::InvalidRequest(match value.get().starts_with('[') {
        true => "batches are not served; send one request per line".to_owned(),
        false => "expected a JSON object per line".to_owned(),
    })
}

fn read_id(id: Option<&RawValue>) -> Result<RequestId, Fault> {
    let Some(id) = id.map(RawValue::get) else {
        let missing = "`id` is missing; every call is answered, so every call needs one";
        return Err(Fault::InvalidRequest(missing.to_owned()));
    };
    let length = match id.chars().next() {
        // What can be sent and not be read is as long as it is written.
        Some('"') => serde_json::from_str::<String>(id).map_or(id.len(), |text| text.chars().count()),
        Some('-' | '0'..='9') => id.len(),
        _ => return Err(Fault::InvalidRequest("`id` must be a number or a string".to_owned())),
    };
    match length <= MAX_ID {
        true => Ok(RequestId(id.into())),
        false => Err(Fault::InvalidRequest(format!("`id` is longer than {MAX_ID} characters"))),
    }
}

fn read_members(mut members: Members<'_>) -> Result<(String, Map<String, Value>), Fault> {
    let invalid = |text: &str| Err(Fault::InvalidRequest(text.to_owned()));
    let mut text = |name| members.remove(name).and_then(|raw| serde_json::from_str::<String>(raw.get()).ok());
    if text("jsonrpc").as_deref() != Some("2.0") {
        return invalid("`jsonrpc` must be \"2.0\"");
    }
    let Some(method) = text("method") else {
        return invalid("`method` must be a string");
    };
    let params = match members.remove("params").map(RawValue::get) {
        None => Map::new(),
        Some(params) if params.starts_with('{') => {
            serde_json::from_str(params).map_err(|error| no_json(&error))?
        }
        Some(_) => return Err(Fault::InvalidParams("params must be an object: they go by name".to_owned())),
    };
    if !members.is_empty() {
        return invalid("a request has `jsonrpc`, `id`, `method` and `params`, and nothing else");
    }
    Ok((method, params))
}

/// The line of a successful answer, with its newline.
#[must_use]
pub fn result_line<R: Serialize>(id: RequestId, result: R) -> String {
    #[derive(Serialize)]
    struct Answer<R> {
        jsonrpc: &'static str,
        id: RequestId,
        result: R,
    }
    line(&Answer { jsonrpc: "2.0", id, result })
}

/// The line that says why a call is not done, with its newline.
#[must_use]
pub fn error_line(id: Option<RequestId>, fault: &Fault) -> String {
    #[derive(Serialize)]
    struct Answer<'a> {
        jsonrpc: &'static str,
        id: Option<RequestId>,
        error: RpcError<'a>,
    }
    #[derive(Serialize)]
    struct RpcError<'a> {
        code: i64,
        message: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        data: Option<&'a Refused>,
    }
    let data = match fault {
        Fault::Refused(refused) => Some(&**refused),
        _ => None,
    };
    let error = RpcError { code: fault.code(), message: fault.to_string(), data };
    line(&Answer { jsonrpc: "2.0", id, error })
}

/// The line of a notification, with its newline.
#[must_use]
pub fn notification_line(method: &str, params: &impl Serialize) -> String {
    #[derive(Serialize)]
    struct Notification<'a, T> {
        jsonrpc: &'static str,
        method: &'a str,
        params: &'a T,
    }
    line(&Notification { jsonrpc: "2.0", method, params })
}

/// The line of a request, with its newline.
#[must_use]
pub fn request_line(id: u64, method: &str, params: &impl Serialize) -> String {
    #[derive(Serialize)]
    struct Request<'a, T> {
        jsonrpc: &'static str,
        id: u64,
        method: &'a str,
        params: &'a T,
    }
    line(&Request { jsonrpc: "2.0", id, method, params })
}

fn line(message: &impl Serialize) -> String {
    // Our own types have text keys and finite numbers, so this does not fail; if it ever did, the reader gets
    // an empty line, which is no message, and not half of one.
    let mut text = serde_json::to_string(message).unwrap_or_default();
    text.push('\n');
    text
}

/// One line from the server, as a client sees it.
#[derive(Debug, Clone, PartialEq)]
pub enum FromServer {
    /// The answer to a request; without an id the server could not tell which.
    Answer {
        /// The request.
        id: Option<RequestId>,
        /// What came of it.
        outcome: Result<Value, ErrorObject>,
    },
    /// Something happened.
    Notification {
        /// Its name.
        method: String,
        /// What it says.
        params: Value,
    },
}

/// `error` of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct ErrorObject {
    /// JSON-RPC's number.
    pub code: i64,
    /// A sentence.
    pub message: String,
    /// [`Refused`] where `code` is [`REFUSED`]; whatever a later version adds otherwise.
    #[serde(default)]
    pub data: Value,
}

impl ErrorObject {
    /// The refusal, if this is one and its reason is known to this version.
    #[must_use]
    pub fn refused(&self) -> Option<Refused> {
        serde_json::from_value(self.data.clone()).ok()
    }
}

/// Reads one line from the server.
///
/// # Errors
/// What is wrong with it, in words; the peer is then no callbackd.
pub fn read_from_server(line: &str) -> Result<FromServer, String> {
    #[derive(Deserialize)]
    struct Members {
        #[serde(default)]
        id: Option<RequestId>,
        method: Option<String>,
        #[serde(default)]
        params: Value,
        #[serde(default, deserialize_with = "present")]
        result: Option<Value>,
        error: Option<ErrorObject>,
    }
    let members: Members = serde_json::from_str(line).map_err(|error| error.to_string())?;
    match members {
        Members { method: Some(method), params, .. } => Ok(FromServer::Notification { method, params }),
        Members { id, error: Some(error), .. } => Ok(FromServer::Answer { id, outcome: Err(error) }),
        Members { id, result: Some(result), .. } => Ok(FromServer::Answer { id, outcome: Ok(result) }),
        Members { .. } => Err("neither method nor result nor error".to_owned()),
    }
}

/// Tells a `result` of null from no `result`.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests;
