//! End to end: the release binaries under AWS's own emulator, their secret in Secrets Manager, JTL
//! played by the stand-in; then the local servers with real HTTP.

mod accounts;
mod authorizer;
mod better_auth;
mod connect_tenant;
mod fleet;
pub(crate) mod generic;
mod keys;
pub(crate) mod local_server;
mod product_proxy;
mod session;

use serde_json::json;

use crate::accounts::{Caller, FUNCTION as ACCOUNT};
use crate::arguments::{Requirement, TestOptions};
use crate::cargo_lambda::CargoLambda;
use crate::contract;
use crate::emulator::Emulator;
use crate::failure::Failure;
use crate::moto::Moto;
use crate::ports;
use crate::process;
use crate::stand_in::StandIn;
use crate::steps::{self, Steps};
use crate::tools::Installed;

pub(crate) fn run(
    steps: &mut Steps<'_>,
    lambda: &CargoLambda,
    aws: &Installed,
    options: &TestOptions,
) -> Result<(), Failure> {
    let workspace = steps.workspace;
    steps.program("debug build", workspace.build())?;
    let log = process::log_file(&steps.log("stand-in"))?;
    let stand_in = StandIn::start(workspace.stand_in(), ports::free()?, log)?;
    released(steps, lambda, aws, &stand_in)?;
    if workspace.has("connect-tenant") {
        fleet::try_out(steps, options.requires(Requirement::Node))?;
    }
    local_server::try_out(steps, lambda, &stand_in)?;
    contract::try_out(steps, &stand_in)?;
    if workspace.has("session") {
        better_auth::try_out(steps, lambda, &stand_in)?;
    }
    Ok(())
}

/// The release binary of each function of the workspace.
pub(crate) fn released(
    steps: &mut Steps<'_>,
    lambda: &CargoLambda,
    aws: &Installed,
    stand_in: &StandIn,
) -> Result<(), Failure> {
    if !cfg!(target_os = "linux") {
        steps::skip(
            "release binaries under Lambda's emulator",
            "AWS publishes it for Linux only",
        );
        return Ok(());
    }
    steps.program("release build", lambda.release_build(steps.workspace))?;
    under_the_emulator(steps, aws, stand_in)
}

fn under_the_emulator(steps: &mut Steps<'_>, aws: &Installed, stand_in: &StandIn) -> Result<(), Failure> {
    let workspace = steps.workspace;
    let secret = json!({ "CLIENT_ID": "stand-in-client", "CLIENT_SECRET": "stand-in-secret" });
    let moto = Moto::start(aws, &steps.log("moto"))?;
    moto.make_secret(SECRET, &secret.to_string())?;
    moto.make_table(TABLE, &["tenantId"])?;
    if workspace.has(ACCOUNT) {
        keys::in_secrets_manager(steps, &moto, KEYS)?;
    }
    let store = format!("dynamodb:{TABLE}");
    let mut variables = moto.variables().to_vec();
    variables.extend([
        ("CREDENTIALS_SECRET_ID", SECRET),
        ("JTL_AUTH_URL", &stand_in.url),
        ("JTL_API_URL", &stand_in.url),
        ("JTL_ISSUER", &stand_in.url),
        ("JTL_APP_ID", "stand-in-app"),
        ("CONNECTIONS_STORE", &store),
    ]);
    for function in &workspace.functions {
        let log = steps.log(function);
        let is_account = function == ACCOUNT;
        let emulator = if is_account {
            crate::accounts::under_the_emulator(workspace, aws, &moto, KEYS, &log)?
        } else {
            Emulator::start(workspace, aws, function, &variables, &log)?
        };
        match function.as_str() {
            ACCOUNT => {
                accounts::round(steps, &Caller::Events(&emulator), "anna@example.org")?;
            }
            "authorizer" => authorizer::try_out(steps, &emulator, stand_in)?,
            "connect-tenant" => {
                connect_tenant::try_out(steps, &emulator, stand_in)?;
                connect_tenant::registry(steps, &emulator, stand_in, &moto)?;
            }
            "product-proxy" => product_proxy::try_out(steps, &emulator, stand_in)?,
            "session" => session::try_out(steps, &emulator, stand_in)?,
            other => generic::try_out(steps, &emulator, other, stand_in)?,
        }
        steps.step(&format!("{function}: resident memory"), || {
            let resident = emulator.resident_kib()?;
            let limit = if is_account {
                RESIDENT_KIB + ARGON2_KIB
            } else {
                RESIDENT_KIB
            };
            must(resident <= limit, &resident)?;
            Ok(format!("{resident} KiB"))
        })?;
    }
    Ok(())
}

/// The head and claims of one token with the signature of another.
pub(crate) fn forged(claims_of: &str, signature_of: &str) -> String {
    let (claims, _) = claims_of.rsplit_once('.').unwrap_or_default();
    let (_, signature) = signature_of.rsplit_once('.').unwrap_or_default();
    format!("{claims}.{signature}")
}

fn must(is_so: bool, seen: &impl std::fmt::Debug) -> Result<(), Failure> {
    if is_so {
        return Ok(());
    }
    Err(Failure::said(format!("got {seen:#?}")))
}

const BIKES: &str = "tenant-bikes";
const COFFEE: &str = "tenant-coffee";
const KEYS: &str = "jtl-cloud-app/test-keys";
const SECRET: &str = "jtl-cloud-app/test";
const TABLE: &str = "jtl-cloud-app-connections";
const WARM_CALLS: u32 = 100;

/// Limit for one function after a few calls: an eighth of the smallest size that Lambda has.
const RESIDENT_KIB: u64 = 16 * 1024;

/// Memory that verifying a password takes besides, whether or not the allocator has given it back.
const ARGON2_KIB: u64 = 19 * 1024;
