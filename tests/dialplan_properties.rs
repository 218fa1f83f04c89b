//! What holds for every text, number and set of rules.
#![expect(clippy::unwrap_used, reason = "a test that cannot set up must fail")]

use std::sync::LazyLock;

use callbackd::dialplan::{Destination, DialPlan, DialString, E164, Region, Routed, RuleSettings, Settings};
use proptest::prelude::*;
use proptest::sample::select;
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    dialplan: Settings,
}

/// The samples, with everything allowed.
static PLANS: LazyLock<Vec<DialPlan>> = LazyLock::new(|| {
    let samples = [
        include_str!("../config/dialplan/north-america.toml"),
        include_str!("../config/dialplan/united-kingdom.toml"),
        include_str!("../config/dialplan/germany.toml"),
        include_str!("../config/dialplan/france.toml"),
        include_str!("../config/dialplan/india.toml"),
        include_str!("../config/dialplan/australia.toml"),
    ];
    let open = |text: &str| {
        let policy =
            toml::from_str(r#"allow = [{ class = ["internal", "premium", "international"] }]"#).unwrap();
        DialPlan::new(Settings { policy, ..toml::from_str::<File>(text).unwrap().dialplan }).unwrap()
    };
    samples.map(open).into()
});

/// Valid numbers of every country.
static NUMBERS: LazyLock<Vec<E164>> = LazyLock::new(|| {
    let rows = include_str!("data/numbers.tsv").lines().map(|line| line.split('\t').collect::<Vec<_>>());
    rows.filter_map(|row| row.get(2).filter(|_| row.get(3) == Some(&"V"))?.parse().ok()).collect()
});

fn plan() -> impl Strategy<Value = &'static DialPlan> {
    select(PLANS.iter().collect::<Vec<_>>())
}

fn number() -> impl Strategy<Value = E164> {
    let home: Vec<E164> = NUMBERS
        .iter()
        .filter(|number| {
            ["+1", "+44", "+49", "+33", "+91", "+61"].iter().any(|code| number.expose().starts_with(code))
        })
        .cloned()
        .collect();
    prop_oneof![select(NUMBERS.as_slice()), select(home)]
}

/// Texts that look more or less like numbers, and texts that do not.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[+0-9 ()./*#x-]{0,24}",
        r"(tel:)?\+?[0-9]{1,14}(;ext=[0-9]{1,4})?(;phone-context=\+?[0-9a-z.]{0,6})?",
        "(\\+|00|011|0|1)?[0-9]{2,12}",
        number().prop_map(|number| number.expose().to_owned()),
        "\\PC{0,300}",
        proptest::collection::vec(any::<char>(), 0..10_000).prop_map(|chars| chars.into_iter().collect()),
    ]
}

fn region() -> impl Strategy<Value = Option<Region>> {
    proptest::option::of("[A-Z]{2}".prop_map(|text| text.parse().unwrap()))
}

fn route(plan: &DialPlan, number: &E164) -> Option<Routed> {
    let judged = plan.judge(&Destination::External(number.clone()), None).ok()?;
    plan.route(&judged, None).ok()
}

