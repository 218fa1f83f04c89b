//! Who may be called, and what must never be dialled.
#![expect(clippy::unwrap_used, reason = "a test that cannot set up must fail")]

use callbackd::dialplan::{Destination, DialPlan, Explanation, NumberClass, RefusalRule, Routed, Settings};

fn plan(text: &str) -> DialPlan {
    DialPlan::new(toml::from_str::<Settings>(text).unwrap()).unwrap()
}

/// The entry that allows the number, or the rule that refuses it.
fn judged(plan: &DialPlan, number: &str, queue: Option<&str>) -> Result<String, RefusalRule> {
    let destination = plan.normalise(number, None).unwrap();
    let judged = plan.judge(destination.destination(), queue);
    judged.map(|judged| judged.rule().to_owned()).map_err(|refusal| refusal.rule)
}

const PREMIUM: &str = "0909 879 0000";
const PREMIUM_ABROAD: &str = "+353 1520 123456";
const IRELAND: &str = "+353 1 437 0000";
const FRANCE: &str = "+33 1 99 00 12 34";
const MANCHESTER: &str = "0161 496 0123";

#[test]
fn what_costs_or_disturbs_is_denied_until_it_is_named() {
    let plan = plan("region = 'GB'\nextensions = ['2XXX']");
    assert_eq!(judged(&plan, MANCHESTER, None).unwrap(), "dialplan.policy");
    assert_eq!(judged(&plan, IRELAND, None), Err(RefusalRule::International));
    assert_eq!(judged(&plan, PREMIUM, None), Err(RefusalRule::Premium));
    assert_eq!(judged(&plan, "2001", None), Err(RefusalRule::Internal));
    assert_eq!(judged(&plan, "118500", None), Err(RefusalRule::ShortCode));
    assert_eq!(judged(&plan, "999", None), Err(RefusalRule::Emergency));
}

#[test]
fn the_countries_that_can_be_called_are_those_that_the_policy_leaves_open() {
    let countries = |text: &str| -> Vec<String> {
        plan(&format!("region = 'GB'\n{text}")).countries().iter().map(ToString::to_string).collect()
    };
    assert_eq!(countries(""), ["GB"]);
    assert_eq!(countries("domestic = ['JE', 'IM']"), ["GB", "IM", "JE"]);
    assert_eq!(
        countries("policy.allow = [{ class = 'international', country = ['IE', 'FR'] }]"),
        ["FR", "GB", "IE"]
    );
    assert_eq!(countries("policy.allow = [{ country = 'IE' }, { prefix = '+3312' }]"), ["FR", "GB", "IE"]);
    assert_eq!(
        countries("policy.allow = [{ class = 'premium', country = 'IE' }]"),
        ["GB"],
        "nothing ordinary there"
    );
    assert_eq!(
        countries("policy.queues.sales.allow = [{ class = 'international', country = 'IE' }]"),
        ["GB", "IE"]
    );
    let all = countries(
        "policy.allow = [{ class = 'international' }]\npolicy.deny = [{ country = 'FR' }, { prefix = '+35314' }]",
    );
    assert!(all.len() > 200 && !all.contains(&"FR".to_owned()) && all.contains(&"IE".to_owned()), "{all:?}");
}

#[test]
fn each_closed_class_is_opened_by_its_own_name() {
    let plan = plan(
        "region = 'GB'\nextensions = ['2XXX']
        policy.allow = [{ class = 'international', country = 'IE' }, { class = 'premium', country = 'GB' },
                        { class = 'internal', prefix = '20' }, { class = 'short_code', prefix = '118' }]",
    );
    assert_eq!(judged(&plan, IRELAND, None).unwrap(), "dialplan.policy.allow[0]");
    assert_eq!(judged(&plan, FRANCE, None), Err(RefusalRule::International));
    assert_eq!(judged(&plan, PREMIUM, None).unwrap(), "dialplan.policy.allow[1]");
    assert_eq!(judged(&plan, "2001", None).unwrap(), "dialplan.policy.allow[2]");
    assert_eq!(judged(&plan, "2101", None), Err(RefusalRule::Internal));
    assert_eq!(judged(&plan, "118500", None).unwrap(), "dialplan.policy.allow[3]");
    assert_eq!(judged(&plan, "999", None), Err(RefusalRule::Emergency), "no short code like others");
    // Ireland is open and premium numbers here are, premium numbers there are not.
    assert_eq!(judged(&plan, PREMIUM_ABROAD, None), Err(RefusalRule::Premium));
}

