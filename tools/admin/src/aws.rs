//! AWS, as the operator's own tools reach it: profiles and roles too, unlike in a function.

use aws_config::SdkConfig;
use shared::http::client::HttpClient;

/// Configuration of the AWS SDK by its default chain, with calls going through `http`.
pub(crate) async fn sdk(http: &HttpClient) -> SdkConfig {
    http.sdk(&aws_config::from_env().http_client(http.for_sdk()).load().await)
}
