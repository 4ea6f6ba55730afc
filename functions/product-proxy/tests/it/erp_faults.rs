//! Whatever the ERP does, each path answers the same status and code, and asks it no oftener
//! than it should.

use std::time::Duration;

use product_proxy::router;
use serde_json::{Value, json};
use stand_in::{Endpoint, Fault};
use test_app::{Event, TestApp, TestResponse};

use crate::proxy::OPTIONS;

#[tokio::test]
async fn every_failure_of_the_erp_has_its_status_its_code_and_its_number_of_calls() {
    let test_app = TestApp::warm().await;
    for (fault, status, code, calls) in failures() {
        for event in every_path() {
            // A good one first, so that the connection is a kept one.
            test_app.stand_in.clear_faults();
            assert_eq!(send(&test_app, &query()).await.status, 200, "before {fault:?}");
            test_app.stand_in.fault(Endpoint::Graphql, fault.clone());
            test_app.stand_in.reset_calls();
            let response = send(&test_app, &event).await;
            let shown = format!("{fault:?} {event:?}: {}", response.text);
            assert_eq!((response.status, response.code()), (status, code), "{shown}");
            assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), calls, "{shown}");
            assert_eq!(test_app.stand_in.calls(Endpoint::Elsewhere), 0, "{shown}");
            assert!(!response.text.to_lowercase().contains("stacktrace"), "{shown}");
            assert_eq!(response.header("content-type"), "application/problem+json", "{shown}");
            // Where no whole answer came there are no headers to pass on.
            if !matches!(fault, Fault::Reset | Fault::Truncated | Fault::Endless) {
                assert_rate_limit(&response, &shown);
            }
            // Nobody calls before the time is over that a 429 asks for.
            test_app.time.advance(Duration::from_secs(45));
        }
    }
}

#[tokio::test]
async fn a_refused_access_token_costs_one_fresh_token_and_one_more_call() {
    for event in every_path() {
        let test_app = TestApp::warm().await;
        test_app.stand_in.fault(Endpoint::Graphql, Fault::Unauthorized);
        test_app.stand_in.reset_calls();
        let response = send(&test_app, &event).await;
        assert_eq!(
            (response.status, response.code()),
            (502, "erp_unauthorized"),
            "{event:?}"
        );
        assert_rate_limit(&response, "401");
        assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), 2, "{event:?}");
        assert_eq!(test_app.stand_in.calls(Endpoint::Token), 1, "{event:?}");
    }
}

#[tokio::test]
async fn the_rest_that_the_erp_asks_for_is_passed_on_and_no_call_is_repeated() {
    let test_app = TestApp::warm().await;
    for (retry_after, interval, expected) in [(Some(7), 45, "7"), (None, 45, "45"), (None, 30, "30")] {
        test_app.stand_in.set_rate_limit(10, interval);
        test_app
            .stand_in
            .fault(Endpoint::Graphql, Fault::RateLimited { retry_after });
        for event in every_path() {
            test_app.stand_in.reset_calls();
            let response = send(&test_app, &event).await;
            assert_eq!(
                (response.status, response.code()),
                (429, "erp_rate_limited"),
                "{event:?}"
            );
            assert_eq!(response.header("retry-after"), expected, "{event:?}");
            assert_eq!(response.header("x-ratelimit-remaining"), "0");
            assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), 1, "{event:?}");
            test_app.time.advance(Duration::from_secs(45));
        }
    }
}

#[tokio::test]
async fn a_rest_that_the_erp_asks_for_by_a_date_is_passed_on_in_seconds() {
    let test_app = TestApp::warm().await;
    for (span, expected) in [(90, "90"), (0, "1")] {
        let date = test_app.http_date_after(Duration::from_secs(span));
        test_app
            .stand_in
            .fault(Endpoint::Graphql, Fault::RateLimitedUntil(date));
        for event in every_path() {
            let response = send(&test_app, &event).await;
            assert_eq!(
                (response.status, response.code()),
                (429, "erp_rate_limited"),
                "{event:?}"
            );
            assert_eq!(response.header("retry-after"), expected, "{event:?}");
        }
        test_app.time.advance(Duration::from_secs(span));
    }
}

