//! ECMA-285 `conference-call`: operation 6.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    CallLinkageDataList, ConnectionId, ConnectionInformation, ConnectionList, CstaCommonArguments,
};

/// Merges a held and an active call of one device into a conference.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConferenceCallArgument {
    pub held_call: ConnectionId,
    pub active_call: ConnectionId,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// The conference, as seen by the device that made it.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConferenceCallResult {
    pub conference_call: ConnectionId,
    #[asn1(implicit = 0)]
    pub connections: Option<ConnectionList>,
    #[asn1(implicit = 1)]
    pub conference_call_info: Option<ConnectionInformation>,
    #[asn1(implicit = 2)]
    pub call_linkage_data_list: Option<CallLinkageDataList>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
