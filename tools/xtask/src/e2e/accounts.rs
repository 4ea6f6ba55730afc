//! The whole round of an account: registered, logged in, refreshed, logged out.

use serde_json::{Value, json};

use super::must;
use crate::accounts::{Answered, Caller, PASSWORD};
use crate::failure::Failure;
use crate::steps::Steps;

/// Registration to logout; returns an access token.
pub(super) fn round(steps: &mut Steps<'_>, caller: &Caller<'_>, email: &str) -> Result<String, Failure> {
    let name = caller.name();
    let mut session = Value::Null;
    let credentials = || json!({ "email": email, "password": PASSWORD });
    steps.step(&format!("{name}: registered once, logged in, its own profile"), || {
        let new = json!({ "email": email, "password": PASSWORD, "name": "Anna" });
        let registered = caller.post("/api/register", new.clone())?;
        let is_shaped = registered.body["email"] == email && registered.body["id"].is_string();
        must(registered.status == 201 && is_shaped, &registered)?;
        let again = caller.post("/api/register", new)?;
        must(again.status == 409 && again.body["error"].is_string(), &again)?;
        let login = caller.post("/api/login", credentials())?;
        must(
            login.status == 200 && login.body["user"]["id"] == registered.body["id"],
            &login,
        )?;
        let profile = caller.get("/api/profile", Some(text(&login.body, "accessToken")?))?;
        let is_own = profile.body["id"] == registered.body["id"] && profile.body["name"] == "Anna";
        must(
            profile.status == 200 && is_own && !profile.body["createdAt"].is_null(),
            &profile,
        )?;
        session = login.body;
        Ok(String::new())
    })?;
    steps.step(
        &format!("{name}: a wrong password and an unknown user look alike"),
        || {
            let of = |email: &str| caller.post("/api/login", json!({ "email": email, "password": "not this one" }));
            let (wrong, unknown) = (of(email)?, of("nobody@example.org")?);
            let without_id = |answer: &Answered| {
                let mut body = answer.body.clone();
                body["requestId"] = Value::Null;
                (answer.status, body)
            };
            must(
                wrong.status == 401 && without_id(&wrong) == without_id(&unknown),
                &(wrong, unknown),
            )?;
            Ok(String::new())
        },
    )?;
    let access_token = text(&session, "accessToken")?.to_owned();
    steps.step(&format!("{name}: refreshed; a replayed token ends the session"), || {
        let first = text(&session, "refreshToken")?;
        let second = refreshed(caller, first)?;
        let third = refreshed(caller, &second)?;
        must_be_dead(caller, first)?;
        must_be_dead(caller, &third)?;
        Ok(String::new())
    })?;
    steps.step(&format!("{name}: after the logout the refresh token is dead"), || {
        let login = caller.post("/api/login", credentials())?;
        let token = refreshed(caller, text(&login.body, "refreshToken")?)?;
        for _ in 0..2 {
            let logout = caller.post("/api/logout", json!({ "refreshToken": token }))?;
            must(logout.status == 200 && logout.body["message"].is_string(), &logout)?;
        }
        must_be_dead(caller, &token)?;
        Ok(String::new())
    })?;
    steps.step(&format!("{name}: its keys are published, and no private half"), || {
        let keys = caller.get("/.well-known/jwks.json", None)?;
        let key = &keys.body["keys"][0];
        must(
            keys.status == 200 && key["crv"] == "Ed25519" && key["d"].is_null(),
            &keys,
        )?;
        Ok(String::new())
    })?;
    Ok(access_token)
}

fn refreshed(caller: &Caller<'_>, token: &str) -> Result<String, Failure> {
    let answer = caller.post("/api/refresh-token", json!({ "refreshToken": token }))?;
    let next = text(&answer.body, "refreshToken")?;
    must(
        answer.status == 200 && next != token && answer.body["accessToken"].is_string(),
        &answer,
    )?;
    Ok(next.to_owned())
}

fn must_be_dead(caller: &Caller<'_>, token: &str) -> Result<(), Failure> {
    let answer = caller.post("/api/refresh-token", json!({ "refreshToken": token }))?;
    must(answer.status == 401 && answer.body["accessToken"].is_null(), &answer)
}

fn text<'a>(body: &'a Value, member: &str) -> Result<&'a str, Failure> {
    let text = body[member].as_str();
    text.ok_or_else(|| Failure::said(format!("there is no {member} in {body}")))
}
