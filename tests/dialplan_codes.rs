//! Account and authorisation codes go with the number that is dialled, and pauses with the digits; codes are shown nowhere.
#![expect(clippy::unwrap_used, reason = "a test that cannot set up must fail")]

use callbackd::dialplan::{AuthCode, DialPlan, RefusalRule, Routed, Settings};

const SITE: &str = r#"
    region = "GB"
    outside-line = "9"
    policy.allow = [{ class = "international" }]
    [[rules]]
    name = "mobile"
    match = { class = "mobile" }
    strip-prefix = "44"
    replace = "0"
    account-code = "4711001"
    [[rules]]
    name = "home"
    match = { prefix = "+44" }
    strip-prefix = "44"
    replace = "0"
    [[rules]]
    name = "abroad"
    replace = "00"
    account-code = "4711002"
    auth-code-file = "abroad"
"#;

/// The plan, with the code that its file holds.
fn plan(text: &str, code: Option<&str>, pause: Option<char>) -> DialPlan {
    let mut settings = Settings { pause, ..toml::from_str(text).unwrap() };
    for rule in settings.rules.iter_mut().filter(|rule| rule.auth_code_file.is_some()) {
        rule.auth_code = code.map(|code| AuthCode::try_from(code.to_owned()).unwrap());
    }
    DialPlan::new(settings).unwrap()
}

fn shown(plan: &DialPlan, number: &str) -> Routed {
    let number = plan.normalise(number, None).unwrap();
    plan.route(&plan.judge(number.destination(), None).unwrap(), None).unwrap()
}

/// The codes that go with these digits.
fn codes(plan: &DialPlan, dial: &Routed) -> (Option<String>, Option<String>) {
    let leave = plan.approve(dial, None).unwrap();
    let account = leave.account_code().map(|code| code.expose().to_owned());
    (account, leave.auth_code().map(|code| code.expose().to_owned()))
}

fn pair(account: Option<&str>, auth: Option<&str>) -> (Option<String>, Option<String>) {
    (account.map(str::to_owned), auth.map(str::to_owned))
}

#[test]
fn the_codes_of_the_route_go_along() {
    let plan = plan(SITE, Some("88001"), None);
    assert_eq!(codes(&plan, &shown(&plan, "07400 123456")), pair(Some("4711001"), None));
    assert_eq!(codes(&plan, &shown(&plan, "020 7946 0018")), pair(None, None));
    assert_eq!(codes(&plan, &shown(&plan, "+33 1 99 00 12 34")), pair(Some("4711002"), Some("88001")));
}

#[test]
fn an_edit_is_charged_and_permitted_as_the_number_it_has_become() {
    let plan = plan(SITE, Some("88001"), None);
    let shown = shown(&plan, "020 7946 0018");
    let edited = |text: &str| codes(&plan, &plan.read_edit(&shown, text, None).unwrap());
    assert_eq!(edited("9 07400 123456"), pair(Some("4711001"), None));
    assert_eq!(edited("9 00 33 1 99 00 12 34"), pair(Some("4711002"), Some("88001")));
    assert_eq!(edited("9 020 7946 0019"), pair(None, None));
}

#[test]
fn without_its_code_a_rule_shows_numbers_and_dials_none() {
    let plan = plan(SITE, None, None);
    let refusal = plan.approve(&shown(&plan, "+33 1 99 00 12 34"), None).unwrap_err();
    assert_eq!(refusal.rule, RefusalRule::NoAuthCode);
    assert!(refusal.detail.contains("`abroad`") && refusal.detail.contains("auth-code-file"), "{refusal}");
    assert!(plan.approve(&shown(&plan, "020 7946 0018"), None).is_ok());
}

#[test]
fn codes_are_shown_nowhere_and_guessable_from_nothing() {
    let with = plan(SITE, Some("88001"), None);
    let abroad = shown(&with, "+33 1 99 00 12 34");
    let told = [
        format!("{with:?}"),
        format!("{:?}", toml::from_str::<Settings>(SITE).unwrap()),
        format!("{abroad:?}"),
        format!("{:?}", with.approve(&abroad, None).unwrap()),
        serde_json::to_string(&abroad).unwrap(),
        with.explain("+33 1 99 00 12 34", None, None).to_string(),
        serde_json::to_string(&with.explain("07400 123456", None, None)).unwrap(),
        format!("{:?}", with.outline()),
    ];
    for told in told {
        assert!(!told.contains("4711") && !told.contains("88001"), "{told}");
    }
    let steps = with.explain("+33 1 99 00 12 34", None, None).to_string();
    assert!(steps.contains("abroad: `9`, then 13 digits, with account and authorisation codes"), "{steps}");
    // The version is shown to everybody: whoever saw it change with a code could try out all short ones.
    assert_eq!(with.version(), plan(SITE, Some("88002"), None).version());
    assert_eq!(with.version(), plan(&SITE.replace("4711002", "4711003"), None, None).version());
    let wrong = toml::from_str::<Settings>(&SITE.replace("4711002", "4711 002")).unwrap_err();
    assert!(wrong.message().starts_with("write a code of 1 to 32"), "{}", wrong.message());
}

