// <account>
//! Facts of `template.yaml` that cfn-lint cannot know: the variables that the function of the
//! accounts must not have, and the throttles of its routes.

use std::sync::LazyLock;

use sam_template::Template;
use serde_json::{Map, Value, json};

static TEMPLATE: LazyLock<Template> =
    LazyLock::new(|| Template::parse(include_str!("../../../template.yaml")).expect("the template is readable"));

fn variables(of: &Value) -> &Map<String, Value> {
    of["Environment"]["Variables"].as_object().expect("it has variables")
}

#[test]
fn the_accounts_function_is_told_nothing_of_jtl() {
    let account = &TEMPLATE.resource("AccountFunction")["Properties"];
    let (of_all, own) = (
        variables(&TEMPLATE.as_json()["Globals"]["Function"]),
        variables(account),
    );
    assert!(of_all.len() > 10 && own.len() > 3, "{of_all:?} {own:?}");
    for name in of_all.keys() {
        let is_taken_away = own.get(name) == Some(&json!({"Ref": "AWS::NoValue"}));
        assert!(is_taken_away || OF_ALL.contains(&name.as_str()), "{name}");
    }
    assert!(!account.to_string().contains("CredentialsSecretId"));
}

#[test]
fn each_route_that_takes_a_password_or_a_token_has_a_throttle_of_its_own() {
    let routes = TEMPLATE.routes().unwrap();
    let posts = || {
        routes
            .iter()
            .filter(|route| route.function == "account" && route.method == "POST")
    };
    assert!(posts().count() > 3, "{routes:?}");
    let settings = &TEMPLATE.resource("Api")["Properties"]["RouteSettings"];
    for route in posts() {
        let setting = &settings[format!("POST {}", route.path)];
        assert_eq!(
            setting["ThrottlingRateLimit"]["Fn::FindInMap"][1], "Accounts",
            "{}",
            route.path
        );
    }
}

/// The variables that every function may know.
const OF_ALL: [&str; 4] = ["ACCOUNTS_ENABLED", "ACCOUNT_ISSUER", "ACCOUNT_ORIGINS", "LOG_LEVEL"];
// </account>
