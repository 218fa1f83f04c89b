//! Where devices are (ECMA-285 `call-control`, after RFC 4119 and RFC 5139).

use crate::ber::{Asn1, Ia5String, Octets, Unknowns};
use crate::types::TimeInfo;

/// Where the devices of a call are.
pub type LocationInfoList = Vec<LocationInfo>;

/// Where a device is.
pub type LocationInfo = Vec<GeoPriv>;

/// Locations, with who may use them and where they come from (RFC 4119).
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GeoPriv {
    pub gp_location_info: GpLocationInfoList,
    #[asn1(implicit = 0)]
    pub usage_rules: Option<UsageRules>,
    #[asn1(implicit = 1)]
    pub method: Option<LocationMethod>,
    #[asn1(implicit = 2)]
    pub provided_by: Option<ProvidedBy>,
    pub unknown: Unknowns,
}

/// Locations.
pub type GpLocationInfoList = Vec<GpLocationInfo>;

/// One location.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GpLocationInfo {
    pub civic_loc_gml: CivicLocGml,
    pub unknown: Unknowns,
}

/// A location as GML, and as an address.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivicLocGml {
    pub gml_format: Octets,
    pub civic_loc: Option<CivicLoc>,
    pub unknown: Unknowns,
}

/// An address; the components are those of RFC 5139.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivicLoc {
    #[asn1(size(0, 2))]
    pub country: Ia5String,
    #[asn1(implicit = 0)]
    pub a1: Option<Ia5String>,
    #[asn1(implicit = 1)]
    pub a2: Option<Ia5String>,
    #[asn1(implicit = 2)]
    pub a3: Option<Ia5String>,
    #[asn1(implicit = 3)]
    pub a4: Option<Ia5String>,
    #[asn1(implicit = 4)]
    pub a5: Option<Ia5String>,
    #[asn1(implicit = 5)]
    pub a6: Option<Ia5String>,
    #[asn1(implicit = 6)]
    pub prd: Option<Ia5String>,
    #[asn1(implicit = 7)]
    pub pod: Option<Ia5String>,
    #[asn1(implicit = 8)]
    pub sts: Option<Ia5String>,
    #[asn1(implicit = 9)]
    pub hno: Option<Ia5String>,
    #[asn1(implicit = 10)]
    pub hns: Option<Ia5String>,
    #[asn1(implicit = 11)]
    pub lmk: Option<Ia5String>,
    #[asn1(implicit = 12)]
    pub loc: Option<Ia5String>,
    #[asn1(implicit = 13)]
    pub flr: Option<Ia5String>,
    #[asn1(implicit = 14)]
    pub nam: Option<Ia5String>,
    #[asn1(implicit = 15)]
    pub pc: Option<Ia5String>,
    pub unknown: Unknowns,
}

/// What may be done with a location.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UsageRules {
    pub retransmission_allowed: bool,
    pub retention_expires: TimeInfo,
    pub ruleset_reference: Ia5String,
    pub note_well: Option<Ia5String>,
    pub unknown: Unknowns,
}

/// How a location was found.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum LocationMethod {
    #[asn1(name = "a-GPS")]
    AGps = 0,
    #[asn1(name = "aOA")]
    Aoa = 1,
    Cell = 2,
    Derived = 3,
    DeviceAssistedAGps = 4,
    DeviceBasedAGps = 5,
    #[asn1(name = "dHCP")]
    Dhcp = 6,
    #[asn1(name = "gPS")]
    Gps = 7,
    HandsetAflt = 8,
    HandsetEflt = 9,
    HybridAGps = 10,
    Ipdl = 11,
    LldpMed = 12,
    Manual = 13,
    Mpl = 14,
    Nmr = 15,
    Otdoa = 16,
    Rfid = 17,
    Rssi = 18,
    RssiRtt = 19,
    Rtt = 20,
    Ta = 21,
    TaNmr = 22,
    Triangulation = 23,
    Utdoa = 24,
    Wiremap = 25,
    LocMet80211 = 26,
    Unknown(i64),
}

/// Who provides a location.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProvidedBy {
    pub dataprovider_id: NenaCompanyIdType,
    pub tel_uri: TelUri247Type,
    #[asn1(name = "uRL")]
    pub url: Ia5String,
    pub unknown: Unknowns,
}

/// A company, as NENA numbers them.
pub type NenaCompanyIdType = Ia5String;

/// A telephone number where someone answers day and night.
pub type TelUri247Type = Ia5String;
