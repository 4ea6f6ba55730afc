//! The release binary of `session` with both of JTL's generations of token.

use serde_json::json;

use super::{BIKES, COFFEE, forged, must};
use crate::emulator::Emulator;
use crate::event::event;
use crate::failure::Failure;
use crate::stand_in::StandIn;
use crate::steps::Steps;

pub(super) fn try_out(steps: &mut Steps<'_>, function: &Emulator, stand_in: &StandIn) -> Result<(), Failure> {
    let workspace = steps.workspace;
    let (session_token, app_token) = (stand_in.session_token(BIKES)?, stand_in.app_token(COFFEE)?);
    let send = |name: &str, values: &[(&str, &str)]| function.invoke(&event(workspace, name, values)?);
    steps.step("session: both generations of token name their user and tenant", || {
        let response = send("session-me-bearer", &[("session-token", &session_token)])?;
        let expected = json!({ "sub": "user-1", "issuer": "jtl-session", "tenantId": BIKES, "tenantSlug": "bikes" });
        must(response.status == 200 && response.body == expected, &response)?;
        let response = send("session-me-app-token", &[("app-token", &app_token)])?;
        let expected = json!({ "sub": "user-1", "issuer": "jtl-app", "tenantId": COFFEE });
        must(response.status == 200 && response.body == expected, &response)?;
        Ok(String::new())
    })?;
    steps.step("session: a token is verified check by check", || {
        let response = send("session-verify-app-token", &[("app-token", &app_token)])?;
        let is_valid = response.status == 200 && response.body["valid"] == true;
        must(
            is_valid && response.body["claims"]["urn:jtl:tenant_id"] == COFFEE,
            &response,
        )?;
        let forged = forged(&session_token, &stand_in.session_token(COFFEE)?);
        let response = send("session-verify-forged-token", &[("forged-token", &forged)])?;
        let is_refused = response.status == 401 && response.body["code"] == "token_signature";
        must(is_refused && response.body["valid"] == false, &response)?;
        Ok(String::new())
    })?;
    steps.step("session: nobody is told so", || {
        let response = send("session-nobody", &[])?;
        must(
            response.status == 200 && response.body == json!({ "authenticated": false }),
            &response,
        )?;
        Ok(String::new())
    })
}
