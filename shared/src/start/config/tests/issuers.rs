//! Whose tokens are accepted.

use super::trusted_issuers::{PARTNER, partner_with};
use super::{good, load, names, sentences, wrong_variables};
use crate::start::config::AllowedOrigins;

#[test]
fn each_issuer_has_a_variable_that_switches_it_on() {
    let config = load(&good(&[
        ("TRUSTED_ISSUERS", PARTNER),
        ("ACCOUNT_ISSUER", "https://app.example"),
        ("BETTER_AUTH_URL", "https://auth.example"),
        ("JTL_APP_ID", "app-1"),
    ]))
    .unwrap();
    assert_eq!(
        names(&config),
        ["jtl-session", "jtl-app", "better-auth", "account", "partner"]
    );
    assert_eq!(config.issuers[1].iss.as_deref(), Some("https://id.jtl-cloud.com"));
    assert_eq!(config.issuers[3].audience.as_deref(), Some("https://app.example"));
}

#[test]
fn without_credentials_jtls_session_tokens_are_off() {
    for variables in [
        ("JTL_APP_PROJECT_ID", "app-1"),
        ("BETTER_AUTH_URL", "http://localhost:3000"),
        ("TRUSTED_ISSUERS", PARTNER),
    ] {
        let config = load(&[variables]).unwrap();
        assert_eq!(config.issuers.len(), 1);
        assert_ne!(names(&config), ["jtl-session"]);
        assert!(config.credentials.is_none());
    }
}

#[test]
fn half_an_issuer_is_a_mistake() {
    for (variables, sentence) in [
        (
            vec![("JTL_ISSUER", "https://id.example")],
            "set JTL_APP_ID too, or remove JTL_ISSUER",
        ),
        (
            vec![("JTL_APP_ID", "a"), ("JTL_APP_PROJECT_ID", "b")],
            "remove JTL_APP_PROJECT_ID, or set it to the same as JTL_APP_ID",
        ),
        (
            vec![("JTL_APP_ID", "a b")],
            "set JTL_APP_ID to the app's id, without spaces",
        ),
        (
            vec![("JTL_APP_ID", "a"), ("API_ENVIRONMENT", "qa")],
            "set JTL_ISSUER too; the issuer of this API_ENVIRONMENT is not known",
        ),
        (
            vec![("JTL_APP_ID", "a"), ("JTL_ISSUER", "http://id.example")],
            "set JTL_ISSUER to an https URL, or an http URL of this machine",
        ),
        (
            vec![("BETTER_AUTH_URL", "http://auth.example")],
            "set BETTER_AUTH_URL to an https URL, or an http URL of this machine",
        ),
        (
            vec![("ACCOUNT_AUDIENCE", "app")],
            "set ACCOUNT_ISSUER too, or remove ACCOUNT_AUDIENCE",
        ),
        (
            vec![("ACCOUNT_ORIGINS", "https://app.example")],
            "set ACCOUNT_ISSUER too, or remove ACCOUNT_ORIGINS",
        ),
        (
            vec![("ACCOUNT_ISSUER", "https://app.example"), ("ACCOUNT_ORIGINS", "*")],
            "set ACCOUNT_ORIGINS to origins such as https://app.example, separated by commas",
        ),
    ] {
        assert_eq!(sentences(&good(&variables)), [sentence]);
    }
}

#[test]
fn cookies_are_taken_where_there_are_accounts_and_from_their_own_pages_unless_told() {
    let origins = |variables: &[(&'static str, &'static str)]| load(&good(variables)).unwrap().cookie_origins;
    let accounts = ("ACCOUNT_ISSUER", "https://App.example/base");
    assert_eq!(origins(&[]), None);
    assert_eq!(origins(&[("BETTER_AUTH_URL", "https://app.example")]), None);
    assert_eq!(origins(&[accounts]), AllowedOrigins::parse("https://app.example"));
    let told = "https://www.app.example,http://localhost:5173";
    assert_eq!(
        origins(&[accounts, ("ACCOUNT_ORIGINS", told)]),
        AllowedOrigins::parse(told)
    );
}

