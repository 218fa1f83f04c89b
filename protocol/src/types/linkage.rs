//! Names of calls that outlive transfers (ECMA-285 `call-control`).

use crate::ber::{Asn1, Ia5String, Octets, Unknowns};
use crate::types::TimeInfo;

/// Names a call for good: unlike a [`CallId`](super::CallId) it outlives transfers.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallLinkageData {
    pub global_call_data: GlobalCallData,
    pub thread_data: Option<ThreadData>,
    pub unknown: Unknowns,
}

/// The linkage of a call before and after two calls became one.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallLinkageDataList {
    pub new_call_linkage_data: CallLinkageData,
    pub old_call_linkage_data: CallLinkageData,
    pub unknown: Unknowns,
}

/// Names a call across switches.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GlobalCallData {
    #[asn1(size(1, 64))]
    pub global_call_switching_sub_domain_name: Option<Ia5String>,
    pub global_call_linkage_id: GlobalCallLinkageId,
    pub call_linkage_id_timestamp: Option<TimeInfo>,
    pub unknown: Unknowns,
}

/// A call's identifier, unique within its switch or everywhere.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GlobalCallLinkageId {
    #[asn1(implicit = 0, size(1, 8))]
    SubDomainCallLinkageId(Octets),
    #[asn1(implicit = 1, size(1, 16))]
    GloballyUniqueCallLinkageId(Octets),
}

/// Names a thread of calls that belong together.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ThreadData {
    #[asn1(size(1, 64))]
    pub thread_switching_sub_domain_name: Option<Ia5String>,
    pub thread_linkage_id: ThreadLinkageId,
    pub thread_id_time_stamp: Option<TimeInfo>,
    pub unknown: Unknowns,
}

/// A thread's identifier, unique within its switch or everywhere.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ThreadLinkageId {
    #[asn1(implicit = 0, size(1, 8))]
    SubDomainThreadId(Octets),
    #[asn1(implicit = 1, size(1, 16))]
    GloballyUniqueThreadId(Octets),
}
