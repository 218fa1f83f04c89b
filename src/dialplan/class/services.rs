//! Services inside ordinary codes: numbers that look like any other of their area and cost like none.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::pattern::Pattern;
use super::NumberClass;

/// Calling code, national numbers (`X`: any digit), class, source.
const TABLE: &str = include_str!("../services.tsv");

/// By calling code; made once, so that no call reads the table.
static SERVICES: LazyLock<HashMap<&str, Vec<(Pattern, NumberClass)>>> = LazyLock::new(|| {
    let mut services: HashMap<&str, Vec<_>> = HashMap::new();
    for (code, numbers, class) in TABLE.lines().filter_map(row) {
        services.entry(code).or_default().extend(numbers.map(|pattern| (pattern, class)));
    }
    services
});

/// The class of a service that has these digits, if one has.
pub(super) fn class_of(calling_code: &str, national: &str) -> Option<NumberClass> {
    let services = SERVICES.get(calling_code)?;
    services.iter().find(|(numbers, _)| numbers.matches(national)).map(|(_, class)| *class)
}

fn row(line: &'static str) -> Option<(&'static str, impl Iterator<Item = Pattern>, NumberClass)> {
    let mut columns = line.split('\t');
    let (code, numbers) = (columns.next()?, columns.next()?);
    let class = match columns.next()? {
        "premium" => NumberClass::Premium,
        "shared_cost" => NumberClass::SharedCost,
        _ => return None,
    };
    Some((code, numbers.split(' ').filter_map(Pattern::new), class))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_numbers_a_class_and_a_source() {
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let (code, mut numbers, _) = row(line).expect(line);
            assert!(code.bytes().all(|byte| byte.is_ascii_digit()) && numbers.next().is_some(), "{line}");
            assert!(line.split('\t').nth(3).is_some_and(|source| source.len() > 3), "{line}");
        }
        assert_eq!(class_of("1", "2129761234"), Some(NumberClass::Premium));
        assert_eq!(class_of("1", "2129751234"), None);
    }
}
