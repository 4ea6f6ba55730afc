//! Lines to paste into another terminal, printed once they are known to be answered. They hold no
//! quote inside a quote, so sh, cmd and PowerShell read them alike; bodies lie in files.

use std::fs;
use std::path::PathBuf;

use serde_json::json;

use crate::accounts;
use crate::cargo::Workspace;
use crate::e2e::generic::concrete;
use crate::failure::Failure;
use crate::http::Answer;
use crate::local_server::LocalServer;
use crate::stand_in::StandIn;
use crate::try_accounts;

/// Has each function answer once, and returns the lines.
pub(crate) fn with_stand_in(
    workspace: &Workspace,
    server: &mut LocalServer,
    stand_in: &StandIn,
) -> Result<String, Failure> {
    let token = stand_in.session_token(TENANT)?;
    let mut product = String::new();
    for function in &workspace.functions {
        // The function of the accounts has its own lines, for which it answers more than once.
        let path = match function.as_str() {
            accounts::FUNCTION => continue,
            "connect-tenant" => "/health".to_owned(),
            "product-proxy" => "/api/products".to_owned(),
            other => match first_read(workspace, other) {
                Some(path) => path,
                None => continue,
            },
        };
        let answer = server.first_answer(&path, &[("x-session-token", &token)])?;
        match function.as_str() {
            "connect-tenant" | "session" => must_be_ok(&answer, &path)?,
            "product-proxy" => {
                must_be_ok(&answer, &path)?;
                product = first_id(&answer).ok_or_else(|| unexpected(&path, &answer))?;
            }
            _ if answer.status >= 500 => return Err(unexpected(&path, &answer)),
            _ => {}
        }
    }
    let fresh = format!("{}/control", stand_in.url);
    let lines = lines(workspace, server, &token, &product)?;
    let app_token = stand_in.app_token(TENANT)?;
    let (accounts, keys) = if workspace.has(accounts::FUNCTION) {
        let keys = "The keys that sign the accounts' tokens: cargo xtask keys list\n";
        (try_accounts::lines(workspace, server)?, keys)
    } else {
        (String::new(), "")
    };
    let url = &server.url;
    Ok(format!(
        "{lines}{CURL} -H \"Authorization: Bearer {app_token}\" \"{url}/api/connect-tenant\"

# The session token in these lines, and the app token in the last, are valid for one hour. New ones:
{CURL} \"{fresh}/session-token?tenantId={TENANT}\"
{CURL} \"{fresh}/app-token?tenantId={TENANT}\"
{accounts}
The tenants that connected: cargo xtask tenants list
{keys}JTL is played by the stand-in at {}. Ctrl-C ends everything.",
        stand_in.url,
    ))
}

/// Has each function answer once, and returns the lines, in which a session token must be put.
pub(crate) fn live(workspace: &Workspace, server: &mut LocalServer) -> Result<String, Failure> {
    let health = server.first_answer("/health", &[])?;
    let others = (workspace.functions.iter()).filter(|function| *function != accounts::FUNCTION);
    for path in others.filter_map(|function| first_read(workspace, function)) {
        let refused = server.first_answer(&path, &[])?;
        if refused.status >= 500 {
            return Err(unexpected(&path, &refused));
        }
    }
    let lines = lines(workspace, server, "SESSION-TOKEN", "PRODUCT-ID")?;
    let health = health.body;
    Ok(format!(
        "{lines}\n/health says {health}\nJTL is the real platform. Put a token of the App Bridge's \
         getSessionToken in place of SESSION-TOKEN, in the file of the third line too. Ctrl-C ends everything."
    ))
}

/// The first route of a function that reads, other than `/health`, each parameter given a value.
fn first_read(workspace: &Workspace, function: &str) -> Option<String> {
    let routes = workspace.routes(function).into_iter();
    let mut reads = routes.filter(|(method, path)| method == "GET" && path != "/health");
    reads.next().map(|(_, path)| concrete(&path))
}

fn lines(workspace: &Workspace, server: &LocalServer, token: &str, product: &str) -> Result<String, Failure> {
    let mut lines = String::from("\nReady. In another terminal:\n\n");
    for function in &workspace.functions {
        lines += &match function.as_str() {
            accounts::FUNCTION => continue,
            "connect-tenant" => of_connect_tenant(workspace, server, token)?,
            "product-proxy" => of_product_proxy(workspace, server, token, product)?,
            other => of_any(workspace, other, &server.url, token),
        };
    }
    Ok(lines)
}

fn of_connect_tenant(workspace: &Workspace, server: &LocalServer, token: &str) -> Result<String, Failure> {
    let url = &server.url;
    let connect = body_file(
        workspace,
        server.port,
        "connect-tenant.json",
        &json!({ "sessionToken": token }),
    )?;
    let connect = connect.display();
    Ok(format!(
        "\
{CURL} \"{url}/health\"
{CURL} -H \"X-Session-ID: {token}\" \"{url}/api/connect-tenant\"
{CURL} {JSON} -d \"@{connect}\" \"{url}/api/connect-tenant\"
{CURL} -H \"X-Session-Token: {token}\" \"{url}/api/tenant\"
{CURL} -i -H \"X-Session-Token: {token}\" \"{url}/api/settings\"
{CURL} -X DELETE -H \"X-Session-Token: {token}\" \"{url}/api/connect-tenant\"
"
    ))
}

fn of_product_proxy(
    workspace: &Workspace,
    server: &LocalServer,
    token: &str,
    product: &str,
) -> Result<String, Failure> {
    let url = &server.url;
    let query = body_file(workspace, server.port, "graphql.json", &json!({ "query": QUERY }))?;
    let query = query.display();
    Ok(format!(
        "\
{CURL} -H \"X-Session-Token: {token}\" \"{url}/api/products\"
{CURL} -H \"X-Session-Token: {token}\" \"{url}/api/products/{product}\"
{CURL} -H \"X-Session-Token: {token}\" {JSON} -d \"@{query}\" \"{url}/api/graphql\"
"
    ))
}

/// A line for each route, with a session token and without a body.
fn of_any(workspace: &Workspace, function: &str, url: &str, token: &str) -> String {
    let routes = workspace.routes(function).into_iter();
    let lines = routes.map(|(method, path)| {
        let method = if method == "GET" {
            String::new()
        } else {
            format!("-X {method} ")
        };
        let path = concrete(&path);
        format!("{CURL} {method}-H \"X-Session-Token: {token}\" \"{url}{path}\"\n")
    });
    lines.collect()
}

/// A body in a file of the server's own: another one, on another port, has other tokens.
pub(crate) fn body_file(
    workspace: &Workspace,
    port: u16,
    name: &str,
    body: &serde_json::Value,
) -> Result<PathBuf, Failure> {
    let folder = workspace.scratch().join(format!("dev-{port}"));
    let path = folder.join(name);
    fs::create_dir_all(&folder)
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

const JSON: &str = "-H \"Content-Type: application/json\"";

const TENANT: &str = "tenant-bikes";

const QUERY: &str = "{ QueryItems(first: 3) { nodes { id sku name stockTotal } totalCount } }";
