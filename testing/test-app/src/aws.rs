//! AWS at an address of this machine.

use aws_config::{Region, SdkConfig};

/// Configuration by which the AWS SDK calls a service of AWS at `url`; nothing of the environment.
pub async fn aws_at(url: &str) -> SdkConfig {
    aws_config::from_env()
        .empty_test_environment()
        .test_credentials()
        .region(Region::new("eu-central-1"))
        .endpoint_url(url)
        .load()
        .await
}
