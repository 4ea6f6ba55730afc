//! Words after the start, and calls to try out, once they are known to be answered.

mod calls;
pub(crate) mod live;
pub(crate) mod script;

use std::fs;

use crate::accounts;
use crate::cargo::Workspace;
use crate::e2e::generic::concrete;
use crate::failure::Failure;
use crate::http::Answer;
use crate::local_server::LocalServer;
use crate::stand_in::StandIn;
use script::Shell;

/// Has each function answer once, writes the calls, and returns the words.
pub(crate) fn with_stand_in(
    workspace: &Workspace,
    server: &mut LocalServer,
    stand_in: &StandIn,
) -> Result<String, Failure> {
    let token = stand_in.session_token(TENANT)?;
    let mut product = None;
    for function in &workspace.functions {
        let path = match function.as_str() {
            "connect-tenant" => "/health".to_owned(),
            "product-proxy" => "/api/products".to_owned(),
            other => match first_read(workspace, other) {
                Some(path) => path,
                None => continue,
            },
        };
        let of_accounts = function == accounts::FUNCTION;
        let headers = [("x-session-token", token.as_str())];
        let answer = server.first_answer(&path, if of_accounts { &[] } else { &headers })?;
        // A refusal may be what a variable of the developer's own asks for.
        if answer.status >= 500 {
            return Err(unexpected(&path, &answer));
        }
        if function == "product-proxy" {
            product = first_id(&answer);
            if product.is_none() {
                let app_token = format!("Bearer {}", stand_in.app_token(TENANT)?);
                product = first_id(&server.first_answer(&path, &[("authorization", &app_token)])?);
            }
        }
    }
    let calls = calls::all(workspace, server.port, &stand_in.url, product.as_deref());
    let folder = workspace.dev_folder(server.port);
    for shell in [Shell::Posix, Shell::PowerShell] {
        let path = folder.join(shell.file());
        fs::write(&path, script::script(&calls, shell, server.port))
            .map_err(|error| Failure::said(format!("cannot write {}: {error}", path.display())))?;
    }
    let routes = workspace
        .functions
        .iter()
        .map(|function| workspace.routes(function).len());
    let counts = (workspace.functions.len(), routes.sum());
    Ok(words(counts, server.port, &stand_in.url, &workspace.shown(&folder)))
}

fn words((functions, routes): (usize, usize), port: u16, stand_in: &str, folder: &str) -> String {
    let token = format!("{stand_in}/control/session-token?tenantId={SLUG}&as=text");
    format!(
        "
Ready: {functions} functions with {routes} routes at http://localhost:{port}/, JTL is played by the stand-in.

  Open        {stand_in}/
  Token       TOKEN=$(curl -s \"{token}\")
  PowerShell  $TOKEN = curl.exe -s \"{token}\"
  A call      {CURL} -w \"\\n\" -H \"X-Session-Token: $TOKEN\" \"http://localhost:{port}/api/connect-tenant\"
  All calls   {folder}/try.sh and try.ps1

Each request is a line below; the next one after a save is answered by the new code. Ctrl-C ends everything."
    )
}

/// The first route of a function that reads, other than `/health`, each parameter given a value.
fn first_read(workspace: &Workspace, function: &str) -> Option<String> {
    let routes = workspace.routes(function).into_iter();
    let mut reads = routes.filter(|(method, path)| method == "GET" && path != "/health");
    reads.next().map(|(_, path)| concrete(&path))
}

fn first_id(products: &Answer) -> Option<String> {
    let products = products.json();
    let nodes = products["nodes"].as_array()?;
    nodes.iter().find_map(|item| item["id"].as_str()).map(str::to_owned)
}

fn unexpected(path: &str, answer: &Answer) -> Failure {
    Failure::said(format!("{path} answers {} {}", answer.status, answer.body))
}

/// Windows PowerShell has another command of the name `curl`.
const CURL: &str = if cfg!(windows) { "curl.exe" } else { "curl" };

const TENANT: &str = "tenant-bikes";
const SLUG: &str = "bikes";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_ten_lines_at_most_and_hold_no_token() {
        let words = words((5, 31), 5293, "http://127.0.0.1:7898", "target/xtask/5293");

        let lines: Vec<&str> = words.trim_start().lines().collect();
        assert!(lines.len() <= 10, "{} lines", lines.len());
        assert!(lines[0].starts_with("Ready: 5 functions with 31 routes at http://localhost:5293/"));
        for part in [
            "Open        http://127.0.0.1:7898/",
            "TOKEN=$(curl -s \"http://127.0.0.1:7898/control/session-token?tenantId=bikes&as=text\")",
            "$TOKEN = curl.exe -s \"http://127.0.0.1:7898/control/session-token?tenantId=bikes&as=text\"",
            "target/xtask/5293/try.sh and try.ps1",
            "Ctrl-C ends everything.",
        ] {
            assert!(words.contains(part), "{part} in {words}");
        }
        assert!(lines.iter().all(|line| line.len() <= 120), "{words}");
        assert!(!words.contains("eyJ"));
    }
}
