//! The answer that Lambda would return to API Gateway.

use std::io::read_to_string;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use http::Request;
use http::header::SET_COOKIE;
use lambda_http::Context;
use serde_json::Value;
use tower::ServiceExt;

/// One answer.
#[derive(Clone, Debug)]
pub struct TestResponse {
    /// The status.
    pub status: u64,
    /// The headers, by their lower-case names.
    pub headers: Value,
    /// The cookies that are set, as in `name=value; Path=/`.
    pub cookies: Vec<String>,
    /// The body, which is JSON in every answer of ours.
    pub body: Value,
    /// The body as it was sent, unpacked where it was compressed.
    pub text: String,
    /// Its bytes, as they were sent.
    pub sent_bytes: usize,
}

impl TestResponse {
    pub(crate) fn read(answer: &Value) -> Self {
        let body = answer["body"].as_str().unwrap_or_default();
        let is_packed = answer["headers"]["content-encoding"] == "gzip";
        assert_eq!(answer["isBase64Encoded"], is_packed, "every answer is text: {answer}");
        let bytes = if is_packed {
            STANDARD.decode(body).expect("it is base64, as it says")
        } else {
            body.as_bytes().to_vec()
        };
        let text = if is_packed { unpack(&bytes) } else { body.to_owned() };
        Self {
            sent_bytes: bytes.len(),
            status: answer["statusCode"].as_u64().expect("an answer has a status"),
            headers: answer["headers"].clone(),
            cookies: texts(&answer["cookies"]),
            body: serde_json::from_str(&text).unwrap_or(Value::Null),
            text,
        }
    }

    /// The answer of `router` to `GET path` with this session token. Without the gateway's JSON
    /// around it, for tests that send a hundred thousand.
    pub async fn to(router: &Router, path: &str, token: &str) -> Self {
        Self::to_request(router, request(path, token)).await
    }

    /// The same where Lambda ends the request at `deadline`, as Unix time.
    pub async fn to_before(router: &Router, path: &str, token: &str, deadline: Duration) -> Self {
        let mut context = Context::default();
        context.deadline = u64::try_from(deadline.as_millis()).expect("a time within reach");
        let mut request = request(path, token);
        request.extensions_mut().insert(context);
        Self::to_request(router, request).await
    }

    async fn to_request(router: &Router, request: Request<Body>) -> Self {
        let answer = router.clone().oneshot(request).await;
        let (parts, body) = answer.unwrap_or_else(|never| match never {}).into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("an answer is held in memory");
        let headers = parts.headers.iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.to_string(), Value::from(value))
        });
        let cookies = parts.headers.get_all(SET_COOKIE).iter();
        Self {
            status: parts.status.as_u16().into(),
            cookies: cookies
                .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
                .collect(),
            headers: headers.collect(),
            sent_bytes: bytes.len(),
            body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// The stable code of an error, or nothing.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// After how long the caller is told to ask again.
    pub fn retry_after(&self) -> Option<Duration> {
        self.header("retry-after").parse().ok().map(Duration::from_secs)
    }

    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers[name].as_str().unwrap_or_default()
    }
}

fn unpack(bytes: &[u8]) -> String {
    read_to_string(GzDecoder::new(bytes)).expect("it is gzip, as it says")
}

fn texts(list: &Value) -> Vec<String> {
    let texts = list.as_array().into_iter().flatten().filter_map(Value::as_str);
    texts.map(ToOwned::to_owned).collect()
}

fn request(path: &str, token: &str) -> Request<Body> {
    let request = Request::get(path).header("x-session-token", token).body(Body::empty());
    request.expect("paths and tokens of tests fit into a request")
}
