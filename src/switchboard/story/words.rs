//! Facts as sentences.

use callbackd_api::{
    ids::LegId,
    record::{Fact, NotOffered, Record, SwitchSays},
    story::Numbers,
    words::{CallResult, Closing, LegState, QueuedReason, RulesStep, Word},
};
use jiff::Timestamp;

use crate::session::Personal;

/// What sentences may say of numbers.
pub(super) struct Words<'a> {
    pub(super) numbers: Numbers,
    pub(super) personal: Option<&'a Personal>,
}

impl Words<'_> {
    pub(super) fn sentence(&self, record: &Record) -> String {
        let agent = record.agent_id.as_ref().map_or("an agent", |agent| agent.as_str());
        match &record.fact {
            Fact::SessionQueued { queue, reason, not_before, not_after } => {
                queued(queue.as_str(), reason, (*not_before, *not_after), record)
            }
            Fact::SessionOffered { until, .. } => {
                format!("Offered to {agent} for {}.", span(record.at, *until))
            }
            Fact::SessionOpened {} => format!("{agent} pressed Call State and saw the controls."),
            Fact::SessionDialing { device, edited } => {
                self.dialing(record.leg_id, agent, device.as_str(), *edited)
            }
            Fact::CallProgress { leg_state, switch } => with_switch(progress(leg_state), switch.as_ref()),
            Fact::SessionTalking { retrieved: true, .. } => "The customer is off hold again.".to_owned(),
            Fact::SessionTalking { assumed: true, .. } => {
                "They talk, one assumes: this switch does not report the answer.".to_owned()
            }
            Fact::SessionTalking { extension: true, .. } => {
                format!("{agent} and whoever answered talk; there is an extension to ask for.")
            }
            Fact::SessionTalking { .. } => format!("{agent} and the customer talk."),
            Fact::SessionHeld {} => "The customer is on hold.".to_owned(),
            Fact::SessionFailed { reason, detail, switch, .. } => {
                let sentence =
                    format!("The attempt failed ({}), back to {agent}: {detail}", plain(reason.as_str()));
                with_switch(sentence, switch.as_ref())
            }
            Fact::SessionCancelled {} => format!("{agent} pressed Cancel; active until Drop Call."),
            Fact::SessionUnknown { detail } => {
                format!(
                    "Sight of the call was lost; nothing is dialled until it is found or a person says how it ended. {detail}"
                )
            }
            Fact::SessionWrapUp { reason, until } => over(agent, reason, record.at, *until),
            Fact::SessionClosed { reason, disposition } => closed(reason, disposition.as_deref()),
            other => audit(other),
        }
    }

    fn dialing(&self, leg: Option<LegId>, agent: &str, device: &str, edited: bool) -> String {
        let digits = match (leg.and_then(|leg| self.dialled(leg)), self.numbers) {
            (Some(digits), _) => digits.expose().to_owned(),
            (None, Numbers::Erased) => "a number that has been erased".to_owned(),
            (None, _) => "a number that is not on record".to_owned(),
        };
        let edited = if edited { "; the agent changed the digits" } else { "" };
        format!("{agent} pressed Call Back: {digits} is to be dialled from {device}{edited}.")
    }
}

fn audit(fact: &Fact) -> String {
    match fact {
        Fact::RulesFired { step, class, rules, .. } => {
            let when = match step {
                Word::Known(RulesStep::Request) => "At the request",
                Word::Known(RulesStep::Shown) => "At Call State",
                Word::Known(RulesStep::Edited) => "At the agent's edit",
                Word::Other(_) => "Later",
            };
            format!("{when}, the rules let the number pass ({class}): {}.", rules.join(", "))
        }
        Fact::OfferConsidered { closed: true, queue, .. } => {
            format!("Nobody was looked at: queue {queue} is outside its service hours.")
        }
        Fact::OfferConsidered { others, more, .. } => considered(others, *more),
        Fact::LegPermitted { attempt: 1, rule } => {
            format!("The permit to dial was granted by rule {rule} and recorded before anything was sent.")
        }
        Fact::LegPermitted { attempt, rule } => {
            format!(
                "Try {attempt}: another permit to dial was granted by rule {rule}; nothing was dialled before."
            )
        }
        Fact::LegAccepted { call_id, epoch } => {
            format!("The switch named the call {call_id} (association {epoch}).")
        }
        Fact::LegEnded { outcome, switch } => with_switch(
            format!("The phone is free; the attempt counts as {}.", plain(outcome.as_str())),
            switch.as_ref(),
        ),
        Fact::Called { method, uid, actor, result, rule } => {
            let actor = actor.as_ref().map(|actor| format!(" for {actor}")).unwrap_or_default();
            let rule = rule.as_ref().map(|rule| format!(" by {rule}")).unwrap_or_default();
            match result {
                Word::Known(CallResult::Done) => format!("uid {uid}{actor} called {method}."),
                result => format!("uid {uid}{actor} called {method}: {}{rule}.", plain(result.as_str())),
            }
        }
        Fact::Refused { method, uid, reason, times, .. } => {
            format!("uid {uid} called {method} {times} times more: {}.", plain(reason.as_str()))
        }
        other => plain(other.kind()),
    }
}

