//! What the configuration decides about callbacks. Values here are already checked.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    calendar::Hours,
    dialplan::NumberClass,
    ids::{AgentId, Device, QueueName},
    session,
};

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnLayerLoss {
    /// They stay logged in as `not_ready(layer_lost)`.
    NotReady,
    /// They are logged out.
    LogOut,
}

/// Bounds on requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Open requests per number; one more is a duplicate (1).
    pub open_per_number: usize,
    /// Accepted requests per number within an hour.
    pub per_number_hour: usize,
    /// Requests per layer (uid) within a minute, accepted or not.
    pub per_layer_minute: usize,
    /// Accepted requests per class of number within an hour; classes that are not named have no limit.
    pub per_class_hour: BTreeMap<NumberClass, usize>,
    /// Sessions that are not closed, over all queues.
    pub open_sessions: usize,
    /// How far ahead a customer may ask to be called (31 days).
    pub schedule_ahead: Duration,
}

/// The switch's pace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pacing {
    /// Requests per second, at least 1.
    pub per_second: u32,
    /// Requests that may await their answer at once.
    pub outstanding: usize,
    /// Least time between two monitor starts.
    pub monitor_gap: Duration,
    /// Monitors that the switch carries at once; further ones are not asked for.
    pub monitor_limit: usize,
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
    /// Does MakeCall carry correlator data that events bring back?
    pub correlator: bool,
    /// Does MakeCall ask the switch not to prompt (`doNotPrompt`)?
    pub do_not_prompt: bool,
    /// Does it send digits into a call (GenerateDigits)?
    pub generates_digits: bool,
}

/// Is the answer of an outside party reported?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportsAnswer {
    /// By `established`.
    Yes,
    /// Never: it is assumed after a time.
    No,
    /// On trunks with answer supervision only; assumed after a time where nothing follows networkReached.
    Sometimes,
}

/// Which snapshots the switch serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Snapshot {
    /// None: what is in the air after a loss stays unknown.
    None,
    /// snapshotDevice.
    Device,
    /// snapshotDevice and snapshotCall.
    DeviceAndCall,
}
