// <account>
//! Keys on the terminal: names, states and times, and no key.

use account::signing_keys::{KeyRing, State};
use account::unix_time::UnixTime;
use connect_tenant::registry::Minute;
use serde_json::json;

use super::{LONGEST_TOKEN_LIFE, instant};
use crate::print::line;

pub(super) fn ring(ring: &KeyRing, is_json: bool) {
    let (rotates, retires) = (ring.rotates_from(), ring.retires_from(LONGEST_TOKEN_LIFE));
    if is_json {
        let key = |(kid, state, since): (&str, State, UnixTime)| json!({ "kid": kid, "state": state, "since": since.as_secs() });
        let keys: Vec<_> = ring.states().map(key).collect();
        let (rotates, retires) = (rotates.map(UnixTime::as_secs), retires.map(UnixTime::as_secs));
        return line(&json!({ "keys": keys, "rotatesFrom": rotates, "retiresFrom": retires }).to_string());
    }
    line(&format!("{:<43}  {:<7}  SINCE", "KEY", "STATE"));
    for (kid, state, since) in ring.states() {
        let since = Minute::from_unix_seconds(since.as_secs());
        line(&format!("{kid:<43}  {:<7}  {since}", name(state)));
    }
    match rotates {
        Some(from) => line(&format!(
            "The next key may sign from {} on: cargo xtask keys rotate",
            instant(from)
        )),
        None => line("To replace the active key, publish the next one: cargo xtask keys new"),
    }
    if let Some(from) = retires {
        line(&format!(
            "A retired key may go from {} on: cargo xtask keys retire",
            instant(from)
        ));
    }
}

fn name(state: State) -> &'static str {
    match state {
        State::Next => "next",
        State::Active => "active",
        State::Retired => "retired",
    }
}
// </account>
