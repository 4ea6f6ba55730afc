//! AWS, as the operator's own tools reach it: profiles and roles too, unlike in a function.

use std::error::Error;

use aws_config::SdkConfig;
use shared::http::client::HttpClient;
use shared::request::error_chain::Chain;

/// Configuration of the AWS SDK by its default chain, with calls going through `http`.
pub(crate) async fn sdk(http: &HttpClient) -> SdkConfig {
    http.sdk(&aws_config::from_env().http_client(http.for_sdk()).load().await)
}

/// The sentence for a call that failed: all causes, or what to do where this shell has no credentials, of
/// which the SDK tells place by place where it has looked.
pub(crate) fn complaint(error: &(dyn Error + 'static)) -> String {
    let causes = Chain(error).to_string();
    if causes.contains(NO_CREDENTIALS) {
        return "there are no AWS credentials in this shell: run `aws configure`, or set AWS_PROFILE".to_owned();
    }
    causes
}

/// The words of aws-config's default chain.
const NO_CREDENTIALS: &str = "no credentials found in chain";
