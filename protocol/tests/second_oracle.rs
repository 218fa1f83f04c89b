//! rasn knows BER too: for identifiers of devices and connections, it and we must agree on every value.
#![cfg(test)]
#![expect(elided_lifetimes_in_paths, reason = "rasn derives them so")]

use csta::ber::{from_octets, to_octets};
use csta::types::{CallId, ConnectionId, DeviceId, DeviceIdentifier, LocalDeviceId, PrivateTon, PublicTon};
use proptest::prelude::*;
use rasn::types::{Ia5String, Integer, OctetString};
use rasn::{AsnType, Decode, Decoder, Encode, Encoder};

#[derive(AsnType, Decode, Encode, Debug, PartialEq)]
#[rasn(choice, tag(explicit(application, 11)))]
enum ConnectionIdOfRasn {
    #[rasn(tag(0))]
    CallId(OctetString),
    #[rasn(tag(explicit(1)))]
    DeviceId(LocalDeviceIdOfRasn),
    Both(Both),
}

#[derive(AsnType, Decode, Encode, Debug, PartialEq)]
struct Both {
    #[rasn(tag(0))]
    call_id: OctetString,
    #[rasn(tag(explicit(1)))]
    device_id: LocalDeviceIdOfRasn,
}

#[derive(AsnType, Decode, Encode, Debug, PartialEq)]
#[rasn(choice)]
enum LocalDeviceIdOfRasn {
    StaticId(DeviceIdOfRasn),
    #[rasn(tag(3))]
    DynamicId(OctetString),
}

#[derive(AsnType, Decode, Encode, Debug, PartialEq)]
struct DeviceIdOfRasn {
    device_identifier: DeviceIdentifierOfRasn,
    #[rasn(tag(explicit(0)))]
    private_number: Option<Ia5String>,
    #[rasn(tag(explicit(1)))]
    private_name: Option<Ia5String>,
}

#[derive(AsnType, Decode, Encode, Debug, PartialEq)]
#[rasn(choice)]
enum DeviceIdentifierOfRasn {
    #[rasn(tag(0))]
    DialingNumber(Ia5String),
    #[rasn(tag(1))]
    DeviceNumber(Integer),
    #[rasn(tag(2))]
    ImplicitPublic(Ia5String),
    #[rasn(tag(explicit(3)))]
    ExplicitPublic(PublicTonOfRasn),
    #[rasn(tag(4))]
    ImplicitPrivate(Ia5String),
    #[rasn(tag(explicit(5)))]
    ExplicitPrivate(PrivateTonOfRasn),
    #[rasn(tag(6))]
    Other(OctetString),
}

#[derive(AsnType, Decode, Encode, Debug, PartialEq)]
#[rasn(choice)]
enum PublicTonOfRasn {
    #[rasn(tag(0))]
    Unknown(Ia5String),
    #[rasn(tag(1))]
    International(Ia5String),
}

#[derive(AsnType, Decode, Encode, Debug, PartialEq)]
#[rasn(choice)]
enum PrivateTonOfRasn {
    #[rasn(tag(5))]
    LocalNumber(Ia5String),
}

fn octet_string() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..160)
}

fn device() -> impl Strategy<Value = DeviceId> {
    let digits = || "[0-9*#+]{0,20}".prop_map(|digits| digits.as_str().into());
    let identifier = prop_oneof![
        digits().prop_map(DeviceIdentifier::DialingNumber),
        any::<i64>().prop_map(DeviceIdentifier::DeviceNumber),
        digits().prop_map(DeviceIdentifier::ImplicitPublic),
        digits().prop_map(|digits| DeviceIdentifier::ExplicitPublic(PublicTon::Unknown(digits))),
        digits().prop_map(|digits| DeviceIdentifier::ExplicitPublic(PublicTon::International(digits))),
        digits().prop_map(DeviceIdentifier::ImplicitPrivate),
        digits().prop_map(|digits| DeviceIdentifier::ExplicitPrivate(PrivateTon::LocalNumber(digits))),
        octet_string().prop_map(|octets| DeviceIdentifier::Other(octets.into())),
    ];
    let name = "[ -~]{0,140}".prop_map(|name| name.as_str().into());
    (identifier, prop::option::of(digits()), prop::option::of(name)).prop_map(|(identifier, number, name)| {
        DeviceId { private_number: number, private_name: name, ..DeviceId::new(identifier) }
    })
}

fn connection() -> impl Strategy<Value = ConnectionId> {
    let call_id = || octet_string().prop_map(CallId::new);
    let local = || {
        prop_oneof![
            device().prop_map(LocalDeviceId::StaticId),
            octet_string().prop_map(|octets| LocalDeviceId::DynamicId(octets.into())),
        ]
    };
    prop_oneof![
        call_id().prop_map(ConnectionId::CallId),
        local().prop_map(ConnectionId::DeviceId),
        (call_id(), local()).prop_map(|(call_id, device_id)| ConnectionId::Both { call_id, device_id }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_we_write_rasn_reads_and_writes_alike(connection in connection()) {
        let octets = to_octets(&connection);
        let theirs: ConnectionIdOfRasn = rasn::ber::decode(&octets).unwrap();
        prop_assert_eq!(&rasn::ber::encode(&theirs).unwrap(), &octets);
        prop_assert_eq!(from_octets::<ConnectionId>(&octets), Ok(connection));
    }

    #[test]
    fn what_rasn_reads_of_broken_octets_we_read_alike(
        connection in connection(),
        at in any::<prop::sample::Index>(),
        octet in any::<u8>(),
    ) {
        let mut octets = to_octets(&connection);
        *at.get_mut(&mut octets) = octet;
        let theirs = rasn::ber::decode::<ConnectionIdOfRasn>(&octets);
        if let (Ok(theirs), Ok(ours)) = (theirs, from_octets::<ConnectionId>(&octets)) {
            prop_assert_eq!(rasn::ber::encode(&theirs).unwrap(), to_octets(&ours));
        }
    }
}
