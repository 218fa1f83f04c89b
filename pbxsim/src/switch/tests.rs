//! A client's association and the switch, joined on a virtual clock.

use csta::association::{Association, Failure, Misuse, Output as Told, Settings, Token};
use csta::event::Event;
use csta::service::{
    AnswerCallArgument, Argument, ClearConnectionArgument, CrossRefIdOrSnapshotDeviceData,
    GetAgentStateArgument, HoldCallArgument, MakeCallArgument, MonitorStartArgument, MonitorStopArgument,
    RetrieveCallArgument, ServiceResult, SnapshotCallArgument, SnapshotDeviceArgument,
};
use csta::types::{
    CallState, ConnectionId, CorrelatorData, DeviceId, LocalConnectionState, MonitorCrossRefId,
    MonitorFilter, MonitorObject,
};

use super::*;
use crate::config::{Acse, Heartbeat, SnapshotStyle};
use crate::exchange::{Behaviour, Extension, FarEndClearing, User};

const S: fn(u64) -> Duration = Duration::from_secs;

/// Both ends of one link, and the calls' exchange behind it.
struct Line {
    switch: Switch,
    client: Association,
    link: LinkId,
    now: Duration,
    told: Vec<Told>,
    invokes: u64,
}

fn config() -> Config {
    let answers = Behaviour::Answers { after: S(4), hangs_up_after: None };
    Config { heartbeat: None, ..Config::default() }
        .with_extension(Extension::new("2001"))
        .with_extension(Extension::new("2002").with_user(User::AutoOffHook { after: S(3) }))
        .with_destination("901*", answers)
        .and_then(|config| config.with_destination("905*", Behaviour::Unsupervised))
        .and_then(|config| config.with_destination("907*", Behaviour::Barred))
        .unwrap()
}

fn device(number: &str) -> DeviceId {
    DeviceId::dialing_number(number)
}

impl Line {
    fn new(config: Config) -> Self {
        let mut line = Self {
            switch: Switch::new(config),
            client: Association::new(Settings::default()),
            link: LinkId(0),
            now: S(100),
            told: Vec::new(),
            invokes: 0,
        };
        line.connect(Settings::default());
        line
    }

    /// A new connection with a new association; whatever was before is gone.
    fn connect(&mut self, settings: Settings) {
        self.client.disconnected(self.now);
        self.switch.unlinked(self.now, self.link, "reconnect".to_owned());
        self.exchange();
        self.told.clear();
        self.client = Association::new(settings);
        self.link = LinkId(self.link.0 + 1);
        self.switch.linked(self.now, self.link, "test".to_owned());
        self.client.connected(self.now);
        self.exchange();
    }

    /// Carries APDUs over until neither side has any left.
    fn exchange(&mut self) {
        for _ in 0..1000 {
            let mut quiet = true;
            while let Some(output) = self.client.poll_output() {
                quiet = false;
                match output {
                    Told::Send(apdu) => self.switch.received(self.now, self.link, &apdu),
                    other => self.told.push(other),
                }
            }
            while let Some(output) = self.switch.poll_output() {
                quiet = false;
                match output {
                    Output::Send { link, apdu } if link == self.link => self.client.receive(self.now, &apdu),
                    Output::Close { link } if link == self.link => self.client.disconnected(self.now),
                    _ => {}
                }
            }
            if quiet {
                return;
            }
        }
        panic!("the two ends never come to rest");
    }

    fn wait(&mut self, time: Duration) {
        let end = self.now + time;
        for _ in 0..10_000 {
            let due = self.switch.poll_timeout().into_iter().chain(self.client.poll_timeout()).min();
            self.now = due.filter(|due| *due <= end).unwrap_or(end).max(self.now);
            self.switch.handle_timeout(self.now);
            self.client.handle_timeout(self.now);
            self.exchange();
            if self.now == end {
                return;
            }
        }
        panic!("the two ends never come to rest");
    }

    fn try_invoke(&mut self, argument: impl Into<Argument>) -> Result<u64, Misuse> {
        self.invokes += 1;
        self.client.invoke(self.now, argument, Token(self.invokes))?;
        self.exchange();
        Ok(self.invokes)
    }

    /// Invokes, and takes the answer out of what was told.
    fn ask(&mut self, argument: impl Into<Argument>) -> Result<ServiceResult, Failure> {
        let token = Token(self.try_invoke(argument).unwrap());
        let place = self
            .told
            .iter()
            .position(|told| matches!(told, Told::Completed { token: it, .. } if *it == token));
        match self.told.remove(place.expect("an answer at once")) {
            Told::Completed { outcome, .. } => outcome,
            _ => unreachable!(),
        }
    }

