//! Dial plans that cannot be used, and what the operator is told.
#![expect(clippy::unwrap_used, reason = "a test that cannot set up must fail")]

use callbackd::dialplan::{DialPlan, Settings};

fn faults(text: &str) -> Vec<String> {
    let settings: Settings = toml::from_str(text).unwrap();
    let faults = DialPlan::new(settings).map_or_else(|faults| faults, |_| Vec::new());
    faults.iter().map(ToString::to_string).collect()
}

/// Checks that `text` has exactly these faults.
fn told(text: &str, expected: &[&str]) {
    assert_eq!(faults(text), expected, "{text}");
}

#[test]
fn every_fault_names_its_key_and_the_remedy() {
    told("region = 'ZZ'", &["dialplan.region: ZZ has no telephone numbers: give the site's country"]);
    told(
        "region = 'GB'\noutside-line = '9w'",
        &["dialplan.outside-line: write it with the characters 0-9, * and # only"],
    );
    told("region = 'GB'\narea-code = '(20)'", &["dialplan.area-code: write 1 to 16 digits"]);
    told(
        "region = 'GB'\nlocal-digits = [8]",
        &["dialplan.local-digits: it says nothing without `dialplan.area-code`: add that"],
    );
    told("region = 'GB'\nmax-dial-digits = 90", &["dialplan.max-dial-digits: write a number from 8 to 64"]);
    told(
        "region = 'GB'\nextensions = ['2XXX', '2xxx', '']",
        &[
            "dialplan.extensions[1]: write 1 to 15 digits, with X for any digit: 2XXX stands for 2000 to 2999",
            "dialplan.extensions[2]: write 1 to 15 digits, with X for any digit: 2XXX stands for 2000 to 2999",
        ],
    );
    told(
        "region = 'GB'\noutside-line = '9'\nextensions = ['9XX']",
        &["dialplan.extensions[0]: it begins with the outside line 9, so it cannot be dialled"],
    );
    told(
        "region = 'GB'\nemergency = ['1']",
        &["dialplan.emergency[0]: write 2 to 6 digits, with X for any digit"],
    );
    told(
        "region = 'GB'\nown-numbers = ['020 7946 0018']",
        &[
            "dialplan.own-numbers[0]: write it with + and country code, without spaces, X for any digit: +4420794600XX",
        ],
    );
    told(
        "region = 'BR'",
        &["dialplan.international-prefix: BR has several: write the one that your calls use, or write rules"],
    );
    told("region = 'BR'\ninternational-prefix = '0021'", &[]);
}

#[test]
fn where_callers_choose_a_carrier_nothing_is_guessed() {
    let missing = |text: &str| {
        let plan = DialPlan::new(toml::from_str(text).unwrap()).unwrap();
        plan.missing_carrier().map(|fault| fault.to_string())
    };
    assert_eq!(
        missing("region = 'BR'\ninternational-prefix = '0021'").unwrap(),
        "dialplan.rules: calls within BR are dialled by a carrier's code, which you choose: write rules, such as name = \
         \"national\", match = { prefix = \"+55\" }, strip-prefix = \"55\", replace = \"015\""
    );
    let site = "region = 'BR'\n[[rules]]\nname = 'national'\nmatch.prefix = '+55'\nstrip-prefix = '55'\n";
    assert_eq!(missing(&format!("{site}replace = '015'")), None);
    assert_eq!(
        missing("region = 'CO'\ninternational-prefix = '009'"),
        None,
        "ten digits are dialled alone there"
    );
}

#[test]
fn countries_that_do_not_exist_are_told() {
    let remedy = "UK has no telephone numbers: write ISO 3166 letters (the United Kingdom's are GB)";
    told("region = 'IE'\ndomestic = ['UK']", &[&format!("dialplan.domestic: {remedy}")]);
    told(
        "region = 'IE'\npolicy.deny = [{ country = 'UK' }]",
        &[&format!("dialplan.policy.deny[0].country: {remedy}")],
    );
    told(
        "region = 'IE'\n[[rules]]\nname = 'a'\nmatch = { country = ['GB', 'UK'] }",
        &[&format!("dialplan.rules[0].match.country: {remedy}")],
    );
}

