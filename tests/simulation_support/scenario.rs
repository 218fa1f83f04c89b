//! What a seed decides before anything happens: the switch, the site, the people, and how bad the weather gets.

use std::{collections::BTreeMap, time::Duration};

use callbackd::{
    calendar::{Hours, Span},
    dialplan::{DialPlan, NumberSet},
    pbx::{Dialect, LinkSettings},
    switchboard::settings::{Agent, OnLayerLoss, Pacing, ReportsAnswer, Settings, Snapshot, SwitchTraits},
};
use callbackd_api::ids::Device;
use csta::{association, frame::Framing};
use jiff::{
    civil::{Time, Weekday},
    tz::TimeZone,
};
use pbxsim::{
    Config,
    config::{Acse, SnapshotStyle},
    exchange::{Extension, User},
    switch::Fault,
};

use super::{chance::Chance, guard::Guard};
use crate::support;

/// The layers' user ids: the public's, the desks', the supervisor's.
pub(crate) const WEB: u32 = 33;
pub(crate) const DESKS: [u32; 2] = [1000, 1001];
pub(crate) const SUPERVISOR: u32 = 500;

/// Never to be dialled, with the outside line's digit and without.
const FORBIDDEN: [&str; 6] = ["999", "9999", "112", "9112", "909", "9909"];

#[derive(Debug, Clone)]
pub(crate) struct Scenario {
    pub(crate) seed: u64,
    pub(crate) switch: Config,
    pub(crate) link: LinkSettings,
    pub(crate) site: Site,
    pub(crate) weather: Climate,
    /// How long people and weather go on before everything is healed.
    pub(crate) lasts: Duration,
    /// A customer asks every so often, on average.
    pub(crate) request_every: Duration,
    /// Messages take up to this long, milliseconds.
    pub(crate) delay_ms: u64,
    /// Commits take up to this long, milliseconds.
    pub(crate) commit_ms: u64,
    /// Is this guard taken away?
    pub(crate) without: Option<Guard>,
    /// Do desks say `agent.present`?
    pub(crate) presence: bool,
}

/// How often what goes wrong.
#[derive(Debug, Clone)]
pub(crate) struct Climate {
    /// Something happens every so often, on average.
    pub(crate) every: Duration,
    /// Crashes in a million passed points.
    pub(crate) crash: u64,
    /// What happens; some of it more often than the rest.
    pub(crate) kinds: Vec<Kind>,
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Crash,
    Cut,
    HalfOpen,
    Silence,
    Unreachable,
    Refusing,
    SlowAnswers,
    LostAnswer,
    LostEvent,
    Congestion,
    StoreFails,
    StoreSlow,
    WallJumps,
    Reload,
    DoNotCall,
    LayerLost,
    AgentsChange,
}

impl Kind {
    const ALL: [Self; 17] = [
        Self::Crash,
        Self::Cut,
        Self::HalfOpen,
        Self::Silence,
        Self::Unreachable,
        Self::Refusing,
        Self::SlowAnswers,
        Self::LostAnswer,
        Self::LostEvent,
        Self::Congestion,
        Self::StoreFails,
        Self::StoreSlow,
        Self::WallJumps,
        Self::Reload,
        Self::DoNotCall,
        Self::LayerLost,
        Self::AgentsChange,
    ];

    pub(crate) fn fault(self, chance: &mut Chance) -> Option<Fault> {
        Some(match self {
            Self::Silence => Fault::Silent,
            Self::Refusing => Fault::RefuseAssociations,
            Self::SlowAnswers => Fault::DelayReplies(Duration::from_millis(chance.between(100, 25_000))),
            Self::LostAnswer => Fault::LoseNextReply,
            Self::LostEvent => Fault::LoseNextEvent,
            Self::Congestion => Fault::ResourceBusy,
            _ => return None,
        })
    }
}

/// The configuration in force, as the harness knows it: its own judgement, not the dial plan's.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    pub(crate) settings: Settings,
    /// Hours of the day, UTC; `None`: always.
    pub(crate) open: Option<(i8, i8)>,
    /// Dial strings of the do-not-call list.
    pub(crate) do_not_call: Vec<String>,
    pub(crate) version: u32,
}

impl Site {
    pub(crate) fn settings(&self) -> Settings {
        let mut settings = self.settings.clone();
        for queue in &mut settings.queues {
            queue.hours = self.hours();
        }
        settings
    }

    fn hours(&self) -> Hours {
        let Some((from, to)) = self.open else { return Hours::always() };
        let at = |hour: i8| Time::constant(hour, 0, 0, 0);
        let days = vec![
            Weekday::Monday,
            Weekday::Tuesday,
            Weekday::Wednesday,
            Weekday::Thursday,
            Weekday::Friday,
            Weekday::Saturday,
            Weekday::Sunday,
        ];
        Hours::new(TimeZone::UTC, vec![Span { days, from: at(from), to: at(to) }], Vec::new())
    }

