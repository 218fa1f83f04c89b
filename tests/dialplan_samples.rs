//! The sample dial plans of `config/dialplan`, number by number.
#![expect(clippy::unwrap_used, reason = "a test that cannot set up must fail")]

use callbackd::dialplan::{DialPlan, RefusalRule, Routed, Settings};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    dialplan: Settings,
}

fn sample(text: &str) -> DialPlan {
    DialPlan::new(toml::from_str::<File>(text).unwrap().dialplan).unwrap()
}

fn routed(plan: &DialPlan, text: &str, queue: Option<&str>) -> Result<Routed, RefusalRule> {
    let normalised = plan.normalise(text, None).map_err(|refusal| refusal.rule)?;
    let judged = plan.judge(normalised.destination(), queue).map_err(|refusal| refusal.rule)?;
    plan.route(&judged, queue).map_err(|refusal| refusal.rule)
}

/// Each line: what the customer types; number; routing rule; what is dialled.
fn dials(plan: &DialPlan, queue: Option<&str>, table: &[(&str, &str, &str, &str)]) {
    for (text, number, rule, dialled) in table {
        let routed = routed(plan, text, queue).map_err(|rule| format!("{text}: {rule}")).unwrap();
        let made = (routed.number.expose(), routed.rule.as_str(), routed.dial_string.expose());
        assert_eq!(made, (*number, *rule, *dialled), "{text}");
        assert!(routed.dial_string.expose().starts_with(&routed.prepended));
        let leave = plan.approve(&routed, queue).unwrap();
        assert_eq!(leave.dial_string(), &routed.dial_string, "{text}");
    }
}

/// Spellings that a country dials for a neighbour, or that were given up, are the telephone's number of today; a list, a limit
/// or an agent's edit knows no other.
#[test]
fn countries_that_share_a_dial_plan_have_one_number_for_a_telephone() {
    for (region, text, number) in [
        ("FR", "0692 12 34 56", "+262692123456"),
        ("FR", "0262 20 12 34", "+262262201234"),
        ("FR", "0639 01 23 45", "+262639012345"),
        ("FR", "0590 27 12 34", "+590590271234"),
        ("FR", "0594 30 12 34", "+594594301234"),
        ("FR", "0696 20 12 34", "+596696201234"),
        ("FR", "0596 30 12 34", "+596596301234"),
        ("FR", "+33 596 30 12 34", "+596596301234"),
        ("FR", "0508 41 12 34", "+508411234"),
        ("IE", "048 9032 0000", "+442890320000"),
        ("IT", "0549 882222", "+3780549882222"),
        ("IT", "+379 06 698 12345", "+390669812345"),
        ("KE", "006 712 345678", "+256712345678"),
        ("TZ", "005 712 123456", "+254712123456"),
        ("UG", "007 621 234 567", "+255621234567"),
        ("MY", "02 6123 4567", "+6561234567"),
        ("MO", "01 2123 4567", "+85221234567"),
        ("GB", "01534 456789", "+441534456789"),
        ("JE", "020 7946 0018", "+442079460018"),
        ("US", "787 234 5678", "+17872345678"),
        ("FI", "018 12345", "+3581812345"),
        ("AU", "(08) 9164 1234", "+61891641234"),
        ("KZ", "8 495 123 45 67", "+74951234567"),
        ("MX", "+52 1 55 1234 5678", "+525512345678"),
        ("MX", "044 55 1234 5678", "+525512345678"),
        ("BJ", "97 12 34 56", "+2290197123456"),
        ("CI", "+225 07 12 34 56", "+2250707123456"),
        ("BR", "(11) 6123-4567", "+5511961234567"),
        ("CO", "+57 1 2345678", "+576012345678"),
        ("GB", "0171 946 0018", "+442079460018"),
    ] {
        let plan = DialPlan::new(Settings::new(region.parse().unwrap())).unwrap_or_else(|_| {
            let international_prefix = Some("00".to_owned());
            DialPlan::new(Settings { international_prefix, ..Settings::new(region.parse().unwrap()) })
                .unwrap()
        });
        let read = plan.normalise(text, None).map_err(|refusal| refusal.rule);
        assert_eq!(read.as_ref().map(|read| read.destination().expose()), Ok(number), "{region} {text}");
    }
}

