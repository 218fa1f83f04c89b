//! Agreement with Google's libphonenumber over every country: `tests/data/make_numbers.py` says how the table is
//! made.
#![expect(clippy::unwrap_used, reason = "a test that cannot set up must fail")]

use std::collections::BTreeMap;

use callbackd::dialplan::numbering::{LineKind, Metadata, Numbering};
use callbackd::dialplan::{
    ApprovedDial, Destination, DialPlan, E164, Normalised, NumberClass, RefusalRule, Region, RuleSettings,
    Settings,
};

struct Row {
    region: Region,
    text: &'static str,
    e164: &'static str,
    verdict: &'static str,
    kind: &'static str,
    home: &'static str,
}

fn rows() -> Vec<Row> {
    let lines = include_str!("data/numbers.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows = lines.map(|line| {
        let mut columns = line.split('\t');
        let mut next = || columns.next().unwrap();
        Row {
            region: next().parse().unwrap(),
            text: next(),
            e164: next(),
            verdict: next(),
            kind: next(),
            home: next(),
        }
    });
    rows.collect()
}

/// Some countries have an international prefix for every carrier: there, the site's is taken to be 00. In some nobody can
/// dial within the country without choosing one either: there, one is chosen.
fn plan(settings: Settings) -> DialPlan {
    let rules = match settings.region.as_str() {
        "BR" => by_carrier("55", "015"),
        "BO" => by_carrier("591", "010"),
        _ => Vec::new(),
    };
    DialPlan::new(Settings { rules: rules.clone(), ..settings.clone() }).unwrap_or_else(|_| {
        DialPlan::new(Settings { international_prefix: Some("00".to_owned()), rules, ..settings }).unwrap()
    })
}

/// Services and mobiles as they are, all others by the carrier.
fn by_carrier(code: &str, carrier: &str) -> Vec<RuleSettings> {
    let alone = if code == "591" { "mobile" } else { "freephone" };
    let zero = if code == "591" { "" } else { "replace = '0'" };
    let rules = [
        format!(
            "name = 'alone'\nmatch = {{ prefix = '+{code}', class = '{alone}' }}\nstrip-prefix = '{code}'\n{zero}"
        ),
        format!(
            "name = 'services'\nmatch = {{ prefix = '+{code}', class = ['freephone', 'shared_cost', 'premium'] }}\n\
             strip-prefix = '{code}'\nreplace = '0'"
        ),
        "name = 'short'\nmatch.class = ['short_code', 'emergency']".to_owned(),
        format!(
            "name = 'national'\nmatch.prefix = '+{code}'\nstrip-prefix = '{code}'\nreplace = '{carrier}'"
        ),
        "name = 'abroad'\nmatch.class = ['international', 'premium']\nreplace = '00'".to_owned(),
    ];
    rules.iter().map(|rule| toml::from_str(rule).unwrap()).collect()
}

/// What the library calls valid and has no E.164 form, which we refuse. Everything else agrees.
///
/// - Germany's metadata admits freephone numbers of up to 15 national digits, 17 with the country code;
///   E.164 (6.2.1) ends at 15.
/// - Iran's has company numbers of four digits, 6 with the country code: taken for short codes at home and
///   refused elsewhere. No network passes them between countries.
const DIFFERENCES: [&str; 8] = [
    "DE +49 80012345678902",
    "IR +989601",
    "IR 09601",
    "IR +98 9601",
    "IR tel:+98-9601",
    "GB 00 98 9601",
    "IR 9601",
    "IR +98 9601 ext. 280",
];

#[test]
fn numbers_of_every_country_are_read_as_libphonenumber_reads_them() {
    let rows = rows();
    assert!(rows.len() > 10_000, "{} numbers", rows.len());
    let plan = plan(Settings::new("GB".parse().unwrap()));
    let mut differences = Vec::new();
    // The library knows no numbers of former plans.
    let former = |row: &&Row| row.e164.parse::<E164>().is_ok_and(|number| number.telephone() != number);
    let mut asked = 0;
    for row in rows.iter().filter(|row| row.verdict != "E" && !former(row)) {
        let read = plan.normalise(row.text, Some(row.region));
        let number = match read.as_ref().map(Normalised::destination) {
            Ok(Destination::External(number)) => Some(number.expose()),
            // Without trunk prefix and plus, some are numbers of two countries: the library guesses, we ask.
            Err(refusal) if refusal.rule == RefusalRule::AmbiguousNumber && row.verdict == "V" => {
                asked += 1;
                let readings = refusal.readings.iter().map(|reading| reading.destination.expose());
                readings.into_iter().find(|reading| *reading == row.e164)
            }
            Ok(_) | Err(_) => None,
        };
        if number != (row.verdict == "V").then_some(row.e164) {
            differences.push(format!("{} {}", row.region, row.text));
        }
    }
    assert_eq!(differences, DIFFERENCES);
    assert!(asked * 1_000 <= rows.len() * 3, "{asked} of {} are questions", rows.len());
    assert!(differences.len() * 10_000 <= rows.len() * 5, "fewer than 99.95 % agree");
}

