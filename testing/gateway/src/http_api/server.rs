//! The listener of the API.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::response::Response;
use axum::routing::post;
use axum::serve::ListenerExt;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::HeaderValue;
use http::request::Parts;
use http_body_util::{BodyExt, Collected, Limited};
use time::OffsetDateTime;
use tokio::net::TcpListener;

use super::event::{Arrival, event};
use super::routes::{Matched, Unmatched};
use super::{Api, answer, cors, invoke, problem};
use crate::build::Releases;
use crate::clock::{now, time_of_day};
use crate::lambda::{LARGEST_PAYLOAD, Lambda, Noted, Outcome};
use crate::web::{IsFile, Web};
use crate::{Options, Say};

/// Mark of an answer for which a function was asked.
#[derive(Clone, Copy, Debug)]
struct IsInvoked;

/// Everything that a request needs.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) options: Arc<Options>,
    pub(crate) releases: Releases,
    pub(crate) lambda: Arc<Lambda>,
    pub(crate) port: u16,
    pub(crate) web: Option<Web>,
}

/// A request but for its body.
struct Received {
    caller: SocketAddr,
    request: Parts,
    /// Number that API Gateway gives it.
    request_id: String,
    /// Number that Lambda gives it.
    invocation_id: String,
}

impl Server {
    /// Answers requests until its task is dropped.
    pub(crate) async fn run(self, listener: TcpListener) {
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        let router = Router::new().route(invoke::PATH, post(invoke::invoke)).fallback(handle);
        let router = router.with_state(self);
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let _ = axum::serve(listener, service).await;
    }

    async fn answer(&self, received: &Received, body: Body) -> Response<Body> {
        let Received {
            request, request_id, ..
        } = received;
        let api = self.releases.api();
        let preflight = api.http.cors.as_ref().and_then(|cors| cors::preflight(cors, request));
        if let Some(answer) = preflight {
            return answer;
        }
        let matched = api.find(request.method.as_str(), request.uri.path());
        if let (Err(Unmatched::Path), Some(web)) = (&matched, &self.web)
            && let Some(file) = web.file(request).await
        {
            return file;
        }
        let matched = matched.map_err(|unmatched| match unmatched {
            Unmatched::Path => problem::no_such_path(&api.routes, request_id),
            Unmatched::Method(methods) => problem::method_not_allowed(&methods, &api.routes, request_id),
        });
        let mut answer = match matched {
            Ok(matched) => self.answer_of_route(&api, &matched, received, body).await,
            Err(problem) => problem,
        };
        if let Some(cors) = &api.http.cors {
            cors::apply(cors, &request.headers, answer.headers_mut());
        }
        if let Ok(id) = HeaderValue::from_str(request_id) {
            answer.headers_mut().insert("apigw-requestid", id);
        }
        answer
    }

    async fn answer_of_route(&self, api: &Api, matched: &Matched, received: &Received, body: Body) -> Response<Body> {
        let Received {
            request, request_id, ..
        } = received;
        let body = Limited::new(body, LARGEST_BODY)
            .collect()
            .await
            .map(Collected::to_bytes);
        let Ok(body) = body else {
            return answer::too_large();
        };
        let trace_id = trace_id();
        let arrival = Arrival {
            caller: received.caller,
            port: self.port,
            request_id,
            trace_id: &trace_id,
            stage: &api.http.stage,
        };
        let event = Bytes::from(event(&arrival, request, matched, &body).to_string());
        if event.len() > LARGEST_PAYLOAD {
            return answer::too_large();
        }
        let Some(release) = self.releases.latest().await else {
            return answer::unavailable();
        };
        if let Some(why) = release.failure(&matched.function) {
            return problem::build_failed(&matched.function, why, request_id);
        }
        let mut answer = self.invoke(matched, &received.invocation_id, &trace_id, event).await;
        answer.extensions_mut().insert(IsInvoked);
        answer
    }

    async fn invoke(&self, matched: &Matched, id: &str, trace_id: &str, event: Bytes) -> Response<Body> {
        let function = &matched.function;
        let outcome = self.lambda.invoke(function, id, trace_id, event);
        let Ok(outcome) = tokio::time::timeout(self.options.integration_timeout, outcome).await else {
            (self.options.say)(&format!("{function}: no answer in time for API Gateway"));
            return answer::unavailable();
        };
        let why = match outcome {
            Outcome::Answer(text) => match answer::read(&text) {
                Some(answer) => return answer,
                None => "its answer is none that API Gateway can read".to_owned(),
            },
            failed => failed.failure(),
        };
        (self.options.say)(&format!("{function}: {why}"));
        answer::internal_server_error()
    }
}

async fn handle(
    State(server): State<Server>,
    ConnectInfo(caller): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let arrived = now();
    let (request, body) = request.into_parts();
    let received = Received {
        caller,
        request,
        request_id: STANDARD.encode(fastrand::u128(..).to_le_bytes().split_at(11).0),
        invocation_id: uuid(),
    };
    let noted = server.lambda.output().note(&received.invocation_id);
    let answer = server.answer(&received, body).await;
    // A page is many files, and hides the requests that somebody looks for.
    if answer.extensions().get::<IsFile>().is_some() && !server.options.is_verbose {
        return answer;
    }
    let is_invoked = answer.extensions().get::<IsInvoked>().is_some();
    // The path alone: a query may hold a token.
    let Parts { method, uri, .. } = &received.request;
    let line = format!("{method} {} {}", uri.path(), answer.status().as_u16());
    let took = arrived.elapsed();
    // Beside the answer, which waits for no line.
    tokio::spawn(async move {
        let tenant = if is_invoked { tenant(noted).await } else { None };
        log(&server.options.say, &line, took, tenant);
    });
    answer
}

/// The tenant that the function has named in its log, which is read a moment after its answer.
async fn tenant(noted: Noted) -> Option<String> {
    tokio::time::timeout(LOG_READ, noted.tenant()).await.ok().flatten()
}

/// A line such as `16:35:48 GET /api/products 200 24 ms tenant bikes`.
fn log(say: &Say, line: &str, took: Duration, tenant: Option<String>) {
    let tenant = tenant.map_or(String::new(), |tenant| format!(" tenant {tenant}"));
    say(&format!("{} {line} {} ms{tenant}", time_of_day(), took.as_millis()));
}

/// A trace of X-Ray's form, which nobody follows.
pub(super) fn trace_id() -> String {
    let seconds = OffsetDateTime::now_utc().unix_timestamp();
    format!("Root=1-{seconds:08x}-{:024x}", fastrand::u128(..) >> 32)
}

/// A random one (RFC 9562, version 4).
pub(super) fn uuid() -> String {
    let bits = (fastrand::u128(..) & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
    let hex = format!("{bits:032x}");
    let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
    parts.join("-")
}

/// API Gateway's limit for the body of a request to an HTTP API.
const LARGEST_BODY: usize = 10 * 1024 * 1024;

/// Longest time to wait for the line of a function that has answered; one that writes none has no tenant.
const LOG_READ: Duration = Duration::from_millis(100);
