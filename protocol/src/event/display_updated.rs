//! ECMA-285 `display-updated-event`.

use crate::ber::{Asn1, Ia5String, Unknowns};
use crate::types::{CharacterSet, CstaCommonArguments, DisplayId, SubjectDeviceId};

/// The display shows something else.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DisplayUpdatedEvent {
    pub device: SubjectDeviceId,
    pub display_id: Option<DisplayId>,
    pub logical_rows: i64,
    pub logical_columns: i64,
    #[asn1(implicit = 0)]
    pub physical_rows: Option<i64>,
    #[asn1(implicit = 1)]
    pub physical_columns: Option<i64>,
    #[asn1(implicit = 2)]
    pub physical_base_row_number: Option<i64>,
    #[asn1(implicit = 3)]
    pub physical_base_column_number: Option<i64>,
    pub character_set: Option<CharacterSet>,
    pub contents_of_display: Ia5String,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{event, golden, party};

    #[test]
    fn display_updated_is_these_octets() {
        let display_updated = json!({
            "device": party("111"),
            "displayID": "01",
            "logicalRows": 2,
            "logicalColumns": 2,
            "physicalRows": 2,
            "physicalColumns": 2,
            "physicalBaseRowNumber": 2,
            "physicalBaseColumnNumber": 2,
            "characterSet": "unicode",
            "contentsOfDisplay": "12:45"
        });
        golden(
            "A1 3A 02 01 01 02 01 15 30 32 55 04 11 00 00 12 A3 2A A2 28 63 07 30 05 80 03 31 31 31 04 01 \
             01 02 01 02 02 01 02 80 01 02 81 01 02 82 01 02 83 01 02 0A 01 01 16 05 31 32 3A 34 35",
            &event("physicalDeviceFeatureEvents", "displayUpdated", &display_updated),
        );
    }
}
