//! `Invoke`, as `cargo lambda invoke` calls it.

use crate::test_gateway::{TEMPLATE, TestGateway};

/// With a function that no route leads to.
fn stage() -> TestGateway {
    let function = "
  SessionFunction:
    Type: AWS::Serverless::Function
    Metadata: {BuildProperties: {Binary: session}}
";
    TestGateway::start(&format!("{TEMPLATE}{function}"))
}

#[test]
fn an_event_reaches_a_function_as_it_is_and_so_does_its_answer() {
    let stage = stage();

    for function in ["echo", "session"] {
        let event = r#"{"routeKey":"POST /answer","body":"{\"statusCode\":418}"}"#;
        let answer = stage.post(&format!("/2015-03-31/functions/{function}/invocations"), event);

        assert_eq!(
            (answer.status, answer.text()),
            (200, r#"{"statusCode":418}"#),
            "{function}"
        );
        assert_eq!(answer.header("x-amz-function-error"), "");
    }
}

#[test]
fn an_error_of_the_function_is_marked() {
    let stage = stage();

    let failed = stage.post(
        "/2015-03-31/functions/echo/invocations",
        r#"{"routeKey":"POST /error"}"#,
    );
    assert_eq!(
        (failed.status, failed.header("x-amz-function-error")),
        (200, "Unhandled".into())
    );
    assert_eq!(failed.json()["errorMessage"], "it was asked for an error");

    let ended = stage.post("/2015-03-31/functions/echo/invocations", r#"{"routeKey":"POST /exit"}"#);
    assert_eq!(
        (ended.status, ended.header("x-amz-function-error")),
        (200, "Unhandled".into())
    );
    assert!(ended.text().contains("ended by itself"), "{}", ended.text());
}

#[test]
fn a_function_that_is_not_there_is_404() {
    let answer = stage().post("/2015-03-31/functions/other/invocations", "{}");

    assert_eq!(
        (answer.status, answer.header("x-amzn-errortype")),
        (404, "ResourceNotFoundException".into())
    );
}
