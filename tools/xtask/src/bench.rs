//! `cargo xtask bench`: each figure beside its limit.

use serde_json::{Value, json};

use crate::accounts::{self, Caller, FUNCTION, PASSWORD};
use crate::cargo::Workspace;
use crate::cargo_lambda::CargoLambda;
use crate::cold_start;
use crate::console::say;
use crate::dynalite::Dynalite;
use crate::emulator::Emulator;
use crate::event::{self, event};
use crate::failure::Failure;
use crate::fleet;
use crate::moto::Moto;
use crate::node;
use crate::ports;
use crate::process;
use crate::round_trips::FarAway;
use crate::stand_in::StandIn;
use crate::steps;
use crate::tenants;
use crate::tools::{AWS, CARGO_LAMBDA, Installed};

pub(crate) fn run(workspace: &Workspace) -> Result<(), Failure> {
    let mut figures = Figures::default();
    if cfg!(target_os = "linux") {
        of_release_binaries(workspace, &mut figures)?;
    } else {
        steps::skip("the figures of the release binaries", "they run on Linux only");
    }
    for (function, measure) in INSIDE_THE_PROCESS {
        if workspace.has(function) {
            measure(workspace, &mut figures)?;
        }
    }
    local_gateway(workspace, &mut figures)?;
    figures.conclude()
}

/// As `cargo xtask dev` runs it: unoptimized.
fn local_gateway(workspace: &Workspace, figures: &mut Figures) -> Result<(), Failure> {
    measure(workspace, ("gateway", "share"), "dev", |measured| {
        let milliseconds = |name: &str| measured[name].as_f64().map(|microseconds| microseconds / 1e3);
        let (through, bare) = (milliseconds("through_us")?, milliseconds("bare_us")?);
        say(format!(
            "through the local gateway: {through:.2} ms; of a bare server: {bare:.2} ms"
        ));
        figures.put(
            "gateway: a function that answers at once, more than a bare server",
            through - bare,
            1.0,
            "ms",
        );
        Some(())
    })
}

fn of_release_binaries(workspace: &Workspace, figures: &mut Figures) -> Result<(), Failure> {
    let lambda = CargoLambda(CARGO_LAMBDA.install(workspace)?);
    let aws = AWS.install(workspace)?;
    for build in [lambda.release_build(workspace), workspace.build()] {
        if !process::run_shown("cargo", build)?.succeeded {
            return Err(Failure::said(
                "the build failed; the compiler's message above says where",
            ));
        }
    }
    for function in &workspace.functions {
        let start = cold_start::without_network(workspace, function)?;
        figures.put(
            &format!("{function}: exec to first poll, without network"),
            start,
            5.0,
            "ms",
        );
        figures.put(
            &format!("{function}: zipped"),
            cold_start::zipped(workspace, &aws, function)?,
            4.0,
            "MB",
        );
    }
    let log = workspace.scratch().join("log").join("bench-stand-in.log");
    let stand_in = StandIn::start(workspace.stand_in(), ports::free()?, process::log_file(&log)?)?;
    for function in workspace.functions.iter().filter(|function| *function != FUNCTION) {
        warm(workspace, &aws, &stand_in, function, figures)?;
    }
    if workspace.has(FUNCTION) {
        logins(workspace, &aws, figures)?;
    }
    far_away(workspace, &aws, &stand_in, figures)?;
    if !workspace.has("connect-tenant") {
        return Ok(());
    }
    at_once(workspace, figures)?;
    let cold = cold_start::with_slow_hops(workspace, &stand_in)?;
    let limit = 1.3 * cold.hops;
    figures.put(
        "connect-tenant: exec to the first answer, hops of 50 ms",
        cold.from_exec,
        limit,
        "ms",
    );
    figures.put(
        "connect-tenant: first event to the first answer",
        cold.from_event,
        limit,
        "ms",
    );
    Ok(())
}

