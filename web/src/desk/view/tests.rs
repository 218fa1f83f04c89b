use callbackd_api::{
    client::Notification,
    words::{Damage, FailureReason, QueuedReason, Reason},
};
use serde_json::json;

use super::*;

const ID: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

fn english() -> Language {
    Language::named("en").unwrap()
}

fn london() -> Calendar {
    let zone = jiff::tz::TimeZone::get("Europe/London").unwrap();
    Calendar { t: english(), zone, now: "2026-07-04T12:00:00Z".parse().unwrap() }
}

fn person() -> Person {
    Person { name: "ann".to_owned(), hash: None, supervisor: false, agents: vec!["ann".parse().unwrap()] }
}

fn session(id: &str, state: &str, leg: Option<&str>) -> SessionView {
    let legs: Vec<_> = leg
        .map(|state| {
            json!({
                "leg_id": id, "state": state, "device": "2001", "dial_string": "902079460019",
                "created_at": "2026-03-04T11:59:00Z", "connected_at": "2026-03-04T11:59:10Z",
            })
        })
        .into_iter()
        .collect();
    serde_json::from_value(json!({
        "session_id": id, "type": "callback", "state": state, "queue": "sales", "agent_id": "ann",
        "number": "+442079460018", "name": "Mrs Miller", "created_at": "2026-03-04T11:59:00Z", "legs": legs,
        "last_failure": { "reason": "busy", "detail": "The number is busy.",
            "switch": { "source": "eventCause", "code": 3, "name": "busy" } },
    }))
    .unwrap()
}

fn shown(sessions: Vec<SessionView>) -> Desk {
    let mut station = Workstation::new("ann".parse().unwrap(), 0);
    station.connected();
    station.sessions_are(sessions);
    let controls = json!({
        "session_id": ID, "state": "open", "number": "+442079460018", "prepended": "9",
        "dial_string": "902079460018", "editable": true, "rules_version": "v",
    });
    station.controls_are(serde_json::from_value(controls).unwrap());
    Desk::of(&london(), &station, &person(), &DeskSettings::default())
}

#[test]
fn what_the_store_lost_or_damaged_is_said_on_the_card() {
    let warned = |state, change: fn(&mut SessionView)| {
        let mut view = session(ID, state, None);
        change(&mut view);
        shown(vec![view]).cards.remove(0).warning
    };
    assert_eq!(warned("offered", |_| {}), None);
    assert!(warned("offered", |view| view.outdated = true).unwrap().contains("called already"));
    assert!(warned("open", |view| view.outdated = true).unwrap().contains("called already"));
    assert_eq!(warned("wrap_up", |view| view.outdated = true), None);
    let damaged = warned("unknown", |view| view.damage = Some(Damage::Personal.into())).unwrap();
    assert!(damaged.contains("Nothing is dialled"));
}

#[test]
fn each_state_has_its_buttons_and_no_others() {
    let can = |state| shown(vec![session(ID, state, None)]).cards.remove(0).can;
    let base = Can::default();
    assert_eq!(can("offered"), Can { open: true, ..base });
    assert_eq!(can("open"), Can { call_back: true, drop: true, note: true, ..base });
    assert_eq!(can("dialing"), Can { drop: true, note: true, ..base });
    assert_eq!(can("talking"), Can { drop: true, hold: true, note: true, ..base });
    assert_eq!(can("held"), Can { drop: true, retrieve: true, note: true, ..base });
    assert_eq!(can("cancelled"), Can { drop: true, note: true, ..base });
    assert_eq!(can("unknown"), Can { resolve: true, ..base });
    assert_eq!(can("wrap_up"), Can { close: true, note: true, ..base });
}

#[test]
fn an_offer_whose_number_is_refused_by_now_can_be_dropped() {
    let mut station = Workstation::new("ann".parse().unwrap(), 0);
    station.sessions_are(vec![session(ID, "offered", None)]);
    station.number_refused(ID.parse().unwrap());
    let can = |station: &Workstation| {
        Desk::of(&london(), station, &person(), &DeskSettings::default()).cards.remove(0).can
    };
    assert_eq!(can(&station), Can { open: true, drop: true, ..Can::default() });
    station.sessions_are(Vec::new());
    station.sessions_are(vec![session(ID, "offered", None)]);
    assert!(!can(&station).drop, "offered anew, it is asked anew");
}

#[test]
fn an_open_session_shows_the_digits_the_failure_and_what_was_dialled_instead() {
    let card = shown(vec![session(ID, "open", Some("ended"))]).cards.remove(0);
    let dial = card.controls.unwrap();
    assert_eq!((dial.dial_string.as_str(), dial.prepended.as_str()), ("902079460018", "9"));
    assert_eq!(dial.dialled.as_deref(), Some("9020 7946 0019"));
    let (why, said) = card.failure.unwrap();
    assert_eq!((why.as_str(), said.as_deref()), ("The number is busy.", Some("eventCause 3, busy")));
    assert!(card.steps.is_empty() && card.since.is_none());
}

