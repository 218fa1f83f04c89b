//! Settings to rules: everything that can be wrong with a dial plan is told here, all at once.

pub(super) mod cover;
mod help;
pub(super) mod routes;
mod undialled;

use std::fmt;

use super::country::{Country, EmergencyNumbers};
use super::do_not_call::DoNotCall;
use super::numbering::Numbering;
use super::pattern::Pattern;
use super::policy::{Entry, Lists, Policy};
use super::route::Rule;
use super::site::Site;
use super::{E164, EntrySettings, NumberClass, NumberSet, PAUSE, PolicySettings, Region, Settings, number};

/// A setting that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Its key: `dialplan.rules[2].prepend`, counted from zero.
    pub key: String,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.key, self.message)
    }
}

/// Settings without faults.
pub(super) struct Checked {
    pub(super) site: Site,
    pub(super) own_numbers: Vec<Pattern>,
    pub(super) do_not_call: DoNotCall,
    pub(super) policy: Policy,
    pub(super) rules: Vec<Rule>,
}

/// How long an outside line, a prefix or a carrier code may be.
const CODE_MAX: usize = 16;

pub(super) fn check(settings: Settings, numbering: &impl Numbering) -> Result<Checked, Vec<Fault>> {
    let mut faults = Faults::default();
    let policy = faults.policy(&settings.policy);
    let own_numbers = faults.own_numbers(&settings.own_numbers);
    faults.do_not_call(&settings.do_not_call, numbering);
    faults.do_not_call_file(&settings);
    let site = faults.site(&settings);
    let rules = match &site {
        Some(site) => routes::check(&settings.rules, site, &mut faults),
        None => Vec::new(),
    };
    match site {
        Some(site) if faults.0.is_empty() => {
            let listed = settings.do_not_call.into_iter().collect();
            let do_not_call = DoNotCall { listed, filed: NumberSet::default() };
            Ok(Checked { site, own_numbers, do_not_call, policy, rules })
        }
        _ => Err(faults.0),
    }
}