    pub(crate) fn dial_plan(&self, plan: &DialPlan) -> DialPlan {
        let mut plan = plan.clone();
        plan.take_do_not_call_file(self.numbers());
        plan
    }

    pub(crate) fn numbers(&self) -> NumberSet {
        let number = |dialled: &String| format!("+44{}", &dialled[2..]).parse().unwrap();
        self.do_not_call.iter().map(number).collect()
    }

    /// Why this may not be dialled now, if so.
    pub(crate) fn objection(&self, dialled: &str, wall: jiff::Timestamp) -> Option<String> {
        if FORBIDDEN.iter().any(|forbidden| dialled.starts_with(forbidden)) {
            return Some(format!("{dialled} is never to be dialled"));
        }
        if self.do_not_call.iter().any(|listed| listed == dialled) {
            return Some(format!("{dialled} is on the do-not-call list"));
        }
        let hour = wall.to_zoned_datetime(TimeZone::UTC).hour();
        match self.open {
            Some((from, to)) if hour < from || hour >= to => Some(format!("the queue is closed at {wall}")),
            _ => None,
        }
    }
}

/// The agent at a place.
pub(crate) fn agent(place: usize) -> Agent {
    let names = ["ann", "bob", "cid", "dee", "eve", "flo"];
    Agent {
        id: names[place].parse().unwrap(),
        // Everybody may also sit at the spare phone.
        devices: vec![device(place), device(9)],
        queues: vec!["sales".parse().unwrap()],
        uids: vec![DESKS[place % 2]],
    }
}

/// The extension at a place.
pub(crate) fn device(place: usize) -> Device {
    format!("{}", 2001 + place).parse().unwrap()
}

impl Scenario {
    pub(crate) fn of(seed: u64) -> Self {
        let mut chance = Chance::new(seed, 0);
        let agents = chance.between(1, 5) as usize;
        let (switch, traits, dialect) = switch(&mut chance, agents);
        let settings = settings(&mut chance, agents, traits);
        let opening = chance.between(5, 10) as i8;
        let open = chance.percent(40).then(|| (opening, opening + chance.between(1, 9) as i8));
        Self {
            seed,
            link: link(&mut chance, &settings, dialect),
            switch,
            site: Site { settings, open, do_not_call: Vec::new(), version: 1 },
            weather: climate(&mut chance),
            lasts: Duration::from_secs(60 * chance.of(&[30, 60, 90, 120, 240, 480])),
            request_every: Duration::from_secs(chance.of(&[20, 40, 60, 120, 300])),
            delay_ms: chance.of(&[0, 2, 20, 200, 1500]),
            commit_ms: chance.of(&[0, 2, 10, 100, 2000]),
            without: None,
            presence: chance.percent(30),
        }
    }

    /// Half an hour in which this guard is taken away, and needed.
    pub(crate) fn without(seed: u64, guard: Guard) -> Self {
        let mut scenario = Self::of(seed);
        let mut config = Config { acse: Some(Acse::default()), ..Config::default() };
        config.plan.extensions = scenario.switch.plan.extensions.clone();
        scenario.switch = config.with_sample_destinations();
        scenario.site.settings.switch = SwitchTraits {
            reports_answer: ReportsAnswer::Sometimes,
            snapshot: Snapshot::DeviceAndCall,
            offer_when_unknown: true,
            generates_digits: false,
        };
        scenario.link.dialect.correlator = true;
        let kinds = match guard {
            Guard::UnknownAfterLoss | Guard::Reconcile => {
                vec![Kind::Cut, Kind::LostAnswer, Kind::SlowAnswers]
            }
            Guard::LateAnswer => {
                scenario.switch.snapshot = SnapshotStyle::Unsupported;
                scenario.switch.correlator_data = false;
                scenario.site.settings.switch.snapshot = Snapshot::None;
                vec![Kind::SlowAnswers]
            }
            Guard::PermitRecheck => vec![Kind::Reload, Kind::Congestion],
            _ => vec![Kind::Crash],
        };
        scenario.weather = Climate { every: Duration::from_secs(15), crash: 2_000, kinds };
        match guard {
            // The moment between MakeCall and its answer is short.
            Guard::UnknownAfterRestart => scenario.weather.crash = 20_000,
            _ if !scenario.weather.kinds.contains(&Kind::Crash) => scenario.weather.crash = 0,
            _ => {}
        }
        scenario.lasts = Duration::from_secs(1800);
        scenario.request_every = Duration::from_secs(25);
        scenario.delay_ms = 200;
        scenario.without = Some(guard);
        scenario
    }

