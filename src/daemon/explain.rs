//! `session.explain`: who asked for which story, while the store looks it up.

use std::collections::HashMap;

use crate::{
    api::message::RequestId,
    ids::{ClientId, SessionId},
    journal::{PersonalRow, Record, StoreError},
    session::Personal,
    switchboard::{
        command::{Caller, Role},
        story::{Kept, Story},
        view::{Reason, Refused},
    },
};

/// Records of one session that are told; a callback has some dozens.
pub(super) const MOST_RECORDS: u32 = 1_000;
/// Stories that may be looked up at once.
const MOST_ASKED: usize = 16;

/// Stories that somebody waits for.
#[derive(Debug, Default)]
pub(super) struct Stories {
    asked: HashMap<u64, Asked>,
    next: u64,
}

#[derive(Debug)]
struct Asked {
    client: ClientId,
    id: RequestId,
    session: SessionId,
    full: bool,
}

/// A story, or why there is none, and whom to tell.
pub(super) type Told = (ClientId, RequestId, Result<Story, Refused>);

impl Stories {
    /// Notes the wish; gives the ticket for the look into the store.
    ///
    /// # Errors
    /// Too many are under way; the id comes back, to be answered with [`busy`].
    pub(super) fn ask(
        &mut self,
        caller: &Caller,
        id: RequestId,
        session: SessionId,
    ) -> Result<u64, RequestId> {
        if self.asked.len() >= MOST_ASKED {
            return Err(id);
        }
        self.next += 1;
        let full = caller.roles.has(Role::Supervisor);
        self.asked.insert(self.next, Asked { client: caller.client, id, session, full });
        Ok(self.next)
    }

    /// What the store found, as a story.
    pub(super) fn found(
        &mut self,
        ticket: u64,
        result: Result<(Vec<Record>, Option<PersonalRow>), StoreError>,
    ) -> Option<Told> {
        let Asked { client, id, session, full } = self.asked.remove(&ticket)?;
        let story = result.map_err(|error| unreadable(&error)).and_then(|(records, personal)| {
            let personal: Option<Personal> = personal
                .map(|row| serde_json::from_str(&row.body))
                .transpose()
                // Serde's own words might quote what is stored.
                .map_err(|_| unreadable(&"the personal row is not as this version writes it"))?;
            let more = records.len() >= usize::try_from(MOST_RECORDS).unwrap_or(usize::MAX);
            let kept = Kept { records: &records, more, personal: personal.as_ref() };
            kept.tell(session, full).ok_or_else(nothing_kept)
        });
        Some((client, id, story))
    }
}

/// Nothing was looked up.
pub(super) fn busy() -> Refused {
    Refused::new(Reason::Busy, "too many stories are being looked up; try again in a moment")
}

fn unreadable(why: &impl std::fmt::Display) -> Refused {
    Refused::new(Reason::StoreUnavailable, format!("the journal cannot be read: {why}"))
}

fn nothing_kept() -> Refused {
    Refused::new(
        Reason::NoSuchSession,
        "nothing is on record of this session; it never was, or is no longer kept",
    )
}
