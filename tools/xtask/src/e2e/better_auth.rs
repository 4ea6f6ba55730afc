//! A running Better Auth server, a user who signs up there, and our function, which is called with
//! the token that Better Auth issues to that user.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use super::{BIKES, must};
use crate::cargo_lambda::CargoLambda;
use crate::env_file;
use crate::failure::Failure;
use crate::http::{self, Answer};
use crate::interrupt;
use crate::local_server::LocalServer;
use crate::node::{self, Package};
use crate::ports;
use crate::process::{self, Running};
use crate::stand_in::StandIn;
use crate::steps::{self, Steps};
use crate::watch;

pub(super) fn try_out(steps: &mut Steps<'_>, lambda: &CargoLambda, stand_in: &StandIn) -> Result<(), Failure> {
    if let Some(reason) = node::is_missing(node::OLDEST_NODE) {
        steps::skip(STEP, &reason);
        return Ok(());
    }
    let workspace = steps.workspace;
    let package = Package::install(workspace, "better-auth", PACKAGE)?;
    let better_auth = BetterAuth::start(&package, &steps.log("better-auth-server"))?;
    let env_file = workspace.scratch().join("better-auth.env");
    let mut variables = stand_in.variables().to_vec();
    variables.push(("BETTER_AUTH_URL", &better_auth.url));
    env_file::write(&env_file, &variables)?;
    let log = process::log_file(&steps.log("watch-better-auth"))?;
    let mut server = watch::start(lambda, workspace, ports::free()?, &env_file, log)?;
    steps.step(STEP, || {
        let user = better_auth.sign_up()?;
        let me = bearer(&mut server, "/api/me", &user.token)?;
        let expected = json!({
            "sub": user.id, "issuer": "better-auth", "email": EMAIL, "emailVerified": false, "name": NAME,
        });
        must(me.status == 200 && me.json() == expected, &me)?;
        let session = bearer(&mut server, "/api/session", &user.token)?;
        let seen = session.json();
        must(
            seen["authenticated"] == true && seen["userId"] == user.id && seen["issuer"] == "better-auth",
            &session,
        )?;
        Ok(String::new())
    })?;
    steps.step("Better Auth: its token with one byte altered is refused", || {
        let token = better_auth.sign_in()?;
        must(
            bearer(&mut server, "/api/me", &token)?.status == 200,
            &"the token as issued",
        )?;
        for part in [CLAIMS, SIGNATURE] {
            let refused = bearer(&mut server, "/api/me", &altered(&token, part))?;
            must(
                refused.status == 401 && refused.json()["code"] == "token_signature",
                &refused,
            )?;
        }
        Ok(String::new())
    })?;
    steps.step("Better Auth beside JTL: a session token, and nobody", || {
        let user = bearer(&mut server, "/api/me", &stand_in.session_token(BIKES)?)?;
        must(user.status == 200 && user.json()["tenantId"] == BIKES, &user)?;
        let nobody = server.first_answer("/api/session", &[])?;
        must(
            nobody.status == 200 && nobody.json() == json!({ "authenticated": false }),
            &nobody,
        )?;
        Ok(String::new())
    })
}

struct BetterAuth {
    _running: Running,
    url: String,
}

/// A user who has just signed up.
struct User {
    id: String,
    token: String,
}

impl BetterAuth {
    /// Starts the server and waits until it answers.
    fn start(package: &Package, log: &Path) -> Result<Self, Failure> {
        let port = ports::free()?;
        let mut server = package.node(&["better-auth-server.mjs", "better-auth.mjs"])?;
        let (out, err) = process::log_file(log)?;
        server.arg(port.to_string()).stdout(out).stderr(err);
        let mut running = Running::start("the Better Auth server", server)?;
        let url = format!("http://127.0.0.1:{port}");
        for _ in 0..TRIES {
            running.must_run()?;
            if http::get(&format!("{url}/api/auth/ok"), &[], LIMIT).is_ok_and(|answer| answer.status == 200) {
                return Ok(Self { _running: running, url });
            }
            interrupt::pause(POLL)?;
        }
        Err(Failure::said(format!(
            "the Better Auth server does not answer at {url}"
        )))
    }

    fn sign_up(&self) -> Result<User, Failure> {
        let wanted = json!({ "name": NAME, "email": EMAIL, "password": PASSWORD });
        let signed_up = self.post("sign-up/email", &wanted)?;
        match signed_up.json()["user"]["id"].as_str() {
            Some(id) => Ok(User {
                id: id.to_owned(),
                token: self.token(&signed_up)?,
            }),
            None => Err(Failure::said(format!("signing up gives no user: {signed_up:?}"))),
        }
    }

    /// A token of the user who signed up.
    fn sign_in(&self) -> Result<String, Failure> {
        let known = json!({ "email": EMAIL, "password": PASSWORD });
        self.token(&self.post("sign-in/email", &known)?)
    }

    /// The JSON Web Token for the session whose cookie is in this answer.
    fn token(&self, signed_in: &Answer) -> Result<String, Failure> {
        let cookie = signed_in.cookie.as_deref().unwrap_or_default();
        let url = format!("{}/api/auth/token", self.url);
        let issued = http::get(&url, &[("cookie", cookie)], LIMIT)
            .map_err(|error| Failure::said(format!("{url} does not answer: {error}")))?;
        match issued.json()["token"].as_str() {
            Some(token) => Ok(token.to_owned()),
            None => Err(Failure::said(format!("Better Auth issues no token: {issued:?}"))),
        }
    }

    fn post(&self, path: &str, body: &Value) -> Result<Answer, Failure> {
        let url = format!("{}/api/auth/{path}", self.url);
        // As a browser on the server's own pages sends it.
        let headers = [("content-type", "application/json"), ("origin", &self.url)];
        match http::post(&url, &headers, &body.to_string(), LIMIT) {
            Ok(answer) if answer.status == 200 => Ok(answer),
            other => Err(Failure::said(format!("{url} refuses: {other:?}"))),
        }
    }
}

fn bearer(server: &mut LocalServer, path: &str, token: &str) -> Result<Answer, Failure> {
    server.first_answer(path, &[("authorization", &format!("Bearer {token}"))])
}

/// The token with another character in the middle of one of its three parts.
fn altered(token: &str, part: usize) -> String {
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    let middle = parts[part].len() / 2;
    let other = if parts[part][middle..].starts_with('A') {
        "B"
    } else {
        "A"
    };
    parts[part].replace_range(middle..=middle, other);
    parts.join(".")
}

const STEP: &str = "Better Auth: a user who signed up there is known here";
const PACKAGE: &str = "testing/test-app/fixtures";

const NAME: &str = "Nutzer Ä. Ö.";
const EMAIL: &str = "user@app.example";
const PASSWORD: &str = "correct horse battery staple";

/// The parts of a token after its header.
const CLAIMS: usize = 1;
const SIGNATURE: usize = 2;

const POLL: Duration = Duration::from_millis(100);
const TRIES: u32 = 300;
const LIMIT: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_byte_of_one_part_is_altered() {
        assert_eq!(altered("aaa.bbb.ccc", CLAIMS), "aaa.bAb.ccc");
        assert_eq!(altered("aaa.bbb.cAc", SIGNATURE), "aaa.bbb.cBc");
    }
}
