use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::test_gateway::{TEMPLATE, TestGateway};

fn event(request_line: &str, headers: &[(&str, &str)], body: &[u8]) -> Value {
    TestGateway::start(TEMPLATE).send(request_line, headers, body).json()
}

#[test]
fn a_path_is_matched_as_it_was_sent_and_handed_over_decoded() {
    let event = event("GET /echo/..%2F..%2Fhealth%3Fx=%20%23%C3%BC?a=%2Fb", &[], b"");

    assert_eq!(event["routeKey"], "GET /echo/{id}");
    assert_eq!(event["rawPath"], "/echo/../../health?x= #ü");
    assert_eq!(event["requestContext"]["http"]["path"], event["rawPath"]);
    assert_eq!(event["pathParameters"], json!({"id": "../../health?x= #ü"}));
    assert_eq!(event["rawQueryString"], "a=%2Fb");
    assert_eq!(event["queryStringParameters"], json!({"a": "/b"}));
}

#[test]
fn a_greedy_parameter_has_the_rest_of_the_path() {
    let event = event("GET /files/a/b%20c/d.txt", &[], b"");

    assert_eq!(event["routeKey"], "GET /files/{proxy+}");
    assert_eq!(event["pathParameters"], json!({"proxy": "a/b c/d.txt"}));
}

#[test]
fn repetitions_are_joined_and_cookies_have_their_own_member() {
    let headers = [
        ("X-Twice", "a"),
        ("x-twice", "b"),
        ("cookie", "one=1; two=2"),
        ("Cookie", "three=3"),
        ("x-forwarded-for", "192.0.2.1"),
        ("x-forwarded-proto", "https"),
    ];
    let event = event("GET /echo?x=1&y=&x=2+3&x=%26", &headers, b"");

    assert_eq!(event["headers"]["x-twice"], "a,b");
    assert_eq!(event["headers"].get("cookie"), None);
    assert_eq!(event["cookies"], json!(["one=1", "two=2", "three=3"]));
    assert_eq!(event["queryStringParameters"], json!({"x": "1,2 3,&", "y": ""}));
    assert_eq!(event["headers"]["x-forwarded-for"], "192.0.2.1, 127.0.0.1");
    assert_eq!(event["headers"]["x-forwarded-proto"], "http");
}

#[test]
fn what_a_request_lacks_the_event_lacks() {
    let event = event("GET /echo", &[], b"");

    for member in [
        "cookies",
        "queryStringParameters",
        "pathParameters",
        "body",
        "stageVariables",
    ] {
        assert_eq!(event.get(member), None, "{member}");
    }
    assert_eq!(
        (&event["rawQueryString"], &event["isBase64Encoded"]),
        (&json!(""), &json!(false))
    );
}

#[test]
fn only_text_comes_as_it_is() {
    let stage = TestGateway::start(TEMPLATE);
    let form = b"a=1&b=%20".as_slice();
    for (content_type, sent, is_base64) in [
        ("application/json; charset=utf-8", "{\"a\":\"ü\"}".as_bytes(), false),
        ("text/plain", b"plain", false),
        ("application/xml", b"<a/>", false),
        ("application/octet-stream", b"\x00\xff\xfe", true),
        ("application/x-www-form-urlencoded", form, true),
        // Not what it says.
        ("application/json", b"\xff{}", true),
        ("image/png", b"plain", true),
    ] {
        let event = stage.send("POST /echo", &[("content-type", content_type)], sent).json();

        assert_eq!(event["isBase64Encoded"], is_base64, "{content_type}");
        let body = event["body"].as_str().unwrap();
        let received = if is_base64 {
            STANDARD.decode(body).unwrap()
        } else {
            body.as_bytes().to_vec()
        };
        assert_eq!(received, sent, "{content_type}");
    }
}

#[test]
fn a_header_that_is_no_text_does_not_stop_the_request() {
    let stage = TestGateway::start(TEMPLATE);
    let stream = {
        use std::io::Write;
        let mut stream = std::net::TcpStream::connect(stage.url.strip_prefix("http://").unwrap()).unwrap();
        let request = b"GET /echo HTTP/1.1\r\nhost: a\r\nconnection: close\r\nx-odd: \xff\xfe\r\n\r\n";
        stream.write_all(request).unwrap();
        stream
    };

    let event = crate::client::read(stream).json();

    assert_eq!(event["headers"]["x-odd"], "\u{fffd}\u{fffd}");
}

#[test]
fn the_context_says_who_called_and_when() {
    let event = event(
        "GET /echo",
        &[("host", "api.example:1234"), ("user-agent", "test/1")],
        b"",
    );
    let context = &event["requestContext"];

    assert_eq!(context["domainName"], "api.example");
    assert_eq!(context["domainPrefix"], "api");
    assert_eq!(context["stage"], "$default");
    let http = json!({
        "method": "GET", "path": "/echo", "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "test/1",
    });
    assert_eq!(context["http"], http);
    assert_eq!(context["requestId"].as_str().unwrap().len(), 16);
    let (time, epoch) = (
        context["time"].as_str().unwrap(),
        context["timeEpoch"].as_i64().unwrap(),
    );
    assert!(epoch > 1_700_000_000_000, "{epoch}");
    let seconds = epoch / 1000 % 60;
    assert!(time.ends_with(&format!(":{seconds:02} +0000")), "{time} {epoch}");
}