#[test]
fn a_telephone_overseas_cannot_be_passed_by_in_another_spelling() {
    let text = include_str!("../config/dialplan/france.toml");
    let settings = toml::from_str::<File>(text).unwrap().dialplan;
    let listed = |list: &str| toml::from_str(&format!("region = 'FR'\n{list}")).unwrap();
    for list in [
        "do-not-call = ['+596596301234']",
        "do-not-call = ['+33596301234']",
        "own-numbers = ['+33596301234']",
    ] {
        let Settings { do_not_call, own_numbers, .. } = listed(list);
        let plan = DialPlan::new(Settings { do_not_call, own_numbers, ..settings.clone() }).unwrap();
        for text in ["0596 30 12 34", "+596 596 30 12 34", "+33 596 30 12 34", "00596596301234"] {
            let refused = routed(&plan, text, None).unwrap_err();
            assert!(
                matches!(refused, RefusalRule::DoNotCall | RefusalRule::OwnNumber),
                "{list} {text}: {refused}"
            );
        }
    }
    let plan = sample(text);
    let shown = routed(&plan, "0596 30 12 34", None).unwrap();
    assert_eq!(shown.dial_string.expose(), "000596596301234");
    // In France this reaches Martinique too; from abroad, or a number given up, reaches nobody.
    assert_eq!(plan.read_edit(&shown, "00596301235", None).unwrap().number.expose(), "+596596301235");
    assert!(plan.read_edit(&shown, "00033596301235", None).is_err());
}

#[test]
fn a_policy_written_for_a_former_plan_holds_for_the_numbers_of_today() {
    let deny =
        "region = 'GB'\npolicy.allow = [{ class = 'international' }]\npolicy.deny = [{ prefix = '+521' }]";
    let plan = DialPlan::new(toml::from_str(deny).unwrap()).unwrap();
    for text in ["+52 55 1234 5678", "+52 1 55 1234 5678"] {
        assert_eq!(routed(&plan, text, None).unwrap_err(), RefusalRule::Denied, "{text}");
    }
}

/// Each line: what the customer types; the rule that refuses it.
fn refuses(plan: &DialPlan, queue: Option<&str>, table: &[(&str, RefusalRule)]) {
    for (text, rule) in table {
        assert_eq!(routed(plan, text, queue).unwrap_err(), *rule, "{text}");
    }
}

/// Each line: what the agent makes of the controls shown for `text`; the number that is reached, or the refusal.
fn edits(plan: &DialPlan, text: &str, table: &[(&str, Result<&str, RefusalRule>)]) {
    let shown = routed(plan, text, None).unwrap();
    for (edit, expected) in table {
        let edited = plan.read_edit(&shown, edit, None).map_err(|refusal| refusal.rule);
        assert_eq!(
            edited.as_ref().map(|edited| edited.number.expose()).map_err(|rule| *rule),
            *expected,
            "{edit}"
        );
        if let Ok(edited) = edited {
            let cleaned: String = edit.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')')).collect();
            let leave = plan.approve(&edited, None).unwrap();
            assert_eq!(leave.dial_string().expose(), cleaned, "dialled as shown");
        }
    }
}

