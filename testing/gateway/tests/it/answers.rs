use crate::test_gateway::{TEMPLATE, TestGateway};

#[test]
fn an_answer_has_its_status_headers_cookies_and_body() {
    let stage = TestGateway::start(TEMPLATE);

    let answer = stage.post(
        "/answer",
        r#"{"statusCode":201,"headers":{"X-One":"1","x-two":2,"content-type":"text/html","content-length":"999"},
           "cookies":["a=1; HttpOnly","b=2"],"body":"<p>ü</p>","isBase64Encoded":false}"#,
    );

    assert_eq!((answer.status, answer.text()), (201, "<p>ü</p>"));
    assert_eq!(
        (answer.header("x-one"), answer.header("x-two")),
        ("1".into(), "2".into())
    );
    assert_eq!(answer.header("content-type"), "text/html");
    assert_eq!(answer.header("set-cookie"), "a=1; HttpOnly + b=2");
    assert_eq!(answer.header("content-length"), "9");
}

#[test]
fn a_body_in_base64_is_sent_as_bytes() {
    let stage = TestGateway::start(TEMPLATE);

    let answer = stage.post("/answer", r#"{"statusCode":200,"isBase64Encoded":true,"body":"AP/+"}"#);

    assert_eq!(
        (answer.status, answer.body.as_slice()),
        (200, b"\x00\xff\xfe".as_slice())
    );
}

#[test]
fn an_answer_without_a_status_is_the_body_of_a_200() {
    let stage = TestGateway::start(TEMPLATE);

    for (sent, body) in [
        (r#"{"hello":"world"}"#, r#"{"hello":"world"}"#),
        (r#""Hello from Lambda!""#, "Hello from Lambda!"),
        ("[1,2]", "[1,2]"),
        ("7", "7"),
    ] {
        let answer = stage.post("/answer", sent);
        assert_eq!((answer.status, answer.text()), (200, body));
        assert_eq!(answer.header("content-type"), "application/json");
    }
}

#[test]
fn a_broken_answer_is_500_in_api_gateways_words() {
    let stage = TestGateway::start(TEMPLATE);

    for broken in [
        r#"{"statusCode":"soon"}"#,
        r#"{"statusCode":99}"#,
        r#"{"statusCode":700}"#,
        r#"{"statusCode":200,"body":{"a":1}}"#,
        r#"{"statusCode":200,"body":"%","isBase64Encoded":true}"#,
        r#"{"statusCode":200,"headers":["a"]}"#,
        r#"{"statusCode":200,"headers":{"a b":"c"}}"#,
        r#"{"statusCode":200,"headers":{"a":"b\nc"}}"#,
        r#"{"statusCode":200,"cookies":"a=1"}"#,
    ] {
        let answer = stage.post("/answer", broken);
        assert_eq!((answer.status, answer.text()), (500, INTERNAL), "{broken}");
    }
    assert!(
        stage
            .lines()
            .iter()
            .any(|line| line.starts_with("echo: its answer is none"))
    );
}

#[test]
fn an_error_of_the_function_is_500_and_its_words_stay_on_the_terminal() {
    let stage = TestGateway::start(TEMPLATE);

    let answer = stage.post("/error", "");

    assert_eq!((answer.status, answer.text()), (500, INTERNAL));
    let said = stage.lines().join("\n");
    assert!(
        said.contains("echo: it failed: ") && said.contains("it was asked for an error"),
        "{said}"
    );
}

pub const INTERNAL: &str = r#"{"message":"Internal Server Error"}"#;