/// Cold starts over TLS, every host at the end of a long line: without a warm store, and where another
/// environment has been before.
fn far_away(workspace: &Workspace, aws: &Installed, stand_in: &StandIn, figures: &mut Figures) -> Result<(), Failure> {
    let dynalite = match node::is_missing(node::OLDEST_NODE) {
        None => Some(Dynalite::start(
            workspace,
            &workspace.scratch().join("log").join("bench-dynalite.log"),
        )?),
        Some(reason) => {
            steps::skip("cold starts with a warm store", &reason);
            None
        }
    };
    let far_away = FarAway::start(workspace, aws, stand_in, dynalite.as_ref())?;
    for (function, sent, limits) in COLD_OVER_TLS {
        if !workspace.has(function) {
            continue;
        }
        let cold_start = |besides: &[_]| far_away.cold_start(workspace, stand_in, (function, sent), besides);
        let name = |with: &str| format!("{function}: exec to the first answer, over TLS{with}, in round trips");
        figures.put(&name(""), cold_start(&[])?, limits[0], "");
        if let (Some(dynalite), Some(store)) = (&dynalite, far_away.warm_store(function)) {
            dynalite.make_warm_store(function)?;
            // The first of them all keeps what the others find.
            cold_start(&store)?;
            let before = stand_in.calls()?;
            figures.put(&name(" with a warm store"), cold_start(&store)?, limits[1], "");
            let asked = fetches(&before, &stand_in.calls()?);
            let name = format!("{function}: calls for token or keys in those with a warm store");
            figures.put(&name, number(asked), 0.0, "");
        }
    }
    Ok(())
}

/// Sixty environments at once on one warm store, before a platform that allows 10 calls in 45 s.
fn at_once(workspace: &Workspace, figures: &mut Figures) -> Result<(), Failure> {
    if let Some(reason) = node::is_missing(node::OLDEST_NODE) {
        steps::skip("environments that start at once", &reason);
        return Ok(());
    }
    let seen = fleet::cold_at_once(workspace, ENVIRONMENTS, "bench-fleet")?;
    let name = format!("connect-tenant: calls for token or keys of {ENVIRONMENTS} environments at once");
    figures.put(&name, number(seen.calls), 4.0, "");
    let refused = u64::try_from(seen.refused).unwrap_or(u64::MAX);
    figures.put("connect-tenant: of these, refused", number(refused), 0.0, "");
    Ok(())
}

/// Under AWS's emulator: what it holds after one call, and what a thousand more ask of JTL.
fn warm(
    workspace: &Workspace,
    aws: &Installed,
    stand_in: &StandIn,
    function: &str,
    figures: &mut Figures,
) -> Result<(), Failure> {
    let log = workspace.scratch().join("log").join(format!("bench-{function}.log"));
    let emulator = Emulator::start(workspace, aws, function, &stand_in.variables(), &log)?;
    let token = stand_in.session_token("tenant-bikes")?;
    let Some(sent) = hot_path(workspace, &emulator, function, &token)? else {
        steps::skip(
            &format!("{function}: resident memory, warm calls"),
            "no event of its own reads something with a session token alone",
        );
        return Ok(());
    };
    let resident = emulator.resident_kib()?;
    figures.put(
        &format!("{function}: resident after one call"),
        number(resident) / 1024.0,
        16.0,
        "MB",
    );

    let before = stand_in.calls()?;
    for _ in 0..WARM_CALLS {
        answered(&emulator.ask(&sent)?)?;
    }
    let after = stand_in.calls()?;
    figures.put(
        &format!("{function}: calls for token or keys in {WARM_CALLS} warm ones"),
        number(fetches(&before, &after)),
        0.0,
        "",
    );
    Ok(())
}