const PAUSES: &str = r#"
    region = "GB"
    outside-line = "9"
    extensions = ["2XXX"]
    [[rules]]
    name = "carrier"
    match = { prefix = "+44" }
    strip-prefix = "44"
    replace = "0"
    prepend = "9,"
    carrier = "1280,,"
"#;

#[test]
fn pauses_stand_in_front_of_the_number_and_are_dialled_in_the_switch_s_own_spelling() {
    let plan = plan(PAUSES, None, Some('p'));
    let shown = shown(&plan, "020 7946 0018");
    assert_eq!((shown.prepended.as_str(), shown.dial_string.expose()), ("9,1280,,", "9,1280,,02079460018"));
    let leave = plan.approve(&shown, None).unwrap();
    assert_eq!(leave.dial_string(), &shown.dial_string, "as it was shown");
    assert_eq!(leave.on_the_wire(), "9p1280pp02079460018");

    let edit = |text: &str| plan.read_edit(&shown, text, None);
    let other = edit("9,1280,, 020 7946 0019").unwrap();
    assert_eq!((other.number.expose(), other.prepended.as_str()), ("+442079460019", "9,1280,,"));
    assert_eq!(plan.approve(&other, None).unwrap().on_the_wire(), "9p1280pp02079460019");
    assert_eq!(edit("9 020 7946 0019").unwrap().dial_string.expose(), "902079460019");
    for wrong in ["9,020 7946 0019", "9,1280,,020,79460019", "9,1280,020 7946 0019", "9,1280,,02079460019,"] {
        assert_eq!(edit(wrong).unwrap_err().rule, RefusalRule::Pause, "{wrong}");
    }
    for help in ["9,999", "9,9,9,9", "9,1280,,999", "9,1280,,9,9,9", "999,", "9,1280,,112 5550123"] {
        assert!(edit(help).is_err(), "{help}");
    }
    assert_eq!(edit("9,1280,,999").unwrap_err().rule, RefusalRule::Emergency);
}

#[test]
fn where_the_switch_takes_no_pauses_none_is_dialled() {
    let faults = DialPlan::new(toml::from_str(PAUSES).unwrap()).unwrap_err();
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let why = "the switch takes no pauses in what is dialled: take the comma out, or name its character for them in \
               pbx.dial-pause";
    assert_eq!(
        told,
        [format!("dialplan.rules[0].carrier: {why}"), format!("dialplan.rules[0].prepend: {why}")]
    );

    let with = plan(PAUSES, None, Some(','));
    let without = plan(&PAUSES.replace(',', ""), None, None);
    let shown = shown(&with, "020 7946 0018");
    let refusal = without.approve(&shown, None).unwrap_err();
    assert_eq!(refusal.rule, RefusalRule::Pause, "shown before the switch was changed");
    assert_eq!(without.read_edit(&shown, "9,02079460019", None).unwrap_err().rule, RefusalRule::Pause);
}

#[test]
fn pauses_have_their_places() {
    let told = |change: &str| {
        let settings = Settings { pause: Some(','), ..toml::from_str(change).unwrap() };
        DialPlan::new(settings).unwrap_err().iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let place = "a pause can only stand in the `prepend` or `carrier` of a rule: take the comma out";
    assert_eq!(told("region = 'GB'\noutside-line = '9,'"), [format!("dialplan.outside-line: {place}")]);
    assert_eq!(
        told("region = 'GB'\n[[rules]]\nname = 'a'\nreplace = '0,'"),
        [format!("dialplan.rules[0].replace: {place}")]
    );
    let help = "it begins with an emergency number: every call would be one for help";
    for rule in ["prepend = '9,'\ncarrier = '9,9'", "prepend = '0,999'", "prepend = '8,1'\ncarrier = '12'"] {
        assert!(
            told(&format!("region = 'GB'\n[[rules]]\nname = 'a'\n{rule}"))
                .contains(&format!("dialplan.rules[0]: {help}")),
            "{rule}"
        );
    }
}

#[test]
fn numbers_are_read_where_the_request_says_else_the_queue_else_the_site() {
    let settings: Settings =
        toml::from_str("region = 'GB'\npolicy.allow = [{ class = 'international' }]").unwrap();
    let queue_regions = [("paris".to_owned(), "FR".parse().unwrap())].into();
    let plan = DialPlan::new(Settings { queue_regions, ..settings }).unwrap();
    let read = |text: &str, region: Option<&str>, queue| {
        let region = region.map(|region| region.parse().unwrap());
        plan.explain(text, region, queue).number.unwrap().expose().to_owned()
    };
    assert_eq!(read("01 99 00 12 34", None, Some("paris")), "+33199001234");
    assert_eq!(read("020 7946 0018", Some("GB"), Some("paris")), "+442079460018");
    assert_eq!(read("020 7946 0018", None, Some("sales")), "+442079460018");
    assert_eq!(read("030 23125123", Some("DE"), None), "+493023125123");
    let told = plan.explain("01 99 00 12 34", None, Some("paris")).to_string();
    let first = told.lines().next();
    assert_eq!(
        first,
        Some("normalise fired   queues.region: read as in FR, where this queue's customers are")
    );
    assert_eq!(plan.region_of(Some("paris")), Some("FR".parse().unwrap()));
    assert_eq!((plan.region_of(Some("sales")), plan.region_of(None)), (None, None));
}
