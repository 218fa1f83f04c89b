//! The stable words of the socket, of the store and of whoever tells them to people.
//!
//! Each vocabulary is one enum. Where a later version may add to it, what is received is a [`Word`]: it keeps what it does
//! not know. A sentence for a person is chosen by the enum, so a new word does not compile before it is told everywhere.

use std::{borrow::Cow, fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

/// A word of a vocabulary, or one that a later version says.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Word<V> {
    /// This version knows it.
    Known(V),
    /// It does not; kept as it came.
    Other(String),
}

/// A text that is none of a vocabulary's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such word")]
pub struct UnknownWord;

/// A fixed set of words.
pub trait Vocabulary: Copy {
    /// The word itself.
    fn word(self) -> &'static str;
}

impl<V: Vocabulary> Word<V> {
    /// The word itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(known) => known.word(),
            Self::Other(other) => other,
        }
    }

    /// What this version knows of it.
    #[must_use]
    pub fn known(&self) -> Option<V> {
        match self {
            Self::Known(known) => Some(*known),
            Self::Other(_) => None,
        }
    }
}

impl<V> From<V> for Word<V> {
    fn from(known: V) -> Self {
        Self::Known(known)
    }
}

impl<V: PartialEq> PartialEq<V> for Word<V> {
    fn eq(&self, known: &V) -> bool {
        matches!(self, Self::Known(own) if own == known)
    }
}

impl<V: Vocabulary> fmt::Display for Word<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Published as the words that this version says.
impl<V: JsonSchema> JsonSchema for Word<V> {
    fn inline_schema() -> bool {
        V::inline_schema()
    }
    fn schema_name() -> Cow<'static, str> {
        V::schema_name()
    }
    fn schema_id() -> Cow<'static, str> {
        V::schema_id()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        V::json_schema(generator)
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $variant:ident = $word:literal,)* }) => {
        words!($(#[$doc])* $name { $($(#[$word_doc])* $variant = $word,)* } or {});

        impl $name {
            /// All of them, in the order of their declaration.
            pub const ALL: &[Self] = &[$(Self::$variant),*];
        }

        impl FromStr for $name {
            type Err = UnknownWord;
            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                Self::ALL.iter().copied().find(|known| known.word() == text).ok_or(UnknownWord)
            }
        }
    };
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $variant:ident = $word:literal,)* }
     or { $($(#[$more_doc:meta])* $more:ident($others:ty))? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        pub enum $name {
            $($(#[$word_doc])* #[serde(rename = $word)] $variant,)*
            $($(#[$more_doc])* #[serde(untagged)] $more($others),)?
        }

        impl $name {
            /// The word itself.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                    $(Self::$more(other) => other.word(),)?
                }
            }
        }

        impl Vocabulary for $name {
            fn word(self) -> &'static str {
                self.word()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.word())
            }
        }
    };
}
words! {
    /// What is wrong with what the store kept of a session: nothing is dialled because of it.
    Damage {
        /// The session's own row is not as it was written.
        Session = "session",
        /// The row with the customer's number is not as it was written.
        Personal = "personal",
        /// The row with the customer's number is gone.
        PersonalMissing = "personal_missing",
        /// The rows are of a later version, or contradict themselves.
        Contradiction = "contradiction",
    }
}

words! {
    /// What is wrong with the store as a whole.
    StoreFault {
        /// Records that were acknowledged are gone.
        RecordsMissing = "records_missing",
        /// The mark beside the store, which tells how far it was acknowledged, is gone.
        Unmarked = "unmarked",
        /// The store's end is another than the one that was acknowledged.
        Altered = "altered",
        /// The mark is that of another store.
        AnotherStore = "another_store",
        /// Rows are not as they were written.
        Damaged = "damaged",
    }
}

words! {
    /// Where a session stands.
    SessionState {
        /// Waits for an agent.
        Queued = "queued",
        /// Shown to an agent.
        Offered = "offered",
        /// The agent sees the controls.
        Open = "open",
        /// Nothing will be dialled; still the agent's until Drop Call.
        Cancelled = "cancelled",
        /// An attempt is under way.
        Dialing = "dialing",
        /// They talk.
        Talking = "talking",
        /// The customer waits.
        Held = "held",
        /// Nobody knows what became of the call.
        Unknown = "unknown",
        /// The agent writes it up.
        WrapUp = "wrap_up",
        /// The end.
        Closed = "closed",
    }
}