/// The first of a function's events that reads something with a session token alone, and is answered.
fn hot_path(workspace: &Workspace, emulator: &Emulator, function: &str, token: &str) -> Result<Option<Value>, Failure> {
    for name in event::of_function(workspace, function)? {
        // Events that need more than a session token are left out.
        let Ok(sent) = event(workspace, &name, &[("session-token", token)]) else {
            continue;
        };
        let method = &sent["requestContext"]["http"]["method"];
        if (method.is_null() || method == "GET") && answered(&emulator.ask(&sent)?).is_ok() {
            return Ok(Some(sent));
        }
    }
    Ok(None)
}

/// Under AWS's emulator, table and keys in moto: what the function of the accounts holds after a
/// hundred logins. Beside what the others may hold, one Argon2id's memory.
fn logins(workspace: &Workspace, aws: &Installed, figures: &mut Figures) -> Result<(), Failure> {
    let log = |name: &str| workspace.scratch().join("log").join(format!("bench-{name}.log"));
    let moto = Moto::start(aws, &log("moto"))?;
    let mut keys = tenants::admin(workspace);
    keys.args(["keys", "new", "--secret", KEYS]).envs(moto.variables());
    if !process::run_quiet("admin", keys, &log("keys"))?.succeeded {
        return Err(Failure::said("the admin program has made no signing key"));
    }
    let emulator = accounts::under_the_emulator(workspace, aws, &moto, KEYS, &log("account"))?;
    let caller = Caller::Events(&emulator);
    let user = json!({ "email": "anna@example.org", "password": PASSWORD, "name": "Anna" });
    caller.post("/api/register", user)?;
    for _ in 0..LOGINS {
        let login = caller.post(
            "/api/login",
            json!({ "email": "anna@example.org", "password": PASSWORD }),
        )?;
        if login.status != 200 {
            return Err(Failure::said(format!("a login was answered {login:?}")));
        }
    }
    let resident = number(emulator.resident_kib()?) / 1024.0;
    let name = format!("account: resident after {LOGINS} logins");
    figures.put(&name, resident, 16.0 + 19.0, "MB");
    Ok(())
}

/// Inside the process: verifying tokens against their bare signatures.
fn verification(workspace: &Workspace, figures: &mut Figures) -> Result<(), Failure> {
    measure(workspace, ("connect-tenant", "warm"), "bench", |measured| {
        let ratio = |algorithm: &str| measured[algorithm]["ratio"].as_f64();
        let (ed25519, rs256) = (ratio("ed25519")?, ratio("rs256")?);
        figures.put(
            "connect-tenant: warm, in multiples of the bare signature",
            ed25519,
            2.0,
            "x",
        );
        figures.put(
            "verification of an app token, in multiples of the bare RS256 signature",
            rs256,
            1.3,
            "x",
        );
        Some(())
    })
}

/// Inside the process: a caller's document, read, checked and printed.
fn document(workspace: &Workspace, figures: &mut Figures) -> Result<(), Failure> {
    measure(workspace, ("product-proxy", "document"), "bench", |measured| {
        figures.put(
            "product-proxy: a document of 4 KB, in multiples of its bare parse",
            measured["ratio"].as_f64()?,
            3.0,
            "x",
        );
        Some(())
    })
}

/// Inside the process: a login against one bare hash, and nobody's against a wrong password.
fn login(workspace: &Workspace, figures: &mut Figures) -> Result<(), Failure> {
    measure(workspace, ("account", "login"), "bench", |measured| {
        let number = |name: &str| measured[name].as_f64();
        let (ratio, difference) = (number("ratio")?, number("difference")?);
        say(format!(
            "200 logins of nobody: {:.2} ms each; 200 with a wrong password: {:.2} ms",
            number("nobody_ns")? / 1e6,
            number("wrong_ns")? / 1e6
        ));
        figures.put("account: a login, in multiples of one bare Argon2id", ratio, 1.2, "x");
        figures.put(
            "account: nobody's login against one with a wrong password, apart by",
            100.0 * difference,
            10.0,
            "%",
        );
        for (raised, settings) in [("more_memory", "64 MiB"), ("more_passes", "4 passes")] {
            let number = |name: &str| measured[raised][name].as_f64();
            say(format!(
                "with {settings}, 200 of nobody: {:.2} ms; 200 with a wrong password, hashed with 19 MiB and 2 passes: {:.2} ms",
                number("nobody_ns")? / 1e6,
                number("weaker_ns")? / 1e6
            ));
            let name = format!("account: the same at {settings}, the account's hash made before, apart by");
            figures.put(&name, 100.0 * number("difference")?, 10.0, "%");
        }
        Some(())
    })
}

