use super::*;
use verify::token::Algorithm;

fn load(variables: &[(&str, &str)]) -> Result<Config, Vec<ConfigError>> {
    let read = |name: &str| {
        let found = variables.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    let mut variables = Env::new(&read);
    let config = Config::read(&mut variables);
    match variables.into_errors() {
        mistakes if mistakes.is_empty() => Ok(config),
        mistakes => Err(mistakes),
    }
}

fn good<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [&[("CLIENT_ID", "id"), ("CLIENT_SECRET", "hush-hush")], more].concat()
}

fn variables_at_fault(variables: &[(&str, &str)]) -> Vec<&'static str> {
    load(variables)
        .unwrap_err()
        .iter()
        .map(|mistake| mistake.variable)
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
    let at_fault = variables_at_fault(&[
        ("CLIENT_ID", "id"),
        ("API_ENVIRONMENT", "Prod"),
        ("JTL_API_URL", "http://api.example"),
        ("TOKEN_LEEWAY_SECONDS", "61"),
        ("KEY_SET_STALE_SECONDS", "an hour"),
    ]);
    assert_eq!(
        at_fault,
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
        assert_eq!(variables_at_fault(&good(&[(variable, " ")])), [variable]);
    }
}

#[test]
fn credentials_from_two_places_are_a_mistake() {
    let both = good(&[("CREDENTIALS_SECRET_ID", "jtl/app")]);
    assert_eq!(variables_at_fault(&both), ["CREDENTIALS_SECRET_ID"]);
    assert_eq!(variables_at_fault(&[]), ["CLIENT_ID", "CLIENT_SECRET"]);
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
    let mistakes = load(&good(&[("JTL_AUTH_URL", "hush-hush")])).unwrap_err();
    assert!(!format!("{mistakes:?}{}", mistakes[0]).contains("hush"));
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
    let mut variables = Env::new(&read);
    Config::read(&mut variables).require_credentials(&mut variables);
    assert_eq!(variables.into_errors()[0].variable, "CREDENTIALS_SECRET_ID");
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
        (vec![("JTL_ISSUER", "https://id.example")], "JTL_APP_ID must be set"),
        (
            vec![("JTL_APP_ID", "a"), ("JTL_APP_PROJECT_ID", "b")],
            "JTL_APP_PROJECT_ID must be unset",
        ),
        (vec![("JTL_APP_ID", "a b")], "JTL_APP_ID must be the app's id"),
        (
            vec![("JTL_APP_ID", "a"), ("API_ENVIRONMENT", "qa")],
            "JTL_ISSUER must be set",
        ),
        (
            vec![("JTL_APP_ID", "a"), ("JTL_ISSUER", "http://id.example")],
            "JTL_ISSUER must be an https",
        ),
        (
            vec![("BETTER_AUTH_URL", "http://auth.example")],
            "BETTER_AUTH_URL must be an https",
        ),
        (vec![("ACCOUNT_AUDIENCE", "app")], "ACCOUNT_ISSUER must be set"),
    ] {
        let sentences = sentences(&good(&variables));
        assert_eq!(sentences.len(), 1, "{sentences:?}");
        assert!(sentences[0].starts_with(sentence), "{sentences:?}");
    }
}

#[test]
fn two_variables_may_not_name_one_issuer() {
    let twice = good(&[
        ("JTL_APP_ID", "a"),
        ("JTL_ISSUER", "https://id.example"),
        ("BETTER_AUTH_URL", "https://id.example"),
    ]);
    assert_eq!(variables_at_fault(&twice), ["BETTER_AUTH_URL"]);
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
        assert_eq!(variables_at_fault(&with_choice), ["JTL_SESSION_TOKENS"], "{choice}");
    }
}

