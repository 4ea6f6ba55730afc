//! End to end: the release binaries under AWS's own emulator, their secret in Secrets Manager, JTL
//! played by the stand-in; then the local server with real HTTP.

use serde_json::{Value, json};

use crate::cargo_lambda::{CargoLambda, release_binary};
use crate::emulator::{Emulator, Reply};
use crate::env_file;
use crate::event::event;
use crate::failure::Failure;
use crate::http;
use crate::moto::Moto;
use crate::ports;
use crate::process;
use crate::stand_in::StandIn;
use crate::steps::{self, Steps};
use crate::tenants;
use crate::tools::Installed;
use crate::watch::Watch;

pub(crate) fn run(steps: &mut Steps<'_>, lambda: Installed, aws: &Installed) -> Result<(), Failure> {
    let lambda = CargoLambda::Pinned(lambda);
    let workspace = steps.workspace;
    steps.program("debug build", workspace.build())?;
    let log = process::log_file(&steps.log("stand-in"))?;
    let stand_in = StandIn::start(workspace.stand_in(), ports::free()?, log)?;
    if cfg!(target_os = "linux") {
        steps.program("release build", lambda.release_build(workspace))?;
        under_the_emulator(steps, aws, &stand_in)?;
    } else {
        steps::skip(
            "release binaries under Lambda's emulator",
            "AWS publishes it for Linux only",
        );
    }
    under_the_local_server(steps, &lambda, &stand_in)
}

fn under_the_emulator(steps: &mut Steps<'_>, aws: &Installed, stand_in: &StandIn) -> Result<(), Failure> {
    let workspace = steps.workspace;
    let secret = json!({ "CLIENT_ID": "stand-in-client", "CLIENT_SECRET": "stand-in-secret" });
    let moto = Moto::start(aws, &steps.log("moto"))?;
    moto.make_secret(SECRET, &secret.to_string())?;
    moto.make_table(TABLE)?;
    let store = format!("dynamodb:{TABLE}");
    let mut variables = moto.variables().to_vec();
    variables.extend([
        ("CREDENTIALS_SECRET_ID", SECRET),
        ("JTL_AUTH_URL", &stand_in.url),
        ("JTL_API_URL", &stand_in.url),
        ("CONNECTIONS_STORE", &store),
    ]);
    for function in &workspace.functions {
        let log = steps.log(function);
        let emulator = Emulator::start(workspace, aws, function, &variables, &log)?;
        match function.as_str() {
            "connect-tenant" => {
                connect_tenant(steps, &emulator, stand_in)?;
                registry(steps, &emulator, stand_in, &moto)?;
            }
            "product-proxy" => product_proxy(steps, &emulator, stand_in)?,
            other => return Err(Failure::said(format!("{other} has no end-to-end test"))),
        }
        steps.step(&format!("{function}: resident memory"), || {
            let resident = emulator.resident_kib()?;
            must(resident <= RESIDENT_KIB, &resident)?;
            Ok(format!("{resident} KiB"))
        })?;
    }
    Ok(())
}

fn connect_tenant(steps: &mut Steps<'_>, function: &Emulator, stand_in: &StandIn) -> Result<(), Failure> {
    let workspace = steps.workspace;
    let token = stand_in.session_token(BIKES)?;
    let by_get = event(workspace, "connect-tenant-get-session-id", &[("session-token", &token)])?;
    let connected = |reply: &Reply| {
        let expected =
            json!({ "success": true, "tenantId": BIKES, "userId": "user-1", "tenantSlug": "bikes", "stored": true });
        must(reply.status == 200 && reply.body == expected, reply)
    };
    steps.step("connect-tenant: a session token names tenant and user", || {
        connected(&function.invoke(&by_get)?)?;
        let by_post = event(workspace, "connect-tenant-post-body", &[("session-token", &token)])?;
        connected(&function.invoke(&by_post)?)?;
        Ok(String::new())
    })?;
    steps.step("connect-tenant: warm, nothing is asked of JTL", || {
        let before = stand_in.calls()?;
        for _ in 0..WARM_CALLS {
            connected(&function.invoke(&by_get)?)?;
        }
        let after = stand_in.calls()?;
        must(before == after, &(before, after))?;
        Ok(format!("{WARM_CALLS} calls"))
    })?;
    steps.step("connect-tenant: no token 400, a forged one 401", || {
        let none = function.invoke(&event(workspace, "connect-tenant-no-token", &[])?)?;
        must(none.status == 400 && none.body["code"] == "token_missing", &none)?;
        let forged = forged(&token, &stand_in.session_token(COFFEE)?);
        let forged = event(workspace, "connect-tenant-forged-token", &[("forged-token", &forged)])?;
        let refused = function.invoke(&forged)?;
        must(
            refused.status == 401 && refused.body["code"] == "token_signature",
            &refused,
        )?;
        must(refused.headers["www-authenticate"].is_string(), &refused)?;
        Ok(String::new())
    })?;
    steps.step("connect-tenant: /health", || {
        let health = function.invoke(&event(workspace, "connect-tenant-health", &[])?)?;
        must(health.status == 200 && health.body["status"] == "ok", &health)?;
        Ok(String::new())
    })
}

