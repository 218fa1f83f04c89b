//! What is asked of the switch, and the permit without which nothing is dialled.

use callbackd_api::ids::{Device, LegId, Private, Seq};
use csta::types::{CallId, MonitorCrossRefId};

use crate::{
    dialplan::{AccountCode, ApprovedDial, AuthCode, DialString},
    leg::{Call, Refusal, Sighting},
};

/// A request that waits for its turn. Until its permit is granted, a MakeCall is no more than the leg to be dialled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pending {
    Clear {
        leg: LegId,
        device: Device,
        call: Call,
    },
    SnapshotDevice(Device),
    SnapshotCall {
        device: Device,
        call_id: CallId,
    },
    Dial(LegId),
    Hold {
        leg: LegId,
        device: Device,
        call: Call,
    },
    Retrieve {
        leg: LegId,
        device: Device,
        call: Call,
    },
    /// `place` tells one request from another for the same digits.
    Digits {
        leg: LegId,
        device: Device,
        call: Call,
        digits: Private,
        place: Seq,
    },
    MonitorStart(Device),
    MonitorStop(MonitorCrossRefId),
}

impl Pending {
    pub(super) fn is_monitor_start(&self) -> bool {
        matches!(self, Self::MonitorStart(_))
    }

    /// Is it about this leg's own call?
    pub(super) fn is_of(&self, wanted: LegId) -> bool {
        match self {
            Self::Clear { leg, .. }
            | Self::Hold { leg, .. }
            | Self::Retrieve { leg, .. }
            | Self::Digits { leg, .. } => *leg == wanted,
            Self::Dial(leg) => *leg == wanted,
            Self::SnapshotDevice(_)
            | Self::SnapshotCall { .. }
            | Self::MonitorStart(_)
            | Self::MonitorStop(_) => false,
        }
    }
}

/// One request towards the switch, ready to be encoded. Not to be cloned: a permit dials once.
#[derive(Debug, PartialEq, Eq)]
pub enum SwitchRequest {
    /// MakeCall (ECMA-269 clause 17.1.18).
    MakeCall(DialPermit),
    /// ClearConnection (17.1.9) of the device's own connection.
    ClearConnection {
        /// The device.
        device: Device,
        /// The call.
        call_id: CallId,
    },
    /// HoldCall (17.1.16).
    HoldCall {
        /// The device.
        device: Device,
        /// The call.
        call_id: CallId,
    },
    /// RetrieveCall (17.1.22).
    RetrieveCall {
        /// The device.
        device: Device,
        /// The call.
        call_id: CallId,
    },
    /// GenerateDigits (18.1.2), as tones.
    GenerateDigits {
        /// The device.
        device: Device,
        /// The call.
        call_id: CallId,
        /// What to send: digits, `*` and `#`.
        digits: Private,
    },
    /// SnapshotDevice (16.1.3).
    SnapshotDevice(Device),
    /// SnapshotCall (16.1.2), seen from the device.
    SnapshotCall {
        /// The device.
        device: Device,
        /// The call.
        call_id: CallId,
    },
    /// MonitorStart (15.1.2) of a device.
    MonitorStart(Device),
    /// MonitorStop (15.1.3).
    MonitorStop(MonitorCrossRefId),
}

/// The right to dial once: granted by the switchboard after every check, and the only thing from which MakeCall is built.
///
/// It can be neither copied nor stored. The switchboard grants one per record that a leg may dial, once that is on disk,
/// and the leg accepts no second one while the first is unanswered, accepted or unknown. So MakeCall cannot be asked for
/// without one:
///
/// ```compile_fail,E0624
/// use callbackd::{dialplan::ApprovedDial, ids::{Device, LegId}, switchboard::{DialPermit, SwitchRequest}};
/// fn by_myself(leg: LegId, device: Device, leave: ApprovedDial) -> SwitchRequest {
///     SwitchRequest::MakeCall(DialPermit::grant(leg, device, leave))
/// }
/// ```
#[derive(Debug, PartialEq, Eq)]
pub struct DialPermit {
    leg: LegId,
    device: Device,
    approved: ApprovedDial,
}

impl DialPermit {
    pub(super) fn grant(leg: LegId, device: Device, approved: ApprovedDial) -> Self {
        Self { leg, device, approved }
    }

    /// The leg; its octets go along as correlator data.
    #[must_use]
    pub fn leg(&self) -> LegId {
        self.leg
    }

    /// The calling extension.
    #[must_use]
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// The digits.
    #[must_use]
    pub fn dial_string(&self) -> &DialString {
        self.approved.dial_string()
    }

    /// The digits with the switch's own character for each pause.
    #[must_use]
    pub fn on_the_wire(&self) -> String {
        self.approved.on_the_wire()
    }

    /// The account to charge.
    #[must_use]
    pub fn account_code(&self) -> Option<&AccountCode> {
        self.approved.account_code()
    }

    /// What permits the call at the switch.
    #[must_use]
    pub fn auth_code(&self) -> Option<&AuthCode> {
        self.approved.auth_code()
    }

    /// The dial plan's rule that allowed it.
    #[must_use]
    pub fn rule(&self) -> &str {
        self.approved.rule()
    }
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Done; nothing more to tell.
    Done,
    /// MonitorStart.
    Monitoring {
        /// Names the events of this monitor.
        cross_ref: MonitorCrossRefId,
        /// By the returned filter, may `established` ever be sent?
        reports_answer: bool,
    },
    /// MakeCall: the call has a name.
    Calling {
        /// The call.
        call_id: CallId,
        /// Global call linkage id.
        linkage: Option<Vec<u8>>,
    },
    /// SnapshotDevice or SnapshotCall.
    Sightings(Vec<Sighting>),
    /// An error or a reject.
    Refused(Refusal),
    /// No answer in time. One may still come, and is then told as another answer to the same token.
    Unanswered,
}
