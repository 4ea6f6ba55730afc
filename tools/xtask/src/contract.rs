//! The contract test: schemathesis reads `docs/openapi.json`, makes requests of it, right ones and wrong ones,
//! and holds the answers of the local gateway against it. The checks are in `contract/schemathesis.toml`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::accounts::{Caller, FUNCTION as ACCOUNT, PASSWORD};
use crate::cargo::Workspace;
use crate::edit;
use crate::failure::Failure;
use crate::gateway;
use crate::local::Local;
use crate::local_server::LocalServer;
use crate::openapi::DOCUMENT;
use crate::ports;
use crate::process;
use crate::stand_in::StandIn;
use crate::steps::Steps;
use crate::tools::{Installed, SCHEMATHESIS};

/// The contract test and what it needs, apart from all other steps.
pub(crate) fn alone(steps: &mut Steps<'_>) -> Result<(), Failure> {
    let workspace = steps.workspace;
    steps.program("debug build", workspace.build())?;
    let log = process::log_file(&steps.log("stand-in"))?;
    let stand_in = StandIn::start(workspace.stand_in(), ports::free()?, log)?;
    try_out(steps, &stand_in)
}

/// The contract test, after the debug build.
pub(crate) fn try_out(steps: &mut Steps<'_>, stand_in: &StandIn) -> Result<(), Failure> {
    let workspace = steps.workspace;
    let schemathesis = SCHEMATHESIS.install(workspace)?;
    let log = process::log_file(&steps.log("gateway-contract"))?;
    let mut server = start(workspace, stand_in, log)?;
    server.first_answer("/health", &[])?;
    let token = stand_in.session_token(TENANT)?;
    let others = Run {
        selected: ["--exclude-tag", ACCOUNT],
        token: &token,
        requests: of_the_tenant(&mut server, workspace, &token)?,
    };
    others.step(steps, &schemathesis, &server, "contract, by schemathesis")?;
    if workspace.has(ACCOUNT) {
        let (token, requests) = of_the_accounts(&server)?;
        let accounts = Run {
            selected: ["--include-tag", ACCOUNT],
            token: &token,
            requests,
        };
        accounts.step(
            steps,
            &schemathesis,
            &server,
            "contract of the accounts, by schemathesis",
        )?;
    }
    Ok(())
}

/// The gateway before functions that keep nothing yet.
fn start(
    workspace: &Workspace,
    stand_in: &StandIn,
    log: (std::process::Stdio, std::process::Stdio),
) -> Result<LocalServer, Failure> {
    let folder = workspace.scratch().join("contract");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| unusable(&folder, &error))?;
    }
    let port = ports::free()?;
    let local = Local::in_folder(workspace, &folder, port)?.with_files_in(&folder);
    let mut variables = stand_in.variables().to_vec();
    variables.extend(local.variables());
    let variables = variables
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    gateway::start(workspace, port, &variables.collect::<Vec<_>>(), log)
}

