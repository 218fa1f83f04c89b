//! Help is not called by accident: as long as no policy allows the class `emergency`, no configuration dials an emergency
//! number of any country, whatever is typed, edited or routed.
//!
//! The countries and their emergency numbers are those of libphonenumber's metadata, read here a second time; what calls
//! for help is decided here by other means than in the dial plan.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set up must fail")]

use std::collections::{BTreeMap, BTreeSet};

use callbackd::dialplan::{
    Destination, DialPlan, EntrySettings, NumberClass, PolicySettings, Routed, RuleSettings, Settings,
    numbering::{Metadata, Numbering},
};

/// Region, how the world is called from there, and its emergency numbers, with 0 and 5 for any digit.
fn countries() -> Vec<(&'static str, &'static str, Vec<String>)> {
    let rows = include_str!("../src/dialplan/countries.tsv").lines().filter(|line| !line.starts_with('#'));
    rows.map(|row| {
        let columns: Vec<&str> = row.split('\t').collect();
        let &[region, _, _, international, numbers] = columns.as_slice() else { panic!("{row}") };
        // Where the metadata knows none, those that most of the world has.
        let numbers = if numbers == "-" { "112 911 999" } else { numbers };
        let filled = |number: &str| ["0", "5"].map(|digit| number.replace('X', digit));
        let numbers: BTreeSet<String> = numbers.split(' ').flat_map(filled).collect();
        (region, if international == "-" { "00" } else { international }, numbers.into_iter().collect())
    })
    .collect()
}

/// Valid numbers by the region in which they were written.
fn subscribers() -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut of: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for line in include_str!("data/numbers.tsv").lines() {
        if let &[region, _, number, "V", ..] = line.split('\t').collect::<Vec<_>>().as_slice() {
            of.entry(region).or_default().push(number);
        }
    }
    of
}

/// Everything is allowed but to call for help.
fn all_but_help() -> PolicySettings {
    let class = vec![
        NumberClass::Internal,
        NumberClass::ShortCode,
        NumberClass::Local,
        NumberClass::National,
        NumberClass::Mobile,
        NumberClass::Freephone,
        NumberClass::SharedCost,
        NumberClass::Premium,
        NumberClass::International,
    ];
    let digits = (0..=9).map(|digit| EntrySettings {
        // A prefix alone names places, not classes, emergency numbers among them.
        prefix: Some(digit.to_string()),
        class: vec![NumberClass::Internal, NumberClass::ShortCode],
        ..EntrySettings::default()
    });
    let allow = std::iter::once(EntrySettings { class, ..EntrySettings::default() }).chain(digits).collect();
    PolicySettings { allow, ..PolicySettings::default() }
}

fn rule(text: &str) -> RuleSettings {
    toml::from_str(text).unwrap()
}

/// Rules that do their worst with a number: they make `help` of it, in front of it, or around it.
fn hostile(help: &str) -> Vec<RuleSettings> {
    let (first, rest) = help.split_at(1);
    let mut rules = Vec::new();
    for strip in [0, 3, 6, 7, 8, 9, 10, 11] {
        for reversible in [false, true] {
            if reversible && strip > 0 {
                continue;
            }
            let name = format!("{}-{strip}", if reversible { "read" } else { "made" });
            for (part, made) in [
                ("replace", format!("replace = '{help}'\nprepend = ''")),
                ("prepend", format!("prepend = '{help}'")),
                ("carrier", format!("carrier = '{help}'\nprepend = ''")),
                ("split", format!("prepend = '{first}'\nreplace = '{rest}'")),
            ] {
                rules.push(rule(&format!(
                    "name = '{name}-{part}'\nstrip = {strip}\nreversible = {reversible}\n{made}"
                )));
            }
        }
    }
    rules
}

/// One site without leave to call for help, and what would be help there.
struct Site<'a> {
    region: &'a str,
    outside: String,
    help: &'a [String],
    plan: DialPlan,
}

