//! The configuration as it is written, with every default: one struct per table, one field per key.
//!
//! What a key means and why its default is what it is stands beside it in `config/callbackd.toml`.

mod pace;
mod pbx;

use serde::Deserialize;

pub(super) use self::{
    pace::{Limits, Pacing, Retention, Timers},
    pbx::{Activation, Association, Framing, Pbx, ProbeWith, ReportsAnswer, Snapshot, Tls},
};
use super::written::{Absolute, Clock, Count, Day, Days, Filter, H, M, Mode, S, Span, Who};
use crate::{
    dialplan::{self, Region},
    ids::{AgentId, Device, QueueName},
    switchboard::command::Role,
};

/// The whole.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Mirror {
    pub(super) pbx: Pbx,
    pub(super) site: Site,
    pub(super) dialplan: Option<dialplan::Settings>,
    pub(super) callbacks: Callbacks,
    pub(super) queues: Vec<Queue>,
    pub(super) agents: Vec<Agent>,
    pub(super) access: Vec<Access>,
    pub(super) timers: Timers,
    pub(super) limits: Limits,
    pub(super) retention: Retention,
    pub(super) pacing: Pacing,
    pub(super) api: Api,
    pub(super) store: Store,
    pub(super) log: Log,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Site {
    pub(super) zone: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Callbacks {
    pub(super) default_queue: Option<QueueName>,
    pub(super) customer_status: bool,
    pub(super) on_layer_loss: OnLayerLoss,
    pub(super) wrap_up_typing: Span<S, { 10 * M }>,
    pub(super) wrap_up_most: Span<S, H>,
}

impl Default for Callbacks {
    fn default() -> Self {
        Self {
            default_queue: None,
            customer_status: false,
            on_layer_loss: OnLayerLoss::default(),
            wrap_up_typing: Span::millis(30 * S),
            wrap_up_most: Span::millis(5 * M),
        }
    }
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum OnLayerLoss {
    #[default]
    NotReady,
    LogOut,
}

#[derive(Debug, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Queue {
    pub(super) name: Option<QueueName>,
    pub(super) hours: Vec<Hours>,
    pub(super) holidays: Vec<Day>,
    pub(super) zone: Option<String>,
    pub(super) region: Option<Region>,
    pub(super) max_waiting: Count<1, 100_000>,
    pub(super) wrap_up: Option<Span<0, H>>,
    pub(super) editable: bool,
}

impl Default for Queue {
    fn default() -> Self {
        Self {
            name: None,
            hours: Vec::new(),
            holidays: Vec::new(),
            zone: None,
            region: None,
            max_waiting: Count(500),
            wrap_up: None,
            editable: true,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Hours {
    pub(super) days: Vec<Days>,
    pub(super) from: Clock,
    pub(super) to: Clock,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Agent {
    pub(super) id: Option<AgentId>,
    pub(super) devices: Vec<Device>,
    pub(super) queues: Option<Vec<QueueName>>,
    pub(super) users: Vec<Who>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Access {
    pub(super) user: Option<Who>,
    pub(super) group: Option<Who>,
    pub(super) roles: Vec<Role>,
}

#[derive(Debug, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Api {
    pub(super) socket: Absolute,
    pub(super) mode: Mode,
    pub(super) max_clients: Count<1, 10_000>,
    pub(super) in_flight: Count<1, 1024>,
    pub(super) outbound: Count<16, 65_536>,
    pub(super) write_timeout: Span<1000, 300_000>,
}

impl Default for Api {
    fn default() -> Self {
        Self {
            socket: Absolute("/run/callbackd/api.sock".into()),
            mode: Mode(0o660),
            max_clients: Count(256),
            in_flight: Count(64),
            outbound: Count(1024),
            write_timeout: Span::millis(30_000),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Store {
    pub(super) path: Absolute,
}

impl Default for Store {
    fn default() -> Self {
        Self { path: Absolute("/var/lib/callbackd/callbackd.db".into()) }
    }
}

#[derive(Debug, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Log {
    pub(super) format: LogFormat,
    pub(super) filter: Filter,
}

impl Default for Log {
    fn default() -> Self {
        Self { format: LogFormat::Auto, filter: Filter("info".to_owned()) }
    }
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum LogFormat {
    Auto,
    Journal,
    Text,
    Json,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_of_the_switch_are_those_of_the_generic_profile() {
        let profile: Mirror = toml::from_str(include_str!("../../config/pbx/generic.toml")).unwrap();
        assert_eq!(format!("{profile:?}"), format!("{:?}", Mirror::default()));
    }
}
