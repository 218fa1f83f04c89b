//! How things are called on the desk's pages, in the reader's language. Pure.
//!
//! The daemon's stable words are the keys. A word of a later daemon, for which there is no text yet, is shown as it is.

use callbackd_api::{
    record::{Fact, Record},
    views::{AgentView, FailureView, QueueView, Refused, SessionView},
    words::{AgentState, LinkState, Reason, SessionState},
};
use tracing::warn;

use crate::{calendar::Calendar, daemon::Fault, language::Language};

/// A stable word under a prefix of ours, such as `desk.session.` and `wrap_up`.
#[must_use]
pub fn word(t: Language, prefix: &str, word: &str) -> String {
    t.find(&format!("{prefix}{word}")).map_or_else(|| word.replace('_', " "), str::to_owned)
}

/// A session's state.
#[must_use]
pub fn session_state(t: Language, session: &SessionView) -> String {
    match session.place {
        Some(place) if session.state == SessionState::Queued => {
            t.fill("desk.session.queued_at", "place", place)
        }
        _ if session.is_scheduled() => t.say("desk.session.scheduled").to_owned(),
        _ => word(t, "desk.session.", session.state.as_str()),
    }
}

/// An agent's state, and why.
#[must_use]
pub fn agent_state(t: Language, agent: &AgentView) -> String {
    let state = word(t, "desk.agent.", agent.state.as_str());
    match &agent.reason {
        Some(reason) => format!("{state} ({})", word(t, "desk.reason.", reason.as_str())),
        None => state,
    }
}

/// Why a ready agent gets no offers, by its stable word; an earlier daemon tells none, and then its own sentence has to do.
#[must_use]
pub fn obstacle(t: Language, agent: &AgentView) -> Option<String> {
    let told = agent.obstacle.as_ref().map(|why| word(t, "desk.obstacle.", why.as_str()));
    told.or_else(|| agent.waits_for.clone())
}

/// Digits that are dialled, apart as people read them: the number's own groups where they are its, else four by four.
#[must_use]
pub fn grouped(digits: &str, formatted: Option<&str>) -> String {
    if digits.len() < 7 || !digits.bytes().all(|octet| octet.is_ascii_digit()) {
        return digits.to_owned();
    }
    // Without the country's code, which is dialled in many ways or not at all.
    let own = formatted.and_then(|formatted| formatted.split_once(' ')).map_or("", |(_, own)| own);
    let bare: String = own.chars().filter(char::is_ascii_digit).collect();
    if let Some(front) = digits.strip_suffix(bare.as_str()).filter(|_| !bare.is_empty()) {
        return format!("{front} {own}").trim_start().to_owned();
    }
    let from_behind: Vec<char> = digits.chars().rev().collect();
    let groups: Vec<String> = from_behind.chunks(4).map(|group| group.iter().rev().collect()).collect();
    groups.into_iter().rev().collect::<Vec<_>>().join(" ")
}

/// How a queue is: open or until when it is closed, and how many wait.
#[must_use]
pub fn queue(calendar: &Calendar, queue: &QueueView) -> String {
    let t = calendar.t;
    let waiting = match queue.waiting {
        0 => t.say("desk.queue.none_waiting").to_owned(),
        1 => t.say("desk.queue.one_waiting").to_owned(),
        many => t.fill("desk.queue.many_waiting", "count", many),
    };
    let state = match (queue.open, queue.opens_at) {
        (true, _) => t.say("desk.queue.is_open").to_owned(),
        (false, Some(at)) => t.fill("desk.queue.closed_until", "time", calendar.moment(at)),
        (false, None) => t.say("desk.queue.is_closed").to_owned(),
    };
    t.fill_in("desk.queue.told", &[("state", &state), ("waiting", &waiting)])
}

/// Why an attempt failed: in the reader's words, where there are some, else in the daemon's.
#[must_use]
pub fn failure(t: Language, failure: &FailureView) -> String {
    failed(t, failure.reason.as_str(), failure.assumed, &failure.detail)
}