#[test]
fn policy_entries_must_name_something_that_exists() {
    told(
        "region = 'GB'\npolicy.deny = [{}]",
        &["dialplan.policy.deny[0]: it names nothing: give a class, a country or a prefix"],
    );
    told(
        "region = 'GB'\npolicy.queues.sales.allow = [{ class = 'impossible' }]",
        &[
            "dialplan.policy.queues.sales.allow[0].class: impossible numbers are never called: take the class out",
        ],
    );
    // Without its plus it would match nothing, and deny nothing.
    told(
        "region = 'GB'\npolicy.deny = [{ prefix = '4470' }]",
        &[
            "dialplan.policy.deny[0].prefix: public numbers begin with + and the country code: write +44, for instance",
        ],
    );
    told("region = 'GB'\npolicy.allow = [{ class = 'internal', prefix = '20' }]", &[]);
}

#[test]
fn rules_are_checked_one_by_one() {
    let rules = |text: &str| format!("region = 'GB'\noutside-line = '9'\n{text}");
    told(
        &rules("[[rules]]\nname = ''\nreplace = '+'\ncarrier = '12345678901234567'\nstrip = 16"),
        &[
            "dialplan.rules[0].name: give it a name: it is shown wherever the rule is used",
            "dialplan.rules[0].replace: write it with the characters 0-9, * and # only",
            "dialplan.rules[0].carrier: it is too long: at most 16 characters",
            "dialplan.rules[0].strip: no number has more than 15 digits: write 0 to 15",
        ],
    );
    told(
        &rules("[[rules]]\nname = 'a'\nstrip = 2\nstrip-prefix = '44'"),
        &["dialplan.rules[0].strip: `strip` and `strip-prefix` exclude each other: remove one"],
    );
    told(
        &rules("max-dial-digits = 8\n[[rules]]\nname = 'a'\nreplace = '0044'\ncarrier = '141'"),
        &["dialplan.rules[0]: it adds 8 digits of the 8 that can be dialled: shorten what it adds"],
    );
    told(
        &rules("[[rules]]\nname = 'a'\nmatch = { prefix = '+44' }\n[[rules]]\nname = 'a'"),
        &["dialplan.rules[1].name: there is a rule `a` already: choose another name"],
    );
}

#[test]
fn rules_that_are_never_reached_are_told() {
    let after = |first: &str, second: &str| {
        let text = format!(
            "region = 'GB'\narea-code = '20'\n[[rules]]\nname = 'first'\n{first}\n[[rules]]\nname = 'second'\n{second}"
        );
        faults(&text)
    };
    let shadowed =
        ["dialplan.rules[1]: rule `first` before it fits every number that it fits: put it before `first` \
                     or remove it"];
    assert_eq!(after("", "match = { class = 'local' }"), shadowed);
    assert_eq!(
        after("match = { prefix = '+44' }", "match = { prefix = '+4420', queue = 'sales' }"),
        shadowed
    );
    assert_eq!(after("strip-prefix = '44'", "match = { prefix = '+4420' }"), shadowed);
    assert_eq!(after("match = { class = ['local', 'mobile'] }", "match = { class = 'mobile' }"), shadowed);
    assert_eq!(
        after("match = { queue = 'sales' }", "match = { queue = ['sales'], country = 'FR' }"),
        shadowed
    );

    let reachable: [&str; 0] = [];
    assert_eq!(after("match = { class = 'local' }", ""), reachable);
    assert_eq!(after("match = { queue = 'sales' }", "match = { queue = ['sales', 'service'] }"), reachable);
    assert_eq!(after("match = { prefix = '+4420' }", "match = { prefix = '+44' }"), reachable);
    assert_eq!(after("strip-prefix = '4420'", "match = { prefix = '+44' }"), reachable);
    assert_eq!(after("match = { class = 'local' }", "match = { class = ['local', 'mobile'] }"), reachable);
}

