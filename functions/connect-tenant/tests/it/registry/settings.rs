//! The settings of a tenant as its users see them, through the router.

use std::sync::Arc;

use axum::Router;
use connect_tenant::registry::{Put, Registry, Settings, SettingsChange, SettingsPut, Sqlite, Store, StoreErrorKind};
use connect_tenant::{router, router_with};
use serde_json::json;
use test_app::{Event, MultiIssuerApp, TemporaryFile, TestApp, TestResponse};

use super::routes::{PATIENT, connect, disconnect, keeping};
use super::stores::{Place, data_request, minute};

const SETTINGS: &str = "/api/settings";
const IF_MATCH: &str = "if-match";
const IF_NONE_MATCH: &str = "if-none-match";

async fn read(router: &Router, token: &str) -> TestResponse {
    TestResponse::to(router, SETTINGS, token).await
}

/// Under one precondition.
fn put(token: &str, header: &str, value: &str, body: &str) -> Event {
    without_precondition(token, body).header(header, value)
}

fn without_precondition(token: &str, body: &str) -> Event {
    Event::new("PUT", SETTINGS)
        .token(token)
        .header("content-type", "application/json")
        .body(body, false)
}

fn is_refused(response: &TestResponse, status: u64, code: &str) {
    assert_eq!((response.status, response.code()), (status, code), "{}", response.text);
}

