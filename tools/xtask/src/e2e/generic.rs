//! The scenario of every function that has none of its own.

use super::{BIKES, COFFEE, forged, must};
use crate::emulator::Emulator;
use crate::event;
use crate::failure::Failure;
use crate::stand_in::StandIn;
use crate::steps::Steps;

pub(super) fn try_out(
    steps: &mut Steps<'_>,
    function: &Emulator,
    name: &str,
    stand_in: &StandIn,
) -> Result<(), Failure> {
    let workspace = steps.workspace;
    steps.step(&format!("{name}: /health"), || {
        let health = function.invoke(&event::request("GET", "/health", None, None))?;
        must(health.status == 200 && health.body["status"] == "ok", &health)?;
        Ok(String::new())
    })?;
    steps.step(&format!("{name}: no token 401"), || {
        let routes = workspace.routes(name);
        for (method, path) in &routes {
            let response = function.invoke(&event::request(method, &concrete(path), None, None))?;
            if response.status != 401 {
                return Err(Failure::said(format!(
                    "{method} {path} answers {} without a token; if it should, give {name} a scenario of its own \
                     in tools/xtask/src/e2e",
                    response.status
                )));
            }
        }
        Ok(format!("{} routes", routes.len()))
    })?;
    steps.step(&format!("{name}: its events are answered, none by a 5xx"), || {
        let token = stand_in.session_token(BIKES)?;
        let (app_token, forged) = (
            stand_in.app_token(BIKES)?,
            forged(&token, &stand_in.session_token(COFFEE)?),
        );
        let values = [
            ("session-token", token.as_str()),
            ("app-token", &app_token),
            ("forged-token", &forged),
        ];
        let events = event::of_function(workspace, name)?;
        for sent in &events {
            let response = function.invoke(&event::filled_as_needed(workspace, sent, &values)?)?;
            must(response.status < 500, &(sent, response))?;
        }
        Ok(format!("{} events", events.len()))
    })
}

/// A path in which each parameter has a value.
pub(crate) fn concrete(path: &str) -> String {
    let parts = path
        .split('/')
        .map(|part| if part.starts_with('{') { "1" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::concrete;

    #[test]
    fn a_parameter_is_given_a_value() {
        assert_eq!(concrete("/api/orders/{id}/lines/{line}"), "/api/orders/1/lines/1");
        assert_eq!(concrete("/"), "/");
    }
}
