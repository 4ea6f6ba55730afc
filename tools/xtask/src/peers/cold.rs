//! The start of one environment.

use std::time::Duration;

use serde_json::{Value, json};

use super::peer::Peer;
use crate::cold_start::{middle, milliseconds};
use crate::failure::Failure;
use crate::ports;
use crate::runtime_api::RuntimeApi;
use crate::stand_in::StandIn;

/// Milliseconds from exec to the first poll; every upstream refuses connections.
pub(super) fn start_up(peer: &Peer) -> Result<f64, Failure> {
    let nobody = format!("http://127.0.0.1:{}", ports::free()?);
    let api = RuntimeApi::start(&json!({}))?;
    let nowhere = [("JTL_AUTH_URL", nobody.clone()), ("JTL_API_URL", nobody)];
    let (started, _running) = peer.start(&api.address(), &nowhere)?;
    Ok(milliseconds(started, api.first_poll()?))
}

/// Milliseconds from exec to the answer to this event, with these variables besides.
pub(super) fn first_answer(peer: &Peer, event: &Value, variables: &[(&'static str, String)]) -> Result<f64, Failure> {
    let api = RuntimeApi::start(event)?;
    let (started, _running) = peer.start(&api.address(), variables)?;
    api.first_poll()?;
    match api.answer()? {
        (answered, answer) if answer["statusCode"] == 200 => Ok(milliseconds(started, answered)),
        (_, answer) => Err(Failure::said(format!("{} answered {answer} first", peer.name))),
    }
}

/// Medians of so many measurements of each, in turns: whatever else the machine does meets all alike.
pub(super) fn medians<P, const N: usize>(
    peers: [&P; N],
    times: usize,
    measure: impl Fn(&P) -> Result<f64, Failure>,
) -> Result<[f64; N], Failure> {
    let mut seen = [const { Vec::new() }; N];
    // The first turn reads the programs from the disk.
    for turn in 0..=times {
        for (peer, seen) in peers.iter().zip(&mut seen) {
            let measured = measure(peer)?;
            if turn > 0 {
                seen.push(measured);
            }
        }
    }
    Ok(seen.map(middle))
}

/// Lets the token endpoint and the key set answer this much later.
pub(super) fn hops(stand_in: &StandIn, each: Duration) -> Result<(), Failure> {
    stand_in.delay("token", each)?;
    stand_in.delay("keys", each)
}

pub(super) const STARTS: usize = 20;
pub(super) const COLD_STARTS: usize = 10;

pub(super) const HOP: Duration = Duration::from_millis(50);

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[test]
    fn peers_take_turns_of_which_the_first_does_not_count() {
        let turns = RefCell::new(String::new());
        let medians = medians([&"a", &"b"], 3, |peer| {
            let mut turns = turns.borrow_mut();
            turns.push_str(peer);
            Ok([9.0, 90.0, 3.0, 30.0, 2.0, 10.0, 1.0, 20.0][turns.len() - 1])
        });
        assert_eq!(turns.into_inner(), "abababab");
        assert_eq!(format!("{:?}", medians.unwrap()), "[2.0, 20.0]");
    }
}
