//! Many cold environments at once, before a platform that allows few calls.

use serde_json::Value;

use super::jtl_calls;
use super::peer::Peer;
use crate::failure::Failure;
use crate::process::Running;
use crate::runtime_api::RuntimeApi;
use crate::stand_in::StandIn;

pub(super) struct Fleet {
    /// Environments whose first answer was not 200.
    pub(super) refused: f64,
    /// For token or keys.
    pub(super) calls: u64,
}

/// 40 environments at once, each with an event of its own; token endpoint and key set allow 10 calls in 45 s.
pub(super) fn measure(stand_in: &StandIn, peer: &Peer, event: &Value) -> Result<Fleet, Failure> {
    stand_in.limit_auth(10, 45)?;
    let before = jtl_calls(stand_in)?;
    let start = |_| {
        let api = RuntimeApi::start(event)?;
        let (_, running) = peer.start(&api.address(), &[])?;
        Ok((api, running))
    };
    let all: Vec<(RuntimeApi, Running)> = (0..ENVIRONMENTS).map(start).collect::<Result<_, Failure>>()?;
    let mut refused = 0.0;
    for (api, _) in &all {
        api.first_poll()?;
        let (_, answer) = api.answer()?;
        if answer["statusCode"] != 200 {
            refused += 1.0;
        }
    }
    let calls = jtl_calls(stand_in)? - before;
    stand_in.limit_auth(u32::MAX, 45)?;
    Ok(Fleet { refused, calls })
}

const ENVIRONMENTS: u32 = 40;
