//! Export and erasure of a tenant's data as an operator runs them, on both stores.

use std::process::{Command, Output};
use std::sync::Arc;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType};
use connect_tenant::registry::{Connection, DynamoDb, Minute, SettingsChange, Sqlite, Store};
use serde_json::Value;
use test_app::{AWS_CREDENTIALS, TestStore};

/// A store with two tenants, `tenant-1` with settings.
struct Place(TestStore);

impl Place {
    async fn all() -> Vec<Self> {
        let is_demanded = cfg!(feature = "dynamodb-tests");
        let stores = TestStore::all(env!("CARGO_PKG_NAME"), is_demanded, make_table).await;
        let places: Vec<Self> = stores.into_iter().map(Self).collect();
        for place in &places {
            place.fill().await;
        }
        places
    }

    async fn fill(&self) {
        let (store, at) = (self.client(), Minute::from_unix_seconds(1_795_304_400));
        for tenant_id in ["tenant-1", "tenant-2"] {
            let connection = Connection {
                tenant_id,
                tenant_slug: Some("bikes"),
                user_id: "anna",
                at,
            };
            store.put(connection).await.expect("the store works");
        }
        let change = SettingsChange {
            tenant_id: "tenant-1",
            json: r#"{"price":19.90,"number":12345678901234567890123}"#,
            expected: 0,
            at,
        };
        store.put_settings(change).await.expect("the store works");
    }

    fn client(&self) -> Arc<dyn Store> {
        match &self.0 {
            TestStore::File(file) => Arc::new(Sqlite::new(file.path())),
            TestStore::Table { aws, name, .. } => Arc::new(DynamoDb::new(aws, name)),
        }
    }

    /// Runs the program: what it printed, or what it complained of.
    fn admin(&self, arguments: &[&str]) -> Result<String, String> {
        let mut program = self.program(arguments);
        program.env("USER", "olga");
        printed(program.output().expect("the program was built for this test"))
    }

    fn program(&self, arguments: &[&str]) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_admin"));
        program.arg("tenants").args(arguments).arg("--store");
        match &self.0 {
            TestStore::File(file) => program.arg(format!("sqlite:{}", file.path().display())),
            TestStore::Table { url, name, .. } => program
                .arg(format!("dynamodb:{name}"))
                .env("AWS_ENDPOINT_URL_DYNAMODB", url)
                .env("AWS_REGION", "eu-central-1")
                .envs(AWS_CREDENTIALS),
        };
        program
    }

    fn requests(&self) -> Vec<Value> {
        let printed = self.admin(&["requests", "--json"]).expect("requests can be listed");
        let printed: Value = serde_json::from_str(&printed).expect("--json prints JSON");
        let mut requests = printed["requests"].as_array().expect("requests are listed").clone();
        // DynamoDB's own order is none.
        requests.sort_by_key(|request| request["kind"].to_string());
        requests
    }
}

fn printed(output: Output) -> Result<String, String> {
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    if output.status.success() {
        Ok(text(output.stdout))
    } else {
        Err(text(output.stderr))
    }
}

#[tokio::test]
async fn an_export_has_all_that_is_kept_and_is_on_record() {
    for place in Place::all().await {
        let exported = place.admin(&["export", "tenant-1", "--by", "ticket-7"]).unwrap();
        for kept in [
            r#""tenantId":"tenant-1""#,
            r#""tenantSlug":"bikes""#,
            r#""firstUserId":"anna""#,
            r#""lastConnectedAt":"2026-11-21T23:40:00Z""#,
            r#""settings":{"price":19.90,"number":12345678901234567890123},"settingsVersion":1"#,
        ] {
            assert!(exported.contains(kept), "{kept}: {exported}");
        }
        assert!(!exported.contains("tenant-2"), "{exported}");
        serde_json::from_str::<Value>(&exported).expect("an export is JSON");

        let requests = place.requests();
        assert_eq!(requests.len(), 1, "{requests:?}");
        assert_eq!(requests[0]["tenantId"], "tenant-1");
        assert_eq!(requests[0]["kind"], "export");
        assert_eq!(requests[0]["requestedBy"], "ticket-7");
        assert!(place.admin(&["show", "tenant-1"]).is_ok(), "an export changes nothing");
    }
}

