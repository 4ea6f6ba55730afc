//! Secrets Manager, as far as reading one secret goes, with faults on demand.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use aws_config::{Region, SdkConfig};
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use http_body::Frame;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// One secret, read over a real socket; dropping it closes its port.
pub struct Secrets {
    url: String,
    shelf: Arc<Shelf>,
    serving: JoinHandle<()>,
}

/// Behaviour of the service instead of its work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretsManagerFault {
    /// This status, and an error of this type.
    Refused(u16, &'static str),
    /// 200 and these bytes.
    Body(Bytes),
    /// 200 and white space without an end.
    Endless,
    /// Nothing, for ever.
    Hang,
}

struct Shelf {
    calls: AtomicU64,
    secret: Mutex<String>,
    fault: Mutex<Option<SecretsManagerFault>>,
}

impl Secrets {
    /// A secret with these client credentials.
    pub async fn of(client_id: &str, client_secret: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("the loopback interface has a free port");
        let address = listener.local_addr().expect("a listener has an address");
        let shelf = Arc::new(Shelf {
            calls: AtomicU64::new(0),
            secret: Mutex::new(pair(client_id, client_secret)),
            fault: Mutex::new(None),
        });
        let router = Router::new().route("/", post(answer)).with_state(Arc::clone(&shelf));
        let serving = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Self {
            url: format!("http://{address}"),
            shelf,
            serving,
        }
    }

    /// `http://HOST:PORT`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Replaces both credentials.
    pub fn store(&self, client_id: &str, client_secret: &str) {
        *lock(&self.shelf.secret) = pair(client_id, client_secret);
    }

    /// Lets every call fail from now on, or none.
    pub fn fault(&self, fault: Option<SecretsManagerFault>) {
        *lock(&self.shelf.fault) = fault;
    }

    /// Calls that have arrived, whatever became of them.
    pub fn calls(&self) -> u64 {
        self.shelf.calls.load(Ordering::Relaxed)
    }

    /// Counts from zero again.
    pub fn reset_calls(&self) {
        self.shelf.calls.store(0, Ordering::Relaxed);
    }
}

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

async fn answer(State(shelf): State<Arc<Shelf>>) -> Response {
    shelf.calls.fetch_add(1, Ordering::Relaxed);
    let fault = lock(&shelf.fault).clone();
    match fault {
        None => {
            let secret = lock(&shelf.secret).clone();
            Json(json!({"ARN": "arn", "Name": "jtl", "VersionId": "1", "SecretString": secret})).into_response()
        }
        Some(SecretsManagerFault::Refused(status, kind)) => {
            let status = StatusCode::from_u16(status).expect("a fault is set with a status that is one");
            (status, Json(json!({"__type": kind, "message": "told to fail"}))).into_response()
        }
        Some(SecretsManagerFault::Body(bytes)) => bytes.into_response(),
        Some(SecretsManagerFault::Endless) => Body::new(Endless).into_response(),
        Some(SecretsManagerFault::Hang) => std::future::pending().await,
    }
}

/// White space, as JSON allows before its value, without an end.
struct Endless;

impl HttpBody for Endless {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(Some(Ok(Frame::data(BLANKS))))
    }
}

fn pair(client_id: &str, client_secret: &str) -> String {
    json!({"CLIENT_ID": client_id, "CLIENT_SECRET": client_secret}).to_string()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Secrets {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Secrets({})", self.url)
    }
}

const BLANKS: Bytes = Bytes::from_static(&[b' '; 16 * 1024]);
