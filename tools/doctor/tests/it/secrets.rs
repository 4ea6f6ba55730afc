// <product-proxy>
//! Nothing that is secret or about somebody is printed, whatever the platform repeats.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use serde_json::{Value, json};
use stand_in::{AppClaims, SessionClaims};

use crate::altered::Altered;
use crate::program::Doctor;

/// Searches the whole output for these texts and for all that the platform answered about a tenant.
fn assert_silent(text: &str, altered: &Altered, secrets: &[String]) {
    let mut personal = BTreeSet::new();
    for body in altered.bodies() {
        let body: Value = serde_json::from_str(&body).expect("it was JSON");
        collect(&body["data"], &mut personal);
        collect(&body["access_token"], &mut personal);
    }
    assert!(personal.len() > 50, "products were answered: {personal:?}");
    // One of a few letters, as a unit, may be part of any word.
    let personal = personal.iter().filter(|text| text.len() >= 6);
    for secret in secrets.iter().chain(personal) {
        assert!(!text.contains(secret.as_str()), "{secret} in\n{text}");
    }
}

fn collect(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => drop(into.insert(text.clone())),
        Value::Array(values) => values.iter().for_each(|value| collect(value, into)),
        Value::Object(members) => members.values().for_each(|value| collect(value, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The token, each of its parts, and what it says.
fn of_token(token: &str) -> Vec<String> {
    let mut secrets: Vec<String> = token.split('.').map(ToOwned::to_owned).collect();
    secrets.extend([token, "tenant-bikes", "user-1"].map(ToOwned::to_owned));
    secrets
}

#[tokio::test]
async fn a_run_prints_neither_secrets_nor_tokens_nor_data() {
    let altered = Altered::start(|_| {}).await;
    let stand_in = &altered.stand_in;
    let (app, session) = (
        AppClaims {
            issuer: Some(altered.url.clone()),
            ..AppClaims::of("tenant-bikes")
        },
        SessionClaims::of("tenant-bikes"),
    );
    for token in [stand_in.session_token(&session), stand_in.app_token(&app)] {
        let mut secrets = of_token(&token);
        secrets.push(stand_in.client_secret());
        for doctor in [
            Doctor::at(&altered.url, stand_in),
            Doctor::at(&altered.url, stand_in).with("CLIENT_SECRET", "not-the-secret"),
            Doctor::at(&altered.url, stand_in).with("ERP_API_VERSION", "not-the-version"),
        ] {
            let said = doctor.token(&token).run().await;
            let both = format!("{}{}", said.text, said.complaint);
            secrets.extend(["not-the-secret", "not-the-version"].map(ToOwned::to_owned));
            assert_silent(&both, &altered, &secrets);
        }
    }
}

#[tokio::test]
async fn secrets_that_the_platform_repeats_are_hidden() {
    let header: Arc<OnceLock<String>> = Arc::default();
    let known = Arc::clone(&header);
    let altered = Altered::start(move |exchange| {
        let header = known.get().expect("the token is made before the run");
        let token = exchange.body["access_token"].as_str().map(ToOwned::to_owned);
        if let Some(token) = token {
            exchange.body["scope"] = json!(format!("openid {token} stand-in-secret {header}"));
            exchange.body["token_type"] = json!(token);
        }
        if let Some(keys) = exchange.body["keys"].as_array_mut() {
            keys[0]["alg"] = json!("stand-in-secret");
            keys.push(json!({"kid": "stand-in-secret", "kty": "tenant-bikes"}));
        }
        if exchange.path.ends_with("graphql") && exchange.asked.contains("NoSuchField") {
            exchange.body["errors"][0]["extensions"]["code"] = json!("stand-in-secret");
        }
    })
    .await;
    let stand_in = &altered.stand_in;
    let mut usual = SessionClaims::of("tenant-bikes").claims();
    usual["stand-in-secret"] = json!(1);
    let token = stand_in.sign(&json!({"alg": "EdDSA", "kid": "stand-in-secret"}), &usual);
    header.get_or_init(|| token.split('.').next().unwrap_or_default().to_owned());
    let said = Doctor::at(&altered.url, stand_in).token(&token).run().await;
    assert!(said.text.contains("[hidden]"), "{}", said.text);
    let mut secrets = of_token(&token);
    secrets.push("stand-in-secret".into());
    for body in altered.bodies() {
        let body: Value = serde_json::from_str(&body).expect("it was JSON");
        secrets.extend(body["access_token"].as_str().map(ToOwned::to_owned));
    }
    for secret in secrets {
        assert!(!said.text.contains(&secret), "{secret} in\n{}", said.text);
    }
}
// </product-proxy>