words! {
    /// Why a session waits in its queue.
    QueuedReason {
        /// A customer asked.
        Requested = "requested",
        /// The customer changed the request.
        Changed = "changed",
        /// The time that the customer chose has come.
        Due = "due",
        /// The offer was not taken in time.
        OfferMissed = "offer_missed",
        /// Its agent logged out.
        AgentLoggedOut = "agent_logged_out",
        /// The agent's layer was lost and did not come back in time.
        LayerLost = "layer_lost",
        /// Its agent is no longer configured.
        AgentRemoved = "agent_removed",
        /// Its agent was away and did not come back in time.
        AgentLost = "agent_lost",
        /// The daemon was restarted.
        Restarted = "restarted",
    }
}

words! {
    /// Why a session closed.
    Closing {
        /// They talked.
        Completed = "completed",
        /// The call went to somebody else.
        Transferred = "transferred",
        /// The agent dropped it without a conversation.
        Dropped = "dropped",
        /// The agent cancelled it, then dropped it.
        Cancelled = "cancelled",
        /// The customer withdrew it.
        Withdrawn = "withdrawn",
        /// Nobody took it in time.
        Expired = "expired",
    }
}

words! {
    /// Where an attempt stands.
    LegState {
        /// Waits for its permit; nothing has left the process.
        Planned = "planned",
        /// MakeCall is recorded and perhaps sent, and nothing was heard yet.
        Placing = "placing",
        /// To be hung up as soon as the switch names it.
        Abandoning = "abandoning",
        /// The phone is prompted.
        Initiated = "initiated",
        /// Digits are out.
        Originated = "originated",
        /// A trunk was seized.
        NetworkReached = "network_reached",
        /// The customer's phone rings.
        Ringing = "ringing",
        /// They talk.
        Connected = "connected",
        /// One of them waits.
        Held = "held",
        /// The outcome is settled; the phone is being freed.
        Clearing = "clearing",
        /// Nobody knows.
        Unknown = "unknown",
        /// Over.
        Ended = "ended",
    }
}

words! {
    /// Why an attempt failed.
    FailureReason {
        /// The customer talks to somebody else.
        Busy = "busy",
        /// It rang and nobody came.
        NoAnswer = "no_answer",
        /// The agent's phone was not lifted in time.
        NotLifted = "not_lifted",
        /// The agent hung up before the customer answered.
        HungUpEarly = "hung_up_early",
        /// The agent's extension may not dial this.
        Barred = "barred",
        /// No such number, or not dialled as the network wants it.
        InvalidNumber = "invalid_number",
        /// No trunk, no route, no capacity: worth another try later.
        Congestion = "congestion",
        /// The agent's own phone cannot make a call now.
        DeviceUnavailable = "device_unavailable",
        /// The customer's phone rejects calls.
        DoNotDisturb = "do_not_disturb",
        /// The switch gave another reason.
        Rejected = "rejected",
        /// The link went down before anything was sent.
        LinkDown = "link_down",
        /// At the moment of dialling the rules said no.
        NotPermitted = "not_permitted",
        /// Only a person knew, and said it was not reached.
        NotReached = "not_reached",
        /// Only a person knew, and said it was not dialled.
        NotDialled = "not_dialled",
    }
}

words! {
    /// How an attempt ended.
    Outcome {
        /// They talked.
        Completed = "completed",
        /// The call went to somebody else.
        Transferred = "transferred",
        /// The agent dropped it before it was answered.
        Dropped = "dropped",
        /// Nobody knows; only records of the audit say so.
        Unknown = "unknown",
    } or {
        /// It failed.
        Failed(FailureReason)
    }
}

words! {
    /// What an agent is doing.
    AgentState {
        /// Not there.
        LoggedOut = "logged_out",
        /// No offers, please.
        NotReady = "not_ready",
        /// Offers may come.
        Ready = "ready",
        /// Is shown a request.
        Offered = "offered",
        /// Has a session.
        OnSession = "on_session",
        /// Writes one up.
        WrapUp = "wrap_up",
    }
}

words! {
    /// Why an agent's state is what it is, where the daemon and not a person gave the reason.
    AgentReason {
        /// Has just come.
        LoggedIn = "logged_in",
        /// Logged in elsewhere meanwhile.
        TakenOver = "taken_over",
        /// Leaves once the session is over.
        LoggingOut = "logging_out",
        /// Left.
        LoggedOut = "logged_out",
        /// The layer was lost and did not come back in time.
        LayerLost = "layer_lost",
        /// Did not take an offer in time.
        MissedOffer = "missed_offer",
        /// Not ready once the session is over.
        AfterSession = "after_session",
        /// The configuration names no such agent any more.
        NoLongerConfigured = "no_longer_configured",
    }
}

