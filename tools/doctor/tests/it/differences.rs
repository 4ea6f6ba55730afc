// <product-proxy>
//! One fact altered at a time: exactly that one differs.

use axum::http::{HeaderValue, StatusCode, Version};
use serde_json::{Value, json};
use stand_in::{AppClaims, Endpoint, StandIn};

use crate::altered::{Altered, Exchange};
use crate::program::Doctor;

const TOKEN: &str = "/oauth/v2/token";
const SESSION_KEYS: &str = "/account/.well-known/jwks.json";
const APP_KEYS: &str = "/oauth/v2/keys";
const ERP: &str = "/erp/v2/graphql";

type Alteration = fn(&mut Exchange);

#[tokio::test]
async fn everything_is_as_assumed_of_the_stand_in() {
    let stand_in = StandIn::start().await;
    let app_token = stand_in.app_token(&AppClaims::of("tenant-coffee"));
    let session = Doctor::at(stand_in.url(), &stand_in);
    for (doctor, facts) in [
        (session.clone(), 23),
        (session.clone().token(&app_token), 23),
        (session.clone().with("ERP_CALLS_AS", "user").token(&app_token), 23),
        (session.clone().with("JTL_APP_ID", "").with("JTL_ISSUER", ""), 20),
        (session.with("ERP_API_VERSION", "2.0"), 23),
    ] {
        let said = doctor.run().await;
        assert_eq!(said.not_ok(), [], "{}", said.text);
        assert_eq!((said.status, said.complaint.as_str()), (0, ""), "{}", said.text);
        assert!(said.named("ok").len() + 1 >= facts, "{}", said.text);
        assert!(
            !said.text.contains("[hidden]"),
            "no word of our own is a secret:\n{}",
            said.text
        );
    }
}

#[tokio::test]
async fn one_call_is_made_to_each_and_four_to_the_erp() {
    let stand_in = StandIn::start().await;
    Doctor::at(stand_in.url(), &stand_in).run().await;
    let calls = [Endpoint::Token, Endpoint::Keys, Endpoint::AppKeys, Endpoint::Graphql].map(|at| stand_in.calls(at));
    assert_eq!(calls, [1, 1, 1, 4]);
}

#[tokio::test]
async fn each_fact_that_is_altered_differs_alone() {
    let alterations: [(&str, &str, Alteration); 21] = [
        ("access token life", TOKEN, |to| to.body["expires_in"] = Value::Null),
        ("access token life", TOKEN, |to| to.body["expires_in"] = json!(30)),
        ("access token life", TOKEN, |to| to.body["expires_in"] = json!(86_401)),
        ("access token life", TOKEN, |to| to.body["expires_in"] = json!("soon")),
        ("access token type", TOKEN, |to| to.body["token_type"] = json!("mac")),
        ("access token scope", TOKEN, |to| {
            to.body["scope"] = json!("profile email");
        }),
        ("keys of jtl-session", SESSION_KEYS, |to| {
            add_key(to, json!({"kty": "EC", "crv": "P-256"}));
        }),
        ("keys of jtl-session", SESSION_KEYS, |to| add_key(to, json!("no key"))),
        ("keys of jtl-app", APP_KEYS, |to| {
            add_key(to, json!({"kty": "RSA", "alg": "RS512", "kid": "other"}));
        }),
        ("key ids of jtl-session", SESSION_KEYS, |to| {
            to.body["keys"][0]["kid"] = json!("k");
            add_key(to, to.body["keys"][0].clone());
        }),
        ("key ids of jtl-app", APP_KEYS, |to| {
            without(&mut to.body["keys"][0], "kid");
        }),
        ("ERP rate limit", ERP, |to| {
            to.headers.remove("x-ratelimit-remaining");
        }),
        ("ERP cost of a page", ERP, |to| {
            to.body["extensions"]["operationCost"] = json!({"fieldCost": 5611, "typeCost": 9});
        }),
        ("ERP list of products", ERP, |to| {
            if is_list(to) {
                let nodes = to.body["data"].take();
                to.body = json!({"data": nodes, "errors": [{"message": "m", "extensions": {"code": "HC0018"}}]});
            }
        }),
        ("ERP one product", ERP, |to| {
            if to.asked.contains("query Product(") {
                to.body["data"]["QueryItems"]["nodes"] = json!([]);
            }
        }),
        ("ERP bad cursor", ERP, |to| {
            if to.asked.contains("no cursor") {
                to.body["errors"][0]["extensions"]["code"] = json!("HC0016");
            }
        }),
        ("ERP bad cursor", ERP, |to| {
            if to.asked.contains("no cursor") {
                to.status = StatusCode::INTERNAL_SERVER_ERROR;
            }
        }),
        ("ERP bad query", ERP, |to| {
            if to.asked.contains("NoSuchField") {
                to.body["errors"][0]["extensions"]["code"] = json!("HC9999");
            }
        }),
        ("ERP bad query", ERP, |to| {
            if to.asked.contains("NoSuchField") {
                to.body = json!({"data": {}});
            }
        }),
        ("HTTP version", SESSION_KEYS, |to| to.version = Version::HTTP_10),
        ("server time", TOKEN, |to| {
            to.headers
                .insert("date", HeaderValue::from_static("Sun, 06 Nov 1994 08:49:37 GMT"));
        }),
    ];
    for (number, (name, path, alter)) in alterations.into_iter().enumerate() {
        let altered = Altered::start(move |exchange| {
            if exchange.path == path {
                alter(exchange);
            }
        })
        .await;
        let said = Doctor::at(&altered.url, &altered.stand_in).run().await;
        assert_eq!(
            said.not_ok(),
            [("differs", name)],
            "alteration {number}:\n{}",
            said.text
        );
        assert_eq!(said.status, 1, "alteration {number}");
    }
}

#[tokio::test]
async fn a_cost_that_is_reported_is_shown() {
    let altered = Altered::start(|exchange| {
        if exchange.path == ERP {
            exchange.body["extensions"]["operationCost"] = json!({"fieldCost": 31, "typeCost": 53});
        }
    })
    .await;
    let said = Doctor::at(&altered.url, &altered.stand_in).run().await;
    assert!(said.line("ERP cost of a page").starts_with("ok "), "{}", said.text);
    assert!(
        said.line("ERP cost of a page").contains("fieldCost 31, typeCost 53"),
        "{}",
        said.text
    );
    let stand_in = StandIn::start().await;
    stand_in.record(true);
    Doctor::at(stand_in.url(), &stand_in).run().await;
    let asked = stand_in.received(Endpoint::Graphql);
    let with_cost = asked.iter().map(|received| received.header("graphql-cost"));
    assert_eq!(with_cost.collect::<Vec<_>>(), [vec!["report"], vec![], vec![], vec![]]);
}

fn add_key(exchange: &mut Exchange, key: Value) {
    exchange.body["keys"].as_array_mut().expect("a key set").push(key);
}

fn without(object: &mut Value, member: &str) {
    object.as_object_mut().expect("an object").remove(member);
}

fn is_list(exchange: &Exchange) -> bool {
    exchange.asked.contains("query Products(") && !exchange.asked.contains("no cursor")
}
// </product-proxy>
