//! Lines to paste into another terminal, printed once they are known to be answered. They hold no
//! quote inside a quote, so sh, cmd and PowerShell read them alike; bodies lie in files.

use std::fs;
use std::path::PathBuf;

use serde_json::json;

use crate::cargo::Workspace;
use crate::failure::Failure;
use crate::http::Answer;
use crate::stand_in::StandIn;
use crate::try_accounts;
use crate::watch::Watch;

/// Has each function answer once, and returns the lines.
pub(crate) fn with_stand_in(workspace: &Workspace, watch: &mut Watch, stand_in: &StandIn) -> Result<String, Failure> {
    let token = stand_in.session_token(TENANT)?;
    let health = watch.first_answer("/health", &[])?;
    must_be_ok(&health, "/health")?;
    let products = watch.first_answer("/api/products", &[("x-session-token", &token)])?;
    must_be_ok(&products, "/api/products")?;
    let me = watch.first_answer("/api/me", &[("x-session-token", &token)])?;
    must_be_ok(&me, "/api/me")?;
    let id = first_id(&products).ok_or_else(|| unexpected("/api/products", &products))?;
    let fresh = format!("{}/control", stand_in.url);
    let lines = lines(workspace, &watch.url, &token, &id)?;
    let app_token = stand_in.app_token(TENANT)?;
    let accounts = try_accounts::lines(workspace, watch)?;
    let url = &watch.url;
    Ok(format!(
        "{lines}{CURL} -H \"Authorization: Bearer {app_token}\" \"{url}/api/connect-tenant\"

# The session token in these lines, and the app token in the last, are valid for one hour. New ones:
{CURL} \"{fresh}/session-token?tenantId={TENANT}\"
{CURL} \"{fresh}/app-token?tenantId={TENANT}\"
{accounts}
The tenants that connected: cargo xtask tenants list
The keys that sign the accounts' tokens: cargo xtask keys list
JTL is played by the stand-in at {}. Ctrl-C ends everything.",
        stand_in.url,
    ))
}

/// Has each function answer once, and returns the lines, in which a session token must be put.
pub(crate) fn live(workspace: &Workspace, watch: &mut Watch) -> Result<String, Failure> {
    let health = watch.first_answer("/health", &[])?;
    for path in ["/api/products", "/api/me"] {
        let refused = watch.first_answer(path, &[])?;
        if refused.status >= 500 {
            return Err(unexpected(path, &refused));
        }
    }
    let lines = lines(workspace, &watch.url, "SESSION-TOKEN", "PRODUCT-ID")?;
    let health = health.body;
    Ok(format!(
        "{lines}\n/health says {health}\nJTL is the real platform. Put a token of the App Bridge's \
         getSessionToken in place of SESSION-TOKEN, in the file of the third line too. Ctrl-C ends everything."
    ))
}

fn lines(workspace: &Workspace, url: &str, token: &str, product: &str) -> Result<String, Failure> {
    let connect = body_file(workspace, "connect-tenant.json", &json!({ "sessionToken": token }))?;
    let query = body_file(workspace, "graphql.json", &json!({ "query": QUERY }))?;
    let connect = connect.display();
    let query = query.display();
    let json = "-H \"Content-Type: application/json\"";
    Ok(format!(
        "
Ready. In another terminal:

{CURL} \"{url}/health\"
{CURL} -H \"X-Session-ID: {token}\" \"{url}/api/connect-tenant\"
{CURL} {json} -d \"@{connect}\" \"{url}/api/connect-tenant\"
{CURL} -H \"X-Session-Token: {token}\" \"{url}/api/tenant\"
{CURL} -X DELETE -H \"X-Session-Token: {token}\" \"{url}/api/connect-tenant\"
{CURL} -H \"X-Session-Token: {token}\" \"{url}/api/me\"
{CURL} -H \"X-Session-Token: {token}\" \"{url}/api/products\"
{CURL} -H \"X-Session-Token: {token}\" \"{url}/api/products/{product}\"
{CURL} -H \"X-Session-Token: {token}\" {json} -d \"@{query}\" \"{url}/api/graphql\"
"
    ))
}

pub(crate) fn body_file(workspace: &Workspace, name: &str, body: &serde_json::Value) -> Result<PathBuf, Failure> {
    let path = workspace.scratch().join(name);
    fs::create_dir_all(workspace.scratch())
        .and_then(|()| fs::write(&path, body.to_string()))
        .map_err(|error| Failure::said(format!("cannot write {}: {error}", path.display())))?;
    Ok(path)
}

fn first_id(products: &Answer) -> Option<String> {
    let products = products.json();
    let nodes = products["nodes"].as_array()?;
    nodes.iter().find_map(|item| item["id"].as_str()).map(str::to_owned)
}

pub(crate) fn must_be_ok(answer: &Answer, path: &str) -> Result<(), Failure> {
    if answer.status == 200 {
        Ok(())
    } else {
        Err(unexpected(path, answer))
    }
}

pub(crate) fn unexpected(path: &str, answer: &Answer) -> Failure {
    Failure::said(format!("{path} answers {} {}", answer.status, answer.body))
}

/// Windows PowerShell has another command of the name `curl`.
pub(crate) const CURL: &str = if cfg!(windows) { "curl.exe" } else { "curl" };

const TENANT: &str = "tenant-bikes";

const QUERY: &str = "{ QueryItems(first: 3) { nodes { id sku name stockTotal } totalCount } }";
