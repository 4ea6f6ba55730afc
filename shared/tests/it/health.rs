//! The health that JTL's React template polls: without a call, and also where the variables are wrong.

use serde_json::json;
use shared::http::client::Timeouts;
use stand_in::{Endpoint, Fault, StandIn};
use test_app::{Event, TestApp};

use crate::router::{PATH, router};

#[tokio::test]
async fn health_is_answered_without_asking_anybody() {
    let test_app = TestApp::cold().await;
    let response = Event::get("/health").send(&router(test_app.app.clone())).await;
    assert_eq!(response.status, 200);
    assert_eq!(
        response.body,
        json!({"status": "ok", "missing": [], "version": env!("CARGO_PKG_VERSION")})
    );
    for endpoint in Endpoint::ALL {
        assert_eq!(test_app.stand_in.calls(endpoint), 0, "{endpoint:?}");
    }
}

#[tokio::test]
async fn a_wrong_configuration_is_named_and_everything_else_is_503() {
    let test_app = TestApp::with(&[("CLIENT_ID", ""), ("TOKEN_LEEWAY_SECONDS", "an hour")]).await;
    let router = router(test_app.app.clone());
    test_app.app.warm_up().await;

    let health = Event::get("/health").send(&router).await;
    assert_eq!(health.status, 200);
    assert_eq!(health.body["status"], "misconfigured");
    assert_eq!(health.body["missing"], json!(["CLIENT_ID", "TOKEN_LEEWAY_SECONDS"]));
    assert_eq!(
        health.body["mistakes"],
        json!([
            "set CLIENT_ID too, or replace CLIENT_SECRET by CREDENTIALS_SECRET_ID",
            "set TOKEN_LEEWAY_SECONDS to a whole number from 0 to 60"
        ])
    );

    let response = Event::get(PATH)
        .token(&test_app.token("tenant-bikes"))
        .send(&router)
        .await;
    assert_eq!((response.status, response.code()), (503, "misconfigured"));
    assert!(!response.header("retry-after").is_empty());
    assert_eq!(test_app.stand_in.calls(Endpoint::Token), 0);
}

#[tokio::test]
async fn what_several_mistakes_have_in_common_is_said_once() {
    let health = async |variables: &[(&str, &str)]| {
        let test_app = TestApp::with(variables).await;
        Event::get("/health").send(&router(test_app.app.clone())).await.body
    };
    let one_remedy = health(&[("CLIENT_ID", ""), ("CLIENT_SECRET", "")]).await;
    assert_eq!(one_remedy["missing"], json!(["CLIENT_ID", "CLIENT_SECRET"]));
    assert_eq!(
        one_remedy["mistakes"],
        json!(["set either CREDENTIALS_SECRET_ID or CLIENT_ID and CLIENT_SECRET"])
    );
    let one_variable = health(&[(
        "TRUSTED_ISSUERS",
        r#"[{"name":"partner","algorithm":"RS256","audience":"app"}]"#,
    )])
    .await;
    assert_eq!(one_variable["missing"], json!(["TRUSTED_ISSUERS"]));
    assert_eq!(
        one_variable["mistakes"],
        json!([
            "set TRUSTED_ISSUERS[0].issuer to the iss of its tokens, a text without spaces",
            "set TRUSTED_ISSUERS[0].keySetUrl to an https URL, or an http URL of this machine"
        ])
    );
}

#[tokio::test]
async fn credentials_that_the_platform_refuses_are_named() {
    let test_app = TestApp::with(&[("CLIENT_SECRET", "yesterdays")]).await;
    let router = router(test_app.app.clone());
    let response = Event::get(PATH)
        .token(&test_app.token("tenant-bikes"))
        .send(&router)
        .await;
    assert_eq!((response.status, response.code()), (503, "credentials_refused"));
    let health = Event::get("/health").send(&router).await;
    assert_eq!(health.body["status"], "misconfigured");
    assert_eq!(health.body["missing"], json!(["CLIENT_ID", "CLIENT_SECRET"]));
    assert_eq!(
        health.body["mistakes"],
        json!(["replace the client id and secret; the platform refuses them"])
    );
    assert!(!health.text.contains("yesterdays"));
}

#[tokio::test]
async fn a_secret_that_gives_no_credentials_is_named_with_what_to_do() {
    let in_a_secret = [
        ("CREDENTIALS_SECRET_ID", "jtl"),
        ("CLIENT_ID", ""),
        ("CLIENT_SECRET", ""),
    ];
    for (fault, instruction) in [
        (
            Fault::aws_error(400, "AccessDeniedException"),
            "create the secret that CREDENTIALS_SECRET_ID names, or permit this function to read it",
        ),
        (
            Fault::Empty,
            "write the client id and secret into the secret that CREDENTIALS_SECRET_ID names, as one JSON object",
        ),
    ] {
        let stand_in = StandIn::start().await;
        let url = stand_in.url().to_owned();
        stand_in.fault(Endpoint::Secrets, fault);
        let test_app = TestApp::before(stand_in, &in_a_secret, Timeouts::default(), Some(&url)).await;
        let router = router(test_app.app.clone());
        let response = Event::get(PATH)
            .token(&test_app.token("tenant-bikes"))
            .send(&router)
            .await;
        assert_eq!(
            (response.status, response.code()),
            (503, "misconfigured"),
            "{}",
            response.text
        );
        let health = Event::get("/health").send(&router).await;
        assert_eq!(health.body["missing"], json!(["CREDENTIALS_SECRET_ID"]));
        assert_eq!(health.body["mistakes"], json!([instruction]), "{}", health.text);
    }
}
