//! `cargo xtask dev` in the clone: one request to the route that was made.

use std::time::Duration;

use super::clone::Clone;
use crate::failure::Failure;
use crate::http;
use crate::interrupt;
use crate::ports;
use crate::process::{self, Running};

pub(super) fn try_out(clone: &Clone<'_>) -> Result<String, Failure> {
    let (port, jtl) = (ports::free()?, ports::free()?);
    let ports = [port.to_string(), jtl.to_string()];
    let mut command = clone.xtask_command(&["dev", "--port", &ports[0], "--stand-in-port", &ports[1]])?;
    let log = clone.root.with_extension("dev.log");
    let (out, err) = process::log_file(&log)?;
    command.stdout(out).stderr(err);
    let mut dev = Running::start("cargo xtask dev", command)?;
    let said = || std::fs::read_to_string(&log).unwrap_or_default();
    // Once every function has answered it says so.
    while !said().contains(READY) {
        if dev.must_run().is_err() {
            return Err(Failure::said(said()));
        }
        interrupt::pause(POLL)?;
    }
    let get = |url: &str, headers: http::Headers<'_>| {
        http::get(url, headers, http::LIMIT).map_err(|error| Failure::said(format!("{url}: {error}")))
    };
    let token = format!("http://127.0.0.1:{jtl}/control/session-token?tenantId=tenant-bikes");
    let token = get(&token, &[])?.json()["sessionToken"].clone();
    let route = format!("http://127.0.0.1:{port}/api/made-orders/1");
    if !said().contains(&route) {
        return Err(Failure::said(format!("no line shows {route}:\n{}", said())));
    }
    let answer = get(&route, &[("x-session-token", token.as_str().unwrap_or_default())])?;
    let items = answer.json()["nodes"].as_array().map_or(0, Vec::len);
    if answer.status != 200 || items == 0 {
        return Err(Failure::said(format!("{route} answers {answer:?}")));
    }
    drop(dev);
    for port in [port, jtl] {
        ports::must_be_free(port, "what dev has started and not ended", "--port")?;
    }
    Ok(format!("{items} items"))
}

const READY: &str = "Ctrl-C ends everything.";
const POLL: Duration = Duration::from_millis(100);
