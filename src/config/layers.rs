//! All sources of settings, one above the other.

use std::collections::{BTreeMap, BTreeSet};

use config::{Config, File, FileFormat};
use toml::Value;

use super::{
    fault::{ConfigFault, Place},
    key::{KeyPath, Step},
    layer::{Half, Layer, Origin},
};

/// The layers of one configuration; later ones win, key by key, and a list wins as a whole.
#[derive(Debug, Clone)]
pub(super) struct Layers {
    layers: Vec<Layer>,
    /// Which layer to name for what none of them says.
    main: Place,
}

impl Layers {
    pub(super) fn new(layers: Vec<Layer>, main: Place) -> Self {
        Self { layers, main }
    }

    /// Puts a layer below all others.
    pub(super) fn underlay(&mut self, layer: Layer) {
        self.layers.insert(0, layer);
    }

    /// What applies once all layers have had their say.
    ///
    /// # Errors
    /// What `config` says; layers are valid TOML, so it has nothing to say that a person caused.
    pub(super) fn merge(&self) -> Result<Value, ConfigFault> {
        let builder = self.layers.iter().fold(Config::builder(), |builder, layer| {
            builder.add_source(File::from_str(&layer.text, FileFormat::Toml))
        });
        builder.build().and_then(Config::try_deserialize).map_err(|error| ConfigFault {
            place: self.main.clone(),
            key: String::new(),
            message: format!("the layers do not fit together: {error}"),
        })
    }

    /// Where the value that applies is set; failing that, the nearest table around it that some file has.
    fn place(&self, path: &KeyPath, half: Half) -> Place {
        let set = self.layers.iter().rev().find_map(|layer| layer.place(path, half));
        set.or_else(|| self.place_around(path)).unwrap_or_else(|| self.main.clone())
    }

    fn place_around(&self, path: &KeyPath) -> Option<Place> {
        let (around, _) = path.split_last()?;
        let mut files = self.layers.iter().filter(|layer| matches!(layer.origin, Origin::File(_)));
        files.find_map(|file| file.place(&around, Half::Key)).or_else(|| self.place_around(&around))
    }

    /// Does anybody set the key? What comes with the daemon does not count.
    pub(super) fn sets(&self, path: &KeyPath) -> bool {
        let mut others = self.layers.iter().filter(|layer| !matches!(layer.origin, Origin::Profile(_)));
        others.any(|layer| layer.sets(path))
    }

    /// The text of the variable by which the key is set, if it is by one.
    pub(super) fn variable(&self, path: &KeyPath) -> Option<&str> {
        let set = self.layers.iter().rev().find(|layer| layer.sets(path))?;
        match &set.origin {
            Origin::Variable { value, .. } => Some(value),
            _ => None,
        }
    }

    /// Sorts faults as a person corrects them: file by file, from the top down, then the environment.
    pub(super) fn sort(&self, faults: &mut [ConfigFault]) {
        let rank = |fault: &ConfigFault| match &fault.place {
            Place::File(file) => (self.layer(file), 0, 0),
            Place::Line { file, line, column } => (self.layer(file), *line, *column),
            Place::Variable(_) => (usize::MAX, 0, 0),
        };
        faults.sort_by_key(rank);
    }

    fn layer(&self, file: &str) -> usize {
        let is_it = |layer: &Layer| matches!(layer.whole(), Place::File(name) if name == file);
        self.layers.iter().position(is_it).unwrap_or_default()
    }

    /// A fault of the value at `path`.
    pub(super) fn fault(&self, path: &KeyPath, half: Half, message: impl Into<String>) -> ConfigFault {
        ConfigFault { place: self.place(path, half), key: path.to_string(), message: message.into() }
    }
}

/// Elements that were taken out of lists, so that places found afterwards can be counted as they were written.
#[derive(Debug, Default)]
pub(super) struct Gaps(BTreeMap<KeyPath, BTreeSet<usize>>);

impl Gaps {
    /// Takes the value at `path` (counted as it is now) out of `tree`. `false` if there is no such value.
    pub(super) fn take_out(&mut self, tree: &mut Value, path: &KeyPath) -> bool {
        let Some((around, last)) = path.split_last() else { return false };
        match (value_at(tree, &around), last) {
            (Some(Value::Table(table)), Step::Key(key)) => table.remove(key).is_some(),
            (Some(Value::Array(list)), Step::Index(index)) if *index < list.len() => {
                list.remove(*index);
                if let Some((list, Step::Index(index))) = self.as_written(path).split_last() {
                    self.0.entry(list).or_default().insert(*index);
                }
                true
            }
            _ => false,
        }
    }

    /// The path with its indices as they were before anything was taken out.
    pub(super) fn as_written(&self, path: &KeyPath) -> KeyPath {
        path.steps().iter().fold(KeyPath::default(), |written, step| match step {
            Step::Key(key) => written.key(key),
            Step::Index(index) => {
                let none = BTreeSet::new();
                let gaps = self.0.get(&written).unwrap_or(&none);
                let mut left = (0..).filter(|place| !gaps.contains(place));
                written.index(left.nth(*index).unwrap_or(*index))
            }
        })
    }
}

/// The value at `path`.
pub(super) fn value_at<'a>(tree: &'a mut Value, path: &KeyPath) -> Option<&'a mut Value> {
    path.steps().iter().try_fold(tree, |value, step| match step {
        Step::Key(key) => value.get_mut(key),
        Step::Index(index) => value.get_mut(*index),
    })
}
