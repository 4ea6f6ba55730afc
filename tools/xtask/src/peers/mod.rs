//! `cargo xtask bench --peers`: `connect-tenant` beside two servers on Node that answer the same request, on
//! the same runtime API and stand-in. Linux only, as the release binary is.

mod cold;
mod fleet;
mod peer;
mod table;
mod warm;

use std::path::Path;
use std::time::Duration;

use cold::HOP;
use peer::Peer;
use table::{Row, Verdict};

use crate::cargo::Workspace;
use crate::cargo_lambda::{CargoLambda, release_binary};
use crate::console::say;
use crate::dynalite::Dynalite;
use crate::failure::Failure;
use crate::node::{self, Package};
use crate::ports;
use crate::process;
use crate::stand_in::StandIn;
use crate::tools::CARGO_LAMBDA;

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
    let dynalite = Dynalite::start(&package, &log("dynalite"))?;
    let rows = Bench {
        workspace,
        stand_in: &stand_in,
        peers: peers(workspace, &package, &stand_in)?,
        dynalite: &dynalite,
    }
    .rows()?;
    conclude(&rows)
}

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
fn peers(workspace: &Workspace, package: &Package, stand_in: &StandIn) -> Result<[Peer; 3], Failure> {
    package.folder_with("runtime.mjs")?;
    let variables: Vec<_> = stand_in.variables()[..4]
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    let peer = |name, program: &Path, script| Peer {
        name,
        program: program.to_owned(),
        script,
        variables: variables.clone(),
    };
    let node = node::interpreter()?;
    let script = |name: &str| package.folder_with(name).map(|folder| Some(folder.join(name)));
    Ok([
        peer(FUNCTION, &release_binary(workspace, FUNCTION), None),
        peer("the careful handler", &node, script("careful.mjs")?),
        peer("the Express server", &node, script("express.mjs")?),
    ])
}

struct Bench<'a> {
    workspace: &'a Workspace,
    stand_in: &'a StandIn,
    peers: [Peer; 3],
    dynalite: &'a Dynalite,
}

