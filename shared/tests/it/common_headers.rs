//! Answers that no handler gives have the headers of all answers too.

use std::time::Duration;

use axum::Router;
use axum::routing::get;
use shared::web::layer;
use test_app::{Event, TestApp, TestResponse};

use crate::router::{PATH, router};

#[tokio::test]
async fn an_answer_has_the_headers_of_all_whoever_gives_it() {
    let stage = TestApp::warm().await;
    let panics = Router::new().route("/panic", get(async || -> String { panic!("a defect of a handler") }));
    let ours = router(stage.app.clone());
    let panics = layer::finish(panics, stage.app.clone());
    let token = stage.token("tenant-bikes");
    for (event, router, status, code) in [
        (Event::get(PATH).token(&token), &ours, 200, ""),
        (Event::get("/health"), &ours, 200, ""),
        (Event::get(PATH), &ours, 401, "token_missing"),
        (Event::get("/nowhere"), &ours, 404, "no_such_path"),
        (Event::new("DELETE", PATH), &ours, 405, "method_not_allowed"),
        (Event::get("/panic"), &panics, 500, "internal"),
    ] {
        let reply = event.send(router).await;
        assert_eq!((reply.status, reply.code()), (status, code), "{}", reply.text);
        reply.assert_common_headers(event.path());
    }
}

#[tokio::test]
async fn so_have_those_of_a_function_that_is_out_of_time_or_misconfigured() {
    let stage = TestApp::cold().await;
    let deadline = stage.time.clock().now().wall + Duration::from_millis(1);
    let late = TestResponse::to_before(&router(stage.app.clone()), PATH, &stage.token("tenant-bikes"), deadline).await;
    let stage = TestApp::with(&[("TOKEN_LEEWAY_SECONDS", "soon")]).await;
    let misconfigured = Event::get(PATH).token("a.b.c").send(&router(stage.app.clone())).await;
    for (reply, code) in [(late, "platform_unavailable"), (misconfigured, "misconfigured")] {
        assert_eq!((reply.status, reply.code()), (503, code), "{}", reply.text);
        reply.assert_common_headers(PATH);
    }
}

#[tokio::test]
async fn a_handler_may_say_how_long_its_answer_is_kept() {
    let stage = TestApp::cold().await;
    let public = get(async || ([("cache-control", "max-age=60")], "{}"));
    let router = layer::finish(Router::new().route(PATH, public), stage.app.clone());
    let reply = Event::get(PATH).send(&router).await;
    assert_eq!((reply.status, reply.header("cache-control")), (200, "max-age=60"));
}
