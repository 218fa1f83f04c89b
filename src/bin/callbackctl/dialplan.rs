//! `dialplan check`, `dialplan test`: the dial plan of a configuration file. Needs no daemon.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use callbackd::{
    config::{self, PlanOnly},
    dialplan::{BadRow, Explanation, Row, read_table},
};
use serde_json::{Map, Value, json};

use crate::{
    cli::PlanSource,
    failure::Failure,
    screen::{Screen, list},
    words::clean,
};

/// Longest table, in octets.
const MAX_TABLE: u64 = 4 << 20;

/// Tells what the dial plan comes to, or everything that is wrong with it.
pub(crate) fn check(screen: &Screen, source: &PlanSource) -> Result<(), Failure> {
    let plan = load(source)?;
    let outline = plan.dial_plan.outline();
    if screen.json {
        let members = outline.into_iter().map(|(name, value)| (name.to_owned(), Value::String(value)));
        let remarks = plan.remarks.iter().map(|remark| Value::String(remark.to_string())).collect();
        let members = members.chain([("remarks".to_owned(), Value::Array(remarks))]);
        return Ok(screen.json(&members.collect::<Map<_, _>>())?);
    }
    for remark in &plan.remarks {
        eprintln!("look: {}", clean(&remark.to_string()));
    }
    Ok(screen.text(&list(outline.into_iter().map(|(name, value)| (name, Some(clean(&value))))))?)
}

/// Tells every number that does not become what the table says, with the steps that led there.
pub(crate) fn test(screen: &Screen, table: &Path, source: &PlanSource) -> Result<(), Failure> {
    let plan = load(source)?;
    let text = read(table).map_err(|error| Failure::Usage(format!("{}: {error}", table.display())))?;
    let rows = read_table(&text).and_then(|rows| known_queues(rows, &plan));
    let rows = rows.map_err(|bad| {
        let lines: Vec<String> = bad.iter().map(|row| format!("{}: {row}", table.display())).collect();
        Failure::Table(lines.join("\n"))
    })?;
    let mut wrong = 0_usize;
    for row in &rows {
        if let Err(found) = plan.dial_plan.check_row(row) {
            wrong += 1;
            tell(screen, row, &found)?;
        }
    }
    let all = rows.len();
    match wrong {
        0 if screen.json => Ok(()),
        0 => Ok(screen.text(&format!("All {all} numbers become what the table says."))?),
        _ => Err(Failure::Unexpected { wrong, all }),
    }
}

fn load(source: &PlanSource) -> Result<PlanOnly, Failure> {
    Ok(config::load_plan(&source.config, config::environment())?)
}

fn read(table: &Path) -> io::Result<String> {
    let mut text = String::new();
    match table.to_str() {
        Some("-") => io::stdin().lock().take(MAX_TABLE + 1).read_to_string(&mut text)?,
        _ => File::open(table)?.take(MAX_TABLE + 1).read_to_string(&mut text)?,
    };
    if text.len() as u64 > MAX_TABLE {
        return Err(io::Error::other(format!("longer than {} MiB", MAX_TABLE >> 20)));
    }
    Ok(text)
}

/// A misspelt queue would be tested with everybody's policy. Where the file has no queues, any may be meant.
fn known_queues(rows: Vec<Row>, plan: &PlanOnly) -> Result<Vec<Row>, Vec<BadRow>> {
    let is_known = |name: &String| plan.queues.iter().any(|queue| queue.as_str() == name);
    let strangers = rows.iter().filter(|row| row.queue.as_ref().is_some_and(|name| !is_known(name)));
    let bad: Vec<BadRow> = strangers
        .map(|row| BadRow { line: row.line, message: "the configuration has no such queue".to_owned() })
        .collect();
    if plan.queues.is_empty() || bad.is_empty() { Ok(rows) } else { Err(bad) }
}

fn tell(screen: &Screen, row: &Row, found: &Explanation) -> Result<(), Failure> {
    let outcome = match (&found.dial_string, &found.refusal) {
        (Some(dial_string), _) => dial_string.expose().to_owned(),
        (None, Some(refusal)) => format!("refused:{}", refusal.rule),
        (None, None) => String::new(),
    };
    if screen.json {
        let mismatch = json!({
            "line": row.line, "number": row.text, "queue": row.queue, "region": row.region,
            "expected": row.expected.to_string(), "found": outcome, "explanation": found,
        });
        return Ok(screen.json(&mismatch)?);
    }
    let steps: String = found.to_string().lines().map(|line| format!("    {}\n", clean(line))).collect();
    let text = format!(
        "line {}: {}\n  expected  {}\n  found     {outcome}\n{steps}",
        row.line,
        clean(&row.text),
        row.expected
    );
    Ok(screen.text(&text)?)
}
