//! Stores that are missing, forbidden, busy, damaged or somebody else's: a clear error that
//! names the store, and nothing overwritten.

use std::slice;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use account::account::Login;
use account::known_addresses::KnownAddresses;
use account::network::Network;
use account::refresh_token::{Family, SessionLifetime};
use account::refresh_tokens::RefreshTokens;
use account::store::{DynamoDb, Registration, Sqlite, Store, StoreErrorKind};
use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use stand_in::{Endpoint, Fault, StandIn};
use test_app::{TemporaryFile, dynamodb_at};
use tokio::net::TcpListener;

use super::counters;
use crate::stores::{account, at, hash};

async fn faults(store: &dyn Store) -> Vec<StoreErrorKind> {
    let anna = account("anna@example.org", None);
    let (family, token) = Family::begin(anna.id, 0, at(0));
    let (rotated, _) = family.rotated(&token, at(1));
    let (login, none) = (counters::anna(), KnownAddresses::default());
    let outcomes = [
        store.register(&anna).await.map(drop),
        store.find(Login::Email(&anna.email), &[]).await.map(drop),
        store.find_by_id(anna.id, &[]).await.map(drop),
        store.counters(std::slice::from_ref(&login)).await.map(drop),
        store.remember_addresses(&anna, &none).await,
        store.account(anna.id).await.map(drop),
        store.rehash(&anna, &hash(2)).await.map(drop),
        store.change_password(&anna, &hash(2), &none).await.map(drop),
        store.revoke_all(anna.id).await,
        store.create_family(&family, at(9)).await,
        store.find_family(anna.id, family.id).await.map(drop),
        store.rotate(&token.hash(), &rotated, at(9)).await.map(drop),
        store.revoke_family(anna.id, family.id).await,
        store.count_attempt(&login, at(0)).await.map(drop),
        store.take_attempt_back(&login).await,
        store.forget_attempts(&login).await,
    ];
    let errors = outcomes.into_iter().map(|outcome| {
        let error = outcome.expect_err("nothing works");
        assert_eq!(error.store, store.name());
        error.fault
    });
    errors.collect()
}

macro_rules! all_faults_are {
    ($store:expr, $fault:pat) => {
        for fault in faults($store).await {
            assert!(matches!(fault, $fault), "{}: {fault:?}", $store.name());
        }
    };
}

#[tokio::test]
async fn dynamodb_says_what_is_wrong_with_it() {
    // At this endpoint it answers in the form that all services of AWS share.
    let service = StandIn::start().await;
    let store = DynamoDb::new(&dynamodb_at(service.url()).await, "accounts");
    let refuse = |status, kind| service.fault(Endpoint::Secrets, Fault::aws_error(status, kind));

    refuse(400, "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException");
    all_faults_are!(&store, StoreErrorKind::Missing(_));
    for kind in ["AccessDeniedException", "UnrecognizedClientException"] {
        refuse(400, kind);
        all_faults_are!(&store, StoreErrorKind::Denied(_));
    }
    for kind in ["ProvisionedThroughputExceededException", "ThrottlingException"] {
        refuse(400, kind);
        all_faults_are!(&store, StoreErrorKind::Busy(_));
    }
    refuse(500, "InternalServerError");
    all_faults_are!(&store, StoreErrorKind::Failed(_));
    service.fault(Endpoint::Secrets, Fault::Html);
    all_faults_are!(&store, StoreErrorKind::Failed(_));
}