fn registry(steps: &mut Steps<'_>, function: &Emulator, stand_in: &StandIn, moto: &Moto) -> Result<(), Failure> {
    let workspace = steps.workspace;
    let token = stand_in.session_token(BIKES)?;
    let send = |name: &str| function.invoke(&event(workspace, name, &[("session-token", &token)])?);
    steps.step("connect-tenant: the tenant is on record in DynamoDB", || {
        let item = moto.item(TABLE, BIKES)?;
        must(
            item["status"]["S"] == "connected" && item["firstUserId"]["S"] == "user-1",
            &item,
        )?;
        let own = send("connect-tenant-own-record")?;
        must(own.status == 200 && own.body["tenantId"] == BIKES, &own)?;
        Ok(String::new())
    })?;
    steps.step("connect-tenant: disconnected, no user is on record", || {
        let reply = send("connect-tenant-disconnect")?;
        must(reply.status == 200 && reply.body["status"] == "disconnected", &reply)?;
        let item = moto.item(TABLE, BIKES)?;
        let is_erased = !item.to_string().contains("user-1") && item["expiresAt"]["N"].is_string();
        must(item["status"]["S"] == "disconnected" && is_erased, &item)?;
        Ok(String::new())
    })?;
    let log = steps.log("operator");
    steps.step("operator: lists and erases the tenant in DynamoDB", || {
        let operator = |arguments: &[&str]| {
            let mut command = tenants::operator(workspace);
            let store = format!("dynamodb:{TABLE}");
            command
                .args(arguments)
                .args(["--json", "--store", &store])
                .envs(moto.variables());
            let finished = process::run_quiet("operator", command, &log)?;
            must(finished.succeeded, &finished.output)?;
            Ok(serde_json::from_str::<Value>(&finished.output).unwrap_or_default())
        };
        let listed = operator(&["list"])?;
        must(
            listed["tenants"][0]["tenantId"] == BIKES && listed["next"].is_null(),
            &listed,
        )?;
        operator(&["erase", BIKES, "--yes"])?;
        let listed = operator(&["list"])?;
        must(listed["tenants"].as_array().is_some_and(Vec::is_empty), &listed)?;
        Ok(String::new())
    })?;
    steps.step("connect-tenant: no SQLite in the release binary", || {
        let path = release_binary(workspace, "connect-tenant");
        let binary = std::fs::read(&path).map_err(|error| Failure::said(format!("{}: {error}", path.display())))?;
        let is_in = binary.windows(SQLITE.len()).any(|bytes| bytes == SQLITE);
        must(!is_in, &"SQLite's file header")?;
        Ok(format!("{} KiB", binary.len() / 1024))
    })
}

