//! The contract as a document: OpenRPC, generated from the types that decode the calls.
//!
//! OpenRPC knows no notifications; they are listed under `x-notifications`, and under `x-roles` the roles
//! any of which may call a method.

use std::sync::LazyLock;

use callbackd_api::{
    ids::{AgentId, LegId, SessionId, TimestampSchema},
    message::REFUSED,
    record::Fact,
    trace::Traced,
    views::{Gap, Lagged, Refused},
};
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use super::method::{METHODS, Method, Needs, Served, params_schema};

/// The document.
#[must_use]
pub fn document() -> &'static Value {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(assemble);
    &DOCUMENT
}

fn assemble() -> Value {
    let mut settings = SchemaSettings::draft2020_12().for_serialize();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    let mut schemas = settings.into_generator();
    let methods: Vec<_> = METHODS
        .iter()
        .filter_map(|method| Some(described(method, method.served.as_ref()?, &mut schemas)))
        .collect();
    let notifications = notifications(&mut schemas);
    let refused = schemas.subschema_for::<Refused>();
    json!({
        "openrpc": "1.3.2",
        "info": {
            "title": "callbackd",
            "description": "JSON-RPC 2.0, one JSON object per line, over a local stream socket. Calls go by name, unknown \
                            parameters are refused, batches and calls without an id are not served. Answers and notifications \
                            may have members and stable words that are not listed here: a later version adds to them. A requester is told of its \
                            sessions under the same names, but only `seq`, `at`, `session_id` and `status`.",
            "version": env!("CARGO_PKG_VERSION"),
        },
        "methods": methods,
        "x-notifications": notifications,
        "components": {
            "errors": { "Refused": {
                "code": REFUSED,
                "message": "The call was understood and is not done; `data.reason` says why.",
                "data": refused,
            } },
            "schemas": schemas.take_definitions(true),
        },
    })
}

fn described(method: &Method, served: &Served, schemas: &mut SchemaGenerator) -> Value {
    let params = params_schema(served);
    let required: Vec<_> =
        member(&params, "required").and_then(Value::as_array).into_iter().flatten().collect();
    let properties = member(&params, "properties").and_then(Value::as_object).into_iter().flatten();
    let params: Vec<_> = properties
        .map(|(name, schema)| {
            let required = required.iter().any(|wanted| *wanted == name);
            json!({ "name": name, "required": required, "schema": schema })
        })
        .collect();
    json!({
        "name": method.name,
        "summary": method.summary,
        "x-roles": roles(method.needs),
        "paramStructure": "by-name",
        "params": params,
        "result": { "name": "result", "schema": (served.result)(schemas) },
        "errors": [{ "$ref": "#/components/errors/Refused" }],
    })
}

fn roles(needs: Needs) -> Value {
    match needs {
        Needs::Nothing => json!(["everybody"]),
        Needs::AnyRole => json!(["requester", "agent", "supervisor", "operator"]),
        Needs::OneOf(any) => any.iter().map(|role| role.name()).collect(),
    }
}

fn notifications(schemas: &mut SchemaGenerator) -> Vec<Value> {
    let facts = Fact::json_schema(schemas);
    let variants = member(&facts, "oneOf").and_then(Value::as_array).into_iter().flatten();
    let told = variants.filter_map(Value::as_object).filter_map(|fact| told(fact, schemas));
    let mut all: Vec<_> = told.collect();
    for (name, schema) in [
        ("events.lagged", schemas.subschema_for::<Lagged>()),
        ("events.gap", schemas.subschema_for::<Gap>()),
        ("link.trace", schemas.subschema_for::<Traced>()),
    ] {
        all.push(json!({ "name": name, "params": schema }));
    }
    all
}

/// One fact as subscribers see it: its place, its time and what it is about come before its own members.
fn told(fact: &Map<String, Value>, schemas: &mut SchemaGenerator) -> Option<Value> {
    let own = fact.get("properties")?.as_object()?;
    let name = own.get("kind")?.get("const")?.as_str()?;
    Fact::told().find(|told| *told == name)?;
    let mut properties = Map::new();
    properties.insert("seq".to_owned(), json!({ "type": "integer", "minimum": 0 }));
    properties.insert("at".to_owned(), schemas.subschema_for::<TimestampSchema>().to_value());
    properties.insert("session_id".to_owned(), schemas.subschema_for::<SessionId>().to_value());
    properties.insert("agent_id".to_owned(), schemas.subschema_for::<AgentId>().to_value());
    properties.insert("leg_id".to_owned(), schemas.subschema_for::<LegId>().to_value());
    properties.extend(
        own.iter().filter(|(name, _)| *name != "kind").map(|(name, one)| (name.clone(), one.clone())),
    );
    let own_required = fact.get("required").and_then(Value::as_array).into_iter().flatten();
    let required: Vec<_> = ["seq", "at"]
        .into_iter()
        .chain(own_required.filter_map(Value::as_str).filter(|name| *name != "kind"))
        .collect();
    let params = json!({ "type": "object", "properties": properties, "required": required });
    Some(json!({ "name": name, "summary": fact.get("description"), "params": params }))
}

fn member<'a>(schema: &'a Schema, name: &str) -> Option<&'a Value> {
    schema.as_object()?.get(name)
}
