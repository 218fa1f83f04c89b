//! Paths of keys, as faults name them: `agents[2].queues[0]`.

use std::{convert::Infallible, fmt, str::FromStr};

/// A path from the top of the configuration to one value.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct KeyPath(Vec<Step>);

/// One step down.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// Into the table, to the value of this key.
    Key(String),
    /// Into the list, to the element at this place, counted from zero.
    Index(usize),
}

impl KeyPath {
    pub(super) fn key(&self, key: &str) -> Self {
        self.then(Step::Key(key.to_owned()))
    }

    pub(super) fn index(&self, index: usize) -> Self {
        self.then(Step::Index(index))
    }

    pub(super) fn then(&self, step: Step) -> Self {
        Self(self.0.iter().cloned().chain([step]).collect())
    }

    pub(super) fn steps(&self) -> &[Step] {
        &self.0
    }

    /// The last step and what it starts from; `None` at the top.
    pub(super) fn split_last(&self) -> Option<(Self, &Step)> {
        let (last, before) = self.0.split_last()?;
        Some((Self(before.to_vec()), last))
    }

    /// Is this the value at `other`, or a part of it?
    pub(super) fn is_within(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }
}

impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if place == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

impl FromStr for KeyPath {
    type Err = Infallible;

    /// Reads what `Display` writes, save keys that hold dots or brackets themselves.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        let step = |part: &str| match part.strip_suffix(']').and_then(|digits| digits.parse().ok()) {
            Some(index) => Step::Index(index),
            None => Step::Key(part.to_owned()),
        };
        Ok(Self(text.split(['.', '[']).filter(|part| !part.is_empty()).map(step).collect()))
    }
}

impl From<&serde_path_to_error::Path> for KeyPath {
    fn from(path: &serde_path_to_error::Path) -> Self {
        use serde_path_to_error::Segment;
        let steps = path.iter().filter_map(|segment| match segment {
            Segment::Seq { index } => Some(Step::Index(*index)),
            Segment::Map { key } => Some(Step::Key(key.clone())),
            Segment::Enum { .. } | Segment::Unknown => None,
        });
        Self(steps.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_as_it_is_written() {
        let path = KeyPath::default().key("agents").index(2).key("queues").index(0);
        assert_eq!(path.to_string(), "agents[2].queues[0]");
        assert_eq!(path.to_string().parse(), Ok(path));
    }
}
