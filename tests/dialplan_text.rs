//! What people type, paste and scan into a field for a telephone number.
#![expect(clippy::unwrap_used, reason = "a test that cannot set up must fail")]

use callbackd::dialplan::numbering::{Facts, Numbering, PublicNumber, Style, Unreadable};
use callbackd::dialplan::{Destination, DialPlan, E164, Reading, RefusalRule, Region, Settings};

const SITE: &str = r#"
    region = "GB"
    area-code = "20"
    local-digits = [8]
    outside-line = "9"
    extensions = ["2XXX", "11X"]
    emergency = ["77777"]
"#;

fn plan(text: &str) -> DialPlan {
    DialPlan::new(toml::from_str::<Settings>(text).unwrap()).unwrap()
}

#[test]
fn one_number_has_many_spellings() {
    let plan = plan(SITE);
    for text in [
        "+442079460018",
        "+44 20 7946 0018",
        "+44 (0)20 7946 0018",
        "0044 20 7946 0018",
        "0044(0)2079460018",
        "44 20 7946 0018",
        "020 7946 0018",
        "(020) 7946-0018",
        "020.7946.0018",
        "020/7946/0018",
        "020~79460018",
        "7946 0018",
        "  020 7946 0018\n",
        "\u{202a}+44\u{a0}20\u{a0}7946\u{a0}0018\u{202c}",
        "\u{feff}020\u{2011}79460018",
        "０２０ー７９４６ー００１８",
        "＋４４（２０）７９４６００１８",
        "٠٢٠ ٧٩٤٦ ٠٠١٨",
        "०२० ७९४६ ००१८",
        "☎ 020 7946 0018",
        "📞️ 020 7946 0018",
        "Tel.: 020 7946 0018",
        "Phone 020 7946 0018",
        "T: +44 20 7946 0018",
        "'02079460018",
        "\"020 7946 0018\"",
        "tel:+44-20-7946-0018",
        "TEL:+442079460018",
        "tel:%2B442079460018",
        "tel:020%207946%200018",
        "tel:20-7946-0018;phone-context=+44",
        "tel:+442079460018;isub=12;phone-context=example.com",
    ] {
        let read = plan.normalise(text, None).map_err(|refusal| format!("{text}: {refusal}")).unwrap();
        assert_eq!((read.destination().expose(), read.extension()), ("+442079460018", None), "{text}");
    }
}

#[test]
fn an_extension_is_kept_apart() {
    let plan = plan(SITE);
    for text in [
        "020 7946 0018 ext. 12",
        "020 7946 0018 Ext 12",
        "020 7946 0018 extension: 12",
        "020 7946 0018x12",
        "020 7946 0018 x 12",
        "020 7946 0018 #12",
        "020 7946 0018,,12",
        "020 7946 0018;12",
        "020 7946 0018,,12#",
        "020 7946 0018 Durchwahl 12",
        "020 7946 0018 доб. 12",
        "tel:+442079460018;ext=12",
        "tel:+44-20-7946-0018;EXT=1-2",
    ] {
        let read = plan.normalise(text, None).map_err(|refusal| format!("{text}: {refusal}")).unwrap();
        assert_eq!((read.destination().expose(), read.extension()), ("+442079460018", Some("12")), "{text}");
    }
}

#[test]
fn what_cannot_be_a_number_is_refused_with_its_reason() {
    use RefusalRule::*;
    let plan = plan(SITE);
    let long = "1".repeat(257);
    for (text, rule) in [
        ("", Empty),
        ("   ", Empty),
        ("none", Empty),
        ("+", Empty),
        ("tel:", Empty),
        (long.as_str(), TooLong),
        (&"1".repeat(60), TooLong),
        ("020 7946 0018 ext 12345678901", TooLong),
        ("020 7946 0018 after six", Letters),
        ("0800 FLOWERS", Letters),
        ("o2079460018", Letters),
        ("020 7946 0018 ext 12 b", Letters),
        ("020 7946 0018 ext", Letters),
        ("020 7946 0018, 020 7946 0019", NotANumber),
        ("020 7946 0018 & co", NotANumber),
        ("020+7946 0018", NotANumber),
        ("++442079460018", NotANumber),
        ("020 7946 0018 #", NotANumber),
        ("2001@example.com", NotANumber),
        ("sip:2001@example.com", NotANumber),
        ("tel:%E4%F6020", NotANumber),
        ("*21*020 7946 0018#", ServiceCode),
        ("#31#020 7946 0018", ServiceCode),
        ("**2001", ServiceCode),
        ("tel:7042;phone-context=example.com", PhoneContext),
        ("tel:7042;phone-context", PhoneContext),
        ("+999 20 7946 0018", UnknownCountry),
        ("+0 20 7946 0018", UnknownCountry),
        ("020 7946 001", Impossible),
        ("020 7946 00188", Impossible),
        ("+44 999", Impossible),
        ("1", Impossible),
        ("020 7946 0018 / 020 7946 0019", Impossible),
    ] {
        let read = plan.normalise(text, None).map(|read| read.reading());
        assert_eq!(read.map_err(|refusal| refusal.rule), Err(rule), "{text}");
    }
}

