//! What calls cost (ECMA-285 `charge-info`).

use crate::ber::{Asn1, Octets, Unknowns};

/// What a call costs.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChargingInfo {
    pub number_units: NumberUnits,
    pub type_of_charging_info: TypeOfChargingInfo,
    pub unknown: Unknowns,
}

/// Whether more will follow.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum TypeOfChargingInfo {
    SubTotal = 0,
    Total = 1,
    Unknown(i64),
}

/// An amount, in units or in money.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NumberUnits {
    #[asn1(implicit = 0)]
    NumberOfChargeUnits(NumberOfChargingUnits),
    #[asn1(implicit = 1)]
    NumberOfCurrencyUnits(NumberOfCurrencyUnits),
}

/// An amount in units, by kind.
pub type NumberOfChargingUnits = Vec<ChargingUnits>;

/// Units of one kind.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChargingUnits {
    pub charging_units: i64,
    pub type_of_units: Option<Octets>,
    pub unknown: Unknowns,
}

/// An amount of money.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NumberOfCurrencyUnits {
    pub currency_type: Octets,
    pub currency_amount: i64,
    pub currency_multiplier: CurrencyMultiplier,
    pub unknown: Unknowns,
}

/// What the amount of money is counted in.
#[derive(Asn1, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum CurrencyMultiplier {
    OneThousandth = 0,
    OneHundredth = 1,
    OneTenth = 2,
    One = 3,
    Ten = 4,
    Hundred = 5,
    Thousand = 6,
    Unknown(i64),
}