#[tokio::test]
async fn the_platforms_name_of_a_failed_call_reaches_the_caller() {
    let test_app = TestApp::warm().await;
    let error = |code: &str| json!({"message": "no", "extensions": {"code": code, "traceId": "0af7651916cd43dd"}});
    let (unknown, forbidden) = (error("INTERNAL_ERROR"), error("AUTH_NOT_AUTHORIZED"));
    for (status, data, error, expected) in [
        (403, json!(null), &unknown, [403, 403, 403]),
        (500, json!(null), &unknown, [502, 502, 502]),
        (200, json!(null), &unknown, [502, 502, 502]),
        (200, json!(null), &forbidden, [403, 403, 403]),
        // A root field that failed is null inside data that is not. Our own documents have one
        // root field; the caller is to judge its own.
        (200, json!({"QueryItems": null}), &unknown, [502, 502, 200]),
        (200, json!({"QueryItems": null}), &forbidden, [403, 403, 403]),
    ] {
        let body = json!({"data": data, "errors": [error]}).to_string();
        test_app
            .stand_in
            .fault(Endpoint::Graphql, Fault::Answer { status, body });
        for (event, expected) in every_path().into_iter().zip(expected) {
            let response = send(&test_app, &event).await;
            assert_eq!(response.status, expected, "{event:?}: {}", response.text);
            assert_eq!(response.body["errors"][0]["extensions"]["traceId"], "0af7651916cd43dd");
            if expected != 200 {
                assert_eq!(
                    response.body["traceId"], "0af7651916cd43dd",
                    "{event:?}: {}",
                    response.text
                );
            }
            assert_rate_limit(&response, "a failure with a trace id");
        }
    }
}

#[tokio::test]
async fn no_stack_trace_gets_through_however_deep_it_lies() {
    let test_app = TestApp::warm().await;
    let trace = json!({"stackTrace": "at Jtl.Erp", "inner": [{"StackTrace": "at Jtl.Erp"}]});
    let errors = json!([
        {"message": "1", "stacktrace": "at Jtl.Erp", "extensions": {"exception": trace, "stackTrace": trace}},
        {"message": trace, "path": trace, "locations": trace, "extensions": {"code": trace, "traceId": trace}},
        {"message": "3", "path": ["QueryItems", 0, trace], "locations": [{"line": 1, "column": 2, "stacktrace": trace}]},
        {"message": "4", "extensions": null},
    ]);
    for data in [json!(null), page(&json!([])), json!({"Other": 1})] {
        for status in [200, 500] {
            let body = json!({"data": data, "errors": errors, "extensions": trace, "stacktrace": trace}).to_string();
            test_app
                .stand_in
                .fault(Endpoint::Graphql, Fault::Answer { status, body });
            for event in every_path() {
                let response = send(&test_app, &event).await;
                assert!(!response.text.contains("Jtl.Erp"), "{event:?}: {}", response.text);
                let errors = response.body["errors"].as_array().expect("errors are passed on");
                assert_eq!(errors.len(), 4, "{event:?}: {}", response.text);
                assert_eq!(errors[0]["message"], "1");
                assert_eq!(errors[2]["path"], json!(["QueryItems", 0]));
                assert_eq!(errors[2]["locations"], json!([{"line": 1, "column": 2}]));
            }
        }
    }
}

#[tokio::test]
async fn partial_data_is_passed_on_with_what_went_wrong_beside_it() {
    let test_app = TestApp::warm().await;
    test_app.stand_in.fault(Endpoint::Graphql, Fault::GraphqlPartial);
    for event in [list(), query()] {
        let response = send(&test_app, &event).await;
        assert_eq!(response.status, 200, "{event:?}: {}", response.text);
        assert!(response.text.contains("1200"), "{event:?}");
        let errors = response.body["errors"].as_array().expect("errors are passed on");
        assert_eq!(errors.len(), 2, "{event:?}");
        assert!(errors[0]["extensions"]["traceId"].is_string(), "{event:?}");
        assert_rate_limit(&response, "partial data");
    }
}

