//! A small contact centre: one queue, two agents, a British site that dials 9 for an outside line.

use std::{collections::BTreeMap, time::Duration};

use callbackd::{
    calendar::Hours,
    session,
    switchboard::settings::{
        Agent, Limits, OnLayerLoss, Pacing, Queue, ReportsAnswer, Settings, Snapshot, SwitchTraits,
    },
};

/// The uid of the public web layer.
pub const WEB: u32 = 33;
/// The uid of the agents' desk.
pub const DESK: u32 = 1000;

/// Agents `ann` and `bob` at 2001 and 2002, queue `sales`, always open.
pub fn settings() -> Settings {
    let agent = |id: &str, devices: &[&str]| Agent {
        id: id.parse().unwrap(),
        devices: devices.iter().map(|device| device.parse().unwrap()).collect(),
        queues: vec!["sales".parse().unwrap()],
        uids: vec![DESK],
    };
    Settings {
        policy: session::Policy { wrap_up: Duration::ZERO, ..session::Policy::default() },
        queues: vec![Queue {
            name: "sales".parse().unwrap(),
            hours: Hours::always(),
            max_waiting: 100,
            wrap_up: None,
            editable: true,
        }],
        default_queue: "sales".parse().unwrap(),
        agents: vec![agent("ann", &["2001", "2003"]), agent("bob", &["2002"])],
        on_layer_loss: OnLayerLoss::NotReady,
        layer_grace: Duration::from_secs(15),
        present: Duration::from_secs(30),
        limits: Limits {
            open_per_number: 1,
            per_number_hour: 5,
            per_layer_minute: 60,
            per_class_hour: BTreeMap::new(),
            open_sessions: 1000,
            schedule_ahead: Duration::from_secs(31 * 24 * 3600),
        },
        pacing: Pacing {
            per_second: 1000,
            outstanding: 100,
            monitor_gap: Duration::ZERO,
            monitor_limit: 1000,
        },
        switch: SwitchTraits {
            reports_answer: ReportsAnswer::Yes,
            snapshot: Snapshot::DeviceAndCall,
            offer_when_unknown: false,
            generates_digits: true,
        },
        time_zone: None,
        customer_status: false,
    }
}
