//! A fingerprint of the routing rules that outlives processes, machines and releases.

use super::route::{Rule, RulesVersion, Strip};
use super::site::Site;

/// Changes whenever the same number could be dialled or read back in another way.
pub(super) fn version(site: &Site, rules: &[Rule]) -> RulesVersion {
    let mut hash = Fnv::default();
    for text in [
        site.region.as_str(),
        site.area_code.as_deref().unwrap_or_default(),
        &site.outside_line,
        &site.country.national_prefix,
        site.country.international_prefix.as_deref().unwrap_or_default(),
    ] {
        hash.text(text);
    }
    hash.list(site.domestic.iter().map(|region| region.as_str().to_owned()));
    hash.list(site.extensions.iter().map(|pattern| pattern.as_str().to_owned()));
    hash.list(site.local_digits.iter().map(usize::to_string));
    for rule in rules {
        hash.rule(rule);
    }
    RulesVersion::from_hash(hash.0)
}

/// Fowler, Noll and Vo's hash, variant 1a of 64 bits. The standard library's hasher promises no stable value.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// Ends each text, so that `ab, c` and `a, bc` differ.
    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
        self.bytes(&[0]);
    }

    fn list(&mut self, texts: impl Iterator<Item = String>) {
        texts.for_each(|text| self.text(&text));
        self.bytes(&[1]);
    }

    fn rule(&mut self, rule: &Rule) {
        self.text(&rule.name);
        self.list(rule.classes.iter().map(|class| class.as_str().to_owned()));
        self.list(rule.countries.iter().map(|country| country.as_str().to_owned()));
        self.list(rule.queues.iter().cloned());
        self.text(&rule.prefix);
        match &rule.strip {
            Strip::Digits(count) => self.text(&format!("first {count}")),
            Strip::Prefix(prefix) => self.text(prefix),
            Strip::Country(code) => self.text(&format!("country {code}")),
        }
        self.text(&rule.replace);
        self.text(&rule.carrier);
        self.list(rule.prepend.iter().cloned());
        self.text(if rule.reversible { "reversible" } else { "" });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_fnv_1a() {
        // Test vectors of the FNV reference distribution.
        for (text, hash) in
            [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)]
        {
            let mut fnv = Fnv::default();
            fnv.bytes(text.as_bytes());
            assert_eq!(fnv.0, hash, "{text}");
        }
    }
}
