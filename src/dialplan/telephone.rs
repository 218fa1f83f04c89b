//! One number for each telephone.
//!
//! E.164 has one number for a telephone, people have more: the one from before the plan changed, and the one that a country
//! dials which shares its dial plan with another. What is one telephone is dialled, limited and left alone as one.

use std::sync::LazyLock;

use super::Region;
use super::number::{E164, calling_code_length};

/// `telephones.tsv`, which explains itself.
static CHANGES: LazyLock<Vec<Change>> = LazyLock::new(|| {
    let lines = include_str!("telephones.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(Change::read).collect()
});

/// Countries that dial a neighbour by a prefix of its own: who dials it, what, and the country code it stands for.
///
/// - East Africa: Communications Authority of Kenya, TCRA and UCC (ITU E.129): 005, 006 and 007.
/// - Malaysia dials Singapore as an area, 02 (MCMC numbering plan).
/// - Macao dials Hong Kong with 01 (CTT numbering plan).
const NEIGHBOURS: [(&str, &str, &str); 8] = [
    ("KE", "006", "256"),
    ("KE", "007", "255"),
    ("TZ", "005", "254"),
    ("TZ", "006", "256"),
    ("UG", "005", "254"),
    ("UG", "007", "255"),
    ("MY", "02", "65"),
    ("MO", "01", "852"),
];

struct Change {
    given_up: bool,
    code: &'static str,
    begins: Vec<&'static str>,
    digits: usize,
    at: usize,
    out: &'static str,
    put_in: &'static str,
    new_code: &'static str,
}

impl Change {
    fn read(line: &'static str) -> Option<Self> {
        let columns: Vec<_> = line.split('\t').collect();
        let [kind, code, begins, digits, at, out, put_in, new_code, _source] = columns.try_into().ok()?;
        Some(Self {
            given_up: kind == "F",
            code,
            begins: begins.split('|').collect(),
            digits: digits.parse().ok()?,
            at: at.parse().ok()?,
            out: present(out),
            put_in: present(put_in),
            new_code,
        })
    }

    /// The digits of the number of today, if `digits` are such a spelling.
    fn change(&self, digits: &str) -> Option<String> {
        let national = digits.strip_prefix(self.code)?;
        if national.len() != self.digits || !self.begins.iter().any(|begin| begins_with(national, begin)) {
            return None;
        }
        let (kept, rest) = national.split_at_checked(self.at)?;
        Some(format!("{}{kept}{}{}", self.new_code, self.put_in, rest.strip_prefix(self.out)?))
    }

    /// The digits of the spelling that this makes `digits` of.
    fn back(&self, digits: &str) -> Option<String> {
        let national = digits.strip_prefix(self.new_code)?;
        let (kept, rest) = national.split_at_checked(self.at)?;
        let before = format!("{}{kept}{}{}", self.code, self.out, rest.strip_prefix(self.put_in)?);
        (self.change(&before)? == digits).then_some(before)
    }
}

impl E164 {
    /// The number that the telephone has today, whatever spelling this is. Whoever compares numbers compares these.
    #[must_use]
    pub fn telephone(&self) -> Self {
        change(self.digits(), |_| true)
            .and_then(|digits| format!("+{digits}").parse().ok())
            .unwrap_or_else(|| self.clone())
    }

    /// Other spellings of the same telephone's number.
    pub(super) fn other_spellings(&self) -> impl Iterator<Item = Self> {
        CHANGES.iter().filter_map(|change| format!("+{}", change.back(self.digits())?).parse().ok())
    }
}

/// The number of today with country code for `digits` with country code, dialled within the country: what was given up
/// reaches nobody.
pub(super) fn dialled_at_home(digits: &str) -> Option<String> {
    change(digits, |change| !change.given_up)
}

/// Whether nobody is reached by these digits, country code first, any more.
pub(super) fn is_given_up(digits: &str) -> bool {
    change(digits, |change| change.given_up).is_some()
}

/// What nobody's plan tells: `text`, digits with or without a plus, with the country code of the neighbour that people in
/// `region` dial so, or with the one in use instead of one that is not.
pub(super) fn known_to_plans(text: &str, region: Option<Region>) -> Option<String> {
    if let Some(digits) = text.strip_prefix('+') {
        return change(digits, |change| change.code != change.new_code).map(|digits| format!("+{digits}"));
    }
    let region = region?;
    NEIGHBOURS.iter().find_map(|(from, prefix, code)| {
        let rest = text.strip_prefix(prefix).filter(|_| *from == region.as_str())?;
        Some(format!("+{code}{rest}"))
    })
}

fn change(digits: &str, of: impl Fn(&Change) -> bool) -> Option<String> {
    // Most numbers have a country code without any change, which is quick to see.
    let (code, _) = digits.split_at_checked(calling_code_length(digits))?;
    let own = CHANGES.iter().filter(|change| change.code == code && of(change));
    own.filter_map(|change| change.change(digits)).next()
}

fn begins_with(national: &str, begin: &str) -> bool {
    national.len() >= begin.len()
        && national.bytes().zip(begin.bytes()).all(|(digit, wanted)| wanted == b'X' || digit == wanted)
}

fn present(column: &str) -> &str {
    if column == "-" { "" } else { column }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn telephone(number: &str) -> String {
        number.parse::<E164>().unwrap().telephone().expose().to_owned()
    }

    #[test]
    fn every_row_can_be_read() {
        let rows = include_str!("telephones.tsv").lines().filter(|line| !line.starts_with('#'));
        assert_eq!(rows.count(), CHANGES.len());
    }

    #[test]
    fn spellings_of_a_shared_plan_are_one_telephone() {
        for (spelling, number) in [
            ("+33692123456", "+262692123456"),
            ("+33262201234", "+262262201234"),
            ("+33639123456", "+262639123456"),
            ("+33590271234", "+590590271234"),
            ("+33690123456", "+590690123456"),
            ("+33594301234", "+594594301234"),
            ("+33596301234", "+596596301234"),
            ("+33508411234", "+508411234"),
            ("+3534890320000", "+442890320000"),
            ("+390549882222", "+3780549882222"),
            ("+3790669812345", "+390669812345"),
        ] {
            assert_eq!(telephone(spelling), number);
            assert_eq!(telephone(number), number);
        }
    }

    #[test]
    fn numbers_of_former_plans_are_the_telephones_of_today() {
        for (former, number) in [
            ("+5215512345678", "+525512345678"),
            ("+520445512345678", "+525512345678"),
            ("+22997123456", "+2290197123456"),
            ("+22507123456", "+2250707123456"),
            ("+22544123456", "+2250544123456"),
            ("+22520201234", "+2252720201234"),
            ("+22520301234", "+2252720301234"),
            ("+551161234567", "+5511961234567"),
            ("+5711234567", "+576011234567"),
            ("+23777123456", "+237677123456"),
            ("+23733212345", "+237233212345"),
            ("+20181234567", "+201281234567"),
            ("+20161234567", "+201061234567"),
            ("+841621234567", "+84321234567"),
            ("+841281234567", "+84781234567"),
            ("+441719460018", "+442079460018"),
            ("+441232320000", "+442890320000"),
            ("+4114567890", "+41444567890"),
            ("+39612349876", "+390612349876"),
            ("+70951234567", "+74951234567"),
            ("+5995421234", "+17215421234"),
        ] {
            assert_eq!(telephone(former), number);
        }
    }

    /// What a row changes must be nobody else's number, and what it makes must be a number.
    #[test]
    fn no_number_of_today_is_taken_for_another() {
        let rows = include_str!("../../tests/data/numbers.tsv")
            .lines()
            .map(|line| line.split('\t').collect::<Vec<_>>());
        let valid = rows.filter(|row| row.get(3) == Some(&"V"));
        let numbers: Vec<E164> = valid.filter_map(|row| row.get(2)?.parse().ok()).collect();
        assert!(numbers.len() > 1_000, "{}", numbers.len());
        for number in numbers.iter().filter(|number| number.telephone() != **number) {
            assert!(dialled_at_home(number.digits()).is_some(), "{number}: the plan has this number");
        }
    }

    #[test]
    fn a_spelling_can_be_found_from_the_number() {
        let former: Vec<_> = "+525512345678".parse::<E164>().unwrap().other_spellings().collect();
        assert!(former.contains(&"+5215512345678".parse().unwrap()));
        let shared: Vec<_> = "+596596301234".parse::<E164>().unwrap().other_spellings().collect();
        assert_eq!(shared, ["+33596301234".parse().unwrap()]);
        assert_eq!("+442079460018".parse::<E164>().unwrap().other_spellings().count(), 1);
    }
}
