use std::time::Duration;

use flate2::read::GzDecoder;
use serde_json::{Value, json};
use stand_in::{Endpoint, Fault, StandIn};
use ureq::Error;

use crate::client::{CREDENTIALS, Client, Reply};

const KEYS: &str = "/account/.well-known/jwks.json";

/// The answer of the key set under `fault`.
async fn under(fault: Fault) -> (StandIn, Result<Reply, Error>) {
    let stand_in = StandIn::start().await;
    stand_in.fault(Endpoint::Keys, fault);
    let response = Client::of(&stand_in).send("GET", KEYS, &[], "");
    (stand_in, response)
}

async fn answer(fault: Fault) -> Reply {
    under(fault).await.1.unwrap()
}

#[tokio::test]
async fn any_status_can_be_answered() {
    for status in [400, 403, 404, 412, 500, 502, 599] {
        assert_eq!(answer(Fault::Status(status)).await.status, status);
    }
    assert_eq!(answer(Fault::Unauthorized).await.status, 401);
    for impossible in [0, 100, 1000] {
        assert_eq!(answer(Fault::Status(impossible)).await.status, 500);
    }
}

#[tokio::test]
async fn a_hanging_endpoint_never_answers() {
    let stand_in = StandIn::start().await;
    stand_in.fault(Endpoint::Keys, Fault::Hang);
    let impatient = Client::with_patience(&stand_in, Duration::from_millis(200));

    let outcome = impatient.send("GET", KEYS, &[], "");

    assert!(matches!(outcome, Err(Error::Timeout(_))));
    assert_eq!(stand_in.calls(Endpoint::Keys), 1);
    assert_eq!(
        Client::of(&stand_in).get("/oauth/v2/token", &[]).status,
        405,
        "the others go on"
    );
}

#[tokio::test]
async fn a_reset_connection_brings_no_answer() {
    let (stand_in, outcome) = under(Fault::Reset).await;

    assert!(outcome.is_err());
    assert_eq!(stand_in.calls(Endpoint::Keys), 1);
    stand_in.clear_faults();
    assert_eq!(Client::of(&stand_in).get(KEYS, &[]).status, 401);
}

#[tokio::test]
async fn a_truncated_answer_breaks_off_after_its_head() {
    let stand_in = StandIn::start().await;
    stand_in.fault(Endpoint::Keys, Fault::Truncated);
    let client = Client::of(&stand_in);

    let head = client.send_and_read("GET", KEYS, &[], "", 1).unwrap();
    assert_eq!((head.status, head.body.as_slice()), (200, &b"{"[..]));
    assert!(client.send("GET", KEYS, &[], "").is_err());
}

#[tokio::test]
async fn nonsense_and_html_are_no_json() {
    for (fault, kind) in [
        (Fault::Nonsense, "application/json"),
        (Fault::Html, "text/html; charset=utf-8"),
    ] {
        let response = answer(fault).await;
        assert_eq!((response.status, response.header("content-type")), (200, Some(kind)));
        assert!(serde_json::from_slice::<Value>(&response.body).is_err());
    }
}

#[tokio::test]
async fn each_key_set_counts_and_fails_on_its_own() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let sets = [
        (Endpoint::Keys, KEYS, 401),
        (Endpoint::AppKeys, "/oauth/v2/keys", 200),
        (Endpoint::AuthKeys, "/api/auth/jwks", 200),
    ];
    let statuses = || sets.map(|(_, path, _)| client.get(path, &[]).status);

    for (place, (endpoint, path, healthy)) in sets.into_iter().enumerate() {
        stand_in.reset_calls();
        stand_in.record(true);
        stand_in.fault_times(endpoint, Fault::Status(502), 1);
        let mut expected = sets.map(|(_, _, healthy)| healthy);
        expected[place] = 502;
        assert_eq!(statuses(), expected, "{path}");
        assert_eq!(sets.map(|(endpoint, ..)| stand_in.calls(endpoint)), [1; 3], "{path}");
        assert_eq!(client.get(path, &[]).status, healthy);
        assert_eq!(stand_in.calls(endpoint), 2, "{path}");
        let received = stand_in.received(endpoint);
        assert!(received.iter().all(|request| request.path_and_query == path));
        assert_eq!(received.len(), 2, "{path}");
    }
}

#[tokio::test]
async fn empty_is_a_set_without_keys_and_elsewhere_nothing_at_all() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    for endpoint in Endpoint::ALL {
        stand_in.fault(endpoint, Fault::Empty);
    }

    for path in [KEYS, "/oauth/v2/keys", "/api/auth/jwks"] {
        assert_eq!(client.get(path, &[]).json(), json!({ "keys": [] }), "{path}");
    }
    let response = client.post_form("/oauth2/token", &[CREDENTIALS], "");
    assert_eq!((response.status, response.body.len()), (200, 0));
}

