//! Finds the session that a supervisor means by the last digits of its id, as `callbackctl` shows them.

use callbackd_api::{ids::SessionId, params::ListSessions, views::SessionPage, words::SessionState};

use crate::daemon::{self, Daemon};

/// Digits that are enough to look for: fewer name too many.
const FEWEST: usize = 4;
/// Sessions that are looked through, in so many pages.
const PAGES: usize = 100;
const PAGE: u32 = 500;

/// What somebody typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A whole id.
    Id(SessionId),
    /// The last digits of one.
    Ending(String),
}

/// Why no session is shown.
#[derive(Debug)]
pub(super) enum Fault {
    /// This is no id, nor the end of one.
    NoId,
    /// Several ids end like this.
    Several,
    /// The daemon does not say.
    Daemon(daemon::Fault),
}

/// Reads an id, or its last digits.
pub(super) fn wanted(text: &str) -> Option<Wanted> {
    let text = text.trim().trim_start_matches('…').to_ascii_lowercase();
    if let Ok(id) = text.parse() {
        return Some(Wanted::Id(id));
    }
    let ending = text.len() <= 36 && text.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    (ending && text.len() >= FEWEST).then_some(Wanted::Ending(text))
}

/// The one session whose id ends like this, among all that the daemon still has at hand.
pub(super) async fn ending(daemon: &Daemon, ending: &str) -> Result<Option<SessionId>, Fault> {
    let states = Some(SessionState::ALL.to_vec());
    let mut params = ListSessions { states, limit: Some(PAGE), ..ListSessions::default() };
    let mut found = None;
    for _ in 0..PAGES {
        let page: SessionPage = daemon.call("session.list", &params).await.map_err(Fault::Daemon)?;
        let ids = page.sessions.iter().map(|session| session.session_id);
        for id in ids.filter(|id| id.to_string().ends_with(ending)) {
            if found.replace(id).is_some() {
                return Err(Fault::Several);
            }
        }
        params.after = page.sessions.last().map(|session| session.session_id);
        if !page.more || params.after.is_none() {
            break;
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_may_be_named_by_its_last_digits() {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        assert_eq!(wanted(&format!(" {id} ")), Some(Wanted::Id(id.parse().unwrap())));
        for ending in ["b302099a8057", "8057", "bcce-b302099a8057", "B302099A8057", "…b302099a8057"] {
            let read = ending.trim_start_matches('…').to_lowercase();
            assert_eq!(wanted(ending), Some(Wanted::Ending(read)));
        }
        for none in ["", "7", "057", "xyz12345", "020 7946 0018", &"0".repeat(37)] {
            assert_eq!(wanted(none), None, "{none}");
        }
    }
}
