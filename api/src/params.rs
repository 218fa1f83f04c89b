//! What a layer may ask for: the parameters of every method, as the socket carries them.
//!
//! The same types are serialised by clients and decoded by the server, so there is one spelling of each.
//! Unknown parameters are refused: a misspelt field must not be mistaken for an answered wish.
//! The bounds in `#[schemars(…)]` are the ones that the server enforces and the ones that it publishes.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{AgentId, Device, Private, QueueName, SessionId, StatusToken, TimestampSchema},
    record::Fact,
    words::SessionState,
};

/// A kind of caller (behaviour: who may do what).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The public web layer: request, status, withdraw.
    Requester,
    /// Drives sessions as the agents it may act for.
    Agent,
    /// Sees all, reassigns, resolves.
    Supervisor,
    /// Status, reload, explain.
    Operator,
}

impl Role {
    /// Its name on the socket and in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Requester => "requester",
            Self::Agent => "agent",
            Self::Supervisor => "supervisor",
            Self::Operator => "operator",
        }
    }
}

/// A set of [`Role`]s.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Roles(u8);

impl Roles {
    /// Adds a role.
    #[must_use]
    pub fn with(self, role: Role) -> Self {
        Self(self.0 | 1 << role as u8)
    }

    /// Is the role among them?
    #[must_use]
    pub fn has(self, role: Role) -> bool {
        self.0 & 1 << role as u8 != 0
    }

    /// Nothing granted at all.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The roles, in the order of their declaration.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        [Role::Requester, Role::Agent, Role::Supervisor, Role::Operator]
            .into_iter()
            .filter(move |r| self.has(*r))
    }
}

/// `callback.request`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallbackRequest {
    /// The number as the customer typed it.
    #[schemars(length(max = 256))]
    pub number: Private,
    /// Region (ISO 3166 alpha-2) in which a number without country code is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(equal = 2))]
    pub region: Option<String>,
    /// The queue; the configuration's default queue when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<QueueName>,
    /// The customer's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 200))]
    pub name: Option<Private>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 1000))]
    pub subject: Option<Private>,
    /// Whatever the web layer wants the agent to see.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("maxProperties" = 32, "propertyNames" = { "maxLength": 64 }, "additionalProperties" = { "type": "string", "maxLength": 500 }))]
    pub attributes: BTreeMap<String, Private>,
    /// Language tag (BCP 47) of the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 35))]
    pub language: Option<String>,
    /// The customer does not want to be called before this: nobody is offered the request until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<TimestampSchema>", length(max = 64))]
    pub not_before: Option<Timestamp>,
    /// Nor after this: a request that still waits then expires. Absent: it expires by age.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<TimestampSchema>", length(max = 64))]
    pub not_after: Option<Timestamp>,
    /// The same key from the same uid repeats the first answer, for the same request: number with extension, queue, time, name,
    /// subject and attributes. For another it is refused (`key_reused`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 128))]
    pub idempotency_key: Option<String>,
}

/// `callback.change`. What is absent stays as it was; an empty text clears. Of a time both ends are one wish: with one of them
/// given, the other is as it is given or nothing; a `not_before` that is over means as soon as possible.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallbackChange {
    /// The session, for the layer that asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<SessionId>,
    /// Or the token that the customer's page holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_token: Option<StatusToken>,
    /// Another queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<QueueName>,
    /// The customer's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 200))]
    pub name: Option<Private>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 1000))]
    pub subject: Option<Private>,
    /// Whatever the web layer wants the agent to see, all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("maxProperties" = 32, "propertyNames" = { "maxLength": 64 }, "additionalProperties" = { "type": "string", "maxLength": 500 }))]
    pub attributes: Option<BTreeMap<String, Private>>,
    /// Language tag (BCP 47) of the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 35))]
    pub language: Option<String>,
    /// The customer does not want to be called before this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<TimestampSchema>", length(max = 64))]
    pub not_before: Option<Timestamp>,
    /// Nor after this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<TimestampSchema>", length(max = 64))]
    pub not_after: Option<Timestamp>,
}

/// A session by id, or by the token that the customer's page holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionRef {
    /// The id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<SessionId>,
    /// The token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_token: Option<StatusToken>,
}

/// Parameters of methods that need a session and no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OnSession {
    /// The session.
    pub session_id: SessionId,
    /// The person for whom the layer acts, for the audit record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 128))]
    pub actor: Option<String>,
}

/// `agent.log_in`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogIn {
    /// The agent.
    pub agent_id: AgentId,
    /// The extension the agent sits at.
    pub device: Device,
    /// Queues to serve; all that the configuration gives the agent when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 64))]
    pub queues: Option<Vec<QueueName>>,
    /// The person for whom the layer acts, for the audit record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 128))]
    pub actor: Option<String>,
}