words! {
    /// What the switch tells of an extension.
    DeviceState {
        /// Free.
        Idle = "idle",
        /// In use.
        Busy = "busy",
        /// It has not told.
        Unknown = "unknown",
        /// Out of service.
        OutOfService = "out_of_service",
        /// It refuses to tell.
        NotMonitored = "not_monitored",
    }
}

words! {
    /// What keeps an offer from an agent.
    Obstacle {
        /// The agent is not there.
        LoggedOut = "logged_out",
        /// The agent logged in for other queues.
        OtherQueues = "other_queues",
        /// The agent is not ready.
        NotReady = "not_ready",
        /// The agent's layer is not connected.
        LayerAway = "layer_away",
        /// The phone is still being freed from the call before.
        PhoneBeingFreed = "phone_being_freed",
        /// The phone is not monitored.
        PhoneNotMonitored = "phone_not_monitored",
        /// The phone is in use.
        PhoneInUse = "phone_in_use",
        /// The switch has not told whether the phone is idle.
        PhoneUnknown = "phone_unknown",
        /// The phone is out of service.
        PhoneOutOfService = "phone_out_of_service",
        /// The agent let it pass before.
        LetPass = "let_pass",
        /// Another agent was idle for longer, or another request was first.
        OthersFirst = "others_first",
    }
}

words! {
    /// What a customer may know of their own request.
    CustomerState {
        /// It waits.
        Queued = "queued",
        /// Somebody calls.
        BeingCalled = "being_called",
        /// They talk.
        InCall = "in_call",
        /// They talked.
        Reached = "reached",
        /// They did not.
        NotReached = "not_reached",
        /// The centre cancelled it.
        Cancelled = "cancelled",
        /// The customer took it back.
        Withdrawn = "withdrawn",
        /// Nobody took it in time.
        Expired = "expired",
        /// It is over, and no more is known.
        Closed = "closed",
    }
}

words! {
    /// The link to the switch.
    LinkState {
        /// No connection.
        Down = "down",
        /// The connection is being made.
        Connecting = "connecting",
        /// The association is being made.
        Binding = "binding",
        /// In use.
        Up = "up",
    }
}

words! {
    /// When rules of the dial plan were asked.
    RulesStep {
        /// At the request.
        Request = "request",
        /// At Call State.
        Shown = "shown",
        /// At Call Back, for digits that the agent changed.
        Edited = "edited",
    }
}

words! {
    /// The methods of the socket.
    MethodName {
        /// Tells the client's name.
        SystemHello = "system.hello",
        /// Answers this document.
        RpcDiscover = "rpc.discover",
        /// Asks for a callback.
        CallbackRequest = "callback.request",
        /// Changes a request that still waits.
        CallbackChange = "callback.change",
        /// Tells what the customer may know.
        CallbackStatus = "callback.status",
        /// Takes a request back, unless somebody already dials.
        CallbackWithdraw = "callback.withdraw",
        /// Logs an agent in at a device and binds the agent to this connection.
        AgentLogIn = "agent.log_in",
        /// Makes an agent ready for offers, or not.
        AgentSetState = "agent.set_state",
        /// Says that a person is still there.
        AgentPresent = "agent.present",
        /// Logs an agent out.
        AgentLogOut = "agent.log_out",
        /// Call State: shows the callback controls.
        SessionOpen = "session.open",
        /// Call Back: dials.
        SessionCallBack = "session.call_back",
        /// Cancel: nothing is dialled.
        SessionCancel = "session.cancel",
        /// Drop Call: clears the call if there is one.
        SessionDrop = "session.drop",
        /// Puts the customer on hold.
        SessionHold = "session.hold",
        /// Takes the customer off hold.
        SessionRetrieve = "session.retrieve",
        /// Ends wrap-up with a disposition.
        SessionClose = "session.close",
        /// Sends the extension, or other digits, into the conversation, where the switch does that.
        SessionSendDigits = "session.send_digits",
        /// Keeps what an agent types.
        SessionDraft = "session.draft",
        /// Says what became of a call that the daemon lost sight of.
        SessionResolve = "session.resolve",
        /// Lists sessions.
        SessionList = "session.list",
        /// Shows one session with its attempts.
        SessionGet = "session.get",
        /// Gives a session to another agent.
        SessionReassign = "session.reassign",
        /// Withdraws sessions in bulk.
        SessionWithdraw = "session.withdraw",
        /// Shows queues: how many wait and when they open.
        QueueStatus = "queue.status",
        /// Opens, holds, drains or closes a queue.
        QueueSetMode = "queue.set_mode",
        /// Tells how the daemon, the link and the queues do.
        SystemStatus = "system.status",
        /// Reads the configuration again.
        SystemReload = "system.reload",
        /// Tells one callback's whole story.
        SessionExplain = "session.explain",
        /// Shows every step and rule between a number as typed and what is dialled.
        DialplanResolve = "dialplan.resolve",
        /// Decodes the link's traffic as it passes, without what is private, until the connection closes or the trace is stopped.
        LinkTrace = "link.trace",
        /// Replays what happened after a place, then tells what happens.
        EventsSubscribe = "events.subscribe",
    }
}

