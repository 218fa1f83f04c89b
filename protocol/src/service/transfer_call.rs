//! ECMA-285 `transfer-call`: operation 16.

use crate::ber::{Asn1, Unknowns};
use crate::types::{
    CallLinkageDataList, ConnectionId, ConnectionInformation, ConnectionList, CstaCommonArguments,
};

/// Connects the far ends of a held and an active call and releases the device between.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransferCallArgument {
    pub held_call: ConnectionId,
    pub active_call: ConnectionId,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

/// The call that is left.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransferCallResult {
    pub transferred_call: ConnectionId,
    #[asn1(implicit = 0)]
    pub connections: Option<ConnectionList>,
    #[asn1(implicit = 1)]
    pub transferred_call_info: Option<ConnectionInformation>,
    #[asn1(implicit = 2)]
    pub call_linkage_data_list: Option<CallLinkageDataList>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}
