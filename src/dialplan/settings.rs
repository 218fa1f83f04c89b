//! What configuration says, as it is written: `[dialplan]` and its tables. [`super::DialPlan::new`] checks it.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::path::PathBuf;

use serde::de::value::{SeqAccessDeserializer, StrDeserializer};
use serde::de::{Deserializer, SeqAccess, Visitor};
use serde::{Deserialize, de};

use super::{AccountCode, AuthCode, E164, NumberClass, Region};

/// `[dialplan]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Settings {
    /// Where the site's public lines are: the country that numbers without a country code belong to.
    pub region: Region,
    /// Countries besides the site's own that are not "international" from here.
    #[serde(default)]
    pub domestic: Vec<Region>,
    /// The site's area code, without the national prefix: its fixed lines are local.
    #[serde(default)]
    pub area_code: Option<String>,
    /// How many digits the numbers of the site's area have where people leave the area code out: that many,
    /// beginning with no prefix, are read as local. Empty where numbers are always dialled whole.
    #[serde(default)]
    pub local_digits: Vec<usize>,
    /// What the PBX wants dialled before a public number; empty: nothing.
    #[serde(default)]
    pub outside_line: String,
    /// Dialled before national numbers in place of what is usual in the country; empty: nothing.
    #[serde(default)]
    pub national_prefix: Option<String>,
    /// Dialled before a country code in place of what is usual in the country.
    #[serde(default)]
    pub international_prefix: Option<String>,
    /// The PBX's own numbers: digits and `X` for any digit, such as `2XXX`.
    #[serde(default)]
    pub extensions: Vec<String>,
    /// Emergency numbers beyond those of the country's numbering plan, `X` for any digit.
    #[serde(default)]
    pub emergency: Vec<String>,
    /// Read letters as a keypad does: `1-800-FLOWERS`.
    #[serde(default)]
    pub letters: bool,
    /// The centre's own numbers in E.164, `X` for any digit: they are never called back.
    #[serde(default)]
    pub own_numbers: Vec<String>,
    /// Numbers that are never called.
    #[serde(default)]
    pub do_not_call: Vec<E164>,
    /// A file with more of them, one a line. Whoever makes the dial plan reads it and hands it over with
    /// [`super::DialPlan::take_do_not_call_file`].
    #[serde(default)]
    pub do_not_call_file: Option<PathBuf>,
    /// The most digits that the PBX accepts in one dial string.
    #[serde(default = "default_max_dial_digits")]
    pub max_dial_digits: usize,
    /// Who may be called.
    #[serde(default)]
    pub policy: PolicySettings,
    /// How numbers are dialled: the first rule that fits is used. None: as people at the site would dial.
    #[serde(default)]
    pub rules: Vec<RuleSettings>,
    /// The switch's own character for a pause in what is dialled, if it takes pauses. Not written in this table: the
    /// switch's profile tells.
    #[serde(skip)]
    pub pause: Option<char>,
    /// Queues whose customers write numbers as in another country than the site's. Not written in this table: the
    /// queues tell.
    #[serde(skip)]
    pub queue_regions: BTreeMap<String, Region>,
}

impl Settings {
    /// A site in `region` with every default.
    #[must_use]
    pub fn new(region: Region) -> Self {
        Self {
            region,
            domestic: Vec::new(),
            area_code: None,
            local_digits: Vec::new(),
            outside_line: String::new(),
            national_prefix: None,
            international_prefix: None,
            extensions: Vec::new(),
            emergency: Vec::new(),
            letters: false,
            own_numbers: Vec::new(),
            do_not_call: Vec::new(),
            do_not_call_file: None,
            max_dial_digits: default_max_dial_digits(),
            policy: PolicySettings::default(),
            rules: Vec::new(),
            pause: None,
            queue_regions: BTreeMap::new(),
        }
    }
}