#[test]
fn two_variables_may_not_name_one_issuer() {
    let twice = good(&[
        ("JTL_APP_ID", "a"),
        ("JTL_ISSUER", "https://id.example"),
        ("BETTER_AUTH_URL", "https://id.example"),
    ]);
    assert_eq!(
        sentences(&twice),
        ["set BETTER_AUTH_URL to an issuer that no other variable names"]
    );
}

#[test]
fn session_tokens_can_be_off_while_the_credentials_stay() {
    let app = ("JTL_APP_ID", "app-1");
    for (choice, expected) in [("off", vec!["jtl-app"]), ("on", vec!["jtl-session", "jtl-app"])] {
        let config = load(&good(&[app, ("JTL_SESSION_TOKENS", choice)])).unwrap();
        assert_eq!(names(&config), expected);
        assert!(config.credentials.is_some());
    }
    for choice in ["Off", "false", "0", "", "none"] {
        let with_choice = good(&[app, ("JTL_SESSION_TOKENS", choice)]);
        assert_eq!(wrong_variables(&with_choice), ["JTL_SESSION_TOKENS"], "{choice}");
    }
}

#[test]
fn a_choice_of_session_tokens_that_leaves_nobody_to_trust_is_a_mistake() {
    for (variables, sentence) in [
        (
            good(&[("JTL_SESSION_TOKENS", "off")]),
            "set JTL_APP_ID or another issuer's variable too, or set JTL_SESSION_TOKENS to on",
        ),
        (
            vec![("JTL_SESSION_TOKENS", "on"), ("JTL_APP_ID", "app-1")],
            "set either CREDENTIALS_SECRET_ID or CLIENT_ID and CLIENT_SECRET, or remove JTL_SESSION_TOKENS",
        ),
        (
            vec![("JTL_SESSION_TOKENS", "on")],
            "set either CREDENTIALS_SECRET_ID or CLIENT_ID and CLIENT_SECRET, or remove JTL_SESSION_TOKENS",
        ),
    ] {
        assert_eq!(sentences(&variables), [sentence]);
    }
    let with_access_token = partner_with("keySetNeedsAccessToken", "true");
    let off = good(&[("JTL_SESSION_TOKENS", "off"), ("TRUSTED_ISSUERS", &with_access_token)]);
    assert_eq!(names(&load(&off).unwrap()), ["partner"]);
}

#[test]
fn jtl_speaks_for_all_its_tenants_and_nobody_else_for_any() {
    let config = load(&good(&[
        ("JTL_APP_ID", "app-1"),
        ("BETTER_AUTH_URL", "https://auth.example"),
        ("ACCOUNT_ISSUER", "https://app.example"),
        ("TRUSTED_ISSUERS", PARTNER),
    ]))
    .unwrap();
    let speaks: Vec<_> = config
        .issuers
        .iter()
        .map(|issuer| issuer.tenants.is_jtls("t1"))
        .collect();
    assert_eq!(speaks, [true, true, false, false, false]);
    let keeps: Vec<_> = config.issuers.iter().map(|issuer| issuer.keeps_token).collect();
    assert_eq!(
        keeps,
        [false, true, false, false, false],
        "no token is kept that goes nowhere"
    );
}

#[test]
fn accounts_are_switched_off_whatever_else_is_said_of_them() {
    let variables = [
        ("ACCOUNTS_ENABLED", "false"),
        ("ACCOUNT_ISSUER", "https://app.example"),
        ("ACCOUNT_ORIGINS", "https://app.example"),
    ];
    let config = load(&good(&variables)).unwrap();
    assert_eq!((names(&config).len(), config.cookie_origins), (1, None));
    let others = good(&[&variables[..], &[("JTL_SESSION_TOKENS", "off")]].concat());
    assert_eq!(
        sentences(&others),
        ["set JTL_APP_ID or another issuer's variable too, or set JTL_SESSION_TOKENS to on"]
    );
    assert_eq!(
        sentences(&good(&[("ACCOUNTS_ENABLED", "off")])),
        ["set ACCOUNTS_ENABLED to true or false"]
    );
}
