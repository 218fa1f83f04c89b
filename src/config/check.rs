//! From tables to settings: what must be there, what must fit together.

mod dialplan;
mod link;
mod no_effect;
mod people;
mod queues;
mod secret;
mod times;
mod tls;

use std::{fmt::Write, path::Path};

use callbackd_api::ids::QueueName;

use super::{
    Api, Config, PlanOnly, Store,
    fault::{ConfigFault, ConfigFaults},
    key::{KeyPath, Step},
    layer::Half,
    layers::{Gaps, Layers},
    parse::{Broken, Kind, Parsed},
    tables::Tables,
};
use crate::switchboard::settings::Settings;

/// Longest path of a Unix socket: `sun_path` of `sockaddr_un` less its final zero.
const MAX_SOCKET_PATH: usize = 107;

/// Turns what could be read into what works.
///
/// # Errors
/// All faults, those of what could not be read among them.
pub(super) fn check(
    parsed: Parsed,
    layers: &Layers,
    credentials: Option<&Path>,
    hash: String,
) -> Result<Config, ConfigFaults> {
    let (config, warnings) =
        checked(parsed, layers, |checker, tables| checker.config(tables, credentials, hash))?;
    Ok(Config { warnings, ..config })
}

/// Turns `[dialplan]` alone into what works; `queues` are those that it may name, if any are known.
///
/// # Errors
/// All faults of this part.
pub(super) fn check_plan(
    parsed: Parsed,
    layers: &Layers,
    queues: Vec<QueueName>,
) -> Result<PlanOnly, ConfigFaults> {
    let (dial_plan, remarks) = checked(parsed, layers, |checker, tables| {
        let Tables { dialplan, queues: of_file, pbx, .. } = tables;
        let settings = dialplan.map(|settings| checker.with_surroundings(settings, &of_file, &pbx));
        if !queues.is_empty() {
            checker.dialplan_queues(settings.as_ref(), &queues);
        }
        let (plan, _) = checker.dial_plan(settings)?;
        checker.undialled(&plan, &queues);
        for fault in plan.overlaps() {
            checker.warn(&fault.key, fault.message);
        }
        Some(plan)
    })?;
    Ok(PlanOnly { dial_plan, queues, remarks })
}

/// What a check makes of the tables, with its warnings; all faults in order, where there are any.
fn checked<T>(
    parsed: Parsed,
    layers: &Layers,
    check: impl FnOnce(&mut Checker<'_>, Tables) -> Option<T>,
) -> Result<(T, Vec<ConfigFault>), ConfigFaults> {
    let Parsed { tables, gaps, broken } = parsed;
    let mut checker =
        Checker { layers, gaps: &gaps, broken: &broken, faults: Vec::new(), warnings: Vec::new() };
    let made = tables.and_then(|tables| check(&mut checker, tables));
    let Checker { faults, warnings, .. } = checker;
    let mut faults: Vec<ConfigFault> = broken.into_iter().map(|broken| broken.fault).chain(faults).collect();
    match made {
        Some(made) if faults.is_empty() => Ok((made, warnings)),
        _ => {
            layers.sort(&mut faults);
            Err(ConfigFaults(faults))
        }
    }
}

/// Faults found so far. Each method checks one part and gives what is left of it.
struct Checker<'a> {
    layers: &'a Layers,
    gaps: &'a Gaps,
    broken: &'a [Broken],
    faults: Vec<ConfigFault>,
    warnings: Vec<ConfigFault>,
}

