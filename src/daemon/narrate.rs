//! What an operator reads in the log: one sentence per fact that matters, ids as fields, never a number.

use callbackd_api::{
    record::{Fact, Record},
    words::{AgentReason, AgentState, CallResult, Word},
};
use tracing::{debug, error, info, warn};

/// Writes the record's sentence. What a peer can cause at will is told at debug level.
pub(super) fn narrate(record: &Record) {
    let session = record.session_id.map(tracing::field::display);
    let leg = record.leg_id.map(tracing::field::display);
    let agent = record.agent_id.as_ref().map(tracing::field::display);
    match &record.fact {
        Fact::SessionQueued { queue, reason, not_before: Some(from), .. } if *from > record.at => {
            info!(session, %queue, %reason, not_before = %from, "A session waits for the time that its customer chose.");
        }
        Fact::SessionQueued { queue, reason, .. } => {
            info!(session, %queue, %reason, "A session waits for an agent.");
        }
        Fact::SessionOffered { .. } => debug!(session, agent, "A session is offered."),
        Fact::SessionDialing { device, edited } => {
            info!(session, leg, agent, %device, edited, "An agent calls back.");
        }
        Fact::CallProgress { leg_state, switch } => {
            let cause = switch.as_ref().map(|says| says.name.as_str());
            debug!(session, leg, state = %leg_state, cause, "The call moved.");
        }
        Fact::SessionTalking { assumed, .. } => info!(session, leg, agent, assumed, "They talk."),
        Fact::SessionFailed { reason, switch, .. } => {
            let cause = switch.as_ref().map(|says| says.name.as_str());
            info!(
                session,
                leg, agent, %reason, cause, "The attempt failed; the session is back with the agent."
            );
        }
        Fact::SessionUnknown { detail } => {
            warn!(
                session,
                leg, agent, "Nobody knows what became of a call: {detail} session.resolve ends this."
            );
        }
        Fact::SessionClosed { reason, .. } => info!(session, agent, %reason, "A session is closed."),
        Fact::AgentChanged { state, reason, device } => {
            let device = device.as_ref().map(tracing::field::display);
            let why = reason.as_ref().map(tracing::field::display);
            match person_hears(state, reason.as_ref()) {
                Some(sentence) => info!(agent, %state, reason = why, device, "{sentence}"),
                None => debug!(agent, %state, reason = why, device, "An agent's state changed."),
            }
        }
        Fact::QueueChanged { queue, full: true, waiting, max_waiting } => {
            warn!(%queue, waiting, max_waiting, "A queue is full: more requests are refused until agents have taken some.");
        }
        Fact::QueueChanged { queue, waiting, max_waiting, .. } => {
            info!(%queue, waiting, max_waiting, "A queue has room again.");
        }
        Fact::LegAccepted { call_id, epoch } => {
            debug!(session, leg, call_id, epoch, "The switch named the call.");
        }
        Fact::LegEnded { outcome, .. } => {
            debug!(session, leg, %outcome, "The attempt is over and the phone is free.");
        }
        Fact::Called { method, uid, actor, result, rule } if *result != CallResult::Done => {
            debug!(session, %method, uid, actor, %result, rule, "A call of a layer changed nothing.");
        }
        Fact::Refused { method, uid, reason, rule, times, .. } => {
            warn!(%method, uid, %reason, rule, times, "Calls of a layer were refused again and again within a minute.");
        }
        Fact::StoreFault { fault, detail, .. } => error!(%fault, "The store is not as it was left: {detail}"),
        Fact::SessionDamaged { damage } => {
            error!(session, agent, %damage, "What the store kept of a session is damaged: nothing is dialled for it. session.resolve ends it.");
        }
        Fact::Started { open_sessions, .. } => {
            info!(open_sessions, "The journal was read; what was open goes on.");
        }
        _ => {}
    }
}

/// What a person should hear of an agent's state; the rest follows the sessions, which have lines of their own.
fn person_hears(state: &Word<AgentState>, reason: Option<&Word<AgentReason>>) -> Option<&'static str> {
    use AgentReason as R;
    let not_ready = *state == AgentState::NotReady;
    match reason {
        _ if *state == AgentState::LoggedOut => Some("An agent is logged out."),
        Some(Word::Known(R::LoggedIn)) => Some("An agent logged in."),
        Some(Word::Known(R::TakenOver)) => {
            Some("An agent logged in elsewhere; the program that had them lost them.")
        }
        Some(Word::Known(R::LayerLost)) => {
            Some("An agent's program or browser is gone; no offers until the next log-in.")
        }
        Some(Word::Known(R::MissedOffer)) if not_ready => {
            Some("An agent missed an offer and gets no more until ready again.")
        }
        Some(Word::Known(R::LoggingOut | R::AfterSession)) | None => None,
        Some(Word::Known(R::MissedOffer | R::LoggedOut | R::NoLongerConfigured) | Word::Other(_)) => {
            not_ready.then_some("An agent wants no offers.")
        }
    }
}

#[cfg(test)]
mod tests {
    use AgentReason as R;
    use AgentState as S;

    use super::*;

    fn hears(state: AgentState, reason: Option<&Word<AgentReason>>) -> bool {
        person_hears(&state.into(), reason).is_some()
    }

    #[test]
    fn of_agents_only_what_a_person_did_or_must_know_has_a_line() {
        for state in [S::Ready, S::Offered, S::OnSession, S::WrapUp] {
            assert!(!hears(state, None), "{state}");
        }
        for reason in [R::AfterSession, R::LoggingOut] {
            assert!(!hears(S::NotReady, Some(&reason.into())), "{reason}");
        }
        for reason in [R::LoggedIn, R::MissedOffer, R::LayerLost] {
            assert!(hears(S::NotReady, Some(&reason.into())), "{reason}");
        }
        assert!(hears(S::OnSession, Some(&R::TakenOver.into())));
        assert!(hears(S::NotReady, Some(&Word::Other("lunch".to_owned()))));
        assert!(hears(S::LoggedOut, Some(&R::LoggedOut.into())));
    }
}