type Window = (Option<Timestamp>, Option<Timestamp>);

fn queued(queue: &str, reason: &Word<QueuedReason>, window: Window, record: &Record) -> String {
    let why = match reason {
        Word::Known(QueuedReason::Requested) => {
            let by = record.requested_by.map(|uid| format!(" by uid {uid}")).unwrap_or_default();
            return format!("Asked for{by}; waits in queue {queue}{}.", wished(window));
        }
        Word::Known(QueuedReason::Changed) => {
            return format!("The customer changed the request; waits in queue {queue}{}.", wished(window));
        }
        Word::Known(QueuedReason::Due) => {
            return format!("The time that the customer chose has come; waits in queue {queue}.");
        }
        Word::Known(QueuedReason::OfferMissed) => "the offer was not taken in time",
        Word::Known(QueuedReason::AgentLoggedOut) => "its agent logged out",
        Word::Known(QueuedReason::LayerLost) => {
            "the agent's program or browser was lost and did not come back in time"
        }
        Word::Known(QueuedReason::AgentRemoved) => "its agent is no longer configured",
        Word::Known(QueuedReason::AgentLost) => "its agent was away and did not come back in time",
        Word::Known(QueuedReason::Restarted) => {
            "the daemon was restarted, and an offer does not outlive that"
        }
        Word::Other(other) => return format!("Back at its old place in queue {queue}: {}.", plain(other)),
    };
    format!("Back at its old place in queue {queue}: {why}.")
}

fn wished(window: Window) -> String {
    match window {
        (None, None) => String::new(),
        (Some(from), None) => format!(", not before {from:.0}"),
        (None, Some(until)) => format!(", not after {until:.0}"),
        (Some(from), Some(until)) => format!(", from {from:.0} to {until:.0}"),
    }
}

fn considered(others: &[NotOffered], more: u64) -> String {
    if others.is_empty() {
        return "The queue has no other agents.".to_owned();
    }
    let named: Vec<String> = others.iter().map(|one| format!("{}: {}", one.agent_id, one.why)).collect();
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    format!("Not offered to {}{more}.", named.join("; "))
}

fn over(agent: &str, reason: &Word<Closing>, at: Timestamp, until: Timestamp) -> String {
    let reason = plain(reason.as_str());
    match until > at {
        true => format!("The call is over ({reason}); {agent} may write it up for {}.", span(at, until)),
        false => format!("The call is over ({reason})."),
    }
}

fn closed(reason: &Word<Closing>, disposition: Option<&str>) -> String {
    let how = match reason {
        Word::Known(Closing::Completed) => "they talked",
        Word::Known(Closing::Transferred) => "the call went to somebody else",
        Word::Known(Closing::Dropped) => "the agent dropped it without a conversation",
        Word::Known(Closing::Cancelled) => "the agent cancelled it",
        Word::Known(Closing::Withdrawn) => "the customer took the request back",
        Word::Known(Closing::Expired) => "nobody took it in time",
        Word::Other(other) => other,
    };
    let word = disposition.map(|word| format!(", disposition {word}")).unwrap_or_default();
    format!("Closed: {how}{word}.")
}

fn progress(leg_state: &Word<LegState>) -> String {
    let sentence = match leg_state {
        Word::Known(LegState::Planned) => {
            "The switch could not take the call just now; nothing was dialled, another try waits."
        }
        Word::Known(LegState::Placing) => "MakeCall goes to the switch.",
        Word::Known(LegState::Abandoning) => {
            "Dropped before the switch had named the call: it is hung up as soon as it has a name."
        }
        Word::Known(LegState::Initiated) => "The agent's phone is prompted.",
        Word::Known(LegState::Originated) => "The agent's phone is off hook and the digits are out.",
        Word::Known(LegState::NetworkReached) => "A trunk was seized.",
        Word::Known(LegState::Ringing) => "The customer's phone rings.",
        Word::Known(LegState::Connected) => "The customer's phone was answered.",
        Word::Known(LegState::Held) => "The call is held.",
        Word::Known(LegState::Clearing) => "The phone is being freed.",
        Word::Known(LegState::Unknown) => "Nobody knows where the call stands.",
        Word::Known(LegState::Ended) => "The call is over.",
        Word::Other(other) => return format!("The call is {}.", plain(other)),
    };
    sentence.to_owned()
}

fn with_switch(sentence: String, switch: Option<&SwitchSays>) -> String {
    match switch {
        Some(says) => format!("{sentence} The switch said: {} {}, {}.", says.source, says.code, says.name),
        None => sentence,
    }
}

fn span(from: Timestamp, until: Timestamp) -> String {
    format!("{} s", until.duration_since(from).as_secs().max(0))
}

fn plain(word: &str) -> String {
    word.replace('_', " ")
}
