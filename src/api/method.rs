//! The methods: who may call them, what they take, what they answer.

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

use callbackd_api::{
    ids::SessionId,
    message::Fault,
    params::{
        CallBack, CallbackChange, CallbackRequest, Draft, Finish, Hello, ListSessions, LogIn, OnAgent,
        OnSession, QueueStatus, Reload, Resolve, ResolveNumber, Role, Roles, SendDigits, SessionRef,
        SetState, Subscribe,
    },
    record::Record,
    story::Story,
    trace::{LinkTrace, Tracing},
    views::{
        AgentView, Changed, Controls, CustomerStatus, LegView, Queues, Refused, Reloaded, Requested,
        SessionPage, SessionView, Subscribed, SystemStatus, Welcome,
    },
    words::{MethodName, Reason},
};
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::params;
use crate::switchboard::{
    command::Command,
    subscription::{self, Sight},
};

/// One call, decoded and allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The method's name, for the audit record.
    pub method: MethodName,
    /// The person for whom the layer acts.
    pub actor: Option<String>,
    /// What is asked for.
    pub request: Request,
}

impl Call {
    /// Octets that are kept free for the answer, so that one that waits for its reader takes no memory that was not there. Most
    /// lists, stories and documents are shorter; what is longer counts with what it has.
    #[must_use]
    pub fn answer_octets(&self) -> usize {
        match self.request {
            Request::Command(Command::List(_)) | Request::Explain(_) | Request::Discover => 256 * 1024,
            Request::Command(_) | Request::Reload | Request::Trace(_) => 16 * 1024,
        }
    }
}

/// What is asked for, by who answers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// The switchboard.
    Command(Command),
    /// The daemon, which reads its configuration again.
    Reload,
    /// The daemon, which reads the journal.
    Explain(SessionId),
    /// [`openrpc::document`](super::openrpc::document).
    Discover,
    /// The daemon, which taps the link.
    Trace(LinkTrace),
}

impl From<Command> for Request {
    fn from(command: Command) -> Self {
        Self::Command(command)
    }
}

/// What a caller must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Anybody who can open the socket.
    Nothing,
    /// Whoever has a role.
    AnyRole,
    /// Whoever has one of these.
    OneOf(&'static [Role]),
}

/// One method.
pub struct Method {
    /// Its name.
    pub name: MethodName,
    /// What it does, in a line.
    pub summary: &'static str,
    /// Who may call it.
    pub needs: Needs,
    /// Absent where this version knows the name and answers `unsupported`.
    pub(super) served: Option<Served>,
}

/// How a method is described and decoded.
pub(super) struct Served {
    params: fn(&mut SchemaGenerator) -> Schema,
    pub(super) result: fn(&mut SchemaGenerator) -> Schema,
    decode: fn(Value) -> serde_json::Result<Request>,
}

/// What `rpc.discover` answers: a document of OpenRPC.
struct OpenRpc;

impl JsonSchema for OpenRpc {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "OpenRpc".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "$ref": "https://meta.open-rpc.org/" })
    }
}

/// The parameters of methods that have none.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NoParams {}

/// An explanation in steps; its members are the dial plan's own.
type Explanation = Map<String, Value>;

macro_rules! methods {
    ($($name:ident $needs:ident [$($role:ident)*] $summary:literal $($params:ty => $result:ty, $build:expr)?;)*) => {
        /// Every method that has a name.
        pub const METHODS: &[Method] = &[$(Method {
            name: MethodName::$name,
            summary: $summary,
            needs: methods!(@needs $needs [$($role)*]),
            served: methods!(@served $($params => $result, $build)?),
        }),*];
    };
    (@needs OneOf [$($role:ident)+]) => { Needs::OneOf(&[$(Role::$role),+]) };
    (@needs $needs:ident []) => { Needs::$needs };
    (@served) => { None };
    (@served $params:ty => $result:ty, $build:expr) => {
        Some(Served {
            params: |schemas| schemas.subschema_for::<$params>(),
            result: |schemas| schemas.subschema_for::<$result>(),
            decode: |params| decoded::<$params>(params).map($build),
        })
    };
}

fn decoded<P: DeserializeOwned>(params: Value) -> serde_json::Result<P> {
    serde_json::from_value(params)
}

