//! `callbackd`: customers' callback requests become outbound calls placed by agents.

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
pub mod pbx;
pub mod session;
pub mod switchboard;
pub mod systemd;
pub mod telemetry;
