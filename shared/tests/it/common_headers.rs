//! Answers that no handler gives have the headers of all answers too.

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use shared::web::layer;
use test_app::{Event, TestApp, TestResponse};

use crate::router::{PATH, router};

#[tokio::test]
async fn an_answer_has_the_headers_of_all_whoever_gives_it() {
    let test_app = TestApp::warm().await;
    let panics = Router::new().route("/panic", get(async || -> String { panic!("a defect of a handler") }));
    let ours = router(test_app.app.clone());
    let panics = layer::finish(panics, test_app.app.clone());
    let token = test_app.token("tenant-bikes");
    for (event, router, status, code) in [
        (Event::get(PATH).token(&token), &ours, 200, ""),
        (Event::get("/health"), &ours, 200, ""),
        (Event::get(PATH), &ours, 401, "token_missing"),
        (Event::get("/nowhere"), &ours, 404, "no_such_path"),
        (Event::new("DELETE", PATH), &ours, 405, "method_not_allowed"),
        (Event::get("/panic"), &panics, 500, "internal"),
    ] {
        let response = event.send(router).await;
        assert_eq!((response.status, response.code()), (status, code), "{}", response.text);
        response.assert_common_headers(event.path());
    }
}

#[tokio::test]
async fn so_have_those_of_a_function_that_is_out_of_time_or_misconfigured() {
    let test_app = TestApp::cold().await;
    let deadline = test_app.time.clock().now().wall + Duration::from_millis(1);
    let late = TestResponse::to_before(
        &router(test_app.app.clone()),
        PATH,
        &test_app.token("tenant-bikes"),
        deadline,
    )
    .await;
    let test_app = TestApp::with(&[("TOKEN_LEEWAY_SECONDS", "soon")]).await;
    let misconfigured = Event::get(PATH)
        .token("a.b.c")
        .send(&router(test_app.app.clone()))
        .await;
    for (response, code) in [(late, "platform_unavailable"), (misconfigured, "misconfigured")] {
        assert_eq!((response.status, response.code()), (503, code), "{}", response.text);
        response.assert_common_headers(PATH);
    }
}

#[tokio::test]
async fn a_handler_may_say_how_long_its_answer_is_kept() {
    let test_app = TestApp::cold().await;
    let public = get(async || ([("cache-control", "max-age=60")], "{}"));
    let router = layer::finish(Router::new().route(PATH, public), test_app.app.clone());
    let response = Event::get(PATH).send(&router).await;
    assert_eq!((response.status, response.header("cache-control")), (200, "max-age=60"));
}
