//! What an operator reads in the log: one sentence per fact that matters, ids as fields, never a number.

use tracing::{debug, info, warn};

use crate::journal::{Fact, Record};

/// Writes the record's sentence. What a peer can cause at will is told at debug level.
pub(super) fn narrate(record: &Record) {
    let session = record.session_id.map(tracing::field::display);
    let leg = record.leg_id.map(tracing::field::display);
    let agent = record.agent_id.as_ref().map(tracing::field::display);
    match &record.fact {
        Fact::SessionQueued { queue, reason, not_before: Some(from), .. } if *from > record.at => {
            info!(session, %queue, reason, not_before = %from, "A session waits for the time that its customer chose.");
        }
        Fact::SessionQueued { queue, reason, .. } => {
            info!(session, %queue, reason, "A session waits for an agent.");
        }
        Fact::SessionOffered { .. } => debug!(session, agent, "A session is offered."),
        Fact::SessionDialing { device, edited } => {
            info!(session, leg, agent, %device, edited, "An agent calls back.");
        }
        Fact::CallProgress { leg_state, switch } => {
            let cause = switch.as_ref().map(|says| says.name.as_str());
            debug!(session, leg, state = leg_state, cause, "The call moved.");
        }
        Fact::SessionTalking { assumed, .. } => info!(session, leg, agent, assumed, "They talk."),
        Fact::SessionFailed { reason, switch, .. } => {
            let cause = switch.as_ref().map(|says| says.name.as_str());
            info!(
                session,
                leg, agent, reason, cause, "The attempt failed; the session is back with the agent."
            );
        }
        Fact::SessionUnknown { detail } => {
            warn!(
                session,
                leg, agent, "Nobody knows what became of a call: {detail} session.resolve ends this."
            );
        }
        Fact::SessionClosed { reason, .. } => info!(session, agent, reason, "A session is closed."),
        Fact::AgentChanged { state, reason, device } => {
            let device = device.as_ref().map(tracing::field::display);
            info!(agent, state, reason, device, "An agent's state changed.");
        }
        Fact::LegAccepted { call_id, epoch } => {
            debug!(session, leg, call_id, epoch, "The switch named the call.");
        }
        Fact::LegEnded { outcome, .. } => {
            debug!(session, leg, outcome, "The attempt is over and the phone is free.");
        }
        Fact::Called { method, uid, actor, result, rule } if result != "done" => {
            debug!(session, method, uid, actor, result, rule, "A call of a layer changed nothing.");
        }
        Fact::Started { open_sessions, .. } => {
            info!(open_sessions, "The journal was read; what was open goes on.");
        }
        _ => {}
    }
}
