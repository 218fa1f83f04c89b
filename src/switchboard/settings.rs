//! What the configuration decides about callbacks. Values here are already checked.

use std::{collections::BTreeMap, time::Duration};

use callbackd_api::ids::{AgentId, Device, QueueName};
use callbackd_settings::spelling::{self, Count, H, S, Span};
use serde::{
    Deserialize, Deserializer,
    de::{self, IntoDeserializer},
};

use crate::{calendar::Hours, dialplan::NumberClass, session};

/// Everything the switchboard is told once, and again at a reload.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// How long sessions and their calls may take.
    pub policy: session::Policy,
    /// The queues, at least one.
    pub queues: Vec<Queue>,
    /// The queue of requests that name none.
    pub default_queue: QueueName,
    /// Who may take callbacks.
    pub agents: Vec<Agent>,
    /// What becomes of the agents of a layer that does not come back.
    pub on_layer_loss: OnLayerLoss,
    /// A layer that disappeared may come back within this (15 s).
    pub layer_grace: Duration,
    /// An agent whose layer once said `agent.present` must repeat it within this (30 s).
    pub present: Duration,
    /// Bounds on what the public may cause.
    pub limits: Limits,
    /// How fast the switch may be asked.
    pub pacing: Pacing,
    /// What this switch is known to do.
    pub switch: SwitchTraits,
    /// The zone in which the centre tells the time, for those who show times.
    pub time_zone: Option<String>,
    /// Do customers get a token with which they can follow and withdraw their request?
    pub customer_status: bool,
}

/// One queue.
#[derive(Debug, Clone, PartialEq)]
pub struct Queue {
    /// Its name.
    pub name: QueueName,
    /// When its callbacks may be dialled.
    pub hours: Hours,
    /// Requests that may wait; more are answered `queue_closed`.
    pub max_waiting: usize,
    /// Its own wrap-up time.
    pub wrap_up: Option<Duration>,
    /// May agents change the digits?
    pub editable: bool,
}

/// One agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// The id.
    pub id: AgentId,
    /// The extensions the agent may sit at.
    pub devices: Vec<Device>,
    /// The queues the agent may serve.
    pub queues: Vec<QueueName>,
    /// Who may act for the agent.
    pub uids: Vec<u32>,
}

/// What becomes of agents whose layer is lost for longer than the grace time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnLayerLoss {
    /// They stay logged in as `not_ready(layer_lost)`.
    NotReady,
    /// They are logged out.
    LogOut,
}

/// `[limits]`: bounds on requests.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Limits {
    /// Open requests per number; one more is a duplicate.
    #[serde(deserialize_with = "spelling::read::<Count<1, 100>, _, _>")]
    pub open_per_number: usize,
    /// Accepted requests per number within an hour.
    #[serde(deserialize_with = "spelling::read::<Count<1, 1000>, _, _>")]
    pub per_number_hour: usize,
    /// Requests per layer (uid) within a minute, accepted or not.
    #[serde(deserialize_with = "spelling::read::<Count<1, 100_000>, _, _>")]
    pub per_layer_minute: usize,
    /// Accepted requests per class of number within an hour; classes that are not named have no limit.
    #[serde(deserialize_with = "per_class")]
    pub per_class_hour: BTreeMap<NumberClass, usize>,
    /// Sessions that are not closed, over all queues.
    #[serde(deserialize_with = "spelling::read::<Count<1, 1_000_000>, _, _>")]
    pub open_sessions: usize,
    /// How far ahead a customer may ask to be called.
    #[serde(deserialize_with = "spelling::read::<Span<H, { 366 * 24 * H }>, _, _>")]
    pub schedule_ahead: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            open_per_number: 1,
            per_number_hour: 5,
            per_layer_minute: 120,
            per_class_hour: BTreeMap::new(),
            open_sessions: 10_000,
            schedule_ahead: Duration::from_secs(31 * 24 * 3600),
        }
    }
}

/// Classes that can have a limit, by the names that policies and rules give them.
const LIMITED: &[&str] = &[
    "internal",
    "emergency",
    "short_code",
    "local",
    "national",
    "mobile",
    "freephone",
    "shared_cost",
    "premium",
    "international",
];

/// A key of `[limits.per-class-hour]`; another one is told like any key that there is not.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Limited(NumberClass);

impl<'de> Deserialize<'de> for Limited {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        if !LIMITED.contains(&name.as_str()) {
            return Err(de::Error::unknown_field(&name, LIMITED));
        }
        NumberClass::deserialize(name.into_deserializer()).map(Self)
    }
}

fn per_class<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<NumberClass, usize>, D::Error> {
    let limits = BTreeMap::<Limited, Count<1, 100_000>>::deserialize(deserializer)?;
    Ok(limits.into_iter().map(|(class, most)| (class.0, most.size())).collect())
}

/// `[pacing]`: the switch's pace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Pacing {
    /// Requests per second, at least 1.
    #[serde(deserialize_with = "spelling::read::<Count<1, 1000>, _, _>")]
    pub per_second: u32,
    /// Requests that may await their answer at once.
    #[serde(deserialize_with = "spelling::read::<Count<1, 1000>, _, _>")]
    pub outstanding: usize,
    /// Least time between two monitor starts.
    #[serde(deserialize_with = "spelling::read::<Span<0, { 10 * S }>, _, _>")]
    pub monitor_gap: Duration,
    /// Monitors that the switch carries at once; further ones are not asked for.
    #[serde(deserialize_with = "spelling::read::<Count<1, 100_000>, _, _>")]
    pub monitor_limit: usize,
}

impl Default for Pacing {
    fn default() -> Self {
        Self { per_second: 2, outstanding: 4, monitor_gap: Duration::from_millis(500), monitor_limit: 1000 }
    }
}

/// What the profile tells of the switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SwitchTraits {
    /// Is the answer of an outside party reported?
    pub reports_answer: ReportsAnswer,
    /// Which snapshots it serves.
    pub snapshot: Snapshot,
    /// May a callback be offered to an agent whose extension's state is not known?
    pub offer_when_unknown: bool,
    /// Does it send digits into a call (GenerateDigits)?
    pub generates_digits: bool,
}

/// Is the answer of an outside party reported?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReportsAnswer {
    /// By `established`.
    Yes,
    /// Never: it is assumed after a time.
    No,
    /// On trunks with answer supervision only; assumed after a time where nothing follows networkReached.
    Sometimes,
}

/// Which snapshots the switch serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Snapshot {
    /// None: what is in the air after a loss stays unknown.
    None,
    /// snapshotDevice.
    Device,
    /// snapshotDevice and snapshotCall.
    #[serde(rename = "device+call")]
    DeviceAndCall,
}
