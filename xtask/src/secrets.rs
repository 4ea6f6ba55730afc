//! AWS Secrets Manager on this machine, played by moto.

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use crate::failure::Failure;
use crate::http;
use crate::interrupt;
use crate::ports;
use crate::process::{self, Running};
use crate::tools::Installed;

pub(crate) struct SecretsManager {
    running: Running,
    url: String,
}

impl SecretsManager {
    /// Starts it and stores one secret.
    pub(crate) fn with_secret(aws: &Installed, name: &str, value: &str, log: &Path) -> Result<Self, Failure> {
        let port = ports::free()?;
        let mut command = aws.command("moto_server");
        let (out, err) = process::log_file(log)?;
        command
            .args(["--host", "127.0.0.1", "--port", &port.to_string()])
            .stdout(out)
            .stderr(err);
        let mut secrets = Self {
            running: Running::start("moto_server", command)?,
            url: format!("http://127.0.0.1:{port}"),
        };
        for _ in 0..TRIES {
            secrets.running.must_run()?;
            if secrets.create(name, value).is_ok() {
                return Ok(secrets);
            }
            interrupt::pause(POLL)?;
        }
        secrets.create(name, value)?;
        Ok(secrets)
    }

    /// What the AWS SDK in a function needs to call it.
    pub(crate) fn variables(&self) -> [(&'static str, &str); 4] {
        [
            ("AWS_ENDPOINT_URL", &self.url),
            ("AWS_REGION", REGION),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
        ]
    }

    fn create(&self, name: &str, value: &str) -> Result<(), Failure> {
        let body = json!({ "Name": name, "SecretString": value, "ClientRequestToken": TOKEN });
        let headers = [
            ("x-amz-target", "secretsmanager.CreateSecret"),
            ("content-type", "application/x-amz-json-1.1"),
            ("authorization", UNSIGNED),
        ];
        match http::post(&self.url, &headers, &body.to_string(), LIMIT) {
            Ok(answer) if answer.status == 200 => Ok(()),
            other => Err(Failure::said(format!("moto_server stores no secret: {other:?}"))),
        }
    }
}

const REGION: &str = "eu-central-1";

/// moto finds the service and the region in the credential's scope and checks no signature.
const UNSIGNED: &str = "AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/secretsmanager/aws4_request, \
                        SignedHeaders=host, Signature=0";

/// Makes a repeated request the same request.
const TOKEN: &str = "00000000-0000-4000-8000-000000000000";

const POLL: Duration = Duration::from_millis(100);
const TRIES: u32 = 300;
const LIMIT: Duration = Duration::from_secs(5);
