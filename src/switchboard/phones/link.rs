//! The association with the switch, as the switchboard sees it.

use callbackd_api::{record::Fact, views::LinkView, words::LinkState};
use jiff::Timestamp;

use crate::ids::{Epoch, Now};

/// The link to the switch.
#[derive(Debug)]
pub(super) struct Link {
    state: LinkState,
    detail: String,
    since: Timestamp,
    epoch: Epoch,
    /// What was recorded last.
    recorded: Option<LinkState>,
}

impl Link {
    pub(super) fn new(since: Timestamp) -> Self {
        Self {
            state: LinkState::Down,
            detail: "not tried yet".to_owned(),
            since,
            epoch: Epoch::default(),
            recorded: None,
        }
    }

    pub(super) fn is_up(&self) -> bool {
        self.state == LinkState::Up
    }

    pub(super) fn epoch(&self) -> Epoch {
        self.epoch
    }

    pub(super) fn summary(&self) -> String {
        match self.state {
            LinkState::Up => "up".to_owned(),
            state => format!("{state} ({})", self.detail),
        }
    }

    pub(super) fn view(&self) -> LinkView {
        LinkView {
            state: self.state.into(),
            detail: self.detail.clone(),
            since: self.since,
            epoch: self.epoch.0,
        }
    }

    /// Another association.
    pub(super) fn begin(&mut self, epoch: Epoch) {
        self.epoch = epoch;
    }

    /// The state now, and what of it is news.
    pub(super) fn report(&mut self, now: Now, state: LinkState, detail: String) -> Option<Fact> {
        // Trying again is no news: the link has been down since it was up, however far each attempt comes.
        if self.is_up() != (state == LinkState::Up) {
            self.since = now.wall;
        }
        self.state = state;
        self.detail.clone_from(&detail);
        // Trying again and again is one fact, however often it is reported.
        let settled = matches!(state, LinkState::Up | LinkState::Down);
        if !settled || self.recorded == Some(state) {
            return None;
        }
        self.recorded = Some(state);
        Some(Fact::LinkChanged { state: state.into(), detail })
    }
}
