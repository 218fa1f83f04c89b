//! What happened to a call, as the event that a monitor of one of its devices gets.

use std::time::Duration;

use csta::event::{
    ConnectionClearedEvent, CstaEventReportArgument, DeliveredEvent, EstablishedEvent, Event, FailedEvent,
    HeldEvent, NetworkReachedEvent, OriginatedEvent, RetrievedEvent, ServiceInitiatedEvent,
};
use csta::types::{
    CallControlEvent, CalledDeviceId, CallingDeviceId, CorrelatorData, DeviceId, EventCause,
    LocalConnectionState, RedirectionDeviceId,
};

use super::Switch;
use super::device::{connection_id, device_id, linkage, party};
use super::link::LinkId;
use crate::config::Config;
use crate::exchange::{Happening, Kind};
use crate::observation::{Message, What, describe_happening};

impl Switch {
    /// Tells monitors, and people, what has happened to calls.
    pub(super) fn report(&mut self, now: Duration) {
        while let Some(happening) = self.exchange.poll_happening() {
            let line = format!("{:?} {}", happening.kind, describe_happening(&happening));
            self.observe(now, What::Call(line));
            for link in self.link_ids() {
                self.report_to(now, link, &happening);
            }
        }
    }

    fn report_to(&mut self, now: Duration, link: LinkId, happening: &Happening) {
        if self.faults.silent {
            return;
        }
        for report in self.event_reports(link, happening) {
            let Some(apdu) = self.invoke(link, report.into()) else { return };
            let mut message = Message::of(&apdu);
            message.detail = format!("{}, {}", message.detail, describe_happening(happening));
            if std::mem::take(&mut self.faults.loses_event) {
                self.observe(now, What::Lost { link, message });
            } else {
                self.send_as(now, link, &apdu, message);
            }
        }
    }

    /// One report for each monitor of this link on each device in the call.
    fn event_reports(&self, link: LinkId, happening: &Happening) -> Vec<CstaEventReportArgument> {
        let Some(client) = self.links.get(&link) else { return Vec::new() };
        let bit = filter_bit(happening.kind);
        let mut reports = Vec::new();
        for (number, local) in &happening.audience {
            let monitors = client.monitors.iter().filter(|it| it.device == *number);
            for monitor in monitors.filter(|it| !it.suppressed.contains(bit)) {
                let event = event(&self.config, happening, *local);
                reports.push(CstaEventReportArgument::new(monitor.xref.clone(), event));
            }
        }
        reports
    }
}

/// The bit of a monitor's filter that suppresses events of this kind.
const fn filter_bit(kind: Kind) -> CallControlEvent {
    match kind {
        Kind::ServiceInitiated => CallControlEvent::ServiceInitiated,
        Kind::Originated => CallControlEvent::Originated,
        Kind::NetworkReached => CallControlEvent::NetworkReached,
        Kind::Delivered => CallControlEvent::Delivered,
        Kind::Established => CallControlEvent::Established,
        Kind::Held => CallControlEvent::Held,
        Kind::Retrieved => CallControlEvent::Retrieved,
        Kind::Failed => CallControlEvent::Failed,
        Kind::ConnectionCleared => CallControlEvent::ConnectionCleared,
    }
}

/// The event for a monitor whose own device's connection is in state `local`.
fn event(config: &Config, happening: &Happening, local: LocalConnectionState) -> Event {
    let Happening { subject, cause, call, .. } = happening;
    let connection = connection_id(call, subject);
    let subject_party = party(call, subject);
    let calling = CallingDeviceId::from(DeviceId::dialing_number(&call.calling));
    let called = called(happening);
    let redirection = RedirectionDeviceId::NotRequired;
    let correlator = call.correlator.as_ref().filter(|_| config.correlator_data).map(CorrelatorData::new);

    /// Adds what every event has beside its own components.
    macro_rules! complete {
        ($event:expr) => {{
            let mut event = $event;
            event.local_connection_info = Some(local);
            event.correlator_data = correlator;
            event.call_linkage_data = config.call_linkage_data.then(|| linkage(call));
            event.into()
        }};
    }
    let own = || device_id(subject).into();
    match happening.kind {
        Kind::ServiceInitiated => complete!(ServiceInitiatedEvent::new(connection, own(), *cause)),
        Kind::Originated => complete!(OriginatedEvent::new(connection, own(), called, *cause)),
        Kind::NetworkReached => {
            complete!(NetworkReachedEvent::new(connection, own(), calling, called, redirection, *cause))
        }
        Kind::Delivered => {
            complete!(DeliveredEvent::new(
                connection,
                subject_party.into(),
                calling,
                called,
                redirection,
                *cause
            ))
        }
        Kind::Established => {
            complete!(EstablishedEvent::new(
                connection,
                subject_party.into(),
                calling,
                called,
                redirection,
                *cause
            ))
        }
        Kind::Failed => {
            complete!(FailedEvent::new(
                connection,
                subject_party.into(),
                calling,
                called,
                redirection,
                *cause
            ))
        }
        Kind::Held => complete!(HeldEvent::new(connection, own(), *cause)),
        Kind::Retrieved => complete!(RetrievedEvent::new(connection, own(), *cause)),
        Kind::ConnectionCleared => complete!(ConnectionClearedEvent::new(connection, own(), *cause)),
    }
}

/// HiPath and Panasonic do not repeat a number that leads nowhere.
fn called(happening: &Happening) -> CalledDeviceId {
    if happening.cause == EventCause::DestNotObtainable {
        return CalledDeviceId::NotKnown;
    }
    DeviceId::dialing_number(&happening.call.called).into()
}