    fn monitor(&mut self, number: &str) -> MonitorCrossRefId {
        let object = MonitorObject::DeviceObject(device(number));
        match self.ask(MonitorStartArgument::new(object)) {
            Ok(ServiceResult::MonitorStart(result)) => result.cross_ref_identifier,
            other => panic!("expected a monitor, got {other:?}"),
        }
    }

    fn make_call(&mut self, from: &str, to: &str) -> ConnectionId {
        match self.ask(MakeCallArgument::new(device(from), device(to))) {
            Ok(ServiceResult::MakeCall(result)) => result.calling_device,
            other => panic!("expected a call, got {other:?}"),
        }
    }

    fn refusal(&mut self, argument: impl Into<Argument>) -> String {
        match self.ask(argument) {
            Err(Failure::Error(Some(failure))) => format!("{failure:?}"),
            Err(failure) => failure.to_string(),
            Ok(result) => panic!("expected a refusal, got {result:?}"),
        }
    }

    /// The events told since the last look: name, local state, cause.
    fn events(&mut self) -> Vec<String> {
        let events: Vec<_> = self
            .told
            .iter()
            .filter_map(|told| match told {
                Told::Event(report) => Some(describe(&report.event_specific_info)),
                _ => None,
            })
            .collect();
        self.told.retain(|told| !matches!(told, Told::Event(_)));
        events
    }
}

fn describe(event: &Event) -> String {
    macro_rules! say {
        ($($variant:ident($connection:ident)),*) => {
            match event {
                $(Event::$variant(it) => {
                    let at = it.$connection.device().and_then(|device| device.digits()).unwrap_or("trunk");
                    let local = it.local_connection_info.unwrap();
                    format!("{} {at} local={local:?} c={}", event.name(), it.cause.code())
                })*
                other => other.name().to_owned(),
            }
        };
    }
    say!(
        ServiceInitiated(initiated_connection),
        Originated(originated_connection),
        NetworkReached(outbound_connection),
        Delivered(connection),
        Established(established_connection),
        Failed(failed_connection),
        Held(held_connection),
        Retrieved(retrieved_connection),
        ConnectionCleared(dropped_connection)
    )
}

fn line() -> Line {
    Line::new(config())
}

#[test]
fn a_monitored_call_is_told_step_by_step() {
    let mut line = line();
    line.monitor("2001");
    let call = line.make_call("2001", "9015550100");
    line.wait(S(10));
    assert_eq!(
        line.events(),
        [
            "serviceInitiated 2001 local=Initiated c=44",
            "originated 2001 local=Connected c=22",
            "networkReached trunk local=Connected c=22",
            "delivered trunk local=Connected c=22",
            "established trunk local=Connected c=22",
        ]
    );
    line.ask(HoldCallArgument::new(call.clone())).unwrap();
    line.ask(RetrieveCallArgument::new(call.clone())).unwrap();
    line.ask(ClearConnectionArgument::new(call)).unwrap();
    assert_eq!(
        line.events(),
        [
            "held 2001 local=Hold c=78",
            "retrieved 2001 local=Connected c=78",
            "connectionCleared 2001 local=Null c=48",
        ]
    );
}

#[test]
fn the_result_comes_before_the_first_event_unless_answers_are_delayed() {
    let mut line = line();
    line.monitor("2001");
    line.switch.fault(line.now, Fault::DelayReplies(S(2)));
    line.try_invoke(MakeCallArgument::new(device("2001"), device("901"))).unwrap();
    line.wait(S(1));
    assert_eq!(line.events(), ["serviceInitiated 2001 local=Initiated c=44"]);
    let answered =
        |line: &Line| line.told.iter().any(|told| matches!(told, Told::Completed { outcome: Ok(_), .. }));
    assert!(!answered(&line));
    line.wait(S(1));
    assert!(answered(&line));
}

#[test]
fn an_answer_that_comes_after_its_deadline_is_told_as_late() {
    let mut line = line();
    line.switch.fault(line.now, Fault::DelayReplies(S(15)));
    line.try_invoke(MakeCallArgument::new(device("2001"), device("901"))).unwrap();
    line.wait(S(20));
    let told: Vec<_> = line.told.iter().filter(|told| !matches!(told, Told::Bound { .. })).collect();
    assert!(
        matches!(
            told.as_slice(),
            [Told::Completed { outcome: Err(Failure::TimedOut), .. }, Told::Late { outcome: Ok(_), .. }]
        ),
        "{told:?}"
    );
}

