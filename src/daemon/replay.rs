//! History for a subscriber that was away, before anything live.

use std::collections::HashMap;

use crate::{
    ids::{ClientId, Seq},
    journal::Record,
    switchboard::{
        command::Subscribe,
        subscription::{Sight, Viewer, wanted},
        view::Gap,
    },
};

/// Records per read of the journal.
pub const PAGE: u32 = 500;
/// Live notifications that wait while a replay runs; with more, the client is told that it lagged.
const MAX_HELD: usize = 10_000;

/// Replays that are under way.
#[derive(Debug, Default)]
pub struct Replays {
    running: HashMap<ClientId, Replay>,
    /// Which client a read of the journal is for.
    tickets: HashMap<u64, ClientId>,
    next: u64,
}

#[derive(Debug)]
struct Replay {
    to: Seq,
    wish: Subscribe,
    viewer: Viewer,
    held: Vec<(Box<Record>, Sight)>,
}

/// What a page of history means for its client.
#[derive(Debug)]
pub struct Step {
    pub client: ClientId,
    /// To be told now.
    pub tell: Vec<(Box<Record>, Sight)>,
    /// The next read: ticket and place.
    pub read: Option<(u64, Seq)>,
    /// What is no longer kept of what the client asked for.
    pub gap: Option<Gap>,
}

impl Replays {
    /// Begins; returns the first read's ticket.
    pub fn start(&mut self, client: ClientId, to: Seq, wish: Subscribe, viewer: Viewer) -> u64 {
        self.running.insert(client, Replay { to, wish, viewer, held: Vec::new() });
        self.ticket(client)
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

    /// A page was read.
    pub fn page(&mut self, ticket: u64, records: Vec<Record>, oldest: Seq, asked_after: Seq) -> Option<Step> {
        let client = self.tickets.remove(&ticket)?;
        let replay = self.running.get(&client)?;
        let last = records.last().map(|record| record.seq);
        let more = last.filter(|last| *last < replay.to);
        let gap = gap(asked_after, oldest, replay.to);
        let history = records.into_iter().filter(|record| record.seq <= replay.to).map(Box::new);
        let seen = |record: Box<Record>| {
            let sight = replay.viewer.sees(&record).filter(|_| wanted(&replay.wish, &record))?;
            Some((record, sight))
        };
        let mut tell: Vec<_> = history.filter_map(seen).collect();
        let read = more.map(|last| (self.ticket(client), last));
        if read.is_none() {
            tell.extend(self.running.remove(&client).map(|replay| replay.held).unwrap_or_default());
        }
        Some(Step { client, tell, read, gap })
    }

    /// The client is gone, or could not keep up.
    pub fn stop(&mut self, client: ClientId) {
        self.running.remove(&client);
    }

    fn ticket(&mut self, client: ClientId) -> u64 {
        self.next += 1;
        self.tickets.insert(self.next, client);
        self.next
    }
}

/// What is missing for whoever has been told everything up to `after`, of a journal that is kept from `oldest` to `end`.
fn gap(after: Seq, oldest: Seq, end: Seq) -> Option<Gap> {
    if after > end {
        return Some(Gap { seq: end.0, missing_from: 1, ahead: true });
    }
    let gap = Gap { seq: oldest.0.saturating_sub(1), missing_from: after.0.saturating_add(1), ahead: false };
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
    use super::*;

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
