//! Merchants that a partner's tokens may name: those that are listed, as what they are, and no other.

use product_proxy::router;
use stand_in::Endpoint;
use test_app::{Event, MultiIssuerApp, PARTNERS};

use crate::proxy::OPTIONS;

#[tokio::test]
async fn a_listed_merchant_is_the_one_that_the_erp_sees() {
    let every = MultiIssuerApp::warm().await;
    every.test_app.stand_in.record(true);
    let router = router(every.test_app.app.clone(), OPTIONS);
    for tenant in PARTNERS {
        let event = Event::get("/api/products?first=1").header("x-tenant-id", "tenant-coffee");
        let response = event.token(&every.partner_token(tenant)).send(&router).await;
        assert_eq!(response.status, 200, "{}", response.text);
    }
    let seen: Vec<_> = every.test_app.stand_in.received(Endpoint::Graphql);
    let seen: Vec<_> = seen.iter().flat_map(|request| request.header("x-tenant-id")).collect();
    assert_eq!(seen, PARTNERS);
}

#[tokio::test]
async fn an_unlisted_merchant_is_none_and_the_erp_is_not_called() {
    let every = MultiIssuerApp::warm().await;
    let router = router(every.test_app.app.clone(), OPTIONS);
    for tenant in ["tenant-coffee", "TENANT-BIKES", "customer-7"] {
        let token = every.partner_token(tenant);
        for event in [
            Event::get("/api/products"),
            Event::get("/api/products/1").header("x-tenant-id", "tenant-coffee"),
            Event::post("/api/graphql", r#"{"query":"{ QueryItems { totalCount } }"}"#),
        ] {
            let response = event.token(&token).send(&router).await;
            assert_eq!((response.status, response.code()), (403, "tenant_missing"), "{tenant}");
        }
    }
    assert_eq!(every.test_app.stand_in.calls(Endpoint::Graphql), 0);
}