#[test]
fn invalid_numbers_have_the_same_e164_form_where_e164_has_room_for_them() {
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'+');
    for row in rows().iter().filter(|row| row.verdict != "E" && plain(row.text)) {
        let read = Metadata.read(row.text, Some(row.region));
        let number = read.ok().map(|read| read.number.expose().to_owned());
        // Some are of former plans.
        let expected = row.e164.parse::<E164>().ok().map(|number| number.telephone().expose().to_owned());
        assert_eq!(number, expected, "{} {}", row.region, row.text);
    }
}

fn kind(name: &str) -> LineKind {
    match name {
        "fixed_line" => LineKind::Fixed,
        "mobile" => LineKind::Mobile,
        "fixed_line_or_mobile" => LineKind::FixedOrMobile,
        "toll_free" => LineKind::Freephone,
        "premium_rate" => LineKind::Premium,
        "shared_cost" => LineKind::SharedCost,
        "voip" => LineKind::Voip,
        "personal_number" => LineKind::Personal,
        "pager" => LineKind::Pager,
        "uan" => LineKind::UniversalAccess,
        "voicemail" => LineKind::Voicemail,
        _ => LineKind::Unknown,
    }
}

/// A premium number that is not known for one is what this is all about.
#[test]
fn numbers_of_every_country_are_used_for_what_libphonenumber_says_and_belong_where_it_says() {
    let mut premium = 0;
    for row in rows().iter().filter(|row| row.verdict == "V") {
        let Ok(number) = row.e164.parse::<E164>() else { continue };
        let facts = Metadata.facts(&number);
        let home = facts.region.map_or("-".to_owned(), |region| region.to_string());
        assert_eq!((facts.kind, home.as_str()), (kind(row.kind), row.home), "{} {}", row.region, row.text);
        if facts.kind == LineKind::Premium {
            let class = plan(Settings::new(row.region)).classify(&Destination::External(number)).class;
            assert_eq!(class, NumberClass::Premium, "{} {}", row.region, row.text);
            premium += 1;
        }
    }
    assert!(premium > 1_000, "{premium} premium numbers");
}

#[test]
fn every_country_s_emergency_numbers_are_known_at_its_sites() {
    for row in rows().iter().filter(|row| row.verdict == "E") {
        let plan = plan(Settings::new(row.region));
        let read = plan.normalise(row.text, None).unwrap();
        assert_eq!(
            plan.classify(read.destination()).class,
            NumberClass::Emergency,
            "{} {}",
            row.region,
            row.text
        );
        assert!(plan.judge(read.destination(), None).is_err());
    }
}

#[test]
fn what_is_dialled_without_rules_reads_back_in_every_country() {
    let mut plans = BTreeMap::new();
    let allow = r#"region = "GB"
        policy.allow = [{ class = ["international", "premium"] }]"#;
    let policy = toml::from_str::<Settings>(allow).unwrap().policy;
    for row in rows().iter().filter(|row| row.verdict == "V") {
        let Ok(number) = row.e164.parse().map(Destination::External) else { continue };
        let plan = plans.entry(row.region).or_insert_with(|| {
            let outside_line = "9".to_owned();
            plan(Settings { outside_line, policy: policy.clone(), ..Settings::new(row.region) })
        });
        let routed = plan.judge(&number, None).and_then(|judged| plan.route(&judged, None));
        let approved = routed.and_then(|routed| plan.approve(&routed, None));
        assert_eq!(approved.as_ref().map(ApprovedDial::destination), Ok(&number), "{}", row.region);
    }
}
