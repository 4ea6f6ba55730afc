//! Many environments of one function that start at the same moment and share one warm store. Linux only.

use std::time::{Duration, Instant};

use crate::cargo::Workspace;
use crate::cold_start::{platform_at, start};
use crate::dynalite::Dynalite;
use crate::event::event;
use crate::failure::Failure;
use crate::ports;
use crate::process;
use crate::runtime_api::RuntimeApi;
use crate::stand_in::StandIn;
use crate::steps::now;

/// First requests of as many environments.
#[derive(Debug)]
pub(crate) struct FirstRequests {
    /// Calls for tokens and keys.
    pub(crate) calls: u64,
    pub(crate) refused: usize,
    /// Time from the first start to the last answer.
    pub(crate) took: Duration,
}

/// Starts so many release binaries of `connect-tenant`, one good request each, before a platform that
/// allows 10 calls in 45 s.
pub(crate) fn cold_at_once(workspace: &Workspace, environments: usize, name: &str) -> Result<FirstRequests, Failure> {
    let log = |server: &str| workspace.scratch().join("log").join(format!("{name}-{server}.log"));
    let dynalite = Dynalite::start(workspace, &log("dynalite"))?;
    dynalite.make_warm_store(TABLE)?;
    let stand_in_log = process::log_file(&log("stand-in"))?;
    let stand_in = StandIn::start(workspace.stand_in(), ports::free()?, stand_in_log)?;
    stand_in.limit_auth(10, 45)?;
    for endpoint in FETCHED {
        // Longer than it takes to start them all: none finds what another has left.
        stand_in.delay(endpoint, HOP)?;
    }

    let token = stand_in.session_token("tenant-bikes")?;
    let sent = event(workspace, "connect-tenant-get-session-id", &[("session-token", &token)])?;
    let store = format!("dynamodb:{TABLE}");
    let mut variables = platform_at(&stand_in.url).to_vec();
    variables.extend([("AWS_ENDPOINT_URL_DYNAMODB", &*dynalite.url), ("WARM_STORE", &store)]);
    let apis = (0..environments).map(|_| RuntimeApi::start(&sent));
    let apis = apis.collect::<Result<Vec<_>, _>>()?;
    let first = now();
    let running = apis
        .iter()
        .map(|api| start(workspace, "connect-tenant", api, &variables));
    let _running = running.collect::<Result<Vec<_>, _>>()?;

    let (mut refused, mut last) = (0, first);
    for api in &apis {
        api.first_poll()?;
        let (at, answer) = api.answer()?;
        refused += usize::from(answer["statusCode"] != 200);
        last = Instant::max(last, at);
    }
    let calls = stand_in.calls()?;
    Ok(FirstRequests {
        calls: FETCHED.iter().filter_map(|endpoint| calls[endpoint].as_u64()).sum(),
        refused,
        took: last - first,
    })
}

const TABLE: &str = "warm-values";
/// Endpoints of the stand-in that a session token's verification asks.
const FETCHED: [&str; 2] = ["token", "keys"];
const HOP: Duration = Duration::from_millis(100);
