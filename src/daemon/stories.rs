//! `session.explain`: who asked for which story, while the store looks it up.

use callbackd_api::{
    ids::SessionId, message::RequestId, params::Role, story::Story, views::Refused, words::Reason,
};

use crate::{
    ids::ClientId,
    journal::{History, StoreError},
    session::Personal,
    switchboard::{command::Caller, story::Kept},
};

/// Records of one session that are told; a callback has some dozens.
pub(super) const MOST_RECORDS: u32 = 1_000;
/// Stories that may be looked up at once.
const MOST_ASKED: usize = 16;

/// How many stories somebody waits for.
#[derive(Debug, Default)]
pub(super) struct Stories(usize);

/// Who waits for which story; it comes back with what the store found.
#[derive(Debug)]
pub(super) struct Asked {
    client: ClientId,
    id: RequestId,
    session: SessionId,
    full: bool,
}

/// A story, or why there is none, and whom to tell.
pub(super) type Told = (ClientId, RequestId, Result<Story, Refused>);

impl Stories {
    /// Takes the wish, to be handed to [`Stories::found`] with what the store finds.
    ///
    /// # Errors
    /// Too many are under way; the id comes back, to be answered with [`busy`].
    pub(super) fn ask(
        &mut self,
        caller: &Caller,
        id: RequestId,
        session: SessionId,
    ) -> Result<Asked, RequestId> {
        if self.0 >= MOST_ASKED {
            return Err(id);
        }
        self.0 += 1;
        Ok(Asked { client: caller.client, id, session, full: caller.roles.has(Role::Supervisor) })
    }

    /// What the store found, as a story.
    pub(super) fn found(&mut self, asked: Asked, result: Result<History, StoreError>) -> Told {
        self.0 -= 1;
        let Asked { client, id, session, full } = asked;
        let story = result.map_err(|error| unreadable(&error)).and_then(|History { records, personal }| {
            let personal: Option<Personal> = personal
                .map(|row| serde_json::from_str(&row.body))
                .transpose()
                // Serde's own words might quote what is stored.
                .map_err(|_| unreadable(&"the personal row is not as this version writes it"))?;
            let more = records.len() >= usize::try_from(MOST_RECORDS).unwrap_or(usize::MAX);
            let kept = Kept { records: &records, more, personal: personal.as_ref() };
            kept.tell(session, full).ok_or_else(nothing_kept)
        });
        (client, id, story)
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