#[test]
fn naming_a_country_opens_the_border_and_no_more() {
    let plan = plan("region = 'GB'\npolicy.allow = [{ country = ['IE', 'GB'] }, { prefix = '+33' }]");
    assert_eq!(judged(&plan, IRELAND, None).unwrap(), "dialplan.policy.allow[0]");
    assert_eq!(judged(&plan, FRANCE, None).unwrap(), "dialplan.policy.allow[1]");
    assert_eq!(judged(&plan, PREMIUM, None), Err(RefusalRule::Premium));
    assert_eq!(judged(&plan, PREMIUM_ABROAD, None), Err(RefusalRule::Premium));
    assert_eq!(judged(&plan, "999", None), Err(RefusalRule::Emergency));
}

#[test]
fn premium_numbers_abroad_need_both_names() {
    let plan = plan("region = 'GB'\npolicy.allow = [{ country = 'IE' }, { class = 'premium' }]");
    assert_eq!(judged(&plan, PREMIUM_ABROAD, None).unwrap(), "dialplan.policy.allow[1]");
    assert_eq!(judged(&plan, "+33 899 12 34 56", None), Err(RefusalRule::International));
}

#[test]
fn deny_comes_before_allow_and_a_queue_before_all_queues() {
    let plan = plan(
        "region = 'GB'
        policy.deny = [{ prefix = '+44161' }, { country = 'FR' }]
        policy.allow = [{ class = 'international' }, { prefix = '+44161' }]
        policy.queues.north.allow = [{ prefix = '+44161496' }]
        policy.queues.home.deny = [{ class = 'international' }]",
    );
    assert_eq!(judged(&plan, MANCHESTER, None), Err(RefusalRule::Denied));
    assert_eq!(judged(&plan, MANCHESTER, Some("home")), Err(RefusalRule::Denied));
    assert_eq!(judged(&plan, MANCHESTER, Some("north")).unwrap(), "dialplan.policy.queues.north.allow[0]");
    assert_eq!(judged(&plan, IRELAND, Some("north")).unwrap(), "dialplan.policy.allow[0]");
    assert_eq!(judged(&plan, IRELAND, Some("home")), Err(RefusalRule::Denied));
    assert_eq!(judged(&plan, IRELAND, Some("unheard-of")).unwrap(), "dialplan.policy.allow[0]");
    assert_eq!(judged(&plan, FRANCE, None), Err(RefusalRule::Denied));
}

#[test]
fn refusals_say_what_would_make_the_number_pass() {
    let plan = plan("region = 'GB'\npolicy.deny = [{ prefix = '+4470' }]");
    let told = |text: &str, queue| {
        let destination = plan.normalise(text, None).unwrap();
        plan.judge(destination.destination(), queue).unwrap_err().to_string()
    };
    assert_eq!(
        told(IRELAND, Some("sales")),
        "international: international numbers are refused unless `dialplan.policy.allow` or \
         `dialplan.policy.queues.sales.allow` has an entry with class = \"international\""
    );
    assert_eq!(
        told("070 1234 5678", None),
        "denied: `dialplan.policy.deny[0]` denies it; it passes if that entry goes or a queue allows it"
    );
}

