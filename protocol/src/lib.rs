//! CSTA Phase III.
pub mod types {
    //! stub
    #![allow(missing_docs)]
    #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct CallId(Vec<u8>);
    impl From<Vec<u8>> for CallId {
        fn from(v: Vec<u8>) -> Self {
            Self(v)
        }
    }
    impl AsRef<[u8]> for CallId {
        fn as_ref(&self) -> &[u8] {
            &self.0
        }
    }
    #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct MonitorCrossRefId(Vec<u8>);
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum LocalConnectionState {
        Null,
        Initiated,
        Alerting,
        Connected,
        Hold,
        Queued,
        Fail,
        Unknown(i64),
    }
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum EventCause {
        Busy,
        AcdBusy,
        Blocked,
        CallNotAnswered,
        AlertTimeExpired,
        Timeout,
        DestNotObtainable,
        IncompatibleDestination,
        NumberChanged,
        InvalidNumberFormat,
        NumberUnallocated,
        InterDigitTimeout,
        NetworkCongestion,
        NetworkNotObtainable,
        ReorderTone,
        ResourcesNotAvailable,
        TrunksBusy,
        DestOutOfOrder,
        NetworkOutOfOrder,
        SelectedTrunkBusy,
        CampOnTrunks,
        DoNotDisturb,
        CallCancelled,
        NormalClearing,
        MakeCall,
        Unknown(i64),
    }
    impl From<i64> for EventCause {
        fn from(v: i64) -> Self {
            match v {
                3 => Self::Busy,
                13 => Self::DestNotObtainable,
                44 => Self::MakeCall,
                48 => Self::NormalClearing,
                35 => Self::Blocked,
                _ => Self::Unknown(v),
            }
        }
    }
    impl From<Vec<u8>> for MonitorCrossRefId {
        fn from(v: Vec<u8>) -> Self {
            Self(v)
        }
    }
    impl AsRef<[u8]> for MonitorCrossRefId {
        fn as_ref(&self) -> &[u8] {
            &self.0
        }
    }
    impl EventCause {
        pub fn code(self) -> i64 {
            0
        }
        pub fn name(self) -> &'static str {
            ""
        }
    }
}
