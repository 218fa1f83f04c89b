//! Start and reload: state comes back exactly as it was stored, then the start is an event like any other.

use callbackd_api::{
    ids::{LegId, SessionId},
    record::{Fact, Record},
    words::{Damage, FailureReason},
};
use jiff::Timestamp;

use super::{Switchboard, ledger::About, settings::Settings, subscription::Viewer};
use crate::{
    dialplan::{DialPlan, NumberSet},
    ids::Now,
    journal::{DamagedRow, Finding, PersonalRow, Restored, SessionRow},
    leg::{self, Failure},
    session::{self, Session},
};

/// Where the store keeps when it was last found to have lost its end.
const END_LOST: &str = "end_lost";

impl Switchboard {
    /// Takes what the store kept. Runs no rules, mints nothing; [`super::Input::Started`] says what a start means.
    ///
    /// Sessions closed within [`super::REQUEST_SPAN`] must be among it: they count against limits even where they are not
    /// shown any more. What is damaged stands apart and can only be looked at and ended.
    pub fn restore(&mut self, restored: Restored) {
        self.ledger.resume(restored.seq);
        self.store_faults = restored.findings;
        let lost = restored.state.iter().find(|row| row.key == END_LOST);
        self.end_lost = lost.and_then(|row| serde_json::from_str(&row.body).ok());
        for row in restored.damaged {
            self.damaged.take(row);
        }
        let mut unreadable = 0;
        for (row, personal) in restored.sessions {
            // Numbers erased by retention leave nothing that could be called; the record of it stays in the journal.
            let Some(personal) = personal else { continue };
            match reassembled(&row, &personal) {
                Ok(session) => self.book.restore(session, &self.settings.policy, self.started.wall),
                Err(stored) if row.closed_at.is_none() => {
                    self.damaged.add(row.session_id, Damage::Contradiction, stored);
                }
                Err(_) => unreadable += 1,
            }
        }
        if unreadable > 0 {
            self.store_faults.push(Finding::Rows { rows: unreadable });
        }
        self.book.recount();
        self.set_deadlines();
    }

    /// Takes the audit records of the last [`super::LAYER_SPAN`]: what layers asked for before a restart counts after it.
    pub fn recall(&mut self, records: &[Record]) {
        for record in records {
            self.book.rates().recall(record);
        }
    }

    /// What a start means for what was going on before it.
    pub(super) fn start(&mut self, now: Now, version: &'static str) {
        let open_sessions = self.open_sessions();
        self.ledger.record(
            now,
            About::default(),
            Fact::Started { version: version.to_owned(), open_sessions },
        );
        for finding in self.store_faults.clone() {
            self.tell_fault(now, &finding);
        }
        self.tell_damaged(now, None);
        if self.store_faults.iter().any(Finding::loses_the_end)
            && let Ok(body) = serde_json::to_string(&now.wall)
        {
            self.end_lost = Some(now.wall);
            self.ledger.keep(END_LOST, body);
        }
        // Those that wait are as they were: nothing is written for them, however many there are.
        let touched = |session: &&Session| !session.is_closed() && !session.is_queued();
        let open: Vec<SessionId> = self.book.sessions().filter(touched).map(Session::id).collect();
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

    /// Something was found wrong with the store.
    pub(super) fn store_fault(&mut self, now: Now, finding: Finding) {
        self.tell_fault(now, &finding);
        // Who looks at all rows counts those again that the start has counted.
        self.store_faults
            .retain(|known| !matches!((known, &finding), (Finding::Rows { .. }, Finding::Rows { .. })));
        self.store_faults.push(finding);
    }

    /// A row was found damaged that no start had to read. What is in memory is sound, and is written anew in time.
    pub(super) fn session_damaged(&mut self, now: Now, row: DamagedRow) {
        let id = row.session_id;
        if self.book.session(id).is_none() && self.damaged.take(row) {
            self.tell_damaged(now, Some(id));
        }
    }

    fn tell_fault(&mut self, now: Now, finding: &Finding) {
        let missing = finding.missing();
        let fact = Fact::StoreFault {
            fault: finding.word().into(),
            first: missing.as_ref().map(|places| *places.start()),
            last: missing.as_ref().map(|places| *places.end()),
            detail: finding.to_string(),
        };
        self.ledger.record(now, About::default(), fact);
    }

    /// Was it asked for before the store lost what happened then?
    pub(super) fn is_outdated(&self, created_at: Timestamp) -> bool {
        self.end_lost.is_some_and(|lost| created_at <= lost)
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

/// Both rows as one session, or whatever helps to show whose it was.
fn reassembled(row: &SessionRow, personal: &PersonalRow) -> Result<Session, Option<Box<session::Stored>>> {
    let stored: session::Stored = serde_json::from_str(&row.body).map_err(|_| None)?;
    let over = |at: Timestamp| at.as_millisecond();
    let same = stored.session_id() == row.session_id && stored.over_at().map(over) == row.closed_at.map(over);
    match serde_json::from_str::<session::Personal>(&personal.body) {
        Ok(personal) if same => Ok(Session::restore(stored, personal)),
        _ => Err(Some(Box::new(stored))),
    }
}