#[test]
fn numbers_are_classed_as_seen_from_the_site() {
    let class = |site: &str, number: &str| {
        let plan = plan(site);
        let class = plan.classify(&Destination::External(number.parse().unwrap()));
        (class.class, class.abroad)
    };
    let london = "region = 'GB'\narea-code = '20'";
    assert_eq!(class(london, "+442079460018"), (NumberClass::Local, false));
    assert_eq!(class(london, "+441614960123"), (NumberClass::National, false));
    assert_eq!(class(london, "+447400123456"), (NumberClass::Mobile, false));
    assert_eq!(class(london, "+448000113456"), (NumberClass::Freephone, false));
    assert_eq!(class(london, "+447012345678"), (NumberClass::SharedCost, false), "follows a person");
    assert_eq!(class(london, "+443001234567"), (NumberClass::National, false), "03 costs what 01 does");
    assert_eq!(class(london, "+442079460"), (NumberClass::Impossible, false));
    assert_eq!(class(london, "+80012345678"), (NumberClass::International, true), "of no country");
    assert_eq!(class(london, "+979123456789"), (NumberClass::Premium, true), "of no country");
    assert_eq!(class(london, "+870773111632"), (NumberClass::International, true), "a satellite");
    assert_eq!(class("region = 'IE'", "+442079460018"), (NumberClass::International, true));
    // Canada shares +1 with the Caribbean, and its services with the United States.
    assert_eq!(class("region = 'CA'", "+18765550123"), (NumberClass::International, true));
    assert_eq!(class("region = 'CA'", "+18005550199"), (NumberClass::Freephone, false));
    assert_eq!(class("region = 'CA'", "+19005550123"), (NumberClass::Premium, false));
}

#[test]
fn services_inside_ordinary_codes_cost_what_services_cost() {
    let class =
        |site: &str, number: &str| plan(site).classify(&Destination::External(number.parse().unwrap())).class;
    let new_york = "region = 'US'\narea-code = '212'";
    for premium in
        ["+12129761234", "+12125551212", "+13125551212", "+12125401234", "+14165551212", "+19005551212"]
    {
        assert_eq!(class(new_york, premium), NumberClass::Premium, "{premium}");
    }
    assert_eq!(class(new_york, "+12129751234"), NumberClass::Local);
    assert_eq!(class(new_york, "+13125401234"), NumberClass::National, "540 is a service in New York only");
    assert_eq!(class(new_york, "+12125550123"), NumberClass::Local);
    assert_eq!(class(new_york, "+18005551212"), NumberClass::Freephone);
    assert_eq!(class("region = 'CA'", "+14165551212"), NumberClass::Premium);
    assert_eq!(class("region = 'JP'", "+81570123456"), NumberClass::SharedCost);
    assert_eq!(class("region = 'US'", "+81570123456"), NumberClass::International);
    assert_eq!(judged(&plan(new_york), "(212) 976-1234", None), Err(RefusalRule::Premium));
    let open = plan(&format!("{new_york}\npolicy.allow = [{{ class = 'premium' }}]"));
    assert!(judged(&open, "+1 212 976 1234", None).is_ok());
}

#[test]
fn own_numbers_and_the_do_not_call_list_stand_above_every_queue() {
    let plan = plan(
        "region = 'GB'
        own-numbers = ['+4416149600XX']
        do-not-call = ['+441614960123']
        policy.queues.north.allow = [{ prefix = '+44161' }]",
    );
    assert_eq!(judged(&plan, MANCHESTER, Some("north")), Err(RefusalRule::DoNotCall));
    assert_eq!(judged(&plan, "0161 496 0042", Some("north")), Err(RefusalRule::OwnNumber));
    assert!(judged(&plan, "0161 496 0142", Some("north")).is_ok());
}

/// A route to Manchester with other digits to dial.
fn forged(plan: &DialPlan, dialled: &str) -> Routed {
    let number = plan.normalise(MANCHESTER, None).unwrap();
    let judged = plan.judge(number.destination(), None).unwrap();
    Routed { dial_string: dialled.parse().unwrap(), ..plan.route(&judged, None).unwrap() }
}