/// What an agent may set: ready for offers or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WorkMode {
    /// Offers may come.
    Ready,
    /// No offers.
    NotReady,
}

/// `agent.set_state`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetState {
    /// The agent.
    pub agent_id: AgentId,
    /// The wish.
    pub state: WorkMode,
    /// Why not ready, in the centre's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 200))]
    pub reason: Option<String>,
    /// The person for whom the layer acts, for the audit record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 128))]
    pub actor: Option<String>,
}

/// `agent.present`, `agent.log_out`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OnAgent {
    /// The agent.
    pub agent_id: AgentId,
    /// The person for whom the layer acts, for the audit record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 128))]
    pub actor: Option<String>,
}

/// `session.call_back`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallBack {
    /// The session.
    pub session_id: SessionId,
    /// The dial string as the agent left it; the one shown when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 256))]
    pub dial_string: Option<Private>,
    /// The `rules_version` that came with the controls.
    #[schemars(length(max = 128))]
    pub rules_version: String,
    /// The person for whom the layer acts, for the audit record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 128))]
    pub actor: Option<String>,
}

/// `session.drop` and `session.close`. What is absent or empty stays as it was drafted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finish {
    /// The session.
    pub session_id: SessionId,
    /// How it ended, in the centre's own vocabulary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 64))]
    pub disposition: Option<String>,
    /// Free text for the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 2000))]
    pub note: Option<Private>,
    /// The person for whom the layer acts, for the audit record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 128))]
    pub actor: Option<String>,
}

/// `session.draft`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The session.
    pub session_id: SessionId,
    /// How it ends, as far as that is known; absent: as it was, empty: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 64))]
    pub disposition: Option<String>,
    /// What is written so far; absent: as it was, empty: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 2000))]
    pub note: Option<Private>,
    /// When to call again. Not served yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<TimestampSchema>", length(max = 64))]
    pub again_at: Option<Timestamp>,
    /// The person for whom the layer acts, for the audit record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 128))]
    pub actor: Option<String>,
}

/// `session.send_digits`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendDigits {
    /// The session.
    pub session_id: SessionId,
    /// What to send, of `0` to `9`, `*` and `#`; the customer's extension when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 32))]
    pub digits: Option<Private>,
    /// The person for whom the layer acts, for the audit record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 128))]
    pub actor: Option<String>,
}

/// What a person says became of a call that the daemon lost sight of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// They spoke.
    Talked,
    /// It was dialled and nobody was reached.
    NotReached,
    /// It never left the house.
    NotDialled,
}

/// `session.resolve`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resolve {
    /// The session.
    pub session_id: SessionId,
    /// What became of the call.
    pub outcome: Resolution,
    /// The person for whom the layer acts, for the audit record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 128))]
    pub actor: Option<String>,
}

/// `session.list`. Absent filters match everything; newest last.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListSessions {
    /// Only these states, by their names on the socket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 10))]
    pub states: Option<Vec<SessionState>>,
    /// Only this queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<QueueName>,
    /// Only this agent's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<AgentId>,
    /// Page: sessions whose id sorts after this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<SessionId>,
    /// At most so many, 1 to 500; 100 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 500))]
    pub limit: Option<u32>,
}

/// `dialplan.resolve`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResolveNumber {
    /// The number as somebody would type it.
    #[schemars(length(max = 256))]
    pub number: Private,
    /// The queue whose policy applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<QueueName>,
    /// Region (ISO 3166 alpha-2) in which a number without country code is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(equal = 2))]
    pub region: Option<String>,
}

/// `events.subscribe`. Filters narrow what the role allows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subscribe {
    /// Replay everything after this `seq`, then go on live. Where some of it is no longer kept, or the journal does not
    /// reach that far, `events.gap` says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_seq: Option<u64>,
    /// Only these notifications, by method name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 32), extend("items" = { "type": "string", "enum": Fact::told().collect::<Vec<_>>() }))]
    pub kinds: Option<Vec<String>>,
    /// Only these sessions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 256))]
    pub sessions: Option<Vec<SessionId>>,
    /// Only these agents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 256))]
    pub agents: Option<Vec<AgentId>>,
}

/// `queue.status`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QueueStatus {
    /// Only this queue; absent: all that the caller may see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<QueueName>,
}

/// `system.hello`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// The client's name, for the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 128))]
    pub client: Option<String>,
    /// The client's version, for the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 128))]
    pub version: Option<String>,
}

/// `system.reload`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reload {
    /// The person for whom the layer acts, for the audit record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 128))]
    pub actor: Option<String>,
}
