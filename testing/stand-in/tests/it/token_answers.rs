use serde_json::{Value, json};
use stand_in::StandIn;

use crate::client::{Client, Reply};

const ROUTES: [(&str, &str); 2] = [
    ("/control/session-token", "sessionToken"),
    ("/control/app-token", "accessToken"),
];

#[tokio::test]
async fn a_token_as_text_is_the_bare_token_and_a_line_feed() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    for (path, member) in ROUTES {
        let answer = client.get(&format!("{path}?tenantId=books&as=text"), &[]);

        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
        let token = answer.text().strip_suffix('\n').unwrap();
        assert_eq!(token.split('.').count(), 3, "{token}");
        assert!(!token.contains(|letter: char| letter.is_whitespace() || letter == '"'));
        let json = client.get(&format!("{path}?tenantId=books&as=json"), &[]).json();
        let other = json[member].as_str().unwrap();
        // The claims are of the same tenant, issued within the same seconds.
        assert_eq!(token.split('.').next(), other.split('.').next());

        let unknown = client.get(&format!("{path}?as=xml"), &[]);
        assert_eq!(unknown.status, 400);
        assert!(unknown.text().contains("xml"), "{}", unknown.text());
    }
}

#[tokio::test]
async fn pages_of_this_machine_may_read_a_token_and_no_others() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    for (path, _) in ROUTES {
        for (origin, may) in [
            ("http://localhost:5173", true),
            ("http://127.0.0.1:3000", true),
            ("http://localhost", true),
            ("https://localhost:5173", false),
            ("http://localhost.example:5173", false),
            ("http://localhost:5173.example", false),
            ("http://127.0.0.1.example", false),
            ("http://evil.example", false),
            ("null", false),
        ] {
            let answer = client.get(path, &[("origin", origin)]);

            assert_eq!(allowed(&answer), may.then_some(origin), "{origin}");
            assert_eq!(answer.header("vary"), Some("Origin"), "{origin}");
            assert_eq!(answer.header("cache-control"), Some("no-store"), "{origin}");
            assert_eq!(answer.header("access-control-allow-credentials"), None);
        }
        let without = client.get(path, &[]);
        assert_eq!((allowed(&without), without.header("vary")), (None, Some("Origin")));
    }
}

#[tokio::test]
async fn orders_are_for_the_shells_own_page_and_for_programs() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let vite = ("origin", "http://localhost:5173");

    for (path, _) in ROUTES {
        let ordered = client.send("POST", path, &[vite], "{}").unwrap();
        assert_eq!((ordered.status, allowed(&ordered)), (200, None));
    }
    for (method, path) in [
        ("POST", "/control/rotate"),
        ("POST", "/control/revoke"),
        ("DELETE", "/control/faults"),
        ("GET", "/control/faults"),
        ("GET", "/control/calls"),
    ] {
        let answer = |site: &str| {
            let headers = [vite, ("sec-fetch-site", site)];
            client.send(method, path, &headers, "").unwrap()
        };
        assert_eq!(answer("cross-site").status, 403, "{method} {path}");
        for site in ["same-origin", "none"] {
            let answer = answer(site);
            assert!(answer.status < 300, "{method} {path}");
            assert_eq!(allowed(&answer), None, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn the_faults_that_are_set_can_be_read() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let faults = || client.get("/control/faults", &[]).json();
    let order = |path, body: Value| {
        let path = format!("/control/{path}");
        client.send("POST", &path, &[], &body.to_string()).unwrap()
    };
    let nothing = json!({ "milliseconds": 0, "fault": null });
    assert_eq!((&faults()["graphql"], &faults()["token"]), (&nothing, &nothing));

    order(
        "fault",
        json!({ "endpoint": "graphql", "fault": "rate-limited", "retryAfter": 10 }),
    );
    order("delay", json!({ "endpoint": "token", "milliseconds": 5 }));
    order(
        "fault",
        json!({ "endpoint": "keys", "fault": "unavailable", "times": 2 }),
    );

    let set = faults();
    assert_eq!(set["graphql"], json!({ "milliseconds": 0, "fault": "rate-limited" }));
    assert_eq!(set["token"], json!({ "milliseconds": 5, "fault": null }));
    assert_eq!(set["keys"], nothing, "two calls are no state to show");
    client.send("DELETE", "/control/faults", &[], "").unwrap();
    assert_eq!(faults()["graphql"], nothing);
}

#[tokio::test]
async fn a_fault_is_shown_by_the_name_it_was_ordered_by() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let names = "status hang reset reset-afterwards nonsense html empty endless trickle truncated gzip-bomb \
                 rate-limited unavailable unauthorized redirect graphql-errors graphql-partial answer";

    for name in names.split_whitespace() {
        let order = json!({ "endpoint": "graphql", "fault": name }).to_string();
        client.send("POST", "/control/fault", &[], &order).unwrap();
        assert_eq!(client.get("/control/faults", &[]).json()["graphql"]["fault"], name);
    }
}

fn allowed(answer: &Reply) -> Option<&str> {
    answer.header("access-control-allow-origin")
}