#[tokio::test]
async fn five_mebibytes_pass_and_one_byte_more_does_not() {
    let test_app = TestApp::warm().await;
    for (bytes, expected) in [(5 << 20, 200), ((5 << 20) + 1, 502)] {
        let body = json!({"data": page(&json!([{"id": "1", "name": "~"}]))}).to_string();
        let body = body.replace('~', &"n".repeat(bytes - body.len() + 1));
        assert_eq!(body.len(), bytes);
        test_app
            .stand_in
            .fault(Endpoint::Graphql, Fault::Answer { status: 200, body });
        for event in [list(), query()] {
            test_app.stand_in.reset_calls();
            let response = send(&test_app, &event).await;
            assert_eq!(response.status, expected, "{bytes} {event:?}");
            assert_eq!(response.text.len() > 5_000_000, expected == 200, "{bytes} {event:?}");
            assert_eq!(test_app.stand_in.calls(Endpoint::Graphql), 1, "{bytes} {event:?}");
        }
    }
}

#[tokio::test]
async fn what_lambda_could_not_return_is_answered_with_502() {
    let test_app = TestApp::warm().await;
    // Short texts are mostly quotes, and each of those takes two bytes in what Lambda returns.
    let names = vec!["n"; 1_200_000];
    let body = json!({"data": page(&json!(names))}).to_string();
    assert!(body.len() < 5 << 20);
    test_app
        .stand_in
        .fault(Endpoint::Graphql, Fault::Answer { status: 200, body });
    for event in [list(), query()] {
        let response = send(&test_app, &event).await;
        assert_eq!((response.status, response.code()), (502, "erp_failed"), "{event:?}");
    }
}

/// Faults of the ERP, each with the status and code of the answer and the number of calls it costs.
fn failures() -> Vec<(Fault, u64, &'static str, u64)> {
    let mut failures: Vec<_> = [
        400, 402, 406, 410, 412, 418, 500, 501, 502, 503, 504, 599, 201, 204, 304,
    ]
    .map(|status| (Fault::Status(status), 502, "erp_failed", 1))
    .into();
    let answer = |body: &str| Fault::Answer {
        status: 200,
        body: body.into(),
    };
    failures.extend([
        (Fault::Status(403), 403, "erp_forbidden", 1),
        (Fault::Status(404), 404, "not_found", 1),
        (Fault::Status(409), 409, "erp_refused", 1),
        (Fault::Status(422), 422, "erp_refused", 1),
        (Fault::Status(429), 429, "erp_rate_limited", 1),
        (Fault::Unavailable { retry_after: 9 }, 502, "erp_failed", 1),
        (Fault::Nonsense, 502, "erp_failed", 1),
        (Fault::Html, 502, "erp_failed", 1),
        (Fault::Empty, 502, "erp_failed", 1),
        (Fault::Endless, 502, "erp_failed", 1),
        (Fault::GzipBomb, 502, "erp_failed", 1),
        (Fault::Redirect, 502, "erp_failed", 1),
        (Fault::GraphqlErrors, 502, "erp_failed", 1),
        // A query may be repeated: once, on a new connection, if a kept one turns out dead.
        (Fault::Reset, 502, "erp_failed", 2),
        (Fault::Truncated, 502, "erp_failed", 1),
        (answer("null"), 502, "erp_failed", 1),
        (answer("[]"), 502, "erp_failed", 1),
        (answer("{}"), 502, "erp_failed", 1),
        (answer(r#"{"data":null}"#), 502, "erp_failed", 1),
        (answer(r#"{"data":null,"errors":[]}"#), 502, "erp_failed", 1),
        (answer(r#"{"data":{"a":1},"data":{"a":2}}"#), 502, "erp_failed", 1),
    ]);
    failures
}

fn every_path() -> [Event; 3] {
    [list(), Event::get("/api/products/1"), query()]
}

fn list() -> Event {
    Event::get("/api/products?first=1")
}

fn query() -> Event {
    Event::post("/api/graphql", r#"{"query":"{ QueryItems { totalCount } }"}"#)
}

fn page(nodes: &Value) -> Value {
    let page_info = json!({"hasNextPage": false, "hasPreviousPage": 0, "startCursor": null, "endCursor": null});
    json!({"QueryItems": {"nodes": nodes, "totalCount": 1, "pageInfo": page_info}})
}

async fn send(test_app: &TestApp, event: &Event) -> TestResponse {
    let event = event.clone().token(&test_app.token("tenant-bikes"));
    event.send(&router(test_app.app.clone(), OPTIONS)).await
}

fn assert_rate_limit(response: &TestResponse, shown: &str) {
    for name in [
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-interval-length-seconds",
    ] {
        assert!(response.header(name).parse::<u64>().is_ok(), "{name} of {shown}");
    }
}
