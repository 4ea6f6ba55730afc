//! `GET /`: a page in the place of the platform's App Shell.

use axum::response::Html;

use crate::TENANTS;

/// A page that hands out session and app tokens, ready to be pasted.
pub(crate) async fn page() -> Html<String> {
    let options = TENANTS.each_ref().map(|tenant| {
        let (slug, items) = (tenant.slug, tenant.items);
        format!("<option value=\"{slug}\">{slug} ({items} items)</option>")
    });
    Html(include_str!("shell.html").replace("{{tenants}}", &options.concat()))
}
