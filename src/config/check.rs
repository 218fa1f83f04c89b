//! From the mirror to settings: what must be there, what must fit together.

mod dialplan;
mod idle;
mod link;
mod people;
mod queues;
mod secret;
mod switch;
mod tls;

use std::{fmt::Write, path::Path};

use super::{
    Api, Config, Faults, Log, LogFormat, PlanOnly, Store,
    fault::Fault,
    key::{KeyPath, Step},
    layer::Half,
    layers::{Gaps, Layers},
    mirror::{self, Mirror},
    shape::{Broken, Kind, Shaped},
};
use crate::{api::server, ids::QueueName, switchboard::settings::Settings};

/// Longest path of a Unix socket: `sun_path` of `sockaddr_un` less its final zero.
const MAX_SOCKET_PATH: usize = 107;

/// Turns what has the right shape into what works.
///
/// # Errors
/// All faults, those of the shape among them.
pub(super) fn check(
    shaped: Shaped,
    layers: &Layers,
    credentials: Option<&Path>,
    hash: String,
) -> Result<Config, Faults> {
    let Shaped { mirror, gaps, broken } = shaped;
    let mut checker =
        Checker { layers, gaps: &gaps, broken: &broken, faults: Vec::new(), warnings: Vec::new() };
    let config = mirror.and_then(|mirror| checker.config(mirror, credentials, hash));
    let Checker { faults, warnings, .. } = checker;
    let mut faults: Vec<Fault> = broken.into_iter().map(|broken| broken.fault).chain(faults).collect();
    match config {
        Some(config) if faults.is_empty() => Ok(Config { warnings, ..config }),
        _ => {
            layers.sort(&mut faults);
            Err(Faults(faults))
        }
    }
}

/// Turns `[dialplan]` alone into what works; `queues` are those that it may name, if any are known.
///
/// # Errors
/// All faults of this part.
pub(super) fn check_plan(
    shaped: Shaped,
    layers: &Layers,
    queues: Vec<QueueName>,
) -> Result<PlanOnly, Faults> {
    let Shaped { mirror, gaps, broken } = shaped;
    let mut checker =
        Checker { layers, gaps: &gaps, broken: &broken, faults: Vec::new(), warnings: Vec::new() };
    let plan = mirror.and_then(|mirror| {
        let Mirror { dialplan, queues: of_file, pbx, .. } = mirror;
        let settings = dialplan.map(|settings| checker.with_surroundings(settings, &of_file, &pbx));
        if !queues.is_empty() {
            checker.dialplan_queues(settings.as_ref(), &queues);
        }
        checker.dial_plan(settings)
    });
    if let Some((plan, _)) = &plan {
        checker.undialled(plan, &queues);
        for fault in plan.overlaps() {
            checker.warn(&fault.key, fault.message);
        }
    }
    let Checker { faults, warnings, .. } = checker;
    let mut faults: Vec<Fault> = broken.into_iter().map(|broken| broken.fault).chain(faults).collect();
    match plan {
        Some((dial_plan, _)) if faults.is_empty() => Ok(PlanOnly { dial_plan, queues, remarks: warnings }),
        _ => {
            layers.sort(&mut faults);
            Err(Faults(faults))
        }
    }
}

/// Faults found so far. Each method checks one part and gives what is left of it.
struct Checker<'a> {
    layers: &'a Layers,
    gaps: &'a Gaps,
    broken: &'a [Broken],
    faults: Vec<Fault>,
    warnings: Vec<Fault>,
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

    /// `None` where the value was taken out for its shape, or a misspelt key stands for it: one fault is enough.
    fn found(&self, key: &str, message: impl Into<String>) -> Option<Fault> {
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

    fn config(&mut self, mirror: Mirror, credentials: Option<&Path>, hash: String) -> Option<Config> {
        let Mirror { pbx, site, dialplan, callbacks, queues, agents, access, timers, limits, pacing, .. } =
            mirror;
        self.without_effect(&pbx, &queues);
        let retention = self.retention(&mirror.retention, &timers);
        let api = self.api(mirror.api);
        let store = self.store(mirror.store, &api);
        let link = self.link(&pbx, credentials);
        let dialplan = dialplan.map(|settings| self.with_surroundings(settings, &queues, &pbx));
        let queues = self.queues(queues, &site);
        let time_zone = site.zone;
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
            on_layer_loss: switch::on_layer_loss(callbacks.on_layer_loss),
            layer_grace: timers.layer_grace.0,
            present: timers.present.0,
            limits: switch::limits(&limits),
            pacing: switch::pacing(&pacing),
            switch: switch::traits(&pbx),
            time_zone,
            customer_status: callbacks.customer_status,
        };
        let (dial_plan, do_not_call) = dial_plan?;
        Some(Config {
            switchboard,
            dial_plan,
            do_not_call,
            access,
            api,
            store,
            retention,
            link: link?,
            log: log(mirror.log),
            hash,
            warnings: Vec::new(),
        })
    }

    fn api(&mut self, api: mirror::Api) -> Api {
        let socket = api.socket.0;
        if socket.as_os_str().len() > MAX_SOCKET_PATH {
            let message =
                format!("longer than {MAX_SOCKET_PATH} octets: the system knows no such sockets, shorten it");
            self.fault("api.socket", message);
        }
        if api.mode.0 & 0o006 != 0 {
            let message = "lets every user of this machine connect; only their roles stop them".to_owned();
            self.warn("api.mode", message);
        }
        let server = server::Settings {
            max_clients: api.max_clients.size(),
            in_flight: api.in_flight.size(),
            outbound: api.outbound.size(),
            write_timeout: api.write_timeout.0,
            ..server::Settings::default()
        };
        Api { socket, mode: api.mode.0, server }
    }

    fn store(&mut self, store: mirror::Store, api: &Api) -> Store {
        let path = store.path.0;
        if path == api.socket {
            self.misfit(
                "store.path",
                "api.socket",
                "is the socket's path as well: give the store one of its own",
            );
        }
        Store { path }
    }
}

fn log(log: mirror::Log) -> Log {
    let format = match log.format {
        mirror::LogFormat::Auto => LogFormat::Auto,
        mirror::LogFormat::Journal => LogFormat::Journal,
        mirror::LogFormat::Text => LogFormat::Text,
        mirror::LogFormat::Json => LogFormat::Json,
    };
    Log { format, filter: log.filter.0 }
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
