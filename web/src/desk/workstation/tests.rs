use serde_json::json;

use super::*;

const ID: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

fn id() -> SessionId {
    ID.parse().unwrap()
}

fn station() -> Workstation {
    Workstation::new("ann".parse().unwrap(), 0)
}

fn told(method: &str, seq: u64, agent: Option<&str>, mut more: Value) -> Notification {
    more["seq"] = seq.into();
    more["at"] = "2026-03-04T11:59:58.120Z".into();
    if let Some(agent) = agent {
        more["agent_id"] = agent.into();
    }
    Notification { method: method.to_owned(), params: more }
}

fn changed(seq: u64, state: &str, reason: Option<&str>) -> Notification {
    told("agent.changed", seq, Some("ann"), json!({ "state": state, "reason": reason, "device": "2001" }))
}

pub(in crate::desk) fn session(state: &str, agent: Option<&str>) -> SessionView {
    serde_json::from_value(json!({
        "session_id": ID, "type": "callback", "state": state, "queue": "sales", "agent_id": agent,
        "number": "+442079460018", "created_at": "2026-03-04T11:59:00Z", "legs": [],
    }))
    .unwrap()
}

fn agent(state: &str, reason: Option<&str>) -> AgentView {
    serde_json::from_value(
        json!({ "agent_id": "ann", "state": state, "reason": reason, "device": "2001", "queues": ["sales"] }),
    )
    .unwrap()
}

#[test]
fn an_offer_is_looked_up_and_told_once_however_often_it_is_replayed() {
    let mut station = station();
    let offer = told(
        "session.offered",
        7,
        Some("ann"),
        json!({ "session_id": ID, "queue": "sales", "until": "2026-03-04T12:00:18Z" }),
    );
    assert_eq!(station.receive(&offer), Some(Ask::Session(id())));
    assert_eq!(station.receive(&offer), None);
    assert_eq!((station.records.len(), station.seq), (1, 7));
    assert_eq!(station.records_after(6).count(), 1);
    assert_eq!(station.records_after(7).count(), 0);
}

#[test]
fn what_happens_to_others_is_nobodys_business_here() {
    let mut station = station();
    let queued = json!({ "session_id": ID, "queue": "sales", "reason": "requested" });
    assert_eq!(station.receive(&told("session.queued", 1, None, queued)), None);
    assert_eq!(station.receive(&told("session.opened", 2, Some("bob"), json!({ "session_id": ID }))), None);
    assert!(station.records.is_empty());
    station.session_is(session("talking", Some("bob")));
    assert!(station.sessions.is_empty());
}

#[test]
fn a_session_that_was_ours_goes_when_it_is_closed_or_somebody_elses() {
    let mut station = station();
    for gone in [session("closed", Some("ann")), session("queued", None), session("offered", Some("bob"))] {
        station.session_is(session("offered", Some("ann")));
        assert_eq!(station.sessions.len(), 1);
        let queued = json!({ "session_id": ID, "queue": "sales", "reason": "offer_missed" });
        let seq = station.seq + 1;
        assert_eq!(station.receive(&told("session.queued", seq, None, queued)), Some(Ask::Session(id())));
        station.session_is(gone);
        assert!(station.sessions.is_empty());
    }
}

#[test]
fn the_agents_own_state_follows_what_is_told() {
    let mut station = station();
    station.logged_in(10, "2001".parse().unwrap(), agent("not_ready", Some("logged_in")));
    station.receive(&changed(11, "ready", None));
    assert_eq!(station.view.as_ref().unwrap().state, AgentState::Ready);
    assert!(station.ready);
    station.receive(&changed(12, "not_ready", Some("missed_offer")));
    assert_eq!(station.view.as_ref().unwrap().reason, Some(AgentReason::MissedOffer.into()));
    assert!(!station.ready);
}

