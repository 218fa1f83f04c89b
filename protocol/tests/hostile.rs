//! Octets nobody in their right mind sends.
#![cfg(test)]

mod support;

use std::path::Path;
use std::sync::LazyLock;

use csta::Apdu;
use proptest::prelude::*;
use proptest::sample::Index;

use support::{json_lines, octets};

static MESSAGES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let lines =
        ["canonical.jsonl", "loose.jsonl"].into_iter().flat_map(|file| json_lines(&vectors.join(file)));
    lines.map(|line| octets(line["hex"].as_str().unwrap())).collect()
});

/// What is understood is understood again when written, and shown without ado.
fn is_stable(octets: &[u8]) {
    if let Ok(apdu) = Apdu::decode(octets) {
        let again = apdu.encode();
        assert_eq!(Apdu::decode(&again).as_ref(), Ok(&apdu), "{again:02X?}");
        assert_eq!(Apdu::decode(&again).unwrap().encode(), again);
        assert!(apdu.to_json().is_object());
    }
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_octets_are_refused_or_understood(octets in prop::collection::vec(any::<u8>(), 0..200)) {
        is_stable(&octets);
    }

    #[test]
    fn messages_with_octets_changed_are_refused_or_understood(
        message in any::<Index>(),
        changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..6),
    ) {
        let mut octets = message.get(&MESSAGES).clone();
        for (at, octet) in changes {
            *at.get_mut(&mut octets) = octet;
        }
        is_stable(&octets);
    }

    #[test]
    fn messages_cut_short_are_refused(message in any::<Index>(), end in any::<Index>()) {
        let octets = message.get(&MESSAGES);
        prop_assert!(Apdu::decode(&octets[..end.index(octets.len())]).is_err());
    }

    #[test]
    fn octets_after_a_message_are_refused(
        message in any::<Index>(),
        after in prop::collection::vec(any::<u8>(), 1..5),
    ) {
        let octets = [&message.get(&MESSAGES)[..], &after].concat();
        prop_assert!(Apdu::decode(&octets).is_err());
    }

    #[test]
    fn an_error_points_into_the_message(message in any::<Index>(), at in any::<Index>(), octet in any::<u8>()) {
        let mut octets = message.get(&MESSAGES).clone();
        *at.get_mut(&mut octets) = octet;
        if let Err(csta::Error::Malformed { offset, .. }) = Apdu::decode(&octets) {
            prop_assert!(offset <= octets.len());
        }
    }
}
