//! Calls as the phones' users live them, written as transcripts: time, event, subject, cause, audience.

use super::*;

const S: fn(u64) -> Duration = Duration::from_secs;

pub(super) fn plan() -> Plan {
    let lifts = Extension::new("2001");
    let auto = Extension::new("2002").with_user(User::AutoOffHook { after: S(3) });
    let absent = Extension::new("2003").with_user(User::Absent);
    let rejects = Extension::new("2004").with_user(User::Rejects { after: S(1) });
    let destination = |pattern: &str, behaviour| (Pattern::new(pattern).unwrap(), behaviour);
    Plan {
        extensions: vec![lifts, auto, absent, rejects],
        destinations: vec![
            destination("901*", Behaviour::Answers { after: S(4), hangs_up_after: None }),
            destination("902*", Behaviour::Answers { after: S(4), hangs_up_after: Some(S(10)) }),
            destination("903*", Behaviour::RingsOut),
            destination("904*", Behaviour::Busy),
            destination("905*", Behaviour::Unsupervised),
            destination("906*", Behaviour::Congestion),
            destination("907*", Behaviour::Barred),
        ],
        ..Plan::default()
    }
}

fn order(from: &str, to: &str) -> CallOrder {
    CallOrder { from: from.to_owned(), to: to.to_owned(), ..CallOrder::default() }
}

/// Everything that happened, one line each.
fn told(exchange: &mut Exchange) -> Vec<String> {
    std::iter::from_fn(|| exchange.poll_happening())
        .map(|it| {
            let audience: Vec<_> =
                it.audience.iter().map(|(number, state)| format!("{number}={state:?}")).collect();
            let (at, kind, subject, cause) = (it.at.as_secs_f32(), it.kind, it.subject, it.cause);
            format!("{at} {kind:?} {subject} {cause:?} [{}]", audience.join(" "))
        })
        .collect()
}

fn call(exchange: &mut Exchange, from: &str, to: &str) -> CallId {
    exchange.make_call(S(0), order(from, to)).unwrap()
}

fn after(exchange: &mut Exchange, now: Duration) -> Vec<String> {
    exchange.handle_timeout(now);
    told(exchange)
}

#[test]
fn a_prompted_call_goes_out_when_the_phone_is_lifted_and_ends_when_its_user_hangs_up() {
    let mut exchange = Exchange::new(plan());
    call(&mut exchange, "2001", "9012345");
    assert_eq!(
        after(&mut exchange, S(20)),
        [
            "0 ServiceInitiated 2001 MakeCall [2001=Initiated]",
            "2 Originated 2001 NewCall [2001=Connected]",
            "2.3 NetworkReached trunk 1 NewCall [2001=Connected]",
            "3.3 Delivered trunk 1 NewCall [2001=Connected]",
            "7.3 Established trunk 1 NewCall [2001=Connected]",
        ]
    );
    assert_eq!(exchange.poll_timeout(), None, "nothing more happens by itself");
    exchange.phone(S(30), Phone::HangUp("2001".to_owned())).unwrap();
    assert_eq!(told(&mut exchange), ["30 ConnectionCleared 2001 NormalClearing [2001=Null]"]);
    assert_eq!(exchange.calls().count(), 0);
}

#[test]
fn a_phone_that_goes_off_hook_by_itself_tells_nothing_before_it_does() {
    let mut exchange = Exchange::new(plan());
    call(&mut exchange, "2002", "903");
    assert_eq!(after(&mut exchange, S(2)), Vec::<String>::new());
    assert_eq!(
        after(&mut exchange, S(3)),
        ["3 ServiceInitiated 2002 MakeCall [2002=Initiated]", "3 Originated 2002 NewCall [2002=Connected]"]
    );
}

#[test]
fn an_order_to_go_at_once_does_not_wait_for_the_user() {
    let mut exchange = Exchange::new(plan());
    exchange.make_call(S(0), CallOrder { at_once: true, ..order("2003", "903") }).unwrap();
    assert_eq!(told(&mut exchange).len(), 2);
}

#[test]
fn the_far_end_hanging_up_ends_the_call_for_both() {
    let mut exchange = Exchange::new(plan());
    call(&mut exchange, "2001", "902");
    let told = after(&mut exchange, S(60));
    assert_eq!(
        told[told.len() - 2..],
        [
            "17.3 ConnectionCleared trunk 1 NormalClearing [2001=Connected]",
            "17.3 ConnectionCleared 2001 NormalClearing [2001=Null]",
        ]
    );
    assert_eq!(exchange.calls().count(), 0);
}

