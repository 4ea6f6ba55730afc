//! A step: the front end is published into a bucket of moto's, by the AWS CLI that everybody has.

use std::process::Command;

use serde_json::{Value, json};

use super::aws_cli::AwsCli;
use super::publish;
use crate::arguments::PublishOptions;
use crate::failure::Failure;
use crate::moto::Moto;
use crate::steps::Steps;
use crate::tools::{AWS_CLI, Installed};

pub(crate) fn try_out(steps: &mut Steps<'_>, aws: &Installed) -> Result<(), Failure> {
    let workspace = steps.workspace;
    let cli = AWS_CLI.install(workspace)?;
    let moto = Moto::start(aws, &steps.log("moto-of-publish"))?;
    let variables = moto.variables().map(|(name, value)| (name, value.to_owned()));
    let command = move || {
        let mut command = cli.command("aws");
        command.envs(variables.iter().map(|(name, value)| (*name, value)));
        command.env("AWS_DEFAULT_REGION", "eu-central-1");
        command
    };
    steps.step("publish, into a bucket of moto's", || {
        make_stack(&command)?;
        let options = PublishOptions {
            stack: STACK.into(),
            folder: "web".into(),
        };
        publish(workspace, &options, &AwsCli::started_by(command.clone()), drop)?;
        check(&command)
    })
}

/// A stack with the three outputs of a front end. moto has no model of a distribution for CloudFormation.
fn make_stack(command: &impl Fn() -> Command) -> Result<(), Failure> {
    let origin = json!({"Id": "o", "DomainName": "o.s3.eu-central-1.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}});
    let config = json!({
        "CallerReference": "1",
        "Comment": "",
        "Enabled": true,
        "Origins": {"Quantity": 1, "Items": [origin]},
        "DefaultCacheBehavior": {
            "TargetOriginId": "o",
            "ViewerProtocolPolicy": "https-only",
            "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6",
        },
    });
    let made = aws(
        command,
        &[
            "cloudfront",
            "create-distribution",
            "--distribution-config",
            &config.to_string(),
        ],
    )?;
    let id = made["Distribution"]["Id"].as_str().unwrap_or_default();
    let output = |value: Value| json!({"Value": value});
    let template = json!({
        "Resources": {"Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": BUCKET}}},
        "Outputs": {
            "FrontEndUrl": output(json!("https://d1.cloudfront.net")),
            "FrontEndBucketName": output(json!({"Ref": "Bucket"})),
            "DistributionId": output(json!(id)),
        },
    });
    let template = template.to_string();
    aws(
        command,
        &[
            "cloudformation",
            "create-stack",
            "--stack-name",
            STACK,
            "--template-body",
            &template,
        ],
    )
    .map(drop)
}

fn check(command: &impl Fn() -> Command) -> Result<String, Failure> {
    let listed = aws(command, &["s3api", "list-objects-v2", "--bucket", BUCKET])?;
    let keys: Vec<&str> = listed["Contents"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|object| object["Key"].as_str())
        .collect();
    if keys.len() < 15 || keys.iter().any(|key| key.starts_with("tests/") || *key == "app.json") {
        return Err(Failure::said(format!("in the bucket are {keys:?}")));
    }
    for (key, expected) in [
        ("index.html", "text/html; charset=utf-8"),
        ("client.js", "text/javascript; charset=utf-8"),
        ("app.css", "text/css; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    ] {
        let head = aws(command, &["s3api", "head-object", "--bucket", BUCKET, "--key", key])?;
        if head["ContentType"] != expected || head["CacheControl"] != "public, max-age=0, must-revalidate" {
            return Err(Failure::said(format!("{key} was uploaded as {head}")));
        }
    }
    let distributions = aws(command, &["cloudfront", "list-distributions"])?;
    let id = distributions["DistributionList"]["Items"][0]["Id"]
        .as_str()
        .unwrap_or_default();
    let invalidations = aws(command, &["cloudfront", "list-invalidations", "--distribution-id", id])?;
    if invalidations["InvalidationList"]["Items"].as_array().map(Vec::len) != Some(1) {
        return Err(Failure::said(format!(
            "the distribution was told to forget: {invalidations}"
        )));
    }
    Ok(format!("{} files", keys.len()))
}

fn aws(command: &impl Fn() -> Command, arguments: &[&str]) -> Result<Value, Failure> {
    let output = command().args(arguments).args(["--output", "json"]).output();
    let output = output.map_err(|error| Failure::said(format!("the AWS CLI cannot be started: {error}")))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(Failure::said(format!("aws {arguments:?}: {said}")));
    }
    Ok(serde_json::from_slice(&output.stdout).unwrap_or_default())
}

const STACK: &str = "published";
const BUCKET: &str = "published-front-end";