/// `[dialplan.policy]`. A queue's own lists are asked first, then these, `deny` before `allow`; what no list
/// names is allowed, save the classes that [`NumberClass::needs_allowing`] names.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PolicySettings {
    /// Numbers of these kinds may be called.
    #[serde(default)]
    pub allow: Vec<EntrySettings>,
    /// Numbers of these kinds may not be called.
    #[serde(default)]
    pub deny: Vec<EntrySettings>,
    /// `[dialplan.policy.queues.NAME]`.
    #[serde(default)]
    pub queues: BTreeMap<String, QueuePolicySettings>,
}

/// The lists of one queue.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct QueuePolicySettings {
    /// Numbers of these kinds may be called for this queue.
    #[serde(default)]
    pub allow: Vec<EntrySettings>,
    /// Numbers of these kinds may not be called for this queue.
    #[serde(default)]
    pub deny: Vec<EntrySettings>,
}

/// One entry of a policy list: everything given must fit.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EntrySettings {
    /// One class or several.
    #[serde(default, deserialize_with = "one_or_many")]
    pub class: Vec<NumberClass>,
    /// One country or several.
    #[serde(default, deserialize_with = "one_or_many")]
    pub country: Vec<Region>,
    /// How the number begins: `+` and digits for public numbers, digits alone for extensions and short codes.
    #[serde(default)]
    pub prefix: Option<String>,
}

/// `[[dialplan.rules]]`: when it fits and what it does, in this order: strip, replace, carrier, prepend.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RuleSettings {
    /// Shown wherever the rule is named; unique.
    pub name: String,
    /// What the rule is for; everything, unless given.
    #[serde(default, rename = "match")]
    pub condition: ConditionSettings,
    /// Takes this many digits off the front of the number (country code first, no plus).
    #[serde(default)]
    pub strip: Option<usize>,
    /// Takes these digits off the front; the rule does not fit numbers without them.
    #[serde(default)]
    pub strip_prefix: Option<String>,
    /// Put where digits were stripped: the national or international prefix.
    #[serde(default)]
    pub replace: Option<String>,
    /// A carrier selection code, dialled before the number proper.
    #[serde(default)]
    pub carrier: Option<String>,
    /// Dialled first; for public numbers the outside line unless given.
    #[serde(default)]
    pub prepend: Option<String>,
    /// Whether the number proper is what people dial at the site, so that it can be read back. Rules that make
    /// something else (a private network's code) must say `false`; numbers they route cannot be edited.
    #[serde(default = "yes")]
    pub reversible: bool,
    /// An account that the switch is to charge calls by this rule to; sent beside the digits, never shown.
    #[serde(default)]
    pub account_code: Option<AccountCode>,
    /// A file with the authorisation code that calls by this rule need. Whoever makes the dial plan reads it into
    /// `auth_code`; a plan without it dials no number by this rule.
    #[serde(default)]
    pub auth_code_file: Option<String>,
    /// What was read from that file.
    #[serde(skip)]
    pub auth_code: Option<AuthCode>,
}

/// When a rule fits: everything given must hold.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ConditionSettings {
    /// One class or several.
    #[serde(default, deserialize_with = "one_or_many")]
    pub class: Vec<NumberClass>,
    /// One country or several.
    #[serde(default, deserialize_with = "one_or_many")]
    pub country: Vec<Region>,
    /// How the number begins: `+` and digits for public numbers, digits alone for extensions and short codes.
    #[serde(default)]
    pub prefix: Option<String>,
    /// One queue or several.
    #[serde(default, deserialize_with = "one_or_many")]
    pub queue: Vec<String>,
}

fn default_max_dial_digits() -> usize {
    32
}

fn yes() -> bool {
    true
}

/// Reads `"x"` like `["x"]`. An untagged enum would do the same with an error nobody understands.
fn one_or_many<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct OneOrMany<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrMany<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("one value or a list of them")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Vec<T>, E> {
            T::deserialize(StrDeserializer::new(text)).map(|value| vec![value])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Vec<T>, A::Error> {
            Vec::deserialize(SeqAccessDeserializer::new(list))
        }
    }

    deserializer.deserialize_any(OneOrMany(PhantomData))
}
