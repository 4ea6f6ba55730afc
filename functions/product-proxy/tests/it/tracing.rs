//! Lambda's trace goes on to the platform; a caller's own goes nowhere.

use product_proxy::router;
use stand_in::Endpoint;
use test_app::{Event, TestApp};

use crate::proxy::OPTIONS;

#[tokio::test]
async fn token_endpoint_key_set_and_erp_are_told_lambdas_trace_and_never_the_callers() {
    let app = TestApp::cold().await;
    app.stand_in.record(true);
    let router = router(app.app.clone(), OPTIONS);
    let event = Event::get("/api/products?first=1")
        .token(&app.token("tenant-bikes"))
        .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        .header("tracestate", "a=b")
        .header("x-amzn-trace-id", "Root=1-0af76519-16cd43dd8448eb211c80319c");
    let response = event.send_traced(&router, TRACE).await;
    assert_eq!(response.status, 200, "{}", response.text);
    for endpoint in [Endpoint::Token, Endpoint::Keys, Endpoint::Graphql] {
        let [request] = &app.stand_in.received(endpoint)[..] else {
            panic!("{endpoint:?} was not called once");
        };
        let expected = "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01";
        assert_eq!(request.header("traceparent"), [expected], "{endpoint:?}");
        for other in ["tracestate", "x-amzn-trace-id"] {
            assert!(request.header(other).is_empty(), "{endpoint:?}: {other}");
        }
    }
}

#[tokio::test]
async fn without_a_trace_nothing_is_told() {
    let app = TestApp::cold().await;
    app.stand_in.record(true);
    let router = router(app.app.clone(), OPTIONS);
    let event = Event::get("/api/products?first=1").token(&app.token("tenant-bikes"));
    for trace in [None, Some("Root=1-5759e988-bd862e3fe1be46a994272793"), Some("nonsense")] {
        let response = match trace {
            Some(trace) => event.send_traced(&router, trace).await,
            None => event.send(&router).await,
        };
        assert_eq!(response.status, 200, "{}", response.text);
    }
    for request in app.stand_in.received(Endpoint::Graphql) {
        assert!(request.header("traceparent").is_empty());
    }
}

const TRACE: &str = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
