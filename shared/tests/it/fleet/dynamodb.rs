//! The store of items on a DynamoDB, and a function before it: a platform that is asked by the first
//! environment alone.

use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType};
use shared::cache::warm_store::{DynamoDbItems, Expected, Item, ItemKey, ItemStore, Write};
use shared::http::client::Timeouts;
use shared::start::app::{App, AppDeps};
use shared::store::StoreErrorKind;
use stand_in::Endpoint;
use std::time::Duration;
use test_app::{DYNAMODB, TestApp, TestResponse, dynamodb_at, unique};

use crate::router::{PATH, router};

#[tokio::test]
async fn an_item_is_replaced_on_condition_of_its_revision_alone() {
    let (aws, table, _) = table().await;
    let items = DynamoDbItems::new(&aws, &table);
    let [one, other] = ["one", "other"].map(|name| ItemKey::new(&[name]));
    let item = |revision, text: &str| Item {
        revision,
        sealed: text.into(),
        expires_at: Duration::from_secs(1_790_000_000),
    };
    let written = |write: Write| match write {
        Write::Written => None,
        Write::Conflict(item) => Some(item.and_then(|item| item.revision)),
    };
    let both = [one.clone(), other.clone()];
    assert!(items.read(&both).await.unwrap().iter().all(Option::is_none));
    let first = items.write(&one, Expected::NoRevision, item(1, "a")).await.unwrap();
    assert_eq!(written(first), None);
    let again = items.write(&one, Expected::NoRevision, item(1, "b")).await.unwrap();
    assert!(matches!(written(again), Some(None | Some(1))));
    let late = items.write(&one, Expected::Revision(7), item(8, "b")).await.unwrap();
    assert!(matches!(written(late), Some(None | Some(1))));
    let next = items.write(&one, Expected::Revision(1), item(2, "c")).await.unwrap();
    assert_eq!(written(next), None);
    for keys in [&both[..], &both[..1]] {
        let read = items.read(keys).await.unwrap();
        let stored = read[0].as_ref().unwrap();
        assert_eq!((stored.revision, &*stored.sealed), (Some(2), b"c".as_slice()));
        assert!(read[1..].iter().all(Option::is_none));
    }
}

#[tokio::test]
async fn what_somebody_else_has_written_is_replaced_whatever_it_is() {
    let (aws, table, _) = table().await;
    let items = DynamoDbItems::new(&aws, &table);
    let key = ItemKey::new(&["one"]);
    let text = |text: &str| aws_sdk_dynamodb::types::AttributeValue::S(text.to_owned());
    let junk = Client::new(&aws)
        .put_item()
        .table_name(&table)
        .item("pk", text(key.as_str()));
    junk.item("revision", text("many"))
        .item("sealed", text("no bytes"))
        .send()
        .await
        .unwrap();
    let read = items.read(std::slice::from_ref(&key)).await.unwrap();
    assert_eq!(read[0].as_ref().unwrap().revision, None);
    let item = Item {
        revision: 1,
        sealed: vec![1],
        expires_at: Duration::from_secs(1),
    };
    let written = items.write(&key, Expected::NoRevision, item).await.unwrap();
    assert!(matches!(written, Write::Written));
}

#[tokio::test]
async fn a_table_that_is_missing_says_so() {
    let (aws, ..) = table().await;
    let items = DynamoDbItems::new(&aws, "nobodys-table");
    let [one, other] = ["one", "other"].map(|name| ItemKey::new(&[name]));
    for keys in [&[one.clone()][..], &[one, other]] {
        let error = items.read(keys).await.unwrap_err();
        assert!(matches!(error, StoreErrorKind::Missing(_)), "{error:?}");
    }
}

#[tokio::test]
async fn a_second_environment_asks_the_platform_nothing() {
    let (aws, table, _) = table().await;
    let first = TestApp::with(&[]).await;
    let variables = [("WARM_STORE", &*format!("dynamodb:{table}"))];
    let token = first.token("tenant-bikes");
    let calls = || [Endpoint::Token, Endpoint::Keys].map(|endpoint| first.stand_in.calls(endpoint));
    for _ in 0..3 {
        let (config, errors) = TestApp::config(&first.stand_in, &variables);
        let deps = AppDeps {
            clock: first.time.clock(),
            limits: patient(),
            aws: Some(aws.clone()),
            ..AppDeps::for_function("test_app")
        };
        let app = App::new(config, errors, deps);
        let response = TestResponse::to(&router(app), PATH, &token).await;
        assert_eq!(response.status, 200, "{}", response.text);
        assert_eq!(calls(), [1, 1]);
    }
}

fn patient() -> Timeouts {
    Timeouts {
        connect: Duration::from_secs(30),
        total: Duration::from_secs(30),
    }
}

/// A table as in the template.
async fn table() -> (SdkConfig, String, String) {
    let url = shared::start::config::environment(DYNAMODB).expect("the address of a DynamoDB");
    let aws = dynamodb_at(&url).await;
    let name = format!("shared-{}", unique());
    let key = KeySchemaElement::builder().attribute_name("pk").key_type(KeyType::Hash);
    let of_type = AttributeDefinition::builder().attribute_name("pk");
    let made = Client::new(&aws)
        .create_table()
        .table_name(&name)
        .billing_mode(BillingMode::PayPerRequest)
        .key_schema(key.build().expect("a table of this form can be made"))
        .attribute_definitions(
            of_type
                .attribute_type(ScalarAttributeType::S)
                .build()
                .expect("a table of this form can be made"),
        );
    made.send().await.expect("a table of this form can be made");
    (aws, name, url)
}
