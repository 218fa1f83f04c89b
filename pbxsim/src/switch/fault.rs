//! Things that go wrong on demand.

use std::time::Duration;

use bytes::Bytes;

/// A fault, set from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Close every connection now. Calls keep running.
    DropLinks,
    /// Accept octets, answer nothing, tell nothing, until healed.
    Silent,
    /// Refuse associations (rejected-permanent) and keep their connections open, until healed.
    RefuseAssociations,
    /// Hold back every answer for so long, until healed. Events overtake them.
    DelayReplies(Duration),
    /// Send these octets as they are, now, on every link.
    Garbage(Bytes),
    /// Send these octets as if they were an APDU, now, on every link.
    BadApdu(Bytes),
    /// Do what is asked next, but do not answer.
    LoseNextReply,
    /// Do not tell the next event.
    LoseNextEvent,
    /// Answer the next MakeCall with systemResourceAvailability resourceBusy.
    ResourceBusy,
    /// End all of the above.
    Heal,
}

/// The faults that last.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Faults {
    pub(super) silent: bool,
    pub(super) refuses: bool,
    pub(super) delay: Duration,
    pub(super) loses_reply: bool,
    pub(super) loses_event: bool,
    pub(super) is_busy: bool,
}
