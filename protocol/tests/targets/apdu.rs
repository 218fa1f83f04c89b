//! What is understood is understood again when written, and shown without ado; what is not is told with its place.

use csta::{Apdu, Error};

pub fn holds(octets: &[u8]) {
    let apdu = match Apdu::decode(octets) {
        Ok(apdu) => apdu,
        Err(Error::Malformed { offset, .. }) => return assert!(offset <= octets.len(), "a place outside"),
        Err(_) => return,
    };
    let written = apdu.encode();
    let again = Apdu::decode(&written).expect("what is written can be read");
    assert_eq!(again, apdu, "what is written is read as the same");
    assert_eq!(again.encode(), written, "what is written is written as the same again");
    assert!(apdu.to_json().is_object());
    for end in 0..octets.len() {
        assert!(Apdu::decode(&octets[..end]).is_err(), "half a message is none");
    }
}
