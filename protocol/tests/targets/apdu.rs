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
    // By what it says: a default that was spelled out is left out, and an unknown component then stands elsewhere.
    assert_eq!(again.to_json(), apdu.to_json(), "what is written is read as the same");
    assert_eq!(again.encode(), written, "and written as the same");
    assert_eq!(Apdu::decode(&again.encode()).as_ref(), Ok(&again), "and then nothing changes any more");
    assert!(apdu.to_json().is_object());
    for end in 0..octets.len() {
        assert!(Apdu::decode(&octets[..end]).is_err(), "half a message is none");
    }
}
