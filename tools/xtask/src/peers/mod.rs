//! `cargo xtask bench --peers`: `connect-tenant` beside two servers on Node that answer the same request, on
//! the same runtime API and stand-in. Linux only, as the release binary is.

mod cold;
mod fleet;
mod peer;
mod rows;
mod table;
mod warm;

use std::path::Path;

use peer::Peer;
use rows::Bench;
use table::{Row, Verdict};

use crate::cargo::Workspace;
use crate::cargo_lambda::{CargoLambda, release_binary};
use crate::console::say;
use crate::dynalite::Dynalite;
use crate::failure::Failure;
use crate::node::{self, Package};
use crate::ports;
use crate::process;
use crate::round_trips::FarAway;
use crate::stand_in::StandIn;
use crate::tools::{AWS, CARGO_LAMBDA};

pub(crate) fn run(workspace: &Workspace) -> Result<(), Failure> {
    if let Some(reason) = is_impossible(workspace) {
        return Err(Failure::said(format!("bench --peers cannot be run: {reason}")));
    }
    let lambda = CargoLambda(CARGO_LAMBDA.install(workspace)?);
    for build in [
        lambda.release_build_of(workspace, [FUNCTION]),
        workspace.build_servers(),
    ] {
        if !process::run_shown("cargo", build)?.succeeded {
            return Err(Failure::said(
                "the build failed; the compiler's message above says where",
            ));
        }
    }
    let package = Package::install(workspace, "peers", PACKAGE)?;
    let log = |name: &str| workspace.scratch().join("log").join(format!("peers-{name}.log"));
    let stand_in = StandIn::start(
        workspace.stand_in(),
        ports::free()?,
        process::log_file(&log("stand-in"))?,
    )?;
    let dynalite = Dynalite::start(workspace, &log("dynalite"))?;
    let far_away = FarAway::start(workspace, &AWS.install(workspace)?, &stand_in, None)?;
    let rows = Bench {
        workspace,
        stand_in: &stand_in,
        peers: peers(workspace, &package, &stand_in, &log("node"))?,
        dynalite: &dynalite,
        far_away: &far_away,
    }
    .rows();
    let said = workspace.shown(&log("node"));
    conclude(&rows.map_err(|failure| failure.with(&format!("; what the servers on Node said is in {said}")))?)
}

/// Reason for which nothing can be measured here.
fn is_impossible(workspace: &Workspace) -> Option<String> {
    if !cfg!(target_os = "linux") {
        return Some("release binaries run on Linux only".to_owned());
    }
    if !workspace.has(FUNCTION) {
        return Some(format!("this workspace has no function {FUNCTION}"));
    }
    node::is_missing(node::OLDEST_NODE)
}

/// Ours, the careful handler, the Express server.
fn peers(workspace: &Workspace, package: &Package, stand_in: &StandIn, log: &Path) -> Result<[Peer; 3], Failure> {
    for script in ["runtime.mjs", "careful.mjs", "express.mjs"] {
        package.folder_with(script)?;
    }
    bundle(workspace, package)?;
    process::log_file(log)?;
    let variables: Vec<_> = stand_in.variables()[..4]
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    let peer = |name, program: &Path, script| Peer {
        name,
        program: program.to_owned(),
        script,
        variables: variables.clone(),
        log: log.to_owned(),
    };
    let node = node::interpreter()?;
    let script = |name: &str| Some(package.folder().join(name));
    Ok([
        peer(FUNCTION, &release_binary(workspace, FUNCTION), None),
        peer("the careful handler", &node, script(BUNDLE)),
        peer("the Express server", &node, script("express.mjs")),
    ])
}

/// Makes one small file of the careful handler and its packages: a third less time until it has started.
fn bundle(workspace: &Workspace, package: &Package) -> Result<(), Failure> {
    let mut esbuild = package.node(&[])?;
    esbuild
        .arg(package.folder().join("node_modules/esbuild/bin/esbuild"))
        .args([
            "careful.mjs",
            "--bundle",
            "--minify",
            "--platform=node",
            "--target=node20",
            "--format=esm",
        ])
        .arg(format!("--outfile={BUNDLE}"));
    let log = workspace.scratch().join("log").join("peers-esbuild.log");
    let finished = process::run_quiet("esbuild", esbuild, &log)?;
    if finished.succeeded {
        return Ok(());
    }
    Err(Failure::said(format!(
        "esbuild has made no bundle:\n{}",
        finished.output
    )))
}

fn conclude(rows: &[Row]) -> Result<(), Failure> {
    say(format!("\n{}\n", table::markdown(rows)));
    let count = |verdict| rows.iter().filter(|row| row.verdict() == verdict).count();
    let (ok, behind, above) = (count(Verdict::Ok), count(Verdict::Behind), count(Verdict::Above));
    say(format!(
        "{ok} at least as good as the careful handler, {behind} behind it and within their goals, {above} above"
    ));
    match above {
        0 => Ok(()),
        _ => Err(Failure::said("a figure is above its goal")),
    }
}

/// Calls that have arrived for an access token or for the keys of session tokens.
fn jtl_calls(stand_in: &StandIn) -> Result<u64, Failure> {
    let calls = stand_in.calls()?;
    match (calls["token"].as_u64(), calls["keys"].as_u64()) {
        (Some(token), Some(keys)) => Ok(token + keys),
        _ => Err(Failure::said(format!("the stand-in counts no such calls: {calls}"))),
    }
}

const FUNCTION: &str = "connect-tenant";
const BUNDLE: &str = "careful.bundle.mjs";
const PACKAGE: &str = "tools/xtask/peers";
