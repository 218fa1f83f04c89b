//! Start and reload: state comes back exactly as it was stored, then the start is an event like any other.

use callbackd_api::{
    ids::{LegId, SessionId},
    record::{Fact, Record},
    words::FailureReason,
};

use super::{Switchboard, ledger::About, settings::Settings, subscription::Viewer};
use crate::{
    dialplan::{DialPlan, NumberSet},
    ids::Now,
    journal::Restored,
    leg::{self, Failure},
    session::{self, Session},
};

/// A stored session that this version cannot read.
#[derive(Debug, thiserror::Error)]
#[error(
    "session {session} in the store cannot be read: {kind:?} error at character {column} of the {row} row"
)]
pub struct Unreadable {
    session: SessionId,
    row: &'static str,
    /// The error's own words might repeat what is stored.
    kind: serde_json::error::Category,
    column: usize,
}

impl Switchboard {
    /// Takes what the store kept. Runs no rules, mints nothing; [`super::Input::Started`] says what a start means.
    ///
    /// Sessions closed within [`super::REQUEST_SPAN`] must be among it: they count against limits even where they are not
    /// shown any more.
    pub fn restore(&mut self, restored: Restored) -> Result<(), Unreadable> {
        self.ledger.resume(restored.seq);
        for (row, personal) in restored.sessions {
            // Numbers erased by retention leave nothing that could be called; the record of it stays in the journal.
            let Some(personal) = personal else { continue };
            let unreadable = |what: &'static str| {
                let session = row.session_id;
                move |error: serde_json::Error| Unreadable {
                    session,
                    row: what,
                    kind: error.classify(),
                    column: error.column(),
                }
            };
            let stored: session::Stored = serde_json::from_str(&row.body).map_err(unreadable("session"))?;
            let personal: session::Personal =
                serde_json::from_str(&personal.body).map_err(unreadable("personal"))?;
            let session = Session::restore(stored, personal);
            self.book.restore(session, &self.settings.policy, self.started.wall);
        }
        self.book.recount();
        self.set_deadlines();
        Ok(())
    }

    /// Takes the audit records of the last [`super::LAYER_SPAN`]: what layers asked for before a restart counts after it.
    pub fn recall(&mut self, records: &[Record]) {
        for record in records {
            self.book.rates().recall(record);
        }
    }

    /// What a start means for what was going on before it.
    pub(super) fn start(&mut self, now: Now, version: &'static str) {
        let open_sessions = u64::try_from(self.book.total().open()).unwrap_or(u64::MAX);
        self.ledger.record(
            now,
            About::default(),
            Fact::Started { version: version.to_owned(), open_sessions },
        );
        let open: Vec<SessionId> = self.book.sessions().filter(|s| !s.is_closed()).map(Session::id).collect();
        for id in open {
            let planned: Vec<LegId> = self.planned(id);
            for leg in planned {
                let detail =
                    "The daemon was restarted before the call was placed. Nothing was dialled.".to_owned();
                let failure = Failure { detail: Some(detail), ..Failure::of(FailureReason::LinkDown) };
                self.tell_leg(now, leg, leg::Input::NotPermitted(failure));
            }
            let reclaim = self.settings.policy.reclaim;
            let _ = self.transition(now, id, |session, out| {
                session.restarted(now.wall, reclaim, out);
                Ok(())
            });
        }
        self.close_abandoned(now);
        // Calls that may be up are looked for as soon as the link allows.
        let devices: Vec<_> = self.book.live().map(|leg| leg.device.clone()).collect();
        for device in devices {
            self.watch(now, device);
        }
    }

    fn planned(&self, id: SessionId) -> Vec<LegId> {
        let session = self.book.session(id).into_iter();
        session.flat_map(|session| session.legs()).filter(|leg| leg.is_planned()).map(|leg| leg.id).collect()
    }

    /// Another configuration applies from now on. Calls in the air go on; agents that are gone leave.
    pub(super) fn reload(
        &mut self,
        now: Now,
        settings: Settings,
        dial_plan: DialPlan,
        configuration: String,
    ) {
        self.settings = settings;
        self.dial_plan = dial_plan;
        self.floor.employ(&self.settings.agents);
        self.retire(now);
        self.ledger.refresh_viewers(|roles, uid| Viewer::new(&self.settings, roles, uid));
        self.book.reindex(&self.settings.policy, now.wall);
        self.ledger.record(now, About::default(), Fact::Reloaded { configuration });
    }

    /// Requests that wait are judged by it when they are opened and again when they are dialled.
    pub(super) fn take_do_not_call(&mut self, now: Now, numbers: NumberSet) {
        let count = u64::try_from(numbers.len()).unwrap_or(u64::MAX);
        self.dial_plan.take_do_not_call_file(numbers);
        self.ledger.record(now, About::default(), Fact::DoNotCallRead { numbers: count });
    }
}
