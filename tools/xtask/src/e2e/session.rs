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
        let reply = send("session-me-bearer", &[("session-token", &session_token)])?;
        let expected = json!({ "sub": "user-1", "issuer": "jtl-session", "tenantId": BIKES, "tenantSlug": "bikes" });
        must(reply.status == 200 && reply.body == expected, &reply)?;
        let reply = send("session-me-app-token", &[("app-token", &app_token)])?;
        let expected = json!({ "sub": "user-1", "issuer": "jtl-app", "tenantId": COFFEE });
        must(reply.status == 200 && reply.body == expected, &reply)?;
        Ok(String::new())
    })?;
    steps.step("session: a token is verified check by check", || {
        let reply = send("session-verify-app-token", &[("app-token", &app_token)])?;
        let is_valid = reply.status == 200 && reply.body["valid"] == true;
        must(is_valid && reply.body["claims"]["urn:jtl:tenant_id"] == COFFEE, &reply)?;
        let forged = forged(&session_token, &stand_in.session_token(COFFEE)?);
        let reply = send("session-verify-forged-token", &[("forged-token", &forged)])?;
        let is_refused = reply.status == 401 && reply.body["code"] == "token_signature";
        must(is_refused && reply.body["valid"] == false, &reply)?;
        Ok(String::new())
    })?;
    steps.step("session: nobody is told so", || {
        let reply = send("session-nobody", &[])?;
        must(
            reply.status == 200 && reply.body == json!({ "authenticated": false }),
            &reply,
        )?;
        Ok(String::new())
    })
}
