//! Standard output.

use std::io::{self, Write};

use comfy_table::{Table, presets};
use serde::Serialize;

use crate::words::steers;

/// Where answers go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Screen {
    /// For programs rather than people.
    pub(crate) json: bool,
}

impl Screen {
    /// One line of JSON.
    pub(crate) fn json(self, value: &impl Serialize) -> io::Result<()> {
        write(&format!("{}\n", escaped(&serde_json::to_string(value)?)))
    }

    /// The same on several lines, for people.
    pub(crate) fn pretty(self, value: &impl Serialize) -> io::Result<()> {
        write(&format!("{}\n", escaped(&serde_json::to_string_pretty(value)?)))
    }

    /// Text for people; a newline ends it.
    pub(crate) fn text(self, text: &str) -> io::Result<()> {
        write(&format!("{}\n", text.trim_end()))
    }
}

/// JSON in which nothing steers a terminal: serde escapes no more than JSON wants.
pub(crate) fn escaped(json: &str) -> String {
    json.chars().fold(String::with_capacity(json.len()), |mut text, c| {
        match steers(c) && c != '\n' {
            // All of them are of the basic plane.
            true => text.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => text.push(c),
        }
        text
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_steers_the_terminal_in_json_either() {
        let value = serde_json::json!({ "name\u{9b}": "\u{1b}[2J\u{9b}1m\u{7f}\u{202e}é東\r\n" });
        for text in [serde_json::to_string(&value).unwrap(), serde_json::to_string_pretty(&value).unwrap()] {
            let escaped = escaped(&text);
            assert!(!escaped.chars().any(|c| steers(c) && c != '\n'), "{escaped:?}");
            assert_eq!(
                serde_json::from_str::<serde_json::Value>(&escaped).unwrap(),
                value,
                "it says the same"
            );
        }
    }
}
