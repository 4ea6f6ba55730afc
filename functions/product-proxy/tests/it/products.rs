//! Products under JTL's own field names, of the session's tenant and nobody else's.

use product_proxy::documents::SORTABLE;
use product_proxy::{ErpOptions, ErpVersion, router};
use serde_json::{Value, json};
use shared::start::config::Env;
use stand_in::Endpoint;
use test_app::{Event, TestApp, TestResponse};

use crate::proxy::OPTIONS;

async fn get(test_app: &TestApp, tenant: &str, path: &str) -> TestResponse {
    let event = Event::get(path).token(&test_app.token(tenant));
    event.send(&router(test_app.app.clone(), OPTIONS)).await
}

fn column<'a>(response: &'a TestResponse, field: &str) -> Vec<&'a Value> {
    let nodes = response.body["nodes"].as_array().expect("a page has nodes");
    nodes.iter().map(|node| &node[field]).collect()
}

#[tokio::test]
async fn a_page_has_nodes_a_count_and_where_it_ends() {
    let test_app = TestApp::warm().await;
    let response = get(&test_app, "tenant-bikes", "/api/products").await;
    assert_eq!(response.status, 200, "{}", response.text);
    assert_eq!(response.body["nodes"].as_array().unwrap().len(), 50);
    assert_eq!(response.body["totalCount"], 1200);
    assert_eq!(response.body["pageInfo"]["hasNextPage"], true);
    assert_eq!(response.body["pageInfo"]["hasPreviousPage"], false);
    for field in [
        "id",
        "sku",
        "name",
        "salesPriceNet",
        "stockTotal",
        "isActive",
        "modifiedDate",
    ] {
        assert!(response.body["nodes"][0].get(field).is_some(), "{field}");
    }
    assert!(response.header("x-ratelimit-limit").parse::<u64>().is_ok());
    assert!(response.header("x-ratelimit-remaining").parse::<u64>().is_ok());
}

#[tokio::test]
async fn a_list_stays_within_the_engines_own_limits_of_cost() {
    for version in [ErpVersion::V2_0, ErpVersion::V2_1] {
        let test_app = TestApp::warm().await;
        test_app.stand_in.count_input_types(true);
        let options = ErpOptions { version, ..OPTIONS };
        let everything = SORTABLE.join(",");
        for query in [
            "",
            "search=rad",
            "sort=-id",
            &format!("first=450&search=rad&sort={everything}"),
        ] {
            let event = Event::get(&format!("/api/products?{query}")).token(&test_app.token("tenant-bikes"));
            let response = event.send(&router(test_app.app.clone(), options.clone())).await;
            assert_eq!(response.status, 200, "{version:?} {query}: {}", response.text);
        }
    }
}