/// The faults of rules with these conditions, named `a`, `b`, `c` and so on.
fn of_rules(conditions: &[&str]) -> Vec<String> {
    let rule =
        |(name, condition): (char, &&str)| format!("[[rules]]\nname = '{name}'\nmatch = {{ {condition} }}\n");
    let rules: String = ('a'..).zip(conditions).map(rule).collect();
    faults(&format!("region = 'GB'\ndomestic = ['JE']\narea-code = '20'\nextensions = ['2XXX']\n{rules}"))
}

#[test]
fn rules_that_several_others_leave_nothing_for_are_told_with_their_names() {
    let together = |index: usize, names: &str| {
        vec![format!(
            "dialplan.rules[{index}]: rules {names} before it together fit every number that it fits: put it before them \
             or remove it"
        )]
    };
    let none: Vec<String> = Vec::new();
    // Class by class; Jersey's are mobile too, and there is nothing else domestic.
    assert_eq!(
        of_rules(&[
            "class = 'mobile', country = 'GB'",
            "class = 'mobile', prefix = '+441'",
            "class = 'mobile', country = 'JE'",
            "class = 'mobile'"
        ]),
        together(3, "`a`, `c`"),
        "`b` has no part in it"
    );
    assert_eq!(of_rules(&["class = 'mobile', country = 'GB'", "class = 'mobile'"]), none);
    // Digit by digit.
    let digits: Vec<String> = (0..=9).map(|digit| format!("prefix = '+44{digit}'")).collect();
    let digits: Vec<&str> = digits.iter().map(String::as_str).chain(["prefix = '+44'"]).collect();
    assert_eq!(of_rules(&digits), together(10, "`a`, `b`, `c`, `d`, `e`, `f`, `g`, `h`, `i`, `j`"));
    assert_eq!(of_rules(digits.get(1..).unwrap()), none, "+440 is left");
    // A country's numbers begin with its code, and other countries may share it.
    assert_eq!(
        of_rules(&["class = 'international'", "prefix = '+33'"]),
        [
            "dialplan.rules[1]: rule `a` before it fits every number that it fits: put it before `a` or remove it"
        ],
    );
    assert_eq!(of_rules(&["country = 'GB'", "prefix = '+44'"]), none, "Jersey's begin so too");
    assert_eq!(
        of_rules(&["country = 'GB'", "country = ['JE', 'GG', 'IM']", "prefix = '+44'"]),
        together(2, "`a`, `b`")
    );
    // Public numbers and the others.
    let all_public =
        "class = ['local', 'national', 'mobile', 'freephone', 'shared_cost', 'premium', 'international']";
    assert_eq!(
        of_rules(&[all_public, "class = ['emergency', 'short_code']", "class = 'internal'", ""]),
        together(3, "`a`, `b`, `c`")
    );
    assert_eq!(of_rules(&[all_public, "class = ['emergency', 'short_code']", ""]), none);
    // Nobody knows all queues.
    assert_eq!(of_rules(&["queue = 'sales'", "queue = 'service'", ""]), none);
    assert_eq!(
        of_rules(&[
            "queue = 'sales', prefix = '+44'",
            "prefix = '+44', class = 'mobile'",
            "queue = 'sales', class = 'mobile', country = ['GB', 'FR']"
        ]),
        [
            "dialplan.rules[2]: rule `a` before it fits every number that it fits: put it before `a` or remove it"
        ],
        "one that takes all says more than several: France is not domestic"
    );
}

#[test]
fn rules_that_could_take_too_long_to_compare_are_taken_to_be_reached() {
    let many =
        (0..199).map(|number| format!("prefix = '+4{:07}', queue = 'q{}'", number * 7919, number % 13));
    let many: Vec<String> = many.chain([String::new()]).collect();
    let rule = |(index, condition): (usize, &String)| {
        format!("[[rules]]\nname = 'r{index}'\nmatch = {{ {condition} }}\n")
    };
    let rules: String = many.iter().enumerate().map(rule).collect();
    assert_eq!(faults(&format!("region = 'GB'\n{rules}")), Vec::<String>::new());
    let one_more = format!("region = 'GB'\n{rules}[[rules]]\nname = 'one too many'\n");
    assert_eq!(
        faults(&one_more),
        ["dialplan.rules: there are more than 200 rules: name prefixes in fewer of them"]
    );
}

