//! ECMA-285 `directed-pickup-call`: operation 220.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    CallLinkageData, ConnectionId, ConnectionInformation, CorrelatorData, CstaCommonArguments, DeviceId,
    UserData,
};

/// Answers a call at another device than the one it alerts.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DirectedPickupCallArgument {
    pub call_to_be_picked_up: ConnectionId,
    pub requesting_device: DeviceId,
    pub correlator_data: Option<CorrelatorData>,
    pub user_data: Option<UserData>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// The call at the device that picked it up.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DirectedPickupCallResult {
    pub picked_call: Option<ConnectionId>,
    pub picked_call_info: Option<ConnectionInformation>,
    #[asn1(implicit = 1)]
    pub call_linkage_data: Option<CallLinkageData>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
