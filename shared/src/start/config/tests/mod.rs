mod issuers;
mod trusted_issuers;

use super::*;

fn load(variables: &[(&str, &str)]) -> Result<Config, Vec<ConfigError>> {
    let read = |name: &str| {
        let found = variables.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    let mut env = Env::new(&read);
    let config = Config::read(&mut env);
    match env.into_errors() {
        errors if errors.is_empty() => Ok(config),
        errors => Err(errors),
    }
}

fn good<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [&[("CLIENT_ID", "id"), ("CLIENT_SECRET", "hush-hush")], more].concat()
}

fn wrong_variables(variables: &[(&str, &str)]) -> Vec<&'static str> {
    load(variables)
        .unwrap_err()
        .iter()
        .map(|error| error.variable)
        .collect()
}

#[test]
fn client_credentials_are_all_it_takes() {
    let config = load(&good(&[])).unwrap();
    assert_eq!(config.token_endpoint.url, "https://auth.jtl-cloud.com/oauth2/token");
    assert_eq!(config.token_endpoint.scope, None);
    let sessions = Issuer::jtl_sessions("https://api.jtl-cloud.com", Duration::from_secs(5));
    assert_eq!(config.issuers, [sessions]);
}

#[test]
fn every_environment_has_its_hosts_and_production_is_prod() {
    for (name, auth, api) in [
        ("production", "https://auth.jtl-cloud.com", "https://api.jtl-cloud.com"),
        ("beta", "https://auth.jtl-cloud.com", "https://api.beta.jtl-cloud.com"),
        ("qa", "https://auth.qa.jtl-cloud.com", "https://api.qa.jtl-cloud.com"),
        ("dev", "https://auth.dev.jtl-cloud.com", "https://api.dev.jtl-cloud.com"),
    ] {
        let config = load(&good(&[("API_ENVIRONMENT", name)])).unwrap();
        let token_endpoint = config.token_endpoint.url;
        assert_eq!(
            (token_endpoint, config.api_url.as_str()),
            (format!("{auth}/oauth2/token"), api)
        );
    }
}

#[test]
fn all_mistakes_are_reported_at_once() {
    let wrong = wrong_variables(&[
        ("CLIENT_ID", "id"),
        ("API_ENVIRONMENT", "Prod"),
        ("JTL_API_URL", "http://api.example"),
        ("TOKEN_LEEWAY_SECONDS", "61"),
        ("KEY_SET_STALE_SECONDS", "an hour"),
    ]);
    assert_eq!(
        wrong,
        [
            "API_ENVIRONMENT",
            "CLIENT_SECRET",
            "JTL_API_URL",
            "TOKEN_LEEWAY_SECONDS",
            "KEY_SET_STALE_SECONDS"
        ]
    );
}

#[test]
fn an_empty_variable_is_a_mistake_and_not_a_default() {
    for variable in [
        "API_ENVIRONMENT",
        "JTL_AUTH_URL",
        "TOKEN_LEEWAY_SECONDS",
        "CREDENTIALS_SECRET_ID",
    ] {
        assert_eq!(wrong_variables(&good(&[(variable, " ")])), [variable]);
    }
}

#[test]
fn credentials_from_two_places_are_a_mistake() {
    let both = good(&[("CREDENTIALS_SECRET_ID", "jtl/app")]);
    assert_eq!(wrong_variables(&both), ["CREDENTIALS_SECRET_ID"]);
    assert_eq!(
        sentences(&both),
        ["remove either CREDENTIALS_SECRET_ID or CLIENT_ID and CLIENT_SECRET; only one of the two can be meant"]
    );
}

#[test]
fn missing_credentials_are_a_mistake_that_says_what_to_set() {
    assert_eq!(wrong_variables(&[]), ["CLIENT_ID", "CLIENT_SECRET"]);
    assert_eq!(sentences(&[]), [SET_CREDENTIALS, SET_CREDENTIALS]);
    for (half, sentence) in [
        (
            ("CLIENT_ID", "id"),
            "set CLIENT_SECRET too, or replace CLIENT_ID by CREDENTIALS_SECRET_ID",
        ),
        (
            ("CLIENT_SECRET", "s"),
            "set CLIENT_ID too, or replace CLIENT_SECRET by CREDENTIALS_SECRET_ID",
        ),
    ] {
        assert_eq!(sentences(&[half]), [sentence]);
    }
}