methods! {
    SystemHello Nothing [] "Tells the client's name; answers what this connection may do."
        Hello => Welcome, |p| Command::Hello(p).into();
    RpcDiscover Nothing [] "Answers this document."
        NoParams => OpenRpc, |_| Request::Discover;
    CallbackRequest OneOf [Requester] "Asks for a callback; answered once the request is durable."
        CallbackRequest => Requested, |p| Command::Request(Box::new(p)).into();
    CallbackChange OneOf [Requester] "Changes a request that still waits; answers like callback.request."
        CallbackChange => Requested, |p| Command::Change(Box::new(p)).into();
    CallbackStatus OneOf [Requester] "Tells what the customer may know."
        SessionRef => CustomerStatus, |p| Command::Status(p).into();
    CallbackWithdraw OneOf [Requester] "Takes a request back, unless somebody already dials."
        SessionRef => CustomerStatus, |p| Command::Withdraw(p).into();
    AgentLogIn OneOf [Agent] "Logs an agent in at a device and binds the agent to this connection."
        LogIn => Changed<AgentView>, |p| Command::LogIn(p).into();
    AgentSetState OneOf [Agent] "Makes an agent ready for offers, or not."
        SetState => Changed<AgentView>, |p| Command::SetState(p).into();
    AgentPresent OneOf [Agent] "Says that a person is still there; every 10 s from a layer that stands for a browser."
        OnAgent => Changed<AgentView>, |p| Command::Present(p).into();
    AgentLogOut OneOf [Agent] "Logs an agent out."
        OnAgent => Changed<AgentView>, |p| Command::LogOut(p).into();
    SessionOpen OneOf [Agent] "Call State: shows the callback controls."
        OnSession => Changed<Controls>, |p| Command::Open(p).into();
    SessionCallBack OneOf [Agent] "Call Back: dials; answered once the intent is durable."
        CallBack => Changed<LegView>, |p| Command::CallBack(p).into();
    SessionCancel OneOf [Agent] "Cancel: nothing is dialled; the session stays active until it is dropped."
        OnSession => Changed<SessionView>, |p| Command::Cancel(p).into();
    SessionDrop OneOf [Agent] "Drop Call: clears the call if there is one; then wrap-up or closed."
        Finish => Changed<SessionView>, |p| Command::Drop(p).into();
    SessionHold OneOf [Agent] "Puts the customer on hold."
        OnSession => Changed<SessionView>, |p| Command::Hold(p).into();
    SessionRetrieve OneOf [Agent] "Takes the customer off hold."
        OnSession => Changed<SessionView>, |p| Command::Retrieve(p).into();
    SessionClose OneOf [Agent] "Ends wrap-up with a disposition."
        Finish => Changed<SessionView>, |p| Command::Close(p).into();
    SessionSendDigits OneOf [Agent] "Sends the extension, or other digits, into the conversation, where the switch does that."
        SendDigits => Changed<SessionView>, |p| Command::SendDigits(p).into();
    SessionDraft OneOf [Agent] "Keeps what an agent types; a write-up waits for who types."
        Draft => Changed<SessionView>, |p| Command::Draft(p).into();
    SessionResolve OneOf [Agent Supervisor] "Says what became of a call that the daemon lost sight of."
        Resolve => Changed<SessionView>, |p| Command::Resolve(p).into();
    SessionList OneOf [Agent Supervisor] "Lists sessions; an agent layer sees its own."
        ListSessions => SessionPage, |p| Command::List(p).into();
    SessionGet OneOf [Agent Supervisor] "Shows one session with its attempts."
        OnSession => SessionView, |p| Command::Get(p).into();
    SessionReassign OneOf [Supervisor] "Gives a session to another agent.";
    SessionWithdraw OneOf [Supervisor] "Withdraws sessions in bulk.";
    QueueStatus OneOf [Agent Supervisor] "Shows queues: how many wait and when they open; an agent layer sees those that its agents serve."
        QueueStatus => Queues, |p| Command::QueueStatus(p).into();
    QueueSetMode OneOf [Supervisor] "Opens, holds, drains or closes a queue.";
    SystemStatus OneOf [Operator] "Tells how the daemon, the link and the queues do."
        NoParams => SystemStatus, |_| Command::SystemStatus.into();
    SystemReload OneOf [Operator] "Reads the configuration again; a faulty one is refused and the old one stays."
        Reload => Reloaded, |_| Request::Reload;
    SessionExplain OneOf [Operator Supervisor] "Tells one callback's whole story; numbers in full for supervisors only."
        OnSession => Story, |p| Request::Explain(p.session_id);
    DialplanResolve OneOf [Operator] "Shows every step and rule between a number as typed and what is dialled."
        ResolveNumber => Explanation, |p| Command::ResolveNumber(p).into();
    LinkTrace OneOf [Operator] "Decodes the link's traffic as it passes, without what is private, until the connection closes or the trace is stopped."
        LinkTrace => Tracing, Request::Trace;
    EventsSubscribe AnyRole [] "Replays what happened after a place, then tells what happens; replaces an earlier subscription."
        Subscribe => Subscribed, |p| Command::Subscribe(p).into();
}

