//! Lines for the round of an account. Tokens cannot be handed from one line to the next in a way
//! that every shell understands, so one user is registered and logged in here.

use serde_json::{Value, json};

use crate::accounts::PASSWORD;
use crate::cargo::Workspace;
use crate::failure::Failure;
use crate::http::{self, Answer};
use crate::local_server::LocalServer;
use crate::try_it::{CURL, body_file, must_be_ok, unexpected};

/// Has the function register a user and log it in, and returns the lines.
pub(crate) fn lines(workspace: &Workspace, server: &mut LocalServer) -> Result<String, Failure> {
    let keys = server.first_answer("/.well-known/jwks.json", &[])?;
    must_be_ok(&keys, "/.well-known/jwks.json")?;
    let user = json!({ "email": "user-1@example.org", "password": PASSWORD, "name": "User One" });
    let login = json!({ "email": user["email"], "password": PASSWORD });
    let mut session = post(server, "/api/login", &login)?;
    // Registered once and not at each start: an address may do so 20 times an hour.
    if session.status == 401 {
        let registered = post(server, "/api/register", &user)?;
        if registered.status != 201 {
            return Err(unexpected("/api/register", &registered));
        }
        session = post(server, "/api/login", &login)?;
    }
    must_be_ok(&session, "/api/login")?;
    let session = session.json();
    let token = session["accessToken"].as_str().unwrap_or_default();

    let number = std::process::id();
    let other = json!({ "email": format!("other-{number}@example.org"), "password": PASSWORD, "name": "User Two" });
    let register = body_file(workspace, server.port, "register.json", &other)?;
    let login = body_file(workspace, server.port, "login.json", &login)?;
    let refresh = body_file(
        workspace,
        server.port,
        "refresh-token.json",
        &json!({ "refreshToken": session["refreshToken"] }),
    )?;
    let url = &server.url;
    let post = |path: &str, body: &std::path::Path| format!("{CURL} {JSON} -d \"@{}\" \"{url}{path}\"", body.display());
    Ok(format!(
        "
# Accounts of the app's own. A new one; then one that is registered and logged in already, with its
# access token, good for 15 minutes, and its refresh token, which after the logout is dead:
{}
{}
{CURL} -H \"Authorization: Bearer {token}\" \"{url}/api/profile\"
{}
{}
{}
",
        post("/api/register", &register),
        post("/api/login", &login),
        post("/api/refresh-token", &refresh),
        post("/api/logout", &refresh),
        post("/api/refresh-token", &refresh),
    ))
}

fn post(server: &LocalServer, path: &str, body: &Value) -> Result<Answer, Failure> {
    let headers = [("content-type", "application/json")];
    http::post(
        &format!("{}{path}", server.url),
        &headers,
        &body.to_string(),
        http::LIMIT,
    )
    .map_err(|error| Failure::said(format!("{path} does not answer: {error}")))
}

const JSON: &str = "-H \"Content-Type: application/json\"";
