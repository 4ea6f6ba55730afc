use std::net::Shutdown;
use std::path::PathBuf;
use std::time::Duration;

use crate::answers::INTERNAL;
use crate::client;
use crate::test_gateway::{Folder, TEMPLATE, TestGateway, wait_for};

const TEXT: &[(&str, &str)] = &[("content-type", "text/plain")];

/// Starts a request that a function takes and never answers.
fn hang(stage: &TestGateway, name: &str) -> (std::net::TcpStream, PathBuf) {
    let mark = stage.folder.path().join(name);
    let body = mark.display().to_string();
    let stream = client::open(&stage.url, "POST /hang", TEXT, body.as_bytes());
    wait_for("the function to begin", || mark.exists().then_some(()));
    (stream, mark)
}

#[test]
fn a_function_is_told_what_lambda_tells_it() {
    let stage = TestGateway::start(TEMPLATE);

    let told = stage.get("/environment").json();

    assert_eq!(told["name"], "echo");
    assert_eq!(told["memory"], 512);
    assert_eq!(told["version"], "$LATEST");
    assert_eq!(told["requestId"].as_str().unwrap().len(), 36);
    assert_eq!(told["requestId"].as_str().unwrap().as_bytes()[14], b'4');
    assert!(told["arn"].as_str().unwrap().ends_with(":function:echo"));
    assert!(told["traceId"].as_str().unwrap().starts_with("Root=1-"));
    assert!(told["deadline"].as_u64().unwrap() > 1_700_000_000_000);
}

#[test]
fn a_function_that_ends_by_itself_is_started_at_the_next_request() {
    let stage = TestGateway::start(TEMPLATE);
    let first = stage.get("/environment").json()["process"].clone();
    assert_eq!(stage.get("/environment").json()["process"], first);

    let answer = stage.post("/exit", "");

    assert_eq!((answer.status, answer.text()), (500, INTERNAL));
    assert!(
        stage
            .lines()
            .join("\n")
            .contains("echo: it ended by itself (exit status: 3)")
    );
    assert_ne!(stage.get("/environment").json()["process"], first);
}

#[test]
fn a_function_that_cannot_start_is_500_each_time() {
    for (executable, said) in [
        ("/no/such/program".to_owned(), "echo: it cannot be started: "),
        (env!("CARGO_BIN_EXE_gateway").to_owned(), "echo: it ended by itself "),
    ] {
        // The gateway without a template ends at once, and so never asks for an event.
        let stage = TestGateway::start_with(Folder::new(), TEMPLATE, |options| {
            options.root = options.root.join("empty");
            std::fs::create_dir_all(&options.root).unwrap();
            options.executables.insert("echo".into(), executable.into());
        });
        for _ in 0..2 {
            let answer = stage.get("/echo");
            assert_eq!((answer.status, answer.text()), (500, INTERNAL));
        }
        assert!(stage.lines().join("\n").contains(said), "{:?}", stage.lines());
    }
}

#[test]
fn an_environment_takes_one_event_at_a_time() {
    let stage = TestGateway::start(TEMPLATE);
    let first = stage.get("/environment").json()["process"].clone();
    let (_hanging, _) = hang(&stage, "busy");

    assert_ne!(stage.get("/environment").json()["process"], first);
}

#[test]
fn a_function_that_exceeds_its_timeout_is_ended() {
    let stage = TestGateway::start(TEMPLATE);
    let first = stage.get("/environment").json()["process"].clone();
    let (hanging, _) = hang(&stage, "slow");

    let answer = client::read(hanging);

    assert_eq!((answer.status, answer.text()), (500, INTERNAL));
    assert!(
        stage
            .lines()
            .contains(&"echo: no answer within its Timeout of 1 s".to_owned())
    );
    assert_ne!(stage.get("/environment").json()["process"], first);
}

#[test]
fn api_gateway_waits_only_so_long() {
    let stage = TestGateway::start_with(
        Folder::new(),
        &TEMPLATE.replace("Timeout: 1", "Timeout: 900"),
        |options| {
            options.integration_timeout = Duration::from_millis(300);
        },
    );

    let answer = stage.post("/hang", &stage.folder.path().join("slow").display().to_string());

    assert_eq!(
        (answer.status, answer.text()),
        (503, r#"{"message":"Service Unavailable"}"#)
    );
}

#[test]
fn what_is_larger_than_the_cloud_takes_is_refused() {
    // As much time as a busy machine needs for megabytes.
    let stage = TestGateway::start(&TEMPLATE.replace("Timeout: 1", "Timeout: 900"));
    let refused = r#"{"message":"Request Entity Too Large"}"#;
    let below = vec![b'x'; 5_900_000];
    assert_eq!(stage.send("POST /echo", TEXT, &below).status, 200);

    for (content_type, bytes) in [
        ("text/plain", 6_300_000),
        ("image/png", 5_000_000),
        ("text/plain", 11_000_000),
    ] {
        let body = vec![b'x'; bytes];
        let answer = stage.send("POST /echo", &[("content-type", content_type)], &body);
        assert_eq!((answer.status, answer.text()), (413, refused), "{bytes}");
    }
    let large = stage.post("/large", "");
    assert_eq!((large.status, large.text()), (500, INTERNAL));
    assert!(
        stage
            .lines()
            .contains(&"echo: its answer has more than 6 MB".to_owned())
    );
}

/// All environments are taken, so an event waits; it is dropped with its caller.
#[test]
fn an_event_whose_caller_has_gone_is_not_executed() {
    // Time for all ten to begin before the first is over.
    let stage = TestGateway::start(&TEMPLATE.replace("Timeout: 1", "Timeout: 5"));
    let hanging: Vec<_> = (0..10).map(|number| hang(&stage, &format!("busy-{number}"))).collect();
    let touched = stage.folder.path().join("touched");
    let path = touched.display().to_string();

    let impatient = client::open(&stage.url, "POST /touch", TEXT, path.as_bytes());
    impatient.shutdown(Shutdown::Both).unwrap();
    drop(impatient);
    for (stream, _) in hanging {
        assert_eq!(client::read(stream).status, 500);
    }

    // It waited behind the impatient one.
    assert_eq!(stage.get("/environment").status, 200);
    assert!(!touched.exists());
    assert_eq!(stage.post("/touch", &path).status, 200);
    assert!(touched.exists());
}
