//! Lends the one client to the AWS SDK, which would otherwise bring a TLS stack of its own.

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;

use super::client::{Answer, HttpClient, HttpError, is_permitted};

impl HttpClient {
    /// This client in the form that `aws_config` takes.
    pub fn for_sdk(&self) -> SharedHttpClient {
        let connector = SharedHttpConnector::new(Connector(self.clone()));
        http_client_fn(move |_, _| connector.clone())
    }
}

#[derive(Debug)]
struct Connector(HttpClient);

/// Secrets Manager's own limit for a secret is 64 KiB; the rest is JSON around it. A hundred
/// records of tenants fit in too.
const LARGEST_ANSWER: usize = 256 * 1024;

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let http = self.0.clone();
        HttpConnectorFuture::new(async move {
            let request = translate(request)?;
            let checkout = http.checkout(&request);
            let answer = tokio::time::timeout(http.limits.total, http.exchange(checkout, request, LARGEST_ANSWER))
                .await
                .unwrap_or(Err(HttpError::TimedOut))
                .map_err(blame)?;
            respond(answer)
        })
    }
}

fn translate(request: HttpRequest) -> Result<reqwest::Request, ConnectorError> {
    let request = request.try_into_http1x().map_err(user)?;
    let (parts, body) = request.into_parts();
    let url = reqwest::Url::parse(&parts.uri.to_string()).map_err(user)?;
    if !is_permitted(&url) {
        return Err(user("AWS may be spoken to in clear on this machine only"));
    }
    let body = body.bytes().ok_or_else(|| user("a body that is a stream"))?.to_vec();
    let mut request = reqwest::Request::new(parts.method, url);
    *request.headers_mut() = parts.headers;
    *request.body_mut() = Some(body.into());
    Ok(request)
}

fn respond(answer: Answer) -> Result<HttpResponse, ConnectorError> {
    let mut response = http::Response::new(SdkBody::from(answer.body));
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers;
    HttpResponse::try_from(response).map_err(user)
}

fn blame(error: HttpError) -> ConnectorError {
    match error {
        HttpError::TimedOut => ConnectorError::timeout(error.into()),
        HttpError::Connection(_) => ConnectorError::io(error.into()),
        HttpError::TooLarge(_) | HttpError::CallBudgetExceeded(_) => ConnectorError::other(error.into(), None),
    }
}

fn user(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> ConnectorError {
    ConnectorError::user(error.into())
}
