//! Digit patterns of a fixed length: `2XXX`.

/// Digits in which `X` stands for any one digit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern(String);

impl Pattern {
    /// `None` unless `text` is digits and `X`, at least one of them.
    pub(super) fn new(text: &str) -> Option<Self> {
        let fits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'X');
        fits.then(|| Self(text.to_owned()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn matches(&self, digits: &str) -> bool {
        self.0.len() == digits.len() && self.matches_start(digits)
    }

    /// Whether `digits` begin with something that matches the whole pattern.
    pub(super) fn matches_start(&self, digits: &str) -> bool {
        self.0.len() <= digits.len()
            && self.0.bytes().zip(digits.bytes()).all(|(wanted, digit)| match wanted {
                b'X' => digit.is_ascii_digit(),
                exact => exact == digit,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn x_stands_for_exactly_one_digit() {
        let pattern = Pattern::new("2X1").unwrap();
        assert!(pattern.matches("201") && pattern.matches("291"));
        assert!(!pattern.matches("2001") && !pattern.matches("21") && !pattern.matches("2*1"));
        assert!(pattern.matches_start("2911234"));
        assert_eq!(Pattern::new("2x1"), None);
        assert_eq!(Pattern::new(""), None);
    }
}