/// Is this call known, allowed and complete?
///
/// # Errors
/// [`Fault::UnknownMethod`], [`Fault::Refused`] with `not_allowed` or `unsupported`, [`Fault::InvalidParams`].
pub fn decode(name: &str, params: Map<String, Value>, roles: Roles) -> Result<Call, Fault> {
    let method = METHODS.iter().find(|method| method.name.word() == name).ok_or_else(unknown)?;
    permit(method, roles)?;
    let Some(served) = &method.served else {
        let detail = format!("This version of callbackd does not serve {} yet.", method.name);
        return Err(Refused::new(Reason::Unsupported, detail).into());
    };
    check(method, &params)?;
    let actor = params.get("actor").and_then(Value::as_str).map(str::to_owned);
    // What passes the schema decodes: a test holds the two together. Serde's own words might quote what was sent.
    let request = (served.decode)(Value::Object(params))
        .map_err(|_| Fault::InvalidParams("params: not as rpc.discover describes them".to_owned()))?;
    serve(&request)?;
    Ok(Call { method: method.name, actor, request })
}

fn unknown() -> Fault {
    Fault::UnknownMethod("no such method; rpc.discover lists those there are".to_owned())
}

fn permit(method: &Method, roles: Roles) -> Result<(), Fault> {
    let missing = match method.needs {
        Needs::Nothing => return Ok(()),
        Needs::AnyRole if !roles.is_empty() => return Ok(()),
        Needs::OneOf(any) if any.iter().any(|role| roles.has(*role)) => return Ok(()),
        Needs::AnyRole => "a role".to_owned(),
        Needs::OneOf(any) => {
            let names: Vec<_> = any.iter().map(|role| role.name()).collect();
            format!("the role {}", names.join(" or "))
        }
    };
    let detail = format!(
        "{} needs {missing}, which the daemon's access rules do not grant to this user and group.",
        method.name
    );
    Err(Refused::new(Reason::NotAllowed, detail).into())
}

fn check(method: &Method, given: &Map<String, Value>) -> Result<(), Fault> {
    static SCHEMAS: LazyLock<HashMap<MethodName, Schema>> = LazyLock::new(|| {
        METHODS
            .iter()
            .filter_map(|method| Some((method.name, params_schema(method.served.as_ref()?))))
            .collect()
    });
    match SCHEMAS.get(&method.name) {
        Some(schema) => params::check(schema, given).map_err(|bad| Fault::InvalidParams(bad.to_string())),
        None => Ok(()),
    }
}

/// The parameters of a method, with nothing left to look up elsewhere.
pub(super) fn params_schema(served: &Served) -> Schema {
    let mut settings = SchemaSettings::draft2020_12();
    settings.inline_subschemas = true;
    settings.meta_schema = None;
    (served.params)(&mut settings.into_generator())
}

fn either_or() -> Fault {
    Fault::InvalidParams("params: expected either session_id or status_token".to_owned())
}

/// What parameters may say and this version does not do, and what types cannot say.
fn serve(request: &Request) -> Result<(), Fault> {
    match request {
        Request::Command(
            Command::Status(SessionRef { session_id, status_token })
            | Command::Withdraw(SessionRef { session_id, status_token }),
        ) if session_id.is_some() == status_token.is_some() => Err(either_or()),
        Request::Command(Command::Change(wish))
            if wish.session_id.is_some() == wish.status_token.is_some() =>
        {
            Err(either_or())
        }
        Request::Command(Command::Draft(Draft { again_at: Some(_), .. })) => {
            let detail = "This version of callbackd does not plan another call: leave again_at out.";
            Err(Refused::new(Reason::Unsupported, detail).into())
        }
        _ => Ok(()),
    }
}

/// What a subscriber is told of a record, or `None` where it is kept for the audit alone.
///
/// `seq`, `at` and the ids come first, then what the fact itself says; a customer's layer is told a status instead.
#[must_use]
pub fn notification(record: &Record, sight: Sight) -> Option<(&'static str, Value)> {
    let method = record.notification()?;
    let Ok(Value::Object(mut params)) = serde_json::to_value(record) else { return None };
    params.shift_remove("kind");
    params.shift_remove("requested_by");
    params.insert("at".to_owned(), format!("{:.3}", record.at).into());
    if sight == Sight::Customer {
        let status = subscription::customer_state(&record.fact)?;
        params.retain(|key, _| ["seq", "at", "session_id"].contains(&key.as_str()));
        params.insert("status".to_owned(), status.word().into());
    }
    Some((method, Value::Object(params)))
}

#[cfg(test)]
mod tests;
