//! Requests that must be let in, which a document cannot describe.

use serde_json::{Value, json};

use crate::accounts::{Caller, PASSWORD};
use crate::cargo::Workspace;
use crate::failure::Failure;
use crate::local_server::LocalServer;

/// Requests that are let in, which a document cannot describe: a product that is there, a query of the ERP's.
pub(super) fn of_the_tenant(server: &mut LocalServer, workspace: &Workspace, token: &str) -> Result<Value, Failure> {
    let mut requests = json!({
        "connectTenant": [{ "body": {}, "media_type": JSON }],
        "replaceSettings": [{ "headers": { "If-Match": "\"0\"" }, "body": { "theme": "dark" }, "media_type": JSON }],
    });
    if workspace.has("product-proxy") {
        let products = server
            .first_answer("/api/products", &[("x-session-token", token)])?
            .json();
        let id = &products["nodes"][0]["id"];
        let query = json!([{ "body": { "query": "{ QueryItems(first: 1) { totalCount } }" }, "media_type": JSON }]);
        for operation in ["getProduct", "getItem"] {
            requests[operation] = json!([{ "path_parameters": { "id": id } }]);
        }
        for operation in ["query", "queryAlias"] {
            requests[operation] = query.clone();
        }
    }
    Ok(requests)
}

/// An access token, and requests each with an account or a session of its own, as most of them end one.
pub(super) fn of_the_accounts(server: &LocalServer) -> Result<(String, Value), Failure> {
    let caller = Caller::Http(server);
    let user = |name: &str| -> Result<Value, Failure> {
        let credentials = json!({ "email": format!("{name}@example.org"), "password": PASSWORD });
        let mut account = credentials.clone();
        account["name"] = json!(name);
        caller.post("/api/register", account)?;
        let login = caller.post("/api/login", credentials)?;
        match login.status {
            200 => Ok(login.body),
            _ => Err(Failure::said(format!("{name} cannot log in: {login:?}"))),
        }
    };
    let (asks, refreshes, leaves) = (user("asks")?, user("refreshes")?, user("leaves")?);
    user("changes")?;
    user("logs-in")?;
    let with = |body: Value| json!({ "body": body, "media_type": JSON });
    // As a page of ours asks for cookies.
    let in_cookies = |body: Value| {
        let mut request = with(body);
        request["query"] = json!({ "cookies": "true" });
        request["headers"] = json!({ "Sec-Fetch-Site": "same-origin" });
        request
    };
    let credentials = json!({ "email": "logs-in@example.org", "password": PASSWORD });
    let login = json!([with(credentials.clone()), in_cookies(credentials)]);
    let requests = json!({
        "register": [with(json!({ "email": "new@example.org", "password": PASSWORD, "name": "New" }))],
        "logIn": login,
        "token": login,
        "authenticate": login,
        "refreshToken": [with(json!({ "refreshToken": refreshes["refreshToken"] }))],
        "logOut": [
            with(json!({ "refreshToken": leaves["refreshToken"] })),
            in_cookies(json!({ "refreshToken": leaves["refreshToken"] })),
        ],
        "changePassword": [with(json!({ "currentPassword": PASSWORD, "newPassword": "another horse battery" }))],
    });
    let token = asks["accessToken"].as_str().unwrap_or_default();
    Ok((token.to_owned(), requests))
}

const JSON: &str = "application/json";
