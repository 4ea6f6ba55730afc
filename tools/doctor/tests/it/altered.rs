// <product-proxy>
//! The stand-in behind a line on which its answers are altered, one fact at a time.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, HOST};
use axum::http::{HeaderMap, Response, StatusCode, Version};
use serde_json::Value;
use stand_in::StandIn;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub struct Altered {
    pub url: String,
    pub stand_in: StandIn,
    bodies: Arc<Mutex<Vec<String>>>,
    serving: JoinHandle<()>,
}

/// A request and its answer, before it is passed on.
pub struct Exchange {
    pub path: String,
    pub asked: String,
    pub status: StatusCode,
    pub version: Version,
    pub headers: HeaderMap,
    pub body: Value,
}

type Alter = dyn Fn(&mut Exchange) + Send + Sync;

impl Altered {
    pub async fn start(alter: impl Fn(&mut Exchange) + Send + Sync + 'static) -> Self {
        let stand_in = StandIn::start().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let bodies: Arc<Mutex<Vec<String>>> = Arc::default();
        let (alter, seen): (Arc<Alter>, _) = (Arc::new(alter), Arc::clone(&bodies));
        let behind = stand_in.url().to_owned();
        let pass = move |request: Request| pass(behind.clone(), request, Arc::clone(&alter), Arc::clone(&seen));
        let router = Router::new().fallback(pass);
        let serving = tokio::spawn(async move {
            axum::serve(listener, router)
                .await
                .expect("it serves until it is ended");
        });
        Self {
            url,
            stand_in,
            bodies,
            serving,
        }
    }

    /// The bodies of all answers, as they were passed on.
    pub fn bodies(&self) -> Vec<String> {
        self.bodies.lock().expect("nobody panics with it").clone()
    }
}

impl Drop for Altered {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn pass(behind: String, request: Request, alter: Arc<Alter>, seen: Arc<Mutex<Vec<String>>>) -> Response<Body> {
    let (mut parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.expect("the body is whole");
    let path = parts.uri.path().to_owned();
    parts.uri = format!("{behind}{path}").parse().expect("a URL with a path");
    parts.headers.remove(HOST);
    let asked = String::from_utf8_lossy(&body).into_owned();
    let request = Request::from_parts(parts, body.to_vec());
    let mut exchange = tokio::task::spawn_blocking(move || answered(path, asked, request))
        .await
        .expect("the stand-in answers");
    alter(&mut exchange);
    let body = exchange.body.to_string();
    seen.lock().expect("nobody panics with it").push(body.clone());
    let mut response = Response::new(Body::from(Bytes::from(body)));
    *response.status_mut() = exchange.status;
    *response.version_mut() = exchange.version;
    exchange.headers.remove(CONTENT_LENGTH);
    *response.headers_mut() = exchange.headers;
    response
}

fn answered(path: String, asked: String, request: axum::http::Request<Vec<u8>>) -> Exchange {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let mut answer = agent.run(request).expect("the stand-in answers");
    Exchange {
        path,
        asked,
        status: answer.status(),
        version: answer.version(),
        headers: answer.headers().clone(),
        body: answer.body_mut().read_json().expect("the stand-in answers in JSON"),
    }
}
// </product-proxy>