#[test]
fn a_choice_of_session_tokens_that_leaves_nobody_to_trust_is_a_mistake() {
    for (variables, sentence) in [
        (
            good(&[("JTL_SESSION_TOKENS", "off")]),
            "JTL_SESSION_TOKENS must be on, or else JTL_APP_ID set",
        ),
        (
            vec![("JTL_SESSION_TOKENS", "on"), ("JTL_APP_ID", "app-1")],
            "JTL_SESSION_TOKENS must be unset, or else CREDENTIALS_SECRET_ID set",
        ),
        (
            vec![("JTL_SESSION_TOKENS", "on")],
            "JTL_SESSION_TOKENS must be unset, or else CREDENTIALS_SECRET_ID set",
        ),
    ] {
        assert_eq!(sentences(&variables), [sentence]);
    }
    let guarded = partner_with("keySetNeedsAccessToken", "true");
    let off = good(&[("JTL_SESSION_TOKENS", "off"), ("TRUSTED_ISSUERS", &guarded)]);
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
    let claims = r#"{"tenant": "tid", "user": "oid", "emailVerified": "proved"}"#;
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
    assert_eq!(partner.claims.email_verified.as_deref(), Some("proved"));
    assert!(!partner.key_set.requires_access_token && !partner.needs_key_id);
}

#[test]
fn a_mistake_in_a_trusted_issuer_names_the_member() {
    for (member, value) in [
        ("keySetUrl", r#""http://id.partner.example/keys""#),
        ("keySetUrl", ""),
        ("audience", ""),
        ("audience", r#""""#),
        ("audience", r#"["app"]"#),
        ("issuer", "7"),
        ("name", r#""Partner""#),
        ("name", r#""jtl-app""#),
        ("algorithm", r#""HS256""#),
        ("algorithm", r#""none""#),
        ("claims", r#"{"tenant": 1}"#),
        ("claims", r#"{"tennant": "tid"}"#),
        ("needsKeyId", r#""yes""#),
        ("type", r#""""#),
        ("keySetNeedsAccessToken", "true"),
        ("keysetUrl", r#""https://id.partner.example/keys""#),
    ] {
        let sentences = sentences(&[("TRUSTED_ISSUERS", &partner_with(member, value))]);
        assert_eq!(sentences.len(), 1, "{sentences:?}");
        let expected = format!("TRUSTED_ISSUERS[0].{member} must be ");
        assert!(sentences[0].starts_with(&expected), "{sentences:?}");
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
        assert_eq!(sentences.len(), 1, "{wrong}: {sentences:?}");
        assert!(
            sentences[0].starts_with("TRUSTED_ISSUERS[0].tenants must be a list of"),
            "{sentences:?}"
        );
    }
    for claims in ["", r#"{"user": "oid"}"#] {
        let mut list: serde_json::Value = serde_json::from_str(&partner_with("claims", claims)).unwrap();
        list[0]["tenants"] = serde_json::json!(["a-1"]);
        let sentences = sentences(&[("TRUSTED_ISSUERS", &list.to_string())]);
        assert_eq!(
            sentences,
            ["TRUSTED_ISSUERS[0].tenants must be left out, or else claims.tenant set to the claim that names one"]
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
    assert_eq!(sentences.len(), 2);
    assert!(sentences[0].starts_with("TRUSTED_ISSUERS[1].issuer must be one"));
    assert!(sentences[1].starts_with("TRUSTED_ISSUERS[1].name must be one"));
    let partner = partner_with("issuer", r#""https://auth.example""#);
    let both = [
        ("TRUSTED_ISSUERS", &*partner),
        ("BETTER_AUTH_URL", "https://auth.example"),
    ];
    assert_eq!(variables_at_fault(&both), ["TRUSTED_ISSUERS"]);
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
        let mistakes = load(&[("TRUSTED_ISSUERS", text)]).unwrap_err();
        assert_eq!(mistakes.len(), 1, "{text}");
        assert_eq!(
            (mistakes[0].variable, &*mistakes[0].member),
            ("TRUSTED_ISSUERS", ""),
            "{text}"
        );
    }
}