    /// Can every call be found again that the switch still has?
    pub(crate) fn finds_everything(&self) -> bool {
        self.site.settings.switch.snapshot == Snapshot::DeviceAndCall && self.link.dialect.correlator
    }
}

fn climate(chance: &mut Chance) -> Climate {
    let calm = chance.percent(10);
    let mut kinds: Vec<Kind> = Kind::ALL.into_iter().filter(|_| chance.percent(70)).collect();
    if let Some(favourite) = (!kinds.is_empty()).then(|| chance.of(&kinds)) {
        kinds.extend([favourite; 6]);
    }
    Climate {
        every: Duration::from_secs(chance.of(&[5, 15, 30, 60, 200])),
        crash: if calm || !kinds.contains(&Kind::Crash) { 0 } else { chance.of(&[100, 500, 2_000, 10_000]) },
        kinds: if calm { Vec::new() } else { kinds },
    }
}

fn settings(chance: &mut Chance, agents: usize, switch: SwitchTraits) -> Settings {
    let mut settings = support::settings::settings();
    settings.agents = (0..agents).map(agent).collect();
    settings.switch = switch;
    settings.policy.wrap_up = Duration::from_secs(chance.of(&[0, 0, 10, 60]));
    settings.policy.request_expiry = Duration::from_secs(60 * chance.of(&[20, 120, 1440]));
    settings.policy.closed_kept = Duration::from_secs(60 * chance.of(&[5, 60, 1440]));
    settings.on_layer_loss = if chance.percent(50) { OnLayerLoss::NotReady } else { OnLayerLoss::LogOut };
    settings.limits.open_per_number = chance.between(1, 2) as usize;
    settings.limits.per_number_hour = 1_000;
    settings.limits.per_layer_minute = 1_000;
    settings.limits.per_class_hour = BTreeMap::new();
    settings.pacing = Pacing {
        per_second: chance.of(&[1, 2, 10, 1000]),
        outstanding: chance.of(&[1, 2, 8, 100]),
        monitor_gap: Duration::from_millis(chance.of(&[0, 0, 700])),
        monitor_limit: 1000,
    };
    settings.customer_status = chance.percent(50);
    settings
}

fn link(chance: &mut Chance, settings: &Settings, dialect: Dialect) -> LinkSettings {
    let probe = chance.percent(70).then(|| association::Probe {
        every: Duration::from_secs(30),
        answer_timeout: Duration::from_secs(10),
        with: association::ProbeOperation::RequestSystemStatus,
        give_up_after: Some(2),
    });
    LinkSettings {
        tls: None,
        host: "switch".to_owned(),
        port: 33333,
        framing: Framing::Len16,
        prelude: false,
        association: association::Settings {
            window: settings.pacing.outstanding + 1,
            answer_timeout: Duration::from_secs(chance.of(&[3, 10])),
            silence_limit: probe.is_none().then(|| Duration::from_secs(300)),
            probe,
            ..association::Settings::default()
        },
        activation: None,
        dialect,
        connect_timeout: Duration::from_secs(5),
        keep_alive: Duration::from_secs(5),
        user_timeout: Duration::from_secs(15),
        retry_least: Duration::from_secs(1),
        retry_most: Duration::from_secs(30),
    }
}

/// The switch, and what the daemon is told of it.
fn switch(chance: &mut Chance, agents: usize) -> (Config, SwitchTraits, Dialect) {
    let mut config = Config::profile(chance.of(&[
        pbxsim::Profile::Generic,
        pbxsim::Profile::Generic,
        pbxsim::Profile::PanasonicKx,
        pbxsim::Profile::Hipath4000,
        pbxsim::Profile::OpenscapeBusiness,
    ]));
    config.acse = Some(Acse::default());
    config.snapshot = chance.of(&[
        SnapshotStyle::Inline,
        SnapshotStyle::Inline,
        SnapshotStyle::Following,
        SnapshotStyle::Unsupported,
    ]);
    for place in (0..agents).chain([9]) {
        let lifts = User::Lifts { after: Duration::from_secs(chance.between(1, 6)) };
        let number = device(place).to_string();
        config = config.with_extension(Extension::new(number).with_user(lifts));
    }
    let traits = SwitchTraits {
        reports_answer: ReportsAnswer::Sometimes,
        snapshot: match config.snapshot {
            SnapshotStyle::Unsupported => Snapshot::None,
            _ if chance.percent(20) => Snapshot::Device,
            _ => Snapshot::DeviceAndCall,
        },
        offer_when_unknown: config.snapshot == SnapshotStyle::Unsupported || chance.percent(30),
        generates_digits: false,
    };
    let dialect = Dialect {
        correlator: config.correlator_data,
        do_not_prompt: chance.percent(10),
        causes: BTreeMap::new(),
    };
    (config.with_sample_destinations(), traits, dialect)
}
