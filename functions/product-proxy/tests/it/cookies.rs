//! The cookie of a login names no tenant, so nothing of the ERP is reachable by it.

use product_proxy::router;
use stand_in::Endpoint;
use test_app::{AccountsApp, CookieRoute, assert_cookie_rule};

use crate::proxy::OPTIONS;

#[tokio::test]
async fn no_tenants_products_are_reachable_by_a_cookie() {
    let accounts = AccountsApp::cold(&[]).await;
    let router = router(accounts.test_app.app.clone(), OPTIONS);
    let cookies = accounts.cookies().await;
    let token = accounts.test_app.token("tenant-bikes");
    for (method, path, body, to_header) in [
        ("GET", "/api/products", "", "totalCount"),
        ("GET", "/api/items/unknown", "", ""),
        ("POST", "/api/graphql", r#"{"query":"{ __typename }"}"#, "__typename"),
    ] {
        let route = CookieRoute {
            method,
            path,
            body,
            to_cookie: (403, "tenant_missing"),
            to_header: (if to_header.is_empty() { 404 } else { 200 }, to_header),
            to_nobody: (401, "token_missing"),
        };
        accounts.test_app.stand_in.reset_calls();
        assert_cookie_rule(&router, route, &cookies, &token).await;
        // One for each source beside each set of cookies, and none for a cookie.
        assert_eq!(accounts.test_app.stand_in.calls(Endpoint::Graphql), 15, "{path}");
    }
}
