//! The telephony half: phones, trunks and calls. It knows no CSTA service and no link; it takes orders and
//! what people do at phones, and tells what happened.
//!
//! Time is an argument. Each call has at most one thing that happens next by itself; [`Exchange::poll_timeout`]
//! is the earliest of them.

mod call;
#[cfg(test)]
mod chaos;
mod plan;
mod progress;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use bytes::Bytes;
use csta::types::{EventCause, LocalConnectionState};

pub use call::{Call, CallId, Device, Leg};
pub use plan::{BadPattern, Behaviour, CallIds, Extension, FarEndClearing, Pace, Pattern, Plan, User};

use call::Due;
use plan::Route;

/// Calls that may exist at once.
pub const MAX_CALLS: usize = 1024;

/// An order to make a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallOrder {
    /// Calling extension.
    pub from: String,
    /// Digits to dial.
    pub to: String,
    /// Whether the phone goes off hook at once instead of being prompted.
    pub at_once: bool,
    /// Correlator data to keep with the call.
    pub correlator: Option<Bytes>,
}

/// Why an order was not carried out. Nothing has happened then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such extension.
    #[error("no such calling extension")]
    UnknownCallingDevice,
    /// No digits to dial.
    #[error("no digits to dial")]
    NothingDialled,
    /// The destination is barred for this device.
    #[error("the destination is barred")]
    Barred,
    /// The device is in a call already.
    #[error("the device is busy")]
    DeviceBusy,
    /// [`MAX_CALLS`] exist.
    #[error("no call record is free")]
    Congested,
    /// No such call, or the device is no part of it.
    #[error("no such connection")]
    UnknownConnection,
    /// The connection is not in a state for this.
    #[error("the connection is in another state")]
    WrongState,
}

/// Something that people do at phones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phone {
    /// The handset of this extension is lifted: takes a prompt or a ringing call, or starts a call.
    Lift(String),
    /// The handset of this extension is put down.
    HangUp(String),
    /// Digits are dialled by hand at an extension that was lifted.
    Dial {
        /// The extension.
        extension: String,
        /// The digits.
        digits: String,
    },
    /// A call from outside arrives for an extension.
    CallIn {
        /// The extension called.
        extension: String,
        /// The caller's number.
        from: String,
    },
    /// The party called by this extension answers now.
    FarAnswer(String),
    /// The party that this extension is connected to hangs up now.
    FarHangUp(String),
}

/// A change of the [`Plan`] while the exchange runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Somebody else is at this extension.
    User {
        /// The extension.
        extension: String,
        /// What they do.
        user: User,
    },
    /// These numbers lead elsewhere; before all other patterns.
    Destination {
        /// The numbers.
        pattern: Pattern,
        /// What is there now.
        behaviour: Behaviour,
    },
}

/// What happened to a call, for those who monitor its devices.
#[derive(Clone, Debug)]
pub struct Happening {
    /// When.
    pub at: Duration,
    /// The event.
    pub kind: Kind,
    /// The device whose connection it is about.
    pub subject: Device,
    /// The cause to report.
    pub cause: EventCause,
    /// Every extension in the call and the state of its own connection after the event.
    pub audience: Vec<(String, LocalConnectionState)>,
    /// The call after the event; a leg just cleared is in it, with state `Null`.
    pub call: Call,
}

/// The call control events that the exchange can tell of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A phone is off hook or prompted.
    ServiceInitiated,
    /// Digits were dialled.
    Originated,
    /// The call left through a trunk.
    NetworkReached,
    /// A phone rings.
    Delivered,
    /// It was answered.
    Established,
    /// The subject put the call on hold.
    Held,
    /// The subject took it back.
    Retrieved,
    /// It cannot go on.
    Failed,
    /// The subject is no longer part of it.
    ConnectionCleared,
}

/// Phones, trunks and calls.
#[derive(Debug)]
pub struct Exchange {
    plan: Plan,
    calls: BTreeMap<CallId, Call>,
    minted: u64,
    happenings: VecDeque<Happening>,
}

impl Exchange {
    /// An exchange with every phone on hook.
    pub fn new(plan: Plan) -> Self {
        Self { plan, calls: BTreeMap::new(), minted: 0, happenings: VecDeque::new() }
    }

