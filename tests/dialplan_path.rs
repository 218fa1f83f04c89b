//! The way of one number: request, controls, edit, leave to dial.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set up must fail")]

use callbackd::dialplan::{DialPlan, RefusalRule, Routed, Settings};

const LONDON: &str = r#"
    region = "GB"
    area-code = "20"
    local-digits = [8]
    outside-line = "9"
    extensions = ["2XXX"]
    own-numbers = ["+4420794601XX"]
    do-not-call = ["+442079460199", "+442079460077"]

    [policy]
    allow = [{ class = "international", country = ["IE", "FR"] }]
    deny = [{ prefix = "+447624" }]

    [policy.queues.sales]
    allow = [{ class = "premium", country = "GB" }]
"#;

fn plan(text: &str) -> DialPlan {
    let settings: Settings = toml::from_str(text).unwrap();
    DialPlan::new(settings).unwrap()
}

fn refusal(plan: &DialPlan, text: &str, queue: Option<&str>) -> RefusalRule {
    let normalised = match plan.normalise(text, None) {
        Ok(normalised) => normalised,
        Err(refusal) => return refusal.rule,
    };
    plan.judge(normalised.destination(), queue).expect_err(text).rule
}

#[test]
fn a_request_becomes_controls_and_the_controls_leave_to_dial() {
    let plan = plan(LONDON);
    for text in
        ["(020) 7946-0018", "+44 20 7946 0018", "0044 20 7946 0018", "7946 0018", "tel:+44-20-7946-0018"]
    {
        let normalised = plan.normalise(text, None).unwrap();
        let judged = plan.judge(normalised.destination(), None).unwrap();
        let routed = plan.route(&judged, None).unwrap();
        assert_eq!(routed.number.expose(), "+442079460018", "{text}");
        assert_eq!((routed.prepended.as_str(), routed.dial_string.expose()), ("9", "902079460018"));

        let edited = plan.read_edit(&routed, "9 020 7946 0018", None).unwrap();
        assert_eq!(edited, routed);
        assert_eq!(plan.approve(&edited, None).unwrap().dial_string().expose(), "902079460018");
    }
}

#[test]
fn an_edit_is_read_as_dialled_at_the_site() {
    let plan = plan(LONDON);
    let shown = plan.normalise("020 7946 0018", None).unwrap();
    let shown = plan.route(&plan.judge(shown.destination(), None).unwrap(), None).unwrap();
    let reads =
        |text: &str| plan.read_edit(&shown, text, None).map(|edited| edited.number.expose().to_owned());

    assert_eq!(reads("9 020 7946 0019").unwrap(), "+442079460019");
    assert_eq!(reads("9 7946 0019").unwrap(), "+442079460019");
    assert_eq!(reads("9 00 353 1 437 0000").unwrap(), "+35314370000");
    assert_eq!(reads("020 7946 0019").unwrap_err().rule, RefusalRule::NoOutsideLine);
    assert_eq!(reads("+44 20 7946 0019").unwrap_err().rule, RefusalRule::EditNotUnderstood);
    assert_eq!(reads("9 999").unwrap_err().rule, RefusalRule::Emergency);
    assert_eq!(reads("999").unwrap_err().rule, RefusalRule::Emergency);
    assert_eq!(reads("9 112 79460019").unwrap_err().rule, RefusalRule::Emergency);
    assert_eq!(reads("9 00 49 30 23125000").unwrap_err().rule, RefusalRule::International);
    assert_eq!(reads("2001").unwrap_err().rule, RefusalRule::Internal);
}

#[test]
fn refusals_name_their_rule() {
    let plan = plan(LONDON);
    assert_eq!(refusal(&plan, "020 7946 0177", None), RefusalRule::OwnNumber);
    assert_eq!(refusal(&plan, "020 7946 0077", None), RefusalRule::DoNotCall);
    assert_eq!(refusal(&plan, "+49 30 23125000", None), RefusalRule::International);
    assert_eq!(refusal(&plan, "0909 879 0000", None), RefusalRule::Premium);
    assert_eq!(refusal(&plan, "2001", None), RefusalRule::Internal);
    assert_eq!(refusal(&plan, "999", None), RefusalRule::Emergency);
    assert_eq!(refusal(&plan, "118500", None), RefusalRule::ShortCode);
    assert_eq!(refusal(&plan, "*21#", None), RefusalRule::ServiceCode);
    assert_eq!(refusal(&plan, "020 7946", None), RefusalRule::Impossible);
    let premium = plan.normalise("0909 879 0000", None).unwrap();
    assert_eq!(
        plan.judge(premium.destination(), Some("sales")).unwrap().rule(),
        "dialplan.policy.queues.sales.allow[0]"
    );
}

#[test]
fn leave_is_given_for_the_digits_that_were_judged_only() {
    let plan = plan(LONDON);
    let shown = plan.normalise("020 7946 0018", None).unwrap();
    let shown = plan.route(&plan.judge(shown.destination(), None).unwrap(), None).unwrap();
    let approve = |digits: &str| {
        let forged = Routed { dial_string: digits.parse().unwrap(), ..shown.clone() };
        plan.approve(&forged, None).map(|leave| leave.dial_string().clone()).map_err(|refusal| refusal.rule)
    };
    assert!(approve("902079460018").is_ok());
    assert!(approve("979460018").is_ok());
    assert_eq!(approve("902079460019"), Err(RefusalRule::NotAsJudged));
    assert_eq!(approve("02079460018"), Err(RefusalRule::NotAsJudged));
    assert_eq!(approve("9999"), Err(RefusalRule::NotAsJudged));
}
