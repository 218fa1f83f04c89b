//! `callbackd`: customers' callback requests become outbound calls placed by agents.
//!
//! One rule makes the rest easy: **what decides does no I/O, and what does I/O decides nothing.** Time and randomness are
//! arguments, so a whole day of a contact centre, crashes included, replays in a test in milliseconds.
//!
//! # The modules
//!
//! | module | half | what |
//! |---|---|---|
//! | [`dialplan`] | pure | normalise, classify, judge and route numbers; the leave to dial |
//! | [`calendar`] | pure | service hours |
//! | [`leg`] | pure | one outbound call attempt, driven by CSTA events |
//! | [`session`] | pure | one customer's request: callback policy over its legs |
//! | [`agent`] | pure | one agent's state, and who is next |
//! | [`switchboard`] | pure | owns sessions, legs and agents; inputs to outputs; pacing and permits |
//! | [`journal`] | both | what is durable; the SQLite store and its thread |
//! | [`api`] | both | the methods of the socket, who may call them, and its server |
//! | [`pbx`] | both | the link's task; translation to and from CSTA |
//! | [`config`] | I/O | files and environment to everybody's checked settings |
//! | [`offline`] | I/O | a store without a daemon: verify, export, prune |
//! | [`daemon`] | I/O | one task, the only place where the halves meet |
//!
//! What a program needs to talk to the daemon, the types of the records among it, is in the crate `callbackd-api`; the CSTA protocol
//! without I/O is in `csta`, and how settings are spelt in `callbackd-settings`.
//!
//! # The data flow
//!
//! ```text
//!  PBX ─bytes─▶ pbx::link (owns csta::Association; answers heartbeats itself, whatever the disk does)
//!                  frame -> ROSE -> event | completed invoke -> pbx::dialect -> LinkInput
//!                ─▶ daemon ─▶ Switchboard::handle(now, entropy, Input)
//!                               Leg::handle(self, …, out)  ─▶  Session::leg_told(…, out)
//!                ◀─ Batch: writes, and outputs in causal order: Now (clears, monitors, snapshots)
//!                          or AfterCommit (replies, notifications, MakeCall)
//!  layer ─JSON line─▶ api::server ─▶ api::method -> Command ─▶ Switchboard::handle
//! ```
//!
//! The daemon commits everything that a batch of inputs wrote in one transaction and only then does what waited for it: nothing
//! visible ever precedes the record that explains it after a crash.

pub mod agent;
pub mod api;
pub mod calendar;
pub mod cli;
pub mod config;
pub mod daemon;
pub mod dialplan;
pub mod exit;
pub mod ids;
pub mod journal;
pub mod leg;
pub mod offline;
pub mod pbx;
pub mod session;
pub mod switchboard;
pub mod systemd;
pub mod telemetry;