/// Whether `told` has six digits in a row that `text` has: one more than redaction ever shows.
fn tells(told: &str, text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.as_bytes().windows(6).any(|run| told.contains(std::str::from_utf8(run).unwrap()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics_and_no_refusal_repeats_it(plan in plan(), text in text(), region in region(), shown in number()) {
        if let Err(refusal) = plan.normalise(&text, region) {
            prop_assert!(!tells(&refusal.to_string(), &text), "{refusal}");
            prop_assert!(!refusal.detail.is_empty());
        }
        let explanation = plan.explain(&text, region, None);
        prop_assert!(!tells(&format!("{explanation:?}"), &text), "{explanation:?}");
        prop_assert_ne!(explanation.dial_string.is_some(), explanation.refusal.is_some());
        if let Some(shown) = route(plan, &shown)
            && let Err(refusal) = plan.read_edit(&shown, &text, None)
        {
            prop_assert!(!tells(&refusal.to_string(), &text), "{refusal}");
        }
    }

    #[test]
    fn normalising_twice_changes_nothing(plan in plan(), text in text(), region in region()) {
        if let Ok(once) = plan.normalise(&text, region) {
            let twice = plan.normalise(once.destination().expose(), region);
            prop_assert_eq!(twice.as_ref().map(|twice| twice.destination()), Ok(once.destination()));
        }
    }

    #[test]
    fn an_agent_who_types_what_another_number_is_dialled_as_reaches_that_number(
        plan in plan(), shown in number(), wanted in number(),
    ) {
        let (Some(shown), Some(wanted)) = (route(plan, &shown), route(plan, &wanted)) else { return Ok(()) };
        prop_assume!(shown.prepended == wanted.prepended);
        let edited = plan.read_edit(&shown, wanted.dial_string.expose(), None).unwrap();
        prop_assert_eq!(&edited.number, &wanted.number);
        prop_assert_eq!(&edited.dial_string, &wanted.dial_string);
        prop_assert!(plan.approve(&edited, None).is_ok());
    }

    #[test]
    fn an_edit_that_is_read_can_be_approved_and_is_dialled_digit_for_digit(
        plan in plan(), shown in number(), text in "[0-9*# ]{1,20}",
    ) {
        let Some(shown) = route(plan, &shown) else { return Ok(()) };
        if let Ok(edited) = plan.read_edit(&shown, &text, None) {
            prop_assert_eq!(edited.dial_string.expose(), text.replace(' ', ""));
            let leave = plan.approve(&edited, None).unwrap();
            prop_assert_eq!(leave.dial_string(), &edited.dial_string);
        }
    }

    #[test]
    fn leave_needs_digits_that_reach_the_number(plan in plan(), number in number(), digits in "[09]{1,3}[0-9]{2,12}") {
        let Some(shown) = route(plan, &number) else { return Ok(()) };
        let forged = Routed { dial_string: digits.parse().unwrap(), ..shown.clone() };
        if plan.approve(&forged, None).is_ok() {
            prop_assert_eq!(plan.read_edit(&shown, &digits, None).unwrap().number, shown.number);
        }
    }

    #[test]
    fn nothing_that_holds_a_number_prints_it(plan in plan(), number in number()) {
        let Some(routed) = route(plan, &number) else { return Ok(()) };
        let judged = plan.judge(&routed.number, None).unwrap();
        let leave = plan.approve(&routed, None).unwrap();
        for told in [number.to_string(), routed.number.to_string(), routed.dial_string.to_string(),
                     format!("{routed:?} {judged:?} {leave:?} {number:?}")] {
            prop_assert!(!tells(&told.replace(routed.rules_version.as_str(), ""), number.expose()), "{told}");
        }
    }
}

fn code() -> impl Strategy<Value = Option<String>> {
    proptest::option::weighted(0.4, "[0-9*#]{0,4}")
}

prop_compose! {
    fn rule()(
        name in "[a-z]{1,6}",
        prefix in proptest::option::of(select(vec!["+44", "+4420", "+1", "+49"])),
        strip in proptest::option::of(0_usize..5),
        replace in proptest::option::of(select(vec!["0", "00", "1", "011"])),
        carrier in code(), prepend in code(), reversible in proptest::bool::weighted(0.8),
    ) -> RuleSettings {
        let mut rule: RuleSettings = toml::from_str(r#"name = "x""#).unwrap();
        rule.condition.prefix = prefix.map(str::to_owned);
        RuleSettings { name, strip, replace: replace.map(str::to_owned), carrier, prepend, reversible, ..rule }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_reversible_rules_make_reads_back_as_the_number(
        rules in proptest::collection::vec(rule(), 1..4),
        outside_line in "[09]{0,1}",
        area_code in proptest::option::of(Just("20".to_owned())),
        number in prop_oneof![select(vec!["+442079460018", "+441614960123", "+12125550123"])
            .prop_map(|text| text.parse::<E164>().unwrap()), number()],
    ) {
        let policy = toml::from_str(r#"allow = [{ class = ["premium", "international"] }]"#).unwrap();
        let local_digits = area_code.iter().map(|_| 8).collect();
        let plain = Settings::new("GB".parse().unwrap());
        let settings = Settings { rules: rules.clone(), outside_line, area_code, local_digits, policy, ..plain };
        let Ok(plan) = DialPlan::new(settings) else { return Ok(()) };
        let Some(routed) = route(&plan, &number) else { return Ok(()) };
        prop_assert!(plan.approve(&routed, None).is_ok());
        if rules.iter().any(|rule| rule.name == routed.rule && rule.reversible) {
            // Another dial string is shown, so that this one has to be read.
            let shown = Routed { dial_string: "5".parse::<DialString>().unwrap(), ..routed.clone() };
            let read = plan.read_edit(&shown, routed.dial_string.expose(), None);
            prop_assert_eq!(read.map(|read| read.number), Ok(routed.number));
        }
    }
}

/// Conditions that exclude, include and cross each other.
fn condition() -> impl Strategy<Value = String> {
    let prefixes = vec!["+44", "+447", "+4420", "+33", "+1", "+1876", "+3"];
    let classes = vec![
        "local",
        "national",
        "mobile",
        "freephone",
        "premium",
        "international",
        "shared_cost",
        "internal",
    ];
    let countries = vec!["GB", "JE", "FR", "US", "JM"];
    (
        proptest::option::of(select(prefixes)),
        proptest::sample::subsequence(classes, 0..6),
        proptest::sample::subsequence(countries, 0..3),
        proptest::sample::subsequence(vec!["sales", "service"], 0..2),
        proptest::option::weighted(0.3, 0_usize..10),
    )
        .prop_map(|(prefix, classes, countries, queues, strip)| {
            let prefix = prefix.map(|prefix| format!("match.prefix = '{prefix}'\n")).unwrap_or_default();
            let strip = strip.map(|strip| format!("strip = {strip}\n")).unwrap_or_default();
            format!(
                "{prefix}{strip}match.class = {classes:?}\nmatch.country = {countries:?}\nmatch.queue = {queues:?}\n"
            )
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Which rule a number would go by is told here a second time, because a plan with such rules is none.
    #[test]
    fn no_number_would_go_by_a_rule_that_is_told_to_be_unreachable(
        conditions in proptest::collection::vec(condition(), 2..7),
        numbers in proptest::collection::vec(number(), 60),
    ) {
        let plain: Settings = toml::from_str(
            "region = 'GB'\ndomestic = ['JE']\narea-code = '20'\nextensions = ['2XXX']",
        ).unwrap();
        let text = |(index, condition): (usize, &String)| format!("name = 'r{index}'\nreversible = false\n{condition}");
        let rules: Vec<RuleSettings> =
            conditions.iter().enumerate().map(|rule| toml::from_str(&text(rule)).unwrap()).collect();
        let Err(faults) = DialPlan::new(Settings { rules: rules.clone(), ..plain.clone() }) else { return Ok(()) };
        let told = |index: usize| faults.iter().any(|fault| fault.key == format!("dialplan.rules[{index}]"));
        let classes = DialPlan::new(plain).unwrap();
        let destinations = numbers.into_iter().map(Destination::External);
        for number in destinations.chain([Destination::Internal("2001".parse().unwrap())]) {
            let class = classes.classify(&number);
            for queue in [None, Some("sales"), Some("service")] {
                let fits = |rule: &RuleSettings| {
                    let RuleSettings { condition, strip, .. } = rule;
                    (condition.class.is_empty() || class.classes().any(|class| condition.class.contains(&class)))
                        && (condition.country.is_empty()
                            || class.country.is_some_and(|country| condition.country.contains(&country)))
                        && number.expose().starts_with(condition.prefix.as_deref().unwrap_or_default())
                        && (condition.queue.is_empty()
                            || queue.is_some_and(|queue| condition.queue.iter().any(|name| name == queue)))
                        && number.expose().trim_start_matches('+').len() > strip.unwrap_or(0)
                };
                if let Some(first) = rules.iter().position(fits) {
                    prop_assert!(!told(first), "{number} goes by r{first}: {faults:?}\n{conditions:?}");
                }
            }
        }
    }
}
