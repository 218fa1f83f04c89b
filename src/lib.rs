//! `callbackd`: customers' callback requests become outbound calls placed by agents.

pub mod api;
pub mod calendar;
pub mod cli;
pub mod config;
pub mod dialplan;
pub mod exit;
pub mod ids;
pub mod journal;
pub mod leg;
pub mod systemd;
pub mod telemetry;
pub mod switchboard {
    //! Owns sessions, legs and agents.
    pub mod command;
    pub mod settings;
    pub mod view;
}