/// Runs a benchmark, which prints one line of JSON; `read` finds nothing in any other.
fn measure(
    workspace: &Workspace,
    (package, bench): (&str, &str),
    profile: &str,
    read: impl FnOnce(Value) -> Option<()>,
) -> Result<(), Failure> {
    let log = workspace.scratch().join("log").join(format!("bench-{bench}.log"));
    let command = workspace.cargo(&["bench", "--profile", profile, "--package", package, "--bench", bench]);
    say(format!("measuring {package} inside the process …"));
    let finished = process::run_quiet("cargo bench", command, &log)?;
    let mut lines = finished.output.lines().rev();
    let measured = lines.find_map(|line| serde_json::from_str::<Value>(line).ok());
    let read = measured.filter(|_| finished.succeeded).and_then(read);
    read.ok_or_else(|| Failure::said(format!("cargo bench measured nothing:\n{}", finished.output)))
}

fn answered(answer: &Value) -> Result<(), Failure> {
    let is_allowed = answer["policyDocument"]["Statement"][0]["Effect"] == "Allow";
    if answer["statusCode"] == 200 || answer["isAuthorized"] == true || is_allowed {
        Ok(())
    } else {
        Err(Failure::said(format!("a function answered {answer}")))
    }
}

fn number(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Calls for access tokens and key sets between two counts.
fn fetches(before: &Value, after: &Value) -> u64 {
    let endpoints = ["token", "keys", "appkeys", "authkeys"].iter();
    endpoints.map(|endpoint| since(before, after, endpoint)).sum()
}

fn since(before: &Value, after: &Value, endpoint: &str) -> u64 {
    after[endpoint]
        .as_u64()
        .unwrap_or(u64::MAX)
        .saturating_sub(before[endpoint].as_u64().unwrap_or_default())
}

/// Counts of figures within and above their limits.
#[derive(Default)]
struct Figures {
    within: u32,
    above: u32,
}

impl Figures {
    fn put(&mut self, name: &str, measured: f64, limit: f64, unit: &str) {
        let is_within = measured <= limit;
        *if is_within { &mut self.within } else { &mut self.above } += 1;
        let verdict = if is_within { "ok   " } else { "ABOVE" };
        say(format!("{verdict} {measured:8.2} {unit:2}  of {limit:6.1}  {name}"));
    }

    fn conclude(self) -> Result<(), Failure> {
        say(format!("\n{} within, {} above their limits", self.within, self.above));
        match self.above {
            0 => Ok(()),
            _ => Err(Failure::said("a figure is above its limit")),
        }
    }
}

/// The benchmarks that a function has of its own.
const INSIDE_THE_PROCESS: [(&str, Measure); 3] = [
    ("connect-tenant", verification),
    ("product-proxy", document),
    ("account", login),
];

/// Functions with an event each, and the most round trips that its first answer may take: without and with
/// a warm store.
const COLD_OVER_TLS: [(&str, &str, [f64; 2]); 2] = [
    ("connect-tenant", "connect-tenant-get-session-id", [4.6, 2.6]),
    ("product-proxy", "product-proxy-list", [5.6, 3.6]),
];

type Measure = fn(&Workspace, &mut Figures) -> Result<(), Failure>;

const ENVIRONMENTS: usize = 60;
const WARM_CALLS: u32 = 1000;
const LOGINS: u32 = 100;
const KEYS: &str = "jtl-cloud-app/bench-keys";