#[test]
fn north_america_dials_seven_ten_and_eleven_digits() {
    let plan = sample(include_str!("../config/dialplan/north-america.toml"));
    dials(
        &plan,
        None,
        &[
            ("555-0223", "+17015550223", "seven-digits", "95550223"),
            ("(701) 555-0223", "+17015550223", "seven-digits", "95550223"),
            ("1 701 555 0223", "+17015550223", "seven-digits", "95550223"),
            ("218.555.0123", "+12185550123", "ten-digits", "92185550123"),
            ("+1 612 555 0123", "+16125550123", "eleven-digits", "916125550123"),
            ("1-800-FLOWERS ext. 12", "+18003569377", "eleven-digits", "918003569377"),
            ("416 555 0123", "+14165550123", "eleven-digits", "914165550123"),
        ],
    );
    refuses(
        &plan,
        None,
        &[
            ("011 44 20 7946 0018", RefusalRule::International),
            ("876 555 0123", RefusalRule::International),
            ("900 555 0123", RefusalRule::Premium),
            ("911", RefusalRule::Emergency),
            ("411", RefusalRule::ShortCode),
            ("2001", RefusalRule::Internal),
            ("701 555 0123", RefusalRule::OwnNumber),
            ("555 012", RefusalRule::ShortCode),
        ],
    );
    edits(
        &plan,
        "701 555 0223",
        &[
            ("9 555 0224", Ok("+17015550224")),
            ("9 218 555 0123", Ok("+12185550123")),
            ("9 1 (218) 555-0123", Ok("+12185550123")),
            ("9 701 555 0223", Ok("+17015550223")),
            ("555 0223", Err(RefusalRule::NoOutsideLine)),
            ("9 911", Err(RefusalRule::Emergency)),
            ("911", Err(RefusalRule::Emergency)),
            ("9 9 1 1", Err(RefusalRule::Emergency)),
            ("9 911 555 0123", Err(RefusalRule::Emergency)),
            ("9 011 44 20 7946 0018", Err(RefusalRule::International)),
            ("9 1 876 555 0123", Err(RefusalRule::International)),
            ("9 1 900 555 0123", Err(RefusalRule::Premium)),
            ("2001", Err(RefusalRule::Internal)),
            ("9 555 02", Err(RefusalRule::ShortCode)),
            ("9 1-800-FLOWERS", Err(RefusalRule::EditNotUnderstood)),
        ],
    );
}

#[test]
fn the_united_kingdom_dials_london_and_the_rest() {
    let plan = sample(include_str!("../config/dialplan/united-kingdom.toml"));
    dials(
        &plan,
        None,
        &[
            ("7946 0018", "+442079460018", "london", "979460018"),
            ("(020) 7946-0018", "+442079460018", "london", "979460018"),
            ("+44 (0)20 7946 0018", "+442079460018", "london", "979460018"),
            ("0161 496 0123", "+441614960123", "national", "901614960123"),
            ("07400 123456", "+447400123456", "national", "907400123456"),
            ("0800 011 3456", "+448000113456", "national", "908000113456"),
            ("01481 256789", "+441481256789", "national", "901481256789"),
            ("+353 1 437 0000", "+35314370000", "international", "90035314370000"),
        ],
    );
    dials(&plan, Some("sales"), &[("020 7946 0018", "+442079460018", "sales", "914102079460018")]);
    refuses(
        &plan,
        None,
        &[
            ("0909 879 0000", RefusalRule::Premium),
            ("070 1234 5678", RefusalRule::Denied),
            ("+1 212 555 0123", RefusalRule::International),
            ("+353 1520 123456", RefusalRule::Premium),
            ("999", RefusalRule::Emergency),
            ("112", RefusalRule::Emergency),
            ("020 7946 0123", RefusalRule::OwnNumber),
        ],
    );
    edits(
        &plan,
        "020 7946 0018",
        &[
            ("9 7946 0019", Ok("+442079460019")),
            ("9 0161 496 0123", Ok("+441614960123")),
            ("9 00 353 1 437 0000", Ok("+35314370000")),
            // Without its 0, the exchange would wait for a London number.
            ("9 161 496 0123", Err(RefusalRule::Impossible)),
            ("9 44 20 7946 0019", Err(RefusalRule::Impossible)),
            ("9 999", Err(RefusalRule::Emergency)),
            ("999", Err(RefusalRule::Emergency)),
            ("9 9 999", Err(RefusalRule::Emergency)),
            ("9 020 7946 0123", Err(RefusalRule::OwnNumber)),
            ("9 141 020 7946 0018", Err(RefusalRule::Impossible)),
            ("*21 020 7946 0018", Err(RefusalRule::NoOutsideLine)),
            ("9 *00 353 1 437 0000", Err(RefusalRule::ServiceCode)),
            ("9 020 7946 0018 #", Err(RefusalRule::ServiceCode)),
        ],
    );
}

