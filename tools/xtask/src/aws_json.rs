//! Calls to a service of AWS that speaks JSON and is played on this machine.

use std::time::Duration;

use serde_json::{Value, json};

use crate::failure::Failure;
use crate::http;

/// Who plays it finds the service and the region in the credential's scope and checks no signature.
pub(crate) fn call(url: &str, service: &str, target: &str, body: &Value) -> Result<Value, Failure> {
    let scope = format!("test/20260101/{REGION}/{service}/aws4_request");
    let authorization = format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host;x-amz-date, Signature=0");
    // DynamoDB is the older one.
    let content_type = match service {
        "dynamodb" => "application/x-amz-json-1.0",
        _ => "application/x-amz-json-1.1",
    };
    let headers = [
        ("x-amz-target", target),
        ("x-amz-date", "20260101T000000Z"),
        ("content-type", content_type),
        ("authorization", &authorization),
    ];
    match http::post(url, &headers, &body.to_string(), LIMIT) {
        Ok(answer) if answer.status == 200 => Ok(answer.json()),
        other => Err(Failure::said(format!("{target} is refused at {url}: {other:?}"))),
    }
}

/// Makes a table of DynamoDB with these keys, one or two texts, as the template does.
pub(crate) fn make_table(url: &str, name: &str, keys: &[&str]) -> Result<(), Failure> {
    let schema = keys.iter().zip(["HASH", "RANGE"]);
    let schema = schema.map(|(key, kind)| json!({ "AttributeName": key, "KeyType": kind }));
    let types = keys
        .iter()
        .map(|key| json!({ "AttributeName": key, "AttributeType": "S" }));
    let table = json!({
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": schema.collect::<Vec<_>>(),
        "AttributeDefinitions": types.collect::<Vec<_>>(),
    });
    call(url, "dynamodb", "DynamoDB_20120810.CreateTable", &table)?;
    Ok(())
}

pub(crate) const REGION: &str = "eu-central-1";

const LIMIT: Duration = Duration::from_secs(5);
