//! API Gateway's event → a request that any router can take.
//!
//! `lambda_http` makes the request, but trusts the event: a path that API Gateway has already
//! decoded, a host, a header or a body that is not what it says end in a panic or an error
//! there, and for the caller in a 500. So the event is sanitized first.

use std::convert::Infallible;
use std::future::ready;
use std::task::{Context, Poll};

use axum::Router;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::HOST;
use http::{HeaderName, HeaderValue};
use http_body_util::{BodyExt, Collected};
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, Body, BoxFuture, LambdaEvent, Request, Response, Service};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::Value;
use serde_json::value::RawValue;

pub use lambda_http::Error;

/// Takes requests from Lambda until it ends the environment.
pub async fn run(router: Router) -> Result<(), Error> {
    lambda_runtime::run_concurrent(Gateway::new(router)).await
}

/// A router as a handler of Lambda events.
#[derive(Clone)]
pub struct Gateway(Inner);

type Inner = Adapter<'static, Response<Body>, Buffered>;

/// A router that hands its answers over whole: Lambda takes nothing else, and an answer that
/// may still grow cannot cross threads.
#[derive(Clone, Debug)]
pub struct Buffered(Router);

impl Gateway {
    /// The router takes the requests as they were sent to API Gateway.
    pub fn new(router: Router) -> Self {
        Self(Adapter::from(Buffered(router)))
    }
}

impl std::fmt::Debug for Gateway {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Gateway")
    }
}

impl Service<Request> for Buffered {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Service::<Request>::poll_ready(&mut self.0, context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let answer = self.0.call(request);
        Box::pin(async move {
            let (parts, body) = answer.await?.into_parts();
            let bytes = body.collect().await.map(Collected::to_bytes).unwrap_or_default();
            let body = match String::from_utf8(bytes.into()) {
                Ok(text) => Body::from(text),
                Err(binary) => Body::from(binary.into_bytes()),
            };
            Ok(Response::from_parts(parts, body))
        })
    }
}

impl Service<LambdaEvent<Box<RawValue>>> for Gateway {
    type Response = <Inner as Service<LambdaEvent<LambdaRequest>>>::Response;
    type Error = Error;
    type Future = BoxFuture<'static, Result<Self::Response, Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.0.poll_ready(context).map_err(|never| match never {})
    }

    fn call(&mut self, event: LambdaEvent<Box<RawValue>>) -> Self::Future {
        match request(&event.payload) {
            Ok(request) => {
                let answer = self.0.call(LambdaEvent::new(request, event.context));
                Box::pin(async move { answer.await.map_err(|never| match never {}) })
            }
            Err(error) => Box::pin(ready(Err(error.into()))),
        }
    }
}

fn request(event: &RawValue) -> Result<LambdaRequest, serde_json::Error> {
    let mut request = match serde_json::from_str(event.get()) {
        Ok(request) => request,
        // One header that is none would make the whole event unreadable.
        Err(_) => serde_json::from_value(with_readable_headers(event)?)?,
    };
    if let LambdaRequest::ApiGatewayV2(request) = &mut request {
        sanitize_event(request);
    }
    Ok(request)
}

/// Replaces invalid header values by U+FFFD, which no extractor accepts. Dropping the header instead
/// would turn a malformed token into an anonymous request.
fn with_readable_headers(event: &RawValue) -> Result<Value, serde_json::Error> {
    let mut event: Value = serde_json::from_str(event.get())?;
    if let Some(Value::Object(headers)) = event.get_mut("headers") {
        headers.retain(|name, _| HeaderName::from_bytes(name.as_bytes()).is_ok());
        for value in headers.values_mut() {
            let is_readable = value.as_str().is_some_and(|text| HeaderValue::from_str(text).is_ok());
            if !is_readable {
                *value = UNREADABLE.into();
            }
        }
    }
    Ok(event)
}

fn sanitize_event(event: &mut ApiGatewayV2httpRequest) {
    // Nothing here goes by the host, and the caller chooses it.
    event.headers.remove(HOST);
    event.request_context.domain_name = None;
    event.raw_path = Some(path(event.raw_path.as_deref().unwrap_or_default()));
    event.raw_query_string = event
        .raw_query_string
        .as_deref()
        .map(|query| utf8_percent_encode(query, &QUERY).to_string());
    if event.is_base64_encoded && event.body.as_deref().is_some_and(|body| STANDARD.decode(body).is_err()) {
        // Not what it says: left as the text it is, for the handler to refuse.
        event.is_base64_encoded = false;
    }
}

/// API Gateway hands over the path decoded: what was `%3F` in the caller's path must not turn
/// into a query, nor `%20` into a malformed address.
fn path(decoded: &str) -> String {
    let escaped = utf8_percent_encode(decoded, &PATH).to_string();
    if escaped.starts_with('/') {
        escaped
    } else {
        format!("/{escaped}")
    }
}

/// ASCII characters that may not stand in a query (RFC 3986, section 3.4), but for `%`: the local
/// gateway hands addresses over as they were sent.
const QUERY: AsciiSet = CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The same of a path.
const PATH: AsciiSet = QUERY.add(b'?');

/// No ASCII, and so no token, parameter or media type.
const UNREADABLE: &str = "\u{fffd}";