#[test]
fn the_far_end_hanging_up_panasonic_style_leaves_a_blocked_phone() {
    let far_end_clearing = FarEndClearing::FailedThenBlocked;
    let mut exchange = Exchange::new(Plan { far_end_clearing, ..plan() });
    let id = call(&mut exchange, "2001", "902");
    let told_so_far = after(&mut exchange, S(60));
    assert_eq!(
        told_so_far[told_so_far.len() - 2..],
        ["17.3 Failed trunk 1 NetworkSignal [2001=Connected]", "17.8 Failed 2001 Blocked [2001=Fail]",]
    );
    exchange.clear(S(61), id, &Device::Extension("2001".to_owned())).unwrap();
    assert_eq!(told(&mut exchange), ["61 ConnectionCleared 2001 NormalClearing [2001=Null]"]);
}

#[test]
fn a_trunk_without_answer_supervision_tells_nothing_after_network_reached() {
    let mut exchange = Exchange::new(plan());
    call(&mut exchange, "2001", "905");
    let told = after(&mut exchange, S(600));
    assert_eq!(told.last().unwrap(), "2.3 NetworkReached trunk 1 NewCall [2001=Connected]");
    assert_eq!(exchange.calls().count(), 1);
}

#[test]
fn a_call_that_cannot_go_on_keeps_the_phone_until_it_is_cleared() {
    for (digits, last) in [
        ("904", "3.3 Failed trunk 1 Busy [2001=Connected]"),
        ("906", "2.3 Failed 2001 NetworkCongestion [2001=Fail]"),
        ("77", "2.3 Failed 2001 DestNotObtainable [2001=Fail]"),
    ] {
        let mut exchange = Exchange::new(plan());
        let id = call(&mut exchange, "2001", digits);
        assert_eq!(after(&mut exchange, S(600)).last().unwrap(), last);
        assert_eq!(exchange.make_call(S(601), order("2001", "903")), Err(Refusal::DeviceBusy));
        exchange.clear(S(602), id, &Device::Extension("2001".to_owned())).unwrap();
        assert_eq!(exchange.calls().count(), 0);
    }
}

#[test]
fn a_user_who_leaves_the_tone_frees_the_phone() {
    let mut plan = plan();
    plan.extensions[0].leaves_tone_after = Some(S(5));
    let mut exchange = Exchange::new(plan);
    call(&mut exchange, "2001", "77");
    let told = after(&mut exchange, S(600));
    assert_eq!(told.last().unwrap(), "7.3 ConnectionCleared 2001 NormalClearing [2001=Null]");
}

#[test]
fn a_refused_order_leaves_nothing_behind() {
    let mut exchange = Exchange::new(plan());
    assert_eq!(exchange.make_call(S(0), order("2009", "901")), Err(Refusal::UnknownCallingDevice));
    assert_eq!(exchange.make_call(S(0), order("2001", "")), Err(Refusal::NothingDialled));
    assert_eq!(exchange.make_call(S(0), order("2001", "907")), Err(Refusal::Barred));
    assert_eq!((told(&mut exchange).len(), exchange.calls().count()), (0, 0));
}

#[test]
fn a_user_who_rejects_or_never_comes_is_told_apart() {
    let mut exchange = Exchange::new(plan());
    call(&mut exchange, "2004", "901");
    call(&mut exchange, "2003", "901");
    assert_eq!(
        after(&mut exchange, S(600)),
        [
            "0 ServiceInitiated 2004 MakeCall [2004=Initiated]",
            "0 ServiceInitiated 2003 MakeCall [2003=Initiated]",
            "1 ConnectionCleared 2004 CallCancelled [2004=Null]",
        ]
    );
    exchange.phone(S(601), Phone::Lift("2003".to_owned())).unwrap();
    assert_eq!(told(&mut exchange), ["601 Originated 2003 NewCall [2003=Connected]"]);
}

