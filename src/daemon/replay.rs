//! History for a subscriber that was away, before anything live.

use std::{
    collections::HashMap,
    sync::{Arc, Weak},
};

use callbackd_api::{ids::Seq, params::Subscribe, record::Record, views::Gap};

use crate::{
    ids::ClientId,
    journal::Page,
    switchboard::subscription::{Sight, Viewer, wanted},
};

/// Records per read of the journal.
pub const PAGE: u32 = 500;
/// Live notifications that wait while a replay runs; with more, the client is told that it lagged.
const MAX_HELD: usize = 10_000;

/// Replays that are under way.
#[derive(Debug, Default)]
pub struct Replays {
    running: HashMap<ClientId, Replay>,
}

#[derive(Debug)]
struct Replay {
    /// There for as long as the replay is: its reads look for it.
    goes_on: Arc<()>,
    to: Seq,
    wish: Subscribe,
    viewer: Viewer,
    held: Vec<(Box<Record>, Sight)>,
}

/// A page of history to be read; it comes back with the page.
#[derive(Debug, Clone)]
pub struct Read {
    client: ClientId,
    /// The replay that it is for: the client may have asked for another one meanwhile.
    replay: Weak<()>,
    /// The place after which the page begins.
    pub after: Seq,
}

impl Read {
    /// Does its replay still go on?
    pub fn is_wanted(&self) -> bool {
        self.replay.strong_count() > 0
    }

    fn is_of(&self, replay: &Replay) -> bool {
        std::ptr::eq(self.replay.as_ptr(), Arc::as_ptr(&replay.goes_on))
    }
}

/// What a page of history means for its client.
#[derive(Debug)]
pub struct Step {
    pub client: ClientId,
    /// To be told now.
    pub tell: Vec<(Box<Record>, Sight)>,
    /// What is to be read next.
    pub read: Option<Read>,
    /// What is no longer kept of what the client asked for.
    pub gap: Option<Gap>,
}

impl Replays {
    /// Begins with everything after a place; returns what is to be read first.
    pub fn start(&mut self, client: ClientId, after: Seq, to: Seq, wish: Subscribe, viewer: Viewer) -> Read {
        let goes_on = Arc::new(());
        let replay = Arc::downgrade(&goes_on);
        self.running.insert(client, Replay { goes_on, to, wish, viewer, held: Vec::new() });
        Read { client, replay, after }
    }

    /// Keeps a live notification until the replay is over; gives it back if there is none under way.
    pub fn hold(&mut self, client: ClientId, record: Box<Record>, sight: Sight) -> Held {
        match self.running.get_mut(&client) {
            None => Held::Not(record),
            Some(replay) if replay.held.len() >= MAX_HELD => {
                self.running.remove(&client);
                Held::TooMany
            }
            Some(replay) => {
                replay.held.push((record, sight));
                Held::Kept
            }
        }
    }

    /// A page was read. It means nothing if its replay was stopped meanwhile.
    pub fn page(&mut self, read: Read, page: Page) -> Option<Step> {
        let Page { mut records, oldest_kept } = page;
        let client = read.client;
        let replay = self.running.get(&client).filter(|replay| read.is_of(replay))?;
        let begins = records.first().map_or(oldest_kept, |record| record.seq);
        // Behind a hole the next page begins, which tells it.
        let whole = records.windows(2).position(|pair| matches!(pair, [a, b] if a.seq.0 + 1 < b.seq.0));
        records.truncate(whole.map_or(records.len(), |place| place + 1));
        let last = records.last().map(|record| record.seq);
        let more = last.filter(|last| *last < replay.to);
        let gap = gap(read.after, begins.max(oldest_kept), replay.to);
        let history = records.into_iter().filter(|record| record.seq <= replay.to).map(Box::new);
        let seen = |record: Box<Record>| {
            let sight = replay.viewer.sees(&record).filter(|_| wanted(&replay.wish, &record))?;
            Some((record, sight))
        };
        let mut tell: Vec<_> = history.filter_map(seen).collect();
        let read = more.map(|last| Read { after: last, ..read });
        if read.is_none() {
            tell.extend(self.running.remove(&client).map(|replay| replay.held).unwrap_or_default());
        }
        Some(Step { client, tell, read, gap })
    }

    /// A page could not be read: what is missing is told, and what has happened meanwhile.
    pub fn unread(&mut self, read: &Read) -> Option<Step> {
        let replay = self.running.get(&read.client).filter(|replay| read.is_of(replay))?;
        let (client, after) = (read.client, read.after);
        let gap = Gap { seq: replay.to.0, missing_from: after.0.saturating_add(1), ahead: false };
        let tell = self.running.remove(&client).map(|replay| replay.held).unwrap_or_default();
        Some(Step { client, tell, read: None, gap: Some(gap) })
    }

