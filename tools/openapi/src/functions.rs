//! The functions that have routes, each with its part of the document.

use utoipa::OpenApi;

/// Name and part of each function.
pub(crate) fn parts() -> Vec<(&'static str, utoipa::openapi::OpenApi)> {
    vec![
        // <account>
        ("account", account::ApiDoc::openapi()),
        // </account>
        // <connect-tenant>
        ("connect-tenant", connect_tenant::ApiDoc::openapi()),
        // </connect-tenant>
        // <product-proxy>
        ("product-proxy", product_proxy::ApiDoc::openapi()),
        // </product-proxy>
        // <session>
        ("session", session::ApiDoc::openapi()),
        // </session>
    ]
}
