use callbackd_api::{ids::Seq, record::NotOffered};
use serde::de::DeserializeOwned;
use serde_json::json;

use super::*;

const LEG: &str = "01890a5d-ac97-774b-bcce-000000000001";

/// A stable word, from its text.
fn word<W: DeserializeOwned>(text: &str) -> W {
    serde_json::from_value(text.into()).unwrap()
}

fn session() -> SessionId {
    "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap()
}

fn record(seq: u64, ms: i64, fact: Fact) -> Record {
    Record {
        seq: Seq(seq),
        at: Timestamp::from_millisecond(1_767_225_600_000 + ms).unwrap(),
        session_id: Some(session()),
        agent_id: Some("ann".parse().unwrap()),
        leg_id: Some(LEG.parse().unwrap()),
        requested_by: Some(33),
        fact,
    }
}

fn queued() -> Fact {
    Fact::SessionQueued {
        queue: "sales".parse().unwrap(),
        reason: word("requested"),
        not_before: None,
        not_after: None,
    }
}

fn dialing() -> Fact {
    Fact::SessionDialing { device: "2001".parse().unwrap(), edited: true }
}

fn personal() -> Personal {
    let shown = json!({
        "number": { "external": "+442079460018" }, "prepended": "9", "dial_string": "902079460018",
        "rule": "outside", "rules_version": "0123456789abcdef",
    });
    let personal = json!({
        "destination": { "external": "+442079460018" }, "shown": shown, "dialled": [[LEG, "902079460019"]],
    });
    serde_json::from_value(personal).unwrap()
}

fn tell(records: &[Record], personal: Option<&Personal>, full: bool) -> Story {
    (Kept { records, more: false, personal }).tell(session(), full).unwrap()
}

fn sentence(fact: Fact) -> String {
    tell(&[record(1, 0, fact)], None, true).steps.remove(0).detail
}

#[test]
fn steps_are_told_in_order_with_the_time_since_the_request() {
    let rules = Fact::RulesFired {
        step: word("request"),
        class: "local (GB)".to_owned(),
        rules: vec!["normalise public".to_owned(), "judge dialplan.policy".to_owned()],
        rules_version: "v".to_owned(),
    };
    let records = [record(7, -3, rules), record(8, 0, queued()), record(9, 61_250, Fact::SessionOpened {})];
    let story = tell(&records, None, true);
    let steps: Vec<_> =
        story.steps.iter().map(|step| (step.seq, step.after_ms, step.what.as_str())).collect();
    assert_eq!(
        steps,
        [(7, -3, "audit.rules_fired"), (8, 0, "session.queued"), (9, 61_250, "session.opened")]
    );
    assert_eq!(
        story.steps[0].detail,
        "At the request, the rules let the number pass (local (GB)): normalise public, judge dialplan.policy."
    );
    assert_eq!(story.steps[1].detail, "Asked for by uid 33; waits in queue sales.");
    assert_eq!((story.requested_by, story.requested_at), (Some(33), Some(records[1].at)));
}

#[test]
fn a_supervisor_sees_the_number_before_as_shown_and_as_dialled() {
    let story = tell(&[record(1, 0, queued()), record(2, 5, dialing())], Some(&personal()), true);
    assert_eq!(story.numbers, Numbers::Full);
    assert_eq!(story.number.unwrap().expose(), "+442079460018");
    assert_eq!((story.shown.unwrap().expose(), story.prepended.as_deref()), ("902079460018", Some("9")));
    assert_eq!(story.steps[1].dialled.as_ref().unwrap().expose(), "902079460019");
    assert_eq!(
        story.steps[1].detail,
        "ann pressed Call Back: 902079460019 is to be dialled from 2001; the agent changed the digits."
    );
}

#[test]
fn an_operator_sees_no_number_in_full_anywhere() {
    let story = tell(&[record(1, 0, queued()), record(2, 5, dialing())], Some(&personal()), false);
    assert_eq!(story.numbers, Numbers::Redacted);
    let told = serde_json::to_string(&story).unwrap();
    assert!(!told.contains("79460018") && !told.contains("79460019"), "{told}");
    assert!(story.number.is_some() && story.steps[1].dialled.is_some(), "redacted, not left out: {told}");
}

#[test]
fn an_erased_number_is_told_as_erased_and_the_rest_of_the_story_stays() {
    let story = tell(&[record(1, 0, queued()), record(2, 5, dialing())], None, true);
    assert_eq!((story.numbers, story.number, story.shown), (Numbers::Erased, None, None));
    assert!(story.steps[1].detail.contains("a number that has been erased"), "{}", story.steps[1].detail);
}