#[tokio::test]
async fn the_whole_catalogue_is_reached_page_by_page() {
    let test_app = TestApp::warm().await;
    let (mut after, mut ids) = (String::new(), Vec::new());
    loop {
        let response = get(
            &test_app,
            "tenant-books",
            &format!("/api/products?first=200&after={after}"),
        )
        .await;
        assert_eq!(response.status, 200, "{}", response.text);
        ids.extend(column(&response, "id").into_iter().cloned());
        if response.body["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = response.body["pageInfo"]["endCursor"]
            .as_str()
            .unwrap()
            .replace('=', "%3D")
            .replace('+', "%2B");
    }
    assert_eq!(ids.len(), 500);
    ids.sort_by_key(Value::to_string);
    ids.dedup();
    assert_eq!(ids.len(), 500);
}

#[tokio::test]
async fn sorting_and_searching_are_the_erps() {
    let test_app = TestApp::warm().await;
    let response = get(
        &test_app,
        "tenant-coffee",
        "/api/products?first=500&sort=-stockTotal,sku",
    )
    .await;
    let stock: Vec<_> = column(&response, "stockTotal")
        .iter()
        .filter_map(|stock| stock.as_f64())
        .collect();
    assert!(stock.len() > 100 && stock.is_sorted_by(|a, b| a >= b));

    let name = column(&response, "name")
        .into_iter()
        .find_map(Value::as_str)
        .unwrap()
        .to_owned();
    let word = name.split(' ').next().unwrap();
    let response = get(&test_app, "tenant-coffee", &format!("/api/products?search={word}")).await;
    assert!(response.body["totalCount"].as_u64().unwrap() > 0);
    assert_ne!(response.body["totalCount"], 800);
}

#[tokio::test]
async fn digits_survive() {
    let test_app = TestApp::warm().await;
    let response = get(&test_app, "edge-cases", "/api/products?first=500&sort=-salesPriceNet").await;
    for digits in [
        ":12345678901234.567890,",
        ":79228162514264337593543950335,",
        ":19.90,",
        ":9007199254740993,",
    ] {
        assert!(response.text.contains(digits), "{digits}: {}", &response.text[..2000]);
    }
}

#[tokio::test]
async fn one_product_is_the_one_of_the_list() {
    let test_app = TestApp::warm().await;
    let list = get(&test_app, "tenant-bikes", "/api/items?first=1").await;
    let listed = &list.body["nodes"][0];
    let id = listed["id"].as_str().unwrap();
    for path in ["products", "items"] {
        let one = get(&test_app, "tenant-bikes", &format!("/api/{path}/{id}")).await;
        assert_eq!((one.status, &one.body), (200, listed));
    }
    let foreign = get(&test_app, "tenant-books", &format!("/api/products/{id}")).await;
    assert_eq!((foreign.status, foreign.code()), (404, "not_found"));
    assert!(!foreign.header("x-ratelimit-limit").is_empty());
}

#[tokio::test]
async fn every_field_that_a_list_can_be_sorted_by_sorts_it() {
    let test_app = TestApp::warm().await;
    for field in SORTABLE {
        let order = |sort: String| {
            let test_app = &test_app;
            async move {
                let response = get(
                    test_app,
                    "tenant-bikes",
                    &format!("/api/products?first=500&sort={sort}"),
                )
                .await;
                assert_eq!(response.status, 200, "{sort}: {}", response.text);
                column(&response, field).into_iter().cloned().collect::<Vec<_>>()
            }
        };
        let up = order(field.to_owned()).await;
        let down = order(format!("-{field}")).await;
        assert_ne!(up.first(), down.first(), "{field}");
        let texts: Vec<_> = up.iter().filter_map(Value::as_str).collect();
        assert!(texts.is_sorted(), "{field}");
        let numbers: Vec<_> = up.iter().filter_map(Value::as_f64).collect();
        assert!(numbers.is_sorted(), "{field}");
    }
}

#[tokio::test]
async fn both_versions_of_the_schema_are_spoken() {
    for (version, other) in [
        (ErpVersion::V2_0, stand_in::ErpVersion::V2_0),
        (ErpVersion::V2_1, stand_in::ErpVersion::V2_1),
    ] {
        let test_app = TestApp::warm().await;
        test_app.stand_in.set_erp_version(other);
        let router = router(test_app.app.clone(), ErpOptions { version, ..OPTIONS });
        let token = test_app.token("tenant-bikes");
        let all = Event::get("/api/products?first=1").token(&token).send(&router).await;
        let id = all.body["nodes"][0]["id"].as_str().unwrap().to_owned();
        let sku = all.body["nodes"][0]["sku"].as_str().unwrap().to_owned();
        let one = Event::get(&format!("/api/products/{id}"))
            .token(&token)
            .send(&router)
            .await;
        assert_eq!(
            (one.status, &one.body["id"]),
            (200, &all.body["nodes"][0]["id"]),
            "{version:?}"
        );
        let found = Event::get(&format!("/api/products?search={sku}"))
            .token(&token)
            .send(&router)
            .await;
        assert_eq!(
            (found.status, &found.body["nodes"][0]["sku"]),
            (200, &json!(sku)),
            "{version:?}"
        );
    }
}

#[test]
fn the_versions_since_2_1_have_one_form() {
    for (text, form) in [
        (None, Some(ErpVersion::V2_1)),
        (Some("2.0"), Some(ErpVersion::V2_0)),
        (Some("2.1"), Some(ErpVersion::V2_1)),
        (Some("2.2"), Some(ErpVersion::V2_1)),
        (Some("2.3"), Some(ErpVersion::V2_1)),
        (Some("2.4"), None),
        (Some("3.0"), None),
        (Some("2"), None),
    ] {
        let environment = |name: &str| text.filter(|_| name == "ERP_API_VERSION").map(str::to_owned);
        let mut variables = Env::new(&environment);
        let options = ErpOptions::read(&mut variables);
        let mistakes = format!("{:?}", variables.into_errors());
        match form {
            Some(form) => assert_eq!((options.version, mistakes.as_str()), (form, "[]"), "{text:?}"),
            None => assert!(mistakes.contains("2.0, 2.1, 2.2 or 2.3"), "{text:?}: {mistakes}"),
        }
    }
}

#[tokio::test]
async fn a_cursor_that_is_none_is_the_callers_fault() {
    let test_app = TestApp::warm().await;
    for cursor in ["%00", "not-a-cursor", "%F0%9F%9A%B2"] {
        let response = get(&test_app, "tenant-bikes", &format!("/api/products?after={cursor}")).await;
        assert_eq!(
            (response.status, response.code()),
            (400, "bad_request"),
            "{cursor}: {}",
            response.text
        );
        assert!(
            response.body["detail"].as_str().unwrap().starts_with("after "),
            "{}",
            response.text
        );
    }
}

#[tokio::test]
async fn nothing_that_the_caller_sends_reaches_the_erp_and_one_tenant_does() {
    let test_app = TestApp::warm().await;
    test_app.stand_in.record(true);
    let router = router(test_app.app.clone(), OPTIONS);
    let token = test_app.token("tenant-coffee");
    let event = Event::get("/api/products?first=1")
        .header("authorization", &format!("Bearer {token}"))
        .header("x-tenant-id", "tenant-bikes")
        .header("cookie", "session=callers")
        .header("forwarded", "for=callers")
        .header("x-forwarded-for", "callers")
        .header("traceparent", "callers");
    let response = event.send(&router).await;
    assert_eq!(response.body["totalCount"], 800, "{}", response.text);

    let received = test_app.stand_in.received(Endpoint::Graphql);
    assert_eq!(received.len(), 1);
    let request = &received[0];
    assert_eq!(request.header("x-tenant-id"), ["tenant-coffee"]);
    assert_eq!(request.header("content-type"), ["application/json"]);
    assert_eq!(request.header("accept"), ["application/json"]);
    let sent = format!("{request:?}");
    assert!(
        !sent.contains("callers") && !sent.contains(&token) && !sent.contains("tenant-bikes"),
        "{sent}"
    );
    let mut names: Vec<_> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "accept",
            "authorization",
            "content-length",
            "content-type",
            "host",
            "user-agent",
            "x-tenant-id"
        ]
    );
}

