//! Configuration of the AWS SDK from what Lambda gives a function. The SDK's own default chain would
//! link profiles, STS and instance metadata too: an eighth of the binary.

use std::str::FromStr;

use aws_config::ecs::EcsCredentialsProvider;
use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::identity::IdentityCache;
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_secretsmanager::config::SharedCredentialsProvider;
use aws_types::endpoint_config::AccountIdEndpointMode;
use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};

use super::client::HttpClient;

/// Reads a variable by its name.
pub type ReadVariable = fn(&str) -> Option<String>;

impl HttpClient {
    /// Configuration for a function: region and endpoints of the environment; credentials of its
    /// variables, else of the container, read again before they expire. Makes no call.
    pub fn sdk_from_env(&self, read: ReadVariable) -> SdkConfig {
        let is_on = |name| read(name).is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let mut config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(
                read("AWS_REGION")
                    .or_else(|| read("AWS_DEFAULT_REGION"))
                    .map(Region::new),
            )
            .credentials_provider(self.credentials())
            .identity_cache(IdentityCache::lazy().build())
            .use_fips(is_on("AWS_USE_FIPS_ENDPOINT"))
            .use_dual_stack(is_on("AWS_USE_DUALSTACK_ENDPOINT"));
        config.set_account_id_endpoint_mode(
            read("AWS_ACCOUNT_ID_ENDPOINT_MODE").and_then(|mode| AccountIdEndpointMode::from_str(&mode).ok()),
        );
        if !is_on("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") {
            config = config.service_config(EndpointUrls(read));
        }
        self.sdk(&config.build())
    }

    /// Returns `given` with every call going through this client, in one attempt.
    pub fn sdk(&self, given: &SdkConfig) -> SdkConfig {
        given
            .clone()
            .into_builder()
            .http_client(self.for_sdk())
            // One attempt: how often and when is decided where it is known what a call is worth.
            .retry_config(RetryConfig::disabled())
            .build()
    }

    fn credentials(&self) -> SharedCredentialsProvider {
        let config = ProviderConfig::without_region().with_http_client(self.for_sdk());
        let container = EcsCredentialsProvider::builder().configure(&config).build();
        let environment = EnvironmentVariableCredentialsProvider::new();
        SharedCredentialsProvider::new(
            CredentialsProviderChain::first_try("Environment", environment).or_else("Container", container),
        )
    }
}

/// `AWS_ENDPOINT_URL_` and the service's name, else `AWS_ENDPOINT_URL`, as in all of AWS's SDKs:
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html>
#[derive(Debug)]
struct EndpointUrls(ReadVariable);

impl LoadServiceConfig for EndpointUrls {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let Self(read) = self;
        let service = key.service_id().to_uppercase().replace(' ', "_");
        read(&format!("{}_{service}", key.env())).or_else(|| read(key.env()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::client::Timeouts;
    use crate::request::clock::Clock;

    fn config(read: ReadVariable) -> SdkConfig {
        let http = HttpClient::new(Timeouts::default(), Clock::system()).unwrap();
        http.sdk_from_env(read)
    }

    fn endpoint(config: &SdkConfig, service: &str) -> Option<String> {
        let key = ServiceConfigKey::builder().service_id(service).env("AWS_ENDPOINT_URL");
        let key = key.profile("endpoint_url").build().unwrap();
        config.service_config()?.load_config(key)
    }

    #[test]
    fn a_service_has_its_own_endpoint_or_that_of_all_unless_they_are_ignored() {
        let given = config(|name| match name {
            "AWS_ENDPOINT_URL" => Some("http://all".into()),
            "AWS_ENDPOINT_URL_SECRETS_MANAGER" => Some("http://secrets".into()),
            _ => None,
        });
        assert_eq!(endpoint(&given, "Secrets Manager").as_deref(), Some("http://secrets"));
        assert_eq!(endpoint(&given, "DynamoDB").as_deref(), Some("http://all"));
        let ignored = config(|name| name.starts_with("AWS_").then(|| "True".into()));
        assert_eq!(endpoint(&ignored, "DynamoDB"), None);
        assert_eq!(endpoint(&config(|_| None), "DynamoDB"), None);
    }

    #[test]
    fn the_region_and_the_kind_of_endpoint_are_those_of_the_environment() {
        let all = config(|name| match name {
            "AWS_REGION" => Some("eu-central-1".into()),
            "AWS_DEFAULT_REGION" => Some("eu-west-1".into()),
            "AWS_USE_FIPS_ENDPOINT" | "AWS_USE_DUALSTACK_ENDPOINT" => Some("true".into()),
            "AWS_ACCOUNT_ID_ENDPOINT_MODE" => Some("disabled".into()),
            _ => None,
        });
        let region = |config: &SdkConfig| config.region().map(ToString::to_string);
        assert_eq!(region(&all).as_deref(), Some("eu-central-1"));
        assert_eq!((all.use_fips(), all.use_dual_stack()), (Some(true), Some(true)));
        assert_eq!(all.account_id_endpoint_mode(), Some(&AccountIdEndpointMode::Disabled));
        let default = config(|name| (name == "AWS_DEFAULT_REGION").then(|| "eu-west-1".into()));
        assert_eq!(region(&default).as_deref(), Some("eu-west-1"));
        assert_eq!(
            (default.use_fips(), default.use_dual_stack()),
            (Some(false), Some(false))
        );
    }
}
