//! ECMA-285 `answer-call`: operation 2.

use crate::ber::{Asn1, Unknowns};
use crate::types::{ConnectionId, CorrelatorData, CstaCommonArguments, UserData};

/// Answers an alerting or queued call at the device of the connection.
#[derive(Asn1, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AnswerCallArgument {
    pub call_to_be_answered: ConnectionId,
    pub correlator_data: Option<CorrelatorData>,
    pub user_data: Option<UserData>,
    pub extensions: Option<CstaCommonArguments>,
    pub unknown: Unknowns,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::golden::{connection, golden, invoke, result};

    #[test]
    fn the_argument_is_these_octets() {
        let argument = json!({
            "callToBeAnswered": connection("222"),
            "correlatorData": "c0ffee",
            "userData": "68656c6c6f"
        });
        golden(
            "A1 29 02 01 01 02 01 02 30 21 6B 11 30 0F 80 04 30 30 37 35 A1 07 30 05 80 03 32 32 32 04 03 \
             C0 FF EE 7D 07 04 05 68 65 6C 6C 6F",
            &invoke("answerCall", 2, &argument),
        );
    }

    #[test]
    fn the_result_is_empty() {
        let nothing = json!({ "noData": null });
        golden("A2 0A 02 01 01 30 05 02 01 02 05 00", &result("answerCall", 2, &nothing));
    }
}
