//! The contract that is checked in is the one that the program answers to `rpc.discover`.
#![expect(clippy::disallowed_methods, reason = "compares a file")]

use std::{env, fs, path::Path};

use callbackd::api::openrpc;

#[test]
fn the_document_in_the_repository_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/openrpc.json");
    let fresh = format!("{:#}\n", openrpc::document());
    if env::var_os("UPDATE_OPENRPC").is_some_and(|set| set == "1") {
        fs::write(&path, &fresh).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == fresh,
        "docs/openrpc.json is stale. The contract has changed: look at the difference after \
         `UPDATE_OPENRPC=1 cargo test --test api_openrpc`; within a major version fields are only ever added."
    );
}

#[test]
fn every_reference_in_the_document_leads_somewhere() {
    let document = openrpc::document();
    let mut open = vec![document];
    while let Some(value) = open.pop() {
        if let Some(target) = value.get("$ref").and_then(|target| target.as_str()) {
            let found = match target.strip_prefix('#') {
                Some(pointer) => document.pointer(pointer).is_some(),
                None => target == "https://meta.open-rpc.org/",
            };
            assert!(found, "{target}");
        }
        open.extend(value.as_array().into_iter().flatten());
        open.extend(value.as_object().into_iter().flat_map(|members| members.values()));
    }
}
