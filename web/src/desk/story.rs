//! The steps of a callback's story in the reader's language, by the facts that the daemon tells. Pure.
//!
//! A fact of a later daemon, for which there is no text yet, is told in the daemon's own words.

use callbackd_api::{ids::Private, record::Fact, story::Step, words::Word};
use jiff::Timestamp;

use super::words::{failed_word, word};
use crate::calendar::Calendar;

/// One step as a sentence, with what the switch said.
#[must_use]
pub fn told(calendar: &Calendar, step: &Step) -> String {
    let fact = serde_json::from_value::<Fact>(step.fact.clone()).ok();
    let sentence = fact.and_then(|fact| Teller { calendar, step }.sentence(&fact));
    let Some(sentence) = sentence else { return step.detail.clone() };
    match &step.switch {
        Some(said) => {
            let said = format!("{} {}, {}", said.source, said.code, said.name);
            format!("{sentence} {} {said}.", calendar.t.say("desk.failed.switch"))
        }
        None => sentence,
    }
}

struct Teller<'a> {
    calendar: &'a Calendar,
    step: &'a Step,
}

impl Teller<'_> {
    fn sentence(&self, fact: &Fact) -> Option<String> {
        let t = self.calendar.t;
        let agent = self.step.agent_id.as_ref().map_or("–", |agent| agent.as_str());
        let with_agent = |key| Some(t.fill(key, "agent", agent));
        match fact {
            Fact::SessionQueued { queue, reason, not_before, not_after } => {
                let told =
                    t.find(&format!("desk.ladder.queued.{reason}"))?.replace("{queue}", queue.as_str());
                let window = self.calendar.window(*not_before, *not_after);
                Some(window.map_or_else(|| format!("{told}."), |window| format!("{told}, {window}.")))
            }
            Fact::SessionOffered { until, .. } => Some(self.until("desk.ladder.offered", agent, *until)),
            Fact::SessionOpened {} => with_agent("desk.ladder.opened"),
            Fact::SessionDialing { device, edited } => {
                let digits = self.step.dialled.as_ref().map_or("–", Private::expose);
                let key = if *edited { "desk.ladder.dialing_edited" } else { "desk.ladder.dialing" };
                let gaps = [("agent", agent), ("digits", digits), ("device", device.as_str())];
                Some(t.fill_in(key, &gaps))
            }
            Fact::CallProgress { leg_state, .. } => {
                t.find(&format!("desk.ladder.leg.{leg_state}")).map(str::to_owned)
            }
            Fact::SessionTalking { retrieved: true, .. } => Some(t.say("desk.told.retrieved").to_owned()),
            Fact::SessionTalking { assumed: true, .. } => with_agent("desk.ladder.talking_assumed"),
            Fact::SessionTalking { .. } => with_agent("desk.ladder.talking"),
            Fact::SessionHeld {} => Some(t.say("desk.told.held").to_owned()),
            Fact::SessionFailed { reason, assumed, .. } => {
                let why = failed_word(t, reason.as_str(), *assumed)?;
                Some(t.fill("desk.told.failed", "why", why))
            }
            Fact::SessionCancelled {} => with_agent("desk.ladder.cancelled"),
            Fact::SessionUnknown { .. } => Some(t.say("desk.ladder.unknown").to_owned()),
            Fact::SessionWrapUp { until, .. } => match *until > self.step.at {
                true => Some(self.until("desk.ladder.wrap_up", agent, *until)),
                false => Some(t.say("desk.told.over.completed").to_owned()),
            },
            Fact::SessionClosed { reason, disposition } => {
                let how = t.find(&format!("desk.ladder.closed.{reason}"))?;
                let outcome = disposition.as_deref().map(|chosen| word(t, "desk.disposition.", chosen));
                Some(match outcome {
                    Some(outcome) => format!("{how} {}: {outcome}.", t.say("desk.note.disposition")),
                    None => how.to_owned(),
                })
            }
            other => self.audit(other),
        }
    }

    fn audit(&self, fact: &Fact) -> Option<String> {
        let t = self.calendar.t;
        match fact {
            Fact::RulesFired { step, class, rules, .. } => {
                let key = format!("desk.ladder.rules.{step}");
                // A public number's class comes with its country.
                let (class, country) = class.split_once(' ').unwrap_or((class, ""));
                let class = format!("{} {country}", word(t, "desk.class.", class));
                let class = class.trim_end();
                t.find(&key)?;
                Some(t.fill_in(&key, &[("class", class), ("rules", &rules.join(", "))]))
            }
            Fact::OfferConsidered { closed: true, queue, .. } => {
                Some(t.fill("desk.ladder.nobody_looked_at", "queue", queue))
            }
            Fact::OfferConsidered { others, .. } if others.is_empty() => {
                Some(t.say("desk.ladder.no_others").to_owned())
            }
            Fact::OfferConsidered { others, more, .. } => {
                let name = |why: &str| t.find(&format!("desk.ladder.obstacle.{why}")).map(str::to_owned);
                let told = |one: &callbackd_api::record::NotOffered| {
                    let why = one
                        .obstacle
                        .as_ref()
                        .map(Word::as_str)
                        .and_then(name)
                        .unwrap_or_else(|| one.why.clone());
                    format!("{}: {why}", one.agent_id)
                };
                let mut others: Vec<String> = others.iter().map(told).collect();
                if *more > 0 {
                    others.push(t.fill("desk.ladder.more", "count", more));
                }
                Some(t.fill("desk.ladder.not_offered", "others", others.join("; ")))
            }
            Fact::LegPermitted { rule, .. } => Some(t.fill("desk.ladder.permitted", "rule", rule)),
            Fact::LegAccepted { call_id, .. } => Some(t.fill("desk.ladder.accepted", "call", call_id)),
            Fact::LegEnded { .. } => Some(t.say("desk.ladder.ended").to_owned()),
            Fact::Called { method, uid, actor, result, .. } => {
                let who = actor.clone().unwrap_or_else(|| format!("uid {uid}"));
                let result = word(t, "desk.ladder.result.", result.as_str());
                let gaps = [("who", who.as_str()), ("method", method.as_str()), ("result", &result)];
                Some(t.fill_in("desk.ladder.called", &gaps))
            }
            _ => None,
        }
    }

    fn until(&self, key: &str, agent: &str, until: Timestamp) -> String {
        let seconds = until.duration_since(self.step.at).as_secs().max(0);
        self.calendar.t.fill_in(key, &[("agent", agent), ("seconds", &seconds.to_string())])
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use serde_json::{Value, json};

    use super::*;
    use crate::language::Language;

    fn german(what: &str, fact: Value, more: &Value) -> String {
        let t = Language::named("de").unwrap();
        let calendar = Calendar { t, zone: TimeZone::UTC, now: "2026-03-04T12:00:00Z".parse().unwrap() };
        let mut step = json!({
            "seq": 1, "at": "2026-03-04T12:00:00Z", "after_ms": 0, "what": what, "detail": "In English.", "agent_id": "ann",
        });
        step["fact"] = fact;
        step["fact"]["kind"] = what.into();
        step.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        told(&calendar, &serde_json::from_value(step).unwrap())
    }

    #[test]
    fn steps_are_told_in_the_readers_language_by_their_facts() {
        let none = &json!({});
        assert_eq!(
            german(
                "session.dialing",
                json!({ "device": "2001", "edited": true }),
                &json!({ "dialled": "902079460018" })
            ),
            "ann hat Zurückrufen gedrückt: 902079460018 wird von 2001 aus gewählt, mit geänderten Ziffern."
        );
        assert_eq!(
            german("session.queued", json!({ "queue": "sales", "reason": "requested" }), none),
            "Angefragt; wartet in der Warteschlange sales."
        );
        let failed = json!({ "reason": "busy", "detail": "The number is busy." });
        let said = json!({ "switch": { "source": "eventCause", "code": 3, "name": "busy" } });
        assert_eq!(
            german("session.failed", failed, &said),
            "Der Anruf kam nicht zustande: Die Nummer ist besetzt. Die Anlage meldete: eventCause 3, busy."
        );
        let others = json!([{ "agent_id": "bob", "why": "the phone is in use", "obstacle": "phone_in_use" }]);
        assert_eq!(
            german("audit.offer_considered", json!({ "queue": "sales", "others": others }), none),
            "Nicht angeboten: bob: das Telefon ist in Gebrauch."
        );
    }

    #[test]
    fn what_is_not_known_yet_is_told_as_the_daemon_does() {
        let none = &json!({});
        assert_eq!(german("session.teleported", json!({}), none), "In English.");
        let queued = json!({ "queue": "sales", "reason": "moonstruck" });
        assert_eq!(german("session.queued", queued, none), "In English.");
    }
}
