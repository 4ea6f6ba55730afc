//! The program itself, asked to log everything, between a runtime and a Secrets Manager of this
//! test: neither the events that the runtime hands it nor the secret it reads are in its log.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use stand_in::{SessionClaims, StandIn};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc};

#[tokio::test]
async fn the_program_logs_neither_its_events_nor_its_secret() {
    let stand_in = StandIn::start().await;
    let token = stand_in.session_token(&SessionClaims::of("tenant-books"));
    let secret = json!({"CLIENT_ID": stand_in.client_id(), "CLIENT_SECRET": stand_in.client_secret()}).to_string();
    let whole = json!({"ARN": "a", "Name": "jtl/app", "SecretString": secret}).to_string();
    let broken = whole[..whole.len() - 1].to_owned();

    for (answer, status) in [(whole, 200), (broken, 503)] {
        let event = include_str!("../../../events/product-proxy-list.json").replace("{{session-token}}", &token);
        let mut event: Value = serde_json::from_str(&event).expect("an event is JSON");
        event["headers"]["cookie"] = format!("session={COOKIE}").into();
        let (reply, log) = run(&stand_in, answer, event).await;
        assert_eq!(reply["statusCode"], status, "{reply} {log}");
        for heard in ["\"answered\"", "\"level\":\"INFO\""] {
            assert!(log.contains(heard), "the program did not log {heard}: {log}");
        }
        let mut secrets = vec![stand_in.client_secret(), token.clone(), COOKIE.into()];
        secrets.extend(token.split('.').skip(1).map(ToOwned::to_owned));
        secrets.extend(AWS.map(|(_, secret)| secret.to_owned()));
        for secret in secrets {
            let line = log.lines().find(|line| line.contains(&secret));
            assert_eq!(line, None, "the program logged {secret}");
        }
    }
}

/// Starts the program, hands it `event`, and returns its answer and all it wrote.
async fn run(stand_in: &StandIn, secret: String, event: Value) -> (Value, String) {
    let (answered, mut answers) = mpsc::channel(1);
    let lambda = Arc::new(Lambda {
        event: Mutex::new(Some(event)),
        secret,
        answered,
    });
    let address = lambda.start().await;
    let program = Program(start(stand_in, &address));
    let answer = tokio::time::timeout(Duration::from_secs(20), answers.recv()).await;
    let log = program.end();
    let answer = answer.unwrap_or_else(|_| panic!("no answer: {log}"));
    (answer.expect("the runtime is still there"), log)
}

fn start(stand_in: &StandIn, address: &str) -> Child {
    let mut program = Command::new(env!("CARGO_BIN_EXE_product-proxy"));
    program
        .env("AWS_LAMBDA_RUNTIME_API", address)
        .env("AWS_LAMBDA_FUNCTION_NAME", "product-proxy")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
        .env("AWS_LAMBDA_LOG_GROUP_NAME", "group")
        .env("AWS_LAMBDA_LOG_STREAM_NAME", "stream")
        .env("AWS_LAMBDA_LOG_FORMAT", "JSON")
        .env("AWS_LAMBDA_LOG_LEVEL", "TRACE")
        .env("RUST_LOG", "trace")
        .env("LOG_SENSITIVE_BODIES", "true")
        .env("AWS_ENDPOINT_URL", format!("http://{address}"))
        .env("AWS_REGION", "eu-central-1")
        .envs(AWS)
        .env("CREDENTIALS_SECRET_ID", "jtl/app")
        .env("JTL_AUTH_URL", stand_in.url())
        .env("JTL_API_URL", stand_in.url())
        .env_remove("CLIENT_ID")
        .env_remove("CLIENT_SECRET")
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

/// Lambda's runtime interface, with one event, and Secrets Manager, with one secret.
struct Lambda {
    event: Mutex<Option<Value>>,
    secret: String,
    answered: mpsc::Sender<Value>,
}

impl Lambda {
    async fn start(self: &Arc<Self>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound").to_string();
        let routes = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(answered))
            .route("/", post(secret))
            .with_state(Arc::clone(self));
        tokio::spawn(async { axum::serve(listener, routes).await });
        address
    }
}

#[expect(clippy::disallowed_methods, reason = "the program goes by the clocks of the machine")]
async fn next(State(lambda): State<Arc<Lambda>>) -> Response {
    let Some(event) = lambda.event.lock().await.take() else {
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

async fn secret(State(lambda): State<Arc<Lambda>>) -> Response {
    ([("content-type", "application/x-amz-json-1.1")], lambda.secret.clone()).into_response()
}

const COOKIE: &str = "a-cookie-of-the-caller";
const AWS: [(&str, &str); 3] = [
    ("AWS_ACCESS_KEY_ID", "an-access-key-id"),
    ("AWS_SECRET_ACCESS_KEY", "a-secret-access-key"),
    ("AWS_SESSION_TOKEN", "a-session-token-of-aws"),
];
