use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::words::Reason;

fn fault(line: &str) -> (i64, Option<RequestId>, String) {
    let bad = read_request(line).expect_err(line);
    (bad.fault.code(), bad.id, bad.fault.to_string())
}

#[test]
fn a_request_is_read_by_its_members() {
    let read = read_request(r#"{"params":{"a":1},"method":"m","id":"x","jsonrpc":"2.0"}"#).unwrap();
    assert_eq!(read.id.to_string(), r#""x""#);
    assert_eq!(read.method, "m");
    assert_eq!(Value::Object(read.params), json!({ "a": 1 }));
    let bare = read_request(r#"{"jsonrpc":"2.0","id":-7,"method":"m"}"#).unwrap();
    assert_eq!(bare.id.to_string(), "-7");
    assert!(bare.params.is_empty());
}

#[test]
fn what_is_no_json_is_a_parse_error() {
    for line in ["{", "nul", "{\"a\":1}}", "{'a':1}", "[1,]", "\u{feff}{}", "{\"a\":1e}", &"[".repeat(60_000)]
    {
        assert_eq!(fault(line).0, -32700, "{line:.40}");
    }
}

#[test]
fn what_is_no_request_is_said_to_be_none() {
    for (line, words) in [
        ("[]", "batches"),
        (r#"[{"jsonrpc":"2.0","id":1,"method":"m"}]"#, "batches"),
        ("7", "object"),
        ("null", "object"),
        (r#"{"jsonrpc":"2.0","method":"m"}"#, "`id` is missing"),
        (r#"{"jsonrpc":"2.0","id":null,"method":"m"}"#, "number or a string"),
        (r#"{"jsonrpc":"2.0","id":[1],"method":"m"}"#, "number or a string"),
        (r#"{"jsonrpc":"2.0","id":true,"method":"m"}"#, "number or a string"),
    ] {
        let (code, id, message) = fault(line);
        assert_eq!((code, id), (-32600, None), "{line}");
        assert!(message.contains(words), "{line}: {message}");
    }
    for long in [format!("\"{}\"", "x".repeat(MAX_ID + 1)), "9".repeat(MAX_ID + 1)] {
        assert_eq!(fault(&format!(r#"{{"jsonrpc":"2.0","id":{long},"method":"m"}}"#)).0, -32600);
    }
}

#[test]
fn params_that_no_reader_takes_are_a_parse_error_with_the_id() {
    for params in
        [r#"{"a":1e999}"#, r#"{"a":"\ud800"}"#, &format!("{{\"a\":{}{}}}", "[".repeat(500), "]".repeat(500))]
    {
        let line = format!(r#"{{"jsonrpc":"2.0","id":5,"method":"m","params":{params}}}"#);
        let (code, id, _) = fault(&line);
        assert_eq!((code, id), (-32700, Some(RequestId::from(5))), "{line:.60}");
    }
}

#[test]
fn an_id_comes_back_octet_for_octet() {
    let digits = "9".repeat(MAX_ID);
    let escaped = format!("\"{}\"", "\\u00e9".repeat(MAX_ID));
    for id in [
        "18446744073709551616",
        "-9223372036854775809",
        "1.0",
        "1e400",
        "-0",
        "0.1000000000000000055511151231257827",
        r#""\u0041\/\n\u2028""#,
        r#""\ud800""#,
        r#""""#,
        digits.as_str(),
        escaped.as_str(),
    ] {
        let read = read_request(&format!(r#"{{"jsonrpc":"2.0","id": {id} ,"method":"m"}}"#)).unwrap();
        let answer = format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"result\":null}}\n");
        assert_eq!(result_line(read.id.clone(), Value::Null), answer);
        assert!(
            error_line(Some(read.id), &Fault::UnknownMethod("m".to_owned()))
                .contains(&format!("\"id\":{id},"))
        );
    }
}

#[test]
fn a_fault_after_the_id_still_names_the_id() {
    for (line, expected) in [
        (r#"{"id":5,"method":"m"}"#, -32600),
        (r#"{"jsonrpc":"1.0","id":5,"method":"m"}"#, -32600),
        (r#"{"jsonrpc":2.0,"id":5,"method":"m"}"#, -32600),
        (r#"{"jsonrpc":"2.0","id":5}"#, -32600),
        (r#"{"jsonrpc":"2.0","id":5,"method":7}"#, -32600),
        (r#"{"jsonrpc":"2.0","id":5,"method":"m","paramz":{}}"#, -32600),
        (r#"{"jsonrpc":"2.0","id":5,"method":"m","params":[1]}"#, -32602),
        (r#"{"jsonrpc":"2.0","id":5,"method":"m","params":null}"#, -32602),
    ] {
        let (code, id, _) = fault(line);
        assert_eq!((code, id), (expected, Some(RequestId::from(5))), "{line}");
    }
}

#[test]
fn a_refusal_is_an_error_with_its_reason_in_data() {
    let mut refused = Refused::new(Reason::TooLate, "Somebody is dialling already.");
    refused.state = Some("dialing".to_owned());
    let line = error_line(Some(RequestId(r#""a""#.into())), &refused.into());
    assert_eq!(
        line,
        concat!(
            r#"{"jsonrpc":"2.0","id":"a","error":{"code":-32000,"message":"Somebody is dialling already.","#,
            r#""data":{"reason":"too_late","detail":"Somebody is dialling already.","state":"dialing"}}}"#,
            "\n"
        )
    );
}

#[test]
fn an_error_without_an_id_says_null() {
    let line = error_line(None, &Fault::Parse("x".to_owned()));
    assert_eq!(
        line,
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"no JSON: x\"}}\n"
    );
}

#[test]
fn results_and_notifications_are_one_line_each() {
    let result = result_line(RequestId::from(1), json!({ "text": "two\nlines" }));
    assert_eq!(result, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"text\":\"two\\nlines\"}}\n");
    let told = notification_line("session.held", &json!({ "seq": 4 }));
    assert_eq!(told, "{\"jsonrpc\":\"2.0\",\"method\":\"session.held\",\"params\":{\"seq\":4}}\n");
}

#[test]
fn a_client_reads_what_a_server_writes() {
    let id = RequestId::from(3);
    let null = read_from_server(&result_line(id.clone(), Value::Null)).unwrap();
    assert_eq!(null, FromServer::Answer { id: Some(id.clone()), outcome: Ok(Value::Null) });

    let refused = Refused::new(Reason::LinkDown, "down");
    let Ok(FromServer::Answer { outcome: Err(error), .. }) =
        read_from_server(&error_line(Some(id), &refused.clone().into()))
    else {
        panic!("expected an error");
    };
    assert_eq!(error.refused(), Some(refused));

    let told = read_from_server(&notification_line("link.changed", &json!({ "seq": 1 }))).unwrap();
    assert_eq!(
        told,
        FromServer::Notification { method: "link.changed".to_owned(), params: json!({ "seq": 1 }) }
    );
    assert!(read_from_server("{}").is_err());
}

#[test]
fn a_reason_of_a_later_version_is_still_an_error() {
    let line = r#"{"id":1,"error":{"code":-32000,"message":"m","data":{"reason":"brand_new","detail":"d"}}}"#;
    let Ok(FromServer::Answer { outcome: Err(error), .. }) = read_from_server(line) else {
        panic!("expected an error");
    };
    assert_eq!(error.refused(), None);
    assert_eq!(error.message, "m");
}

proptest! {
    #[test]
    fn no_line_is_quoted_back(secret in "[0-9]{12}", at in 0..120usize) {
        let mut line = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{secret}","params":["{secret}"]}}"#);
        line.truncate(at);
        if let Err(bad) = read_request(&line) {
            prop_assert!(!bad.fault.to_string().contains(&secret), "{}", bad.fault);
        }
    }

    #[test]
    fn every_id_comes_back_as_it_came(number: i64, text in "\\PC{0,100}") {
        for id in [json!(number), json!(text)] {
            let line = json!({ "jsonrpc": "2.0", "id": id, "method": "m" }).to_string();
            let read = read_request(&line).unwrap();
            let answer: Value = serde_json::from_str(&result_line(read.id, Value::Null)).unwrap();
            prop_assert_eq!(answer.get("id"), Some(&id));
        }
    }
}