    /// The plan it was built from.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The calls that exist, by identifier.
    pub fn calls(&self) -> impl Iterator<Item = &Call> {
        self.calls.values()
    }

    /// One call.
    pub fn call(&self, id: &[u8]) -> Option<&Call> {
        self.calls.values().find(|call| call.id.octets() == id)
    }

    /// Makes a call: the phone is prompted, and the call goes on when it is off hook.
    ///
    /// # Errors
    /// A [`Refusal`]; nothing is dialled then.
    pub fn make_call(&mut self, now: Duration, order: CallOrder) -> Result<CallId, Refusal> {
        let user = self.plan.extension(&order.from).ok_or(Refusal::UnknownCallingDevice)?.user;
        if order.to.is_empty() {
            return Err(Refusal::NothingDialled);
        }
        let route = self.plan.route(&order.to);
        if route == Route::Trunk(Behaviour::Barred) {
            return Err(Refusal::Barred);
        }
        let call = self.seize(&order.from)?;
        call.called = order.to;
        call.correlator = order.correlator;
        call.route = Some(route);
        let id = call.id;
        if order.at_once {
            self.off_hook(now, id);
        } else {
            self.prompt(now, id, user);
        }
        Ok(id)
    }

    /// Answers the call that alerts `extension`, or takes the prompt there.
    ///
    /// # Errors
    /// [`Refusal::UnknownConnection`], [`Refusal::WrongState`].
    pub fn answer(&mut self, now: Duration, id: CallId, extension: &str) -> Result<(), Refusal> {
        match self.leg_state(id, extension)? {
            LocalConnectionState::Alerting => self.establish(now, id),
            LocalConnectionState::Null | LocalConnectionState::Initiated if self.is_prompting(id) => {
                self.off_hook(now, id);
            }
            _ => return Err(Refusal::WrongState),
        }
        Ok(())
    }

    /// Puts the connection of `extension` on hold.
    ///
    /// # Errors
    /// [`Refusal::UnknownConnection`]; [`Refusal::WrongState`] unless both ends are connected.
    pub fn hold(&mut self, now: Duration, id: CallId, extension: &str) -> Result<(), Refusal> {
        self.leg_state(id, extension)?;
        let far = self.calls.get(&id).and_then(|call| call.other_leg(extension));
        if far.is_none_or(|leg| leg.state != LocalConnectionState::Connected) {
            return Err(Refusal::WrongState);
        }
        let (from, to) = (LocalConnectionState::Connected, LocalConnectionState::Hold);
        self.toggle(now, id, extension, (from, to), Kind::Held)
    }

    /// Takes the connection of `extension` back from hold.
    ///
    /// # Errors
    /// [`Refusal::UnknownConnection`]; [`Refusal::WrongState`] unless it is held;
    /// [`Refusal::DeviceBusy`] while another call has the phone.
    pub fn retrieve(&mut self, now: Duration, id: CallId, extension: &str) -> Result<(), Refusal> {
        if self.active_call(extension).is_some() {
            return Err(Refusal::DeviceBusy);
        }
        let (from, to) = (LocalConnectionState::Hold, LocalConnectionState::Connected);
        self.toggle(now, id, extension, (from, to), Kind::Retrieved)
    }

    /// Clears the connection of `device`.
    ///
    /// # Errors
    /// [`Refusal::UnknownConnection`].
    pub fn clear(&mut self, now: Duration, id: CallId, device: &Device) -> Result<(), Refusal> {
        let call = self.calls.get(&id).ok_or(Refusal::UnknownConnection)?;
        call.leg(device).ok_or(Refusal::UnknownConnection)?;
        self.drop_leg(now, id, device, EventCause::NormalClearing);
        Ok(())
    }

    /// Does what a person does.
    ///
    /// # Errors
    /// A [`Refusal`] when there is nothing of the kind to be done.
    pub fn phone(&mut self, now: Duration, action: Phone) -> Result<(), Refusal> {
        match action {
            Phone::Lift(extension) => self.lift(now, &extension),
            Phone::HangUp(extension) => self.hang_up(now, &extension),
            Phone::Dial { extension, digits } => self.dial(now, &extension, digits),
            Phone::CallIn { extension, from } => self.call_in(now, &extension, from),
            Phone::FarAnswer(extension) => self.far_answer(now, &extension),
            Phone::FarHangUp(extension) => self.far_hang_up(now, &extension),
        }
    }