#[test]
fn germany_dials_local_numbers_of_any_length() {
    let plan = sample(include_str!("../config/dialplan/germany.toml"));
    dials(
        &plan,
        None,
        &[
            ("23125123", "+493023125123", "berlin", "023125123"),
            ("030/23125-123", "+493023125123", "berlin", "023125123"),
            ("0171 3920012", "+491713920012", "national", "001713920012"),
            ("1713920012", "+491713920012", "national", "001713920012"),
            ("069 90009123", "+496990009123", "national", "006990009123"),
            ("+43 1 234567890", "+431234567890", "international", "000431234567890"),
        ],
    );
    dials(&plan, None, &[("312", "312", "internal", "312")]);
    dials(&plan, Some("mobile"), &[("0171 3920012", "+491713920012", "gateway", "881713920012")]);
    refuses(
        &plan,
        None,
        &[
            ("0900 1 123456", RefusalRule::Premium),
            ("0700 12345678", RefusalRule::Denied),
            ("110", RefusalRule::Emergency),
            ("19222", RefusalRule::Emergency),
            // The local form of this number is an emergency number.
            ("030 110", RefusalRule::Emergency),
            ("+44 20 7946 0018", RefusalRule::International),
        ],
    );
    edits(
        &plan,
        "030 23125123",
        &[
            ("0 23125124", Ok("+493023125124")),
            ("0 0171 3920012", Ok("+491713920012")),
            ("0 00 43 1 234567890", Ok("+431234567890")),
            ("312", Ok("312")),
            ("0 1713920012", Err(RefusalRule::Impossible)),
            ("0 112", Err(RefusalRule::Emergency)),
            ("0 110 23125", Err(RefusalRule::Emergency)),
            ("0 00 44 20 7946 0018", Err(RefusalRule::International)),
        ],
    );
    let shown = routed(&plan, "0171 3920012", Some("mobile")).unwrap();
    assert!(plan.read_edit(&shown, "88 171 3920012", Some("mobile")).is_ok());
    let edited = plan.read_edit(&shown, "88 171 3920013", Some("mobile")).unwrap_err();
    assert_eq!(edited.rule, RefusalRule::NoOutsideLine, "a gateway's digits cannot be read back");
}

#[test]
fn france_dials_ten_digits_everywhere() {
    let plan = sample(include_str!("../config/dialplan/france.toml"));
    dials(
        &plan,
        None,
        &[
            ("01 99 00 12 34", "+33199001234", "national", "00199001234"),
            ("06 12 34 56 78", "+33612345678", "national", "00612345678"),
            ("+33 (0)6 12 34 56 78", "+33612345678", "national", "00612345678"),
            ("+262 262 16 12 34", "+262262161234", "overseas", "000262262161234"),
        ],
    );
    dials(&plan, Some("belgium"), &[("0032 2 555 12 12", "+3225551212", "belgium", "7003225551212")]);
    refuses(
        &plan,
        None,
        &[
            ("0032 2 555 12 12", RefusalRule::International),
            ("0899 12 34 56", RefusalRule::Premium),
            ("15", RefusalRule::Emergency),
            ("3949", RefusalRule::ShortCode),
        ],
    );
    edits(
        &plan,
        "01 99 00 12 34",
        &[
            ("0 01 99 00 12 35", Ok("+33199001235")),
            ("01 99 00 12 35", Err(RefusalRule::Impossible)),
            ("0 1 99 00 12 35", Err(RefusalRule::Impossible)),
            ("0 112", Err(RefusalRule::Emergency)),
            ("0 17 99 00 12", Err(RefusalRule::Emergency)),
        ],
    );
}