/// A DynamoDB whose transactions are cancelled for these reasons, one after the other, the last
/// one for ever.
async fn cancelling(reasons: &'static [&'static [&'static str]]) -> (DynamoDb, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .expect("the loopback interface has a free port");
    let url = format!("http://{}", listener.local_addr().expect("a listener has an address"));
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let answer = move || async move {
        let call = counted.fetch_add(1, Ordering::SeqCst).min(reasons.len() - 1);
        if reasons[call].is_empty() {
            return (StatusCode::OK, "{}".to_owned());
        }
        let reasons: Vec<_> = reasons[call]
            .iter()
            .map(|code| format!(r#"{{"Code":"{code}"}}"#))
            .collect();
        let body = format!(
            r#"{{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","message":"cancelled","CancellationReasons":[{}]}}"#,
            reasons.join(",")
        );
        (StatusCode::BAD_REQUEST, body)
    };
    let router = Router::new().route("/", post(answer));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (DynamoDb::new(&dynamodb_at(&url).await, "accounts"), calls)
}

#[tokio::test]
async fn a_registration_that_meets_another_transaction_is_tried_again() {
    let anna = account("anna@example.org", None);
    let (store, calls) = cancelling(&[&["None", "TransactionConflict"], &["None", "TransactionConflict"], &[]]).await;
    assert_eq!(store.register(&anna).await.unwrap(), Registration::Done);
    assert_eq!(calls.load(Ordering::SeqCst), 3);

    let (store, calls) = cancelling(&[&["None", "TransactionConflict"], &["None", "ConditionalCheckFailed"]]).await;
    assert_eq!(store.register(&anna).await.unwrap(), Registration::EmailTaken);
    assert_eq!(calls.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_registration_that_meets_one_transaction_after_the_other_gives_up() {
    let anna = account("anna@example.org", None);
    let (store, calls) = cancelling(&[&["None", "TransactionConflict"]]).await;
    let error = store.register(&anna).await.unwrap_err();
    assert!(matches!(error.fault, StoreErrorKind::Busy(_)), "{error:?}");
    assert_eq!(calls.load(Ordering::SeqCst), 4);
}

#[tokio::test]
async fn a_registration_that_is_cancelled_for_another_reason_is_a_fault_and_nobody_is_taken() {
    let anna = account("anna@example.org", Some("anna"));
    let (store, calls) = cancelling(&[&["ThrottlingError", "None", "None"]]).await;
    let error = store.register(&anna).await.unwrap_err();
    assert!(matches!(error.fault, StoreErrorKind::Busy(_)), "{error:?}");
    assert_eq!(calls.load(Ordering::SeqCst), 1);

    // The id of the new account is taken: that one cannot be told to choose another.
    let (store, _) = cancelling(&[&["ConditionalCheckFailed", "None", "None"]]).await;
    let error = store.register(&anna).await.unwrap_err();
    assert!(matches!(error.fault, StoreErrorKind::Failed(_)), "{error:?}");
}

#[tokio::test]
async fn a_family_of_which_only_a_part_was_read_is_busy_and_not_over() {
    let service = StandIn::start().await;
    let half =
        r#"{"Responses":{"accounts":[]},"UnprocessedKeys":{"accounts":{"Keys":[{"pk":{"S":"x"},"sk":{"S":"x"}}]}}}"#;
    let body = half.to_owned();
    service.fault(Endpoint::Secrets, Fault::Answer { status: 200, body });
    let store = DynamoDb::new(&dynamodb_at(service.url()).await, "accounts");
    let refresh_tokens = RefreshTokens::new(Arc::new(store), SessionLifetime::default());
    let (_, token) = Family::begin(account("anna@example.org", None).id, 0, at(0));
    let error = refresh_tokens.refresh(&token, at(1)).await.unwrap_err();
    assert!(matches!(error.fault, StoreErrorKind::Busy(_)), "{error:?}");
}

#[tokio::test]
async fn a_store_that_fails_is_an_error_and_never_a_session_that_is_over() {
    let service = StandIn::start().await;
    service.fault(Endpoint::Secrets, Fault::aws_error(400, "ThrottlingException"));
    let store = DynamoDb::new(&dynamodb_at(service.url()).await, "accounts");
    let refresh_tokens = RefreshTokens::new(Arc::new(store), SessionLifetime::default());
    let (_, token) = Family::begin(account("anna@example.org", None).id, 0, at(0));
    assert!(refresh_tokens.refresh(&token, at(1)).await.is_err());
    assert!(refresh_tokens.end(slice::from_ref(&token)).await.is_err());
    assert!(
        refresh_tokens
            .end_everywhere(slice::from_ref(&token), at(1))
            .await
            .is_err()
    );
    assert_eq!(service.calls(Endpoint::Secrets), 3, "each is asked once");
}

#[tokio::test]
async fn a_file_of_something_else_is_left_as_it_is() {
    let file = TemporaryFile::new();
    let text = "Dear diary, ".repeat(1000);
    std::fs::write(file.path(), &text).unwrap();
    all_faults_are!(&Sqlite::new(file.path()), StoreErrorKind::Damaged(_));
    assert_eq!(std::fs::read_to_string(file.path()).unwrap(), text);

    let file = TemporaryFile::new();
    let other = rusqlite::Connection::open(file.path()).unwrap();
    other.execute_batch("CREATE TABLE notes (text TEXT)").unwrap();
    drop(other);
    let before = std::fs::read(file.path()).unwrap();
    all_faults_are!(&Sqlite::new(file.path()), StoreErrorKind::Damaged(_));
    assert_eq!(std::fs::read(file.path()).unwrap(), before);
}

#[tokio::test]
async fn a_file_of_an_older_program_is_used_and_that_program_can_go_on_using_it() {
    let file = TemporaryFile::new();
    let anna = account("anna@example.org", None);
    Sqlite::new(file.path()).register(&anna).await.unwrap();
    let other = rusqlite::Connection::open(file.path()).unwrap();
    other.execute_batch("DROP TABLE known_addresses").unwrap();
    let store = Sqlite::new(file.path());
    let known = KnownAddresses::default()
        .with(anna.id, &Network::parse("203.0.113.7"), at(0))
        .unwrap();
    store.remember_addresses(&anna, &known).await.unwrap();
    let found = store.find(Login::Email(&anna.email), &[]).await.unwrap();
    assert_eq!((found.account, found.known_addresses), (Some(anna), known));
    let version = other.pragma_query_value(None, "user_version", |row| row.get::<_, u64>(0));
    assert_eq!(version.unwrap(), 1);
}

#[tokio::test]
async fn a_folder_that_is_missing_is_named_and_not_made() {
    let file = TemporaryFile::new();
    let store = Sqlite::new(&file.path().join("missing").join("accounts.sqlite"));
    all_faults_are!(&store, StoreErrorKind::Missing(_));
    assert!(store.name().contains("missing") && !file.path().exists());
}

#[tokio::test]
async fn a_record_that_is_damaged_is_named_by_what_it_lacks() {
    let file = TemporaryFile::new();
    let store = Sqlite::new(file.path());
    let anna = account("anna@example.org", None);
    store.register(&anna).await.unwrap();
    let other = rusqlite::Connection::open(file.path()).unwrap();
    other
        .execute("UPDATE accounts SET password_hash = 'letmein'", [])
        .unwrap();
    let error = store.account(anna.id).await.unwrap_err();
    assert!(
        matches!(error.fault, StoreErrorKind::Unreadable("password_hash")),
        "{error:?}"
    );
    assert!(!format!("{error} {error:?}").contains("letmein"));
}