#[test]
fn rules_whose_order_decides_and_rules_that_lead_back_are_told() {
    let plan = |rules: &str| {
        let text =
            format!("region = 'GB'\narea-code = '20'\noutside-line = '9'\nextensions = ['2XXX']\n{rules}");
        DialPlan::new(toml::from_str(&text).unwrap()).unwrap()
    };
    let rules = |last: &str| {
        plan(&format!(
            "[[rules]]\nname = 'sales'\nmatch = {{ queue = 'sales', class = 'mobile' }}\ncarrier = '141'
             [[rules]]\nname = 'home'\nmatch = {{ country = 'GB' }}\n{last}"
        ))
    };
    let told: Vec<String> = rules("").overlaps().iter().map(ToString::to_string).collect();
    assert_eq!(told, Vec::<String>::new(), "sales are a special case");
    let two = plan(
        "[[rules]]\nname = 'sales'\nmatch = { queue = 'sales' }\ncarrier = '141'
         [[rules]]\nname = 'home'\nmatch = { country = 'GB' }",
    );
    let told: Vec<String> = two.overlaps().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "dialplan.rules[1]: `sales` and `home` both fit some numbers: those go by `sales`, which comes first"
        ]
    );
    assert_eq!(two.warnings(), []);

    let back = plan("[[rules]]\nname = 'back'\nstrip = 8\nprepend = ''\nreversible = false");
    let told: Vec<String> = back.warnings().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "dialplan.rules[0]: `back` can make extensions (2XXX) of public numbers, so that calls would come back: such \
          numbers are refused; let it strip fewer digits or dial others first"
        ]
    );
    let number = back.normalise("0161 496 2123", None).unwrap();
    let judged = back.judge(number.destination(), None).unwrap();
    assert_eq!(back.route(&judged, None).unwrap_err().rule.as_str(), "route_loops");
    assert_eq!(
        plan("[[rules]]\nname = 'out'\nstrip = 8\nreversible = false").warnings(),
        [],
        "9 comes first"
    );
}

#[test]
fn rules_that_no_number_can_meet_are_told() {
    let impossible = ["dialplan.rules[0]: no number can meet all of its conditions: correct or remove it"];
    for rule in [
        "match = { class = 'mobile', country = 'FR' }",
        "match = { prefix = '+33' }\nstrip-prefix = '44'",
        "match = { class = 'internal', prefix = '+44' }",
    ] {
        assert_eq!(
            faults(&format!("region = 'GB'\nextensions = ['2XXX']\n[[rules]]\nname = 'a'\n{rule}")),
            impossible,
            "{rule}"
        );
    }
}

#[test]
fn what_the_site_would_need_for_a_rule_is_told() {
    let told =
        |class: &str| faults(&format!("region = 'GB'\n[[rules]]\nname = 'a'\nmatch.class = '{class}'"));
    let remedy = |class: &str, key: &str| {
        [format!(
            "dialplan.rules[0]: no number can meet all of its conditions (none is {class} without `dialplan.{key}`): \
             correct or remove it"
        )]
    };
    assert_eq!(told("local"), remedy("local", "area-code"));
    assert_eq!(told("internal"), remedy("internal", "extensions"));
}

#[test]
fn misspelt_settings_are_not_ignored() {
    let refused = |text: &str| toml::from_str::<Settings>(text).unwrap_err().message().to_owned();
    assert!(refused("region = 'GB'\nareacode = '20'").starts_with("unknown field `areacode`"));
    assert!(refused("region = 'GBR'").contains("two ISO 3166 letters"));
    assert!(
        refused("region = 'GB'\npolicy.deny = [{ class = 'premuim' }]")
            .starts_with("unknown variant `premuim`")
    );
    assert!(refused("region = 'GB'\npolicy.deny = [{ class = 7 }]").contains("one value or a list of them"));
    let number = refused("region = 'GB'\ndo-not-call = ['020 7946 0018']");
    assert!(number.contains("E.164") && !number.contains("7946"), "{number}");
}

