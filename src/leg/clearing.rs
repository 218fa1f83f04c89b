//! The outcome is settled; the phone is being freed, with the link and without it.

use std::time::Duration;

use csta::types::LocalConnectionState;

use super::{Ask, Call, CallEvent, CallEventKind, Ending, Input, Leg, Output, Sighting, State};
use crate::ids::{Epoch, Now};

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
    fn freeing(self, now: Now) -> Freeing {
        Freeing { call: self.call, ending: self.ending, since: now.mono, refused: false }
    }

    fn ended(self, now: Now) -> State {
        State::Ended { ending: self.ending, at: now.wall }
    }
}

/// A settled call whose phone only a snapshot shows, taken apart for one transition.
pub(super) struct Freeing {
    pub(super) call: Call,
    pub(super) ending: Ending,
    pub(super) since: Duration,
    pub(super) refused: bool,
}

impl From<Freeing> for State {
    fn from(Freeing { call, ending, since, refused }: Freeing) -> Self {
        Self::Freeing { call, ending, since, refused }
    }
}

impl Freeing {
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
            Input::NotCleared(refusal) if refusal.gone => held.ended(now),
            // The call may be up as before: the agent is told why, and the switch is asked.
            Input::NotCleared(refusal) => {
                out.push(Output::Progress { switch: Some(refusal.says.clone()) });
                out.push(Output::Ask(Ask::Snapshot));
                Freeing { refused: true, ..held.freeing(now) }.into()
            }
            Input::Resolved(_) => held.ended(now),
            Input::LinkLost => held.freeing(now).into(),
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
                held.freeing(now).into()
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
    pub(super) fn freeing(&self, held: Freeing, now: Now, input: &Input<'_>, out: &mut Vec<Output>) -> State {
        match input {
            Input::Snapshot { epoch, sightings, .. } => self.freeing_seen(held, now, *epoch, sightings, out),
            Input::Event(event) if frees(event) => held.ended(now),
            // A switch that does not clear the call and does not show it either leaves it to its events.
            Input::Unseen if held.refused => held.into(),
            Input::Unseen | Input::Resolved(_) => held.ended(now),
            Input::LinkLost => Freeing { refused: false, ..held }.into(),
            Input::Timeout => {
                out.push(Output::Ask(Ask::Snapshot));
                Freeing { since: now.mono, refused: false, ..held }.into()
            }
            _ => held.into(),
        }
    }

    fn freeing_seen(
        &self,
        held: Freeing,
        now: Now,
        epoch: Epoch,
        sightings: &[Sighting],
        out: &mut Vec<Output>,
    ) -> State {
        let same = epoch == held.call.epoch;
        let ours = |sighting: &&Sighting| {
            same && sighting.call_id == held.call.id() || self.recognises(Some(&held.call), sighting)
        };
        match sightings.iter().find(ours) {
            // The switch has just said that it does not clear it: it is asked again when that is long ago.
            Some(_) if held.refused => held.into(),
            Some(sighting) => clear(sighting.named(epoch), held.ending, now, out),
            None if same || sightings.is_empty() => held.ended(now),
            // One of them may be ours all the same: a closer look tells.
            None => held.into(),
        }
    }
}