impl Site<'_> {
    /// The digits are those of an emergency number, with or without what the PBX takes for its own.
    fn is_help(&self, dialled: &str, prepended: &str) -> bool {
        // What follows a pause may be heard by an exchange that has heard nothing before.
        let (heard, before) = (dialled.replace(',', ""), prepended.replace(',', ""));
        let mut tails = dialled.match_indices(',').filter_map(|(at, _)| dialled.get(at..));
        self.is_help_unpaused(&heard, &before)
            || tails.any(|tail| self.help.iter().any(|help| *help == tail.replace(',', "")))
    }

    fn is_help_unpaused(&self, dialled: &str, prepended: &str) -> bool {
        [Some(dialled), dialled.strip_prefix(self.outside.as_str()), dialled.strip_prefix(prepended)]
            .into_iter()
            .flatten()
            .any(|digits| self.help.iter().any(|help| help == digits))
    }

    /// Digits that begin with an emergency number, where the country has no longer number that begins like this: its
    /// exchanges have heard enough.
    fn is_help_with_more(&self, dialled: &str) -> bool {
        let dialled = &dialled.replace(',', "");
        let digits = dialled.strip_prefix(self.outside.as_str()).unwrap_or(dialled);
        let begins = self.help.iter().any(|help| digits.starts_with(help.as_str()));
        let longer = Metadata.read(digits, Some(self.region.parse().unwrap()));
        begins && !longer.is_ok_and(|read| Metadata.facts(&read.number).valid)
    }

    /// Takes the route to the last gate; nothing that comes through may call for help.
    fn try_to_dial(&self, dial: &Routed, how: &str) {
        let Ok(leave) = self.plan.approve(dial, None) else { return };
        let dialled = leave.dial_string().expose();
        // An extension may begin like an emergency number: it ends inside the PBX, which knows its own plan.
        let inside = matches!(leave.destination(), Destination::Internal(_));
        let mut tails = dialled.match_indices(',').filter_map(|(at, _)| dialled.get(at..));
        let help = self.is_help(dialled, &dial.prepended)
            || (!inside
                && (self.is_help_with_more(dialled) || tails.any(|tail| self.is_help_with_more(tail))));
        assert!(!help, "{}, outside line {:?}, {how}: {dialled} is dialled", self.region, self.outside);
        assert_ne!(leave.class().class, NumberClass::Emergency);
    }

    fn request(&self, text: &str, region: Option<&str>) {
        let region = region.map(|region| region.parse().unwrap());
        let Ok(normalised) = self.plan.normalise(text, region) else { return };
        let Ok(judged) = self.plan.judge(normalised.destination(), None) else { return };
        if let Ok(routed) = self.plan.route(&judged, None) {
            self.try_to_dial(&routed, &format!("typed {text:?}"));
        }
    }

    fn edit(&self, shown: &Routed, text: &str) {
        if let Ok(edited) = self.plan.read_edit(shown, text, None) {
            self.try_to_dial(&edited, &format!("edited to {text:?}"));
        }
        // Whatever the store or an older version hands over.
        if let Ok(dial_string) = text.parse() {
            self.try_to_dial(&Routed { dial_string, ..shown.clone() }, &format!("handed over {text:?}"));
        }
    }

    fn with_all_texts(&self, international: &str, shown: Option<&Routed>, helps: &[String]) {
        for help in helps {
            let spaced: Vec<String> = help.chars().map(String::from).collect();
            let outside = &self.outside;
            let texts = [
                help.clone(),
                spaced.join(" "),
                format!("+{help}"),
                format!("tel:{help}"),
                format!("{help};ext=1"),
                format!("{help} ext. 5"),
                format!("{outside}{help}"),
                format!("{outside}{outside}{help}"),
                format!("{international}{help}"),
                format!("0{help}"),
                format!("{help}{help}"),
                format!("{help}5"),
                format!("{help}5550123"),
                help.chars().map(|c| char::from_u32(u32::from(c) + 0xff10 - 0x30).unwrap()).collect(),
            ];
            for text in &texts {
                self.request(text, None);
                self.request(text, Some("GB"));
                if let Some(shown) = shown {
                    self.edit(shown, text);
                    self.edit(shown, &format!("{}{text}", shown.prepended));
                }
            }
            for number in
                [help.parse().map(Destination::Short).ok(), help.parse().map(Destination::Internal).ok()]
            {
                let Some((number, shown)) = number.zip(shown) else { continue };
                for dialled in [help.clone(), format!("{outside}{help}")] {
                    let dial_string = dialled.parse().unwrap();
                    let stored = Routed { number: number.clone(), dial_string, ..shown.clone() };
                    self.try_to_dial(&stored, &format!("stored {number:?}"));
                }
            }
        }
    }
}

