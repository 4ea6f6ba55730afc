//! Ten thousand interleaved requests of fifty tenants: each is answered with its own tenant's
//! data, and nothing but the session says which tenant that is.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::{get, post};
use axum::serve::ListenerExt;
use axum::{Json, Router};
use product_proxy::router;
use serde_json::{Value, json};
use test_app::{Event, TestApp, TestResponse};
use tokio::net::TcpListener;

use crate::proxy::OPTIONS;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_interleaved_requests_of_fifty_tenants_are_never_mixed_up() {
    let echo = Arc::new(Echo::default());
    let url = echo.start().await;
    let test_app = TestApp::with(&[("JTL_API_URL", &url)]).await;
    echo.key_set
        .set(test_app.stand_in.key_set())
        .expect("it is set only here");
    let tokens: Arc<Vec<_>> = Arc::new((0..TENANTS).map(|number| test_app.token(&tenant(number))).collect());
    let router = router(test_app.app.clone(), OPTIONS);

    let requesters = (0..AT_ONCE).map(|requester| {
        let (router, tokens) = (router.clone(), Arc::clone(&tokens));
        tokio::spawn(async move {
            for round in 0..REQUESTS / AT_ONCE {
                let number = requester * (REQUESTS / AT_ONCE) + round;
                // Neighbours in time are of different tenants, and so is one requester's next.
                let own = (requester + round * 7) % TENANTS;
                let foreign = tenant((own + 1 + round) % TENANTS);
                let event = if number.is_multiple_of(2) {
                    list(number)
                } else {
                    query(number)
                };
                let response = as_a_caller_might(event, &tokens[own], &foreign).send(&router).await;
                assert_own(&response, number, &tenant(own));
            }
        })
    });
    for requester in requesters.collect::<Vec<_>>() {
        requester.await.expect("no request was answered with another's data");
    }

    assert_eq!(echo.answered.load(Ordering::Relaxed), REQUESTS);
    let most = echo.most_at_once.load(Ordering::Relaxed);
    assert!(most > TENANTS, "no more than {most} requests were under way at once");
}

fn assert_own(response: &TestResponse, number: usize, tenant: &str) {
    assert_eq!(response.status, 200, "{}", response.text);
    let page = response
        .body
        .get("data")
        .map_or(&response.body, |data| &data["QueryItems"]);
    let seen = &page["nodes"][0];
    assert_eq!(seen["tenants"], json!([tenant]), "request {number}");
    assert_eq!(seen["number"], json!(number.to_string()), "request {number}");
    let names = [
        "accept",
        "authorization",
        "content-length",
        "content-type",
        "host",
        "user-agent",
        "x-tenant-id",
    ];
    assert_eq!(seen["headers"], json!(names), "request {number}");
    assert_eq!(seen["foreign"], false, "the caller's own values have reached the ERP");
}

fn list(number: usize) -> Event {
    Event::get(&format!("/api/products?first=1&search={number}"))
}

fn query(number: usize) -> Event {
    let body = json!({"query": "query($search: String) { QueryItems(searchTerm: $search) { totalCount } }",
        "variables": {"search": number.to_string()}});
    Event::post("/api/graphql", body.to_string())
}

fn as_a_caller_might(event: Event, token: &str, foreign: &str) -> Event {
    event
        .header("authorization", &format!("Bearer {token}"))
        .header("x-tenant-id", foreign)
        .header("forwarded", &format!("for={CALLER};host={foreign}"))
        .header("x-forwarded-for", CALLER)
        .header("x-forwarded-host", CALLER)
        .header("cookie", &format!("session={CALLER}"))
        .header("traceparent", CALLER)
        .header("user-agent", CALLER)
}

fn tenant(number: usize) -> String {
    format!("tenant-{number:02}")
}

/// An ERP that answers with what it was asked, out of order.
#[derive(Default)]
struct Echo {
    key_set: OnceLock<Value>,
    under_way: AtomicUsize,
    most_at_once: AtomicUsize,
    answered: AtomicUsize,
}

impl Echo {
    async fn start(self: &Arc<Self>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        // Without it small answers wait for acknowledgements, 40 ms each.
        let listener = listener.tap_io(|connection| drop(connection.set_nodelay(true)));
        let routes = Router::new()
            .route("/account/.well-known/jwks.json", get(keys))
            .route("/erp/v2/graphql", post(echo))
            .with_state(Arc::clone(self));
        tokio::spawn(async { axum::serve(listener, routes).await });
        format!("http://{address}")
    }
}

async fn keys(State(echo): State<Arc<Echo>>) -> Json<Value> {
    Json(echo.key_set.get().cloned().unwrap_or_default())
}

async fn echo(State(echo): State<Arc<Echo>>, headers: HeaderMap, Json(request): Json<Value>) -> Json<Value> {
    let under_way = echo.under_way.fetch_add(1, Ordering::Relaxed) + 1;
    echo.most_at_once.fetch_max(under_way, Ordering::Relaxed);
    // Later ones overtake: how long one waits depends on its number, in turns and not in time.
    let number = request["variables"]["search"].as_str().unwrap_or_default();
    let turns = number.bytes().map(usize::from).sum::<usize>() * 31 % 97;
    for _ in 0..turns {
        tokio::task::yield_now().await;
    }
    echo.under_way.fetch_sub(1, Ordering::Relaxed);
    echo.answered.fetch_add(1, Ordering::Relaxed);

    let mut names: Vec<_> = headers.keys().map(ToString::to_string).collect();
    names.sort();
    let seen = json!({
        "tenants": headers.get_all("x-tenant-id").iter().map(|id| id.to_str().unwrap_or("?")).collect::<Vec<_>>(),
        "number": number,
        "headers": names,
        "foreign": format!("{headers:?}{request}").contains(CALLER),
    });
    let page_info = json!({"hasNextPage": false, "hasPreviousPage": false, "startCursor": null, "endCursor": null});
    Json(json!({"data": {"QueryItems": {"nodes": [seen], "totalCount": 1, "pageInfo": page_info}}}))
}

const REQUESTS: usize = 10_000;
const TENANTS: usize = 50;
/// Two sockets each in this process: more would be beyond what macOS allows a process at first.
const AT_ONCE: usize = 100;
const CALLER: &str = "caller-made-this";
