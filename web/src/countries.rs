//! The countries of the number field.

use std::{collections::BTreeMap, sync::LazyLock};

use crate::language::Language;

/// Letters and calling code of every country that the numbering plans know.
static CALLING_CODES: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| {
    include_str!("countries.tsv").lines().filter_map(|line| line.split_once('\t')).collect()
});

/// A country to choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Its ISO 3166 letters.
    pub code: &'static str,
    /// Its name in the page's language.
    pub name: &'static str,
    /// Its calling code without the plus.
    pub calling_code: &'static str,
    /// Is it chosen?
    pub chosen: bool,
}

/// Is there such a country?
#[must_use]
pub fn is_known(code: &str) -> bool {
    CALLING_CODES.contains_key(code)
}

/// Those that are called, in the language's own order; all where nobody told which.
#[must_use]
pub fn choices(t: Language, called: &[String], chosen: &str) -> Vec<Choice> {
    let is_called = |code: &str| called.is_empty() || called.iter().any(|one| one == code);
    let choice = |(code, name): &(&'static str, &'static str)| {
        let calling_code = CALLING_CODES.get(code).copied().filter(|_| is_called(code))?;
        Some(Choice { code, name, calling_code, chosen: *code == chosen })
    };
    t.countries().iter().filter_map(choice).collect()
}

/// A country's name.
#[must_use]
pub fn name(t: Language, code: &str) -> Option<&'static str> {
    t.countries().iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_countries_that_are_called_are_offered() {
        let t = Language::named("de").expect("German");
        let called = ["GB", "DE", "QQ"].map(str::to_owned);
        let offered: Vec<_> =
            choices(t, &called, "GB").iter().map(|choice| (choice.code, choice.chosen)).collect();
        assert_eq!(offered, [("DE", false), ("GB", true)]);
    }

    #[test]
    fn every_country_has_its_calling_code_and_one_is_chosen() {
        for language in Language::all() {
            let choices = choices(language, &[], "DE");
            assert_eq!(choices.len(), CALLING_CODES.len(), "{language:?}");
            let chosen: Vec<_> = choices.iter().filter(|choice| choice.chosen).collect();
            assert_eq!(chosen.len(), 1);
            assert_eq!(chosen[0].calling_code, "49");
        }
    }
}
