//! The AWS CLI, by which a deployment's secret is made too: whoever can deploy has it.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::files::Batch;
use crate::failure::Failure;

/// `aws`, with the profile and region of this machine.
pub(crate) struct AwsCli {
    command: Box<dyn Fn() -> Command>,
}

/// The front end's part of a stack.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FrontEnd {
    pub(crate) url: String,
    pub(crate) bucket: String,
    pub(crate) distribution: String,
}

impl AwsCli {
    pub(crate) fn of_this_machine() -> Self {
        Self::started_by(|| Command::new("aws"))
    }

    pub(crate) fn started_by(command: impl Fn() -> Command + 'static) -> Self {
        Self {
            command: Box::new(command),
        }
    }

    /// The outputs of a stack that was deployed with a front end.
    pub(crate) fn front_end(&self, stack: &str) -> Result<FrontEnd, Failure> {
        let said = self.run(&[
            "cloudformation",
            "describe-stacks",
            "--stack-name",
            stack,
            "--output",
            "json",
        ])?;
        let stacks: Value = serde_json::from_str(&said).unwrap_or_default();
        front_end(&stacks["Stacks"][0]["Outputs"]).ok_or_else(|| {
            Failure::said(format!(
                "the stack {stack} has no front end; put WithFrontEnd=true among its parameters in samconfig.toml \
                 and deploy it first"
            ))
        })
    }

    /// Uploads these files, whatever type this machine thinks they have.
    pub(crate) fn upload(&self, folder: &Path, batch: &Batch, bucket: &str) -> Result<(), Failure> {
        let folder = folder.display().to_string();
        let target = format!("s3://{bucket}/");
        let mut arguments = vec!["s3", "cp", &folder, &target, "--recursive", "--exclude", "*"];
        for file in &batch.files {
            arguments.extend(["--include", file]);
        }
        arguments.extend([
            "--content-type",
            batch.content_type,
            "--cache-control",
            batch.cache_control,
        ]);
        arguments.push("--only-show-errors");
        self.run(&arguments).map(drop)
    }

    /// Makes the distribution ask again for all that it has kept.
    pub(crate) fn invalidate(&self, distribution: &str) -> Result<(), Failure> {
        let arguments = [
            "cloudfront",
            "create-invalidation",
            "--distribution-id",
            distribution,
            "--paths",
            "/*",
        ];
        self.run(&arguments).map(drop)
    }

    fn run(&self, arguments: &[&str]) -> Result<String, Failure> {
        let output = (self.command)().args(arguments).output().map_err(|error| {
            Failure::said(format!(
                "the AWS CLI cannot be started ({error}); install it (docs.aws.amazon.com/cli), then run this again"
            ))
        })?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let (service, operation) = (arguments[0], arguments[1]);
        Err(Failure::said(format!(
            "aws {service} {operation} failed: {}",
            said.trim()
        )))
    }
}

fn front_end(outputs: &Value) -> Option<FrontEnd> {
    let output = |key: &str| {
        let output = outputs.as_array()?.iter().find(|output| output["OutputKey"] == key)?;
        output["OutputValue"].as_str().map(ToOwned::to_owned)
    };
    Some(FrontEnd {
        url: output("FrontEndUrl")?,
        bucket: output("FrontEndBucketName")?,
        distribution: output("DistributionId")?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_front_end_is_known_by_all_three_outputs() {
        let output = |key: &str, value: &str| json!({"OutputKey": key, "OutputValue": value});
        let mut outputs = vec![
            output("ApiUrl", "https://api.example"),
            output("FrontEndUrl", "https://d1.cloudfront.net"),
            output("FrontEndBucketName", "bucket"),
            output("DistributionId", "E1"),
        ];
        let found = front_end(&Value::from(outputs.clone())).expect("all are there");
        assert_eq!(
            (found.url.as_str(), found.bucket.as_str()),
            ("https://d1.cloudfront.net", "bucket")
        );
        outputs.pop();
        assert_eq!(front_end(&Value::from(outputs)), None);
    }
}
