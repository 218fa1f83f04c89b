//! Holds what clients were told and what the switch saw against the journal.

use std::collections::{BTreeMap, BTreeSet};

use callbackd::{
    api::method,
    journal::{MAX_PAGE, SqliteStore},
    offline,
    switchboard::subscription::Sight,
};
use callbackd_api::{
    ids::{LegId, Seq, SessionId},
    record::{Fact, Record},
    words::{CallResult, Closing, LegState, MethodName, QueuedReason},
};
use pbxsim::observation::SeenMakeCall;

use super::{
    Centre,
    ledger::{Entries, Ledger},
};

/// The end of it.
pub(crate) struct Judgement {
    pub(crate) records: usize,
    pub(crate) sessions: u64,
    pub(crate) permits: usize,
    pub(crate) unknown: usize,
    pub(crate) resolved: usize,
    pub(crate) faults: Vec<String>,
}

pub(crate) async fn judge(centre: &Centre, ledger: &Ledger) -> Judgement {
    let seen = centre.pbx().make_calls().await.unwrap();
    let store = SqliteStore::open_existing(&centre.store()).unwrap();
    let report = offline::verify(&store, &mut |_| {}).unwrap();
    let records = read(&store);
    let entries = ledger.entries();
    let mut faults = entries.faults.clone();
    faults.extend(report.faults.iter().map(ToString::to_string));
    faults.extend(broken_words(&entries, &records));
    faults.extend(altered_notifications(&entries, &records));
    faults.extend(missed_notifications(&entries, &records));
    faults.extend(calls_without_permit(&seen, &records));
    faults.extend(second_calls(&records));
    let count = |is: fn(&Fact) -> bool| records.iter().filter(|record| is(&record.fact)).count();
    Judgement {
        records: records.len(),
        sessions: report.sessions,
        permits: count(|fact| matches!(fact, Fact::LegPermitted { .. })),
        unknown: count(|fact| matches!(fact, Fact::SessionUnknown { .. })),
        resolved: count(
            |fact| matches!(fact, Fact::Called { method, result, .. } if *method == MethodName::SessionResolve && *result == CallResult::Done),
        ),
        faults,
    }
}

fn read(store: &SqliteStore) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    loop {
        let after = records.last().map_or(Seq(0), |record| record.seq);
        let page = store.records(after, MAX_PAGE).unwrap().records;
        if page.is_empty() {
            return records;
        }
        records.extend(page);
    }
}

/// What was answered is on record.
fn broken_words(entries: &Entries, records: &[Record]) -> Vec<String> {
    let sessions = |is: fn(&Fact) -> bool| -> BTreeSet<SessionId> {
        records.iter().filter(|record| is(&record.fact)).filter_map(|record| record.session_id).collect()
    };
    let requested = sessions(
        |fact| matches!(fact, Fact::SessionQueued { reason, .. } if *reason == QueuedReason::Requested),
    );
    let withdrawn =
        sessions(|fact| matches!(fact, Fact::SessionClosed { reason, .. } if *reason == Closing::Withdrawn));
    let dialing: BTreeSet<_> = records
        .iter()
        .filter(|record| matches!(record.fact, Fact::SessionDialing { .. }))
        .map(|record| (record.session_id, record.leg_id))
        .collect();
    let lost = entries.requests.iter().filter(|id| !requested.contains(id));
    let kept = entries.withdrawn.iter().filter(|id| !withdrawn.contains(id));
    let unpressed = entries.pressed.iter().filter(|(id, leg)| !dialing.contains(&(Some(*id), Some(*leg))));
    let lost = lost.map(|id| format!("request {id} was answered and is lost"));
    let kept = kept.map(|id| format!("request {id} was withdrawn and is still there"));
    let unpressed =
        unpressed.map(|(id, leg)| format!("Call Back of {id} was answered and leg {leg} is lost"));
    lost.chain(kept).chain(unpressed).collect()
}

/// What was told is on record at the same place, word for word: so no place was ever used twice.
fn altered_notifications(entries: &Entries, records: &[Record]) -> Vec<String> {
    let by_place: BTreeMap<u64, &Record> = records.iter().map(|record| (record.seq.0, record)).collect();
    let altered = entries.heard.iter().filter_map(|(seq, (method, params))| {
        let record = by_place.get(seq).and_then(|record| method::notification(record, Sight::Full));
        match record {
            Some((kept, said)) if kept == method && said == *params => None,
            kept => Some(format!("place {seq} was told as {method} {params} and is on record as {kept:?}")),
        }
    });
    altered.collect()
}

/// The watcher asked for everything, from where it was: it got everything up to the last it was told.
fn missed_notifications(entries: &Entries, records: &[Record]) -> Vec<String> {
    let last = entries.watched.last().copied().unwrap_or_default();
    let told: BTreeSet<u64> = entries.watched.iter().copied().collect();
    let due = records.iter().filter(|record| record.notification().is_some() && record.seq.0 <= last);
    due.filter(|record| !told.contains(&record.seq.0))
        .map(|record| format!("the watcher was not told of place {} ({})", record.seq.0, record.fact.kind()))
        .collect()
}

/// Each call that reached the switch was permitted on disk before, once for each.
fn calls_without_permit(seen: &[SeenMakeCall], records: &[Record]) -> Vec<String> {
    let mut permits: BTreeMap<[u8; 16], usize> = BTreeMap::new();
    for record in records.iter().filter(|record| matches!(record.fact, Fact::LegPermitted { .. })) {
        *permits.entry(*record.leg_id.unwrap().octets()).or_default() += 1;
    }
    let mut faults = Vec::new();
    for call in seen {
        let leg = call.correlator_data.as_deref().and_then(|data| <[u8; 16]>::try_from(data).ok());
        match leg.and_then(|leg| permits.get_mut(&leg)) {
            Some(left) if *left > 0 => *left -= 1,
            _ => faults.push(format!("the switch saw a MakeCall without a permit of its own: {call:?}")),
        }
    }
    faults
}

/// In one session, no permit follows another before the first one's call is over or was refused.
fn second_calls(records: &[Record]) -> Vec<String> {
    let mut out: BTreeMap<SessionId, LegId> = BTreeMap::new();
    let mut faults = Vec::new();
    for record in records {
        let (Some(session), Some(leg)) = (record.session_id, record.leg_id) else { continue };
        match &record.fact {
            Fact::LegPermitted { .. } => {
                if let Some(before) = out.insert(session, leg) {
                    let seq = record.seq.0;
                    faults.push(format!(
                        "session {session}: {leg} was permitted at {seq} while {before} was out"
                    ));
                }
            }
            // Back to waiting is only what the switch itself refused.
            Fact::CallProgress { leg_state, switch: Some(_) } if *leg_state == LegState::Planned => {
                out.remove(&session);
            }
            Fact::LegEnded { .. } if out.get(&session) == Some(&leg) => {
                out.remove(&session);
            }
            _ => {}
        }
    }
    faults
}
