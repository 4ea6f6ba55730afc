//! `GET /`: a page in the place of the platform's App Shell.

use axum::response::Html;

use crate::TENANTS;

/// A page that hands out session and app tokens, ready to be pasted.
pub(crate) async fn page() -> Html<String> {
    let options = TENANTS.map(|tenant| {
        let (id, items) = (tenant.id, tenant.items);
        format!("<option value=\"{id}\">{id} ({items} items)</option>")
    });
    Html(include_str!("shell.html").replace("{{tenants}}", &options.concat()))
}
