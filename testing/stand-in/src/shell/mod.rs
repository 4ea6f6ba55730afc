//! `GET /`: a page in the place of the platform's App Shell, with the app in a frame.

mod state;

use std::sync::Arc;

use axum::{
    Router,
    http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::{TENANTS, platform::Platform};

/// The page itself.
pub(crate) async fn page() -> Response {
    let options = TENANTS.each_ref().map(|tenant| {
        let (slug, name) = (tenant.slug, readable(tenant.slug));
        format!("<option value=\"{slug}\">{name}</option>")
    });
    let page = include_str!("page.html").replace("{{tenants}}", &options.concat());
    file("text/html; charset=utf-8", page)
}

/// Its parts, below `/shell`.
pub(crate) fn routes() -> Router<Arc<Platform>> {
    let parts = PARTS.iter().fold(Router::new(), |router, (path, content_type, text)| {
        router.route(path, get(async || file(content_type, *text)))
    });
    parts.route("/state", get(state::show))
}

const PARTS: [(&str, &str, &str); 9] = [
    ("/shell.css", CSS, include_str!("shell.css")),
    ("/shell.js", SCRIPT, include_str!("shell.js")),
    ("/frame.js", SCRIPT, include_str!("frame.js")),
    ("/bridge.js", SCRIPT, include_str!("bridge.js")),
    ("/requests.js", SCRIPT, include_str!("requests.js")),
    ("/tokens.js", SCRIPT, include_str!("tokens.js")),
    ("/faults.js", SCRIPT, include_str!("faults.js")),
    ("/icon.svg", "image/svg+xml", include_str!("icon.svg")),
    ("/control.js", SCRIPT, include_str!("control.js")),
];

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// Nothing but the page's own files, and frames of this machine.
const POLICY: &str = "default-src 'self'; frame-src http://localhost:* http://127.0.0.1:*; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

fn file(content_type: &'static str, text: impl Into<String>) -> Response {
    let headers = [
        (CONTENT_TYPE, content_type),
        (CONTENT_SECURITY_POLICY, POLICY),
        (CACHE_CONTROL, "no-cache"),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, text.into()).into_response()
}

/// `edge-cases` as `Edge cases`.
fn readable(slug: &str) -> String {
    let words = slug.replace('-', " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => words,
    }
}
