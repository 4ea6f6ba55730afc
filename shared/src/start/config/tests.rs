use super::*;
use verify::token::Algorithm;

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
    ] {
        assert_eq!(sentences(&good(&variables)), [sentence]);
    }
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

const PARTNER: &str = r#"[{"name": "partner", "issuer": "https://id.partner.example", "audience": "app",
    "algorithm": "RS256", "keySetUrl": "https://id.partner.example/keys"}]"#;

/// The partner with one member changed; an empty text takes it away.
fn partner_with(member: &str, value: &str) -> String {
    let list: serde_json::Value = serde_json::from_str(PARTNER).unwrap();
    let mut partner = list[0].as_object().unwrap().clone();
    partner.remove(member);
    if !value.is_empty() {
        partner.insert(member.into(), serde_json::from_str(value).unwrap());
    }
    serde_json::json!([partner]).to_string()
}

#[test]
fn a_trusted_issuer_is_described_in_full() {
    let claims = r#"{"tenant": "tid", "user": "oid"}"#;
    let partner = &load(&[("TRUSTED_ISSUERS", &partner_with("claims", claims))])
        .unwrap()
        .issuers[0];
    assert_eq!(partner.algorithm, Algorithm::Rs256);
    assert_eq!(partner.audience.as_deref(), Some("app"));
    assert_eq!(
        (&*partner.claims.user, partner.claims.tenant.as_deref()),
        ("oid", Some("tid"))
    );
    assert_eq!(partner.claims.email.as_deref(), Some("email"));
    assert!(!partner.key_set.requires_access_token && !partner.needs_key_id);
}

#[test]
fn a_mistake_in_a_trusted_issuer_names_the_member() {
    let https = "an https URL, or an http URL of this machine";
    let (issuer, audience) = (
        "the iss of its tokens, a text without spaces",
        "what the aud of its tokens contains, a text without spaces",
    );
    let claims = "an object of user, email, name, tenant and tenantSlug, each the name of a claim";
    for (member, value, expected) in [
        ("keySetUrl", r#""http://id.partner.example/keys""#, https),
        ("keySetUrl", "", https),
        ("audience", "", audience),
        ("audience", r#""""#, audience),
        ("audience", r#"["app"]"#, audience),
        ("issuer", "7", issuer),
        ("name", r#""Partner""#, "1 to 32 of a-z, 0-9 and -"),
        ("name", r#""jtl-app""#, "one that no other issuer has"),
        ("algorithm", r#""HS256""#, "EdDSA or RS256"),
        ("algorithm", r#""none""#, "EdDSA or RS256"),
        ("claims", r#"{"tenant": 1}"#, claims),
        ("claims", r#"{"tennant": "tid"}"#, claims),
        ("needsKeyId", r#""yes""#, "true or false"),
        ("type", r#""""#, "a text such as at+jwt"),
    ] {
        let sentences = sentences(&[("TRUSTED_ISSUERS", &partner_with(member, value))]);
        assert_eq!(sentences, [format!("set TRUSTED_ISSUERS[0].{member} to {expected}")]);
    }
    for (member, value, sentence) in [
        (
            "keySetNeedsAccessToken",
            "true",
            "set either CREDENTIALS_SECRET_ID or CLIENT_ID and CLIENT_SECRET, \
             or remove TRUSTED_ISSUERS[0].keySetNeedsAccessToken",
        ),
        (
            "keysetUrl",
            r#""https://id.partner.example/keys""#,
            "remove TRUSTED_ISSUERS[0].keysetUrl; there is no such member",
        ),
    ] {
        let partner = partner_with(member, value);
        assert_eq!(sentences(&[("TRUSTED_ISSUERS", &partner)]), [sentence]);
    }
}

#[test]
fn an_issuer_speaks_for_the_tenants_that_are_listed() {
    let partner = |tenants: &str| {
        let mut list: serde_json::Value =
            serde_json::from_str(&partner_with("claims", r#"{"tenant": "tid"}"#)).unwrap();
        list[0]["tenants"] = serde_json::from_str(tenants).unwrap();
        list.to_string()
    };
    let config = load(&[("TRUSTED_ISSUERS", &partner(r#"["a-1", "B_2"]"#))]).unwrap();
    let tenants = &config.issuers[0].tenants;
    assert!(tenants.is_jtls("a-1") && tenants.is_jtls("B_2"));
    assert!(!tenants.is_jtls("a-2") && !tenants.is_jtls("b_2") && !tenants.is_jtls(""));
    let long = format!(r#"["{}"]"#, "t".repeat(65));
    for wrong in [
        "[]",
        "{}",
        r#""a-1""#,
        r#"["a-1", 7]"#,
        r#"["a 1"]"#,
        r#"[""]"#,
        "null",
        &long,
    ] {
        let sentences = sentences(&[("TRUSTED_ISSUERS", &partner(wrong))]);
        assert_eq!(
            sentences,
            [
                "set TRUSTED_ISSUERS[0].tenants to a list of one or more tenant ids of JTL's, each of 1 to 64 letters, digits, - and _"
            ],
            "{wrong}"
        );
    }
    for claims in ["", r#"{"user": "oid"}"#] {
        let mut list: serde_json::Value = serde_json::from_str(&partner_with("claims", claims)).unwrap();
        list[0]["tenants"] = serde_json::json!(["a-1"]);
        let sentences = sentences(&[("TRUSTED_ISSUERS", &list.to_string())]);
        assert_eq!(
            sentences,
            [
                "set TRUSTED_ISSUERS[0].claims.tenant to the claim that names the tenant, or remove TRUSTED_ISSUERS[0].tenants"
            ]
        );
    }
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
fn an_issuer_is_trusted_once() {
    let twice = format!("[{0},{0}]", &PARTNER[1..PARTNER.len() - 1]);
    let sentences = sentences(&[("TRUSTED_ISSUERS", &twice)]);
    assert_eq!(
        sentences,
        [
            "set TRUSTED_ISSUERS[1].issuer to one that no other member and no other variable names",
            "set TRUSTED_ISSUERS[1].name to one that no other issuer has",
        ]
    );
    let partner = partner_with("issuer", r#""https://auth.example""#);
    let both = [
        ("TRUSTED_ISSUERS", &*partner),
        ("BETTER_AUTH_URL", "https://auth.example"),
    ];
    assert_eq!(wrong_variables(&both), ["TRUSTED_ISSUERS"]);
}

#[test]
fn what_is_no_list_of_objects_is_a_mistake_as_a_whole() {
    for text in [
        "",
        "{}",
        "[]",
        "[7]",
        "nonsense",
        "[{}",
        r#"[{"name":"a","name":"b"}]"#,
        "[]} , {",
    ] {
        assert_eq!(
            sentences(&[("TRUSTED_ISSUERS", text)]),
            ["set TRUSTED_ISSUERS to a JSON list of one or more objects, none with two members of one name"],
            "{text}"
        );
    }
}