#[test]
fn a_step_of_the_call_tells_where_the_attempt_stands() {
    let ringing = Fact::CallProgress { leg_state: word("ringing"), switch: None };
    let story = tell(&[record(1, 0, queued()), record(2, 5, ringing)], None, true);
    let states: Vec<_> =
        story.steps.iter().map(|step| step.leg_state.as_ref().map(ToString::to_string)).collect();
    assert_eq!(states, [None, Some("ringing".to_owned())]);
}

#[test]
fn nothing_on_record_is_no_story() {
    assert_eq!((Kept { records: &[], more: false, personal: None }).tell(session(), true), None);
}

#[test]
fn who_was_not_offered_it_is_told_with_what_stood_in_the_way() {
    let other = |agent: &str, why: &str| NotOffered {
        agent_id: agent.parse().unwrap(),
        why: why.to_owned(),
        obstacle: None,
    };
    let considered = |closed, others, more| Fact::OfferConsidered {
        queue: "sales".parse().unwrap(),
        closed,
        others,
        more,
    };
    let others = vec![other("bob", "the phone is in use"), other("cid", "the agent is logged out")];
    assert_eq!(
        sentence(considered(false, others, 3)),
        "Not offered to bob: the phone is in use; cid: the agent is logged out; and 3 more."
    );
    assert_eq!(sentence(considered(false, Vec::new(), 0)), "The queue has no other agents.");
    assert_eq!(
        sentence(considered(true, Vec::new(), 0)),
        "Nobody was looked at: queue sales is outside its service hours."
    );
}

#[test]
fn what_the_switch_said_is_told_as_it_said_it_and_in_words() {
    let busy = SwitchSays { source: "eventCause".to_owned(), code: 3, name: "busy".to_owned() };
    let failed = Fact::SessionFailed {
        reason: word("busy"),
        assumed: false,
        detail: "The number is busy.".to_owned(),
        switch: Some(busy.clone()),
    };
    let step = tell(&[record(1, 0, failed)], None, true).steps.remove(0);
    assert_eq!(step.switch, Some(busy));
    assert_eq!(
        step.detail,
        "The attempt failed (busy), back to ann: The number is busy. The switch said: eventCause 3, busy."
    );
}

#[test]
fn retries_losses_and_resolutions_are_told() {
    let permitted = |attempt| Fact::LegPermitted { attempt, rule: "outside".to_owned() };
    assert!(sentence(permitted(1)).starts_with("The permit to dial was granted by rule outside"));
    assert!(sentence(permitted(2)).starts_with("Try 2: "));
    let lost = sentence(Fact::SessionUnknown { detail: "The link was lost.".to_owned() });
    assert!(lost.starts_with("Sight of the call was lost") && lost.ends_with("The link was lost."), "{lost}");
    let resolved = Fact::Called {
        method: word("session.resolve"),
        uid: 1000,
        actor: Some("ann@desk 4".to_owned()),
        result: word("done"),
        rule: None,
    };
    assert_eq!(sentence(resolved), "uid 1000 for ann@desk 4 called session.resolve.");
}

#[test]
fn calls_about_an_id_that_never_was_make_no_story() {
    let called = |result: &str| Fact::Called {
        method: word("session.drop"),
        uid: 1000,
        actor: None,
        result: word(result),
        rule: None,
    };
    let refused = [record(1, 0, called("no_such_session")), record(2, 5, called("no_such_session"))];
    let kept = |records| Kept { records, more: false, personal: None };
    assert_eq!(kept(&refused).tell(session(), true), None);
    assert!(kept(&[record(1, 0, queued()), refused[0].clone()]).tell(session(), true).is_some());
}

#[test]
fn what_agents_wrote_and_what_came_along_is_told_in_full_or_not_at_all() {
    let mut row = serde_json::to_value(personal()).unwrap();
    row["note"] = json!("asks for the manager");
    row["attributes"] = json!({ "order": "4711" });
    let personal: Personal = serde_json::from_value(row).unwrap();
    let story = tell(&[record(1, 0, queued())], Some(&personal), true);
    assert_eq!(story.note.as_ref().map(Private::expose), Some("asks for the manager"));
    assert_eq!(story.attributes["order"].expose(), "4711");
    let redacted = tell(&[record(1, 0, queued())], Some(&personal), false);
    assert!(redacted.note.is_none() && redacted.attributes.is_empty());
}