/// Faults found so far. Each method checks one thing, reports what is wrong with it and gives what is left.
#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, key: impl Into<String>, message: impl Into<String>) {
        self.0.push(Fault { key: key.into(), message: message.into() });
    }

    /// Like [`Self::code`], with pauses where the switch takes them.
    fn code_with_pauses(&mut self, key: &str, text: &str, pauses: bool) -> String {
        if text.contains(PAUSE) && !pauses {
            self.add(
                key,
                "the switch takes no pauses in what is dialled: take the comma out, or name its character for them in \
                 pbx.dial-pause",
            );
        }
        self.code(key, &number::without_pauses(text));
        text.to_owned()
    }

    /// Dialled characters, at most [`CODE_MAX`] of them.
    fn code(&mut self, key: &str, text: &str) -> String {
        if text.contains(PAUSE) {
            self.add(
                key,
                "a pause can only stand in the `prepend` or `carrier` of a rule: take the comma out",
            );
        } else if !text.bytes().all(number::is_dialled) {
            self.add(key, "write it with the characters 0-9, * and # only");
        } else if text.len() > CODE_MAX {
            self.add(key, format!("it is too long: at most {CODE_MAX} characters"));
        }
        text.to_owned()
    }

    fn digits(&mut self, key: &str, text: &str) {
        if text.is_empty() || text.len() > CODE_MAX || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            self.add(key, format!("write 1 to {CODE_MAX} digits"));
        }
    }

    /// How numbers of `classes` begin.
    fn prefix(&mut self, key: &str, text: Option<&str>, classes: &[NumberClass]) -> String {
        let Some(text) = text else { return String::new() };
        let private = !classes.is_empty() && classes.iter().all(|class| !class.is_public());
        if !text.starts_with('+') && !private {
            self.add(key, "public numbers begin with + and the country code: write +44, for instance");
        }
        self.digits(key, text.strip_prefix('+').unwrap_or(text));
        text.to_owned()
    }

    fn site(&mut self, settings: &Settings) -> Option<Site> {
        let region = settings.region;
        let Some(country) = Country::of(region) else {
            self.add(
                "dialplan.region",
                format!("{region} has no telephone numbers: give the site's country"),
            );
            return None;
        };
        let country = self.habits(settings, country);
        let outside_line = self.code("dialplan.outside-line", &settings.outside_line);
        let extensions = self.extensions(&settings.extensions, &outside_line);
        let mut emergency = EmergencyNumbers::of(region);
        emergency.extend(self.emergency(&settings.emergency));
        self.calls_for_help("dialplan.outside-line", &outside_line, &emergency);
        self.calls_for_help("dialplan.national-prefix", &country.national_prefix, &emergency);
        let international = country.international_prefix.as_deref().unwrap_or_default();
        self.calls_for_help("dialplan.international-prefix", international, &emergency);
        self.max_dial_digits(settings.max_dial_digits);
        self.countries("dialplan.domestic", &settings.domestic);
        let domestic = settings.domestic.iter().copied().chain([region]).collect();
        Some(Site {
            region,
            domestic,
            country,
            area_code: self.area_code(settings),
            local_digits: settings.local_digits.clone(),
            outside_line,
            extensions,
            emergency,
            letters: settings.letters,
            max_dial_digits: settings.max_dial_digits,
            pause: settings.pause,
            queue_regions: settings.queue_regions.clone(),
        })
    }

    /// Whatever follows such a prefix, help is called.
    fn calls_for_help(&mut self, key: &str, prefix: &str, emergency: &EmergencyNumbers) {
        if emergency.begin(prefix) {
            self.add(key, "it begins with an emergency number: every call would be one for help");
        }
    }

    fn habits(&mut self, settings: &Settings, country: Country) -> Country {
        let national_prefix = match &settings.national_prefix {
            Some(prefix) => self.code("dialplan.national-prefix", prefix),
            None => country.national_prefix,
        };
        let international_prefix = match &settings.international_prefix {
            Some(prefix) => Some(self.code("dialplan.international-prefix", prefix)),
            None => country.international_prefix,
        };
        Country { national_prefix, international_prefix, ..country }
    }

    fn area_code(&mut self, settings: &Settings) -> Option<String> {
        let area = settings.area_code.as_deref();
        if let Some(area) = area {
            self.digits("dialplan.area-code", area);
        } else if !settings.local_digits.is_empty() {
            self.add("dialplan.local-digits", "it says nothing without `dialplan.area-code`: add that");
        }
        area.map(str::to_owned)
    }

    fn max_dial_digits(&mut self, most: usize) {
        if !(8..=number::DIAL_STRING_MAX).contains(&most) {
            let range = format!("write a number from 8 to {}", number::DIAL_STRING_MAX);
            self.add("dialplan.max-dial-digits", range);
        }
    }

    fn extensions(&mut self, texts: &[String], outside_line: &str) -> Vec<Pattern> {
        let patterns = self.patterns(
            "dialplan.extensions",
            texts,
            |text| Pattern::new(text).filter(|pattern| pattern.as_str().len() <= 15),
            "write 1 to 15 digits, with X for any digit: 2XXX stands for 2000 to 2999",
        );
        for (index, text) in texts.iter().enumerate() {
            if !outside_line.is_empty() && text.starts_with(outside_line) {
                let message =
                    format!("it begins with the outside line {outside_line}, so it cannot be dialled");
                self.add(format!("dialplan.extensions[{index}]"), message);
            }
        }
        patterns
    }

    fn emergency(&mut self, texts: &[String]) -> Vec<Pattern> {
        self.patterns(
            "dialplan.emergency",
            texts,
            |text| {
                Pattern::new(text)
                    .filter(|pattern| number::SHORT_CODE_DIGITS.contains(&pattern.as_str().len()))
            },
            "write 2 to 6 digits, with X for any digit",
        )
    }

    fn own_numbers(&mut self, texts: &[String]) -> Vec<Pattern> {
        self.patterns(
            "dialplan.own-numbers",
            texts,
            |text| {
                let pattern = text.strip_prefix('+').and_then(Pattern::new);
                pattern.filter(|pattern| (7..=15).contains(&pattern.as_str().len()))
            },
            "write it with + and country code, without spaces, X for any digit: +4420794600XX",
        )
    }

    fn do_not_call(&mut self, numbers: &[E164], numbering: &impl Numbering) {
        for (index, number) in numbers.iter().enumerate() {
            if !numbering.facts(number).valid {
                self.add(
                    format!("dialplan.do-not-call[{index}]"),
                    "its country has no such number, so this protects nobody: check the digits",
                );
            }
        }
    }

    fn do_not_call_file(&mut self, settings: &Settings) {
        if settings.do_not_call_file.as_ref().is_some_and(|path| !path.is_absolute()) {
            self.add("dialplan.do-not-call-file", "write an absolute path, beginning with /");
        }
    }

    fn patterns(
        &mut self,
        key: &str,
        texts: &[String],
        read: impl Fn(&str) -> Option<Pattern>,
        message: &str,
    ) -> Vec<Pattern> {
        let mut patterns = Vec::new();
        for (index, text) in texts.iter().enumerate() {
            match read(text) {
                Some(pattern) => patterns.push(pattern),
                None => self.add(format!("{key}[{index}]"), message),
            }
        }
        patterns
    }

    fn policy(&mut self, settings: &PolicySettings) -> Policy {
        let every_queue = Lists {
            allow: self.entries("dialplan.policy.allow", &settings.allow),
            deny: self.entries("dialplan.policy.deny", &settings.deny),
        };
        let mut queues = std::collections::BTreeMap::new();
        for (name, lists) in &settings.queues {
            let key = format!("dialplan.policy.queues.{name}");
            let allow = self.entries(&format!("{key}.allow"), &lists.allow);
            let deny = self.entries(&format!("{key}.deny"), &lists.deny);
            queues.insert(name.clone(), Lists { allow, deny });
        }
        Policy { every_queue, queues }
    }

    fn entries(&mut self, list: &str, settings: &[EntrySettings]) -> Vec<Entry> {
        let mut entries = Vec::new();
        for (index, entry) in settings.iter().enumerate() {
            let key = format!("{list}[{index}]");
            if entry.class.is_empty() && entry.country.is_empty() && entry.prefix.is_none() {
                self.add(&key, "it names nothing: give a class, a country or a prefix");
            }
            self.classes(&format!("{key}.class"), &entry.class);
            self.countries(&format!("{key}.country"), &entry.country);
            entries.push(Entry {
                classes: entry.class.clone(),
                countries: entry.country.clone(),
                prefix: self.prefix(&format!("{key}.prefix"), entry.prefix.as_deref(), &entry.class),
                key,
            });
        }
        entries
    }

    /// A country that does not exist would never fit, and deny nothing.
    fn countries(&mut self, key: &str, countries: &[Region]) {
        for country in countries.iter().filter(|country| Country::of(**country).is_none()) {
            self.add(
                key,
                format!(
                    "{country} has no telephone numbers: write ISO 3166 letters (the United Kingdom's are GB)"
                ),
            );
        }
    }

    fn classes(&mut self, key: &str, classes: &[NumberClass]) {
        if classes.contains(&NumberClass::Impossible) {
            self.add(key, "impossible numbers are never called: take the class out");
        }
    }
}