/// Requests that are let in, which a document cannot describe: a product that is there, a query of the ERP's.
fn of_the_tenant(server: &mut LocalServer, workspace: &Workspace, token: &str) -> Result<Value, Failure> {
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
fn of_the_accounts(server: &LocalServer) -> Result<(String, Value), Failure> {
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

/// One run of schemathesis, with one token.
struct Run<'a> {
    selected: [&'a str; 2],
    token: &'a str,
    /// Requests that must be let in, by operation.
    requests: Value,
}

impl Run<'_> {
    fn step(
        &self,
        steps: &mut Steps<'_>,
        schemathesis: &Installed,
        server: &LocalServer,
        name: &str,
    ) -> Result<(), Failure> {
        let workspace = steps.workspace;
        let log = steps.log(name);
        let answers = workspace.scratch().join("contract").join("answers.json");
        let mut program = schemathesis.command("schemathesis");
        let configuration = workspace.root.join(CONFIGURATION);
        program
            .arg("--config-file")
            .arg(configuration)
            .args(["--no-color", "run", "--url", &server.url])
            .args(self.selected)
            .arg(workspace.root.join(DOCUMENT))
            .current_dir(workspace.scratch().join("contract"))
            .env("SCHEMATHESIS_HOOKS", workspace.root.join(HOOKS))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("NO_PROXY", "127.0.0.1")
            .env("CONTRACT_TOKEN", self.token)
            .env("CONTRACT_REQUESTS", self.requests.to_string())
            .env("CONTRACT_ANSWERS", &answers);
        steps.step(name, || {
            let finished = process::run_quiet("schemathesis", program, &log)?;
            if !finished.succeeded {
                return Err(Failure::said(failures(&finished.output)));
            }
            judged(&document(workspace)?, &answered(&answers)?, self.selected)
        })
    }
}

/// What was answered: operation, status, how often.
type Answers = BTreeMap<String, BTreeMap<u16, u64>>;

/// Number of cases, once every selected operation has succeeded at least once: refusals alone prove little.
fn judged(document: &Value, answers: &Answers, selected: [&str; 2]) -> Result<String, Failure> {
    let [how, tag] = selected;
    let items = document["paths"].as_object().into_iter().flatten();
    let operations = items.flat_map(|(_, item)| item.as_object().into_iter().flatten());
    let operations = operations.map(|(_, operation)| operation);
    let selected = operations.filter(|operation| (operation["tags"][0] == tag) == (how == "--include-tag"));
    let ids: Vec<&str> = selected
        .filter_map(|operation| operation["operationId"].as_str())
        .collect();
    let succeeded = |id: &&str| {
        let statuses = answers.get(*id).into_iter().flatten();
        statuses.into_iter().any(|(status, _)| (200..300).contains(status))
    };
    let failed: Vec<&str> = ids.iter().copied().filter(|id| !succeeded(id)).collect();
    if ids.is_empty() || !failed.is_empty() {
        return Err(Failure::said(format!(
            "of {} operations these never succeeded, so that nothing is proved of their answers: {}; give \
             schemathesis a request that does in tools/xtask/src/contract.rs",
            ids.len(),
            failed.join(", ")
        )));
    }
    let cases: u64 = answers.values().flat_map(BTreeMap::values).sum();
    Ok(format!("{cases} cases, each of {} operations succeeded", ids.len()))
}

/// Failures as schemathesis prints them, operation, check and a line for curl: without what precedes them, and
/// without the numbers by which it would repeat them from a report that it was not asked for.
fn failures(output: &str) -> String {
    let from = output.find("= ERRORS =").or_else(|| output.find("= FAILURES ="));
    let lines = output[from.unwrap_or_default()..].lines();
    let lines = lines.filter(|line| !line.trim_start().starts_with("st replay "));
    lines.map(shortened).collect::<Vec<_>>().join("\n")
}

/// A line of a body may be of any length.
fn shortened(line: &str) -> String {
    match line.char_indices().nth(LONGEST_LINE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

fn document(workspace: &Workspace) -> Result<Value, Failure> {
    serde_json::from_str(&edit::read(workspace, DOCUMENT)?)
        .map_err(|error| Failure::said(format!("{DOCUMENT} cannot be read: {error}")))
}

fn answered(path: &Path) -> Result<Answers, Failure> {
    let text = fs::read_to_string(path).map_err(|error| unusable(path, &error))?;
    serde_json::from_str(&text).map_err(|error| Failure::said(format!("{} cannot be read: {error}", path.display())))
}

fn unusable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::said(format!("cannot use {}: {error}", path.display()))
}

const CONFIGURATION: &str = "tools/xtask/contract/schemathesis.toml";
const HOOKS: &str = "tools/xtask/contract/hooks.py";
const TENANT: &str = "tenant-bikes";
const JSON: &str = "application/json";

/// Characters of a line of a failure.
const LONGEST_LINE: usize = 500;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_without_what_surrounds_it_and_in_short_lines() {
        let output = format!(
            "progress\n= FAILURES =\nGET /a\n    {}\n    st replay x1\n",
            "0".repeat(2_000)
        );
        let told = failures(&output);
        assert!(told.starts_with("= FAILURES =\nGET /a\n"), "{told}");
        assert!(!told.contains("replay") && told.len() < 600, "{told}");
        assert_eq!(failures("it cannot start"), "it cannot start");
    }

    #[test]
    fn an_operation_that_never_succeeded_is_named() {
        let document = json!({ "paths": { "/a": {
            "get": { "operationId": "one", "tags": ["here"] },
            "post": { "operationId": "two", "tags": ["there"] },
        } } });
        let answers = |statuses: &[(&str, u16)]| -> Answers {
            let of = |(id, status): &(&str, u16)| ((*id).to_owned(), BTreeMap::from([(*status, 3)]));
            statuses.iter().map(of).collect()
        };
        let here = ["--include-tag", "here"];
        let passed = judged(&document, &answers(&[("one", 201)]), here).unwrap();
        assert_eq!(passed, "3 cases, each of 1 operations succeeded");
        for refused in [answers(&[("one", 401)]), answers(&[("two", 200)]), Answers::new()] {
            assert!(judged(&document, &refused, here).is_err());
        }
        assert!(judged(&document, &answers(&[("two", 200)]), ["--exclude-tag", "here"]).is_ok());
        assert!(judged(&document, &answers(&[("one", 200)]), ["--include-tag", "nowhere"]).is_err());
    }
}