#[tokio::test]
async fn a_long_answer_is_compressed_for_who_accepts_that_and_is_the_same() {
    let test_app = TestApp::warm().await;
    let router = router(test_app.app.clone(), OPTIONS);
    let list = |first: u32, accepted: &str| {
        let event = Event::get(&format!("/api/products?first={first}")).token(&test_app.token("tenant-bikes"));
        event.header("accept-encoding", accepted)
    };
    let plain = list(50, "identity").send(&router).await;
    assert_eq!(plain.header("content-encoding"), "");
    for accepted in ["gzip", "gzip, deflate, br, zstd", "br;q=1.0, gzip;q=0.8, *;q=0.1"] {
        let answer = list(50, accepted).send(&router).await;
        assert_eq!(answer.header("content-encoding"), "gzip", "{accepted}");
        assert!(answer.header("vary").contains("accept-encoding"), "{accepted}");
        assert_eq!(answer.text, plain.text, "{accepted}");
        assert!(answer.sent_bytes * 4 < plain.sent_bytes, "{} bytes", answer.sent_bytes);
    }
    for (first, accepted) in [(50, "gzip;q=0"), (50, "br"), (50, ""), (1, "gzip")] {
        let answer = list(first, accepted).send(&router).await;
        assert_eq!(
            (answer.status, answer.header("content-encoding")),
            (200, ""),
            "{accepted}"
        );
    }
}
