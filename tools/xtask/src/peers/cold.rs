//! The start of one environment.

use std::time::Duration;

use serde_json::{Value, json};

use super::peer::Peer;
use crate::cold_start::{median, milliseconds};
use crate::failure::Failure;
use crate::ports;
use crate::runtime_api::RuntimeApi;
use crate::stand_in::StandIn;

/// Milliseconds from exec to the first poll; every upstream refuses connections.
pub(super) fn start_up(peer: &Peer) -> Result<f64, Failure> {
    let nobody = format!("http://127.0.0.1:{}", ports::free()?);
    let api = RuntimeApi::start(&json!({}))?;
    median(STARTS, || {
        api.forget();
        let nowhere = [("JTL_AUTH_URL", nobody.clone()), ("JTL_API_URL", nobody.clone())];
        let (started, _running) = peer.start(&api.address(), &nowhere)?;
        Ok(milliseconds(started, api.first_poll()?))
    })
}

/// Milliseconds from exec to the answer to this event, with these variables besides.
pub(super) fn first_answer(peer: &Peer, event: &Value, variables: &[(&'static str, String)]) -> Result<f64, Failure> {
    let api = RuntimeApi::start(event)?;
    median(COLD_STARTS, || {
        api.forget();
        let (started, _running) = peer.start(&api.address(), variables)?;
        api.first_poll()?;
        match api.answer()? {
            (answered, answer) if answer["statusCode"] == 200 => Ok(milliseconds(started, answered)),
            (_, answer) => Err(Failure::said(format!("{} answered {answer} first", peer.name))),
        }
    })
}

/// Lets the token endpoint and the key set answer this much later.
pub(super) fn hops(stand_in: &StandIn, each: Duration) -> Result<(), Failure> {
    stand_in.delay("token", each)?;
    stand_in.delay("keys", each)
}

const STARTS: usize = 20;
const COLD_STARTS: usize = 10;

pub(super) const HOP: Duration = Duration::from_millis(50);
