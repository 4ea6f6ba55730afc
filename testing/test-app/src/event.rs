//! API Gateway's events (HTTP API, payload 2.0), from `events/` or made up.

use axum::Router;
use lambda_http::{Context, LambdaEvent};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};
use shared::web::gateway::Gateway;
use tower::ServiceExt;

use crate::TestResponse;

/// One event.
#[derive(Clone, Debug)]
pub struct Event(Value);

impl Event {
    /// The event in `events/{name}.json`, its `{{placeholders}}` replaced.
    pub fn file(name: &str, placeholders: &[(&str, &str)]) -> Self {
        let path = format!("{}/../../events/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let mut text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        for (placeholder, value) in placeholders {
            text = text.replace(&format!("{{{{{placeholder}}}}}"), value);
        }
        Self(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}")))
    }

    /// `GET` of a path with or without a query.
    pub fn get(path_and_query: &str) -> Self {
        Self::new("GET", path_and_query)
    }

    /// `POST` of a JSON text.
    pub fn post(path: &str, body: impl Into<String>) -> Self {
        Self::new("POST", path)
            .header("content-type", "application/json")
            .body(body, false)
    }

    /// Any method.
    pub fn new(method: &str, path_and_query: &str) -> Self {
        let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
        Self(json!({
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": path,
            "rawQueryString": query,
            "headers": {"host": "api.example", "x-forwarded-proto": "https"},
            "requestContext": {"stage": "$default", "http": {"method": method, "path": path}},
            "isBase64Encoded": false,
        }))
    }

    /// With a header besides.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.0["headers"][name] = value.into();
        self
    }

    /// With a session token in JTL's own header.
    #[must_use]
    pub fn token(self, token: &str) -> Self {
        self.header("x-session-token", token)
    }

    /// With a body, as it stands in the event.
    #[must_use]
    pub fn body(mut self, body: impl Into<String>, is_base64: bool) -> Self {
        self.0["body"] = body.into().into();
        self.0["isBase64Encoded"] = is_base64.into();
        self
    }

    /// Any member besides, or instead: for events that are none of a route's.
    #[must_use]
    pub fn with(mut self, member: &str, value: Value) -> Self {
        self.0[member] = value;
        self
    }

    /// The path that is asked, without a query.
    pub fn path(&self) -> &str {
        self.0["rawPath"].as_str().expect("every event has a path")
    }

    /// As Lambda's runtime hands it over.
    pub fn handed_over(&self) -> LambdaEvent<Box<RawValue>> {
        let payload = to_raw_value(&self.0).expect("an event is JSON");
        let mut context = Context::default();
        context.request_id = "00000000-0000-0000-0000-000000000001".into();
        context.deadline = u64::MAX;
        LambdaEvent::new(payload, context)
    }

    /// Takes the way of Lambda's own runtime: JSON → event → gateway → router → JSON.
    pub async fn send(&self, router: &Router) -> TestResponse {
        Self::hand_over(self.handed_over(), router).await
    }

    /// The same in a trace that Lambda's runtime tells in X-Ray's form.
    pub async fn send_traced(&self, router: &Router, trace: &str) -> TestResponse {
        let mut event = self.handed_over();
        event.context.xray_trace_id = Some(trace.to_owned());
        Self::hand_over(event, router).await
    }

    async fn hand_over(event: LambdaEvent<Box<RawValue>>, router: &Router) -> TestResponse {
        let answer = Gateway::new(router.clone()).oneshot(event).await;
        let answer = answer.unwrap_or_else(|error| panic!("the event is not one of API Gateway's: {error}"));
        TestResponse::read(&serde_json::to_value(answer).expect("an answer is JSON"))
    }
}