#[test]
fn the_time_that_the_customer_chose_is_told_by_the_clocks_of_the_site() {
    let mut chosen = session(ID, "offered", None);
    assert_eq!(shown(vec![chosen.clone()]).cards.remove(0).chosen, None);
    chosen.not_before = Some("2026-07-04T08:00:00Z".parse().unwrap());
    chosen.not_after = Some("2026-07-05T11:30:00Z".parse().unwrap());
    let card = shown(vec![chosen]).cards.remove(0);
    assert_eq!(card.chosen.as_deref(), Some("09:00 to Sunday 5 July 12:30"));
    assert_eq!(card.asked, "Wednesday 4 March 11:59", "not today");
}

#[test]
fn the_steps_of_a_call_follow_the_leg() {
    let classes = |state, leg| -> Vec<&'static str> {
        shown(vec![session(ID, state, Some(leg))])
            .cards
            .remove(0)
            .steps
            .iter()
            .map(|step| step.class)
            .collect()
    };
    assert_eq!(classes("dialing", "placing"), ["now", "ahead", "ahead", "ahead"]);
    assert_eq!(classes("dialing", "originated"), ["done", "now", "ahead", "ahead"]);
    assert_eq!(classes("dialing", "ringing"), ["done", "done", "now", "ahead"]);
    assert_eq!(classes("talking", "connected"), ["done", "done", "done", "now"]);
}

#[test]
fn the_session_that_the_agent_is_busy_with_comes_first() {
    let other = "01890a5d-ac96-774b-bcce-000000000001";
    let mut station = Workstation::new("ann".parse().unwrap(), 0);
    station.sessions_are(vec![session(other, "unknown", None), session(ID, "offered", None)]);
    let busy = json!({ "agent_id": "ann", "state": "offered", "queues": [], "session_id": ID });
    station.agent_is(1, serde_json::from_value(busy).unwrap());
    let desk = Desk::of(&london(), &station, &person(), &DeskSettings::default());
    assert_eq!(desk.cards.iter().map(|card| card.id.as_str()).collect::<Vec<_>>(), [ID, other]);
    assert_eq!(desk.cards.iter().map(|card| card.first).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn what_hinders_work_stands_above_everything() {
    let mut station = Workstation::new("ann".parse().unwrap(), 0);
    let ready = json!({ "agent_id": "ann", "state": "ready", "queues": [] });
    station.logged_in(1, "2001".parse().unwrap(), serde_json::from_value(ready).unwrap());
    let taken_over = json!({
        "seq": 2, "at": "2026-03-04T11:59:58Z", "agent_id": "ann", "state": "ready", "reason": "taken_over",
        "device": "2002",
    });
    station.receive(&Notification { method: "agent.changed".to_owned(), params: taken_over });
    let texts: Vec<String> = Desk::of(&london(), &station, &person(), &DeskSettings::default())
        .banners
        .into_iter()
        .map(|banner| banner.text)
        .collect();
    assert_eq!(texts.len(), 2, "{texts:?}");
    assert!(shown(Vec::new()).banners.is_empty());
}

#[test]
fn every_word_of_the_daemon_has_its_text() {
    let t = english();
    // Told by the session's own state.
    let untold = [LegState::Held, LegState::Unknown, LegState::Ended];
    // No answer to what a desk asks for.
    let elsewhere = [Reason::AmbiguousNumber, Reason::KeyReused, Reason::BadConfiguration];
    let keys =
        |group: &str, words: &[&str]| words.iter().map(|word| format!("desk.{group}.{word}")).collect();
    let keys: [Vec<String>; 6] = [
        keys("session", &SessionState::ALL.iter().map(|state| state.word()).collect::<Vec<_>>()),
        keys(
            "leg",
            &LegState::ALL
                .iter()
                .filter(|leg| !untold.contains(leg))
                .map(|leg| leg.word())
                .collect::<Vec<_>>(),
        ),
        keys("agent", &AgentState::ALL.iter().map(|state| state.word()).collect::<Vec<_>>()),
        keys("told.queued", &QueuedReason::ALL.iter().map(|reason| reason.word()).collect::<Vec<_>>()),
        keys("failed", &FailureReason::ALL.iter().map(|reason| reason.word()).collect::<Vec<_>>()),
        keys(
            "refused",
            &Reason::ALL
                .iter()
                .filter(|why| !elsewhere.contains(why))
                .map(|why| why.word())
                .collect::<Vec<_>>(),
        ),
    ];
    let assumed = ["desk.failed.no_answer.assumed", "desk.failed.not_lifted.assumed"].map(str::to_owned);
    let missing: Vec<String> =
        keys.into_iter().flatten().chain(assumed).filter(|key| t.find(key).is_none()).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
