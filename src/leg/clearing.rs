//! The outcome is settled; the phone is being freed, with the link and without it.

use std::time::Duration;

use csta::types::LocalConnectionState;

use super::{Ask, Call, CallEvent, CallEventKind, Ending, Input, Leg, Output, Sighting, State};
use crate::ids::Now;

/// ClearConnection is sent so often before the switch is asked whether there is anything to clear.
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

/// Is our phone free of the call? The other party's clear says nothing about it.
fn frees(event: &CallEvent) -> bool {
    match event.kind {
        CallEventKind::CallCleared => true,
        CallEventKind::ConnectionCleared => {
            event.local.is_none_or(|local| local == LocalConnectionState::Null)
        }
        _ => false,
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
            Input::Event(event) if frees(event) => held.ended(now),
            Input::Cleared { accepted: false } | Input::Resolved(_) => held.ended(now),
            Input::LinkLost => State::Freeing { call: held.call, ending: held.ending, since: now.mono },
            Input::Snapshot { epoch, asked, sightings }
                if *epoch == held.call.epoch
                    && *asked > self.named_at
                    && sightings.iter().all(|sighting| sighting.call_id != held.call.id()) =>
            {
                held.ended(now)
            }
            // The switch is asked what there is to clear.
            Input::Timeout if held.rounds >= CLEAR_ROUNDS => {
                out.push(Output::Ask(Ask::Snapshot));
                State::Freeing { call: held.call, ending: held.ending, since: now.mono }
            }
            Input::Timeout => {
                out.push(Output::Ask(Ask::Clear(held.call.clone())));
                out.push(Output::Ask(Ask::Snapshot));
                Clearing { since: now.mono, rounds: held.rounds + 1, ..held }.into()
            }
            _ => held.into(),
        }
    }

    /// The phone of a call that is over may still be off hook: a snapshot tells, of the next association or of this one.
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
                let same = *epoch == call.epoch;
                let ours = |sighting: &&Sighting| {
                    same && sighting.call_id == call.id() || self.recognises(Some(&call), sighting)
                };
                match sightings.iter().find(ours) {
                    Some(sighting) => clear(sighting.named(*epoch), ending, now, out),
                    None if same || sightings.is_empty() => State::Ended { ending, at: now.wall },
                    // One of them may be ours all the same: a closer look tells.
                    None => State::Freeing { call, ending, since },
                }
            }
            Input::Event(event) if frees(event) => State::Ended { ending, at: now.wall },
            Input::Unseen | Input::Resolved(_) => State::Ended { ending, at: now.wall },
            Input::Timeout => {
                out.push(Output::Ask(Ask::Snapshot));
                State::Freeing { call, ending, since: now.mono }
            }
            _ => State::Freeing { call, ending, since },
        }
    }
}
