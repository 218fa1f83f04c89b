//! What the journal's tests write.

use callbackd::journal::{PersonalRow, SessionRow, Write};
use callbackd_api::{
    ids::{Seq, SessionId},
    record::{Fact, Record},
    words::Word,
};
use jiff::Timestamp;

/// A moment, in seconds of the test's own day.
pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_767_225_600 + second).unwrap()
}

/// The n-th session, in the order in which ids are minted.
pub(crate) fn session(n: u64) -> SessionId {
    format!("01900000-0000-7000-8000-{n:012x}").parse().unwrap()
}

/// A fact of second `seq` about session `n`.
pub(crate) fn record(seq: u64, n: u64) -> Record {
    let reason = Word::Other(format!("reason {seq}"));
    let fact =
        Fact::SessionQueued { queue: "sales".parse().unwrap(), reason, not_before: None, not_after: None };
    let agent_id = Some("anna".parse().unwrap());
    Record {
        seq: Seq(seq),
        at: at(seq.cast_signed()),
        session_id: Some(session(n)),
        agent_id,
        leg_id: None,
        requested_by: None,
        fact,
    }
}

/// Appends [`record`].
pub(crate) fn append(seq: u64, n: u64) -> Write {
    Write::Record(Box::new(record(seq, n)))
}

/// The snapshot of session `n`.
pub(crate) fn snapshot(n: u64, closed_at: Option<Timestamp>) -> SessionRow {
    SessionRow { session_id: session(n), closed_at, body: format!(r#"{{"snapshot":{n}}}"#) }
}

/// The personal row of session `n`, with a text that can be looked for in a file.
pub(crate) fn person(n: u64) -> PersonalRow {
    PersonalRow { session_id: session(n), body: format!(r#"{{"number":"+44207946{n:04}"}}"#) }
}