    /// The client is gone, or could not keep up.
    pub fn stop(&mut self, client: ClientId) {
        self.running.remove(&client);
    }
}

/// What is missing for whoever has been told everything up to `after`, of a journal that has `oldest` next and ends at `end`.
fn gap(after: Seq, oldest: Seq, end: Seq) -> Option<Gap> {
    if after > end {
        return Some(Gap { seq: end.0, missing_from: 1, ahead: true });
    }
    let seq = oldest.0.saturating_sub(1).min(end.0);
    let gap = Gap { seq, missing_from: after.0.saturating_add(1), ahead: false };
    (gap.seq >= gap.missing_from).then_some(gap)
}

/// What became of a live notification.
#[derive(Debug)]
pub enum Held {
    /// It waits behind the replay.
    Kept,
    /// No replay runs: tell it now.
    Not(Box<Record>),
    /// The replay is given up.
    TooMany,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use callbackd_api::params::Roles;

    #[test]
    fn a_page_for_a_replay_that_was_stopped_is_not_told_in_the_next_one() {
        let mut replays = Replays::default();
        let client = ClientId(1);
        let page = || Page { records: Vec::new(), oldest_kept: Seq(1) };
        let viewer =
            || Viewer { roles: Roles::default(), uid: 0, agents: BTreeSet::new(), customer_status: false };
        let start =
            |replays: &mut Replays| replays.start(client, Seq(0), Seq(9), Subscribe::default(), viewer());
        let first = start(&mut replays);
        replays.stop(client);
        let second = start(&mut replays);
        assert!(!first.is_wanted() && second.is_wanted());
        assert!(replays.page(first, page()).is_none());
        assert_eq!(replays.page(second, page()).unwrap().client, client);
    }

    #[test]
    fn what_cannot_be_read_is_told_as_missing_and_the_replay_is_over() {
        let mut replays = Replays::default();
        let client = ClientId(1);
        let viewer =
            Viewer { roles: Roles::default(), uid: 0, agents: BTreeSet::new(), customer_status: false };
        let read = replays.start(client, Seq(4), Seq(9), Subscribe::default(), viewer);
        let step = replays.unread(&read).unwrap();
        assert_eq!(step.gap, Some(Gap { seq: 9, missing_from: 5, ahead: false }));
        assert!(step.read.is_none() && replays.unread(&read).is_none());
    }

    #[test]
    fn a_hole_is_told_where_it_is() {
        let record = |seq| Record {
            seq: Seq(seq),
            at: jiff::Timestamp::UNIX_EPOCH,
            session_id: None,
            agent_id: None,
            leg_id: None,
            requested_by: None,
            fact: callbackd_api::record::Fact::SessionOpened {},
        };
        let mut replays = Replays::default();
        let client = ClientId(1);
        let viewer =
            Viewer { roles: Roles::default(), uid: 0, agents: BTreeSet::new(), customer_status: false };
        let read = replays.start(client, Seq(0), Seq(9), Subscribe::default(), viewer);
        let page = |seqs: &[u64]| Page {
            records: seqs.iter().map(|seq| record(*seq)).collect(),
            oldest_kept: Seq(1),
        };
        let step = replays.page(read, page(&[1, 2, 6, 9])).unwrap();
        assert_eq!(step.gap, None);
        let read = step.read.unwrap();
        assert_eq!(read.after, Seq(2), "what lies behind the hole comes after it");
        let step = replays.page(read, page(&[6, 9])).unwrap();
        assert_eq!(step.gap, Some(Gap { seq: 5, missing_from: 3, ahead: false }));
        let step = replays.page(step.read.unwrap(), page(&[9])).unwrap();
        assert_eq!(step.gap, Some(Gap { seq: 8, missing_from: 7, ahead: false }));
        assert!(step.read.is_none());
    }

    #[test]
    fn what_is_missing_is_told_at_both_ends_of_the_journal() {
        let gap = |after, oldest| gap(Seq(after), Seq(oldest), Seq(50));
        let missing = |missing_from, seq, ahead| Some(Gap { seq, missing_from, ahead });
        assert_eq!(gap(6, 41), missing(7, 40, false), "the beginning is no longer kept");
        assert_eq!(gap(40, 41), None);
        assert_eq!(gap(50, 41), None, "everything is known");
        assert_eq!(gap(0, 1), None);
        assert_eq!(gap(50, 51), None, "nothing is kept, and nothing is missing");
        for after in [51, i64::MAX.unsigned_abs(), u64::MAX - 1, u64::MAX] {
            assert_eq!(gap(after, 1), missing(1, 50, true), "{after}");
        }
    }
}
