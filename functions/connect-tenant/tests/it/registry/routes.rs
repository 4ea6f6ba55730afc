//! The registry as a caller sees it, through the router.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use connect_tenant::registry::{DynamoDb, Registry, RegistryLimits, Sqlite, Status, Store};
use connect_tenant::{router, router_with};
use serde_json::{Value, json};
use stand_in::{Endpoint, Fault, StandIn};
use test_app::{Event, MultiIssuerApp, TemporaryFile, TestApp, TestResponse, dynamodb_at};

use super::stores::Place;

const CONNECT: &str = "/api/connect-tenant";
const TENANT: &str = "/api/tenant";

/// Time enough for a busy machine.
pub const PATIENT: RegistryLimits = RegistryLimits {
    beside: Duration::from_secs(30),
    asked_for: Duration::from_secs(30),
};

pub fn keeping(test_app: &TestApp, store: Arc<dyn Store>, limits: RegistryLimits) -> Router {
    router_with(test_app.app.clone(), Some(Registry::new(store, limits)))
}

pub async fn connect(router: &Router, token: &str) -> Value {
    let response = TestResponse::to(router, CONNECT, token).await;
    assert_eq!(
        (response.status, &response.body["success"]),
        (200, &json!(true)),
        "{}",
        response.text
    );
    response.body["stored"].clone()
}

pub async fn disconnect(router: &Router, token: &str) -> TestResponse {
    Event::new("DELETE", CONNECT).token(token).send(router).await
}

fn user(test_app: &TestApp, tenant: &str, user: &str) -> String {
    let mut claims = test_app.claims(tenant);
    claims.user_id = Some(user.into());
    test_app.stand_in.session_token(&claims)
}