#[tokio::test]
async fn an_endless_answer_goes_on_beyond_every_limit() {
    let stand_in = StandIn::start().await;
    stand_in.fault(Endpoint::Keys, Fault::Endless);

    let most = 20 << 20;
    let response = Client::of(&stand_in).send_and_read("GET", KEYS, &[], "", most).unwrap();

    assert_eq!(response.body.len() as u64, most);
}

#[tokio::test]
async fn a_trickling_answer_brings_bytes_but_never_ends() {
    let stand_in = StandIn::start().await;
    stand_in.fault(Endpoint::Keys, Fault::Trickle);
    let impatient = Client::with_patience(&stand_in, Duration::from_millis(500));

    assert_eq!(impatient.send_and_read("GET", KEYS, &[], "", 3).unwrap().body.len(), 3);
    assert!(impatient.send("GET", KEYS, &[], "").is_err());
}

#[tokio::test]
async fn a_gzip_bomb_is_small_until_it_is_unpacked() {
    let response = answer(Fault::GzipBomb).await;

    assert_eq!(response.header("content-encoding"), Some("gzip"));
    assert!(response.body.len() < 64 << 10);
    let unpacked = std::io::copy(&mut GzDecoder::new(&response.body[..]), &mut std::io::sink());
    assert_eq!(unpacked.unwrap(), 64 << 20);
}

#[tokio::test]
async fn a_rate_limit_may_say_when_to_come_back() {
    let silent = answer(Fault::RateLimited { retry_after: None }).await;
    assert_eq!((silent.status, silent.header("retry-after")), (429, None));
    let spoken = answer(Fault::RateLimited { retry_after: Some(7) }).await;
    assert_eq!((spoken.status, spoken.header("retry-after")), (429, Some("7")));
    let away = answer(Fault::Unavailable { retry_after: 3 }).await;
    assert_eq!((away.status, away.header("retry-after")), (503, Some("3")));
}

#[tokio::test]
async fn a_redirect_leads_to_a_place_that_counts_who_followed() {
    let (stand_in, response) = under(Fault::Redirect).await;

    let response = response.unwrap();
    assert_eq!(response.status, 302);
    assert_eq!(stand_in.calls(Endpoint::Elsewhere), 0);
    let place = response.header("location").unwrap();
    assert_eq!(Client::of(&stand_in).get(place, &[]).status, 404);
    assert_eq!(stand_in.calls(Endpoint::Elsewhere), 1);
}

#[tokio::test]
async fn the_token_endpoint_fails_in_words_of_its_own() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let error = |fault| {
        stand_in.fault(Endpoint::Token, fault);
        client.post_form("/oauth2/token", &[CREDENTIALS], "").json()["error"].take()
    };

    assert_eq!(error(Fault::Unauthorized), "invalid_client");
    assert_eq!(error(Fault::Status(503)), "server_error");
}

#[tokio::test]
async fn graphql_errors_come_without_data_or_beside_it() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let ask = || {
        client.query(
            "edge-cases",
            "{ QueryItems(first: 2) { nodes { salesPriceNet } } }",
            &json!({}),
        )
    };

    stand_in.fault(Endpoint::Graphql, Fault::GraphqlErrors);
    let errors = ask();
    assert_eq!(errors.status, 200);
    assert_eq!(errors.json().get("data"), None);
    assert!(errors.json()["errors"][0]["extensions"]["traceId"].is_string());

    stand_in.fault(Endpoint::Graphql, Fault::GraphqlPartial);
    let partial = ask();
    assert!(
        partial.text().contains("12345678901234.567890"),
        "the data keeps its digits"
    );
    assert!(partial.json()["errors"][0]["extensions"]["code"].is_string());
    assert!(partial.json()["errors"][1]["extensions"]["stacktrace"].is_string());
}

#[tokio::test]
async fn an_answer_can_be_given_word_for_word() {
    let response = answer(Fault::Answer {
        status: 203,
        body: "{\"keys\":7}".into(),
    })
    .await;

    assert_eq!((response.status, response.text()), (203, "{\"keys\":7}"));
}

#[tokio::test]
async fn counted_faults_are_spent_in_their_order() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);

    stand_in.fault_times(Endpoint::Keys, Fault::Status(500), 2);
    stand_in.fault_times(Endpoint::Keys, Fault::Status(418), 1);

    let statuses: Vec<_> = (0..4).map(|_| client.get(KEYS, &[]).status).collect();
    assert_eq!(statuses, [500, 500, 418, 401]);
}

#[tokio::test]
async fn a_delay_holds_every_answer_back() {
    let stand_in = StandIn::start().await;
    stand_in.delay(Endpoint::Keys, Duration::from_mins(10));
    let impatient = Client::with_patience(&stand_in, Duration::from_millis(200));

    assert!(matches!(impatient.send("GET", KEYS, &[], ""), Err(Error::Timeout(_))));
    stand_in.clear_faults();
    assert_eq!(impatient.get(KEYS, &[]).status, 401);
}