words! {
    /// What became of a call of a layer, for the audit.
    CallResult {
        /// Done.
        Done = "done",
        /// There was such a request already.
        Duplicate = "duplicate",
        /// The first answer was given again.
        Repeated = "repeated",
    } or {
        /// Not done.
        Refused(Reason)
    }
}

words! {
    /// Why a call is refused: `error.data.reason`.
    Reason {
        /// A dial plan rule or limit says no; `rule` names it.
        NumberRefused = "number_refused",
        /// The text can be read as more than one number; `readings` are those.
        AmbiguousNumber = "ambiguous_number",
        /// The idempotency key belongs to another request.
        KeyReused = "key_reused",
        /// The routing rules changed since the controls were shown; fresh ones come along.
        NumberChanged = "number_changed",
        /// The caller's roles or configuration do not permit it.
        NotAllowed = "not_allowed",
        /// The session or agent is in a state in which this makes no sense.
        WrongState = "wrong_state",
        /// No such session for this caller.
        NoSuchSession = "no_such_session",
        /// Somebody else was faster; `state` tells what won.
        TooLate = "too_late",
        /// Too many requests per time.
        RateLimited = "rate_limited",
        /// The queue's service hours do not permit dialling now.
        OutsideHours = "outside_hours",
        /// The queue takes no requests.
        QueueClosed = "queue_closed",
        /// The device cannot be used.
        DeviceUnavailable = "device_unavailable",
        /// The switch cannot be reached.
        LinkDown = "link_down",
        /// The store fails; nothing was changed.
        StoreUnavailable = "store_unavailable",
        /// Too much at once; try again.
        Busy = "busy",
        /// This version does not do that.
        Unsupported = "unsupported",
        /// The daemon is going down.
        ShuttingDown = "shutting_down",
        /// The configuration that was to be loaded is faulty; the old one stays in force.
        BadConfiguration = "bad_configuration",
    }
}

/// What a customer may know of an end.
impl From<Closing> for CustomerState {
    fn from(closing: Closing) -> Self {
        match closing {
            Closing::Completed | Closing::Transferred => Self::Reached,
            Closing::Dropped => Self::NotReached,
            Closing::Cancelled => Self::Cancelled,
            Closing::Withdrawn => Self::Withdrawn,
            Closing::Expired => Self::Expired,
        }
    }
}

impl FailureReason {
    /// A sentence for the agent, in English.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Busy => "The number is busy.",
            Self::NoAnswer => "Nobody answered.",
            Self::NotLifted => "Your phone was not lifted in time.",
            Self::HungUpEarly => "Your phone was hung up before the customer answered.",
            Self::Barred => "The switch does not let your extension dial this number.",
            Self::InvalidNumber => {
                "The switch says that this number does not exist or cannot be dialled like this."
            }
            Self::Congestion => "No line or no route was free. Try again in a moment.",
            Self::DeviceUnavailable => {
                "Your phone cannot place a call now: it is busy, blocked or out of service."
            }
            Self::DoNotDisturb => "The called phone does not accept calls at present.",
            Self::Rejected => "The switch did not complete the call.",
            Self::LinkDown => {
                "The link to the switch was lost before the call was placed. Nothing was dialled."
            }
            Self::NotPermitted => {
                "The rules did not permit the call at the moment of dialling. Nothing was dialled."
            }
            Self::NotReached => "The customer was not reached, as a person reported.",
            Self::NotDialled => "Nothing was dialled, as a person reported.",
        }
    }
}

impl Obstacle {
    /// The same in words, in English.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::LoggedOut => "the agent is logged out",
            Self::OtherQueues => "the agent logged in for other queues",
            Self::NotReady => "the agent is not ready",
            Self::LayerAway => "the agent's layer is not connected",
            Self::PhoneBeingFreed => "the phone is still being freed from the call before",
            Self::PhoneNotMonitored => "the phone is not monitored",
            Self::PhoneInUse => "the phone is in use",
            Self::PhoneUnknown => "the switch has not told whether the phone is idle",
            Self::PhoneOutOfService => "the phone is out of service",
            Self::LetPass => "the agent let it pass before",
            Self::OthersFirst => "another agent was idle for longer, or another request was first",
        }
    }
}
