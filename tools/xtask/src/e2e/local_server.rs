//! Real HTTP to `cargo lambda watch`.

use super::{BIKES, accounts, must};
use crate::accounts::{Caller, FUNCTION as ACCOUNT};
use crate::cargo_lambda::CargoLambda;
use crate::env_file;
use crate::failure::Failure;
use crate::http;
use crate::local::Local;
use crate::ports;
use crate::process;
use crate::stand_in::StandIn;
use crate::steps::Steps;
use crate::watch::Watch;

pub(super) fn try_out(steps: &mut Steps<'_>, lambda: &CargoLambda, stand_in: &StandIn) -> Result<(), Failure> {
    let workspace = steps.workspace;
    let log = steps.log("watch");
    let env_file = workspace.scratch().join("test.env");
    let port = ports::free()?;
    let local = Local::new(workspace, port)?.with_no_accounts(workspace)?;
    let mut variables = stand_in.variables().to_vec();
    variables.extend(local.variables());
    env_file::write(&env_file, &variables)?;
    let mut watch = Watch::start(lambda, workspace, port, &env_file, process::log_file(&log)?)?;
    let token = stand_in.session_token(BIKES)?;
    steps.step("local server: the functions answer over HTTP", || {
        let health = watch.first_answer("/health", &[])?;
        must(health.status == 200 && health.json()["status"] == "ok", &health)?;
        let connected = watch.first_answer(CONNECT, &[("x-session-id", &token)])?;
        must(
            connected.status == 200 && connected.json()["stored"] == true,
            &connected,
        )?;
        let record = watch.first_answer("/api/tenant", &[("x-session-id", &token)])?;
        must(record.status == 200 && record.json()["tenantId"] == BIKES, &record)?;
        if workspace.has("product-proxy") {
            let products = watch.first_answer("/api/products", &[("x-session-token", &token)])?;
            must(products.status == 200, &products)?;
        }
        if workspace.has("session") {
            let me = watch.first_answer("/api/me", &[("x-session-token", &token)])?;
            must(me.status == 200 && me.json()["tenantId"] == BIKES, &me)?;
        }
        if workspace.has(ACCOUNT) {
            let keys = watch.first_answer("/.well-known/jwks.json", &[])?;
            must(keys.status == 200, &keys)?;
        }
        Ok(String::new())
    })?;
    if workspace.has(ACCOUNT) {
        an_account(steps, &mut watch)?;
    }
    steps.step("local server: a browser on another port may call it", || {
        let url = format!("{}{CONNECT}", watch.url);
        let preflight = http::options(
            &url,
            &[
                ("origin", "http://localhost:5173"),
                ("access-control-request-method", "GET"),
                ("access-control-request-headers", "x-session-id"),
            ],
        );
        let preflight = preflight.map_err(|error| Failure::said(format!("{url}: {error}")))?;
        must(preflight.status == 200, &preflight)?;
        Ok(String::new())
    })
}

fn an_account(steps: &mut Steps<'_>, watch: &mut Watch) -> Result<(), Failure> {
    let workspace = steps.workspace;
    let email = format!("anna-{}@example.org", std::process::id());
    let user = accounts::round(steps, &Caller::Http(watch), &email)?;
    steps.step(
        "local server: the other functions know the user by the published keys",
        || {
            let bearer = format!("Bearer {user}");
            if workspace.has("session") {
                let me = watch.first_answer("/api/me", &[("authorization", &bearer)])?;
                must(me.status == 200 && me.json()["email"] == email, &me)?;
            }
            if workspace.has("product-proxy") {
                // Verified, or it would be 401; and a user of ours has no tenant.
                let products = watch.first_answer("/api/products", &[("authorization", &bearer)])?;
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
