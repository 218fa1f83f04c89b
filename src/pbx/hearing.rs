//! Event reports as what a leg acts on.

use callbackd_api::words::FailureReason;
use csta::{
    event::{CstaEventReportArgument, Event},
    types::{CallLinkageData, ConnectionId, ConnectionList, EventCause, GlobalCallLinkageId, LocalDeviceId},
};

use crate::{
    leg::{CallEvent, CallEventKind},
    switchboard::LinkInput,
};

/// The octets by which a call is known beyond the life of its call id.
pub(super) fn linkage(data: &CallLinkageData) -> Vec<u8> {
    let id = match &data.global_call_data.global_call_linkage_id {
        GlobalCallLinkageId::SubDomainCallLinkageId(id)
        | GlobalCallLinkageId::GloballyUniqueCallLinkageId(id) => id,
    };
    id.as_bytes().to_vec()
}

/// What a report means; `None` for events that nobody acts on, and for calls without a call id. `means` knows causes that
/// mean something of their own on this switch.
pub(super) fn report(
    report: CstaEventReportArgument,
    means: impl Fn(EventCause) -> Option<FailureReason>,
) -> Option<LinkInput> {
    let cross_ref = report.cross_ref_identifier;
    let (event, in_service) = match report.event_specific_info {
        Event::BackInService(_) => (None, Some(true)),
        Event::OutOfService(_) => (None, Some(false)),
        event => {
            let event = call_event(event)?;
            (Some(CallEvent { means: event.cause.and_then(means), ..event }), None)
        }
    };
    Some(LinkInput::Event { cross_ref, event, in_service })
}

/// Names the components of an event's struct that a leg acts on: they are called differently in each.
macro_rules! heard {
    ($event:expr, $kind:expr, $connection:ident, $subject:ident) => { heard!(@build $event, $kind, $connection, $subject, None) };
    ($event:expr, $kind:expr, $connection:ident, $subject:ident, called: $called:ident) => {
        heard!(@build $event, $kind, $connection, $subject, Digits::digits_of(&$event.$called))
    };
    (@build $event:expr, $kind:expr, $connection:ident, $subject:ident, $called:expr) => {{
        let called = $called;
        let event = $event;
        let own = event.$connection.device().and_then(LocalDeviceId::digits);
        Some(CallEvent {
            kind: $kind,
            call_id: event.$connection.call_id()?.clone(),
            subject: own.or(event.$subject.digits()).map(str::to_owned),
            local: event.local_connection_info,
            cause: Some(event.cause),
            means: None,
            called,
            correlator: event.correlator_data.as_ref().map(|data| data.as_bytes().to_vec()),
            linkage: event.call_linkage_data.as_ref().map(linkage),
        })
    }};
}

/// A device that an event may leave out.
trait Digits {
    fn digits_of(&self) -> Option<String>;
}

impl<const N: u32> Digits for csta::types::PartyDeviceId<N> {
    fn digits_of(&self) -> Option<String> {
        self.digits().map(str::to_owned)
    }
}

impl<T: Digits> Digits for Option<T> {
    fn digits_of(&self) -> Option<String> {
        self.as_ref().and_then(Digits::digits_of)
    }
}

fn call_event(event: Event) -> Option<CallEvent> {
    use CallEventKind as K;
    match event {
        Event::ServiceInitiated(e) => {
            heard!(e, K::ServiceInitiated, initiated_connection, initiating_device, called: called_device)
        }
        Event::Originated(e) => {
            heard!(e, K::Originated, originated_connection, calling_device, called: called_device)
        }
        Event::NetworkReached(e) => {
            heard!(e, K::NetworkReached, outbound_connection, network_interface_used, called: called_device)
        }
        Event::Delivered(e) => heard!(e, K::Delivered, connection, alerting_device, called: called_device),
        Event::Established(e) => {
            heard!(e, K::Established, established_connection, answering_device, called: called_device)
        }
        Event::Held(e) => heard!(e, K::Held, held_connection, holding_device),
        Event::Retrieved(e) => heard!(e, K::Retrieved, retrieved_connection, retrieving_device),
        Event::Failed(e) => heard!(e, K::Failed, failed_connection, failing_device, called: called_device),
        Event::Diverted(e) => heard!(e, K::Diverted, connection, diverting_device, called: called_device),
        Event::Queued(e) => heard!(e, K::Queued, queued_connection, queue, called: called_device),
        Event::ConnectionCleared(e) => heard!(e, K::ConnectionCleared, dropped_connection, releasing_device),
        Event::CallCleared(e) => Some(CallEvent {
            kind: K::CallCleared,
            call_id: e.cleared_call.call_id()?.clone(),
            subject: None,
            local: None,
            cause: Some(e.cause),
            means: None,
            called: None,
            correlator: e.correlator_data.as_ref().map(|data| data.as_bytes().to_vec()),
            linkage: e.call_linkage_data.as_ref().map(linkage),
        }),
        Event::Transferred(e) => {
            let by = e.transferring_device.digits().map(str::to_owned);
            let becomes = renamed(&e.primary_old_call, &e.transferred_connections);
            Some(CallEvent {
                kind: K::Transferred { by: by.clone(), becomes },
                call_id: e.primary_old_call.call_id()?.clone(),
                subject: by,
                local: e.local_connection_info,
                cause: Some(e.cause),
                means: None,
                called: None,
                correlator: e.correlator_data.as_ref().map(|data| data.as_bytes().to_vec()),
                linkage: None,
            })
        }
        Event::Conferenced(e) => Some(CallEvent {
            kind: K::Conferenced { becomes: renamed(&e.primary_old_call, &e.conference_connections) },
            call_id: e.primary_old_call.call_id()?.clone(),
            subject: e.conferencing_device.digits().map(str::to_owned),
            local: e.local_connection_info,
            cause: Some(e.cause),
            means: None,
            called: None,
            correlator: e.correlator_data.as_ref().map(|data| data.as_bytes().to_vec()),
            linkage: None,
        }),
        _ => None,
    }
}

/// The call id under which the call goes on: the new one paired with the old one, else the only new one.
fn renamed(old: &ConnectionId, list: &ConnectionList) -> Option<csta::types::CallId> {
    let old = old.call_id()?;
    let new = |entry: &csta::types::ConnectionListEntry| entry.new_connection.as_ref()?.call_id().cloned();
    let paired =
        list.iter().find(|entry| entry.old_connection.as_ref().and_then(ConnectionId::call_id) == Some(old));
    paired.and_then(new).or_else(|| list.iter().find_map(new)).filter(|id| id != old)
}
