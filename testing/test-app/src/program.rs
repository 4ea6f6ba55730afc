//! The program of a function itself, behind a runtime of a test.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc};

/// Starts the program at `path` with these variables, hands it `events` one after
/// the other, and returns its answers and all it wrote, which is everything that it can log.
///
/// # Panics
/// The program is not there, or does not answer.
pub async fn run_program(path: &str, variables: &[(&str, &str)], events: &[Value]) -> (Vec<Value>, String) {
    let (answered, mut answers) = mpsc::channel(1);
    let lambda = Arc::new(Lambda {
        events: Mutex::new(events.iter().rev().cloned().collect()),
        answered,
    });
    let address = lambda.start().await;
    let program = Program(start(path, variables, &address));
    let mut all = Vec::new();
    while all.len() < events.len() {
        let Ok(answer) = tokio::time::timeout(Duration::from_secs(20), answers.recv()).await else {
            panic!("no answer: {}", program.end());
        };
        all.push(answer.expect("the runtime is still there"));
    }
    (all, program.end())
}

fn start(path: &str, variables: &[(&str, &str)], address: &str) -> Child {
    let name = Path::new(path).file_stem().unwrap_or_default();
    let mut program = Command::new(path);
    for inherited in NOT_INHERITED {
        program.env_remove(inherited);
    }
    program
        .env("AWS_LAMBDA_RUNTIME_API", address)
        .env("AWS_LAMBDA_FUNCTION_NAME", name)
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
        .env("AWS_LAMBDA_LOG_GROUP_NAME", "group")
        .env("AWS_LAMBDA_LOG_STREAM_NAME", "stream")
        .env("AWS_LAMBDA_LOG_FORMAT", "JSON")
        .env("AWS_LAMBDA_LOG_LEVEL", "TRACE")
        .env("RUST_LOG", "trace")
        .env("LOG_SENSITIVE_BODIES", "true")
        .env("AWS_REGION", "eu-central-1")
        .env("CREDENTIALS_SECRET_ID", "jtl/app")
        .envs(variables.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    program.spawn().expect("the program has been built for this test")
}

/// Ended with the test, however that ends.
struct Program(Child);

impl Program {
    fn end(mut self) -> String {
        let _ = self.0.kill();
        let mut all = String::new();
        for stream in [self.0.stdout.take().map(read), self.0.stderr.take().map(read)] {
            all.extend(stream);
        }
        all
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn read(mut stream: impl std::io::Read) -> String {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("a pipe is readable to its end");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Lambda's runtime interface, with some events.
struct Lambda {
    /// The last one first.
    events: Mutex<Vec<Value>>,
    answered: mpsc::Sender<Value>,
}

impl Lambda {
    async fn start(self: &Arc<Self>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound").to_string();
        let routes = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(answered))
            .with_state(Arc::clone(self));
        tokio::spawn(async { axum::serve(listener, routes).await });
        address
    }
}

#[expect(clippy::disallowed_methods, reason = "the program goes by the clocks of the machine")]
async fn next(State(lambda): State<Arc<Lambda>>) -> Response {
    let Some(event) = lambda.events.lock().await.pop() else {
        return std::future::pending().await;
    };
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let deadline = now.expect("it is after 1970") + Duration::from_secs(10);
    let headers = [
        (
            "lambda-runtime-aws-request-id",
            "00000000-0000-0000-0000-000000000001".to_owned(),
        ),
        ("lambda-runtime-deadline-ms", deadline.as_millis().to_string()),
        (
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:eu-central-1:1:function:f".to_owned(),
        ),
    ];
    (headers, Json(event)).into_response()
}

async fn answered(State(lambda): State<Arc<Lambda>>, answer: String) -> StatusCode {
    let answer = serde_json::from_str(&answer).expect("the program answers with JSON");
    let _ = lambda.answered.send(answer).await;
    StatusCode::ACCEPTED
}

/// Credentials of AWS as Lambda hands them to a function.
pub const AWS_CREDENTIALS: [(&str, &str); 3] = [
    ("AWS_ACCESS_KEY_ID", "an-access-key-id"),
    ("AWS_SECRET_ACCESS_KEY", "a-secret-access-key"),
    ("AWS_SESSION_TOKEN", "a-session-token-of-aws"),
];

/// Variables by which this process could have credentials, AWS or root certificates of its own.
const NOT_INHERITED: [&str; 15] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_SECRETS_MANAGER",
    "AWS_ENDPOINT_URL_DYNAMODB",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "CLIENT_ID",
    "CLIENT_SECRET",
];