#[test]
fn http_is_for_this_machine_only() {
    for url in [
        "http://127.0.0.1:7878",
        "http://localhost:1/",
        "http://[::1]:80",
        "https://api.example/base/",
    ] {
        assert!(load(&good(&[("JTL_API_URL", url)])).is_ok(), "{url}");
    }
    for url in [
        "http://10.0.0.1",
        "http://localhost.example",
        "ftp://127.0.0.1",
        "https://a@api.example",
        "https://api.example/?a",
        "api.example",
    ] {
        assert!(load(&good(&[("JTL_API_URL", url)])).is_err(), "{url}");
    }
}

#[test]
fn the_hosts_go_by_the_scaffolds_names_too() {
    for base in [
        "https://api.qa.example",
        "https://api.qa.example/",
        "https://api.qa.example/erp/v2",
        "https://api.qa.example/erp/v2/",
    ] {
        let config = load(&good(&[
            ("JTL_API_BASE", base),
            ("JTL_AUTH_BASE", "https://auth.qa.example"),
        ]))
        .unwrap();
        assert_eq!(config.api_url, "https://api.qa.example", "{base}");
        let sessions = Issuer::jtl_sessions("https://api.qa.example", Duration::from_secs(5));
        assert_eq!(config.issuers, [sessions]);
        assert_eq!(config.token_endpoint.url, "https://auth.qa.example/oauth2/token");
    }
    let same = [
        ("JTL_API_URL", "https://api.example"),
        ("JTL_API_BASE", "https://api.example/erp/v2"),
    ];
    assert_eq!(load(&good(&same)).unwrap().api_url, "https://api.example");
    for [first, second] in [["JTL_API_URL", "JTL_API_BASE"], ["JTL_AUTH_URL", "JTL_AUTH_BASE"]] {
        let both = good(&[(first, "https://one.example"), (second, "https://other.example")]);
        assert_eq!(
            sentences(&both),
            [format!("remove {second}, or set it to the same as {first}")]
        );
        assert_eq!(wrong_variables(&good(&[(second, "http://api.example")])), [second]);
        assert_eq!(wrong_variables(&good(&[(second, "")])), [second]);
    }
}

#[test]
fn credentials_of_the_scaffolds_older_host_are_granted_their_access_token_there() {
    let app = [("JTL_APP_ID", "app-1"), ("JTL_ISSUER", "https://id.example")];
    let older = load(&good(
        &[&app[..], &[("JTL_AUTH_BASE", "https://auth.example")]].concat(),
    ))
    .unwrap();
    assert_eq!(older.token_endpoint.url, "https://auth.example/oauth2/token");
    assert_eq!(older.token_endpoint.scope, None);
    assert_eq!(older.issuers[1].iss.as_deref(), Some("https://id.example"));
    let ours = load(&good(&[&app[..], &[("JTL_AUTH_URL", "https://auth.example")]].concat())).unwrap();
    assert_eq!(ours.token_endpoint.url, "https://id.example/oauth/v2/token");
}

#[test]
fn a_mistake_never_repeats_the_value() {
    let errors = load(&good(&[("JTL_AUTH_URL", "hush-hush")])).unwrap_err();
    assert!(!format!("{errors:?}{}", errors[0]).contains("hush"));
}

fn names(config: &Config) -> Vec<&str> {
    config.issuers.iter().map(|issuer| &*issuer.name).collect()
}

fn sentences(variables: &[(&str, &str)]) -> Vec<String> {
    load(variables).unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn a_function_that_calls_the_platform_demands_credentials() {
    let read = |name: &str| (name == "BETTER_AUTH_URL").then(|| "https://auth.example".to_owned());
    let mut env = Env::new(&read);
    Config::read(&mut env).require_credentials(&mut env);
    assert_eq!(env.into_errors()[0].variable, "CREDENTIALS_SECRET_ID");
}

#[test]
fn an_app_of_generation_3_gets_its_access_token_from_its_issuer() {
    let config = load(&good(&[("JTL_APP_ID", "app-1"), ("JTL_ISSUER", "https://id.example/")])).unwrap();
    assert_eq!(config.token_endpoint.url, "https://id.example/oauth/v2/token");
    assert_eq!(config.token_endpoint.scope, Some("openid"));
    assert_eq!(config.issuers[1].iss.as_deref(), Some("https://id.example"));
}