#[tokio::test]
async fn a_tenant_connects_sees_its_record_disconnects_and_comes_back() {
    for place in Place::all().await {
        let test_app = TestApp::warm().await;
        let router = keeping(&test_app, place.client(), PATIENT);
        let (anna, ben) = (
            user(&test_app, "tenant-bikes", "anna"),
            user(&test_app, "tenant-bikes", "ben"),
        );
        let none = TestResponse::to(&router, TENANT, &anna).await;
        assert_eq!((none.status, none.code()), (404, "not_connected"));

        assert_eq!(connect(&router, &anna).await, true);
        let first = TestResponse::to(&router, TENANT, &ben).await;
        assert_eq!(first.status, 200, "{}", first.text);
        for (member, value) in [
            ("tenantId", "tenant-bikes"),
            ("status", "connected"),
            ("firstUserId", "anna"),
            ("lastUserId", "anna"),
        ] {
            assert_eq!(first.body[member], value, "{}", first.text);
        }
        assert_eq!(first.body["firstConnectedAt"], first.body["lastConnectedAt"]);

        for _ in 0..2 {
            let response = disconnect(&router, &ben).await;
            let expected = json!({"success": true, "tenantId": "tenant-bikes", "status": "disconnected"});
            assert_eq!((response.status, &response.body), (200, &expected));
        }
        let gone = TestResponse::to(&router, TENANT, &anna).await;
        assert_eq!(gone.body["status"], "disconnected");
        assert!(
            !gone.text.contains("anna") && !gone.text.contains("ben"),
            "{}",
            gone.text
        );

        // Within the same minute: what was remembered of it is forgotten.
        assert_eq!(connect(&router, &ben).await, true);
        let back = TestResponse::to(&router, TENANT, &anna).await;
        assert_eq!(
            (&back.body["status"], &back.body["firstUserId"]),
            (&json!("connected"), &json!("ben"))
        );
        assert_eq!(back.body["firstConnectedAt"], first.body["firstConnectedAt"]);
        assert_eq!(back.body.get("expiresAt"), None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_callers_at_once_are_one_tenant() {
    for place in Place::all().await {
        let test_app = TestApp::warm().await;
        // As many instances of the function.
        let routers: Vec<_> = (0..4).map(|_| keeping(&test_app, place.client(), PATIENT)).collect();
        let calls: Vec<_> = (0..100)
            .map(|number: usize| {
                let (router, token) = (
                    routers[number % 4].clone(),
                    user(&test_app, "tenant-bikes", &format!("u{number}")),
                );
                tokio::spawn(async move { connect(&router, &token).await })
            })
            .collect();
        for call in calls {
            assert_eq!(call.await.unwrap(), true);
        }
        assert_eq!(place.client().page(None, 100).await.unwrap().records.len(), 1);
    }
}

#[tokio::test]
async fn a_warm_connect_asks_the_store_once_a_minute() {
    let (test_app, service) = (TestApp::warm().await, StandIn::start().await);
    let body = "{}".to_owned();
    service.fault(Endpoint::Secrets, Fault::Answer { status: 200, body });
    let store = DynamoDb::new(&dynamodb_at(service.url()).await, "connections");
    let router = keeping(&test_app, Arc::new(store), PATIENT);
    to_the_start_of_a_minute(&test_app);
    for minutes in 1..=3 {
        for user_id in ["anna", "ben", "anna"] {
            assert_eq!(connect(&router, &user(&test_app, "tenant-bikes", user_id)).await, true);
            test_app.time.advance(Duration::from_secs(19));
        }
        assert_eq!(service.calls(Endpoint::Secrets), minutes);
        test_app.time.advance(Duration::from_secs(3));
    }
    assert_eq!(connect(&router, &test_app.token("tenant-coffee")).await, true);
    assert_eq!(connect(&router, &test_app.token("tenant-bikes")).await, true);
    assert_eq!(service.calls(Endpoint::Secrets), 5);
}

#[tokio::test]
async fn a_store_that_is_slow_or_down_takes_nobodys_sign_in_down() {
    let (test_app, service) = (
        TestApp::with(&[("METRICS_NAMESPACE", "App")]).await,
        StandIn::start().await,
    );
    let store = DynamoDb::new(&dynamodb_at(service.url()).await, "connections");
    let router = keeping(&test_app, Arc::new(store), RegistryLimits::default());
    let token = test_app.token("tenant-bikes");
    for fault in [
        Fault::Hang,
        Fault::Endless,
        Fault::aws_error(400, "ThrottlingException"),
        Fault::aws_error(400, "ResourceNotFoundException"),
        Fault::aws_error(400, "AccessDeniedException"),
        Fault::aws_error(500, "InternalServerError"),
    ] {
        service.fault(Endpoint::Secrets, fault.clone());
        test_app.metrics();
        let in_time = tokio::time::timeout(Duration::from_secs(10), connect(&router, &token)).await;
        assert_eq!(in_time.expect("the store's 300 ms bound it"), false, "{fault:?}");
        let line = test_app.metrics().remove(0);
        assert_eq!(
            (&line["ConnectionStoreFailed"], &line["Outcome"]),
            (&json!(1), &json!("ok"))
        );

        for response in [
            TestResponse::to(&router, TENANT, &token).await,
            disconnect(&router, &token).await,
        ] {
            assert_eq!(
                (response.status, response.code()),
                (503, "store_unavailable"),
                "{fault:?}"
            );
            assert_eq!(response.retry_after(), Some(Duration::from_secs(1)));
        }
    }
}

#[tokio::test]
async fn a_first_connection_that_could_not_be_stored_is_stored_by_the_next() {
    let (test_app, file) = (
        TestApp::with(&[("METRICS_NAMESPACE", "App")]).await,
        TemporaryFile::new(),
    );
    let router = keeping(&test_app, Arc::new(Sqlite::new(file.path())), PATIENT);
    let token = test_app.token("tenant-bikes");
    std::fs::create_dir(file.path()).unwrap();
    assert_eq!(connect(&router, &token).await, false);
    std::fs::remove_dir(file.path()).unwrap();
    test_app.metrics();
    assert_eq!(connect(&router, &token).await, true);
    assert_eq!(test_app.metrics().remove(0)["ConnectionStored"], 1);
    let record = Sqlite::existing(file.path()).find("tenant-bikes").await.unwrap();
    assert_eq!(record.map(|record| record.status), Some(Status::Connected));
}

#[tokio::test]
async fn a_locked_file_costs_the_record_and_not_the_answer() {
    let (test_app, file) = (TestApp::warm().await, TemporaryFile::new());
    let router = keeping(&test_app, Arc::new(Sqlite::new(file.path())), PATIENT);
    assert_eq!(connect(&router, &test_app.token("tenant-coffee")).await, true);
    let other = rusqlite::Connection::open(file.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert_eq!(connect(&router, &test_app.token("tenant-bikes")).await, false);
    assert_eq!(
        connect(&router, &test_app.token("tenant-coffee")).await,
        true,
        "it is on record"
    );
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(connect(&router, &test_app.token("tenant-bikes")).await, true);
}

#[tokio::test]
async fn no_tenant_sees_or_changes_anothers_record() {
    for place in Place::all().await {
        let test_app = TestApp::warm().await;
        let router = keeping(&test_app, place.client(), PATIENT);
        let (bikes, coffee) = (test_app.token("tenant-bikes"), test_app.token("tenant-coffee"));
        connect(&router, &bikes).await;
        let seen = Event::get("/api/tenant?tenantId=tenant-bikes")
            .token(&coffee)
            .header("x-tenant-id", "tenant-bikes");
        assert_eq!(seen.send(&router).await.code(), "not_connected");
        assert_eq!(disconnect(&router, &coffee).await.status, 200);
        connect(&router, &coffee).await;
        assert_eq!(
            TestResponse::to(&router, TENANT, &coffee).await.body["tenantId"],
            "tenant-coffee"
        );
        assert_eq!(
            TestResponse::to(&router, TENANT, &bikes).await.body["status"],
            "connected"
        );
    }
}

#[tokio::test]
async fn nobody_unverified_and_no_session_without_a_tenant_reaches_the_registry() {
    let (test_app, file) = (TestApp::warm().await, TemporaryFile::new());
    let router = keeping(&test_app, Arc::new(Sqlite::new(file.path())), PATIENT);
    connect(&router, &test_app.token("tenant-bikes")).await;
    let before = TestResponse::to(&router, TENANT, &test_app.token("tenant-bikes"))
        .await
        .body;
    let mut nowhere = test_app.claims("tenant-bikes");
    nowhere.tenant_id = None;
    let nowhere = test_app.stand_in.session_token(&nowhere);
    for (token, status) in [
        (String::new(), 401),
        (test_app.forged_token(), 401),
        (test_app.expired_token(), 401),
        ("x".into(), 401),
        (nowhere, 403),
    ] {
        assert_eq!(disconnect(&router, &token).await.status, status);
        assert_eq!(TestResponse::to(&router, TENANT, &token).await.status, status);
    }
    let body = json!({ "sessionToken": test_app.token("tenant-bikes") }).to_string();
    let in_body = Event::new("DELETE", CONNECT)
        .header("content-type", "application/json")
        .body(body, false);
    assert_eq!(in_body.send(&router).await.code(), "token_missing");
    assert_eq!(
        TestResponse::to(&router, TENANT, &test_app.token("tenant-bikes"))
            .await
            .body,
        before
    );
}

#[tokio::test]
async fn a_partners_own_tenant_is_no_merchant_of_the_registry() {
    for place in Place::all().await {
        let every = MultiIssuerApp::warm().await;
        let router = keeping(&every.test_app, place.client(), PATIENT);
        let merchant = every.test_app.token("tenant-coffee");
        assert_eq!(connect(&router, &merchant).await, true);
        let before = TestResponse::to(&router, TENANT, &merchant).await.text;

        let own = every.partner_token("tenant-coffee");
        for response in [
            TestResponse::to(&router, CONNECT, &own).await,
            TestResponse::to(&router, TENANT, &own).await,
            disconnect(&router, &own).await,
        ] {
            assert_eq!((response.status, response.code()), (403, "tenant_missing"));
        }
        assert_eq!(TestResponse::to(&router, TENANT, &merchant).await.text, before);

        let listed = every.partner_token("tenant-bikes");
        assert_eq!(connect(&router, &listed).await, true);
        let record = TestResponse::to(&router, TENANT, &every.test_app.token("tenant-bikes")).await;
        assert_eq!((record.status, &record.body["lastUserId"]), (200, &json!("user-3")));
    }
}

#[tokio::test]
async fn without_a_registry_nothing_is_said_of_one() {
    let test_app = TestApp::warm().await;
    let (router, token) = (router(test_app.app.clone()), test_app.token("tenant-bikes"));
    let connected = TestResponse::to(&router, CONNECT, &token).await;
    assert_eq!(connected.body.get("stored"), None);
    for response in [
        TestResponse::to(&router, TENANT, &token).await,
        disconnect(&router, &token).await,
    ] {
        assert_eq!((response.status, response.code()), (404, "no_registry"));
    }
    assert_eq!(Event::get(TENANT).send(&router).await.status, 401);
}

fn to_the_start_of_a_minute(test_app: &TestApp) {
    let into = test_app.time.clock().now().wall.as_secs() % 60;
    test_app.time.advance(Duration::from_secs(60 - into));
}
