use std::fmt;

/// Class of a tag (X.690 8.1.2.2), the top two bits of the identifier octet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Types of ASN.1 itself.
    Universal,
    /// Types of one standard; CSTA numbers its device and connection identifiers here.
    Application,
    /// Components of the type around them.
    Context,
    /// Types of one organisation; vendors put their private data here.
    Private,
}

impl Class {
    pub(super) const fn from_octet(octet: u8) -> Self {
        match octet >> 6 {
            0 => Self::Universal,
            1 => Self::Application,
            2 => Self::Context,
            _ => Self::Private,
        }
    }

    pub(super) const fn bits(self) -> u8 {
        match self {
            Self::Universal => 0x00,
            Self::Application => 0x40,
            Self::Context => 0x80,
            Self::Private => 0xC0,
        }
    }
}

/// Class and number of an element; whether it is constructed is kept apart, for BER lets a sender choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag {
    /// The class.
    pub class: Class,
    /// The number within the class.
    pub number: u32,
}

impl Tag {
    /// BOOLEAN.
    pub const BOOLEAN: Self = Self::universal(1);
    /// INTEGER.
    pub const INTEGER: Self = Self::universal(2);
    /// BIT STRING.
    pub const BIT_STRING: Self = Self::universal(3);
    /// OCTET STRING.
    pub const OCTET_STRING: Self = Self::universal(4);
    /// NULL.
    pub const NULL: Self = Self::universal(5);
    /// OBJECT IDENTIFIER.
    pub const OBJECT_IDENTIFIER: Self = Self::universal(6);
    /// ENUMERATED.
    pub const ENUMERATED: Self = Self::universal(10);
    /// SEQUENCE and SEQUENCE OF.
    pub const SEQUENCE: Self = Self::universal(16);
    /// IA5String.
    pub const IA5_STRING: Self = Self::universal(22);

    /// `[UNIVERSAL number]`
    pub const fn universal(number: u32) -> Self {
        Self { class: Class::Universal, number }
    }

    /// `[APPLICATION number]`
    pub const fn application(number: u32) -> Self {
        Self { class: Class::Application, number }
    }

    /// `[number]`
    pub const fn context(number: u32) -> Self {
        Self { class: Class::Context, number }
    }

    /// `[PRIVATE number]`
    pub const fn private(number: u32) -> Self {
        Self { class: Class::Private, number }
    }
}

/// As an ASN.1 module writes it.
impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.class {
            Class::Universal => match universal_name(self.number) {
                Some(name) => f.write_str(name),
                None => write!(f, "[UNIVERSAL {}]", self.number),
            },
            Class::Application => write!(f, "[APPLICATION {}]", self.number),
            Class::Context => write!(f, "[{}]", self.number),
            Class::Private => write!(f, "[PRIVATE {}]", self.number),
        }
    }
}

const fn universal_name(number: u32) -> Option<&'static str> {
    Some(match number {
        1 => "BOOLEAN",
        2 => "INTEGER",
        3 => "BIT STRING",
        4 => "OCTET STRING",
        5 => "NULL",
        6 => "OBJECT IDENTIFIER",
        8 => "EXTERNAL",
        10 => "ENUMERATED",
        16 => "SEQUENCE",
        22 => "IA5String",
        24 => "GeneralizedTime",
        _ => return None,
    })
}