fn product_proxy(steps: &mut Steps<'_>, function: &Emulator, stand_in: &StandIn) -> Result<(), Failure> {
    let workspace = steps.workspace;
    let (bikes, coffee) = (stand_in.session_token(BIKES)?, stand_in.session_token(COFFEE)?);
    let send = |name: &str, values: &[(&str, &str)]| function.invoke(&event(workspace, name, values)?);
    steps.step("product-proxy: each tenant sees its own products", || {
        let of_bikes = send("product-proxy-list", &[("session-token", &bikes)])?;
        let of_coffee = send("product-proxy-list", &[("session-token", &coffee)])?;
        let (ours, theirs) = (ids(&of_bikes)?, ids(&of_coffee)?);
        must(ours.iter().all(|id| !theirs.contains(id)), &(of_bikes, of_coffee))?;
        Ok(format!("{} and {}", ours.len(), theirs.len()))
    })?;
    steps.step("product-proxy: one product, to its own tenant only", || {
        let id = ids(&send("product-proxy-list", &[("session-token", &bikes)])?)?.swap_remove(0);
        let own = send("product-proxy-one", &[("session-token", &bikes), ("item-id", &id)])?;
        must(own.status == 200 && own.body["id"] == *id, &own)?;
        let foreign = send("product-proxy-one", &[("session-token", &coffee), ("item-id", &id)])?;
        must(foreign.status == 404, &foreign)?;
        Ok(String::new())
    })?;
    steps.step("product-proxy: a GraphQL query", || {
        let reply = send("product-proxy-graphql", &[("session-token", &bikes)])?;
        let total = &reply.body["data"]["QueryItems"]["totalCount"];
        must(reply.status == 200 && total.is_number(), &reply)?;
        Ok(String::new())
    })?;
    steps.step("product-proxy: no token 401", || {
        let none = send("product-proxy-list-no-token", &[])?;
        must(none.status == 401 && none.body["code"] == "token_missing", &none)?;
        Ok(String::new())
    })
}

fn under_the_local_server(steps: &mut Steps<'_>, lambda: &CargoLambda, stand_in: &StandIn) -> Result<(), Failure> {
    let workspace = steps.workspace;
    let log = steps.log("watch");
    let env_file = workspace.scratch().join("test.env");
    let store = workspace.local_store();
    let mut variables = stand_in.variables().to_vec();
    variables.push(("CONNECTIONS_STORE", &store));
    env_file::write(&env_file, &variables)?;
    let mut watch = Watch::start(lambda, workspace, ports::free()?, &env_file, process::log_file(&log)?)?;
    let token = stand_in.session_token(BIKES)?;
    steps.step("local server: both functions answer over HTTP", || {
        let health = watch.first_answer("/health", &[])?;
        must(health.status == 200 && health.json()["status"] == "ok", &health)?;
        let connected = watch.first_answer(CONNECT, &[("x-session-id", &token)])?;
        must(
            connected.status == 200 && connected.json()["stored"] == true,
            &connected,
        )?;
        let record = watch.first_answer("/api/tenant", &[("x-session-id", &token)])?;
        must(record.status == 200 && record.json()["tenantId"] == BIKES, &record)?;
        let products = watch.first_answer("/api/products", &[("x-session-token", &token)])?;
        must(products.status == 200, &products)?;
        Ok(String::new())
    })?;
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

/// The head and claims of one token with the signature of another.
fn forged(claims_of: &str, signature_of: &str) -> String {
    let (claims, _) = claims_of.rsplit_once('.').unwrap_or_default();
    let (_, signature) = signature_of.rsplit_once('.').unwrap_or_default();
    format!("{claims}.{signature}")
}

fn ids(products: &Reply) -> Result<Vec<String>, Failure> {
    let items = products.body["nodes"].as_array().cloned().unwrap_or_default();
    let ids: Vec<String> = items
        .iter()
        .filter_map(|item| item["id"].as_str())
        .map(str::to_owned)
        .collect();
    must(products.status == 200 && !ids.is_empty(), products)?;
    Ok(ids)
}

fn must(is_so: bool, seen: &impl std::fmt::Debug) -> Result<(), Failure> {
    if is_so {
        return Ok(());
    }
    Err(Failure::said(format!("got {seen:#?}")))
}

const CONNECT: &str = "/api/connect-tenant";
const BIKES: &str = "tenant-bikes";
const COFFEE: &str = "tenant-coffee";
const SECRET: &str = "jtl-cloud-app/test";
const TABLE: &str = "jtl-cloud-app-connections";
/// With these bytes every file of SQLite begins.
const SQLITE: &[u8] = b"SQLite format 3\0";
const WARM_CALLS: u32 = 100;

/// What one function may hold after a few calls: an eighth of the smallest size that Lambda has.
const RESIDENT_KIB: u64 = 16 * 1024;
