//! The outcome is settled; the phone is being freed, with the link and without it.

use std::time::Duration;

use csta::types::LocalConnectionState;

use super::{Ask, Call, CallEvent, CallEventKind, Ending, Input, Leg, Output, State};
use crate::ids::Now;

/// ClearConnection is repeated so often before the leg is given up as cleared.
const CLEAR_ROUNDS: u8 = 3;

/// A settled call with its phone being freed, taken apart for one transition.
pub(super) struct Clearing {
    pub(super) call: Call,
    pub(super) ending: Ending,
    pub(super) since: Duration,
    pub(super) rounds: u8,
}

impl From<Clearing> for State {
    fn from(Clearing { call, ending, since, rounds }: Clearing) -> Self {
        Self::Clearing { call, ending, since, rounds }
    }
}

impl Clearing {
    fn ended(self, now: Now) -> State {
        State::Ended { ending: self.ending, at: now.wall }
    }
}

/// Asks for our own connection to be cleared.
pub(super) fn clear(call: Call, ending: Ending, now: Now, out: &mut Vec<Output>) -> State {
    out.push(Output::Ask(Ask::Clear(call.clone())));
    State::Clearing { call, ending, since: now.mono, rounds: 1 }
}

impl Leg {
    pub(super) fn clearing(
        &self,
        held: Clearing,
        now: Now,
        input: &Input<'_>,
        out: &mut Vec<Output>,
    ) -> State {
        match input {
            Input::Event(CallEvent { kind: CallEventKind::CallCleared, .. }) => held.ended(now),
            // The other party's clear says nothing about our phone.
            Input::Event(event) if event.kind == CallEventKind::ConnectionCleared => {
                let free = event.local.is_none_or(|local| local == LocalConnectionState::Null);
                if free { held.ended(now) } else { held.into() }
            }
            Input::Cleared { accepted: false } | Input::Resolved(_) => held.ended(now),
            Input::LinkLost => State::Freeing { call: held.call, ending: held.ending, since: now.mono },
            Input::Snapshot { epoch, asked, sightings }
                if *epoch == held.call.epoch
                    && *asked > self.named_at
                    && sightings.iter().all(|sighting| sighting.call_id != held.call.id()) =>
            {
                held.ended(now)
            }
            Input::Timeout if held.rounds >= CLEAR_ROUNDS => held.ended(now),
            Input::Timeout => {
                out.push(Output::Ask(Ask::Clear(held.call.clone())));
                out.push(Output::Ask(Ask::Snapshot));
                Clearing { since: now.mono, rounds: held.rounds + 1, ..held }.into()
            }
            _ => held.into(),
        }
    }

    /// The phone of a call that is over may still be off hook: the next association's snapshot tells.
    pub(super) fn freeing(
        &self,
        call: Call,
        ending: Ending,
        since: Duration,
        now: Now,
        input: &Input<'_>,
        out: &mut Vec<Output>,
    ) -> State {
        match input {
            Input::Snapshot { epoch, sightings, .. } => {
                match sightings.iter().find(|sighting| self.recognises(Some(&call), sighting)) {
                    Some(sighting) => clear(sighting.named(*epoch), ending, now, out),
                    None if sightings.is_empty() => State::Ended { ending, at: now.wall },
                    // One of them may be ours all the same: a closer look tells.
                    None => State::Freeing { call, ending, since },
                }
            }
            Input::Unseen | Input::Resolved(_) => State::Ended { ending, at: now.wall },
            Input::Timeout => {
                out.push(Output::Ask(Ask::Snapshot));
                State::Freeing { call, ending, since: now.mono }
            }
            _ => State::Freeing { call, ending, since },
        }
    }
}
