//! Standard output.

use std::io::{self, Write};

use comfy_table::{Table, presets};
use serde::Serialize;

/// Where answers go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Screen {
    /// For programs rather than people.
    pub(crate) json: bool,
}

impl Screen {
    /// One line of JSON.
    pub(crate) fn json(self, value: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_string(value)?;
        line.push('\n');
        write(&line)
    }

    /// Text for people; a newline ends it.
    pub(crate) fn text(self, text: &str) -> io::Result<()> {
        write(&format!("{}\n", text.trim_end()))
    }
}

/// As it is, at once.
pub(crate) fn write(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// An aligned table without lines; cells are cleaned by whoever fills them.
pub(crate) fn table<const N: usize>(head: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(head);
    for row in rows {
        table.add_row(row);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    let lines = table.to_string();
    lines.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// Names and values below each other, aligned; absent values leave no line.
pub(crate) fn list(rows: impl IntoIterator<Item = (&'static str, Option<String>)>) -> String {
    let rows: Vec<_> = rows.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    rows.iter().map(|(name, value)| format!("{name:width$}  {value}\n")).collect()
}