fn failed(t: Language, reason: &str, assumed: bool, detail: &str) -> String {
    failed_word(t, reason, assumed).unwrap_or(detail).to_owned()
}

/// An attempt's end that only a timer tells has words of its own, which say so.
pub(super) fn failed_word(t: Language, reason: &str, assumed: bool) -> Option<&'static str> {
    let key = format!("desk.failed.{reason}");
    let own = assumed.then(|| t.find(&format!("{key}.assumed"))).flatten();
    own.or_else(|| t.find(&key))
}

/// Why nothing was done, in the reader's words. The daemon's own sentences are for those who look after it.
#[must_use]
pub fn refused(t: Language, fault: &Fault) -> String {
    match fault {
        Fault::Refused(refused) => refusal(t, refused),
        Fault::Away => t.say("desk.daemon.not_done").to_owned(),
        Fault::Unanswered => t.say("desk.daemon.unanswered").to_owned(),
        Fault::Misunderstood(what) => {
            warn!("callbackd and the desk do not understand each other: {what}.");
            t.say("desk.daemon.misunderstood").to_owned()
        }
    }
}

/// By the rule that refused or the state that won, where there are words for it, else by the reason.
fn refusal(t: Language, refused: &Refused) -> String {
    let reason = refused.reason.word();
    let rule = refused.rule.as_deref().and_then(|rule| t.find(&format!("desk.refused.{reason}.{rule}")));
    if let Some(text) = rule {
        return text.to_owned();
    }
    let state = refused.state.as_deref().filter(|_| refused.reason == Reason::WrongState);
    let state = state.and_then(|state| {
        t.find(&format!("desk.session.{state}")).or_else(|| t.find(&format!("desk.agent.{state}")))
    });
    match state {
        Some(state) => t.fill("desk.refused.wrong_state.now", "state", state),
        None => word(t, "desk.refused.", reason),
    }
}

/// What happened, for somebody whose session or state it is; `None` where nobody need be told.
#[must_use]
pub fn told(t: Language, record: &Record) -> Option<String> {
    let say = |key: &'static str| Some(t.say(key).to_owned());
    match &record.fact {
        Fact::SessionQueued { reason, .. } => Some(word(t, "desk.told.queued.", reason.as_str())),
        Fact::SessionOffered { .. } => say("desk.told.offered"),
        Fact::SessionOpened {} => say("desk.told.opened"),
        Fact::SessionDialing { edited: true, .. } => say("desk.told.dialing_edited"),
        Fact::SessionDialing { .. } => say("desk.told.dialing"),
        Fact::CallProgress { leg_state, .. } => t.find(&format!("desk.leg.{leg_state}")).map(str::to_owned),
        Fact::SessionTalking { retrieved: true, .. } => say("desk.told.retrieved"),
        Fact::SessionTalking { assumed: true, .. } => say("desk.told.talking_assumed"),
        Fact::SessionTalking { .. } => say("desk.told.talking"),
        Fact::SessionHeld {} => say("desk.told.held"),
        Fact::SessionFailed { reason, assumed, detail, .. } => {
            Some(t.fill("desk.told.failed", "why", failed(t, reason.as_str(), *assumed, detail)))
        }
        Fact::SessionCancelled {} => say("desk.told.cancelled"),
        Fact::SessionUnknown { .. } => say("desk.told.unknown"),
        Fact::SessionWrapUp { reason, .. } => Some(word(t, "desk.told.over.", reason.as_str())),
        Fact::SessionClosed { reason, .. } => Some(word(t, "desk.told.closed.", reason.as_str())),
        Fact::AgentChanged { state, reason: Some(reason), .. } if *state == AgentState::NotReady => {
            t.find(&format!("desk.told.agent.{reason}")).map(str::to_owned)
        }
        Fact::LinkChanged { state, .. } if *state == LinkState::Up => say("desk.told.link_up"),
        Fact::LinkChanged { .. } => say("desk.told.link_down"),
        _ => None,
    }
}

/// Must the reader be interrupted? Everything else is told when there is a pause.
#[must_use]
pub fn is_urgent(record: &Record) -> bool {
    matches!(
        record.fact,
        Fact::SessionOffered { .. } | Fact::SessionFailed { .. } | Fact::SessionUnknown { .. }
    )
}

