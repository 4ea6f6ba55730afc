//! `cargo xtask dev` in the clone: one request to the route that was made.

use std::process::Command;
use std::time::Duration;

use super::clone::Clone;
use crate::failure::Failure;
use crate::http;
use crate::interrupt;
use crate::ports;
use crate::process::{self, Running};
use crate::try_it::script::SHOWN;

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
    let script = clone.workspace.dev_folder(port).join("try.sh");
    let script = std::fs::read_to_string(&script).map_err(|error| Failure::said(error.to_string()))?;
    if !script.contains(&route) {
        return Err(Failure::said(format!("no line shows {route}:\n{script}")));
    }
    let answer = get(&route, &[("x-session-token", token.as_str().unwrap_or_default())])?;
    let items = answer.json()["nodes"].as_array().map_or(0, Vec::len);
    if answer.status != 200 || items == 0 {
        return Err(Failure::said(format!("{route} answers {answer:?}")));
    }
    let tried = if cfg!(unix) { calls(&script)? } else { 0 };
    drop(dev);
    for port in [port, jtl] {
        ports::must_be_free(port, "what dev has started and not ended", "--port")?;
    }
    Ok(format!("{items} items, {tried} calls of try.sh"))
}

/// Runs the script with the statuses of its answers in place of the answers, and compares them with
/// its comments. Returns the number of calls.
fn calls(script: &str) -> Result<usize, Failure> {
    let lines = script.lines().collect::<Vec<_>>();
    let calls = lines.windows(2).filter(|pair| pair[1].contains(SHOWN));
    let comments: Vec<&str> = calls.map(|pair| pair[0].trim_start_matches("# ")).collect();
    let statuses = script.replace(SHOWN, "-o /dev/null -w '%{http_code}\\n'");
    let output = Command::new("sh").args(["-c", &statuses]).output();
    let output = output.map_err(|error| Failure::said(format!("sh cannot be started: {error}")))?;
    let statuses = String::from_utf8_lossy(&output.stdout).into_owned();
    let statuses: Vec<&str> = statuses.lines().collect();
    if statuses.len() != comments.len() {
        return Err(Failure::said(format!(
            "{} calls, but the answers {statuses:?}",
            comments.len()
        )));
    }
    let answers = comments.iter().zip(&statuses);
    // A call whose status is not always the same has none in its comment.
    let is_promised = |comment: &str| comment.starts_with(|first: char| first.is_ascii_digit());
    let others = answers.filter(|(comment, status)| is_promised(comment) && !comment.starts_with(**status));
    let others: Vec<String> = others
        .map(|(comment, status)| format!("{status} instead of {comment}"))
        .collect();
    if others.is_empty() {
        Ok(comments.len())
    } else {
        Err(Failure::said(others.join("\n")))
    }
}

const READY: &str = "Ctrl-C ends everything.";
const POLL: Duration = Duration::from_millis(100);
