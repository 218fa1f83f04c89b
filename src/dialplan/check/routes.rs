//! `[[dialplan.rules]]`: characters, lengths, and rules that can never be reached.

use super::super::codes::{Auth, Codes};
use super::super::country::ByCarrier;
use super::super::route::{Rule, Strip};
use super::super::{NumberClass, PAUSE, RuleSettings, number};
use super::cover::{self, Unreached};
use super::{Fault, Faults, Site};

/// More rules than this are not looked at: each is compared with all before it.
const MOST_RULES: usize = 200;

pub(super) fn check(settings: &[RuleSettings], site: &Site, faults: &mut Faults) -> Vec<Rule> {
    if settings.is_empty() {
        return usual(site, faults);
    }
    if settings.len() > MOST_RULES {
        faults.add(
            "dialplan.rules",
            format!("there are more than {MOST_RULES} rules: name prefixes in fewer of them"),
        );
        return Vec::new();
    }
    let mut rules: Vec<Rule> = Vec::new();
    for (index, setting) in settings.iter().enumerate() {
        let key = format!("dialplan.rules[{index}]");
        let rule = checked(&key, setting, site, faults);
        if rules.iter().any(|earlier| earlier.name == rule.name) {
            faults.add(
                format!("{key}.name"),
                format!("there is a rule `{}` already: choose another name", rule.name),
            );
        }
        rules.push(rule);
    }
    reachable(&rules, site, faults);
    rules
}

/// Tells every rule that no number comes to.
fn reachable(rules: &[Rule], site: &Site, faults: &mut Faults) {
    for (index, why) in cover::unreached(rules, site) {
        let message = match why {
            Unreached::Impossible => {
                let missing = rules.get(index).map_or("", |rule| missing(rule, site));
                format!("no number can meet all of its conditions{missing}: correct or remove it")
            }
            Unreached::Taken(names) => taken(&names),
        };
        faults.add(format!("dialplan.rules[{index}]"), message);
    }
}

/// What the site would have to have for the rule's only class.
fn missing(rule: &Rule, site: &Site) -> &'static str {
    match rule.classes.as_slice() {
        [NumberClass::Local] if site.area_code.is_none() => " (none is local without `dialplan.area-code`)",
        [NumberClass::Internal] if site.extensions.is_empty() => {
            " (none is internal without `dialplan.extensions`)"
        }
        _ => "",
    }
}

fn taken(names: &[String]) -> String {
    match names {
        [one] => format!(
            "rule `{one}` before it fits every number that it fits: put it before `{one}` or remove it"
        ),
        several => {
            let names: Vec<String> = several.iter().map(|name| format!("`{name}`")).collect();
            let names = names.join(", ");
            format!(
                "rules {names} before it together fit every number that it fits: put it before them or remove it"
            )
        }
    }
}

fn checked(key: &str, setting: &RuleSettings, site: &Site, faults: &mut Faults) -> Rule {
    if setting.name.is_empty() {
        faults.add(format!("{key}.name"), "give it a name: it is shown wherever the rule is used");
    }
    faults.classes(&format!("{key}.match.class"), &setting.condition.class);
    faults.countries(&format!("{key}.match.country"), &setting.condition.country);
    let replace = setting.replace.as_ref().map(|text| faults.code(&format!("{key}.replace"), text));
    let mut code = |field: &str, text: &Option<String>| {
        let text = text.as_ref()?;
        Some(faults.code_with_pauses(&format!("{key}.{field}"), text, site.pause.is_some()))
    };
    let carrier = code("carrier", &setting.carrier).unwrap_or_default();
    let prepend = code("prepend", &setting.prepend);
    let (carrier, replace) = placed(carrier, replace.unwrap_or_default(), site);
    let rule = Rule {
        name: setting.name.clone(),
        classes: setting.condition.class.clone(),
        countries: setting.condition.country.clone(),
        prefix: faults.prefix(
            &format!("{key}.match.prefix"),
            setting.condition.prefix.as_deref(),
            &setting.condition.class,
        ),
        queues: setting.condition.queue.clone(),
        strip: strip(key, setting, faults),
        replace,
        carrier,
        prepend,
        reversible: setting.reversible,
        codes: codes(setting),
    };
    let first = format!("{}{}", rule.prepend.as_ref().unwrap_or(&site.outside_line), rule.carrier);
    // What follows a pause may be heard by another exchange.
    for heard in std::iter::once(first.as_str()).chain(first.split(PAUSE).skip(1)) {
        faults.calls_for_help(key, &number::without_pauses(heard), &site.emergency);
    }
    let added =
        rule.prepend.as_ref().unwrap_or(&site.outside_line).len() + rule.carrier.len() + rule.replace.len();
    if added >= site.max_dial_digits {
        let most = site.max_dial_digits;
        faults.add(
            key,
            format!("it adds {added} digits of the {most} that can be dialled: shorten what it adds"),
        );
    }
    rule
}

