//! What goes wrong, and what becomes right again.

use std::time::Duration;

use jiff::SignedDuration;
use pbxsim::switch::Fault;

use super::{
    outside::{Actor, Event, Heal, Outside},
    scenario::{Kind, agent},
};

/// What is left for the world to do.
pub(crate) enum Next {
    Nothing,
    Crash,
    Cut(bool),
    LoseLayer,
    Reload,
    DoNotCall,
}

/// Something goes wrong.
pub(crate) fn act(out: &mut Outside) -> Next {
    if !out.stormy || out.scenario.weather.kinds.is_empty() {
        return Next::Nothing;
    }
    let every = out.scenario.weather.every;
    let again = every.mul_f64(out.chance.between(0, 2_000) as f64 / 1000.0) + Duration::from_millis(1);
    out.after(again, Event::Act(Actor::Weather));
    let kind = out.chance.of(&out.scenario.weather.kinds.clone());
    out.note(|| format!("weather: {kind:?}"));
    let lasts = Duration::from_millis(out.chance.between(100, 90_000));
    if let Some(fault) = kind.fault(&mut out.chance) {
        match kind {
            Kind::Silence => out.tally.silences += 1,
            Kind::Congestion => out.tally.congestion += 1,
            Kind::LostEvent | Kind::LostAnswer => out.tally.lost_events += 1,
            _ => {}
        }
        out.switch.fault(out.now, fault);
        out.after(lasts, Event::Heal(Heal::Switch));
        return Next::Nothing;
    }
    match kind {
        Kind::Crash => return Next::Crash,
        Kind::Cut => return Next::Cut(false),
        Kind::HalfOpen => return Next::Cut(true),
        Kind::LayerLost => return Next::LoseLayer,
        Kind::Unreachable => {
            out.unreachable = true;
            out.after(lasts, Event::Heal(Heal::Network));
            return Next::Cut(false);
        }
        Kind::StoreFails => {
            out.tally.store_failures += 1;
            out.disk.fails = true;
            out.after(lasts, Event::Heal(Heal::Store));
        }
        Kind::StoreSlow => {
            out.slow_store = true;
            out.after(lasts, Event::Heal(Heal::SlowStore));
        }
        Kind::WallJumps => {
            out.tally.jumps += 1;
            let seconds = out.chance.of(&[-3_600, -60, -1, 1, 30, 600, 3_600, 40_000]);
            out.jump(SignedDuration::from_secs(seconds));
        }
        Kind::Reload => return reload(out),
        Kind::AgentsChange => return change_agents(out),
        Kind::DoNotCall => {
            let listed = (0..out.chance.between(0, 3)).map(|_| 10 * out.chance.between(1, 8));
            out.scenario.site.do_not_call = listed.map(|line| format!("90207946{line:04}")).collect();
            return Next::DoNotCall;
        }
        _ => {}
    }
    Next::Nothing
}

fn reload(out: &mut Outside) -> Next {
    let opening = out.chance.between(0, 20) as i8;
    out.scenario.site.open =
        out.chance.percent(40).then(|| (opening, opening + out.chance.between(1, 3) as i8));
    out.scenario.site.version += 1;
    out.scenario.site.settings.policy.wrap_up = Duration::from_secs(out.chance.of(&[0, 5, 60]));
    Next::Reload
}

fn change_agents(out: &mut Outside) -> Next {
    let most = out.scenario.switch.plan.extensions.len() - 1;
    let agents = (0..most).filter(|_| out.chance.percent(75)).map(agent);
    out.scenario.site.settings.agents = agents.collect();
    out.scenario.site.version += 1;
    Next::Reload
}

/// Something is right again.
pub(crate) fn heal(out: &mut Outside, heal: Heal) {
    match heal {
        Heal::Switch => out.switch.fault(out.now, Fault::Heal),
        Heal::Store => out.disk.fails = false,
        Heal::SlowStore => out.slow_store = false,
        Heal::Network => out.unreachable = false,
    }
}

/// Everything is right again and stays so, but that agents who left may not be there any more.
pub(crate) fn clear(out: &mut Outside) {
    out.note(|| "everything is healed".to_owned());
    out.stormy = false;
    [Heal::Switch, Heal::Store, Heal::SlowStore, Heal::Network].into_iter().for_each(|it| heal(out, it));
    out.scenario.site.open = None;
    out.scenario.site.do_not_call.clear();
    out.scenario.site.version += 1;
    if out.scenario.site.settings.agents.is_empty() {
        out.scenario.site.settings.agents = vec![agent(0)];
    }
}
