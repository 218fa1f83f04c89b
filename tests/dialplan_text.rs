//! What people type, paste and scan into a field for a telephone number.
#![expect(clippy::unwrap_used, reason = "a test that cannot set up must fail")]

use callbackd::dialplan::numbering::{Facts, Length, Numbering, PublicNumber, Style, Unreadable};
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

/// Some countries have an international prefix for every carrier: there, the site's is taken to be 00.
fn plan_in(region: &str) -> DialPlan {
    let settings = Settings::new(region.parse().unwrap());
    DialPlan::new(settings.clone()).unwrap_or_else(|_| {
        DialPlan::new(Settings { international_prefix: Some("00".to_owned()), ..settings }).unwrap()
    })
}

/// What `text` is read as, with its extension; the readings, where it asks.
fn told(plan: &DialPlan, text: &str) -> Result<String, Vec<String>> {
    let written = |number: &Destination, extension: Option<&str>| match extension {
        Some(extension) => format!("{} ext {extension}", number.expose()),
        None => number.expose().to_owned(),
    };
    match plan.normalise(text, None) {
        Ok(read) => Ok(written(read.destination(), read.extension())),
        Err(refusal) => {
            let readings = refusal.readings.iter();
            Err(readings.map(|one| written(&one.destination, one.extension.as_deref())).collect())
        }
    }
}

#[test]
fn what_stands_around_a_number_is_never_glued_to_it() {
    for (region, text, number) in [
        ("DE", "030 23125123/24", "+493023125123"),
        ("DE", "030 23125123 (9-17)", "+493023125123"),
        ("DE", "030 23125123 (8:00-16:30)", "+493023125123"),
        ("DE", "03023125123.0", "+493023125123"),
        ("DE", "03023125123,00", "+493023125123"),
        ("DE", "+493023125123.0", "+493023125123"),
        ("DE", "0171 3920012 (2)", "+491713920012"),
        ("DE", "2) 030 1234567", "+49301234567"),
        ("DE", "1. 030 1234567", "+49301234567"),
        ("DE", "Handy 5 030 1234567", "+49301234567"),
        ("DE", "030 23125123 ab 18 Uhr", "+493023125123"),
        ("DE", "030 23125123, Fax 030 23125124", "+493023125123"),
        ("DE", "030 23125123 030 23125123", "+493023125123"),
        ("DE", "030 23125123 / +49 30 23125123", "+493023125123"),
        ("AT", "01 5123456/0", "+4315123456"),
        ("ID", "(021) 5551234/5", "+62215551234"),
        ("GB", "020 7946 0018 after six", "+442079460018"),
        ("GB", "020 7946 0018 & co", "+442079460018"),
        ("GB", "020 7946 0018 24/7", "+442079460018"),
        ("GB", "020 7946 0018 01/12/2026", "+442079460018"),
        ("KR", "02-1234-5678~9", "+82212345678"),
    ] {
        let plan = plan_in(region);
        assert_eq!(told(&plan, text), Ok(number.to_owned()), "{region} {text}");
    }
}

#[test]
fn marks_within_a_number_part_nothing() {
    for (region, text, number) in [
        ("DE", "0171/3920012", "+491713920012"),
        ("DE", "030/23125123", "+493023125123"),
        ("DE", "(030) 23 12 51 23", "+493023125123"),
        ("DE", "030-2312 5123", "+493023125123"),
        ("DE", "0 30/23 12 51 23", "+493023125123"),
        ("DE", "0171,3920012", "+491713920012"),
        ("TW", "02.3125.1234", "+886231251234"),
        ("BE", "02/234.56.78", "+3222345678"),
        ("GB", "020\n7946 0018", "+442079460018"),
        ("KR", "02)1234-5678", "+82212345678"),
        ("RU", "8 (912) 345-67-89", "+79123456789"),
    ] {
        let plan = plan_in(region);
        assert_eq!(told(&plan, text), Ok(number.to_owned()), "{region} {text}");
    }
}

#[test]
fn a_text_with_two_numbers_is_a_question() {
    for (region, text, readings) in [
        ("GB", "020 7946 0018, 020 7946 0019", ["+442079460018", "+442079460019"]),
        ("GB", "020 7946 0018 / 020 7946 0019", ["+442079460018", "+442079460019"]),
        ("GB", "020 7946 0018 020 7946 0019", ["+442079460018", "+442079460019"]),
        ("GB", "+442079460018+442079460019", ["+442079460018", "+442079460019"]),
        ("DE", "030 23125123 oder 0171 3920012", ["+493023125123", "+491713920012"]),
        ("DE", "030 23125123\n0171 3920012", ["+493023125123", "+491713920012"]),
        ("DE", "030 2312512-34", ["+49302312512", "+4930231251234"]),
    ] {
        let plan = plan_in(region);
        let readings = readings.map(str::to_owned).to_vec();
        assert_eq!(told(&plan, text), Err(readings), "{region} {text}");
        assert_eq!(
            plan.normalise(text, None).unwrap_err().rule,
            RefusalRule::AmbiguousNumber,
            "{region} {text}"
        );
    }
}