#[test]
fn no_route_ends_at_an_emergency_service() {
    let route = |rule: &str| {
        let plan = plan(&format!("region = 'GB'\noutside-line = '9'\n[[rules]]\nname = 'wrong'\n{rule}"));
        let number = plan.normalise(MANCHESTER, None).unwrap();
        let judged = plan.judge(number.destination(), None).unwrap();
        plan.route(&judged, None)
            .map(|routed| routed.dial_string.expose().to_owned())
            .map_err(|refusal| refusal.rule)
    };
    // Without its first eleven digits, +44 161 496 0123 is 3.
    assert_eq!(route("strip = 11\nreplace = '99'\nprepend = ''\nreversible = false"), Ok("993".to_owned()));
    assert_eq!(
        route("strip-prefix = '441614960123'\nprepend = ''\nreplace = '999'\nreversible = false"),
        Err(RefusalRule::Emergency)
    );
    assert_eq!(route("strip = 12\nreplace = '9'\nreversible = false"), Err(RefusalRule::NoRoute));
    assert_eq!(route("strip = 11\nreplace = '112'\nreversible = false"), Err(RefusalRule::Emergency));
    assert_eq!(
        route("strip = 11\nprepend = '0'\ncarrier = '0'\nreplace = '112'\nreversible = false"),
        Err(RefusalRule::Emergency)
    );
}

#[test]
fn leave_is_refused_for_digits_that_call_for_help() {
    let with_line = plan("region = 'GB'\noutside-line = '9'");
    for digits in ["999", "9999", "112", "9112", "91125550123"] {
        let refusal = with_line.approve(&forged(&with_line, digits), None).unwrap_err();
        assert_eq!(refusal.rule, RefusalRule::NotAsJudged, "{digits}");
    }
    let shown = forged(&with_line, "5");
    for (edit, rule) in
        [("999", RefusalRule::Emergency), ("9 999", RefusalRule::Emergency), ("99", RefusalRule::Impossible)]
    {
        assert_eq!(with_line.read_edit(&shown, edit, None).unwrap_err().rule, rule, "{edit}");
    }
    let without_line = plan("region = 'GB'");
    let shown = forged(&without_line, "5");
    for edit in ["999", "9991234", "112 496 0123"] {
        let refusal = without_line.read_edit(&shown, edit, None).unwrap_err();
        assert_eq!(refusal.rule, RefusalRule::Emergency, "{edit}");
    }
}

#[test]
fn emergency_numbers_are_dialled_where_the_policy_says_so_and_nowhere_else() {
    let plan = plan(
        "region = 'GB'\noutside-line = '9'\npolicy.queues.control-room.allow = [{ class = 'emergency' }]",
    );
    assert_eq!(judged(&plan, "999", None), Err(RefusalRule::Emergency));
    let help = plan.normalise("999", None).unwrap();
    let queue = Some("control-room");
    let routed = plan.route(&plan.judge(help.destination(), queue).unwrap(), queue).unwrap();
    assert_eq!(routed.dial_string.expose(), "9999");
    assert_eq!(plan.approve(&routed, queue).unwrap().class().class, NumberClass::Emergency);
    assert_eq!(plan.approve(&routed, None).unwrap_err().rule, RefusalRule::Emergency);
    assert!(plan.read_edit(&routed, "999", queue).is_ok());
}

#[test]
fn rules_that_changed_since_take_the_leave_away() {
    let shown = forged(&plan("region = 'GB'\noutside-line = '9'"), "901614960123");
    let approve = |text: &str| {
        plan(text).approve(&shown, None).map_err(|refusal| refusal.rule).map(|leave| leave.rule().to_owned())
    };
    assert_eq!(approve("region = 'GB'\noutside-line = '9'"), Ok("dialplan.policy".to_owned()));
    assert_eq!(approve("region = 'GB'\noutside-line = '0'"), Err(RefusalRule::NotAsJudged));
    assert_eq!(
        approve("region = 'GB'\noutside-line = '9'\ndo-not-call = ['+441614960123']"),
        Err(RefusalRule::DoNotCall)
    );
    assert_eq!(
        approve("region = 'GB'\noutside-line = '9'\nmax-dial-digits = 8"),
        Err(RefusalRule::DialTooLong)
    );
    assert_eq!(
        approve(
            "region = 'GB'\noutside-line = '9'\n[[rules]]\nname = 'a'\nmatch.prefix = '+44'\nstrip-prefix = '44'\nreplace = '0'\ncarrier = '141'"
        ),
        Ok("dialplan.policy".to_owned()),
        "the number is still reached, if not by the route of today"
    );
}

