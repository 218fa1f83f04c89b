//! From a tree of values to tables: unknown keys, wrong types, values out of range.

use std::collections::BTreeMap;

use serde_path_to_error::Error;
use toml::Value;

use super::{
    fault::ConfigFault,
    key::{KeyPath, Step},
    layer::Half,
    layers::{Gaps, Layers, value_at},
    tables::Tables,
};

/// So many faults are told at once; whoever has more knows what to do.
const MAX_FAULTS: usize = 100;

/// What is left of the configuration once everything that cannot be read is taken out.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    /// Nothing, where there was so much to take out that the rest says nothing.
    pub(super) tables: Option<Tables>,
    pub(super) gaps: Gaps,
    pub(super) broken: Vec<Broken>,
}

/// Something that was taken out, and why.
#[derive(Debug)]
pub(super) struct Broken {
    /// Where it was, as written.
    pub(super) path: KeyPath,
    pub(super) fault: ConfigFault,
    pub(super) kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    /// A value that is none of its key, or is missing.
    Value,
    /// A key that there is not, and the one beside it that may be meant.
    Key { meant: Option<KeyPath> },
}

/// Deserialises again and again, each time without the value that was wrong the time before. Text in the environment looks like
/// other things (9, true): where a key does not take those, it is given the text.
pub(super) fn parse(tree: &mut Value, layers: &Layers) -> Parsed {
    let mut parsed = Parsed::default();
    // What the text of a variable was tried for, and what was wrong before.
    let mut tried = BTreeMap::new();
    while parsed.broken.len() < MAX_FAULTS {
        match serde_path_to_error::deserialize(tree.clone()) {
            Ok(tables) => {
                parsed.tables = Some(tables);
                break;
            }
            Err(error) => {
                let path = KeyPath::from(error.path());
                let written = parsed.gaps.as_written(&path);
                if !tried.contains_key(&written) && as_text(tree, &path, layers.variable(&written)) {
                    tried.insert(written, error);
                    continue;
                }
                parsed.add(tried.get(&written).unwrap_or(&error), &written, layers);
                if !parsed.gaps.take_out(tree, &path) {
                    break;
                }
            }
        }
    }
    parsed
}

/// Puts the text of a variable in place of what it looks like. `false` where there is none, or it is text already.
fn as_text(tree: &mut Value, path: &KeyPath, variable: Option<&str>) -> bool {
    match (value_at(tree, path), variable) {
        (Some(value), Some(text)) if !value.is_str() => {
            *value = Value::String(text.to_owned());
            true
        }
        _ => false,
    }
}

impl Parsed {
    /// Takes down serde's sentence as what is wrong and what to write instead.
    fn add(&mut self, error: &Error<toml::de::Error>, path: &KeyPath, layers: &Layers) {
        let message = error.inner().message();
        let mut kind = Kind::Value;
        let (path, half, message) = if let Some(names) = message.strip_prefix("unknown field ") {
            let (message, meant) = unknown(names);
            let around = path.split_last().map(|(around, _)| around).unwrap_or_default();
            kind =
                Kind::Key { meant: meant.map(|name| around.key(name)).filter(|meant| !layers.sets(meant)) };
            (path.clone(), Half::Key, message)
        } else if let Some(name) = message.strip_prefix("missing field ") {
            (path.key(name.trim_matches('`')), Half::Key, "is missing: add it".to_owned())
        } else {
            (path.clone(), Half::Value, unfit(message, path))
        };
        // What was taken out a moment ago is not missing.
        if !self.broken.iter().any(|broken| broken.explains(&path)) {
            let fault = layers.fault(&path, half, message);
            self.broken.push(Broken { path, fault, kind });
        }
    }
}

impl Broken {
    /// Is the value at `path` not there, or not what was meant, because of this?
    pub(super) fn explains(&self, path: &KeyPath) -> bool {
        self.path == *path || matches!(&self.kind, Kind::Key { meant: Some(meant) } if path.is_within(meant))
    }

    /// Is something that may be meant missing in this table, or the table itself?
    pub(super) fn leaves_a_hole_in(&self, table: &KeyPath) -> bool {
        match &self.kind {
            Kind::Value => self.path.is_within(table) || table.is_within(&self.path),
            Kind::Key { meant: Some(meant) } => meant.is_within(table) || table.is_within(meant),
            Kind::Key { meant: None } => false,
        }
    }
}

/// From "invalid type: integer `20`, expected a time …".
fn unfit(message: &str, path: &KeyPath) -> String {
    let Some((found, wanted)) = message.split_once(", expected ") else { return message.to_owned() };
    let kinds = ["invalid type: ", "invalid value: ", "unknown variant "];
    let found = kinds.iter().find_map(|kind| found.strip_prefix(kind)).unwrap_or(found);
    let found = if is_private(path) { "something else" } else { found };
    format!("found {found}: write {}", in_words(wanted))
}

/// What serde calls its own kinds of values.
fn in_words(wanted: &str) -> &str {
    match wanted {
        "a string" => "text in quotes",
        "a boolean" => "true or false",
        "a sequence" => "a list in brackets",
        "a map" => "a table",
        "usize" => "a whole number",
        _ if wanted.starts_with("struct ") => "a table",
        _ => wanted,
    }
}

/// Numbers of people and codes are not repeated: faults are logged.
fn is_private(path: &KeyPath) -> bool {
    let dialplan = KeyPath::default().key("dialplan");
    let is_code =
        |step: &Step| matches!(step, Step::Key(key) if key == "account-code" || key == "auth-code-file");
    path.is_within(&dialplan.key("do-not-call"))
        || (path.is_within(&dialplan.key("rules")) && path.steps().iter().any(is_code))
}

/// From "`prot`, expected one of `port`, `profile`": what to say, and the key that may be meant.
fn unknown(names: &str) -> (String, Option<&str>) {
    let mut names = names.split('`').skip(1).step_by(2);
    let wrong = names.next().unwrap_or_default();
    let known: Vec<&str> = names.collect();
    let nearest =
        known.iter().max_by(|a, b| strsim::jaro_winkler(wrong, a).total_cmp(&strsim::jaro_winkler(wrong, b)));
    match nearest.filter(|name| strsim::jaro_winkler(wrong, name) > 0.8) {
        Some(name) => (format!("there is no such key: did you mean `{name}`?"), Some(name)),
        None => (format!("there is no such key: write one of {}", known.join(", ")), None),
    }
}
