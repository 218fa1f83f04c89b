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