#[test]
fn an_internal_call_is_told_to_both_ends() {
    let mut exchange = Exchange::new(plan());
    call(&mut exchange, "2001", "2002");
    assert_eq!(
        after(&mut exchange, S(60))[2..],
        [
            "2.3 Delivered 2002 NewCall [2001=Connected 2002=Alerting]",
            "5.3 Established 2002 NewCall [2001=Connected 2002=Connected]",
        ]
    );
    exchange.phone(S(61), Phone::HangUp("2002".to_owned())).unwrap();
    assert_eq!(
        told(&mut exchange),
        [
            "61 ConnectionCleared 2002 NormalClearing [2001=Connected 2002=Null]",
            "61 ConnectionCleared 2001 NormalClearing [2001=Null]",
        ]
    );
}

#[test]
fn a_busy_extension_fails_the_call_and_keeps_its_own() {
    let mut exchange = Exchange::new(plan());
    exchange.phone(S(0), Phone::Lift("2002".to_owned())).unwrap();
    call(&mut exchange, "2001", "2002");
    let told = after(&mut exchange, S(60));
    assert_eq!(told.last().unwrap(), "2.3 Failed 2002 Busy [2001=Connected]");
    exchange.phone(S(61), Phone::HangUp("2002".to_owned())).unwrap();
    assert_eq!(exchange.calls().map(|call| call.calling.as_str()).collect::<Vec<_>>(), ["2001"]);
}

#[test]
fn a_call_on_hold_frees_the_phone_for_another_and_comes_back() {
    let mut exchange = Exchange::new(plan());
    let first = call(&mut exchange, "2001", "901");
    after(&mut exchange, S(20));
    exchange.hold(S(21), first, "2001").unwrap();
    assert_eq!(exchange.hold(S(21), first, "2001"), Err(Refusal::WrongState));
    let second = exchange.make_call(S(22), order("2001", "903")).unwrap();
    assert_eq!(exchange.retrieve(S(23), first, "2001"), Err(Refusal::DeviceBusy));
    exchange.clear(S(24), second, &Device::Extension("2001".to_owned())).unwrap();
    exchange.retrieve(S(25), first, "2001").unwrap();
    assert_eq!(exchange.calls().next().unwrap().legs[0].state, LocalConnectionState::Connected);
}

#[test]
fn a_call_from_outside_rings_and_can_be_answered_or_abandoned() {
    let mut exchange = Exchange::new(plan());
    let arrive = Phone::CallIn { extension: "2003".to_owned(), from: "02079460018".to_owned() };
    exchange.phone(S(0), arrive.clone()).unwrap();
    assert_eq!(exchange.phone(S(1), arrive), Err(Refusal::DeviceBusy));
    let id = exchange.calls().next().unwrap().id;
    exchange.answer(S(2), id, "2003").unwrap();
    exchange.phone(S(3), Phone::FarHangUp("2003".to_owned())).unwrap();
    assert_eq!(
        told(&mut exchange),
        [
            "0 Delivered 2003 NewCall [2003=Alerting]",
            "2 Established 2003 NewCall [2003=Connected]",
            "3 ConnectionCleared trunk 1 NormalClearing [2003=Connected]",
            "3 ConnectionCleared 2003 NormalClearing [2003=Null]",
        ]
    );
}

#[test]
fn a_call_dialled_by_hand_has_cause_new_call_from_the_start() {
    let mut exchange = Exchange::new(plan());
    exchange.phone(S(0), Phone::Lift("2001".to_owned())).unwrap();
    let digits = "901".to_owned();
    exchange.phone(S(4), Phone::Dial { extension: "2001".to_owned(), digits }).unwrap();
    assert_eq!(
        told(&mut exchange),
        ["0 ServiceInitiated 2001 NewCall [2001=Initiated]", "4 Originated 2001 NewCall [2001=Connected]"]
    );
}

#[test]
fn a_change_of_plan_counts_for_the_next_call() {
    let mut exchange = Exchange::new(plan());
    let (extension, user) = ("2003".to_owned(), User::Lifts { after: S(1) });
    exchange.change(Change::User { extension, user }).unwrap();
    let (pattern, behaviour) = (Pattern::new("903*").unwrap(), Behaviour::Busy);
    exchange.change(Change::Destination { pattern, behaviour }).unwrap();
    call(&mut exchange, "2003", "903");
    assert_eq!(after(&mut exchange, S(60)).last().unwrap(), "2.3 Failed trunk 1 Busy [2003=Connected]");
    let nobody = Change::User { extension: "3003".to_owned(), user };
    assert_eq!(exchange.change(nobody), Err(Refusal::UnknownConnection));
}
