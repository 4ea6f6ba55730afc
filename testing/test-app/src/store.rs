//! Stores of a test's own: a file of SQLite, and a table of DynamoDB where one is handed over.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use aws_config::SdkConfig;
use shared::http::client::{HttpClient, Timeouts};
use shared::request::clock::Clock;
use shared::start::config::environment;

use crate::aws_at;

/// Variable with the address of a DynamoDB for tests.
pub const DYNAMODB: &str = "TEST_DYNAMODB";

/// A store of its own, which several clients share.
#[derive(Debug)]
pub enum TestStore {
    /// In this file, which nobody has made yet.
    File(TemporaryFile),
    /// In this table of DynamoDB.
    Table {
        /// Configuration of the client.
        aws: Box<SdkConfig>,
        /// Address of DynamoDB.
        url: String,
        /// Name of the table.
        name: String,
    },
}

impl TestStore {
    /// One of each kind that there is: a file, and a table, made by `make` and named after `package`,
    /// in the DynamoDB that `cargo xtask test` names in [`DYNAMODB`]; without it plain `cargo test`
    /// needs nothing but Rust.
    ///
    /// # Panics
    ///
    /// If a DynamoDB is demanded and none is named.
    pub async fn all(package: &str, is_demanded: bool, make: impl AsyncFnOnce(&SdkConfig, &str)) -> Vec<Self> {
        let mut stores = vec![Self::File(TemporaryFile::new())];
        let dynamodb = environment(DYNAMODB);
        assert!(
            dynamodb.is_some() || !is_demanded,
            "set {DYNAMODB} to the address of a DynamoDB"
        );
        if let Some(url) = dynamodb {
            let aws = Box::new(dynamodb_at(&url).await);
            let name = format!("{package}-{}", unique());
            make(&aws, &name).await;
            stores.push(Self::Table { aws, url, name });
        }
        stores
    }
}

/// A file that nobody else uses, removed in the end.
#[derive(Debug)]
pub struct TemporaryFile(PathBuf);

impl TemporaryFile {
    /// Chooses a path, and makes no file.
    #[expect(clippy::new_without_default, reason = "each is another one")]
    pub fn new() -> Self {
        Self(std::env::temp_dir().join(format!("jtl-test-{}.sqlite", unique())))
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm"] {
            let mut path = self.0.clone().into_os_string();
            path.push(end);
            let _ = std::fs::remove_file(path);
        }
    }
}

/// A DynamoDB, or what poses as one, with time enough for a busy machine.
pub async fn dynamodb_at(url: &str) -> SdkConfig {
    let limits = Timeouts {
        connect: Duration::from_secs(30),
        total: Duration::from_secs(30),
    };
    let http = HttpClient::new(limits, Clock::system()).expect("a client without files to read is always built");
    http.sdk(&aws_at(url).await)
}

/// A name that nobody else has at this time.
pub fn unique() -> String {
    static MADE: AtomicU32 = AtomicU32::new(0);
    format!("{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed))
}