#[test]
fn silence_and_a_takeover_are_told_apart_and_a_new_log_in_ends_both() {
    let mut station = station();
    station.logged_in(10, "2001".parse().unwrap(), agent("ready", None));
    station.receive(&changed(11, "on_session", Some("layer_lost")));
    assert_eq!(station.login, Login::Silent("2001".parse().unwrap()));
    station.logged_in(12, "2001".parse().unwrap(), agent("on_session", None));
    assert_eq!(station.login.lost(), None);
    station.receive(&changed(13, "ready", Some("taken_over")));
    assert_eq!(station.login, Login::TakenOver("2001".parse().unwrap()));
}

#[test]
fn what_our_own_log_in_took_over_is_no_loss() {
    let mut station = station();
    station.logged_in(10, "2001".parse().unwrap(), agent("ready", None));
    station.logged_in(20, "2001".parse().unwrap(), agent("ready", None));
    station.receive(&changed(20, "ready", Some("taken_over")));
    assert_eq!(station.login.lost(), None);
}

#[test]
fn what_was_answered_is_newer_than_what_is_told_late() {
    let mut station = station();
    station.logged_in(20, "2001".parse().unwrap(), agent("not_ready", Some("logged_in")));
    station.ready = true;
    station.agent_is(21, agent("ready", None));
    station.receive(&changed(20, "not_ready", Some("logged_in")));
    assert_eq!((station.ready, station.view.as_ref().unwrap().state.as_str()), (true, "ready"));
    station.receive(&changed(22, "not_ready", Some("missed_offer")));
    assert!(!station.ready);
}

#[test]
fn controls_last_until_the_customer_has_answered() {
    let mut station = station();
    station.session_is(session("open", Some("ann")));
    assert_eq!(station.without_controls().collect::<Vec<_>>(), [id()]);
    let controls = json!({
        "session_id": ID, "state": "open", "number": "+442079460018", "prepended": "9",
        "dial_string": "902079460018", "editable": true, "rules_version": "v",
    });
    station.controls_are(serde_json::from_value(controls).unwrap());
    assert_eq!(station.without_controls().count(), 0);
    station.session_is(session("dialing", Some("ann")));
    station.session_is(session("open", Some("ann")));
    assert_eq!(station.controls.len(), 1, "the attempt failed");
    station.session_is(session("talking", Some("ann")));
    assert!(station.controls.is_empty());
}

#[test]
fn a_gap_and_a_lag_ask_for_the_present_state() {
    let mut station = station();
    let lagged = Notification { method: "events.lagged".to_owned(), params: json!({ "seq": 5 }) };
    assert_eq!(station.receive(&lagged), Some(Ask::Subscription(5)));
    let gap =
        Notification { method: "events.gap".to_owned(), params: json!({ "seq": 9, "missing_from": 6 }) };
    assert_eq!(station.receive(&gap), Some(Ask::Sessions));
    assert_eq!(station.seq, 9);
    let ahead = Notification {
        method: "events.gap".to_owned(),
        params: json!({ "seq": 3, "missing_from": 1, "ahead": true }),
    };
    station.logged_in(8, "2001".parse().unwrap(), agent("not_ready", Some("logged_in")));
    station.receive(&told("session.opened", 10, Some("ann"), json!({ "session_id": ID })));
    assert_eq!(station.receive(&ahead), Some(Ask::Sessions));
    assert_eq!((station.seq, station.records.len()), (3, 0), "the store is another one");
    station.receive(&changed(4, "ready", None));
    assert!(station.ready, "and what happens in it counts");
}

#[test]
fn what_is_kept_for_the_page_is_bounded_and_unknown_things_do_no_harm() {
    let mut station = station();
    for seq in 1..200 {
        station.receive(&told("session.opened", seq, Some("ann"), json!({ "session_id": ID })));
    }
    assert_eq!(station.records.len(), RECORDS);
    assert_eq!(station.story(id()).count(), RECORDS);
    assert_eq!(station.receive(&told("session.teleported", 200, Some("ann"), json!({}))), None);
    assert_eq!(station.receive(&Notification { method: "x".to_owned(), params: Value::Null }), None);
}
