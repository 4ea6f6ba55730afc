//! The authorizer's decisions, as each kind of API is told of them.

use std::time::Duration;

use serde_json::{Value, json};

use super::{BIKES, COFFEE, WARM_CALLS, forged, must};
use crate::emulator::Emulator;
use crate::event::event;
use crate::failure::Failure;
use crate::interrupt;
use crate::stand_in::StandIn;
use crate::steps::Steps;

pub(super) fn try_out(steps: &mut Steps<'_>, function: &Emulator, stand_in: &StandIn) -> Result<(), Failure> {
    let workspace = steps.workspace;
    let token = stand_in.session_token(BIKES)?;
    let ask = |name: &str, values: &[(&str, &str)]| function.ask(&event(workspace, name, values)?);
    let asked = |name: &str| ask(name, &[("session-token", &token)]);
    // The function starts at its first event, and this one calls upon what the start has missed.
    stand_in.fail_once("token")?;
    steps.step("authorizer: an outage is an error, and passes", || {
        let mut answer = asked("authorizer-http-2")?;
        must(answer["errorType"] == "platform_unavailable", &answer)?;
        for _ in 0..TRIES {
            if is_let_in(&answer) {
                break;
            }
            interrupt::pause(POLL)?;
            answer = asked("authorizer-http-2")?;
        }
        must(is_let_in(&answer), &answer)?;
        Ok(String::new())
    })?;
    steps.step("authorizer: HTTP, REST and preflight, each in its form", || {
        let simple = asked("authorizer-http-2")?;
        let context = &simple["context"];
        let is_bikes = context["tenantId"] == BIKES
            && context["userId"] == "user-1"
            && context["issuer"] == "jtl-session"
            && context["expiresAt"].is_u64();
        must(is_let_in(&simple) && is_bikes, &simple)?;
        for name in ["authorizer-http-1", "authorizer-rest-token", "authorizer-rest-request"] {
            let policy = asked(name)?;
            must(is_let_in(&policy) && policy["context"] == *context, &policy)?;
        }
        let preflight = ask("authorizer-preflight", &[])?;
        must(preflight == json!({ "statusCode": 204 }), &preflight)?;
        Ok(String::new())
    })?;
    steps.step("authorizer: no token and a forged one are denials", || {
        let forged = forged(&token, &stand_in.session_token(COFFEE)?);
        let simple = ask("authorizer-http-2-forged", &[("forged-token", &forged)])?;
        must(simple == json!({ "isAuthorized": false }), &simple)?;
        let policy = ask("authorizer-rest-request-no-token", &[])?;
        let effect = &policy["policyDocument"]["Statement"][0]["Effect"];
        must(*effect == "Deny" && policy["context"].is_null(), &policy)?;
        Ok(String::new())
    })?;
    steps.step("authorizer: warm, nothing is asked of JTL", || {
        let before = stand_in.calls()?;
        for _ in 0..WARM_CALLS {
            let answer = asked("authorizer-http-2")?;
            must(is_let_in(&answer), &answer)?;
        }
        let after = stand_in.calls()?;
        must(before == after, &(before, after))?;
        Ok(format!("{WARM_CALLS} calls"))
    })
}

fn is_let_in(answer: &Value) -> bool {
    answer["isAuthorized"] == true || answer["policyDocument"]["Statement"][0]["Effect"] == "Allow"
}

/// After a failure the function rests for a second at most.
const POLL: Duration = Duration::from_millis(100);
const TRIES: u32 = 50;