#[tokio::test]
async fn an_erasure_leaves_a_record_of_itself_and_nothing_of_the_tenant() {
    for place in Place::all().await {
        place.admin(&["erase", "tenant-1", "--yes"]).unwrap();
        let complaint = place.admin(&["export", "tenant-1"]).unwrap_err();
        assert!(complaint.contains("tenant-1"), "{complaint}");
        let store = place.client();
        assert_eq!(store.find("tenant-1").await.unwrap(), None);
        assert_eq!(store.settings("tenant-1").await.unwrap().json, "{}");

        let requests = place.requests();
        assert_eq!(requests.len(), 1, "{requests:?}");
        let members: Vec<&String> = requests[0]
            .as_object()
            .expect("a request is an object")
            .keys()
            .collect();
        assert_eq!(members, ["kind", "requestedAt", "requestedBy", "tenantId"]);
        assert_eq!(
            (&requests[0]["kind"], &requests[0]["requestedBy"]),
            (&"erase".into(), &"olga".into())
        );
        let at = requests[0]["requestedAt"].as_str().and_then(Minute::parse);
        assert!(at.is_some_and(|at| at > Minute::from_unix_seconds(0)), "{requests:?}");
    }
}

#[tokio::test]
async fn requests_are_no_tenants_and_outlive_one_that_comes_back() {
    for place in Place::all().await {
        place.admin(&["export", "tenant-1"]).unwrap();
        place.admin(&["erase", "tenant-1", "--yes"]).unwrap();
        let listed = place.admin(&["list", "--json"]).unwrap();
        let listed: Value = serde_json::from_str(&listed).expect("--json prints JSON");
        let tenants = listed["tenants"].as_array().expect("tenants are listed");
        assert!(tenants.len() == 1 && tenants[0]["tenantId"] == "tenant-2", "{listed}");

        place.fill().await;
        place.admin(&["erase", "tenant-1", "--yes"]).unwrap();
        let kinds: Vec<Value> = place.requests().iter().map(|request| request["kind"].clone()).collect();
        assert_eq!(kinds, ["erase", "erase", "export"]);
        let text = place.admin(&["requests"]).unwrap();
        assert!(text.contains("olga") && text.lines().count() == 4, "{text}");
    }
}

#[tokio::test]
async fn what_was_not_carried_out_is_not_on_record() {
    for place in Place::all().await {
        for refused in [
            &["export", "tenant-3"][..],
            &["erase", "tenant-3", "--yes"],
            &["erase", "tenant-1"],
            &["export", "tenant-1", "--by", ""],
        ] {
            place.admin(refused).unwrap_err();
        }
        let mut nobody = place.program(&["export", "tenant-1"]);
        nobody.env_remove("USER").env_remove("USERNAME");
        let complaint = printed(nobody.output().expect("the program was built for this test")).unwrap_err();
        assert!(complaint.contains("--by"), "{complaint}");
        assert_eq!(place.requests(), [Value::Null; 0]);
    }
}

#[tokio::test]
async fn requests_are_listed_page_by_page() {
    for place in Place::all().await {
        for by in ["a", "b", "c"] {
            place.admin(&["export", "tenant-1", "--by", by]).unwrap();
        }
        let (mut seen, mut after) = (Vec::new(), None::<String>);
        loop {
            let mut page = vec!["requests", "--json", "--limit", "2"];
            if let Some(after) = &after {
                page.extend(["--after", after.as_str()]);
            }
            let page: Value = serde_json::from_str(&place.admin(&page).unwrap()).expect("--json prints JSON");
            let requests = page["requests"].as_array().expect("requests are listed");
            assert!(requests.len() <= 2, "{page}");
            seen.extend(requests.iter().map(|request| request["requestedBy"].to_string()));
            match page["next"].as_str() {
                Some(next) => after = Some(next.to_owned()),
                None => break,
            }
        }
        seen.sort();
        assert_eq!(seen, [r#""a""#, r#""b""#, r#""c""#]);
    }
}

/// As in the template.
async fn make_table(aws: &SdkConfig, name: &str) {
    let key = KeySchemaElement::builder()
        .attribute_name("tenantId")
        .key_type(KeyType::Hash);
    let of_type = AttributeDefinition::builder().attribute_name("tenantId");
    let of_type = of_type.attribute_type(ScalarAttributeType::S);
    let table = Client::new(aws)
        .create_table()
        .table_name(name)
        .billing_mode(BillingMode::PayPerRequest)
        .key_schema(key.build().expect("a table of this form can be made"))
        .attribute_definitions(of_type.build().expect("a table of this form can be made"));
    table.send().await.expect("a table of this form can be made");
}