/// Why calls within the site's country cannot be dialled without rules, if so.
pub(in super::super) fn missing_carrier(site: &Site) -> Option<Fault> {
    let carrier = site.country.by_carrier.example()?;
    let (region, code) = (site.region, &site.country.calling_code);
    Some(Fault {
        key: "dialplan.rules".to_owned(),
        message: format!(
            "calls within {region} are dialled by a carrier's code, which you choose: write rules, such as name = \
             \"national\", match = {{ prefix = \"+{code}\" }}, strip-prefix = \"{code}\", replace = \"{carrier}\""
        ),
    })
}

/// A carrier's code goes before the number; where nobody can dial without one it is part of the number as people dial it,
/// and none of its digits is where an exchange would begin to listen.
fn placed(carrier: String, replace: String, site: &Site) -> (String, String) {
    if site.country.by_carrier == ByCarrier::Nothing || carrier.contains(PAUSE) {
        (carrier, replace)
    } else {
        (String::new(), format!("{carrier}{replace}"))
    }
}

fn codes(setting: &RuleSettings) -> Codes {
    let auth = match (&setting.auth_code, &setting.auth_code_file) {
        (Some(code), _) => Auth::Code(code.clone()),
        (None, Some(_)) => Auth::Unread,
        (None, None) => Auth::None,
    };
    Codes { account: setting.account_code.clone(), auth }
}

fn strip(key: &str, setting: &RuleSettings, faults: &mut Faults) -> Strip {
    match (setting.strip, &setting.strip_prefix) {
        (Some(_), Some(_)) => {
            faults.add(format!("{key}.strip"), "`strip` and `strip-prefix` exclude each other: remove one");
            Strip::Digits(0)
        }
        (Some(count), None) => {
            if count > 15 {
                faults.add(format!("{key}.strip"), "no number has more than 15 digits: write 0 to 15");
            }
            Strip::Digits(count)
        }
        (None, Some(prefix)) => {
            let digits = prefix.strip_prefix('+').unwrap_or(prefix);
            faults.digits(&format!("{key}.strip-prefix"), digits);
            Strip::Prefix(digits.to_owned())
        }
        (None, None) => Strip::Digits(0),
    }
}

/// What people at the site would dial, for dial plans without rules.
fn usual(site: &Site, faults: &mut Faults) -> Vec<Rule> {
    let Some(international) = site.country.international_prefix.clone() else {
        faults.add(
            "dialplan.international-prefix",
            format!("{} has several: write the one that your calls use, or write rules", site.region),
        );
        return Vec::new();
    };
    let rule = |name: &str, classes: &[NumberClass]| Rule {
        name: name.to_owned(),
        classes: classes.to_vec(),
        countries: Vec::new(),
        prefix: String::new(),
        queues: Vec::new(),
        strip: Strip::Digits(0),
        replace: String::new(),
        carrier: String::new(),
        prepend: None,
        reversible: true,
        codes: Codes::default(),
    };
    let home = site.country.calling_code.clone();
    let national = Rule { prefix: format!("+{home}"), ..rule("national", &[]) };
    // People write North American numbers without the 1 that is dialled before them.
    let national = match home.as_str() {
        "1" => Rule { strip: Strip::Prefix(home.clone()), replace: home, ..national },
        _ => Rule { strip: Strip::Country(home), ..national },
    };
    vec![
        rule("internal", &[NumberClass::Internal]),
        rule("short-code", &[NumberClass::Emergency, NumberClass::ShortCode]),
        national,
        Rule { replace: international, ..rule("international", &[]) },
    ]
}