/// Settings of a site where everything may be called but help.
fn settings(region: &str) -> Settings {
    Settings { policy: all_but_help(), ..Settings::new(region.parse().unwrap()) }
}

/// The first number of these that the plan routes, as the agent is shown it.
fn shown(plan: &DialPlan, numbers: &[&str]) -> Option<Routed> {
    numbers.iter().find_map(|number| {
        let judged = plan.judge(&Destination::External(number.parse().ok()?), None).ok()?;
        plan.route(&judged, None).ok()
    })
}

#[test]
fn no_text_and_no_edit_calls_for_help_in_any_country() {
    let subscribers = subscribers();
    let mut sites = 0;
    for (region, international, help) in &countries() {
        let first = help.first().and_then(|help| help.get(..1)).unwrap_or("1");
        let all = vec!["XX", "XXX", "XXXX", "XXXXX"];
        let lines = [("", vec![]), ("", all.clone()), ("9", all.clone()), ("0", vec![]), (first, all)];
        for (outside, extensions) in lines {
            let made = Settings {
                outside_line: outside.to_owned(),
                extensions: extensions.into_iter().map(str::to_owned).collect(),
                international_prefix: Some((*international).to_owned()),
                ..settings(region)
            };
            let plan = DialPlan::new(made).unwrap();
            let numbers = subscribers.get(region).map(Vec::as_slice).unwrap_or_default();
            let shown = shown(&plan, numbers);
            let site = Site { region, outside: outside.to_owned(), help, plan };
            site.with_all_texts(international, shown.as_ref(), help);
            sites += 1;
        }
    }
    assert!(sites > 1_000, "{sites} sites");
}

#[test]
fn no_rule_makes_an_emergency_number_of_another_in_any_country() {
    let subscribers = subscribers();
    let mut routed = 0;
    for (region, international, help) in &countries() {
        let numbers = subscribers.get(region).map(Vec::as_slice).unwrap_or_default();
        for called in help {
            for outside in ["", "9"] {
                for rule in hostile(called) {
                    let made = Settings {
                        outside_line: outside.to_owned(),
                        international_prefix: Some((*international).to_owned()),
                        rules: vec![rule],
                        ..settings(region)
                    };
                    let Ok(plan) = DialPlan::new(made) else { continue };
                    let site = Site { region, outside: outside.to_owned(), help, plan };
                    if let Some(shown) = shown(&site.plan, numbers.get(..2).unwrap_or(numbers)) {
                        site.try_to_dial(&shown, &format!("by rule {}", shown.rule));
                        site.edit(&shown, called);
                        routed += 1;
                    }
                }
            }
        }
    }
    assert!(routed > 1_500, "{routed} numbers were routed at all");
}

#[test]
fn no_prefix_of_the_site_turns_a_number_into_a_call_for_help() {
    let subscribers = subscribers();
    for (region, international, help) in &countries() {
        let numbers = subscribers.get(region).map(Vec::as_slice).unwrap_or_default();
        for called in help {
            let with = |change: &dyn Fn(&mut Settings)| {
                let mut made =
                    Settings { international_prefix: Some((*international).to_owned()), ..settings(region) };
                change(&mut made);
                DialPlan::new(made)
            };
            let plans = [
                with(&|made| made.outside_line.clone_from(called)),
                with(&|made| made.national_prefix = Some(called.clone())),
                with(&|made| made.international_prefix = Some(called.clone())),
                with(&|made| made.extensions = vec![called.clone(), format!("X{called}")]),
            ];
            for (plan, outside) in plans.into_iter().zip([called.as_str(), "", "", ""]) {
                let Ok(plan) = plan else { continue };
                let shown = shown(&plan, numbers);
                let site = Site { region, outside: outside.to_owned(), help, plan };
                site.with_all_texts(international, shown.as_ref(), std::slice::from_ref(called));
            }
        }
    }
}

