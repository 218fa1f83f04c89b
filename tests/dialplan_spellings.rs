//! In whatever way people write a number, it is never read as another valid number: asking and refusing are right, and
//! so is the number itself.
//!
//! A slice by default. `CALLBACKD_SPELLINGS=20` tries twenty rules of `tests/data/people_rules.tsv`, by turns, on every valid
//! number of `tests/data/numbers.tsv` and on 100,000 random ones; more than there are tries them all. What fails is told by
//! rule and region only.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot set up must fail")]

mod people_support;

use std::{collections::BTreeMap, thread};

use callbackd::dialplan::numbering::{Metadata, Numbering};
use callbackd::dialplan::{Destination, E164, Region};
use people_support::{ABROAD, Parts, Plans, Rule};

/// A fixed sequence (xorshift64*).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap() % bound
    }
}

/// The valid numbers of the library's examples and their like, with their country.
fn examples() -> Vec<(E164, Region)> {
    let rows = include_str!("data/numbers.tsv").lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let mut all: Vec<_> = rows
        .filter(|row| row.get(3) == Some(&"V") && row[5] != "-")
        .filter_map(|row| Some((row[2].parse().ok()?, row[5].parse().unwrap())))
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Valid numbers that begin as an example does.
fn random(examples: &[(E164, Region)], count: usize) -> Vec<(E164, Region)> {
    let mut chance = Chance(0x5eed_ca11_bac7);
    let mut made = Vec::new();
    while made.len() < count {
        let (example, _) = &examples[chance.below(examples.len())];
        let digits = example.expose();
        let kept = digits.len() - chance.below(digits.len().saturating_sub(5).max(1)).max(1);
        let drawn: String = digits[kept..]
            .chars()
            .map(|_| char::from(b'0' + u8::try_from(chance.below(10)).unwrap()))
            .collect();
        let number: E164 = format!("{}{drawn}", &digits[..kept]).parse().unwrap();
        let facts = Metadata.facts(&number);
        if let (true, Some(region)) = (facts.valid, facts.region) {
            made.push((number, region));
        }
    }
    made
}

/// Tries each number by `rules_each` rules, by turns; what was read as another number, by rule and region.
fn others(numbers: &[(E164, Region)], rules_each: usize) -> BTreeMap<String, usize> {
    let rules = Rule::all();
    let mut plans = Plans::default();
    let mut found = BTreeMap::new();
    for (place, (number, home)) in numbers.iter().enumerate() {
        // The library takes some numbers of former plans for valid: in E.164 they are read as today's already.
        let read = plans.of(*home).normalise(number.expose(), None);
        if read.is_ok_and(|read| *read.destination() != Destination::External(number.clone())) {
            continue;
        }
        let parts = Parts::of(number);
        let abroad = ABROAD[place % ABROAD.len()].0.parse().unwrap();
        for turn in 0..rules_each {
            let rule = &rules[(place * rules_each + turn) % rules.len()];
            let Some(reader) = rule.written_in(*home, abroad) else { continue };
            let Some(text) = rule.write(&parts, reader) else { continue };
            if let Ok(read) = plans.of(reader).normalise(&text, None)
                && let Destination::External(made) = read.destination()
                && made != number
            {
                *found.entry(format!("{} {home}", rule.name)).or_default() += 1;
            }
        }
    }
    found
}

/// The same on all processors.
fn others_of_all(numbers: &[(E164, Region)], rules_each: usize) -> BTreeMap<String, usize> {
    let parts = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let chunks = numbers.chunks(numbers.len().div_ceil(parts));
        let running: Vec<_> = chunks.map(|chunk| scope.spawn(move || others(chunk, rules_each))).collect();
        let mut all = BTreeMap::new();
        for found in running {
            for (rule, count) in found.join().unwrap() {
                *all.entry(rule).or_default() += count;
            }
        }
        all
    })
}

#[test]
fn no_spelling_of_a_number_is_read_as_another() {
    let asked = std::env::var("CALLBACKD_SPELLINGS").ok().map(|text| text.parse::<usize>().unwrap());
    let examples = examples();
    let (count, rules_each) =
        asked.map_or((2_000, 7), |rules_each| (100_000, rules_each.min(Rule::all().len())));
    let numbers: Vec<_> = random(&examples, count).into_iter().chain(examples).collect();
    assert_eq!(others_of_all(&numbers, rules_each), BTreeMap::new());
}