    /// Changes what people and destinations do from now on. Calls on their way go on as they were.
    ///
    /// # Errors
    /// [`Refusal::UnknownConnection`] for an extension that does not exist.
    pub fn change(&mut self, change: Change) -> Result<(), Refusal> {
        match change {
            Change::User { extension, user } => {
                let mut extensions = self.plan.extensions.iter_mut();
                let listed = extensions.find(|listed| listed.number == extension);
                listed.ok_or(Refusal::UnknownConnection)?.user = user;
            }
            Change::Destination { pattern, behaviour } => {
                self.plan.destinations.retain(|(listed, _)| *listed != pattern);
                self.plan.destinations.insert(0, (pattern, behaviour));
            }
        }
        Ok(())
    }

    /// When [`handle_timeout`](Self::handle_timeout) is next worth calling.
    pub fn poll_timeout(&self) -> Option<Duration> {
        self.calls.values().filter_map(|call| call.due).map(|due| due.at).min()
    }

    /// Lets happen what is due by `now`, in the order in which it fell due.
    pub fn handle_timeout(&mut self, now: Duration) {
        while let Some((id, due)) = self.next_due().filter(|(_, due)| due.at <= now) {
            if let Some(call) = self.calls.get_mut(&id) {
                call.due = None;
            }
            self.step(due.at, id, due.step);
        }
    }

    /// The next thing that happened.
    pub fn poll_happening(&mut self) -> Option<Happening> {
        self.happenings.pop_front()
    }

    fn next_due(&self) -> Option<(CallId, Due)> {
        self.calls.values().filter_map(|call| Some((call.id, call.due?))).min_by_key(|(_, due)| due.at)
    }

    /// The call that has the phone: every connection but a held one.
    fn active_call(&self, extension: &str) -> Option<&Call> {
        self.calls.values().find(|call| {
            call.extension_leg(extension).is_some_and(|leg| leg.state != LocalConnectionState::Hold)
        })
    }

    fn leg_state(&self, id: CallId, extension: &str) -> Result<LocalConnectionState, Refusal> {
        let leg = self.calls.get(&id).and_then(|call| call.extension_leg(extension));
        Ok(leg.ok_or(Refusal::UnknownConnection)?.state)
    }

    fn is_prompting(&self, id: CallId) -> bool {
        self.calls.get(&id).is_some_and(|call| call.route.is_some() && call.legs.len() == 1)
    }

    /// A new call with one leg, the phone of `extension`, still on hook.
    fn seize(&mut self, extension: &str) -> Result<&mut Call, Refusal> {
        self.plan.extension(extension).ok_or(Refusal::UnknownCallingDevice)?;
        if self.active_call(extension).is_some() {
            return Err(Refusal::DeviceBusy);
        }
        self.new_call(Device::Extension(extension.to_owned()), extension.to_owned())
    }

    fn new_call(&mut self, originator: Device, calling: String) -> Result<&mut Call, Refusal> {
        if self.calls.len() >= MAX_CALLS {
            return Err(Refusal::Congested);
        }
        let id = loop {
            self.minted += 1;
            let id = CallId::nth((self.minted & 0xffff) as u16, self.plan.call_ids);
            if !self.calls.contains_key(&id) {
                break id;
            }
        };
        let call = Call {
            id,
            linkage: (u128::from(self.plan.seed) << 64 | u128::from(self.minted)).to_be_bytes(),
            calling,
            called: String::new(),
            correlator: None,
            legs: vec![Leg { device: originator, state: LocalConnectionState::Null }],
            route: None,
            due: None,
        };
        Ok(self.calls.entry(id).or_insert(call))
    }

    fn toggle(
        &mut self,
        now: Duration,
        id: CallId,
        extension: &str,
        (from, to): (LocalConnectionState, LocalConnectionState),
        kind: Kind,
    ) -> Result<(), Refusal> {
        if self.leg_state(id, extension)? != from {
            return Err(Refusal::WrongState);
        }
        let device = Device::Extension(extension.to_owned());
        self.enter(id, &device, to);
        self.report(now, id, kind, &device, EventCause::Normal);
        Ok(())
    }
}