#[test]
fn a_number_with_its_country_code_needs_no_plus() {
    for (region, text, number) in [
        ("DE", "49 171 3920012", "+491713920012"),
        ("DE", "-49 521 557666", "+49521557666"),
        ("DE", "49-171-3920012", "+491713920012"),
        ("DE", "(49) 171 3920012", "+491713920012"),
        ("DE", "49 (0) 171 / 3920012", "+491713920012"),
        ("DE", "https://wa.me/491713920012?text=Hallo", "+491713920012"),
        ("DE", "https://api.whatsapp.com/send?phone=491713920012&text=Hi", "+491713920012"),
        ("DE", "whatsapp://send?phone=%2B491713920012", "+491713920012"),
        ("DE", "++49 171 3920012", "+491713920012"),
        ("DE", "+0049 171 3920012", "+491713920012"),
        ("DE", "0049 (0) 171 3920012", "+491713920012"),
        ("DE", "+49 0171 3920012", "+491713920012"),
        ("US", "0049 171 3920012", "+491713920012"),
        ("PL", "+48 (0) 22 123 45 67", "+48221234567"),
        ("PL", "022 123 45 67", "+48221234567"),
        ("IT", "+39 (0)347 1234567", "+393471234567"),
        ("HU", "+36 06 1 234 5678", "+3612345678"),
        ("RU", "+7 (8) 912 345-67-89", "+79123456789"),
        ("SE", "46 70 123 45 67", "+46701234567"),
    ] {
        let plan = plan_in(region);
        assert_eq!(told(&plan, text), Ok(number.to_owned()), "{region} {text}");
    }
    for (region, text, readings) in [
        ("DE", "491713920012", ["+491713920012", "+49491713920012"]),
        ("XK", "38343201234", ["+38343201234", "+38338343201234"]),
        ("NO", "0011 220 303 8416", ["+12203038416", "+2203038416"]),
    ] {
        let plan = plan_in(region);
        assert_eq!(told(&plan, text), Err(readings.map(str::to_owned).to_vec()), "{region} {text}");
    }
}

#[test]
fn a_refusal_says_what_to_mend_and_offers_the_number_that_may_be_meant() {
    for (region, text, word, reading) in [
        ("US", "201 555 012", "it is a digit too short", None),
        ("GB", "020 7946 001899", "it is 2 digits too long", None),
        ("US", "0201 555 0123", "do not begin with this 0", Some("+12015550123")),
        ("US", "+312 555 0123", "leave the + out", Some("+13125550123")),
        ("DE", "447911123456", "choose one", Some("+447911123456")),
    ] {
        let plan = plan_in(region);
        let refusal = plan.normalise(text, None).unwrap_err();
        assert!(refusal.detail.contains(word), "{region} {text}: {refusal}");
        let offered = refusal.readings.iter().any(|one| Some(one.destination.expose()) == reading);
        assert_eq!(offered, reading.is_some(), "{region} {text}");
        let shown = format!("{refusal:?} {refusal}");
        assert!(
            !shown.contains("5550123") && !shown.contains("555 0123") && !shown.contains("555-0123"),
            "{shown}"
        );
    }
}

#[test]
fn labels_wrappers_and_what_cannot_be_seen_are_no_part_of_a_number() {
    let plan = plan(SITE);
    for text in [
        "Tel：020 7946 0018",
        "N° 020 7946 0018",
        "№ 020 7946 0018",
        "“020 7946 0018”",
        "=\"02079460018\"",
        "020 7946 0018 (mobile)",
        "(work) 020 7946 0018",
        "callto:+442079460018",
        "sip:+442079460018@example.com;user=phone",
        "<a href=\"tel:+442079460018\">020 7946 0018</a>",
        "[call us](tel:+442079460018)",
        "TEL;TYPE=CELL:+44 20 7946 0018",
        "item1.TEL;VALUE=uri;TYPE=\"voice,home\":tel:+44-20-7946-0018",
        "020\u{34f}7946\u{180e}0018",
        "\u{115f}020 7946\u{fe0d} 0018\u{fffc}",
        "0\u{fe0f}\u{20e3}2\u{fe0f}\u{20e3}0 7946 0018",
        "𝟎𝟐𝟎 𝟕𝟗𝟒𝟔 𝟎𝟎𝟏𝟖",
        "*020 7946 0018*",
        "+44 (UK) 20 7946 0018",
        "Ann (ann1999@example.com) 020 7946 0018",
    ] {
        assert_eq!(told(&plan, text), Ok("+442079460018".to_owned()), "{text}");
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
        "020 7946 0018, ext 12",
        "020 7946 0018; ext 12",
        "+442079460018;ext=12",
        "020 7946 0018 (ext. 12)",
        "020 7946 0018 and ask for ext 12",
        "020 7946 0018, Durchwahl -12",
        "020 7946 0018 poste 12",
        "020 7946 0018 extensión 12",
        "020 7946 0018 interno 12",
        "020 7946 0018 ramal 12",
        "020 7946 0018 toestel 12",
        "020 7946 0018 wew. 12",
        "020 7946 0018 anknytning 12",
        "020 7946 0018 dahili 12",
        "020 7946 0018 内線12",
        "020 7946 0018转12",
        "020 7946 0018 내선 12",
        "020 7946 0018 تحويلة 12",
        "020 7946 0018 שלוחה 12",
        "020 7946 0018 máy lẻ 12",
        "020 7946 0018 ต่อ 12",
        "+442079460018,12",
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
        ("0800 FLOWERS", Letters),
        ("o2079460018", Letters),
        ("020 7946 0018 ext 12 b", Letters),
        ("020 7946 0018 ext", Letters),
        ("020+7946 0018", Impossible),
        ("4.42079E+11", NotANumber),
        ("https://example.com/020", NotANumber),
        ("020 7946 0018 #", NotANumber),
        ("2001@example.com", NotANumber),
        ("sip:2001@example.com", NotANumber),
        ("tel:%E4%F6020", Letters),
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

    fn length(&self, _: &str, _: Region) -> Length {
        unreachable!("asked for a length")
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