#[test]
fn refusals_have_the_standards_reasons() {
    let mut line = line();
    let call = |from: &str, to: &str| MakeCallArgument::new(device(from), device(to));
    assert_eq!(line.refusal(call("2001", "9071")), "Operation(PrivilegeViolationCalledDevice)");
    assert_eq!(line.refusal(call("2009", "901")), "Operation(InvalidCallingDeviceId)");
    line.switch.phone(line.now, Phone::Lift("2001".to_owned())).unwrap();
    assert_eq!(line.refusal(call("2001", "901")), "StateIncompatibility(InvalidCallingDeviceState)");
    line.switch.fault(line.now, Fault::ResourceBusy);
    assert_eq!(line.refusal(call("2002", "901")), "SystemResourceAvailability(ResourceBusy)");
    let monitor = MonitorStartArgument::new(MonitorObject::DeviceObject(device("2009")));
    assert_eq!(line.refusal(monitor), "Operation(InvalidDeviceId)");
    let stop = MonitorStopArgument::new(MonitorCrossRefId::new([1, 2, 3, 4]));
    assert_eq!(line.refusal(stop), "Operation(InvalidMonitorCrossRefId)");
    let nothing = ConnectionId::both(csta::types::CallId::new(b"????"), device("2001"));
    assert_eq!(line.refusal(AnswerCallArgument::new(nothing)), "Operation(InvalidConnectionId)");
    let unknown = line.refusal(GetAgentStateArgument::new(device("2001")));
    assert_eq!(unknown, "the switch rejected the request: Invoke(UnrecognizedOperation)");
}

#[test]
fn every_make_call_is_remembered_with_what_became_of_it() {
    let mut line = line();
    line.make_call("2001", "9015550100");
    line.refusal(MakeCallArgument::new(device("2002"), device("9071")));
    let seen: Vec<_> = line
        .switch
        .make_calls()
        .map(|it| (it.calling.as_str(), it.called.as_str(), it.call.is_some()))
        .collect();
    assert_eq!(seen, [("2001", "9015550100", true), ("2002", "9071", false)]);
}

#[test]
fn an_incoming_call_is_answered_by_service() {
    let mut line = line();
    line.monitor("2001");
    let arrive = Phone::CallIn { extension: "2001".to_owned(), from: "02079460018".to_owned() };
    line.switch.phone(line.now, arrive).unwrap();
    line.exchange();
    let Some(Told::Event(report)) = line.told.last() else { panic!("an event") };
    let Event::Delivered(delivered) = &report.event_specific_info else { panic!("delivered") };
    assert_eq!(delivered.calling_device.digits(), Some("02079460018"));
    let call = delivered.connection.clone();
    line.events();
    line.ask(AnswerCallArgument::new(call)).unwrap();
    assert_eq!(line.events(), ["established 2001 local=Connected c=22"]);
}

#[test]
fn a_far_hang_up_is_told_panasonic_style_where_configured() {
    let mut line = Line::new(config().with_far_end_clearing(FarEndClearing::FailedThenBlocked));
    line.monitor("2001");
    line.make_call("2001", "901");
    line.wait(S(10));
    line.events();
    line.switch.phone(line.now, Phone::FarHangUp("2001".to_owned())).unwrap();
    line.wait(S(10));
    assert_eq!(line.events(), ["failed trunk local=Connected c=46", "failed 2001 local=Fail c=35"]);
}

#[test]
fn a_refused_client_is_told_so_and_then_nothing() {
    let mut line = line();
    line.switch.fault(line.now, Fault::RefuseAssociations);
    line.connect(Settings::default());
    assert!(
        line.client.closed().unwrap().to_string().starts_with("the switch refused the association for good")
    );
    line.switch.received(line.now, line.link, &[0xa1, 0x09, 2, 1, 5, 2, 2, 0, 0xd2, 0x30, 0]);
    let closed_or_answered = std::iter::from_fn(|| line.switch.poll_output())
        .any(|output| matches!(output, Output::Send { .. } | Output::Close { .. }));
    assert!(!closed_or_answered);
    line.switch.fault(line.now, Fault::Heal);
    line.connect(Settings::default());
    assert!(line.client.is_bound());
}

