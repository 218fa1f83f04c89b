//! Whether the agent is logged in through this program. Pure.
//!
//! ```text
//!            logged_in                changed: layer_lost, taken_over
//!  Out, Ended ───────▶ In ──────────────────────────────▶ Silent, TakenOver
//!      ▲                │ logged out                          │ logged out
//!      └────────────────┴────────────────▶ Out, Ended ◀───────┘
//! ```

use callbackd_api::{
    ids::Device,
    words::{AgentReason, AgentState, Word},
};

/// The agent's log-in through this program, as far as anybody knows. A new log-in is possible from every state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Login {
    /// None.
    Out,
    /// At this extension.
    In(Device),
    /// The daemon waited too long for a sign of the browser; the log-in can be renewed at this extension.
    Silent(Device),
    /// Another program logged the agent in, who was at this extension before.
    TakenOver(Device),
    /// It was lost, and the agent was logged out since.
    Ended(Lost),
}

/// Why the agent has to log in again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// Nobody said for too long that the browser is there.
    Silence,
    /// Another program logged the agent in.
    TakenOver,
}

impl Login {
    /// The daemon reported a change of the agent's state.
    #[must_use]
    pub fn changed(self, state: &Word<AgentState>, reason: Option<&Word<AgentReason>>) -> Self {
        let (Self::In(device) | Self::Silent(device) | Self::TakenOver(device)) = &self else { return self };
        let login = match reason.and_then(Word::known) {
            Some(AgentReason::LayerLost) => Self::Silent(device.clone()),
            Some(AgentReason::TakenOver) => Self::TakenOver(device.clone()),
            _ => self,
        };
        match login.lost() {
            _ if *state != AgentState::LoggedOut => login,
            Some(lost) => Self::Ended(lost),
            None => Self::Out,
        }
    }

    /// The daemon answered that it lost sight of the browser.
    #[must_use]
    pub fn silenced(self) -> Self {
        match self {
            Self::In(device) => Self::Silent(device),
            other => other,
        }
    }

    /// The extension at which the agent is logged in, or would be again.
    #[must_use]
    pub fn device(&self) -> Option<&Device> {
        match self {
            Self::In(device) | Self::Silent(device) | Self::TakenOver(device) => Some(device),
            Self::Out | Self::Ended(_) => None,
        }
    }

    /// The extension, while no other program has the agent.
    #[must_use]
    pub fn own_device(&self) -> Option<&Device> {
        match self {
            Self::In(device) | Self::Silent(device) => Some(device),
            Self::Out | Self::TakenOver(_) | Self::Ended(_) => None,
        }
    }

    /// The extension of a log-in that was lost and can be renewed.
    #[must_use]
    pub fn lost_device(&self) -> Option<&Device> {
        match self {
            Self::Silent(device) | Self::TakenOver(device) => Some(device),
            Self::Out | Self::In(_) | Self::Ended(_) => None,
        }
    }

    /// Why the agent has to log in again, if so.
    #[must_use]
    pub fn lost(&self) -> Option<Lost> {
        match self {
            Self::Silent(_) => Some(Lost::Silence),
            Self::TakenOver(_) => Some(Lost::TakenOver),
            Self::Ended(lost) => Some(*lost),
            Self::Out | Self::In(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device() -> Device {
        "2001".parse().unwrap()
    }

    fn changed(login: Login, state: AgentState, reason: Option<AgentReason>) -> Login {
        login.changed(&state.into(), reason.map(Word::from).as_ref())
    }

    #[test]
    fn a_lost_log_in_is_remembered_until_the_next() {
        let silent = changed(Login::In(device()), AgentState::OnSession, Some(AgentReason::LayerLost));
        assert_eq!(silent, Login::Silent(device()));
        assert_eq!((silent.own_device(), silent.lost_device()), (Some(&device()), Some(&device())));
        let ended = changed(silent, AgentState::LoggedOut, Some(AgentReason::LayerLost));
        assert_eq!(ended, Login::Ended(Lost::Silence));
        assert_eq!(changed(ended.clone(), AgentState::Ready, Some(AgentReason::TakenOver)), ended);
        let taken = changed(Login::In(device()), AgentState::Ready, Some(AgentReason::TakenOver));
        assert_eq!((taken.own_device(), taken.lost()), (None, Some(Lost::TakenOver)));
        assert_eq!(taken.clone().silenced(), taken, "the first loss counts");
    }

    #[test]
    fn whoever_logs_out_has_lost_nothing() {
        assert_eq!(changed(Login::In(device()), AgentState::LoggedOut, None), Login::Out);
        assert_eq!(changed(Login::Out, AgentState::LoggedOut, Some(AgentReason::LayerLost)), Login::Out);
        assert_eq!(Login::Out.silenced(), Login::Out);
    }
}
