//! What a dial plan comes to once its defaults are filled in, for people who look after one.

use super::DialPlan;
use super::pattern::Pattern;

impl<N> DialPlan<N> {
    /// Names as in the configuration, with what applies; no number of a customer is among it.
    #[must_use]
    pub fn outline(&self) -> Vec<(&'static str, String)> {
        let site = &self.site;
        let own = if self.own_numbers.is_empty() { "none".to_owned() } else { listed(&self.own_numbers) };
        let rules: Vec<&str> = self.rules.iter().map(|rule| rule.name.as_str()).collect();
        let domestic: Vec<&str> = site.domestic.iter().map(super::Region::as_str).collect();
        let extensions =
            if site.extensions.is_empty() { "none".to_owned() } else { listed(&site.extensions) };
        vec![
            ("region", site.region.to_string()),
            ("domestic", domestic.join(", ")),
            (
                "outside-line",
                if site.outside_line.is_empty() { "none" } else { &site.outside_line }.to_owned(),
            ),
            ("extensions", extensions),
            ("emergency", listed(site.emergency.numbers())),
            ("own-numbers", own),
            ("do-not-call", format!("{} numbers", self.do_not_call.len())),
            ("rules", rules.join(", ")),
            ("version", self.version.to_string()),
        ]
    }
}

fn listed<'a>(patterns: impl IntoIterator<Item = &'a Pattern>) -> String {
    let texts: Vec<&str> = patterns.into_iter().map(Pattern::as_str).collect();
    texts.join(", ")
}