/// As the caller sees them: text and version.
fn are(response: &TestResponse, json: &str, version: u64) {
    assert_eq!((response.status, &*response.text), (200, json));
    assert_eq!(response.header("etag"), format!(r#""{version}""#));
    assert_eq!(response.header("content-type"), "application/json");
    assert_eq!(response.header("cache-control"), "no-store");
}

#[tokio::test]
async fn a_tenant_has_no_settings_then_its_own_and_changes_what_it_has_read() {
    for place in Place::all().await {
        let test_app = TestApp::warm().await;
        let (router, token) = (
            keeping(&test_app, place.client(), PATIENT),
            test_app.token("tenant-bikes"),
        );
        connect(&router, &token).await;
        are(&read(&router, &token).await, "{}", 0);

        let first = put(&token, IF_NONE_MATCH, "*", r#" {"theme": "dark", "sizes": [1, 2.50]} "#);
        let kept = first.send(&router).await;
        let json = serde_json::to_string(&json!({"theme": "dark", "sizes": [1, 2.5]})).unwrap();
        are(&kept, &json, 1);
        are(&read(&router, &token).await, &json, 1);

        are(&put(&token, IF_MATCH, r#""1""#, "{}").send(&router).await, "{}", 2);
        are(&read(&router, &token).await, "{}", 2);
        let once_more = put(&token, IF_MATCH, r#""2""#, r#"{"a":1}"#).send(&router).await;
        are(&once_more, r#"{"a":1}"#, 3);
        // Another instance of the function sees them.
        let other = keeping(&test_app, place.client(), PATIENT);
        are(&read(&other, &token).await, r#"{"a":1}"#, 3);
    }
}

#[tokio::test]
async fn a_first_change_may_name_version_0_and_needs_no_connection_on_record() {
    for place in Place::all().await {
        let test_app = TestApp::warm().await;
        let (router, token) = (
            keeping(&test_app, place.client(), PATIENT),
            test_app.token("tenant-bikes"),
        );
        are(&read(&router, &token).await, "{}", 0);
        are(
            &put(&token, IF_MATCH, r#""0""#, r#"{"a":1}"#).send(&router).await,
            r#"{"a":1}"#,
            1,
        );
        let record = TestResponse::to(&router, "/api/tenant", &token).await;
        assert_eq!((record.status, &record.body["status"]), (200, &json!("connected")));
        assert_eq!(record.body.get("firstUserId"), None, "nobody has connected");

        let store = place.client();
        let connection = connect_tenant::registry::Connection {
            tenant_id: "tenant-bikes",
            tenant_slug: None,
            user_id: "anna",
            at: connect_tenant::registry::Minute::from_moment(test_app.time.clock().now()),
        };
        assert_eq!(store.put(connection).await.unwrap(), Put::First);
        assert_eq!(store.put(connection).await.unwrap(), Put::Again);
        are(&read(&router, &token).await, r#"{"a":1}"#, 1);
    }
}

#[tokio::test]
async fn a_change_of_what_was_not_read_last_is_refused_with_the_present_version() {
    for place in Place::all().await {
        let test_app = TestApp::warm().await;
        let (router, token) = (
            keeping(&test_app, place.client(), PATIENT),
            test_app.token("tenant-bikes"),
        );
        for tag in [r#""1""#, r#"W/"0""#, r#""00""#, r#""""#] {
            let response = put(&token, IF_MATCH, tag, "{}").send(&router).await;
            is_refused(&response, 412, "precondition_failed");
            assert_eq!(response.header("etag"), r#""0""#);
        }
        put(&token, IF_NONE_MATCH, "*", r#"{"a":1}"#).send(&router).await;
        put(&token, IF_MATCH, r#""1""#, r#"{"a":2}"#).send(&router).await;
        for (header, value) in [
            (IF_NONE_MATCH, "*"),
            (IF_MATCH, r#""0""#),
            (IF_MATCH, r#""1""#),
            (IF_MATCH, r#""3""#),
            (IF_MATCH, r#"W/"2""#),
            (IF_MATCH, r#""02""#),
            (IF_MATCH, r#""4294967298""#),
            (IF_MATCH, r#""18446744073709551618""#),
            (IF_MATCH, r#""of-somebody-else""#),
        ] {
            let response = put(&token, header, value, "{}").send(&router).await;
            is_refused(&response, 412, "precondition_failed");
            assert_eq!(response.header("etag"), r#""2""#, "{header}: {value}");
        }
        are(&read(&router, &token).await, r#"{"a":2}"#, 2);
    }
}

#[tokio::test]
async fn a_change_that_names_no_version_or_not_one_is_refused() {
    let (test_app, file) = (TestApp::warm().await, TemporaryFile::new());
    let router = keeping(&test_app, Arc::new(Sqlite::new(file.path())), PATIENT);
    let token = test_app.token("tenant-bikes");
    let none = without_precondition(&token, "{}").send(&router).await;
    is_refused(&none, 428, "precondition_required");
    for (header, value) in [
        (IF_MATCH, "*"),
        (IF_MATCH, ""),
        (IF_MATCH, "0"),
        (IF_MATCH, r#""0"#),
        (IF_MATCH, r#""0", "1""#),
        (IF_MATCH, "\"\u{e9}\""),
        (IF_NONE_MATCH, r#""0""#),
    ] {
        let response = put(&token, header, value, "{}").send(&router).await;
        is_refused(&response, 400, "bad_request");
    }
    let both = put(&token, IF_MATCH, r#""0""#, "{}").header(IF_NONE_MATCH, "*");
    is_refused(&both.send(&router).await, 400, "bad_request");
    are(&read(&router, &token).await, "{}", 0);
}

#[tokio::test]
async fn only_one_json_object_without_duplicates_is_kept() {
    let (test_app, file) = (TestApp::warm().await, TemporaryFile::new());
    let router = keeping(&test_app, Arc::new(Sqlite::new(file.path())), PATIENT);
    let token = test_app.token("tenant-bikes");
    for body in [
        "",
        "null",
        "[]",
        r#""{}""#,
        "{",
        "{}{}",
        r#"{"a":1,"a":1}"#,
        r#"{"a":[{"b":1,"\u0062":2}]}"#,
        r#"{"a":1e999}"#,
        &format!(r#"{{"a":{}1{}}}"#, "[".repeat(200), "]".repeat(200)),
    ] {
        let response = put(&token, IF_NONE_MATCH, "*", body).send(&router).await;
        is_refused(&response, 400, "bad_request");
    }
    for content_type in ["text/plain", "application/x-www-form-urlencoded", ""] {
        let other = put(&token, IF_NONE_MATCH, "*", "{}").header("content-type", content_type);
        is_refused(&other.send(&router).await, 415, "unsupported_media_type");
    }
    are(&read(&router, &token).await, "{}", 0);
}

#[tokio::test]
async fn sixteen_kilobytes_are_kept_and_not_a_byte_more() {
    for place in Place::all().await {
        let test_app = TestApp::warm().await;
        let (router, token) = (
            keeping(&test_app, place.client(), PATIENT),
            test_app.token("tenant-bikes"),
        );
        let of = |length: usize| format!(r#"{{"a":"{}"}}"#, "x".repeat(length - 8));
        for (body, status) in [
            (of(16 * 1024 + 1), 413),
            // White space is not kept, but not read without end either.
            (format!("{}{}", " ".repeat(48 * 1024), of(16 * 1024 + 1)), 413),
            (format!("{}{{}}", " ".repeat(64 * 1024 - 1)), 413),
            (format!("{}{}", " ".repeat(48 * 1024), of(16 * 1024)), 200),
        ] {
            let response = put(&token, IF_MATCH, r#""0""#, &body).send(&router).await;
            assert_eq!(response.status, status, "{} bytes", body.len());
            if status == 413 {
                assert_eq!(response.code(), "too_large");
                assert_eq!(response.body["detail"], "The body is larger than 16384 bytes.");
            }
        }
        are(&read(&router, &token).await, &of(16 * 1024), 1);
        // As many in UTF-8: two bytes for each.
        let umlauts = format!(r#"{{"a":"{}"}}"#, "\u{e4}".repeat((16 * 1024 - 8) / 2));
        are(
            &put(&token, IF_MATCH, r#""1""#, &umlauts).send(&router).await,
            &umlauts,
            2,
        );
        let one_more = umlauts.replace(r#""a""#, r#""ab""#);
        is_refused(
            &put(&token, IF_MATCH, r#""2""#, &one_more).send(&router).await,
            413,
            "too_large",
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_changes_of_one_version_exactly_one_is_done() {
    for place in Place::all().await {
        let test_app = TestApp::warm().await;
        // As many instances of the function.
        let routers: Vec<_> = (0..4).map(|_| keeping(&test_app, place.client(), PATIENT)).collect();
        let token = test_app.token("tenant-bikes");
        for version in 0..2 {
            let changes: Vec<_> = (0..100)
                .map(|number: usize| {
                    let router = routers[number % 4].clone();
                    let body = format!(r#"{{"by":{number}}}"#);
                    let change = put(&token, IF_MATCH, &format!(r#""{version}""#), &body);
                    tokio::spawn(async move { (change.send(&router).await, body) })
                })
                .collect();
            let mut done = Vec::new();
            for change in changes {
                let (response, body) = change.await.unwrap();
                if response.status == 200 {
                    done.push(body);
                } else {
                    is_refused(&response, 412, "precondition_failed");
                    assert_eq!(response.header("etag"), format!(r#""{}""#, version + 1));
                }
            }
            assert_eq!(done.len(), 1, "{}", place.client().name());
            are(&read(&routers[0], &token).await, &done[0], version + 1);
        }
    }
}

#[tokio::test]
async fn no_tenant_sees_or_changes_anothers_settings() {
    for place in Place::all().await {
        let every = MultiIssuerApp::warm().await;
        let router = keeping(&every.test_app, place.client(), PATIENT);
        let (bikes, coffee) = (
            every.test_app.token("tenant-bikes"),
            every.test_app.token("tenant-coffee"),
        );
        put(&bikes, IF_NONE_MATCH, "*", r#"{"of":"bikes"}"#).send(&router).await;
        let seen = Event::get("/api/settings?tenantId=tenant-bikes")
            .token(&coffee)
            .header("x-tenant-id", "tenant-bikes");
        are(&seen.send(&router).await, "{}", 0);
        let other =
            put(&coffee, IF_MATCH, r#""1""#, r#"{"tenantId":"tenant-bikes"}"#).header("x-tenant-id", "tenant-bikes");
        is_refused(&other.send(&router).await, 412, "precondition_failed");
        put(&coffee, IF_MATCH, r#""0""#, r#"{"of":"coffee"}"#)
            .send(&router)
            .await;
        are(&read(&router, &bikes).await, r#"{"of":"bikes"}"#, 1);

        let mut nowhere = every.test_app.claims("tenant-bikes");
        nowhere.tenant_id = None;
        for (token, status) in [
            (String::new(), 401),
            (every.test_app.forged_token(), 401),
            (every.test_app.expired_token(), 401),
            (every.test_app.stand_in.session_token(&nowhere), 403),
            // A partner's own tenant of the same id is no merchant.
            (every.partner_token("tenant-coffee"), 403),
        ] {
            assert_eq!(read(&router, &token).await.status, status);
            assert_eq!(put(&token, IF_MATCH, r#""1""#, "{}").send(&router).await.status, status);
        }
        are(&read(&router, &bikes).await, r#"{"of":"bikes"}"#, 1);
        are(&read(&router, &coffee).await, r#"{"of":"coffee"}"#, 1);
    }
}

#[tokio::test]
async fn a_disconnected_tenant_has_no_settings_and_an_old_version_never_fits_again() {
    for place in Place::all().await {
        let test_app = TestApp::warm().await;
        let (router, token) = (
            keeping(&test_app, place.client(), PATIENT),
            test_app.token("tenant-bikes"),
        );
        connect(&router, &token).await;
        put(&token, IF_NONE_MATCH, "*", r#"{"a":"anna"}"#).send(&router).await;
        assert_eq!(disconnect(&router, &token).await.status, 200);
        are(&read(&router, &token).await, "{}", 0);
        assert!(!place.contents().await.contains("anna"));
        for (header, value) in [(IF_MATCH, r#""1""#), (IF_NONE_MATCH, "*")] {
            let late = put(&token, header, value, r#"{"a":2}"#).send(&router).await;
            is_refused(&late, 404, "not_connected");
        }
        connect(&router, &token).await;
        are(&read(&router, &token).await, "{}", 0);
        let back = put(&token, IF_NONE_MATCH, "*", r#"{"a":3}"#).send(&router).await;
        are(&back, r#"{"a":3}"#, 2);
        let late = put(&token, IF_MATCH, r#""1""#, r#"{"a":2}"#).send(&router).await;
        is_refused(&late, 412, "precondition_failed");
    }
}

#[tokio::test]
async fn settings_are_erased_with_their_tenant_and_with_no_other() {
    for place in Place::all().await {
        let test_app = TestApp::warm().await;
        let (router, store) = (keeping(&test_app, place.client(), PATIENT), place.client());
        let (bikes, coffee) = (test_app.token("tenant-bikes"), test_app.token("tenant-coffee"));
        for token in [&bikes, &coffee] {
            put(token, IF_NONE_MATCH, "*", r#"{"a":"anna"}"#).send(&router).await;
        }
        assert!(store.erase(data_request("tenant-bikes")).await.unwrap());
        are(&read(&router, &bikes).await, "{}", 0);
        are(&read(&router, &coffee).await, r#"{"a":"anna"}"#, 1);
        assert!(store.erase(data_request("tenant-coffee")).await.unwrap());
        assert!(!place.contents().await.contains("anna"));
        are(&put(&bikes, IF_NONE_MATCH, "*", "{}").send(&router).await, "{}", 1);
    }
}

#[tokio::test]
async fn a_connection_leaves_the_settings_alone_and_they_leave_the_record_alone() {
    for place in Place::all().await {
        let test_app = TestApp::warm().await;
        let (router, token) = (
            keeping(&test_app, place.client(), PATIENT),
            test_app.token("tenant-bikes"),
        );
        connect(&router, &token).await;
        let before = TestResponse::to(&router, "/api/tenant", &token).await.text;
        put(&token, IF_NONE_MATCH, "*", r#"{"a":1}"#).send(&router).await;
        assert_eq!(TestResponse::to(&router, "/api/tenant", &token).await.text, before);
        test_app.time.advance(std::time::Duration::from_mins(2));
        let token = test_app.token("tenant-bikes");
        connect(&keeping(&test_app, place.client(), PATIENT), &token).await;
        let after = TestResponse::to(&router, "/api/tenant", &token).await.text;
        assert_ne!(after, before, "it was connected once more");
        are(&read(&router, &token).await, r#"{"a":1}"#, 1);
    }
}

#[tokio::test]
async fn a_page_of_records_is_listed_however_large_their_settings_are() {
    for place in Place::all().await {
        let store = place.client();
        let json = format!(r#"{{"a":"{}"}}"#, "x".repeat(16 * 1024 - 8));
        for number in 0..20 {
            let change = SettingsChange {
                tenant_id: &format!("tenant-{number}"),
                json: &json,
                expected: 0,
                at: minute(1),
            };
            assert_eq!(store.put_settings(change).await.unwrap(), SettingsPut::Done(1));
        }
        assert_eq!(store.page(None, 100).await.unwrap().records.len(), 20);
    }
}

#[tokio::test]
async fn a_file_of_an_older_program_gets_room_for_settings_and_that_program_can_go_on_using_it() {
    let file = TemporaryFile::new();
    let put_settings = async |tenant_id, expected| {
        let change = SettingsChange {
            tenant_id,
            json: "{}",
            expected,
            at: minute(1),
        };
        Sqlite::new(file.path()).put_settings(change).await.unwrap()
    };
    assert_eq!(put_settings("bikes", 0).await, SettingsPut::Done(1));
    let other = rusqlite::Connection::open(file.path()).unwrap();
    let before_settings = "DROP TABLE settings; DROP TRIGGER settings_of_disconnected; DROP TRIGGER settings_of_erased";
    other.execute_batch(before_settings).unwrap();
    assert_eq!(
        Sqlite::new(file.path()).settings("bikes").await.unwrap(),
        Settings::none()
    );
    assert_eq!(put_settings("bikes", 0).await, SettingsPut::Done(1));
    // That program knows nothing of settings, and erases them none the less.
    other.execute_batch("DELETE FROM connections").unwrap();
    assert_eq!(
        Sqlite::new(file.path()).settings("bikes").await.unwrap(),
        Settings::none()
    );
    let version = other.pragma_query_value(None, "user_version", |row| row.get::<_, u64>(0));
    assert_eq!(version.unwrap(), 1);
}

#[tokio::test]
async fn settings_that_are_damaged_are_an_error_and_not_the_answer() {
    let (test_app, file) = (TestApp::warm().await, TemporaryFile::new());
    let router = keeping(&test_app, Arc::new(Sqlite::new(file.path())), PATIENT);
    let token = test_app.token("tenant-bikes");
    put(&token, IF_NONE_MATCH, "*", "{}").send(&router).await;
    let other = rusqlite::Connection::open(file.path()).unwrap();
    for damaged in ["{", "[]", ""] {
        other.execute("UPDATE settings SET json = ?1", [damaged]).unwrap();
        let error = Sqlite::new(file.path()).settings("tenant-bikes").await.unwrap_err();
        assert!(
            matches!(error.fault, StoreErrorKind::Unreadable("settings")),
            "{error:?}"
        );
        is_refused(&read(&router, &token).await, 503, "store_unavailable");
    }
}

#[tokio::test]
async fn without_a_registry_or_its_store_there_are_no_settings() {
    let (test_app, file) = (TestApp::warm().await, TemporaryFile::new());
    let token = test_app.token("tenant-bikes");
    let absent = router(test_app.app.clone());
    std::fs::create_dir(file.path()).unwrap();
    let store = Arc::new(Sqlite::new(file.path()));
    let failing = router_with(test_app.app.clone(), Some(Registry::new(store, PATIENT)));
    for (router, status, code) in [(&absent, 404, "no_registry"), (&failing, 503, "store_unavailable")] {
        is_refused(&read(router, &token).await, status, code);
        is_refused(&put(&token, IF_MATCH, r#""0""#, "{}").send(router).await, status, code);
        assert_eq!(read(router, "").await.status, 401);
    }
    std::fs::remove_dir(file.path()).unwrap();
}
