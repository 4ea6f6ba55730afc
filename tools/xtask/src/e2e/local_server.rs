//! Real HTTP to the functions behind each local server: the gateway of `cargo xtask dev`, and
//! `cargo lambda watch`.

use std::process::Stdio;

use super::{BIKES, accounts, must};
use crate::accounts::{Caller, FUNCTION as ACCOUNT};
use crate::cargo::Workspace;
use crate::cargo_lambda::CargoLambda;
use crate::env_file;
use crate::failure::Failure;
use crate::gateway;
use crate::http;
use crate::local::Local;
use crate::local_server::LocalServer;
use crate::openapi::examples;
use crate::ports;
use crate::process;
use crate::stand_in::StandIn;
use crate::steps::Steps;
use crate::watch;

pub(super) fn try_out(steps: &mut Steps<'_>, lambda: &CargoLambda, stand_in: &StandIn) -> Result<(), Failure> {
    let workspace = steps.workspace;
    let server = gateway(workspace, stand_in, process::log_file(&steps.log("gateway"))?)?;
    let url = server.url.clone();
    let server = round(steps, server, stand_in, 204)?;
    steps.step("gateway: the examples of docs/openapi.json are its answers", || {
        examples::check(workspace, &url, stand_in)
    })?;
    drop(server);

    let port = ports::free()?;
    let env_file = workspace.scratch().join("test.env");
    let variables = variables(stand_in, &without_accounts(workspace, port)?);
    let borrowed: Vec<(&str, &str)> = variables
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    env_file::write(&env_file, &borrowed)?;
    let log = process::log_file(&steps.log("watch"))?;
    let server = watch::start(lambda, workspace, port, &env_file, log)?;
    round(steps, server, stand_in, 200).map(drop)
}

/// The local gateway before functions that have no accounts yet.
pub(crate) fn gateway(workspace: &Workspace, stand_in: &StandIn, log: (Stdio, Stdio)) -> Result<LocalServer, Failure> {
    let port = ports::free()?;
    let local = without_accounts(workspace, port)?;
    gateway::start(workspace, port, &variables(stand_in, &local), log)
}

fn without_accounts(workspace: &Workspace, port: u16) -> Result<Local, Failure> {
    Local::in_folder(workspace, &workspace.scratch().join("test"), port)?.with_no_accounts(workspace)
}

/// Variables of functions that call the stand-in, and keep what they keep on this machine.
pub(crate) fn variables(stand_in: &StandIn, local: &Local) -> Vec<(String, String)> {
    let variables = stand_in.variables().into_iter().chain(local.variables());
    let owned = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    owned.collect()
}

fn round(
    steps: &mut Steps<'_>,
    mut server: LocalServer,
    stand_in: &StandIn,
    preflight: u16,
) -> Result<LocalServer, Failure> {
    let workspace = steps.workspace;
    let name = server.name;
    let token = stand_in.session_token(BIKES)?;
    steps.step(&format!("{name}: the functions answer over HTTP"), || {
        let health = server.first_answer("/health", &[])?;
        must(health.status == 200 && health.json()["status"] == "ok", &health)?;
        let connected = server.first_answer(CONNECT, &[("x-session-id", &token)])?;
        must(
            connected.status == 200 && connected.json()["stored"] == true,
            &connected,
        )?;
        let record = server.first_answer("/api/tenant", &[("x-session-id", &token)])?;
        must(record.status == 200 && record.json()["tenantId"] == BIKES, &record)?;
        if workspace.has("product-proxy") {
            let products = server.first_answer("/api/products", &[("x-session-token", &token)])?;
            must(products.status == 200, &products)?;
        }
        if workspace.has("session") {
            let me = server.first_answer("/api/me", &[("x-session-token", &token)])?;
            must(me.status == 200 && me.json()["tenantId"] == BIKES, &me)?;
        }
        if workspace.has(ACCOUNT) {
            let keys = server.first_answer("/.well-known/jwks.json", &[])?;
            must(keys.status == 200, &keys)?;
        }
        Ok(String::new())
    })?;
    if workspace.has(ACCOUNT) {
        an_account(steps, &mut server)?;
    }
    steps.step(&format!("{name}: a browser on another port may call it"), || {
        let url = format!("{}{CONNECT}", server.url);
        let answer = http::options(
            &url,
            &[
                ("origin", "http://localhost:5173"),
                ("access-control-request-method", "GET"),
                ("access-control-request-headers", "x-session-id"),
            ],
        );
        let answer = answer.map_err(|error| Failure::said(format!("{url}: {error}")))?;
        must(answer.status == preflight, &answer)?;
        Ok(String::new())
    })?;
    Ok(server)
}

fn an_account(steps: &mut Steps<'_>, server: &mut LocalServer) -> Result<(), Failure> {
    let workspace = steps.workspace;
    let email = format!("anna-{}@example.org", std::process::id());
    let user = accounts::round(steps, &Caller::Http(server), &email)?;
    steps.step(
        &format!(
            "{}: the other functions know the user by the published keys",
            server.name
        ),
        || {
            let bearer = format!("Bearer {user}");
            if workspace.has("session") {
                let me = server.first_answer("/api/me", &[("authorization", &bearer)])?;
                must(me.status == 200 && me.json()["email"] == email, &me)?;
            }
            if workspace.has("product-proxy") {
                // Verified, or it would be 401; and a user of ours has no tenant.
                let products = server.first_answer("/api/products", &[("authorization", &bearer)])?;
                must(
                    products.status == 403 && products.json()["code"] == "tenant_missing",
                    &products,
                )?;
            }
            Ok(String::new())
        },
    )
}

const CONNECT: &str = "/api/connect-tenant";
