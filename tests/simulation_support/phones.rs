//! What people do at phones.

use callbackd_api::ids::LegId;
use csta::types::LocalConnectionState as State;
use pbxsim::exchange::{Call, Change, Device, Phone, User};

use super::outside::Outside;

/// Somebody does something at one of the phones.
pub(crate) fn act(out: &mut Outside, diligent: bool) {
    let extensions = out.scenario.switch.plan.extensions.len();
    let nth = out.chance.between(0, extensions as u64 - 1) as usize;
    let extension = out.scenario.switch.plan.extensions[nth].number.clone();
    let call = out.switch.calls().find(|call| call.extension_leg(&extension).is_some()).cloned();
    let roll = out.chance.between(0, 99);
    let action = match call {
        Some(call) => in_call(out, &call, extension, roll, diligent),
        None if diligent => None,
        None => on_hook(out, extension, roll),
    };
    if let Some(action) = action {
        let _ = out.switch.phone(out.now, action);
    }
}

fn in_call(out: &Outside, call: &Call, extension: String, roll: u64, diligent: bool) -> Option<Phone> {
    let ours = out.judge.leg_of(&call.linkage).is_some_and(|(_, truth)| !truth.is_the_persons());
    let talking = call.legs.len() == 2
        && call.legs.iter().all(|leg| matches!(leg.state, State::Connected | State::Hold));
    match roll {
        0..=6 if talking => Some(Phone::HangUp(extension)),
        7..=12 if talking => Some(Phone::FarHangUp(extension)),
        // Whoever lifted the phone puts it down; what we dialled is ours to clear.
        _ if !ours && (diligent || roll < 20) => Some(Phone::HangUp(extension)),
        13..=14 if !diligent => Some(Phone::HangUp(extension)),
        15..=18 if !ours && !diligent => Some(Phone::Dial { extension, digits: "902079460011".to_owned() }),
        _ => None,
    }
}

fn on_hook(out: &mut Outside, extension: String, roll: u64) -> Option<Phone> {
    match roll {
        0..=2 => Some(Phone::Lift(extension)),
        3..=4 => Some(Phone::CallIn { extension, from: "02079460999".to_owned() }),
        5..=8 => {
            let after = std::time::Duration::from_millis(out.chance.between(0, 6_000));
            let user = out.chance.of(&[
                User::Lifts { after },
                User::Lifts { after },
                User::Lifts { after },
                User::AutoOffHook { after },
                User::Absent,
                User::Rejects { after },
            ]);
            let _ = out.switch.change(out.now, Change::User { extension, user });
            None
        }
        _ => None,
    }
}

/// Everybody lifts the phone from now on.
pub(crate) fn everybody_lifts(out: &mut Outside) {
    let extensions: Vec<String> =
        out.scenario.switch.plan.extensions.iter().map(|extension| extension.number.clone()).collect();
    for extension in extensions {
        let user = User::Lifts { after: std::time::Duration::from_secs(2) };
        let _ = out.switch.change(out.now, Change::User { extension, user });
    }
}

/// The person at the phone of this leg's call puts it down.
pub(crate) fn put_down(out: &mut Outside, leg: LegId) {
    let Some(truth) = out.judge.legs.get(&leg) else { return };
    let call = out.switch.calls().find(|call| truth.calls.iter().any(|(own, _)| *own == call.linkage));
    let extension = call.and_then(|call| {
        call.legs.iter().find_map(|leg| match &leg.device {
            Device::Extension(number) => Some(number.clone()),
            Device::Trunk(_) => None,
        })
    });
    if let Some(extension) = extension {
        let _ = out.switch.phone(out.now, Phone::HangUp(extension));
    }
}
