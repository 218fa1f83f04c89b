//! Calls of a device, devices of a call.

use csta::service::{
    Argument, CrossRefIdOrSnapshotCallData, CrossRefIdOrSnapshotDeviceData, ServiceResult,
    SnapshotCallDataArgument, SnapshotCallResult, SnapshotDeviceDataArgument, SnapshotDeviceResult,
};
use csta::types::{
    CallState, CorrelatorData, DeviceId, LocalConnectionState, ServiceCrossRefId, SnapshotCallData,
    SnapshotCallResponseInfo, SnapshotDeviceData, SnapshotDeviceResponseInfo,
};

use super::device::{connection_id, linkage, party};
use crate::config::Config;
use crate::exchange::{Call, Device, Exchange, Leg};

/// The calls of extension `number`.
pub(super) fn of_device(
    config: &Config,
    exchange: &Exchange,
    number: &str,
) -> Vec<SnapshotDeviceResponseInfo> {
    let device = Device::Extension(number.to_owned());
    exchange
        .calls()
        .filter_map(|call| {
            let own = call.leg(&device)?;
            let others = call.legs.iter().filter(|leg| leg.device != device);
            let states = std::iter::once(own).chain(others.clone()).map(state).collect();
            let connection = connection_id(call, &device);
            let mut entry = SnapshotDeviceResponseInfo::new(connection, CallState::CompoundCallState(states));
            entry.endpoint_device = others.clone().next().map(|leg| party(call, &leg.device).into());
            entry.call_linkage_data = config.call_linkage_data.then(|| linkage(call));
            Some(entry)
        })
        .collect()
}

/// The devices of `call`.
pub(super) fn of_call(call: &Call) -> Vec<SnapshotCallResponseInfo> {
    let entry = |leg: &Leg| {
        let mut entry = SnapshotCallResponseInfo::new(party(call, &leg.device).into());
        entry.call_identifier = Some(connection_id(call, &leg.device));
        entry.local_connection_state = Some(state(leg));
        entry
    };
    call.legs.iter().map(entry).collect()
}

/// A phone that was asked to go off hook and has not is part of its call all the same.
fn state(leg: &Leg) -> LocalConnectionState {
    match leg.state {
        LocalConnectionState::Null => LocalConnectionState::Initiated,
        state => state,
    }
}

pub(super) fn device_result(entries: Vec<SnapshotDeviceResponseInfo>) -> ServiceResult {
    let data = CrossRefIdOrSnapshotDeviceData::SnapshotData(SnapshotDeviceData(entries));
    SnapshotDeviceResult::new(data).into()
}

pub(super) fn device_reference(xref: &ServiceCrossRefId) -> ServiceResult {
    SnapshotDeviceResult::new(CrossRefIdOrSnapshotDeviceData::ServiceCrossRefId(xref.clone())).into()
}

/// The snapshotDeviceData that follow a reference: one entry in each, the last one marked.
pub(super) fn device_segments(
    xref: &ServiceCrossRefId,
    entries: Vec<SnapshotDeviceResponseInfo>,
) -> Vec<Argument> {
    segments(entries, |number, last, data| {
        let data = SnapshotDeviceData(data);
        let mut argument = SnapshotDeviceDataArgument::new(xref.clone(), last, data);
        argument.segment_id = Some(number);
        argument.into()
    })
}

pub(super) fn call_result(config: &Config, call: &Call, data: CrossRefIdOrSnapshotCallData) -> ServiceResult {
    let mut result = SnapshotCallResult::new(data);
    result.calling_device = Some(DeviceId::dialing_number(&call.calling).into());
    result.called_device = Some(DeviceId::dialing_number(&call.called).into());
    result.correlator_data =
        call.correlator.as_ref().filter(|_| config.correlator_data).map(CorrelatorData::new);
    result.call_linkage_data = config.call_linkage_data.then(|| linkage(call));
    result.into()
}

/// The snapshotCallData that follow a reference: one entry in each, the last one marked.
pub(super) fn call_segments(xref: &ServiceCrossRefId, call: &Call) -> Vec<Argument> {
    segments(of_call(call), |number, last, data| {
        let mut argument = SnapshotCallDataArgument::new(xref.clone(), last, SnapshotCallData(data));
        argument.segment_id = Some(number);
        argument.into()
    })
}

fn segments<T>(entries: Vec<T>, segment: impl Fn(i64, bool, Vec<T>) -> Argument) -> Vec<Argument> {
    let count = entries.len();
    if count == 0 {
        return vec![segment(1, true, Vec::new())];
    }
    (1..)
        .zip(entries)
        .map(|(number, entry)| segment(number, usize::try_from(number) == Ok(count), vec![entry]))
        .collect()
}
