//! Any order of anything that people and clients can do: the exchange stays an exchange.

use proptest::prelude::*;

use super::*;

#[derive(Clone, Debug)]
enum Act {
    MakeCall(&'static str, &'static str),
    Phone(Phone),
    /// Of the nth call, its mth leg.
    Clear(usize, usize),
    Hold(usize, usize),
    Retrieve(usize, usize),
    Answer(usize, usize),
    Wait(u64),
}

fn extension() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["2001", "2002", "2003", "2004", "2009"])
}

fn act() -> impl Strategy<Value = Act> {
    let number =
        prop::sample::select(vec!["901", "902", "903", "904", "905", "906", "907", "77", "2001", "2002", ""]);
    let phone = (extension(), number.clone(), 0..6).prop_map(|(extension, number, kind)| {
        let extension = extension.to_owned();
        match kind {
            0 => Phone::Lift(extension),
            1 => Phone::HangUp(extension),
            2 => Phone::Dial { extension, digits: number.to_owned() },
            3 => Phone::CallIn { extension, from: number.to_owned() },
            4 => Phone::FarAnswer(extension),
            _ => Phone::FarHangUp(extension),
        }
    });
    let leg = (0usize..3, 0usize..2);
    prop_oneof![
        (extension(), number).prop_map(|(from, to)| Act::MakeCall(from, to)),
        phone.prop_map(Act::Phone),
        leg.clone().prop_map(|(call, leg)| Act::Clear(call, leg)),
        leg.clone().prop_map(|(call, leg)| Act::Hold(call, leg)),
        leg.clone().prop_map(|(call, leg)| Act::Retrieve(call, leg)),
        leg.prop_map(|(call, leg)| Act::Answer(call, leg)),
        (0u64..5000).prop_map(Act::Wait),
    ]
}

fn perform(exchange: &mut Exchange, now: Duration, act: Act) {
    let pick = |exchange: &Exchange, call: usize, leg: usize| {
        let call = exchange.calls().nth(call)?;
        Some((call.id, call.legs.get(leg)?.device.clone()))
    };
    // A refusal is as good as success: both must leave the exchange in order.
    let _ = match act {
        Act::MakeCall(from, to) => {
            let order = CallOrder { from: from.to_owned(), to: to.to_owned(), ..CallOrder::default() };
            exchange.make_call(now, order).map(drop)
        }
        Act::Phone(action) => exchange.phone(now, action),
        Act::Clear(call, leg) => match pick(exchange, call, leg) {
            Some((id, device)) => exchange.clear(now, id, &device),
            None => Ok(()),
        },
        Act::Hold(call, leg) | Act::Retrieve(call, leg) | Act::Answer(call, leg) => {
            match (pick(exchange, call, leg), &act) {
                (Some((id, Device::Extension(own))), Act::Hold(..)) => exchange.hold(now, id, &own),
                (Some((id, Device::Extension(own))), Act::Retrieve(..)) => exchange.retrieve(now, id, &own),
                (Some((id, Device::Extension(own))), _) => exchange.answer(now, id, &own),
                _ => Ok(()),
            }
        }
        Act::Wait(_) => Ok(()),
    };
}

fn in_order(exchange: &Exchange) -> Result<(), TestCaseError> {
    for call in exchange.calls() {
        prop_assert!((1..=2).contains(&call.legs.len()), "{:?}", call);
    }
    for extension in &exchange.plan().extensions {
        let active = exchange.calls().filter_map(|call| call.extension_leg(&extension.number));
        let active = active.filter(|leg| leg.state != LocalConnectionState::Hold).count();
        prop_assert!(active <= 1, "{} has the phone in {active} calls", extension.number);
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_phone_is_in_one_active_call_at_most_and_time_always_passes(
        acts in prop::collection::vec(act(), 0..80),
        blocked in any::<bool>(),
    ) {
        let style = if blocked { FarEndClearing::FailedThenBlocked } else { FarEndClearing::Cleared };
        let mut exchange = Exchange::new(Plan { far_end_clearing: style, ..tests::plan() });
        let mut now = Duration::ZERO;
        let mut cleared = Vec::new();
        for act in acts {
            if let Act::Wait(milliseconds) = act {
                now += Duration::from_millis(milliseconds);
            }
            exchange.handle_timeout(now);
            perform(&mut exchange, now, act);
            exchange.handle_timeout(now);
            prop_assert!(exchange.poll_timeout().is_none_or(|due| due > now));
            in_order(&exchange)?;
            while let Some(happening) = exchange.poll_happening() {
                // What is over stays over: linkage ids are never used twice.
                let gone = (happening.call.linkage, happening.subject.clone());
                prop_assert!(!cleared.contains(&gone), "{:?} after its end", happening);
                if happening.kind == Kind::ConnectionCleared {
                    cleared.push(gone);
                }
            }
        }
    }
}
