//! Environments that have answered before.

use std::time::Duration;

use serde_json::Value;

use super::jtl_calls;
use super::peer::{Environment, Peer};
use crate::cargo::Workspace;
use crate::e2e::forged;
use crate::event::event;
use crate::failure::Failure;
use crate::stand_in::StandIn;

/// Figures of one peer.
#[derive(Default)]
pub(super) struct Warm {
    /// Time of each good token's answer.
    took: Vec<Duration>,
    /// In MB, after the good ones.
    pub(super) resident: f64,
    /// For token or keys, from its start on.
    pub(super) calls: u64,
}

impl Warm {
    /// Time within which so many hundredths of the good tokens were answered.
    pub(super) fn percentile(&self, hundredths: usize) -> Duration {
        let mut took = self.took.clone();
        took.sort_unstable();
        let rank = (took.len() * hundredths).div_ceil(100).max(1);
        took.get(rank - 1).copied().unwrap_or_default()
    }
}

/// The first answer of each; then 1,000 good tokens to each, in turns of 50, and as many forged ones at one go.
pub(super) fn measure<const N: usize>(
    workspace: &Workspace,
    stand_in: &StandIn,
    peers: [&Peer; N],
) -> Result<[Warm; N], Failure> {
    let tokens: Vec<String> = (0..CALLS)
        .map(|number| stand_in.session_token_of(&format!("user-{number}")))
        .collect::<Result<_, _>>()?;
    // The next one's claims differ, and so does its signature.
    let next = tokens.iter().cycle().skip(1);
    let forged: Vec<String> = tokens.iter().zip(next).map(|(one, next)| forged(one, next)).collect();
    let (good, forged) = (events(workspace, &tokens)?, events(workspace, &forged)?);

    let mut seen: [Warm; N] = std::array::from_fn(|_| Warm::default());
    let mut environments = Vec::new();
    for (peer, seen) in peers.iter().zip(&mut seen) {
        // What it asks for before its first event counts, too.
        let before = jtl_calls(stand_in)?;
        let environment = Environment::start(peer)?;
        environment.invoke(&good[0], 200)?;
        seen.calls += jtl_calls(stand_in)? - before;
        environments.push(environment);
    }
    // Forged ones are not timed; without turns nobody's last for seconds because of somebody else's.
    for (events, status, turns) in [(&good, 200, TURNS), (&forged, 401, 1)] {
        let size = events.len() / turns;
        for (turn, events) in events.chunks(size).enumerate() {
            for (environment, seen) in environments.iter().zip(&mut seen) {
                let before = jtl_calls(stand_in)?;
                for (number, event) in events.iter().enumerate() {
                    let (took, answer) = environment.invoke(event, status)?;
                    if status == 200 {
                        must_name(&answer, &format!("user-{}", turn * size + number))?;
                        seen.took.push(took);
                    }
                }
                seen.calls += jtl_calls(stand_in)? - before;
                if status == 200 {
                    seen.resident = environment.resident()?;
                }
            }
        }
    }
    Ok(seen)
}

/// Good tokens refused of 100 that are signed with a new key, which is all that is published, right after
/// the first answer.
pub(super) fn refused_after_a_rotation(workspace: &Workspace, stand_in: &StandIn, peer: &Peer) -> Result<f64, Failure> {
    let environment = Environment::start(peer)?;
    environment.invoke(&events(workspace, &[stand_in.session_token("tenant-bikes")?])?[0], 200)?;
    stand_in.rotate()?;
    let event = &events(workspace, &[stand_in.session_token("tenant-bikes")?])?[0];
    let mut refused = 0.0;
    for _ in 0..AFTER_A_ROTATION {
        if environment.status(event)? != Some(200) {
            refused += 1.0;
        }
    }
    Ok(refused)
}

pub(super) fn events(workspace: &Workspace, tokens: &[String]) -> Result<Vec<Value>, Failure> {
    let event = |token: &String| event(workspace, EVENT, &[("session-token", token)]);
    tokens.iter().map(event).collect()
}

fn must_name(answer: &Value, user: &str) -> Result<(), Failure> {
    let body: Value = serde_json::from_str(answer["body"].as_str().unwrap_or_default()).unwrap_or_default();
    if body["success"] == true && body["tenantId"] == "tenant-bikes" && body["userId"] == user {
        return Ok(());
    }
    Err(Failure::said(format!("{user} was answered {answer}")))
}

const EVENT: &str = "connect-tenant-get-session-id";
const CALLS: u32 = 1000;
const TURNS: usize = 20;
const AFTER_A_ROTATION: u32 = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_an_answer_that_was_seen() {
        let of = |milliseconds: &[u64], hundredths| {
            let warm = Warm {
                took: milliseconds.iter().copied().map(Duration::from_millis).collect(),
                ..Warm::default()
            };
            warm.percentile(hundredths).as_millis()
        };
        let hundred: Vec<u64> = (1..=100).rev().collect();
        assert_eq!([50, 99, 100].map(|hundredths| of(&hundred, hundredths)), [50, 99, 100]);
        assert_eq!([50, 99].map(|hundredths| of(&[3, 1, 2], hundredths)), [2, 3]);
        assert_eq!(of(&[], 50), 0);
    }
}
