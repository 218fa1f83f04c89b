//! Everything on record, as lines of JSON.

use std::io::Write;

use serde_json::{Value, json};

use super::PAGE;
use crate::journal::{SqliteStore, StoreError};

/// How much was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Exported {
    /// Records.
    pub records: u64,
    /// Sessions' personal rows.
    pub personal: u64,
}

/// Why an export ended before its end.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// The store fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nobody takes what is written.
    #[error("cannot write the output: {0}")]
    Output(#[from] std::io::Error),
}

/// Writes one record per line, in the order of their places, as the daemon wrote it; then, only where asked for, one line
/// `{"session_id": …, "personal": …}` for each session whose personal data are still kept. `progress` is told how many
/// lines were written so far.
///
/// # Errors
/// See [`Broken`].
pub fn export(
    store: &SqliteStore,
    with_personal: bool,
    out: &mut impl Write,
    progress: &mut dyn FnMut(u64),
) -> Result<Exported, Broken> {
    let mut exported = Exported::default();
    let mut last = 0;
    loop {
        let rows = store.rows(last, PAGE)?;
        let Some(newest) = rows.last() else { break };
        last = newest.seq;
        for row in &rows {
            writeln!(out, "{}", row.body)?;
            exported.records += 1;
        }
        progress(exported.records);
    }
    if with_personal {
        export_personal(store, out, &mut exported, progress)?;
    }
    out.flush()?;
    Ok(exported)
}

fn export_personal(
    store: &SqliteStore,
    out: &mut impl Write,
    exported: &mut Exported,
    progress: &mut dyn FnMut(u64),
) -> Result<(), Broken> {
    let mut after = i64::MIN;
    loop {
        let rows = store.session_rows(after, PAGE)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.rowid;
        for row in &rows {
            let Some(personal) = &row.personal else { continue };
            // What is no JSON is handed out as the text that it is.
            let personal = serde_json::from_str(personal).unwrap_or_else(|_| Value::String(personal.clone()));
            writeln!(out, "{}", json!({ "session_id": row.session_id, "personal": personal }))?;
            exported.personal += 1;
        }
        progress(exported.records + exported.personal);
    }
}