#[test]
fn letters_are_digits_where_the_site_says_so() {
    let plan = plan("region = \"US\"\nletters = true");
    for (text, number, extension) in [
        ("1-800-FLOWERS", "+18003569377", None),
        ("800 flowers", "+18003569377", None),
        ("1-800-FLOWERS ext. 12", "+18003569377", Some("12")),
        ("1 (800) 35-OWERS x12", "+18003569377", Some("12")),
    ] {
        let read = plan.normalise(text, None);
        let read = read.as_ref().map(|read| (read.destination().expose(), read.extension()));
        assert_eq!(read.map_err(|refusal| refusal.rule), Ok((number, extension)), "{text}");
    }
    let umlaut = plan.normalise("1-800-FLÖWERS", None).unwrap_err();
    assert_eq!(umlaut.rule, RefusalRule::Letters);
}

#[test]
fn the_country_that_the_customer_chose_decides() {
    let plan = plan(SITE);
    let france: Option<Region> = Some("FR".parse().unwrap());
    let reads = |text: &str| plan.normalise(text, france).map(|read| read.destination().expose().to_owned());
    assert_eq!(reads("01 99 00 12 34").unwrap(), "+33199001234");
    assert_eq!(reads("0044 20 7946 0018").unwrap(), "+442079460018");
    assert_eq!(
        reads("2001").unwrap(),
        "2001",
        "read as a short code of France, not as an extension of the site"
    );
    assert_eq!(plan.normalise("2001", france).unwrap().reading(), Reading::ShortCode);
    assert_eq!(reads("15").unwrap_err().rule, RefusalRule::Emergency);
    assert_eq!(
        reads("7946 0018").unwrap_err().rule,
        RefusalRule::Impossible,
        "the site's area is not theirs"
    );
}

#[test]
fn a_number_is_shown_as_its_readers_know_it() {
    use callbackd::dialplan::numbering::Style::*;
    let plan = plan(SITE);
    for (text, style, shown) in [
        ("+442079460018", International, "+44 20 7946 0018"),
        ("+442079460018", National, "020 7946 0018"),
        ("+491713920012", International, "+49 171 3920012"),
        ("+33199001234", National, "01 99 00 12 34"),
        ("2001", International, "2001"),
        ("999", National, "999"),
    ] {
        let read = plan.normalise(text, None).unwrap();
        assert_eq!(plan.formatted(read.destination(), style), shown, "{text}");
    }
}

/// Numbering plans that must not be asked.
struct Unasked;

impl Numbering for Unasked {
    fn read(&self, _: &str, _: Option<Region>) -> Result<PublicNumber, Unreadable> {
        unreachable!("asked to read")
    }

    fn facts(&self, _: &E164) -> Facts {
        unreachable!("asked for facts")
    }

    fn national_form(&self, _: &E164) -> String {
        unreachable!("asked to write")
    }

    fn written(&self, _: &E164, _: Style) -> String {
        unreachable!("asked to write")
    }
}

#[test]
fn emergency_numbers_and_extensions_are_known_before_numbering_plans_are_asked() {
    let plan = DialPlan::with_numbering(toml::from_str(SITE).unwrap(), Unasked).unwrap();
    for (text, reading) in [
        ("2001", Reading::Extension),
        ("2 0 0 1", Reading::Extension),
        ("113", Reading::Extension),
        ("999", Reading::ShortCode),
        ("77777", Reading::ShortCode),
        // The extensions 11X would include it.
        ("112", Reading::ShortCode),
    ] {
        assert_eq!(plan.normalise(text, None).unwrap().reading(), reading, "{text}");
    }
    let help = plan.normalise("112", None).unwrap();
    assert!(matches!(help.destination(), Destination::Short(_)));
    assert_eq!(plan.judge(help.destination(), None).unwrap_err().rule, RefusalRule::Emergency);
}
