// <product-proxy>
//! A call that fails is one sentence, and what does not depend on it is looked at all the same.

use serde_json::json;
use stand_in::{Endpoint, Fault, StandIn};

use crate::program::Doctor;

/// The facts that hold without an access token.
const WITHOUT_ACCESS_TOKEN: [&str; 9] = [
    "configuration",
    "key set of jtl-app",
    "keys of jtl-app",
    "key ids of jtl-app",
    "token",
    "token kid",
    "token claims",
    "HTTP version",
    "server time",
];

#[tokio::test]
async fn a_wrong_secret_is_said_and_the_rest_is_looked_at() {
    let stand_in = StandIn::start().await;
    let said = Doctor::at(stand_in.url(), &stand_in)
        .with("CLIENT_SECRET", "not-the-secret")
        .run()
        .await;
    let name = format!("token endpoint of {}/oauth/v2/token", stand_in.url());
    said.must_have_failed(
        &name,
        &[
            "refuses the client id and secret (401 invalid_client)",
            "partner portal",
        ],
    );
    assert_eq!(said.named("ok"), WITHOUT_ACCESS_TOKEN, "{}", said.text);
    assert_eq!(stand_in.calls(Endpoint::Keys), 0);
    assert_eq!(stand_in.calls(Endpoint::Graphql), 0);
}

#[tokio::test]
async fn whoever_does_not_answer_in_json_is_named_with_the_variable() {
    let faults = [
        (Fault::Reset, "cannot be reached"),
        (
            Fault::Html,
            "answers 200 with a page of HTML: a proxy or a sign-in page",
        ),
        (Fault::Redirect, "answers 302 and sends elsewhere"),
        (Fault::Nonsense, "answers 200 and no JSON"),
        (Fault::Endless, "larger than"),
    ];
    for (fault, words) in faults {
        let stand_in = StandIn::start().await;
        let doctor = Doctor::at(stand_in.url(), &stand_in);
        let token_endpoint = format!("token endpoint of {}/oauth/v2/token", stand_in.url());
        for (endpoint, name, variable) in [
            (Endpoint::Token, &*token_endpoint, "JTL_AUTH_URL"),
            (Endpoint::Keys, "key set of jtl-session", "JTL_API_URL"),
            (Endpoint::AppKeys, "key set of jtl-app", "JTL_ISSUER"),
        ] {
            stand_in.clear_faults();
            stand_in.fault(endpoint, fault.clone());
            doctor.run().await.must_have_failed(name, &[words, variable]);
        }
        stand_in.clear_faults();
        stand_in.fault(Endpoint::Graphql, fault);
        let said = doctor.run().await;
        assert_eq!(
            said.named("failed"),
            ["ERP list of products", "ERP bad cursor", "ERP bad query"],
            "{}",
            said.text
        );
        assert!(said.line("ERP list of products").contains(words), "{}", said.text);
        assert!(said.line("token verified").starts_with("ok "), "{}", said.text);
        assert_eq!(said.status, 1);
    }
}

#[tokio::test]
async fn a_host_that_is_down_leaves_the_others() {
    let stand_in = StandIn::start().await;
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        format!("http://{}", listener.local_addr().expect("it is bound"))
    };
    let doctor = Doctor::at(stand_in.url(), &stand_in);
    let said = doctor
        .clone()
        .with("JTL_AUTH_URL", "")
        .with("JTL_AUTH_BASE", &closed)
        .run()
        .await;
    said.must_have_failed(
        &format!("token endpoint of {closed}/oauth2/token"),
        &["cannot be reached", "refused"],
    );
    assert_eq!(said.named("ok"), WITHOUT_ACCESS_TOKEN, "{}", said.text);
    let said = doctor.with("JTL_API_URL", &closed).run().await;
    said.must_have_failed("key set of jtl-session", &["cannot be reached"]);
    assert!(said.line("access token life").starts_with("ok "), "{}", said.text);
}

#[tokio::test]
async fn a_slow_answer_is_too_late_for_the_functions() {
    let stand_in = StandIn::start().await;
    stand_in.fault(Endpoint::Keys, Fault::Hang);
    let said = Doctor::at(stand_in.url(), &stand_in).run().await;
    said.must_have_failed("key set of jtl-session", &["no whole answer within 2 s"]);
}

#[tokio::test]
async fn refusals_of_the_erp_are_told_apart() {
    let graphql = |code: &str| {
        let body = json!({"errors": [{"message": "m", "extensions": {"code": code}}], "data": {"QueryItems": null}});
        (200, body.to_string())
    };
    let rest = |status: u16| (status, json!({"errorCode": "Any", "errorMessage": "m"}).to_string());
    for ((status, body), words) in [
        (graphql("AUTH_NOT_AUTHORIZED"), "scope items.read"),
        (graphql("AUTH_NOT_AUTHENTICATED"), "install the app"),
        (graphql("HC0047"), "too expensive"),
        (rest(401), "install the app"),
        (rest(429), "rate limit is used up"),
        (rest(400), "does not know the tenant"),
        (rest(500), "502 erp_failed"),
        (
            (200, json!({"errors": [{"message": "m"}]}).to_string()),
            "ERP_API_VERSION",
        ),
    ] {
        let stand_in = StandIn::start().await;
        stand_in.fault_times(Endpoint::Graphql, Fault::Answer { status, body }, 1);
        let said = Doctor::at(stand_in.url(), &stand_in).run().await;
        let expected = [("differs", "ERP list of products"), ("not seen", "ERP one product")];
        assert_eq!(said.not_ok(), expected, "{words}:\n{}", said.text);
        assert!(
            said.line("ERP list of products").contains(words),
            "{words}:\n{}",
            said.text
        );
        assert_eq!(said.status, 1);
    }
}

#[tokio::test]
async fn every_mistake_of_the_configuration_is_named_and_nobody_is_called() {
    let stand_in = StandIn::start().await;
    let doctor = Doctor::at(stand_in.url(), &stand_in)
        .with("JTL_API_URL", "http://api.example")
        .with("API_ENVIRONMENT", "moon");
    let said = doctor.run().await;
    assert_eq!(said.named("failed"), ["configuration"; 2], "{}", said.text);
    assert_eq!(said.named("not seen"), ["platform"], "{}", said.text);
    for sentence in [
        "set API_ENVIRONMENT to prod, beta, qa or dev",
        "set JTL_API_URL to an https URL",
    ] {
        assert!(said.text.contains(sentence), "{}", said.text);
    }
    assert_eq!(said.status, 1);
    assert_eq!(Endpoint::ALL.map(|endpoint| stand_in.calls(endpoint)), [0; 8]);
}
// </product-proxy>