#[test]
fn the_version_follows_the_rules_and_nothing_else() {
    let version = |text: &str| DialPlan::new(toml::from_str(text).unwrap()).unwrap().version().to_string();
    let plain = version("region = 'GB'");
    // The same on every machine and in every release; a change here makes every agent look twice, once.
    assert_eq!(plain, "a77afe3b322fc570");
    assert_eq!(
        version("region = 'GB'\npolicy.deny = [{ prefix = '+4470' }]\nown-numbers = ['+442079460018']"),
        plain
    );
    for other in [
        "region = 'IE'",
        "region = 'GB'\noutside-line = '9'",
        "region = 'GB'\narea-code = '20'",
        "region = 'GB'\nextensions = ['2XXX']",
        "region = 'GB'\ndomestic = ['JE']",
        "region = 'GB'\nnational-prefix = ''",
        "region = 'GB'\n[[rules]]\nname = 'a'",
        "region = 'GB'\n[[rules]]\nname = 'b'",
        "region = 'GB'\n[[rules]]\nname = 'a'\nprepend = ''",
        "region = 'GB'\n[[rules]]\nname = 'a'\ncarrier = '1'",
        "region = 'GB'\n[[rules]]\nname = 'a'\nreplace = '1'",
        "region = 'GB'\n[[rules]]\nname = 'a'\nstrip = 1",
        "region = 'GB'\n[[rules]]\nname = 'a'\nreversible = false",
        "region = 'GB'\n[[rules]]\nname = 'a'\nmatch = { queue = 'sales' }",
    ] {
        assert_ne!(version(other), plain, "{other}");
    }
    assert_ne!(
        version("region = 'GB'\n[[rules]]\nname = 'a'\nreplace = '12'"),
        version("region = 'GB'\n[[rules]]\nname = 'a'\nreplace = '1'\ncarrier = '2'"),
    );
}

#[test]
fn what_the_policy_lets_pass_and_no_rule_dials_is_told_by_class_country_and_queue() {
    let told = |text: &str| {
        let settings: Settings = toml::from_str(&format!("region = 'GB'\n{text}")).unwrap();
        let plan = DialPlan::new(settings).unwrap();
        plan.undialled(["sales", "service"].into_iter()).iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(told(""), Vec::<String>::new(), "the usual rules dial everything");
    assert_eq!(told("[[rules]]\nname = 'all'"), Vec::<String>::new());

    let mobiles = told("[[rules]]\nname = 'mobiles'\nmatch = { class = 'mobile' }");
    assert_eq!(mobiles.len(), 1, "{mobiles:?}");
    let told_of = "dialplan.rules: the policy lets pass, and no rule dials, national (GB), freephone (GB), shared_cost (GB) \
                   (queues: sales, service): ";
    assert!(mobiles[0].starts_with(told_of), "{mobiles:?}");

    let denied = "policy.deny = [{ class = ['national', 'freephone', 'shared_cost'] }]\n";
    assert_eq!(
        told(&format!("{denied}[[rules]]\nname = 'm'\nmatch = {{ class = 'mobile' }}")),
        Vec::<String>::new()
    );

    let abroad = told(
        "policy.allow = [{ country = ['FR', 'IE'] }]\n[[rules]]\nname = 'm'\nmatch = { country = 'GB' }",
    );
    assert!(
        abroad.len() == 1 && abroad[0].contains("international (FR, IE) (queues: sales, service)"),
        "{abroad:?}"
    );

    let queue = told("[[rules]]\nname = 'm'\nmatch = { queue = 'sales' }");
    assert!(queue.len() == 1 && queue[0].contains("(queues: service)"), "{queue:?}");
}