impl Bench<'_> {
    fn rows(&self) -> Result<Vec<Row>, Failure> {
        let mut rows = vec![self.start_up()?];
        rows.extend(self.cold()?);
        rows.extend(self.warm()?);
        rows.push(self.rotation()?);
        rows.extend(self.fleet()?);
        Ok(rows)
    }

    fn start_up(&self) -> Result<Row, Failure> {
        say("starting each …");
        Ok(Row {
            figure: "start-up: exec to first poll, without network",
            unit: "ms",
            digits: 1,
            measured: each(&self.peers, cold::start_up)?,
            goal: AS_GOOD,
        })
    }

    fn cold(&self) -> Result<[Row; 2], Failure> {
        say("answering first, hops of 50 ms …");
        cold::hops(self.stand_in, HOP)?;
        let token = self.stand_in.session_token("tenant-bikes")?;
        let event = &warm::events(self.workspace, &[token])?[0];
        let measured = each(&self.peers, |peer| cold::first_answer(peer, event, &[]))?;
        let [_, careful, express] = measured;
        let store = self.warm_store("cold")?;
        let with_store = cold::first_answer(&self.peers[0].with(&store), event, &[])?;
        cold::hops(self.stand_in, Duration::ZERO)?;
        let row = |figure, measured| Row {
            figure,
            unit: "ms",
            digits: 1,
            measured,
            goal: AS_GOOD,
        };
        Ok([
            row("cold: exec to the first answer, hops of 50 ms", measured),
            row(
                "the same, another environment having filled our warm store",
                [with_store, careful, express],
            ),
        ])
    }

    fn warm(&self) -> Result<[Row; 4], Failure> {
        say("answering 1,000 good and 1,000 forged tokens …");
        let [ours, careful, express] = &self.peers;
        let seen = warm::measure(self.workspace, self.stand_in, [ours, careful, express])?;
        let row = |figure, unit, digits, measured, goal| Row {
            figure,
            unit,
            digits,
            measured,
            goal,
        };
        let of = |measure: &dyn Fn(&warm::Warm) -> f64| seen.each_ref().map(measure);
        Ok([
            row(
                "warm: p50 of 1,000 good tokens",
                "ms",
                2,
                of(&|warm| milliseconds(warm.percentile(50))),
                AS_GOOD,
            ),
            row(
                "warm: p99",
                "ms",
                2,
                of(&|warm| milliseconds(warm.percentile(99))),
                AS_GOOD,
            ),
            row("resident after them", "MB", 1, of(&|warm| warm.resident), AS_GOOD),
            row(
                "upstream calls for them, and 1,000 forged tokens",
                "",
                0,
                of(&|warm| number(warm.calls)),
                ONE_CALL_MORE,
            ),
        ])
    }

    fn rotation(&self) -> Result<Row, Failure> {
        say("rotating the key …");
        Ok(Row {
            figure: "good tokens refused of 100, the key rotated after the first answer",
            unit: "",
            digits: 0,
            measured: each(&self.peers, |peer| {
                warm::refused_after_a_rotation(self.workspace, self.stand_in, peer)
            })?,
            goal: AS_GOOD,
        })
    }

    fn fleet(&self) -> Result<[Row; 3], Failure> {
        say("starting 40 of each at once …");
        cold::hops(self.stand_in, HOP)?;
        let token = self.stand_in.session_token("tenant-bikes")?;
        let event = &warm::events(self.workspace, &[token])?[0];
        let fleet = |peer: &Peer| fleet::measure(self.stand_in, peer, event);
        let [alone, careful, express] = [fleet(&self.peers[0])?, fleet(&self.peers[1])?, fleet(&self.peers[2])?];
        let ours = fleet(&self.peers[0].with(&self.warm_store("fleet")?))?;
        cold::hops(self.stand_in, Duration::ZERO)?;
        let row = |figure, measured, goal| Row {
            figure,
            unit: "",
            digits: 0,
            measured,
            goal,
        };
        let refused = [ours.refused, careful.refused, express.refused];
        Ok([
            row("40 cold at once, 10 calls per 45 s: refused", refused, AS_GOOD),
            row(
                "40 cold at once: upstream calls",
                [ours.calls, careful.calls, express.calls].map(number),
                AS_GOOD,
            ),
            row(
                "40 cold at once: refused, ours without its warm store",
                [alone.refused, careful.refused, express.refused],
                None,
            ),
        ])
    }

    /// Variables of a warm store that is empty.
    fn warm_store(&self, table: &str) -> Result<[(&'static str, String); 2], Failure> {
        self.dynalite.make_table(table, &["pk"])?;
        Ok([
            ("WARM_STORE", format!("dynamodb:{table}")),
            ("AWS_ENDPOINT_URL_DYNAMODB", self.dynalite.url.clone()),
        ])
    }
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

fn each(peers: &[Peer; 3], measure: impl Fn(&Peer) -> Result<f64, Failure>) -> Result<[f64; 3], Failure> {
    let [ours, careful, express] = peers;
    Ok([measure(ours)?, measure(careful)?, measure(express)?])
}

/// Calls that have arrived for an access token or for the keys of session tokens.
fn jtl_calls(stand_in: &StandIn) -> Result<u64, Failure> {
    let calls = stand_in.calls()?;
    let of = |endpoint: &str| calls[endpoint].as_u64().unwrap_or_default();
    Ok(of("token") + of("keys"))
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn number(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

const FUNCTION: &str = "connect-tenant";
const PACKAGE: &str = "tools/xtask/peers";

/// Ours costs nobody what Node would not.
const AS_GOOD: Option<f64> = Some(1.0);
/// A key set is fetched once more, at once, for a signature that no key fits: a rotated key shows like that.
const ONE_CALL_MORE: Option<f64> = Some(1.5);