#[test]
fn india_dials_a_zero_before_mobiles_and_other_cities() {
    let plan = sample(include_str!("../config/dialplan/india.toml"));
    dials(
        &plan,
        None,
        &[
            ("2301 2345", "+911123012345", "delhi", "023012345"),
            // Begins like 2611, a helpline; the plan has longer numbers there, so the exchange waits.
            ("2611 2345", "+911126112345", "delhi", "026112345"),
            ("011 2301 2345", "+911123012345", "delhi", "023012345"),
            ("98765 43210", "+919876543210", "national", "009876543210"),
            ("022 2301 2345", "+912223012345", "national", "002223012345"),
            ("1800 11 2345", "+911800112345", "services", "01800112345"),
        ],
    );
    refuses(
        &plan,
        None,
        &[
            ("100", RefusalRule::Emergency),
            ("112", RefusalRule::Emergency),
            ("+1 212 555 0123", RefusalRule::International),
        ],
    );
    edits(
        &plan,
        "011 2301 2345",
        &[
            ("0 098765 43210", Ok("+919876543210")),
            ("0 1800 11 2345", Ok("+911800112345")),
            // Written like this it is a Delhi number; dialled like this it is 112.
            ("0 11 2301 2345", Err(RefusalRule::Emergency)),
            ("0 98765 43210", Err(RefusalRule::Impossible)),
        ],
    );
}

#[test]
fn australia_keeps_its_outside_line_and_its_emergency_number_apart() {
    let plan = sample(include_str!("../config/dialplan/australia.toml"));
    dials(
        &plan,
        None,
        &[
            ("5550 1234", "+61255501234", "local", "055501234"),
            ("(02) 5550 1234", "+61255501234", "local", "055501234"),
            ("03 5550 1234", "+61355501234", "national", "00355501234"),
            ("0491 570 156", "+61491570156", "national", "00491570156"),
            ("13 12 34", "+61131234", "services", "0131234"),
            ("1300 975 707", "+611300975707", "services", "01300975707"),
            ("0011 64 9 300 1234", "+6493001234", "international", "000116493001234"),
        ],
    );
    refuses(
        &plan,
        None,
        &[
            ("000", RefusalRule::Emergency),
            ("112", RefusalRule::Emergency),
            ("1900 123 456", RefusalRule::Premium),
            ("0011 1 212 555 0123", RefusalRule::International),
        ],
    );
    edits(
        &plan,
        "02 5550 1234",
        &[
            ("0 0011 64 9 300 1235", Ok("+6493001235")),
            ("0 0 3 5550 1234", Ok("+61355501234")),
            ("0 13 12 34", Ok("+61131234")),
            ("0 000", Err(RefusalRule::Emergency)),
            ("000", Err(RefusalRule::Emergency)),
            ("0 000 1234", Err(RefusalRule::Emergency)),
            ("0 2 5550 1234", Err(RefusalRule::Impossible)),
        ],
    );
}

#[test]
fn every_sample_has_rules_of_its_own() {
    let samples = [
        include_str!("../config/dialplan/north-america.toml"),
        include_str!("../config/dialplan/united-kingdom.toml"),
        include_str!("../config/dialplan/germany.toml"),
        include_str!("../config/dialplan/france.toml"),
        include_str!("../config/dialplan/india.toml"),
        include_str!("../config/dialplan/australia.toml"),
    ];
    let versions: std::collections::BTreeSet<_> =
        samples.iter().map(|text| sample(text).version().to_string()).collect();
    assert_eq!(versions.len(), samples.len());
    assert!(versions.iter().all(|version| version.len() == 16));
}
