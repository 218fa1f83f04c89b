//! Help is not called by accident: as long as no policy allows the class `emergency`, no configuration dials an emergency
//! number of any country, whatever is typed, edited or routed.
//!
//! The countries and their emergency numbers are those of the dial plan's tables, read here a second time; what calls for
//! help is decided here by other means than in the dial plan.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set up must fail")]

use std::collections::{BTreeMap, BTreeSet};

use callbackd::dialplan::{
    Destination, DialPlan, EntrySettings, NumberClass, PolicySettings, RefusalRule, Routed, RuleSettings,
    Settings,
    numbering::{Metadata, Numbering},
};

/// A country, how the world is called from there, and its emergency numbers, with 0 and 5 for any digit.
struct Country {
    region: &'static str,
    international: &'static str,
    help: Vec<String>,
    /// Those that subscribers' numbers begin with as well.
    shared: BTreeSet<String>,
}

/// With the numbers of the metadata alone, or with all there are.
fn countries(all: bool) -> Vec<Country> {
    let rows = |table: &'static str| table.lines().filter(|line| !line.starts_with('#'));
    let more = include_str!("../src/dialplan/emergency.tsv");
    rows(include_str!("../src/dialplan/countries.tsv"))
        .map(|row| {
            let columns: Vec<&str> = row.split('\t').collect();
            let &[region, _, _, international, numbers] = columns.as_slice() else { panic!("{row}") };
            // Where the metadata knows none, those that most of the world has.
            let numbers = if numbers == "-" { "112 911 999" } else { numbers };
            let own: BTreeSet<&str> = numbers.split(' ').collect();
            let mut marked: BTreeSet<&str> = if own.contains("911") { [].into() } else { ["911"].into() };
            let mut all_of: BTreeSet<&str> =
                if all { own.union(&["112", "911"].into()).copied().collect() } else { own };
            for row in rows(more).filter(|row| row.split('\t').next() == Some(region)) {
                for number in row.split('\t').nth(1).unwrap().split(' ') {
                    let digits = number.trim_end_matches('~');
                    if digits == number {
                        marked.remove(digits);
                    } else {
                        marked.insert(digits);
                    }
                    if all {
                        all_of.insert(digits);
                    }
                }
            }
            let filled = |number: &&str| ["0", "5"].map(|digit| number.replace('X', digit));
            Country {
                region,
                international: if international == "-" { "00" } else { international },
                help: all_of.iter().flat_map(filled).collect::<BTreeSet<_>>().into_iter().collect(),
                shared: marked.iter().flat_map(filled).collect(),
            }
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
    international: &'a str,
    outside: String,
    help: &'a [String],
    shared: &'a BTreeSet<String>,
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

    /// Digits that begin with an emergency number: the exchange has heard enough, unless subscribers share the beginning
    /// and this is the number of one.
    fn is_help_with_more(&self, dialled: &str) -> bool {
        let dialled = &dialled.replace(',', "");
        self.help
            .iter()
            .filter(|help| dialled.starts_with(help.as_str()))
            .any(|help| !self.shared.contains(help) || !self.is_subscriber(dialled))
    }

    fn is_subscriber(&self, dialled: &str) -> bool {
        let valid = |text: &str| {
            let read = Metadata.read(text, Some(self.region.parse().unwrap()));
            read.is_ok_and(|read| Metadata.facts(&read.number).valid)
        };
        valid(dialled)
            || dialled.strip_prefix(self.international).is_some_and(|abroad| valid(&format!("+{abroad}")))
    }

    /// The switch and the exchanges behind it, each of which begins to listen somewhere.
    fn somebody_hears_help(&self, dialled: &str, prepended: &str) -> bool {
        let heard = dialled.replace(',', "");
        let prefixes = [self.outside.as_str(), prepended].map(|prefix| prefix.replace(',', ""));
        let behind = prefixes.iter().filter(|prefix| !prefix.is_empty());
        let behind: Vec<&str> = behind.filter_map(|prefix| heard.strip_prefix(prefix.as_str())).collect();
        let after_pause = dialled.match_indices(',').filter_map(|(at, _)| dialled.get(at..));
        // A switch lets whole numbers pass that begin, outside line and all, like a call for help.
        let passes = behind.iter().any(|tail| self.is_subscriber(tail));
        let direct = self.outside.is_empty() || !heard.starts_with(self.outside.as_str());
        let ended =
            || self.help.iter().any(|help| heard.starts_with(help.as_str()) && !self.shared.contains(help));
        (!passes && if direct { self.is_help_with_more(&heard) } else { ended() })
            || behind.iter().any(|tail| self.is_help_with_more(tail))
            || after_pause.into_iter().any(|tail| self.is_help_with_more(tail))
    }

    /// Takes the route to the last gate; nothing that comes through may call for help.
    fn try_to_dial(&self, dial: &Routed, how: &str) {
        let Ok(leave) = self.plan.approve(dial, None) else { return };
        let dialled = leave.dial_string().expose();
        // An extension may begin like an emergency number: it ends inside the PBX, which knows its own plan.
        let inside = matches!(leave.destination(), Destination::Internal(_));
        let help = self.is_help(dialled, &dial.prepended)
            || (!inside && self.somebody_hears_help(dialled, &dial.prepended));
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
    // Where the caller must choose a carrier, there are no usual rules.
    let national = |code: &str, carrier: &str| {
        vec![
            rule(&format!(
                "name = 'national'\nmatch.prefix = '+{code}'\nstrip-prefix = '{code}'\nreplace = '{carrier}'"
            )),
            rule("name = 'all'\nreplace = '00'\nmatch.class = ['international', 'premium']"),
            rule("name = 'short'"),
        ]
    };
    let rules = match region {
        "BR" => national("55", "015"),
        "BO" => national("591", "010"),
        _ => Vec::new(),
    };
    Settings { policy: all_but_help(), rules, ..Settings::new(region.parse().unwrap()) }
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
    for Country { region, international, help, shared } in &countries(false) {
        let first = help.first().and_then(|help| help.get(..1)).unwrap_or("1");
        let all = vec!["XX", "XXX", "XXXX", "XXXXX"];
        let lines = [("", vec![]), ("9", all.clone()), (first, all)];
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
            let site = Site { region, international, outside: outside.to_owned(), help, shared, plan };
            site.with_all_texts(international, shown.as_ref(), help);
            sites += 1;
        }
    }
    assert!(sites > 700, "{sites} sites");
}

#[test]
fn no_number_of_any_table_is_dialled_behind_any_outside_line() {
    let subscribers = subscribers();
    let mut edits = 0;
    for Country { region, international, help, shared } in &countries(true) {
        let numbers = subscribers.get(region).map(Vec::as_slice).unwrap_or_default();
        for outside in ["", "0", "9", "1"] {
            let made = Settings {
                outside_line: outside.to_owned(),
                international_prefix: Some((*international).to_owned()),
                pause: Some('p'),
                ..settings(region)
            };
            let plan = DialPlan::new(made).unwrap();
            let Some(shown) = shown(&plan, numbers) else { continue };
            let site = Site { region, international, outside: outside.to_owned(), help, shared, plan };
            for called in help {
                site.request(called, None);
                let (first, rest) = called.split_at(1);
                for text in [
                    called.clone(),
                    format!("{outside}{called}"),
                    format!("{outside}0{called}"),
                    format!("{called}8"),
                    format!("{outside}{called}46"),
                    format!("{outside}{called}5550123"),
                    format!("{outside},{first},{rest}"),
                ] {
                    site.edit(&shown, &text);
                    edits += 1;
                }
            }
        }
    }
    assert!(edits > 50_000, "{edits} edits");
}

/// Everything that a plan of these settings makes of a text, down to the last gate.
fn dialled(settings: &str, text: &str) -> Result<String, RefusalRule> {
    let plan = DialPlan::new(toml::from_str(settings).unwrap()).unwrap();
    let number = plan.normalise(text, None).map_err(|refusal| refusal.rule)?;
    let judged = plan.judge(number.destination(), None).map_err(|refusal| refusal.rule)?;
    let routed = plan.route(&judged, None).map_err(|refusal| refusal.rule)?;
    let leave = plan.approve(&routed, None).map_err(|refusal| refusal.rule)?;
    Ok(leave.dial_string().expose().to_owned())
}

#[test]
fn short_codes_that_call_for_help_are_emergency_numbers() {
    let named = [
        ("RS", "192 193 194"),
        ("ES", "091 061 062 016 092"),
        ("NG EG TN TH AR MX NZ SG CN US JP BR", "112"),
        ("DE GB JP NZ FR CN IN", "911"),
        ("PE", "106 105 110"),
        ("PY", "132"),
        ("FR", "114 115 119 191 196 197 116117"),
        ("AT", "140 141 142"),
        ("CH", "1414 143 145"),
        ("RU UA BY", "104"),
        ("IT", "117 1515 1530"),
        ("GB", "101 111"),
        ("US", "988"),
        ("UY", "104 105 106"),
        ("LA", "1190 1191 1195"),
        ("PL", "986 991"),
        ("BR", "194 199 185"),
    ];
    let pairs = named.iter().flat_map(|(regions, codes)| {
        regions.split(' ').flat_map(|region| codes.split(' ').map(move |code| (region, code)))
    });
    for (region, code) in pairs {
        let site = Settings { international_prefix: Some("00".to_owned()), ..settings(region) };
        let plan = DialPlan::new(site).unwrap();
        let read = plan.normalise(code, None).unwrap();
        assert_eq!(plan.classify(read.destination()).class, NumberClass::Emergency, "{region} {code}");
        let refusal = plan.judge(read.destination(), None).unwrap_err();
        assert_eq!(refusal.rule, RefusalRule::Emergency, "{region} {code}");
    }
}

#[test]
fn what_the_exchange_hears_first_counts() {
    let johannesburg = "region = 'ZA'\narea-code = '11'\nlocal-digits = [7]\noutside-line = '0'";
    let plan = DialPlan::new(toml::from_str(johannesburg).unwrap()).unwrap();
    let shown = shown(&plan, &["+27115550123"]).unwrap();
    for edit in ["01011146", "0 101 1146", "0 10111", "10111", "0112 5550"] {
        assert_eq!(plan.read_edit(&shown, edit, None).unwrap_err().rule, RefusalRule::Emergency, "{edit}");
    }
    assert!(plan.read_edit(&shown, "0 555 0124", None).is_ok());

    let local =
        format!("{johannesburg}\n[[rules]]\nname = 'local'\nmatch.class = 'local'\nstrip-prefix = '2711'");
    assert_eq!(dialled(&local, "+27 11 101 1146"), Err(RefusalRule::Emergency));
    assert_eq!(dialled(&local, "+27 11 555 0123").unwrap(), "05550123");
    assert_eq!(dialled(johannesburg, "+27 11 101 1146").unwrap(), "00111011146", "with its area code");

    let short = |region: &str| {
        format!("region = '{region}'\noutside-line = '9'\npolicy.allow = [{{ class = 'short_code' }}]")
    };
    assert_eq!(dialled(&short("US"), "118"), Err(RefusalRule::Emergency), "9118");
    // The exchange takes its own prefix off, such as one that hides who calls.
    for (region, code) in [("JP", "184110"), ("GB", "141999"), ("RU", "04"), ("ZA", "107")] {
        assert_eq!(dialled(&short(region), code), Err(RefusalRule::Emergency), "{region}");
    }
    assert_eq!(dialled(&short("GB"), "99148"), Err(RefusalRule::Emergency), "999148");
    assert_eq!(dialled(&short("DE"), "0112"), Err(RefusalRule::Emergency), "112 behind a prefix");
    assert_eq!(dialled(&short("GB"), "118500").unwrap(), "9118500");
}

#[test]
fn what_nobody_can_dial_without_a_carrier_is_not_dialled_without_one() {
    let by = |made: &str| {
        format!(
            "region = 'BR'\narea-code = '19'\nlocal-digits = [8, 9]\n[[rules]]\nname = 'national'\n\
             match.prefix = '+55'\nstrip-prefix = '55'\n{made}"
        )
    };
    let campinas = "(19) 3234-5678";
    let without = "region = 'BR'\ninternational-prefix = '0021'";
    assert_eq!(dialled(without, campinas), Err(RefusalRule::RouteDiffers));
    assert_eq!(dialled(&by("replace = '0'"), campinas), Err(RefusalRule::RouteDiffers), "0193 2345678");
    // 193 is the fire brigade.
    assert_eq!(dialled(&by(""), campinas), Err(RefusalRule::Emergency));
    for made in ["replace = '015'", "carrier = '015'"] {
        assert_eq!(dialled(&by(made), campinas).unwrap(), "0151932345678", "{made}");
    }
    assert_eq!(dialled(&by("replace = '0'"), "0800 123 4567").unwrap(), "08001234567", "free ones have none");

    let plan = DialPlan::new(toml::from_str(&by("replace = '015'")).unwrap()).unwrap();
    let shown = shown(&plan, &["+551932345678"]).unwrap();
    assert_eq!(plan.read_edit(&shown, "0 21 19 3234 5679", None).unwrap().number.expose(), "+551932345679");
    assert_eq!(plan.read_edit(&shown, "3234 5679", None).unwrap().number.expose(), "+551932345679");
    for edit in ["0 19 3234 5679", "19 3234 5679", "0 11 98765 4321"] {
        assert!(plan.read_edit(&shown, edit, None).is_err(), "{edit}");
    }
}

#[test]
fn every_place_where_an_exchange_may_begin_to_listen_counts() {
    let by = |rule: &str| {
        let site =
            format!("region = 'GB'\noutside-line = '9'\n[[rules]]\nname = 'by'\nreversible = false\n{rule}");
        dialled(&site, "+44 20 7946 0018")
    };
    // The exchange behind the 8 hears 1, then 12.
    assert_eq!(by("strip = 4\nprepend = '8'\ncarrier = '1'\nreplace = '12'"), Err(RefusalRule::Emergency));
    assert_eq!(by("strip = 4\nprepend = '8'\ncarrier = '99'\nreplace = '9'"), Err(RefusalRule::Emergency));
    assert_eq!(by("strip = 4\nprepend = '9'\nreplace = '99'"), Err(RefusalRule::Emergency));
    assert_eq!(by("strip = 4\nprepend = '8'\ncarrier = '1'\nreplace = '02'").unwrap(), "810279460018");
}

#[test]
fn a_rule_that_would_call_for_help_with_a_subscriber_s_number_is_told_beforehand() {
    let told = |site: &str| {
        let plan = DialPlan::new(toml::from_str(site).unwrap()).unwrap();
        plan.warnings().iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let johannesburg = "region = 'ZA'\narea-code = '11'\nlocal-digits = [7]\noutside-line = '0'\n";
    let local = "[[rules]]\nname = 'local'\nmatch.class = 'local'\nstrip-prefix = '2711'\n";
    let whole = "[[rules]]\nname = 'whole'\nmatch.prefix = '+27111'\nstrip-prefix = '27'\nreplace = '0'\n";
    let warned = told(&format!("{johannesburg}{local}"));
    assert_eq!(warned.len(), 1, "{warned:?}");
    assert!(warned[0].starts_with("dialplan.rules[0]: `local` makes "), "{warned:?}");
    assert!(warned[0].contains("put a rule with prefix = \"+27111"), "{warned:?}");
    assert_eq!(told(&format!("{johannesburg}{whole}{local}")), Vec::<String>::new());
    assert_eq!(told(johannesburg), Vec::<String>::new());
}

/// Valid numbers made of those that the library gives as examples, with other last digits.
fn neighbours(number: &str) -> Vec<String> {
    let mut seed = number.bytes().fold(7_u64, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte.into()));
    let mut digit = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from_digit(u32::try_from(seed >> 33).unwrap() % 10, 10).unwrap()
    };
    let made = (0..12).map(|round| {
        let kept = number.len() - (3 + round % 5).min(number.len() - 5);
        number.chars().take(kept).chain(std::iter::repeat_with(&mut digit)).take(number.len()).collect()
    });
    made.filter(|number: &String| number.parse().is_ok_and(|number| Metadata.facts(&number).valid)).collect()
}

#[test]
fn subscribers_stay_within_reach_in_every_country() {
    let subscribers = subscribers();
    let (mut all, mut refused) = (0, 0);
    for Country { region, international, .. } in &countries(false) {
        let numbers: BTreeSet<&str> = subscribers.get(region).into_iter().flatten().copied().collect();
        let (mut here, mut lost) = (0, Vec::new());
        for outside in ["", "9"] {
            let made = Settings {
                outside_line: outside.to_owned(),
                international_prefix: Some((*international).to_owned()),
                ..settings(region)
            };
            let plan = DialPlan::new(made).unwrap();
            let texts = numbers
                .iter()
                .flat_map(|number| neighbours(number).into_iter().chain([(*number).to_owned()]));
            for text in texts {
                let Ok(number) = text.parse() else { continue };
                let Ok(judged) = plan.judge(&Destination::External(number), None) else { continue };
                here += 1;
                if plan.route(&judged, None).is_err_and(|refusal| refusal.rule == RefusalRule::Emergency) {
                    lost.push(text);
                }
            }
        }
        all += here;
        refused += lost.len();
        if !lost.is_empty() {
            println!("{region}: {} of {here}: {:?}", lost.len(), &lost[..lost.len().min(5)]);
        }
        assert!(lost.len() * 50 <= here, "{region}: {} of {here} are refused: {lost:?}", lost.len());
    }
    println!("{refused} of {all}");
    assert!(all > 50_000 && refused * 2_000 <= all, "{refused} of {all} are refused");
}

#[test]
fn no_rule_makes_an_emergency_number_of_another_in_any_country() {
    let subscribers = subscribers();
    let mut routed = 0;
    for Country { region, international, help, shared } in &countries(false) {
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
                    let site =
                        Site { region, international, outside: outside.to_owned(), help, shared, plan };
                    if let Some(shown) = shown(&site.plan, numbers.get(..2).unwrap_or(numbers)) {
                        site.try_to_dial(&shown, &format!("by rule {}", shown.rule));
                        site.edit(&shown, called);
                        routed += 1;
                    }
                }
            }
        }
    }
    assert!(routed > 100, "{routed} numbers were routed at all");
}

#[test]
fn no_prefix_of_the_site_turns_a_number_into_a_call_for_help() {
    let subscribers = subscribers();
    for Country { region, international, help, shared } in &countries(false) {
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
                let site = Site { region, international, outside: outside.to_owned(), help, shared, plan };
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
    for Country { region, international, help, shared } in &countries(false) {
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
            let site = Site { region, international, outside: outside.to_owned(), help, shared, plan };
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
                    let site =
                        Site { region, international, outside: outside.to_owned(), help, shared, plan };
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
    for Country { region, help, .. } in &countries(true) {
        for called in help {
            let judged = |policy: PolicySettings| {
                let plan = DialPlan::new(Settings {
                    policy,
                    international_prefix: Some("00".to_owned()),
                    ..settings(region)
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