/// A text with a pause in each place, one after the other, and in all of them.
fn with_pauses(text: &str) -> Vec<String> {
    let mut paused: Vec<String> = (0..=text.len())
        .filter_map(|at| text.split_at_checked(at))
        .map(|(head, tail)| format!("{head},{tail}"))
        .collect();
    paused.push(text.chars().flat_map(|c| [',', c]).collect());
    paused
}

#[test]
fn no_pause_hides_a_call_for_help_in_any_country() {
    let subscribers = subscribers();
    let (mut edited, mut routed) = (0, 0);
    for (region, international, help) in &countries() {
        let numbers = subscribers.get(region).map(Vec::as_slice).unwrap_or_default();
        for (outside, prepend) in [("", ","), ("9", "9,"), ("9", "9,0,"), ("0", "0,")] {
            let made = |rules: Vec<RuleSettings>| Settings {
                outside_line: outside.to_owned(),
                international_prefix: Some((*international).to_owned()),
                pause: Some('p'),
                rules,
                ..settings(region)
            };
            let paused = rule(&format!("name = 'paused'\nreversible = false\nprepend = '{prepend}'"));
            let Ok(plan) = DialPlan::new(made(vec![paused])) else { continue };
            let shown = shown(&plan, numbers);
            let site = Site { region, outside: outside.to_owned(), help, plan };
            for called in help {
                for text in with_pauses(called).iter().flat_map(|text| {
                    [
                        text.clone(),
                        format!("{outside}{text}"),
                        format!("{prepend}{text}"),
                        format!("{text}5550123"),
                    ]
                }) {
                    site.request(&text, None);
                    if let Some(shown) = &shown {
                        site.edit(shown, &text);
                        edited += 1;
                    }
                }
                let (first, rest) = called.split_at(1);
                let split = format!("prepend = '8,{first}'\nreplace = '{rest}'");
                let hidden = with_pauses(called).into_iter().map(|hidden| format!("prepend = '{hidden}'"));
                for hidden in hidden.chain([split]) {
                    let hostile = rule(&format!("name = 'hostile'\nstrip = 9\nreversible = false\n{hidden}"));
                    let Ok(plan) = DialPlan::new(made(vec![hostile])) else { continue };
                    let site = Site { region, outside: outside.to_owned(), help, plan };
                    if let Some(shown) = self::shown(&site.plan, numbers) {
                        site.try_to_dial(&shown, "by a rule with pauses");
                        routed += 1;
                    }
                }
            }
        }
    }
    assert!(edited > 10_000, "{edited} edits were tried");
    assert!(routed < 10_000, "{routed} numbers were routed");
}

#[test]
fn only_the_name_of_the_class_opens_it() {
    for (region, _, help) in &countries() {
        for called in help {
            let judged = |policy: PolicySettings| {
                let plan = DialPlan::new(Settings {
                    policy,
                    international_prefix: Some("00".to_owned()),
                    ..Settings::new(region.parse().unwrap())
                })
                .unwrap();
                let number = plan.normalise(called, None).unwrap();
                plan.judge(number.destination(), None).is_ok()
            };
            let entry = |class: Option<NumberClass>| EntrySettings {
                class: class.into_iter().collect(),
                country: vec![region.parse().unwrap()],
                prefix: None,
            };
            let allow = |entry| PolicySettings { allow: vec![entry], ..PolicySettings::default() };
            assert!(!judged(PolicySettings::default()), "{region} {called}");
            assert!(!judged(allow(entry(None))), "{region} {called}: naming the country is not enough");
            assert!(!judged(all_but_help()), "{region} {called}");
            assert!(
                judged(allow(entry(Some(NumberClass::Emergency)))),
                "{region} {called}: it can be allowed"
            );
        }
    }
}
