//! Texts with an answer, and the ways of writing a number, as `tests/data/people.py` explains their files.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "each test file uses what it needs"
)]

use std::collections::BTreeMap;

use callbackd::dialplan::{DialPlan, E164, Region, Settings};
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat};

/// Some countries have an international prefix for every carrier: there, the site's is taken to be 00.
pub fn plan(region: Region) -> DialPlan {
    let settings = Settings::new(region);
    DialPlan::new(settings.clone()).unwrap_or_else(|_| {
        DialPlan::new(Settings { international_prefix: Some("00".to_owned()), ..settings }).unwrap()
    })
}

/// The plans of the regions that texts were written in.
#[derive(Default)]
pub struct Plans(BTreeMap<Region, DialPlan>);

impl Plans {
    pub fn of(&mut self, region: Region) -> &DialPlan {
        self.0.entry(region).or_insert_with(|| plan(region))
    }
}

/// What stands for other characters: `\u{HEX}`, `\n`, `\t` and `\\`.
pub fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        plain.push(match rest.next().unwrap() {
            'n' => '\n',
            't' => '\t',
            'u' => {
                let code: String = rest.by_ref().skip(1).take_while(|c| *c != '}').collect();
                character(&code)
            }
            other => other,
        });
    }
    plain
}

fn character(code: &str) -> char {
    char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap()
}

/// One way of writing a number.
pub struct Rule {
    pub name: &'static str,
    regions: &'static str,
    template: &'static str,
}

impl Rule {
    /// Those of `tests/data/people_rules.tsv`.
    pub fn all() -> Vec<Self> {
        let lines = include_str!("../data/people_rules.tsv").lines().filter(|line| !line.starts_with('#'));
        let rule = |line: &'static str| {
            let columns: Vec<_> = line.split('\t').collect();
            let [name, regions, _, _, template, _] = columns.try_into().unwrap();
            Self { name, regions, template }
        };
        lines.map(rule).collect()
    }

    /// Do people write numbers of the region so, and where do they do it?
    pub fn written_in(&self, home: Region, abroad: Region) -> Option<Region> {
        match self.regions {
            "*" => Some(home),
            "abroad" => Some(abroad),
            some => some.split(',').any(|region| region == home.as_str()).then_some(home),
        }
    }

    /// The number so written; `None` where it has not all the parts.
    pub fn write(&self, parts: &Parts, reader: Region) -> Option<String> {
        let mut text = String::new();
        let mut rest = self.template;
        while let Some((before, braced)) = rest.split_once('{') {
            text.push_str(before);
            let (name, after) = braced.split_once('}').unwrap();
            if before.ends_with("\\u") {
                text.push_str(&format!("{{{name}}}"));
            } else {
                text.push_str(&parts.part(name, reader)?);
            }
            rest = after;
        }
        Some(unescaped(&(text + rest)))
    }
}

/// International prefixes of the countries that rules for abroad are tried in.
pub const ABROAD: [(&str, &str); 8] = [
    ("GB", "00"),
    ("DE", "00"),
    ("FR", "00"),
    ("IN", "00"),
    ("AU", "0011"),
    ("US", "011"),
    ("JP", "010"),
    ("ZA", "00"),
];

/// A number in pieces.
pub struct Parts {
    national: String,
    international: String,
    uri: String,
    code: String,
    significant: String,
    /// The national form of a number beside it, and its last two digits.
    other: Option<(String, String)>,
}

impl Parts {
    pub fn of(number: &E164) -> Self {
        let parsed = PHONE_NUMBER_UTIL.parse(number.expose(), None).unwrap();
        Self {
            national: parsed.format_as(PhoneNumberFormat::National).into_owned(),
            international: parsed.format_as(PhoneNumberFormat::International).into_owned(),
            uri: parsed.format_as(PhoneNumberFormat::RFC3966).into_owned(),
            code: parsed.country_code.to_string(),
            significant: parsed.get_national_significant_number(),
            other: neighbour(number),
        }
    }

    fn part(&self, name: &str, reader: Region) -> Option<String> {
        let mut changes = name.split('|');
        let without_plus = &self.international[1..];
        let part = match changes.next()? {
            "nat" => self.national.clone(),
            "natd" => self.national.chars().filter(char::is_ascii_digit).collect(),
            "int" => self.international.clone(),
            "intd" => without_plus.to_owned(),
            "intn" => without_plus[self.code.len()..].trim_matches([' ', '-']).to_owned(),
            "e164" => format!("+{}{}", self.code, self.significant),
            "digits" => format!("{}{}", self.code, self.significant),
            "cc" => self.code.clone(),
            "nsn" => self.significant.clone(),
            "rfc" => self.uri.clone(),
            "idd" => {
                let (_, prefix) = ABROAD.iter().find(|(region, _)| *region == reader.as_str())?;
                (*prefix).to_owned()
            }
            "other" => self.other.as_ref()?.0.clone(),
            "tail" => self.other.as_ref()?.1.clone(),
            _ => unreachable!("{name}"),
        };
        Some(changes.fold(part, |part, change| changed(&part, change)))
    }
}

/// What stands after the name of a part.
fn changed(text: &str, change: &str) -> String {
    let (how, code) = change.split_at(1);
    let made = character(code);
    match how {
        "z" => text
            .chars()
            .map(|c| c.to_digit(10).map_or(c, |digit| char::from_u32(u32::from(made) + digit).unwrap()))
            .collect(),
        "s" => text.replace([' ', '-'], &made.to_string()),
        "i" => {
            let mut digits = 0;
            let mut filled = String::new();
            for c in text.chars() {
                digits += usize::from(c.is_ascii_digit());
                if c.is_ascii_digit() && digits % 3 == 0 {
                    filled.push(made);
                }
                filled.push(c);
            }
            filled
        }
        _ => unreachable!("{change}"),
    }
}

/// A valid number that differs in the last digit.
fn neighbour(number: &E164) -> Option<(String, String)> {
    let (start, last) = number.expose().split_at(number.expose().len() - 1);
    let last: u8 = last.parse().unwrap();
    let other = (1..10).map(|step| format!("{start}{}", (last + step) % 10));
    other.filter_map(|text| PHONE_NUMBER_UTIL.parse(&text, None).ok().map(|parsed| (parsed, text))).find_map(
        |(parsed, text)| {
            let national = || parsed.format_as(PhoneNumberFormat::National).into_owned();
            parsed.is_valid().then(|| (national(), text[text.len() - 2..].to_owned()))
        },
    )
}
