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
    assert_eq!(again.encode(), written, "what is written is written as the same again");
    let shown = apdu.to_json();
    assert!(shown.is_object());
    // A default that was spelled out is left out. An unknown component after it then stands elsewhere; one that repeats the
    // default's own tag even stands for it.
    if !shown.to_string().contains("unknownElements") {
        assert_eq!(again, apdu, "what is written is read as the same");
    }
    for end in 0..octets.len() {
        assert!(Apdu::decode(&octets[..end]).is_err(), "half a message is none");
    }
}
