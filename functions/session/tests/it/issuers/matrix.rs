//! Issuer × algorithm × token source × failure: every token of `jose.json`, none of which Rust has made,
//! from every token source, at every route, where all issuers are trusted at once.

use std::collections::HashSet;

use serde_json::{Value, json};
use test_app::{Event, TestResponse};

use super::field::{Field, Jose, Outcome, Token};

#[tokio::test]
async fn every_token_is_answered_as_the_table_says_from_every_source() {
    let jose = Jose::read();
    let field = Field::of(&jose, &jose.key_sets).await;
    let mut answered = 0;
    for token in &jose.tokens {
        for source in TOKEN_SOURCES {
            for (method, path) in session::ROUTES {
                let event = Event::new(method, path).header(source, &in_source(source, token));
                let response = event.send(&field.router).await;
                assert_answer(token, path, &response);
                answered += 1;
            }
        }
    }
    println!("{answered} requests");
    assert!(answered > 1_900, "{answered} requests");
    // Its first use, and once more for all the tokens that a newer key might have signed.
    for (issuer, calls) in field.calls() {
        assert!((1..=2).contains(&calls), "{issuer}: {calls} calls for its keys");
    }
}

#[test]
fn the_table_has_every_issuer_under_every_algorithm_and_every_failure() {
    let tokens = Jose::read().tokens;
    let algorithms: HashSet<_> = tokens
        .iter()
        .map(|token| (token.issuer.as_str(), token.alg.as_str()))
        .collect();
    let failures: HashSet<_> = tokens
        .iter()
        .map(|token| (token.issuer.as_str(), token.name.as_str()))
        .collect();
    for (issuer, own, _) in ISSUERS {
        for alg in ["none", "HS256", "ES256", "PS256", "RS256", "RS384", "RS512", "EdDSA"] {
            assert!(algorithms.contains(&(issuer, alg)), "{issuer} {alg}");
        }
        for failure in FAILURES {
            assert!(failures.contains(&(issuer, failure)), "{issuer}: {failure}");
        }
        let right = |token: &&Token| token.issuer == issuer && token.name == "right";
        let right = tokens.iter().find(right).expect("a right one");
        assert_eq!((right.alg.as_str(), right.outcome), (own, Outcome::Accepted));
    }
    let outcomes: HashSet<_> = tokens.iter().map(|token| token.outcome).collect();
    assert_eq!(outcomes.len(), 7, "{outcomes:?}");
}

fn assert_answer(token: &Token, path: &str, response: &TestResponse) {
    let seen = format!("{token:?} at {path}: {} {}", response.status, response.text);
    let Some((code, detail, checks)) = refusal(token.outcome) else {
        assert_eq!(response.status, 200, "{seen}");
        let (_, _, name) = ISSUERS
            .into_iter()
            .find(|(issuer, ..)| *issuer == token.issuer)
            .expect("one of four");
        match path {
            "/api/me" => assert_eq!(response.body["sub"], "user-1", "{seen}"),
            "/api/session" => assert_eq!(
                (
                    &response.body["authenticated"],
                    &response.body["userId"],
                    &response.body["issuer"]
                ),
                (&true.into(), &"user-1".into(), &name.into()),
                "{seen}"
            ),
            _ => {
                let all = json!({"signatureAndIssuer": true, "audience": true, "appId": true});
                assert_eq!(
                    (&response.body["valid"], &response.body["checks"]),
                    (&true.into(), &all),
                    "{seen}"
                );
                assert_eq!(response.body["claims"]["exp"], 4_102_444_800_u64, "{seen}");
            }
        }
        return;
    };
    assert_eq!((response.status, response.code()), (401, code), "{seen}");
    let challenge = response.header("www-authenticate");
    assert!(
        challenge.starts_with(r#"Bearer error="invalid_token""#),
        "{challenge} {seen}"
    );
    let said = response.body["detail"].as_str().unwrap_or_default();
    assert!(said.contains(detail), "{seen}");
    if path == "/verify-token" {
        assert_eq!(response.body["valid"], false, "{seen}");
        assert_eq!(response.body["checks"]["signatureAndIssuer"], checks, "{seen}");
        assert_eq!(response.body["claims"], Value::Null, "{seen}");
        let is_made_for_us = response.body["checks"]["audience"] == true && response.body["checks"]["appId"] == true;
        assert!(!is_made_for_us, "{seen}");
    }
    assert!(!response.text.contains("user-1"), "{seen}");
}

/// Code, a word of the detail, and whether signature and issuer were right.
fn refusal(outcome: Outcome) -> Option<(&'static str, &'static str, bool)> {
    match outcome {
        Outcome::Accepted => None,
        Outcome::Form => Some(("token_malformed", "form", false)),
        Outcome::Signature => Some(("token_signature", "signed", false)),
        Outcome::Issuer => Some(("token_claims", "issuer", false)),
        Outcome::Claims => Some(("token_claims", "", true)),
        Outcome::Expired => Some(("token_expired", "expired", true)),
        Outcome::NotYetValid => Some(("token_not_yet_valid", "not valid yet", true)),
    }
}

fn in_source(source: &str, token: &Token) -> String {
    match source {
        "authorization" => format!("Bearer {}", token.text),
        _ => token.text.clone(),
    }
}

const TOKEN_SOURCES: [&str; 3] = ["authorization", "x-session-id", "x-session-token"];

/// Each with its algorithm and the name it goes by here.
const ISSUERS: [(&str, &str, &str); 4] = [
    ("session", "EdDSA", "jtl-session"),
    ("app", "RS256", "jtl-app"),
    ("auth", "EdDSA", "better-auth"),
    ("other", "RS256", "other"),
];

/// Names of the tokens that the table has of every issuer, besides the right one.
const FAILURES: [&str; 25] = [
    "the other family",
    "an unpublished key",
    "expired",
    "not yet valid",
    "missing exp",
    "exp is a text",
    "nbf is a text",
    "iat is a text",
    "the user is missing",
    "the user is empty",
    "the user is a number",
    "missing iss",
    "iss goes on",
    "iss with a slash at its end",
    "iss in capitals",
    "iss is a list",
    "aud is a text",
    "aud is a list with ours",
    "aud is a part of ours",
    "aud begins with ours",
    "aud is a list without ours",
    "aud is an empty list",
    "aud is a number",
    "aud is null",
    "missing aud",
];
