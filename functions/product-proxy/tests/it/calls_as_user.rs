//! `ERP_CALLS_AS=user`: the ERP is called with the caller's own app token, and with nothing of ours.

use product_proxy::{CallsAs, ErpOptions, router};
use serde_json::json;
use shared::start::config::{Config, Env};
use stand_in::{Endpoint, Fault};
use test_app::{Event, MultiIssuerApp, TestResponse};

use crate::proxy::OPTIONS;

fn as_user() -> ErpOptions {
    ErpOptions {
        calls_as: CallsAs::User,
        ..OPTIONS
    }
}

const PATH: &str = "/api/products?first=1";

/// An app as a deployment that calls as the user only has it: without client credentials.
async fn without_credentials() -> MultiIssuerApp {
    MultiIssuerApp::with(&[("CLIENT_ID", ""), ("CLIENT_SECRET", "")]).await
}

async fn products(every: &MultiIssuerApp, token: &str) -> TestResponse {
    TestResponse::to(&router(every.test_app.app.clone(), as_user()), PATH, token).await
}

fn of_the_service(every: &MultiIssuerApp) -> [u64; 2] {
    [Endpoint::Token, Endpoint::Keys].map(|endpoint| every.test_app.stand_in.calls(endpoint))
}

#[tokio::test]
async fn the_verified_token_itself_goes_to_the_erp_and_no_tenant_beside_it() {
    let every = without_credentials().await;
    let jtl = &every.test_app.stand_in;
    jtl.record(true);
    as_user().calls_as.warm_up(&every.test_app.app).await;
    assert_eq!((jtl.calls(Endpoint::AppKeys), of_the_service(&every)), (1, [0, 0]));

    let token = every.app_token("tenant-coffee");
    let router = router(every.test_app.app.clone(), as_user());
    let query = r#"{"query":"{ QueryItems(first: 1) { totalCount } }"}"#;
    for event in [
        Event::get(PATH).header("authorization", &format!("Bearer {token}")),
        Event::get(PATH).token(&token).header("x-tenant-id", "tenant-bikes"),
        Event::post("/api/graphql", query).token(&token),
    ] {
        let response = event.send(&router).await;
        assert_eq!(response.status, 200, "{}", response.text);
        let total = response.body.pointer("/data/QueryItems/totalCount");
        assert_eq!(
            total.unwrap_or(&response.body["totalCount"]),
            800,
            "those of tenant-coffee"
        );
    }
    let sent = jtl.received(Endpoint::Graphql);
    assert_eq!(sent.len(), 3);
    for request in sent {
        assert_eq!(request.header("authorization"), [format!("Bearer {token}")]);
        assert!(request.header("x-tenant-id").is_empty());
    }
    assert_eq!(of_the_service(&every), [0, 0]);

    let health = Event::get("/health").send(&router).await;
    assert_eq!((health.status, &health.body["status"]), (200, &json!("ok")));
}

