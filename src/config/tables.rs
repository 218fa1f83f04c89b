//! The configuration as it is written, one field per key and with every default. A table whose keys go to one place is read
//! by the settings of that place; those that stand here are taken apart or checked against others first.
//!
//! What a key means and why its default is what it is stands beside it in `config/callbackd.toml`.

mod pbx;
mod timers;

use callbackd_api::{
    ids::{AgentId, Device, QueueName},
    params::Role,
};
use callbackd_settings::spelling::{Count, H, Span};
use serde::Deserialize;

pub(super) use self::{
    pbx::{Activation, Association, Pbx, Tls},
    timers::{Callbacks, Timers},
};
use super::{
    sections::{Api, Log, Retention, Store},
    spelling::{Clock, Day, Days, Who},
};
use crate::{
    dialplan::{self, Region},
    switchboard::settings::{Limits, Pacing},
};

/// The whole.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Tables {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_of_the_switch_are_those_of_the_generic_profile() {
        let profile: Tables = toml::from_str(include_str!("../../config/pbx/generic.toml")).unwrap();
        assert_eq!(format!("{profile:?}"), format!("{:?}", Tables::default()));
    }
}
