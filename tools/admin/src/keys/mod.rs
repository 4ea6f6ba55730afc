// <account>
//! The keys that sign the accounts' access tokens: made, rotated and retired, in Secrets Manager
//! or in a file. What is there is read first and replaced whole; nothing is ever written over
//! something that could not be read.

pub(crate) mod arguments;
mod file;
mod print;
mod secret;

use std::time::Duration;

use account::signing_keys::{ChangeError, KeyRing, Seed};
use account::unix_time::UnixTime;
use connect_tenant::registry::Minute;
use shared::http::client::{HttpClient, Timeouts};
use shared::request::clock::Clock;
use shared::request::error_chain::Chain;

use arguments::{Keys, Location, Step};
use secret::Secret;

use crate::{NO_HTTP_CLIENT, aws};

/// Takes one step with the keys and prints them as they are then.
pub(crate) async fn run(keys: &Keys, env: impl Fn(&str) -> Option<String>) -> Result<(), String> {
    let clock = Clock::system();
    let ring = carry_out(keys.step, &keys.location(env)?, &clock).await?;
    print::ring(&ring, keys.json);
    Ok(())
}

/// The keys as they are afterwards.
async fn carry_out(step: Step, location: &Location, clock: &Clock) -> Result<KeyRing, String> {
    let change = |ring| changed(step, ring, UnixTime::from_moment(clock.now()));
    match location {
        Location::File(path) if step == Step::List => file::read(path)?.ok_or_else(|| NO_KEYS.into()),
        Location::File(_) if step == Step::Publish => Err("keys in a file are published by the function itself".into()),
        Location::File(path) => file::change(path, change),
        Location::Secret(id) => {
            let http = HttpClient::new(Timeouts::default(), clock.clone());
            let http = http.map_err(|error| format!("{NO_HTTP_CLIENT}: {}", Chain(&error)))?;
            let secret = Secret::new(id, &aws::sdk(&http).await);
            if step == Step::List {
                return secret.keys().await?.ok_or_else(|| NO_KEYS.into());
            }
            let ring = match step {
                Step::Publish => secret.keys().await?.ok_or_else(|| String::from(NO_KEYS))?,
                _ => secret.change(change).await?,
            };
            secret.publish(ring).await
        }
    }
}

/// Applies a step to the keys; where there are none yet, there is one step to take.
fn changed(step: Step, ring: Option<KeyRing>, now: UnixTime) -> Result<KeyRing, String> {
    let changed = match (step, ring) {
        (Step::New, None) => return Ok(KeyRing::new(&Seed::fresh(), now)),
        (_, None) => return Err(NO_KEYS.into()),
        (Step::New, Some(ring)) => ring.with_next(&Seed::fresh(), now),
        (Step::Rotate, Some(ring)) => ring.rotated(now),
        (Step::Retire, Some(ring)) => ring.without_retired(LONGEST_TOKEN_LIFE, now),
        (Step::List | Step::Publish, Some(ring)) => Ok(ring),
    };
    changed.map_err(|error| match error {
        ChangeError::TooEarly { until } => format!("it is too early: this can be done from {} on", instant(until)),
        other => other.to_string(),
    })
}

/// The first minute that is not before `time`.
fn instant(time: UnixTime) -> Minute {
    Minute::from_unix_seconds(time.as_secs().saturating_add(59))
}

/// The most that `ACCESS_TOKEN_SECONDS` may be: whatever it is, no good token is left without its
/// key.
const LONGEST_TOKEN_LIFE: Duration = Duration::from_hours(1);

const NO_KEYS: &str =
    "there are no keys yet; `cargo xtask keys new` makes the first one, with the same --file or --secret";

#[cfg(test)]
mod tests {
    use account::signing_keys::{PUBLISHED_AHEAD, RETIRED_FOR, State};

    use super::*;

    fn at(seconds: u64) -> UnixTime {
        UnixTime::from_secs(1_767_225_600 + seconds)
    }

    fn states(ring: &KeyRing) -> Vec<State> {
        ring.states().map(|(_, state, _)| state).collect()
    }

    #[test]
    fn a_key_goes_through_all_its_states_and_through_none_too_early() {
        let (ahead, over) = (PUBLISHED_AHEAD.as_secs(), (RETIRED_FOR + LONGEST_TOKEN_LIFE).as_secs());
        // A ring is used up by a change that fails, as the program reads it anew.
        let first = || Some(KeyRing::new(&Seed::from_bytes([1; 32]), at(0)));
        let second = || Some(changed(Step::New, first(), at(0)).unwrap());
        assert_eq!(states(&second().unwrap()), [State::Active, State::Next]);
        let early = changed(Step::Rotate, second(), at(ahead - 1)).unwrap_err();
        assert!(early.contains("from 2026-01-01T01:10:00Z on"), "{early}");
        let rotated = || Some(changed(Step::Rotate, second(), at(ahead)).unwrap());
        assert_eq!(states(&rotated().unwrap()), [State::Retired, State::Active]);
        let early = changed(Step::Retire, rotated(), at(ahead + over - 1)).unwrap_err();
        assert!(early.contains("from 2026-01-01T03:11:00Z on"), "{early}");
        let retired = changed(Step::Retire, rotated(), at(ahead + over)).unwrap();
        assert_eq!(states(&retired), [State::Active]);
    }

    #[test]
    fn a_step_that_makes_no_sense_says_what_to_do_instead() {
        let one = || Some(KeyRing::new(&Seed::fresh(), at(0)));
        let two = || Some(changed(Step::New, one(), at(0)).unwrap());
        for (step, ring, remedy) in [
            (Step::Rotate, None, "keys new`"),
            (Step::Retire, None, "keys new`"),
            (Step::New, two(), "rotate first"),
            (Step::Rotate, one(), "make one first"),
            (Step::Retire, one(), "no key is retired"),
        ] {
            let sentence = changed(step, ring, at(999_999)).unwrap_err();
            assert!(sentence.contains(remedy), "{step:?}: {sentence}");
        }
    }

    #[test]
    fn a_time_is_shown_as_the_first_minute_in_which_it_is_over() {
        assert_eq!(instant(at(60)).to_string(), "2026-01-01T00:01:00Z");
        assert_eq!(instant(at(61)).to_string(), "2026-01-01T00:02:00Z");
    }
}
// </account>
