//! Secrets Manager and DynamoDB on this machine, played by moto.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use crate::aws_json::{self, REGION};
use crate::failure::Failure;
use crate::interrupt;
use crate::ports;
use crate::process::{self, Running};
use crate::tools::Installed;

pub(crate) struct Moto {
    running: Running,
    pub(crate) url: String,
}

impl Moto {
    /// Starts it and waits until it answers.
    pub(crate) fn start(aws: &Installed, log: &Path) -> Result<Self, Failure> {
        let port = ports::free()?;
        let mut command = aws.command("python");
        let (out, err) = process::log_file(log)?;
        command
            .args(["-c", ONE_AT_A_TIME])
            .args(["--host", "127.0.0.1", "--port", &port.to_string()])
            .stdout(out)
            .stderr(err);
        let mut moto = Self {
            running: Running::start("moto", command)?,
            url: format!("http://127.0.0.1:{port}"),
        };
        for _ in 0..TRIES {
            moto.running.must_run()?;
            if moto.tables().is_ok() {
                return Ok(moto);
            }
            interrupt::pause(POLL)?;
        }
        moto.tables()?;
        Ok(moto)
    }

    /// Variables by which the AWS SDK in a function calls it.
    pub(crate) fn variables(&self) -> [(&'static str, &str); 4] {
        [
            ("AWS_ENDPOINT_URL", &self.url),
            ("AWS_REGION", REGION),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
        ]
    }

    pub(crate) fn make_secret(&self, name: &str, value: &str) -> Result<(), Failure> {
        let secret = json!({ "Name": name, "SecretString": value });
        self.call("secretsmanager", "secretsmanager.CreateSecret", &secret)?;
        Ok(())
    }

    pub(crate) fn secret(&self, name: &str) -> Result<String, Failure> {
        let secret = json!({ "SecretId": name });
        let answer = self.call("secretsmanager", "secretsmanager.GetSecretValue", &secret)?;
        Ok(answer["SecretString"].as_str().unwrap_or_default().to_owned())
    }

    /// A table with these keys, one or two texts, as the template makes it.
    pub(crate) fn make_table(&self, name: &str, keys: &[&str]) -> Result<(), Failure> {
        aws_json::make_table(&self.url, name, keys)
    }

    /// The names of all tables.
    pub(crate) fn tables(&self) -> Result<Vec<String>, Failure> {
        let (mut names, mut page) = (Vec::new(), json!({}));
        loop {
            let answer = self.call("dynamodb", "DynamoDB_20120810.ListTables", &page)?;
            let tables = answer["TableNames"].as_array().into_iter().flatten();
            names.extend(tables.filter_map(Value::as_str).map(ToOwned::to_owned));
            match &answer["LastEvaluatedTableName"] {
                Value::Null => return Ok(names),
                last => page = json!({ "ExclusiveStartTableName": last }),
            }
        }
    }

    /// An item of a table, or null.
    pub(crate) fn item(&self, table: &str, tenant: &str) -> Result<Value, Failure> {
        let key = json!({ "TableName": table, "Key": { "tenantId": { "S": tenant } } });
        let answer = self.call("dynamodb", "DynamoDB_20120810.GetItem", &key)?;
        Ok(answer["Item"].clone())
    }

    fn call(&self, service: &str, target: &str, body: &Value) -> Result<Value, Failure> {
        aws_json::call(&self.url, service, target, body)
    }
}

/// moto checks the condition of a write and writes in two steps, between which another thread may
/// do the same. DynamoDB does not, so here requests are answered one after the other.
const ONE_AT_A_TIME: &str = "import sys
import moto.server as server
run = server.run_simple
server.run_simple = lambda *arguments, **options: run(*arguments, **{**options, 'threaded': False})
server.main(sys.argv[1:])";

const POLL: Duration = Duration::from_millis(100);
const TRIES: u32 = 300;