/// The time since the request: "+0.450 s", "+3 min 07 s".
#[must_use]
pub fn after(ms: i64) -> String {
    let sign = if ms < 0 { '−' } else { '+' };
    let ms = ms.unsigned_abs();
    let (seconds, minutes, hours) = (ms / 1_000, ms / 60_000, ms / 3_600_000);
    match ms {
        0..60_000 => format!("{sign}{seconds}.{:03} s", ms % 1_000),
        60_000..3_600_000 => format!("{sign}{minutes} min {:02} s", seconds % 60),
        _ => format!("{sign}{hours} h {:02} min", minutes % 60),
    }
}

/// A length of time in its largest sensible unit.
#[must_use]
pub fn span(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    }
}

/// The part of an id by which people tell sessions apart.
#[must_use]
pub fn short(id: &str) -> String {
    id.rsplit('-').next().unwrap_or(id).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn german() -> Language {
        Language::named("de").unwrap()
    }

    fn record(fact: &serde_json::Value) -> Record {
        let mut record = serde_json::json!({ "seq": 1, "at": "2026-03-04T12:00:00Z", "agent_id": "ann" });
        record.as_object_mut().unwrap().extend(fact.as_object().unwrap().clone());
        serde_json::from_value(record).unwrap()
    }

    #[test]
    fn the_daemons_words_are_told_in_the_readers_and_unknown_ones_as_they_are() {
        let t = german();
        assert_eq!(word(t, "desk.session.", "wrap_up"), "Nachbearbeitung");
        assert_eq!(word(t, "desk.session.", "beamed_up"), "beamed up");
        let told = |word: Option<&str>| {
            let agent = serde_json::json!({
                "agent_id": "ann", "state": "ready", "queues": [], "waits_for": "the moon is full", "obstacle": word,
            });
            obstacle(t, &serde_json::from_value(agent).unwrap()).unwrap()
        };
        assert_eq!(told(Some("phone_in_use")), "Ihr Telefon ist in Gebrauch");
        assert_eq!(told(Some("moon_full")), "moon full");
        assert_eq!(told(None), "the moon is full");
        assert_eq!(failed(t, "busy", false, "The number is busy."), "Die Nummer ist besetzt.");
        assert_eq!(failed(t, "no_answer", false, ""), "Niemand hat abgehoben.");
        assert_eq!(
            failed(t, "no_answer", true, ""),
            "Vermutlich hat niemand abgehoben: die Anlage hat es nicht gemeldet."
        );
        assert_eq!(failed(t, "moonstruck", true, "The moon is full."), "The moon is full.");
    }

    #[test]
    fn every_word_has_its_text_in_every_language() {
        use callbackd_api::words::{
            AgentReason, CallResult, Closing, CustomerState, FailureReason, LegState, Obstacle, QueuedReason,
            RulesStep, Vocabulary,
        };
        fn keys<V: Vocabulary>(prefix: &'static str, words: &[V]) -> Vec<String> {
            words.iter().map(|word| format!("{prefix}{}", word.word())).collect()
        }
        let every = [
            keys("desk.session.", SessionState::ALL),
            keys("desk.told.queued.", QueuedReason::ALL),
            keys("desk.ladder.queued.", QueuedReason::ALL),
            keys("desk.told.closed.", Closing::ALL),
            keys("desk.ladder.closed.", Closing::ALL),
            keys("desk.failed.", FailureReason::ALL),
            keys("desk.agent.", AgentState::ALL),
            keys("desk.ladder.obstacle.", Obstacle::ALL),
            keys("desk.link.", LinkState::ALL),
            keys("desk.ladder.leg.", LegState::ALL),
            keys("desk.ladder.rules.", RulesStep::ALL),
            keys("desk.ladder.result.", &[CallResult::Done, CallResult::Duplicate, CallResult::Repeated]),
            keys("desk.refused.", Reason::ALL),
            keys("desk.reason.", AgentReason::ALL),
            keys("status.", CustomerState::ALL),
        ];
        let missing: Vec<_> = Language::all()
            .flat_map(|t| every.concat().into_iter().filter(move |key| t.find(key).is_none()))
            .collect();
        assert!(missing.is_empty(), "{missing:#?}");
    }

    #[test]
    fn digits_are_told_in_groups() {
        let london = Some("+44 20 7946 0018");
        assert_eq!(grouped("902079460018", london), "90 20 7946 0018");
        assert_eq!(grouped("00442079460018", london), "0044 20 7946 0018");
        assert_eq!(grouped("2079460018", london), "20 7946 0018");
        assert_eq!(grouped("902079460099", london), "9020 7946 0099", "edited");
        assert_eq!(grouped("902079460018", None), "9020 7946 0018");
        assert_eq!(grouped("2001", Some("2001")), "2001");
        assert_eq!(grouped("9,02079460018", london), "9,02079460018", "with a pause");
    }

    #[test]
    fn a_session_that_waits_for_its_time_is_told_from_one_in_line() {
        let mut session: SessionView = serde_json::from_value(serde_json::json!({
            "session_id": "01890a5d-ac96-774b-bcce-b302099a8057", "type": "callback", "state": "queued",
            "queue": "sales", "number": "+442079460018", "created_at": "2026-03-04T11:59:00Z", "legs": [],
            "not_before": "2026-03-04T14:00:00Z",
        }))
        .unwrap();
        assert!(session.is_scheduled());
        assert_eq!(session_state(german(), &session), "für später");
        session.place = Some(1);
        assert!(!session.is_scheduled(), "its time has come");
        assert_eq!(session_state(german(), &session), "wartet, Platz 1");
    }

    #[test]
    fn a_refusal_is_told_in_the_readers_words_by_its_rule_or_its_state() {
        let told = |reason, rule: Option<&str>, state: Option<&str>| {
            let [rule, state] = [rule, state].map(|word| word.map(str::to_owned));
            let detail = "list it in dialplan.policy.allow";
            refused(
                german(),
                &Fault::Refused(Box::new(Refused { rule, state, ..Refused::new(reason, detail) })),
            )
        };
        let premium = told(Reason::NumberRefused, Some("premium"), None);
        assert_eq!(premium, "Diese Nummer darf nicht gewählt werden: Sie ist kostenpflichtig.");
        let later = told(Reason::NumberRefused, Some("moonstruck"), None);
        assert_eq!(later, "Diese Nummer darf nicht gewählt werden.");
        let state = told(Reason::WrongState, None, Some("talking"));
        assert_eq!(state, "Das geht im Augenblick nicht (Zustand: im Gespräch).");
        let device = told(Reason::DeviceUnavailable, None, None);
        assert_eq!(device, "Diese Nebenstelle kann nicht benutzt werden.");
    }

    #[test]
    fn only_what_somebody_has_to_act_on_interrupts() {
        let offered = record(&serde_json::json!({
            "kind": "session.offered", "queue": "sales", "until": "2026-03-04T12:00:20Z"
        }));
        let ringing = record(&serde_json::json!({ "kind": "session.call_progress", "leg_state": "ringing" }));
        let ready = record(&serde_json::json!({ "kind": "agent.changed", "state": "ready" }));
        assert!(is_urgent(&offered) && !is_urgent(&ringing));
        assert_eq!(told(german(), &ringing).as_deref(), Some("Beim Kunden klingelt es."));
        assert_eq!(told(german(), &ready), None, "who pressed Ready knows it");
    }

    #[test]
    fn times_are_told_in_what_people_can_grasp() {
        let told: Vec<String> = [0, 59_999, 60_000, 3_600_000, -1_500].map(after).into();
        assert_eq!(told, ["+0.000 s", "+59.999 s", "+1 min 00 s", "+1 h 00 min", "−1.500 s"]);
        assert_eq!([5, 150, 7_200, 172_800].map(span), ["5 s", "2 min", "2 h", "2 d"]);
        assert_eq!(short("01890a5d-ac96-774b-bcce-b302099a8057"), "b302099a8057");
    }
}