#[tokio::test]
async fn a_token_that_the_erp_refuses_is_the_callers_to_replace() {
    let not_authenticated = |data: &str| Fault::Answer {
        status: 200,
        body: format!(
            r#"{{{data}"errors":[{{"message":"no","extensions":{{"code":"AUTH_NOT_AUTHENTICATED","traceId":"t-1"}}}}]}}"#
        ),
    };
    // With credentials for calls of our own, which are of no use here.
    let every = MultiIssuerApp::cold().await;
    let jtl = &every.test_app.stand_in;
    as_user().calls_as.warm_up(&every.test_app.app).await;
    assert_eq!((jtl.calls(Endpoint::AppKeys), of_the_service(&every)), (1, [0, 0]));
    let token = every.app_token("tenant-bikes");
    for fault in [
        Fault::Unauthorized,
        not_authenticated(""),
        not_authenticated(r#""data":null,"#),
    ] {
        jtl.reset_calls();
        jtl.fault(Endpoint::Graphql, fault.clone());
        let response = products(&every, &token).await;
        assert_eq!(
            (response.status, response.code()),
            (401, "erp_unauthorized"),
            "{fault:?}"
        );
        assert_eq!(
            response.header("www-authenticate"),
            r#"Bearer error="invalid_token", error_description="The ERP does not accept the token; ask the shell for a new one.""#
        );
        assert_eq!((jtl.calls(Endpoint::Graphql), of_the_service(&every)), (1, [0, 0]));
    }
}

#[tokio::test]
async fn every_other_failure_is_nobodys_or_ours_as_ever() {
    let every = without_credentials().await;
    let token = every.app_token("tenant-bikes");
    for (fault, status, code) in [
        (Fault::Status(500), 502, "erp_failed"),
        (Fault::Status(403), 403, "erp_forbidden"),
        (Fault::RateLimited { retry_after: Some(7) }, 429, "erp_rate_limited"),
    ] {
        every.test_app.stand_in.fault(Endpoint::Graphql, fault);
        let response = products(&every, &token).await;
        assert_eq!((response.status, response.code()), (status, code));
    }
}

#[tokio::test]
async fn a_token_that_is_no_app_token_is_not_given_the_services_rights() {
    let every = MultiIssuerApp::warm().await;
    let jtl = &every.test_app.stand_in;
    let account = every.partner_token("tenant-bikes");
    assert_eq!(products(&every, &account).await.code(), "app_token_required");
    jtl.reset_calls();
    every.partner.reset_calls();
    for token in [every.test_app.token("tenant-bikes"), account] {
        let response = products(&every, &token).await;
        assert_eq!(
            (response.status, response.code()),
            (403, "app_token_required"),
            "{}",
            response.text
        );
    }
    // Verified all the same: a forged one learns nothing, and is told what is wrong with it.
    assert_eq!(
        products(&every, &every.test_app.expired_token()).await.code(),
        "token_expired"
    );
    for endpoint in Endpoint::ALL {
        assert_eq!(jtl.calls(endpoint) + every.partner.calls(endpoint), 0, "{endpoint:?}");
    }
    // With these options, and no others.
    let service = router(every.test_app.app.clone(), OPTIONS);
    let response = TestResponse::to(&service, PATH, &every.test_app.token("tenant-bikes")).await;
    assert_eq!(response.status, 200, "{}", response.text);
}

#[tokio::test]
async fn as_the_service_an_app_token_never_leaves() {
    let every = MultiIssuerApp::warm().await;
    every.test_app.stand_in.record(true);
    let token = every.app_token("tenant-bikes");
    let response = TestResponse::to(&router(every.test_app.app.clone(), OPTIONS), PATH, &token).await;
    assert_eq!(response.status, 200);
    let sent = &every.test_app.stand_in.received(Endpoint::Graphql)[0];
    assert_eq!(sent.header("x-tenant-id"), ["tenant-bikes"]);
    assert_ne!(sent.header("authorization"), [format!("Bearer {token}")]);
}

#[tokio::test]
async fn calls_as_the_service_are_warm_also_where_session_tokens_are_off() {
    let every = MultiIssuerApp::with(&[("JTL_SESSION_TOKENS", "off")]).await;
    OPTIONS.calls_as.warm_up(&every.test_app.app).await;
    let calls = |endpoint| every.test_app.stand_in.calls(endpoint);
    assert_eq!(
        [Endpoint::Token, Endpoint::Keys, Endpoint::AppKeys].map(calls),
        [1, 0, 1]
    );
    let response = TestResponse::to(
        &router(every.test_app.app.clone(), OPTIONS),
        PATH,
        &every.app_token("tenant-bikes"),
    )
    .await;
    assert_eq!((response.status, calls(Endpoint::Token)), (200, 1));
}

#[test]
fn what_the_calls_need_and_lack_is_a_mistake() {
    let (app, credentials) = (("JTL_APP_ID", "app"), [("CLIENT_ID", "id"), ("CLIENT_SECRET", "s")]);
    let partner = ("BETTER_AUTH_URL", "https://auth.example");
    for (variables, expected) in [
        (vec![("ERP_CALLS_AS", "user"), app], vec![]),
        (vec![("ERP_CALLS_AS", "user"), ("JTL_APP_PROJECT_ID", "app")], vec![]),
        (
            vec![("ERP_CALLS_AS", "user"), partner],
            vec!["set JTL_APP_ID too, or set ERP_CALLS_AS to service"],
        ),
        (
            [vec![("ERP_CALLS_AS", "user")], credentials.to_vec()].concat(),
            vec!["set JTL_APP_ID too, or set ERP_CALLS_AS to service"],
        ),
        (
            vec![("ERP_CALLS_AS", "service"), app],
            vec!["set either CREDENTIALS_SECRET_ID or CLIENT_ID and CLIENT_SECRET"],
        ),
        (
            [vec![("ERP_CALLS_AS", "me")], credentials.to_vec()].concat(),
            vec!["set ERP_CALLS_AS to service or user"],
        ),
        (credentials.to_vec(), vec![]),
    ] {
        let read = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let mut all = Env::new(&read);
        let config = Config::read(&mut all);
        ErpOptions::read(&mut all).calls_as.require(&config, &mut all);
        let mistakes: Vec<_> = all.into_errors().iter().map(ToString::to_string).collect();
        assert_eq!(mistakes, expected, "{variables:?}");
    }
}
