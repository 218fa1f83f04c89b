//! Devices (ECMA-285 `device-identifiers`).

use crate::ber::{Asn1, Ia5String, Octets, Unknowns};
use crate::types::MediaCallCharacteristics;

/// A device: its number in some form, and what the switch adds for people to read.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceId {
    pub device_identifier: DeviceIdentifier,
    #[asn1(explicit = 0)]
    pub private_number: Option<NumberDigits>,
    #[asn1(explicit = 1)]
    pub private_name: Option<Ia5String>,
    pub media_call_characteristics: Option<Box<MediaCallCharacteristics>>,
    pub unknown: Unknowns,
}

/// A device's number, in one of the forms a switch may use.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeviceIdentifier {
    #[asn1(implicit = 0)]
    DialingNumber(NumberDigits),
    #[asn1(implicit = 1)]
    DeviceNumber(DeviceNumber),
    #[asn1(implicit = 2)]
    ImplicitPublic(NumberDigits),
    #[asn1(explicit = 3)]
    ExplicitPublic(PublicTon),
    #[asn1(implicit = 4)]
    ImplicitPrivate(NumberDigits),
    #[asn1(explicit = 5)]
    ExplicitPrivate(PrivateTon),
    #[asn1(implicit = 6)]
    Other(OtherPlan),
}

/// A number of the public network, with its type of number.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PublicTon {
    #[asn1(implicit = 0)]
    Unknown(Ia5String),
    #[asn1(implicit = 1)]
    International(Ia5String),
    #[asn1(implicit = 2)]
    National(Ia5String),
    #[asn1(implicit = 3)]
    Networkspecific(Ia5String),
    #[asn1(implicit = 4)]
    Subscriber(Ia5String),
    #[asn1(implicit = 5)]
    Abbreviated(Ia5String),
}

/// A number of a private network, with its type of number.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PrivateTon {
    #[asn1(implicit = 0)]
    Unknown(Ia5String),
    #[asn1(implicit = 1)]
    Level3RegionalNumber(Ia5String),
    #[asn1(implicit = 2)]
    Level2RegionalNumber(Ia5String),
    #[asn1(implicit = 3)]
    Level1RegionalNumber(Ia5String),
    #[asn1(implicit = 4, name = "pTNSpecificNumber")]
    PtnSpecificNumber(Ia5String),
    #[asn1(implicit = 5)]
    LocalNumber(Ia5String),
    #[asn1(implicit = 6)]
    Abbreviated(Ia5String),
}

/// The device a call was diverted from last. Mind that `[8]` means not required here, and restricted
/// elsewhere.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[asn1(explicit = application(4))]
pub enum RedirectionDeviceId {
    Numberdialed(DeviceId),
    #[asn1(implicit = 7)]
    NotKnown,
    #[asn1(implicit = 8)]
    NotRequired,
    #[asn1(implicit = 9)]
    NotSpecified,
    #[asn1(implicit = 10)]
    Restricted,
}

/// A number of a plan the standard does not have.
pub type OtherPlan = Octets;

/// A number as it is dialled.
pub type NumberDigits = Ia5String;

/// A device by its number within the switch; some switches number their trunks so.
pub type DeviceNumber = i64;

/// A device's part in a call, which the switch may not know or not tell.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[asn1(explicit = application(APPLICATION))]
pub enum PartyDeviceId<const APPLICATION: u32> {
    DeviceIdentifier(DeviceId),
    #[asn1(implicit = 7)]
    NotKnown,
    #[asn1(implicit = 8)]
    Restricted,
}

/// The device that calls.
pub type CallingDeviceId = PartyDeviceId<1>;
/// The device that was called first.
pub type CalledDeviceId = PartyDeviceId<2>;
/// The device an event is about.
pub type SubjectDeviceId = PartyDeviceId<3>;
/// The network interface the caller is reached through.
pub type AssociatedCallingDeviceId = PartyDeviceId<5>;
/// The network interface the called device is reached through.
pub type AssociatedCalledDeviceId = PartyDeviceId<6>;
/// The calling device, as the network gave it.
pub type NetworkCallingDeviceId = PartyDeviceId<7>;
/// The called device, as the network gave it.
pub type NetworkCalledDeviceId = PartyDeviceId<8>;

impl DeviceId {
    /// The device one reaches by dialling `digits`.
    pub fn dialing_number(digits: &str) -> Self {
        Self::new(DeviceIdentifier::DialingNumber(digits.into()))
    }

    /// The number, of whichever form; a device number or a number of another plan has no digits.
    pub fn digits(&self) -> Option<&str> {
        self.device_identifier.digits()
    }
}

impl DeviceIdentifier {
    /// The number, of whichever form; a device number or a number of another plan has no digits.
    pub fn digits(&self) -> Option<&str> {
        let digits = match self {
            Self::DialingNumber(digits) | Self::ImplicitPublic(digits) | Self::ImplicitPrivate(digits) => {
                digits
            }
            Self::ExplicitPublic(number) => number.digits(),
            Self::ExplicitPrivate(number) => number.digits(),
            Self::DeviceNumber(_) | Self::Other(_) => return None,
        };
        Some(digits.as_str())
    }
}

impl PublicTon {
    /// The number without its type.
    pub fn digits(&self) -> &NumberDigits {
        match self {
            Self::Unknown(digits)
            | Self::International(digits)
            | Self::National(digits)
            | Self::Networkspecific(digits)
            | Self::Subscriber(digits)
            | Self::Abbreviated(digits) => digits,
        }
    }
}

impl PrivateTon {
    /// The number without its type.
    pub fn digits(&self) -> &NumberDigits {
        match self {
            Self::Unknown(digits)
            | Self::Level3RegionalNumber(digits)
            | Self::Level2RegionalNumber(digits)
            | Self::Level1RegionalNumber(digits)
            | Self::PtnSpecificNumber(digits)
            | Self::LocalNumber(digits)
            | Self::Abbreviated(digits) => digits,
        }
    }
}

impl<const APPLICATION: u32> PartyDeviceId<APPLICATION> {
    /// The device, if the switch knows and tells it.
    pub fn device(&self) -> Option<&DeviceId> {
        match self {
            Self::DeviceIdentifier(device) => Some(device),
            Self::NotKnown | Self::Restricted => None,
        }
    }

    /// The device's number, if it is known and has digits.
    pub fn digits(&self) -> Option<&str> {
        self.device()?.digits()
    }
}

impl<const APPLICATION: u32> From<DeviceId> for PartyDeviceId<APPLICATION> {
    fn from(device: DeviceId) -> Self {
        Self::DeviceIdentifier(device)
    }
}

impl RedirectionDeviceId {
    /// The device, if there is one and the switch tells it.
    pub fn device(&self) -> Option<&DeviceId> {
        match self {
            Self::Numberdialed(device) => Some(device),
            Self::NotKnown | Self::NotRequired | Self::NotSpecified | Self::Restricted => None,
        }
    }

    /// The device's number, if it is known and has digits.
    pub fn digits(&self) -> Option<&str> {
        self.device()?.digits()
    }
}
