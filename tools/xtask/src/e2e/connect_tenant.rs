//! Session tokens in, tenants on record.

use serde_json::{Value, json};

use super::{BIKES, COFFEE, TABLE, WARM_CALLS, forged, must};
use crate::cargo_lambda::release_binary;
use crate::emulator::{Emulator, Reply};
use crate::event::event;
use crate::failure::Failure;
use crate::moto::Moto;
use crate::process;
use crate::stand_in::StandIn;
use crate::steps::Steps;
use crate::tenants;

pub(super) fn try_out(steps: &mut Steps<'_>, function: &Emulator, stand_in: &StandIn) -> Result<(), Failure> {
    let workspace = steps.workspace;
    let token = stand_in.session_token(BIKES)?;
    let by_get = event(workspace, "connect-tenant-get-session-id", &[("session-token", &token)])?;
    let connected = |response: &Reply| {
        let expected =
            json!({ "success": true, "tenantId": BIKES, "userId": "user-1", "tenantSlug": "bikes", "stored": true });
        must(response.status == 200 && response.body == expected, response)
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

pub(super) fn registry(
    steps: &mut Steps<'_>,
    function: &Emulator,
    stand_in: &StandIn,
    moto: &Moto,
) -> Result<(), Failure> {
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
    steps.step("connect-tenant: settings, changed as they were read", || {
        let answered = |name: &str, status: u64| {
            let response = send(name)?;
            must(response.status == status, &(name, &response))?;
            Ok::<_, Failure>(response)
        };
        answered("connect-tenant-settings-first", 200)?;
        answered("connect-tenant-settings-change", 200)?;
        let late = answered("connect-tenant-settings-conflict", 412)?;
        must(late.headers["etag"] == "\"2\"", &late)?;
        answered("connect-tenant-settings-no-version", 428)?;
        let read = answered("connect-tenant-settings", 200)?;
        must(read.body == json!({ "theme": "light" }), &read)?;
        Ok(String::new())
    })?;
    steps.step("connect-tenant: disconnected, no user is on record", || {
        let response = send("connect-tenant-disconnect")?;
        must(
            response.status == 200 && response.body["status"] == "disconnected",
            &response,
        )?;
        let item = moto.item(TABLE, BIKES)?;
        let is_erased = !item.to_string().contains("user-1") && item["settings"].is_null();
        let is_erased = is_erased && item["expiresAt"]["N"].is_string();
        must(item["status"]["S"] == "disconnected" && is_erased, &item)?;
        Ok(String::new())
    })?;
    let log = steps.log("admin");
    steps.step("admin: lists, exports and erases the tenant in DynamoDB", || {
        let admin = |arguments: &[&str]| {
            let mut command = tenants::admin(workspace);
            let store = format!("dynamodb:{TABLE}");
            command
                .arg("tenants")
                .args(arguments)
                .args(["--json", "--store", &store])
                .envs(moto.variables());
            let finished = process::run_quiet("admin", command, &log)?;
            must(finished.succeeded, &finished.output)?;
            Ok(serde_json::from_str::<Value>(&finished.output).unwrap_or_default())
        };
        let listed = admin(&["list"])?;
        must(
            listed["tenants"][0]["tenantId"] == BIKES && listed["next"].is_null(),
            &listed,
        )?;
        let exported = admin(&["export", BIKES, "--by", "ticket-1"])?;
        must(exported["tenant"]["status"] == "disconnected", &exported)?;
        admin(&["erase", BIKES, "--yes", "--by", "ticket-2"])?;
        let listed = admin(&["list"])?;
        must(listed["tenants"].as_array().is_some_and(Vec::is_empty), &listed)?;
        let listed = admin(&["requests"])?;
        must(listed["requests"].as_array().is_some_and(|all| all.len() == 2), &listed)?;
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

/// With these bytes every file of SQLite begins.
const SQLITE: &[u8] = b"SQLite format 3\0";
