//! Words around telephone numbers, in lower case. Marks that are characters of their own are taken
//! off words.

/// What a word says of the digits beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    /// An extension follows.
    Extension,
    /// An extension of few digits follows; before more digits it is any word.
    ShortExtension,
    /// The digits before it are an hour, an ordinal or a count.
    Unit,
    /// A label that may stand right before digits.
    Label,
    /// A label of a line on which nobody answers.
    Fax,
    /// A word for "number", which says nothing.
    Number,
    /// A country, as people put it beside its code.
    Country,
    /// Brazil's place for a carrier's code: `0xx11`.
    Carrier,
    /// Anything else.
    Word,
}

pub(super) fn sense(word: &str) -> Sense {
    let table: [(&[&str], Sense); 8] = [
        (EXTENSION, Sense::Extension),
        (SHORT_EXTENSION, Sense::ShortExtension),
        (UNIT, Sense::Unit),
        (LABEL, Sense::Label),
        (FAX, Sense::Fax),
        (NUMBER, Sense::Number),
        (COUNTRY, Sense::Country),
        (&["xx"], Sense::Carrier),
    ];
    table.iter().find(|(words, _)| words.contains(&word)).map_or(Sense::Word, |(_, sense)| *sense)
}

const EXTENSION: &[&str] = &[
    // English, and what address books write
    "ext",
    "extn",
    "exten",
    "extension",
    "x",
    "xt",
    "ex",
    "extention",
    // German
    "durchwahl",
    "dw",
    "nst",
    "nebenstelle",
    "app",
    "apparat",
    "klappe",
    "kl",
    // French
    "poste",
    // Spanish, Italian, Portuguese, Romanian
    "int",
    "interno",
    "interna",
    "anexo",
    "extensión",
    "extension",
    "ramal",
    "extensão",
    "interior",
    "derivato",
    // Dutch, Danish, Norwegian, Swedish, Finnish, Icelandic
    "tst",
    "toestel",
    "lokal",
    "lokalnr",
    "ankn",
    "anknytning",
    "alanumero",
    "alanro",
    "innanhússnúmer",
    // Polish, Czech, Slovak, Hungarian, Slovene, Croatian, Lithuanian
    "wew",
    "wewn",
    "wewnętrzny",
    "linka",
    "klapka",
    "mellék",
    "mellek",
    "interna",
    "vidinis",
    // Russian, Ukrainian, Bulgarian, Greek, Turkish
    "доб",
    "добавочный",
    "внутр",
    "внутренний",
    "вн",
    "вън",
    "εσωτ",
    "εσωτερικό",
    "dahili",
    "dah",
    // Japanese, Chinese, Korean
    "内線",
    "转",
    "轉",
    "分机",
    "分機",
    "내선",
    // Arabic, Hebrew, Vietnamese, Thai, Indonesian
    "تحويلة",
    "داخلي",
    "שלוחה",
    "lẻ",
    "le",
    "ตอ",
    "pesawat",
];

const SHORT_EXTENSION: &[&str] =
    &["p", "w", "r", "opt", "option", "int", "pes", "pswt", "ray", "lok", "місц"];

const UNIT: &[&str] = &[
    "h",
    "am",
    "pm",
    "a",
    "uhr",
    "heures",
    "horas",
    "ore",
    "uur",
    "hrs",
    "hours",
    "st",
    "nd",
    "rd",
    "th",
    "er",
    "e",
    "ème",
    "te",
    "ter",
    "x",
    "d",
    "min",
    "ч",
    "часов",
    "点",
    "時",
    "시",
    "lines",
    "rings",
    "years",
    "jahre",
];

const LABEL: &[&str] = &[
    "tel",
    "tél",
    "phone",
    "ph",
    "t",
    "m",
    "p",
    "c",
    "w",
    "mob",
    "mobil",
    "mobile",
    "handy",
    "cell",
    "gsm",
    "fon",
    "telefon",
    "telephone",
    "teléfono",
    "telefono",
    "téléphone",
    "тел",
    "моб",
    "τηλ",
    "tlf",
    "tlfn",
    "puh",
    "電話",
    "电话",
    "手机",
    "手機",
    "携帯",
    "전화",
    "hp",
    "wa",
    "whatsapp",
];

const FAX: &[&str] = &["fax", "telefax", "f", "факс", "φαξ", "faks", "传真", "팩스"];

const NUMBER: &[&str] =
    &["no", "nr", "num", "number", "nummer", "numero", "número", "numéro", "n", "номер", "numer"];

const COUNTRY: &[&str] = &[
    "uk", "gb", "us", "usa", "de", "d", "ger", "germany", "at", "ch", "fr", "france", "it", "es", "nl", "be",
    "ie", "au", "nz", "ca", "in", "jp", "cn",
];
