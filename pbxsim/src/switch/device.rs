//! Devices and connections, from the exchange's names to CSTA's and back.

use csta::ber::Octets;
use csta::types::{
    CallId, CallLinkageData, ConnectionId, DeviceId, DeviceIdentifier, GlobalCallData, GlobalCallLinkageId,
    LocalDeviceId,
};

use crate::exchange::{Call, Device, Exchange, Refusal};

/// Trunks are device numbers, as Panasonic has them.
const FIRST_TRUNK: i64 = 0x0131_0000;

pub(super) fn device_id(device: &Device) -> DeviceId {
    match device {
        Device::Extension(number) => DeviceId::dialing_number(number),
        Device::Trunk(index) => {
            DeviceId::new(DeviceIdentifier::DeviceNumber(FIRST_TRUNK + i64::from(*index)))
        }
    }
}

/// How the party at `device` is named to people: an extension by itself, a trunk by the number beyond it.
pub(super) fn party(call: &Call, device: &Device) -> DeviceId {
    let outgoing = !matches!(call.legs.first().map(|leg| &leg.device), Some(Device::Trunk(_)));
    match device {
        Device::Extension(number) => DeviceId::dialing_number(number),
        Device::Trunk(_) if outgoing => DeviceId::dialing_number(&call.called),
        Device::Trunk(_) => DeviceId::dialing_number(&call.calling),
    }
}

pub(super) fn connection_id(call: &Call, device: &Device) -> ConnectionId {
    ConnectionId::both(CallId::new(call.id.octets()), device_id(device))
}

pub(super) fn linkage(call: &Call) -> CallLinkageData {
    let id = GlobalCallLinkageId::GloballyUniqueCallLinkageId(Octets::from(call.linkage.to_vec()));
    CallLinkageData::new(GlobalCallData::new(id))
}

/// The call and device that a client names.
pub(super) fn resolve(
    exchange: &Exchange,
    connection: &ConnectionId,
) -> Result<(crate::exchange::CallId, Device), Refusal> {
    let call = connection.call_id().and_then(|id| exchange.call(id.as_bytes()));
    let device = connection.device().and_then(named_device);
    match (call, device) {
        (Some(call), Some(device)) => Ok((call.id, device)),
        _ => Err(Refusal::UnknownConnection),
    }
}

fn named_device(device: &LocalDeviceId) -> Option<Device> {
    let LocalDeviceId::StaticId(device) = device else { return None };
    if let DeviceIdentifier::DeviceNumber(number) = &device.device_identifier {
        return u16::try_from(number - FIRST_TRUNK).ok().map(Device::Trunk);
    }
    device.digits().map(|digits| Device::Extension(digits.to_owned()))
}
