//! From a tree of values to the mirror: unknown keys, wrong types, values out of range.

use serde_path_to_error::Error;
use toml::Value;

use super::{
    fault::Fault,
    key::{KeyPath, Step},
    layer::Half,
    layers::{Gaps, Layers},
    mirror::Mirror,
};

/// So many faults are told at once; whoever has more knows what to do.
const MAX_FAULTS: usize = 100;

/// What is left of the configuration once everything without the right shape is taken out.
#[derive(Debug, Default)]
pub(super) struct Shaped {
    /// Nothing, where there was so much to take out that the rest says nothing.
    pub(super) mirror: Option<Mirror>,
    pub(super) gaps: Gaps,
    /// What was taken out, and why; paths as written.
    pub(super) broken: Vec<(KeyPath, Fault)>,
}

/// Deserialises again and again, each time without the value that was wrong the time before.
pub(super) fn shape(mut tree: Value, layers: &Layers) -> Shaped {
    let mut shaped = Shaped::default();
    while shaped.broken.len() < MAX_FAULTS {
        match serde_path_to_error::deserialize(tree.clone()) {
            Ok(mirror) => {
                shaped.mirror = Some(mirror);
                break;
            }
            Err(error) => {
                let path = KeyPath::from(error.path());
                shaped.add(&error, &shaped.gaps.as_written(&path), layers);
                if !shaped.gaps.take_out(&mut tree, &path) {
                    break;
                }
            }
        }
    }
    shaped
}

impl Shaped {
    /// Takes down serde's sentence as what is wrong and what to write instead.
    fn add(&mut self, error: &Error<toml::de::Error>, path: &KeyPath, layers: &Layers) {
        let message = error.inner().message();
        let (path, half, message) = if let Some(names) = message.strip_prefix("unknown field ") {
            (path.clone(), Half::Key, unknown(names))
        } else if let Some(name) = message.strip_prefix("missing field ") {
            (path.key(name.trim_matches('`')), Half::Key, "is missing: add it".to_owned())
        } else {
            (path.clone(), Half::Value, unfit(message, path))
        };
        // What was taken out a moment ago is not missing.
        if !self.broken.iter().any(|(broken, _)| *broken == path) {
            let fault = layers.fault(&path, half, message);
            self.broken.push((path, fault));
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

/// From "`prot`, expected one of `port`, `profile`".
fn unknown(names: &str) -> String {
    let mut names = names.split('`').skip(1).step_by(2);
    let wrong = names.next().unwrap_or_default();
    let known: Vec<&str> = names.collect();
    let nearest =
        known.iter().max_by(|a, b| strsim::jaro_winkler(wrong, a).total_cmp(&strsim::jaro_winkler(wrong, b)));
    match nearest.filter(|name| strsim::jaro_winkler(wrong, name) > 0.8) {
        Some(name) => format!("there is no such key: did you mean `{name}`?"),
        None => format!("there is no such key: write one of {}", known.join(", ")),
    }
}