#[test]
fn credentials_are_checked_where_configured() {
    let credentials = Some(("appl".to_owned(), "secret".to_owned()));
    let config = Config { acse: Some(Acse { credentials, ..Acse::default() }), ..config() };
    let mut line = Line::new(config);
    assert!(line.client.closed().unwrap().to_string().contains("authentication failed"));
    let (name, password) = ("appl".to_owned(), "secret".to_owned());
    let authentication = Some(csta::association::Authentication::NamePassword { name, password });
    let acse = csta::association::Acse { authentication, ..csta::association::Acse::default() };
    line.connect(Settings { acse: Some(acse), ..Settings::default() });
    assert!(line.client.is_bound());
}

#[test]
fn heartbeats_come_behind_the_aare_and_a_client_that_does_not_answer_is_dropped() {
    let heartbeat = Heartbeat { every: S(30), dead_after: Some(2) };
    let mut line = Line::new(Config { heartbeat: Some(heartbeat), ..config() });
    line.wait(S(300));
    assert_eq!(line.client.counters().heartbeats, 11);

    let mute = LinkId(77);
    line.switch.linked(line.now, mute, "mute".to_owned());
    line.switch.received(line.now, mute, &csta_aarq());
    line.wait(S(59));
    assert!(!dropped(&line.switch, mute));
    line.wait(S(1));
    assert!(dropped(&line.switch, mute));
    assert!(line.client.is_bound());
}

fn csta_aarq() -> Vec<u8> {
    let mut client = Association::new(Settings::default());
    client.connected(S(0));
    match client.poll_output() {
        Some(Told::Send(octets)) => octets.to_vec(),
        other => panic!("expected an AARQ, got {other:?}"),
    }
}

fn dropped(switch: &Switch, link: LinkId) -> bool {
    switch.log().any(|it| matches!(&it.what, What::LinkDown { link: down, .. } if *down == link))
}

#[test]
fn calls_outlive_the_link_and_a_snapshot_finds_them() {
    let config = Config { call_linkage_data: true, ..config() };
    let mut line = Line::new(config);
    let xref = line.monitor("2001");
    let mut order = MakeCallArgument::new(device("2001"), device("9015550100"));
    order.correlator_data = Some(CorrelatorData::new(b"leg 1"));
    let Ok(ServiceResult::MakeCall(made)) = line.ask(order) else { panic!("a call") };
    line.switch.fault(line.now, Fault::DropLinks);
    line.wait(S(20));
    assert_eq!(line.client.closed(), Some(&csta::association::Reason::Disconnected));
    line.connect(Settings::default());
    assert_eq!(line.monitor("2001"), xref, "the same cross reference comes back");

    let Ok(ServiceResult::SnapshotDevice(snapshot)) = line.ask(SnapshotDeviceArgument::new(device("2001")))
    else {
        panic!("a snapshot")
    };
    let CrossRefIdOrSnapshotDeviceData::SnapshotData(data) = snapshot.cross_ref_id_or_snapshot_data else {
        panic!("the data")
    };
    let [entry] = data.0.as_slice() else { panic!("one call") };
    assert_eq!(entry.connection_identifier, made.calling_device);
    assert_eq!(entry.call_linkage_data, made.call_linkage_data);
    assert!(made.call_linkage_data.is_some());
    assert_eq!(entry.endpoint_device.as_ref().unwrap().digits(), Some("9015550100"));
    let connected = LocalConnectionState::Connected;
    assert_eq!(entry.local_call_state, CallState::CompoundCallState(vec![connected, connected]));

    let Ok(ServiceResult::SnapshotCall(call)) = line.ask(SnapshotCallArgument::new(made.calling_device))
    else {
        panic!("a snapshot")
    };
    assert_eq!(call.correlator_data, Some(CorrelatorData::new(b"leg 1")));
    assert_eq!(call.called_device.unwrap().digits(), Some("9015550100"));
}

#[test]
fn snapshot_data_follow_where_configured() {
    let mut line = Line::new(Config { snapshot: SnapshotStyle::Following, ..config() });
    let call = line.make_call("2001", "901");
    line.wait(S(10));
    line.ask(HoldCallArgument::new(call.clone())).unwrap();
    line.make_call("2001", "905");
    line.ask(SnapshotDeviceArgument::new(device("2001"))).unwrap();
    line.ask(SnapshotCallArgument::new(call)).unwrap();
    let invoked: Vec<_> = line
        .told
        .iter()
        .filter_map(|told| match told {
            Told::Invoked(argument) => match argument.as_ref() {
                Argument::SnapshotDeviceData(data) => Some(("device", data.segment_id, data.last_segment)),
                Argument::SnapshotCallData(data) => Some(("call", data.segment_id, data.last_segment)),
                _ => None,
            },
            _ => None,
        })
        .collect();
    assert_eq!(
        invoked,
        [
            ("device", Some(1), false),
            ("device", Some(2), true),
            ("call", Some(1), false),
            ("call", Some(2), true)
        ]
    );
}

