//! Calls that each operation makes to DynamoDB, as docs/accounts.md says.

use std::slice;
use std::sync::Arc;

use account::account::Login;
use account::known_addresses::KnownAddresses;
use account::refresh_token::SessionLifetime;
use account::refresh_tokens::{Refresh, RefreshTokens};
use account::store::{DynamoDb, Store};
use test_app::dynamodb_at;

use super::counters;
use crate::stores::{Place, account, at, hash};
use crate::wiretap::Wiretap;

/// A table that is reached through a wiretap.
async fn tapped() -> (Wiretap, Arc<dyn Store>) {
    let place = Place::on_dynamodb().await;
    let (url, table) = place.table().expect("it is a table");
    let tap = Wiretap::to(&url).await;
    let store = DynamoDb::new(&dynamodb_at(tap.url()).await, table);
    (tap, Arc::new(store))
}

#[tokio::test]
async fn accounts_cost_what_is_written() {
    let (tap, store) = tapped().await;
    let anna = account("anna@example.org", Some("anna"));
    let rate_limit_keys = [counters::anna(), counters::address("203.0.113.7")];
    store.register(&anna).await.unwrap();
    assert_eq!(tap.calls(), ["TransactWriteItems"]);
    store.register(&account("anna@example.org", None)).await.unwrap();
    assert_eq!(tap.calls(), ["TransactWriteItems"]);

    store.find(Login::Email(&anna.email), &rate_limit_keys).await.unwrap();
    assert_eq!(tap.calls(), ["GetItem", "BatchGetItem"]);
    let nobody = account("ben@example.org", None);
    store.find(Login::Email(&nobody.email), &rate_limit_keys).await.unwrap();
    assert_eq!(tap.calls(), ["GetItem", "BatchGetItem"], "nobody takes as long");
    store.find_by_id(anna.id, &rate_limit_keys).await.unwrap();
    assert_eq!(tap.calls(), ["BatchGetItem"]);
    // The profile.
    store.account(anna.id).await.unwrap();
    assert_eq!(tap.calls(), ["GetItem"]);

    store.rehash(&anna, &hash(2)).await.unwrap();
    let none = KnownAddresses::default();
    store.remember_addresses(&anna, &none).await.unwrap();
    store.change_password(&anna, &hash(3), &none).await.unwrap();
    store.revoke_all(anna.id).await.unwrap();
    assert_eq!(tap.calls(), ["UpdateItem"; 4]);
}

#[tokio::test]
async fn sessions_cost_what_is_written() {
    let (tap, store) = tapped().await;
    let anna = account("anna@example.org", None);
    store.register(&anna).await.unwrap();
    tap.calls();
    let refresh_tokens = RefreshTokens::new(store, SessionLifetime::default());
    let first = refresh_tokens.begin(&anna, at(0)).await.unwrap();
    assert_eq!(tap.calls(), ["PutItem"]);

    let refreshed = refresh_tokens.refresh(&first, at(1)).await.unwrap();
    assert_eq!(tap.calls(), ["BatchGetItem", "UpdateItem"]);
    let Refresh::Granted { token: second, .. } = refreshed else {
        panic!("{refreshed:?}");
    };
    refresh_tokens.refresh(&first, at(2)).await.unwrap();
    assert_eq!(tap.calls(), ["BatchGetItem"], "the same successor again");
    refresh_tokens.refresh(&second, at(3)).await.unwrap();
    tap.calls();
    let replayed = refresh_tokens.refresh(&first, at(4)).await.unwrap();
    assert!(matches!(replayed, Refresh::Replayed));
    assert_eq!(tap.calls(), ["BatchGetItem", "DeleteItem"]);

    refresh_tokens.end(slice::from_ref(&second)).await.unwrap();
    assert_eq!(tap.calls(), ["DeleteItem"]);
    refresh_tokens.end_all(anna.id).await.unwrap();
    assert_eq!(tap.calls(), ["UpdateItem"]);
}

#[tokio::test]
async fn attempts_cost_what_is_written() {
    let (tap, store) = tapped().await;
    let (login, office) = (counters::anna(), counters::address("203.0.113.7"));
    for _ in 0..6 {
        store.count_attempt(&login, at(0)).await.unwrap();
        assert_eq!(tap.calls(), ["UpdateItem"], "counted or too early");
    }
    let tomorrow = at(2 * 24 * 60 * 60);
    store.count_attempt(&login, tomorrow).await.unwrap();
    assert_eq!(tap.calls(), ["UpdateItem", "UpdateItem"], "begun anew");
    store.counters(&[login.clone(), office.clone()]).await.unwrap();
    assert_eq!(tap.calls(), ["BatchGetItem"]);
    store.forget_attempts(&login).await.unwrap();
    store.take_attempt_back(&office).await.unwrap();
    assert_eq!(tap.calls(), ["DeleteItem", "UpdateItem"]);
}
