//! Snapshots as sightings (ECMA-269 clause 16.1): what a device does in a call, and whether the other side answered.

use callbackd_api::ids::Device;
use csta::{
    service::SnapshotCallResult,
    types::{
        CallId, CallState, LocalConnectionState, SnapshotCallData, SnapshotCallResponseInfo,
        SnapshotDeviceData, SnapshotDeviceResponseInfo,
    },
};

use super::hearing;
use crate::leg::Sighting;

/// What a call's snapshot says of the whole call.
#[derive(Debug, Clone, Default)]
pub(super) struct CallDetails {
    called: Option<String>,
    correlator: Option<Vec<u8>>,
    linkage: Option<Vec<u8>>,
}

impl CallDetails {
    pub(super) fn of(result: &SnapshotCallResult) -> Self {
        Self {
            called: result.called_device.as_ref().and_then(|device| device.digits()).map(str::to_owned),
            correlator: result.correlator_data.as_ref().map(|data| data.as_bytes().to_vec()),
            linkage: result.call_linkage_data.as_ref().map(hearing::linkage),
        }
    }
}

/// The connections of a device that have a call.
pub(super) fn of_device(data: &SnapshotDeviceData) -> impl Iterator<Item = Sighting> + '_ {
    data.0.iter().filter_map(|info| {
        let (local, answered) = states(info);
        Some(Sighting {
            call_id: info.connection_identifier.call_id()?.clone(),
            local,
            answered,
            called: info.endpoint_device.as_ref().and_then(|device| device.digits()).map(str::to_owned),
            correlator: None,
            linkage: info.call_linkage_data.as_ref().map(hearing::linkage),
        })
    })
}

/// One call, seen from a device.
pub(super) fn of_call(
    device: &Device,
    call_id: CallId,
    data: &SnapshotCallData,
    details: &CallDetails,
) -> Sighting {
    let (own, others): (Vec<_>, Vec<_>) = data.0.iter().partition(|info| is_of(info, device));
    let others: Vec<_> = others.iter().filter_map(|info| info.local_connection_state).collect();
    Sighting {
        call_id,
        local: own.first().and_then(|info| info.local_connection_state),
        answered: (!others.is_empty()).then(|| others.iter().copied().any(is_answered)),
        called: details.called.clone(),
        correlator: details.correlator.clone(),
        linkage: details.linkage.clone(),
    }
}

/// Segments of one call's snapshot become one sighting.
pub(super) fn merge(seen: &mut Vec<Sighting>, more: Sighting) {
    match seen.first_mut() {
        None => seen.push(more),
        Some(first) => {
            first.local = first.local.or(more.local);
            first.answered = match (first.answered, more.answered) {
                (Some(first), Some(more)) => Some(first || more),
                (first, more) => first.or(more),
            };
        }
    }
}

fn is_of(info: &SnapshotCallResponseInfo, device: &Device) -> bool {
    let by_connection =
        info.call_identifier.as_ref().and_then(|id| id.device()).and_then(|device| device.digits());
    by_connection.or(info.device_on_call.digits()) == Some(device.as_str())
}

fn is_answered(state: LocalConnectionState) -> bool {
    matches!(state, LocalConnectionState::Connected | LocalConnectionState::Hold)
}

/// The device's own state, and whether another party has answered.
fn states(info: &SnapshotDeviceResponseInfo) -> (Option<LocalConnectionState>, Option<bool>) {
    match &info.local_call_state {
        CallState::CompoundCallState(states) => {
            let mut states = states.iter().copied();
            let own = states.next();
            let others: Vec<_> = states.collect();
            (own, (!others.is_empty()).then(|| others.into_iter().any(is_answered)))
        }
        // The number is the other party's state times sixteen plus the device's own (ECMA-269 clause 12.2.22).
        CallState::SimpleCallState(state) => {
            let (other, own) = (state.code() >> 4, state.code() & 0xF);
            (
                Some(LocalConnectionState::from_code(own)),
                Some(is_answered(LocalConnectionState::from_code(other))),
            )
        }
        CallState::Unknown => (None, None),
    }
}
