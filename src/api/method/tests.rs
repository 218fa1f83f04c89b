use std::collections::BTreeSet;

use callbackd_api::{
    ids::{Private, Seq},
    params::WorkMode,
    record::{Fact, SwitchSays},
};
use proptest::prelude::*;
use serde_json::json;

use super::*;

const SESSION: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

fn everything() -> Roles {
    [Role::Requester, Role::Agent, Role::Supervisor, Role::Operator]
        .into_iter()
        .fold(Roles::default(), Roles::with)
}

fn call(method: &str, params: Value, roles: Roles) -> Result<Call, Fault> {
    let Value::Object(params) = params else { panic!("params must be an object") };
    decode(method, params, roles)
}

fn refused(method: &str, params: Value, roles: Roles) -> Refused {
    match call(method, params, roles) {
        Err(Fault::Refused(refused)) => *refused,
        other => panic!("expected a refusal of {method}, got {other:?}"),
    }
}

fn complaint(method: &str, params: Value) -> String {
    match call(method, params, everything()) {
        Err(Fault::InvalidParams(complaint)) => complaint,
        other => panic!("expected bad parameters of {method}, got {other:?}"),
    }
}

#[test]
fn without_a_role_one_may_say_hello_and_read_the_contract() {
    for method in METHODS {
        let outcome = call(method.name.word(), json!({}), Roles::default());
        match method.name {
            MethodName::SystemHello | MethodName::RpcDiscover => assert!(outcome.is_ok(), "{}", method.name),
            name => {
                assert_eq!(
                    refused(name.word(), json!({}), Roles::default()).reason,
                    Reason::NotAllowed,
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn a_missing_role_is_named() {
    let requester = Roles::default().with(Role::Requester);
    let refusal = refused("session.resolve", json!({}), requester);
    assert_eq!(refusal.reason, Reason::NotAllowed);
    assert!(refusal.detail.contains("the role agent or supervisor"), "{}", refusal.detail);
    let refusal = refused("system.status", json!({}), requester);
    assert!(refusal.detail.contains("the role operator"), "{}", refusal.detail);
}

#[test]
fn any_role_may_subscribe() {
    for role in everything().iter() {
        assert!(call("events.subscribe", json!({}), Roles::default().with(role)).is_ok(), "{}", role.name());
    }
}

#[test]
fn methods_to_come_are_unsupported_and_not_unknown() {
    for name in ["session.reassign", "session.withdraw", "queue.set_mode"] {
        assert_eq!(
            refused(name, json!({ "what": "ever" }), everything()).reason,
            Reason::Unsupported,
            "{name}"
        );
    }
    let unknown = call("session.lose", json!({}), everything());
    assert_eq!(unknown.map_err(|fault| fault.code()), Err(-32601));
}

#[test]
fn a_call_carries_its_method_its_actor_and_its_parameters() {
    let params = json!({ "agent_id": "ann", "state": "not_ready", "reason": "lunch", "actor": "ann@desk 4" });
    let call = call("agent.set_state", params, everything()).unwrap();
    assert_eq!(call.method, MethodName::AgentSetState);
    assert_eq!(call.actor.as_deref(), Some("ann@desk 4"));
    let Request::Command(Command::SetState(set)) = call.request else { panic!("{:?}", call.request) };
    assert_eq!(
        (set.agent_id.as_str(), set.state, set.reason.as_deref()),
        ("ann", WorkMode::NotReady, Some("lunch"))
    );
}

#[test]
fn bad_parameters_are_named_with_what_was_expected() {
    for (method, params, expected) in [
        ("callback.request", json!({}), "params: `number` is missing"),
        (
            "callback.request",
            json!({ "number": 442079460018_u64 }),
            "params.number: expected string, got number",
        ),
        ("callback.request", json!({ "number": null }), "params.number: expected string, got null"),
        (
            "callback.request",
            json!({ "number": "1".repeat(257) }),
            "params.number: expected at most 256 characters, got 257",
        ),
        (
            "callback.request",
            json!({ "number": "1", "region": "GBR" }),
            "params.region: expected exactly 2 characters, got 3",
        ),
        (
            "callback.request",
            json!({ "number": "1", "queue": "two words" }),
            "params.queue: expected no control characters and no spaces",
        ),
        (
            "callback.request",
            json!({ "number": "1", "attributes": { "a": 5 } }),
            "params.attributes.a: expected string, got number",
        ),
        (
            "callback.request",
            json!({ "number": "1", "attributes": { "07700 900123": 5 } }),
            "params.attributes.…: expected string, got number",
        ),
        (
            "callback.request",
            json!({ "number": "1", "attributes": { "a": "x".repeat(501) } }),
            "params.attributes.a: expected at most 500 characters, got 501",
        ),
        (
            "callback.request",
            json!({ "number": "1", "attributes": { "x".repeat(65): "" } }),
            "params.attributes: names of members: expected at most 64 characters, got 65",
        ),
        (
            "callback.request",
            json!({ "number": "1", "idempotency_key": "" }),
            "params.idempotency_key: expected at least 1 characters, got 0",
        ),
        (
            "session.open",
            json!({ "session_id": "42" }),
            "params.session_id: expected a UUID such as 01890a5d-ac96-774b-bcce-b302099a8057",
        ),
        (
            "session.open",
            json!({ "session_id": SESSION, "acter": "x" }),
            "params: `acter` is not known here; expected session_id, actor",
        ),
        (
            "session.resolve",
            json!({ "session_id": SESSION, "outcome": "lost" }),
            "params.outcome: expected one of talked, not_reached, not_dialled",
        ),
        ("session.list", json!({ "limit": 0 }), "params.limit: expected at least 1"),
        ("session.list", json!({ "limit": 501 }), "params.limit: expected at most 500"),
        ("session.list", json!({ "limit": 1.5 }), "params.limit: expected integer, got number"),
        (
            "events.subscribe",
            json!({ "kinds": ["session.held", "session.hold"] }),
            "params.kinds[1]: expected one of session.queued, ",
        ),
        ("events.subscribe", json!({ "after_seq": -1 }), "params.after_seq: expected at least 0"),
        (
            "events.subscribe",
            json!({ "sessions": vec![SESSION; 257] }),
            "params.sessions: expected at most 256 items, got 257",
        ),
        (
            "system.status",
            json!({ "verbose": true }),
            "params: `verbose` is not known here; the method takes no parameters",
        ),
        ("callback.status", json!({}), "params: expected either session_id or status_token"),
        (
            "callback.withdraw",
            json!({ "session_id": SESSION, "status_token": "00" }),
            "params: expected either session_id or status_token",
        ),
    ] {
        let complaint = complaint(method, params);
        assert!(complaint.starts_with(expected), "{method}: expected {expected:?}, got {complaint:?}");
    }
}

#[test]
fn too_many_attributes_are_refused() {
    let attributes: Map<String, Value> = (0..33).map(|n| (format!("k{n}"), json!(""))).collect();
    let complaint = complaint("callback.request", json!({ "number": "1", "attributes": attributes }));
    assert_eq!(complaint, "params.attributes: expected at most 32 members, got 33");
}

#[test]
fn every_text_that_a_caller_may_send_has_a_bound() {
    for method in METHODS {
        let Some(served) = &method.served else { continue };
        each_schema(&params_schema(served).to_value(), &mut |schema| {
            let texts = match schema.get("type") {
                Some(Value::Array(types)) => types.contains(&json!("string")),
                one => one == Some(&json!("string")),
            };
            let bounded = ["maxLength", "enum", "const"].iter().any(|bound| schema.contains_key(*bound))
                || schema.get("format") == Some(&json!("uuid"));
            assert!(!texts || bounded, "{}: {schema:?}", method.name);
            let lists = schema.contains_key("items");
            assert!(!lists || schema.contains_key("maxItems"), "{}: {schema:?}", method.name);
        });
    }
}

#[test]
fn the_published_schemas_say_nothing_that_is_not_enforced() {
    let enforced: BTreeSet<&str> = [
        "additionalProperties",
        "const",
        "enum",
        "items",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minLength",
        "minimum",
        "oneOf",
        "properties",
        "propertyNames",
        "required",
        "type",
    ]
    .into();
    for method in METHODS {
        let Some(served) = &method.served else { continue };
        each_schema(&params_schema(served).to_value(), &mut |schema| {
            for (keyword, value) in schema {
                let known = enforced.contains(keyword.as_str())
                    || keyword == "description"
                    || (keyword == "format"
                        && ["uuid", "callbackd-name", "date-time", "uint64", "uint32"]
                            .iter()
                            .any(|f| value == f));
                assert!(known, "{}: {keyword}: {value}", method.name);
            }
        });
    }
}

fn each_schema(schema: &Value, look: &mut impl FnMut(&Map<String, Value>)) {
    let Value::Object(schema) = schema else { return };
    look(schema);
    for below in ["items", "additionalProperties"] {
        schema.get(below).into_iter().for_each(|one| each_schema(one, look));
    }
    schema
        .get("oneOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .for_each(|one| each_schema(one, look));
    let members = schema.get("properties").and_then(Value::as_object);
    members.into_iter().flat_map(Map::values).for_each(|one| each_schema(one, look));
}

#[test]
fn a_moment_is_one_with_its_offset_from_utc() {
    for field in ["not_before", "not_after"] {
        let request = |at: &str| call("callback.request", json!({ "number": "1", field: at }), everything());
        assert!(request("2030-01-01T09:00:00Z").is_ok() && request("2030-01-01T09:00:00.5+01:00").is_ok());
        for bad in ["2030-01-01T09:00:00", "tomorrow", "2030-02-30T09:00:00Z", "99999-01-01T00:00:00Z", ""] {
            let Err(Fault::InvalidParams(told)) = request(bad) else { panic!("{bad}") };
            assert!(told.contains(field), "{told}");
        }
    }
}

#[test]
fn what_a_client_serialises_is_what_the_server_takes() {
    let request = CallbackRequest {
        number: Private::new("020 7946 0018"),
        region: Some("GB".to_owned()),
        queue: Some("sales".parse().unwrap()),
        name: Some(Private::new("Ann Example")),
        subject: Some(Private::new("an order")),
        attributes: [("page".to_owned(), Private::new("/contact"))].into(),
        language: Some("en-GB".to_owned()),
        not_before: Some("2030-01-01T09:00:00Z".parse().unwrap()),
        not_after: Some("2030-01-01T12:00:00Z".parse().unwrap()),
        idempotency_key: Some("k-1".to_owned()),
    };
    let sent = serde_json::to_value(&request).unwrap();
    let call = call("callback.request", sent, everything()).unwrap();
    assert_eq!(call.request, Request::Command(Command::Request(Box::new(request))));
}

#[test]
fn a_notification_starts_with_its_place_its_time_and_whom_it_is_about() {
    let record = Record {
        seq: Seq(7),
        at: "2026-02-03T04:05:06.789123Z".parse().unwrap(),
        session_id: Some(SESSION.parse().unwrap()),
        agent_id: Some("ann".parse().unwrap()),
        leg_id: Some(SESSION.parse().unwrap()),
        requested_by: Some(33),
        fact: Fact::CallProgress {
            leg_state: callbackd_api::words::LegState::Ringing.into(),
            switch: Some(SwitchSays {
                source: "eventCause".to_owned(),
                code: 22,
                name: "newCall".to_owned(),
            }),
        },
    };
    let (method, params) = notification(&record, Sight::Full).unwrap();
    assert_eq!(method, "session.call_progress");
    let expected = json!({
        "seq": 7, "at": "2026-02-03T04:05:06.789Z", "session_id": SESSION, "agent_id": "ann", "leg_id": SESSION,
        "leg_state": "ringing", "switch": { "source": "eventCause", "code": 22, "name": "newCall" },
    });
    assert_eq!(params.to_string(), expected.to_string(), "order included");
}

#[test]
fn a_full_second_still_shows_its_milliseconds() {
    let at = "2026-02-03T04:05:06Z".parse().unwrap();
    let fact = Fact::SessionHeld {};
    let record =
        Record { seq: Seq(1), at, session_id: None, agent_id: None, leg_id: None, requested_by: None, fact };
    let (_, params) = notification(&record, Sight::Full).unwrap();
    assert_eq!(params.to_string(), r#"{"seq":1,"at":"2026-02-03T04:05:06.000Z"}"#);
}

#[test]
fn what_is_kept_for_the_audit_is_told_nobody() {
    let fact = Fact::Reloaded { configuration: "c0ffee".to_owned() };
    let at = "2026-02-03T04:05:06Z".parse().unwrap();
    let record =
        Record { seq: Seq(1), at, session_id: None, agent_id: None, leg_id: None, requested_by: None, fact };
    assert_eq!(notification(&record, Sight::Full), None);
}

/// Values that are right for some parameter and wrong for others.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (0..600u32).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,70}".prop_map(Value::from),
        "[a-z]{1,8}".prop_map(Value::from),
        Just(json!(SESSION)),
        Just(json!("ready")),
        Just(json!("talked")),
        Just(json!("queued")),
        Just(json!("session.held")),
    ];
    leaf.prop_recursive(2, 8, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,5}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Else a caller would be told no more than "not as described".
    #[test]
    fn what_passes_the_schema_decodes(pick in any::<prop::sample::Index>(), values in prop::collection::vec(any_value(), 12), present in any::<u16>()) {
        let served: Vec<_> = METHODS.iter().filter_map(|m| Some((m.name, m.served.as_ref()?))).collect();
        let (name, served) = served[pick.index(served.len())];
        let schema = params_schema(served).to_value();
        let names: Vec<_> = schema["properties"].as_object().into_iter().flat_map(Map::keys).collect();
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let params: Map<String, Value> = names.iter().zip(values).enumerate()
            .filter(|(index, (name, _))| present & 1 << index != 0 || required.contains(&json!(name)))
            .map(|(_, (name, value))| ((*name).clone(), value))
            .collect();
        if let Err(fault) = decode(name.word(), params.clone(), everything()) {
            prop_assert!(!fault.to_string().contains("rpc.discover describes"), "{name} {params:?}");
        }
    }
}
