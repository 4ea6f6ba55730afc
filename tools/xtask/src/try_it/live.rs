//! The start against the real platform, which may refuse the app or be out of reach.

use super::{CURL, first_read, unexpected};
use crate::accounts;
use crate::cargo::Workspace;
use crate::failure::Failure;
use crate::http::Answer;
use crate::local_server::LocalServer;

/// Has each function answer once, and returns the words. Fails where JTL refuses the app's credentials
/// or does not answer.
pub(crate) fn ready(workspace: &Workspace, server: &mut LocalServer) -> Result<String, Failure> {
    let health = server.first_answer("/health", &[])?;
    let asked = server.first_answer(CONNECT, &[("x-session-token", NOBODY)])?;
    if let Some(sentence) = refusal(&health, &asked) {
        return Err(Failure::said(sentence));
    }
    let others = (workspace.functions.iter()).filter(|function| *function != accounts::FUNCTION);
    for path in others.filter_map(|function| first_read(workspace, function)) {
        let refused = server.first_answer(&path, &[])?;
        if refused.status >= 500 {
            return Err(unexpected(&path, &refused));
        }
    }
    let url = &server.url;
    Ok(format!(
        "
Ready: the functions answer at {url}, JTL is the real platform.

  Token    TOKEN=… from the App Bridge's getSessionToken, in JTL's shell
  A call   {CURL} -w \"\\n\" -H \"X-Session-Token: $TOKEN\" \"{url}{CONNECT}\"

Each request is a line below; the next one after a save is answered by the new code. Ctrl-C ends everything."
    ))
}

/// The sentence where the functions cannot work: by their health, and by the answer to nobody's token,
/// which they must ask the platform about.
fn refusal(health: &Answer, asked: &Answer) -> Option<String> {
    if asked.status == 503 && asked.json()["code"] == "credentials_refused" {
        return Some(REFUSED.to_owned());
    }
    let mistakes = health.json()["mistakes"].as_array().cloned().unwrap_or_default();
    if !mistakes.is_empty() {
        let mistakes: Vec<&str> = mistakes.iter().filter_map(|mistake| mistake.as_str()).collect();
        return Some(format!(".env is not what the functions need: {}", mistakes.join("; ")));
    }
    (asked.status == 503).then(|| UNREACHABLE.to_owned())
}

const REFUSED: &str = "JTL refuses CLIENT_ID and CLIENT_SECRET of .env: write both anew, as the partner portal has \
    them, and see that API_ENVIRONMENT is theirs";
const UNREACHABLE: &str = "JTL does not answer: the functions' warning above says why; see that this machine reaches \
    the Internet, and that API_ENVIRONMENT and the hosts in .env are right";

const CONNECT: &str = "/api/connect-tenant";

/// A session token of the right form that nobody has signed: of tenant and user `nobody`, until 2100.
const NOBODY: &str = concat!(
    "eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCJ9.",
    "eyJleHAiOjQxMDI0NDQ4MDAsInRlbmFudElkIjoibm9ib2R5IiwidGVuYW50U2x1ZyI6Im5vYm9keSIsInVzZXJJZCI6Im5vYm9keSJ9.",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
);

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer {
            status,
            body: body.to_owned(),
            cookie: None,
            etag: None,
            function_error: false,
        }
    }

    #[test]
    fn what_keeps_the_functions_from_working_is_one_sentence() {
        let well = || answer(200, r#"{"status":"ok","missing":[]}"#);
        let misconfigured = || {
            answer(
                200,
                r#"{"status":"misconfigured","mistakes":["set A to 1","set B to 2"]}"#,
            )
        };
        let refused = || answer(503, r#"{"code":"credentials_refused"}"#);
        for (health, asked, sentence) in [
            (well(), answer(401, r#"{"code":"token_signature"}"#), None),
            (well(), refused(), Some(REFUSED)),
            (misconfigured(), refused(), Some(REFUSED)),
            (
                misconfigured(),
                answer(503, r#"{"code":"misconfigured"}"#),
                Some(".env is not what the functions need: set A to 1; set B to 2"),
            ),
            (
                well(),
                answer(503, r#"{"code":"platform_unavailable"}"#),
                Some(UNREACHABLE),
            ),
        ] {
            assert_eq!(refusal(&health, &asked).as_deref(), sentence);
        }
    }
}