#[test]
fn an_explanation_shows_every_rule_in_order() {
    let plan = plan(
        "region = 'GB'
        area-code = '20'
        local-digits = [8]
        outside-line = '9'
        policy.allow = [{ class = 'international', country = 'IE' }]",
    );
    let told = plan.explain("+353 1 437 0000 ext. 12", None, None).to_string();
    let lines: Vec<_> = told.lines().collect();
    assert_eq!(
        lines,
        [
            "normalise fired   text: a plus and 11 digits, then an extension of 2",
            "normalise fired   public: +35314…00",
            "judge     fired   class: international (IE)",
            "judge     skipped own-numbers: not one of the centre's",
            "judge     skipped do-not-call: not among 0 numbers",
            "judge     fired   dialplan.policy.allow[0]: allows it",
            "route     skipped internal: for other classes",
            "route     skipped short-code: for other classes",
            "route     skipped national: for numbers with another beginning",
            "route     fired   international: `9`, then 13 digits",
            "route     skipped emergency: no emergency service is reached",
            "route     fired   read-back: dialled at the site, it reaches +35314…00",
            "number    +35314370000",
            "dials     90035314370000",
        ]
    );
    let told = plan.explain("999", None, None).to_string();
    let last: Vec<_> = told.lines().skip(1).collect();
    assert_eq!(
        last,
        [
            "normalise fired   short_code: short code …",
            "judge     fired   class: emergency (GB)",
            "judge     skipped dialplan.policy.allow[0]: does not fit",
            "judge     refused emergency: emergency numbers are refused unless `dialplan.policy.allow` or \
             `dialplan.policy.queues.NAME.allow` has an entry with class = \"emergency\"",
            "number    999",
            "refused   emergency: emergency numbers are refused unless `dialplan.policy.allow` or \
             `dialplan.policy.queues.NAME.allow` has an entry with class = \"emergency\"",
        ]
    );
}

#[test]
fn an_explanation_travels_as_json() {
    let plan = plan("region = 'GB'\noutside-line = '9'");
    let told = plan.explain("020 7946 0018", None, Some("sales"));
    let json = serde_json::to_value(&told).unwrap();
    assert_eq!(json["number"]["external"], "+442079460018");
    assert_eq!(json["dial_string"], "902079460018");
    assert_eq!(json["steps"][0]["stage"], "normalise");
    assert_eq!(serde_json::from_value::<Explanation>(json).unwrap(), told);
}

#[test]
fn a_prefix_counts_for_the_numbers_and_queues_of_its_rule_only() {
    let plan = plan(
        "region = 'GB'
        outside-line = '9'
        extensions = ['2XXX']
        policy.allow = [{ class = ['internal', 'short_code'] }]
        [[rules]]
        name = 'internal'
        match.class = 'internal'
        prepend = ''
        [[rules]]
        name = 'sales'
        match.queue = 'sales'
        strip-prefix = '44'
        replace = '0'
        carrier = '141'
        [[rules]]
        name = 'all'
        match.prefix = '+44'
        strip-prefix = '44'
        replace = '0'",
    );
    let approve = |dialled: &str, queue| {
        let leave = plan.approve(&forged(&plan, dialled), queue);
        leave.map(|leave| leave.dial_string().expose().to_owned()).map_err(|refusal| refusal.rule)
    };
    assert!(approve("901614960123", None).is_ok());
    assert!(approve("914101614960123", Some("sales")).is_ok());
    assert_eq!(approve("914101614960123", None), Err(RefusalRule::NotAsJudged));
    assert_eq!(approve("01614960123", None), Err(RefusalRule::NotAsJudged), "an extension's prefix is none");
    let code = Routed { number: Destination::Short("118500".parse().unwrap()), ..forged(&plan, "118500") };
    assert_eq!(plan.approve(&code, None).unwrap_err().rule, RefusalRule::NotAsJudged);
    assert!(plan.approve(&Routed { dial_string: "9118500".parse().unwrap(), ..code }, None).is_ok());
}
