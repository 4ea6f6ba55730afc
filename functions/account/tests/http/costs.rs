//! What each route asks of DynamoDB, call by call: a refresh writes once, a profile reads once.

use rehearsal::Event;
use serde_json::json;

use crate::site::{EMAIL, PASSWORD, Site, Tokens};
use crate::stores::Place;
use crate::wiretap::Wiretap;

#[tokio::test]
async fn each_route_costs_what_is_written() {
    let place = Place::all().await.pop().expect("there is a file at least");
    // Without a DynamoDB there is nothing to tap.
    let Some((url, _)) = place.table() else { return };
    let tap = Wiretap::to(&url).await;
    let site = Site::before(place.store_at(), Some(&tap.url), &[]).await;
    site.register().await;
    assert_eq!(tap.calls(), ["TransactWriteItems"]);

    let tokens = site.login().await;
    let mut calls = tap.calls();
    // The last two run beside each other.
    calls[3..].sort();
    assert_eq!(calls, ["UpdateItem", "GetItem", "GetItem", "DeleteItem", "PutItem"]);
    for email in [EMAIL, "nobody@example.org"] {
        let wrong = json!({"email": email, "password": "incorrect horse"});
        assert_eq!(site.post("/api/login", wrong).await.status, 401);
        assert_eq!(tap.calls(), ["UpdateItem", "GetItem", "GetItem"], "{email}");
    }

    assert_eq!(site.profile(&tokens.access).await.status, 200);
    assert_eq!(tap.calls(), ["GetItem"]);
    let refreshed = site.refresh(&tokens.refresh).await;
    assert_eq!(tap.calls(), ["BatchGetItem", "UpdateItem"]);
    let tokens = Tokens::in_body(&refreshed);
    site.post("/api/logout", json!({"refreshToken": tokens.refresh})).await;
    assert_eq!(tap.calls(), ["DeleteItem"]);

    let change = json!({"currentPassword": PASSWORD, "newPassword": "another horse battery"});
    let event = Event::post("/api/change-password", change.to_string());
    site.send(event.header("authorization", &format!("Bearer {}", tokens.access)))
        .await;
    assert_eq!(tap.calls(), ["GetItem", "UpdateItem", "UpdateItem", "DeleteItem"]);
    site.send(Event::get("/.well-known/jwks.json")).await;
    site.refresh("A").await;
    assert_eq!(tap.calls(), Vec::<String>::new());
}