#[test]
fn a_lost_reply_leaves_a_call_that_nobody_was_told_of() {
    let mut line = line();
    line.switch.fault(line.now, Fault::LoseNextReply);
    line.try_invoke(MakeCallArgument::new(device("2001"), device("901"))).unwrap();
    line.wait(S(20));
    assert!(matches!(line.told.last(), Some(Told::Completed { outcome: Err(Failure::TimedOut), .. })));
    assert_eq!(line.switch.calls().count(), 1);
}

#[test]
fn a_lost_event_is_just_missing() {
    let mut line = line();
    line.monitor("2001");
    line.make_call("2001", "905");
    line.events();
    line.switch.fault(line.now, Fault::LoseNextEvent);
    line.wait(S(10));
    assert_eq!(line.events(), ["networkReached trunk local=Connected c=22"]);
}

#[test]
fn a_silent_switch_answers_and_tells_nothing_until_healed() {
    let mut line = line();
    line.connect(Settings { silence_limit: Some(S(250)), ..Settings::default() });
    line.monitor("2001");
    line.switch.fault(line.now, Fault::Silent);
    line.try_invoke(MakeCallArgument::new(device("2001"), device("901"))).unwrap();
    line.switch.phone(line.now, Phone::Lift("2001".to_owned())).unwrap();
    line.wait(S(300));
    assert!(line.events().is_empty());
    assert_eq!(line.client.closed(), Some(&csta::association::Reason::Silent { limit: S(250) }));
    assert_eq!(line.switch.make_calls().count(), 0, "a hung switch does nothing either");
}

#[test]
fn a_bad_apdu_does_not_end_the_association() {
    let mut line = line();
    line.switch.fault(line.now, Fault::BadApdu(Bytes::from_static(&[0xa1, 0x05, 0x02, 0x01])));
    line.exchange();
    assert!(matches!(line.told.last(), Some(Told::Fault(_))), "{:?}", line.told.last());
    assert!(line.client.is_bound());
    line.monitor("2001");
}

#[test]
fn a_filter_suppresses_and_the_result_shows_what_never_comes() {
    let mut line = line();
    let mut filter = MonitorFilter::default();
    filter.call_control.insert(csta::types::CallControlEvent::Originated);
    let mut start = MonitorStartArgument::new(MonitorObject::DeviceObject(device("2001")));
    start.requested_monitor_filter = Some(filter);
    let Ok(ServiceResult::MonitorStart(result)) = line.ask(start) else { panic!("a monitor") };
    let actual = result.actualmonitor_filter.unwrap().call_control;
    assert!(actual.contains(csta::types::CallControlEvent::Originated));
    assert!(actual.contains(csta::types::CallControlEvent::CallCleared));
    assert!(!actual.contains(csta::types::CallControlEvent::Established));
    line.make_call("2001", "905");
    line.wait(S(10));
    assert_eq!(
        line.events(),
        ["serviceInitiated 2001 local=Initiated c=44", "networkReached trunk local=Connected c=22"]
    );
}

#[test]
fn correlator_data_come_back_in_every_event() {
    let mut line = line();
    line.monitor("2001");
    let mut order = MakeCallArgument::new(device("2001"), device("905"));
    order.correlator_data = Some(CorrelatorData::new([7, 8]));
    line.ask(order).unwrap();
    line.wait(S(10));
    let mut events = 0;
    for told in &line.told {
        let Told::Event(report) = told else { continue };
        let correlator = match &report.event_specific_info {
            Event::ServiceInitiated(event) => &event.correlator_data,
            Event::Originated(event) => &event.correlator_data,
            Event::NetworkReached(event) => &event.correlator_data,
            other => panic!("unexpected {}", other.name()),
        };
        assert_eq!(correlator, &Some(CorrelatorData::new([7, 8])));
        events += 1;
    }
    assert_eq!(events, 3);
}

#[test]
fn monitors_have_a_limit() {
    let mut line = Line::new(Config { monitor_limit: 1, ..config() });
    let xref = line.monitor("2001");
    let again = MonitorStartArgument::new(MonitorObject::DeviceObject(device("2001")));
    assert_eq!(line.refusal(again), "SystemResourceAvailability(OverallMonitorLimitExceeded)");
    line.ask(MonitorStopArgument::new(xref)).unwrap();
    line.monitor("2002");
}
