//! Stores that are missing, forbidden, busy, damaged or somebody else's: a clear error that
//! names the store, and nothing overwritten.

use std::path::Path;

use connect_tenant::registry::{Connection, DynamoDb, Put, Sqlite, Store, StoreErrorKind};
use stand_in::{Endpoint, Fault, StandIn};
use test_app::{TemporaryFile, dynamodb_at};

use super::stores::{change, data_request, minute};

fn connection() -> Connection<'static> {
    Connection {
        tenant_id: "bikes",
        tenant_slug: None,
        user_id: "anna",
        at: minute(1),
    }
}

async fn faults(store: &dyn Store) -> Vec<StoreErrorKind> {
    let outcomes = [
        store.put(connection()).await.map(drop),
        store.disconnect("bikes", minute(1)).await,
        store.find("bikes").await.map(drop),
        store.page(None, 10).await.map(drop),
        store.erase(data_request("bikes")).await.map(drop),
        store.export(data_request("bikes")).await.map(drop),
        store.data_requests(None, 10).await.map(drop),
        store.settings("bikes").await.map(drop),
        store.put_settings(change("bikes")).await.map(drop),
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
    let store = DynamoDb::new(&dynamodb_at(service.url()).await, "connections");
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

#[tokio::test]
async fn dynamodb_is_asked_once_whatever_it_answers() {
    let service = StandIn::start().await;
    service.fault(Endpoint::Secrets, Fault::aws_error(400, "ThrottlingException"));
    let store = DynamoDb::new(&dynamodb_at(service.url()).await, "connections");
    store.put(connection()).await.unwrap_err();
    assert_eq!(service.calls(Endpoint::Secrets), 1);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_left_as_it_is() {
    let file = TemporaryFile::new();
    let text = "Dear diary, ".repeat(1000);
    std::fs::write(file.path(), &text).unwrap();
    all_faults_are!(&Sqlite::new(file.path()), StoreErrorKind::Damaged(_));
    assert_eq!(std::fs::read_to_string(file.path()).unwrap(), text);
}

#[tokio::test]
async fn a_damaged_database_is_left_as_it_is_and_works_again_once_it_is_repaired() {
    let file = TemporaryFile::new();
    let store = Sqlite::new(file.path());
    store.put(connection()).await.unwrap();
    let whole = snapshot(file.path());
    drop(store);

    let mut damaged = whole.clone();
    damaged[100..].fill(0x5a);
    std::fs::write(file.path(), &damaged).unwrap();
    let store = Sqlite::new(file.path());
    all_faults_are!(&store, StoreErrorKind::Damaged(_));
    assert_eq!(std::fs::read(file.path()).unwrap(), damaged);

    std::fs::write(file.path(), &whole).unwrap();
    assert!(store.find("bikes").await.unwrap().is_some());
}

#[tokio::test]
async fn a_database_of_something_else_is_left_as_it_is() {
    let file = TemporaryFile::new();
    let other = rusqlite::Connection::open(file.path()).unwrap();
    other.execute_batch("CREATE TABLE notes (text TEXT)").unwrap();
    drop(other);
    let before = std::fs::read(file.path()).unwrap();
    all_faults_are!(&Sqlite::new(file.path()), StoreErrorKind::Damaged(_));
    assert_eq!(std::fs::read(file.path()).unwrap(), before);
}

#[tokio::test]
async fn a_folder_that_is_missing_is_named_and_not_made() {
    let file = TemporaryFile::new();
    let path = file.path().join("missing").join("connections.sqlite");
    let store = Sqlite::new(&path);
    all_faults_are!(&store, StoreErrorKind::Missing(_));
    assert!(store.name().contains("missing") && !file.path().exists());
    // The operator's tool makes no file either.
    all_faults_are!(&Sqlite::existing(file.path()), StoreErrorKind::Missing(_));
    assert!(!file.path().exists());
}

#[tokio::test]
async fn a_file_that_another_process_keeps_locked_is_waited_for_shortly() {
    let file = TemporaryFile::new();
    let store = Sqlite::new(file.path());
    store.put(connection()).await.unwrap();
    let other = rusqlite::Connection::open(file.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let busy = store.put(connection()).await.unwrap_err();
    assert!(matches!(busy.fault, StoreErrorKind::Busy(_)), "{busy:?}");
    assert!(store.find("bikes").await.unwrap().is_some(), "readers do not wait");
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(store.put(connection()).await.unwrap(), Put::Again);
}

/// The whole database in one file, without what is still beside it.
fn snapshot(path: &Path) -> Vec<u8> {
    let database = rusqlite::Connection::open(path).expect("the file is a database");
    database
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .expect("the file is a database");
    std::fs::read(path).expect("the file is a database")
}