impl Checker<'_> {
    /// The value at `key` cannot be used.
    fn fault(&mut self, key: &str, message: impl Into<String>) {
        if let Some(fault) = self.found(key, message) {
            self.faults.push(fault);
        }
    }

    /// The value at `key` can be used but is probably not meant.
    fn warn(&mut self, key: &str, message: impl Into<String>) {
        if let Some(fault) = self.found(key, message) {
            self.warnings.push(fault);
        }
    }

    /// `None` where the value was taken out because it could not be read, or a misspelt key stands for it: one fault is enough.
    fn found(&self, key: &str, message: impl Into<String>) -> Option<ConfigFault> {
        let Ok(path) = key.parse::<KeyPath>();
        let path = self.gaps.as_written(&path);
        let known = |broken: &Broken| {
            broken.explains(&path) || path.is_within(&broken.path) || broken.path.is_within(&path)
        };
        (!self.broken.iter().any(known)).then(|| self.layers.fault(&path, Half::Value, message))
    }

    /// Like [`Self::fault`], of a value that does not go together with that at `other`: where that was taken out, what stands in
    /// for it says nothing.
    fn misfit(&mut self, key: &str, other: &str, message: impl Into<String>) {
        if self.is_whole(other) {
            self.fault(key, message);
        }
    }

    /// Is everything here that is meant for this table or key? Where not, what seems to be missing may be misspelt, and what
    /// does not fit may be but a default.
    fn is_whole(&self, table: &str) -> bool {
        let Ok(table) = table.parse::<KeyPath>();
        let table = self.gaps.as_written(&table);
        !self.broken.iter().any(|broken| broken.leaves_a_hole_in(&table))
    }

    /// Is every value in this table one of its key's? Keys that there are not change none of the others.
    fn is_sound(&self, table: &str) -> bool {
        let Ok(table) = table.parse::<KeyPath>();
        let is_value = |broken: &Broken| matches!(broken.kind, Kind::Value);
        !self.broken.iter().any(|broken| is_value(broken) && broken.leaves_a_hole_in(&table))
    }

    /// Is this key misspelt in a table of this list?
    fn misspells(&self, list: &str, key: &str) -> bool {
        let Ok(list) = list.parse::<KeyPath>();
        let is_key =
            |path: &KeyPath| path.split_last().is_some_and(|(_, last)| *last == Step::Key(key.to_owned()));
        self.broken.iter().any(|broken| match &broken.kind {
            Kind::Key { meant: Some(meant) } => meant.is_within(&list) && is_key(meant),
            _ => false,
        })
    }

    /// Is there no key in this table that there is not?
    fn knows_all_keys(&self, table: &str) -> bool {
        let Ok(table) = table.parse::<KeyPath>();
        !self.broken.iter().any(|broken| broken.path.is_within(&table))
    }

    /// Does anybody but the daemon's own profiles set the key?
    fn sets(&self, key: &str) -> bool {
        let Ok(path) = key.parse::<KeyPath>();
        self.layers.sets(&self.gaps.as_written(&path))
    }

    /// A value that nothing can stand in for.
    fn required<T>(&mut self, key: &str, value: Option<T>, example: &str) -> Option<T> {
        if value.is_none() {
            self.fault(key, format!("is missing: add it, such as {example}"));
        }
        value
    }

    fn config(&mut self, tables: Tables, credentials: Option<&Path>, hash: String) -> Option<Config> {
        let Tables { pbx, site, dialplan, callbacks, queues, agents, access, timers, .. } = tables;
        let Tables { limits, pacing, retention, api, store, log, .. } = tables;
        self.without_effect(&pbx, &queues);
        self.retention(retention, &timers);
        self.api(&api);
        self.store(&store, &api);
        let link = self.link(&pbx, credentials);
        let dialplan = dialplan.map(|settings| self.with_surroundings(settings, &queues, &pbx));
        let queues = self.queues(queues, &site);
        let names: Vec<QueueName> = queues.iter().map(|queue| queue.name.clone()).collect();
        let default_queue = self.default_queue(callbacks.default_queue.clone(), &names);
        self.dialplan_queues(dialplan.as_ref(), &names);
        let dialplan = dialplan.map(|settings| self.with_auth_codes(settings, credentials));
        let dial_plan = self.dial_plan(dialplan);
        if let Some((plan, _)) = &dial_plan {
            self.undialled(plan, &names);
        }
        let (access, agents) = self.people(&access, agents, &names);
        let switchboard = Settings {
            policy: self.policy(&timers, &callbacks),
            queues,
            default_queue: default_queue?,
            agents,
            on_layer_loss: callbacks.on_layer_loss,
            layer_grace: timers.layer_grace.0,
            present: timers.present.0,
            limits,
            pacing,
            switch: times::traits(&pbx),
            time_zone: site.zone,
            customer_status: callbacks.customer_status,
        };
        let (dial_plan, do_not_call) = dial_plan?;
        let (link, warnings) = (link?, Vec::new());
        Some(Config {
            switchboard,
            dial_plan,
            do_not_call,
            access,
            api,
            store,
            retention,
            link,
            log,
            hash,
            warnings,
        })
    }

    fn api(&mut self, api: &Api) {
        if api.socket.as_os_str().len() > MAX_SOCKET_PATH {
            let message =
                format!("longer than {MAX_SOCKET_PATH} octets: the system knows no such sockets, shorten it");
            self.fault("api.socket", message);
        }
        if api.mode & 0o006 != 0 {
            let message = "lets every user of this machine connect; only their roles stop them".to_owned();
            self.warn("api.mode", message);
        }
    }

    fn store(&mut self, store: &Store, api: &Api) {
        if store.path == api.socket {
            self.misfit(
                "store.path",
                "api.socket",
                "is the socket's path as well: give the store one of its own",
            );
        }
    }
}

/// Names in a row, for "write one of …".
fn list<T: std::fmt::Display>(names: impl IntoIterator<Item = T>) -> String {
    let mut text = String::new();
    for name in names {
        let separator = if text.is_empty() { "" } else { ", " };
        // Writing to a string cannot fail.
        let _ = write!(text, "{separator}{name}");
    }
    text
}
