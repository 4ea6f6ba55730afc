//! Functions that the gateway builds: a package without dependencies, whose binaries speak HTTP by hand.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::client;
use crate::test_gateway::{Folder, TestGateway, wait_for};

const MANIFEST: &str = "\
[package]
name = \"tiny\"
edition = \"2021\"

[features]
loud = []

[workspace]
";

const TEMPLATE: &str = "\
Resources:
  OneFunction:
    Type: AWS::Serverless::Function
    Metadata: {BuildProperties: {Binary: one}}
    Properties:
      Events: {Get: {Type: HttpApi, Properties: {Method: GET, Path: /one}}}
  TwoFunction:
    Type: AWS::Serverless::Function
    Metadata: {BuildProperties: {Binary: two}}
    Properties:
      Events: {Get: {Type: HttpApi, Properties: {Method: GET, Path: /two}}}
";

/// A function that answers each event with `ANSWER`.
const FUNCTION: &str = r#"
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

const ANSWER: &str = include_str!("../../answer.txt");

fn main() {
    let address = std::env::var("AWS_LAMBDA_RUNTIME_API").unwrap();
    let (host, path) = address.strip_prefix("http://").unwrap().split_once('/').unwrap();
    loop {
        let below = format!("/{path}/2018-06-01/runtime/invocation");
        let (head, _) = call(host, &format!("GET {below}/next"), "");
        let id = head.iter().find_map(|line| line.strip_prefix("lambda-runtime-aws-request-id: ")).unwrap();
        call(host, &format!("POST {below}/{id}/response"), &format!("{:?}", answer()));
    }
}

fn answer() -> String {
    String::from(if cfg!(feature = "loud") { "LOUD" } else { ANSWER.trim() })
}

fn call(host: &str, request: &str, body: &str) -> (Vec<String>, String) {
    let mut stream = TcpStream::connect(host).unwrap();
    let length = body.len();
    write!(stream, "{request} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}")
        .unwrap();
    let mut reader = BufReader::new(stream);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line.trim().is_empty() {
            break;
        }
        head.push(line.trim().to_lowercase());
    }
    let mut body = String::new();
    reader.read_to_string(&mut body).unwrap();
    (head, body)
}
"#;

/// A package with the functions `one` and `two`, which say `first`.
fn package() -> Folder {
    let folder = Folder::new();
    folder.write("Cargo.toml", MANIFEST);
    folder.write(".cargo/config.toml", "[build]\ntarget-dir = \"built\"\n");
    folder.write("answer.txt", "first");
    folder.write("src/bin/one.rs", FUNCTION);
    folder.write("src/bin/two.rs", FUNCTION);
    folder
}

fn start(folder: Folder) -> TestGateway {
    TestGateway::start_with(folder, TEMPLATE, |_| {})
}

fn says(stage: &TestGateway, path: &str, text: &str) {
    wait_for(text, || (stage.get(path).body == text.as_bytes()).then_some(()));
    assert_eq!(stage.get(path).text(), text, "once answered by new code, always");
}

/// The compiler's words, once the function is answered by them.
fn complaint(stage: &TestGateway, path: &str) -> String {
    let problem: Value = wait_for("a build that fails", || {
        let answer = stage.get(path);
        (answer.status == 500).then(|| answer.json())
    });
    assert_eq!(problem["code"], "build_failed", "{problem}");
    problem["compiler"].as_str().unwrap().to_owned()
}

#[test]
fn a_saved_source_or_included_file_is_taken_up() {
    let stage = start(package());
    assert_eq!(stage.get("/one").text(), "first");

    let edited = FUNCTION.replace("ANSWER.trim()", "\"second\"");
    stage.folder.write("src/bin/one.rs", &edited);
    says(&stage, "/one", "second");
    assert_eq!(stage.get("/two").text(), "first");

    stage.folder.write("answer.txt", "third");
    says(&stage, "/two", "third");
}

#[test]
fn a_compile_error_is_answered_with_the_compilers_words_and_others_go_on() {
    let stage = start(package());
    assert_eq!(stage.get("/one").text(), "first");

    stage
        .folder
        .write("src/bin/one.rs", &FUNCTION.replace("String::from(if", "17 + (if"));

    let words = complaint(&stage, "/one");
    assert!(
        words.contains("error[E0") && words.contains("src/bin/one.rs"),
        "{words}"
    );
    assert_eq!(stage.get("/two").text(), "first");
    assert!(
        stage.lines().iter().any(|line| line.contains("error[E0")),
        "the terminal has it too"
    );

    stage.folder.write("src/bin/one.rs", FUNCTION);
    says(&stage, "/one", "first");
}

#[test]
fn a_broken_manifest_is_answered_with_cargos_words() {
    let stage = start(package());
    assert_eq!(stage.get("/one").text(), "first");

    stage.folder.write("Cargo.toml", "[package]\nname = 7\n");
    let words = complaint(&stage, "/one");
    assert!(words.contains("Cargo.toml") && words.contains("expected"), "{words}");

    stage.folder.write("Cargo.toml", MANIFEST);
    says(&stage, "/one", "first");
}

#[test]
fn a_function_that_no_package_has_is_named() {
    let folder = package();
    fs::remove_file(folder.path().join("src/bin/two.rs")).unwrap();
    let stage = start(folder);

    assert_eq!(stage.get("/one").text(), "first");
    assert!(complaint(&stage, "/two").contains("names the function two"));

    stage.folder.write("src/bin/two.rs", FUNCTION);
    // A manifest makes cargo look at the packages again.
    stage.folder.write("Cargo.toml", &format!("{MANIFEST}\n# two\n"));
    says(&stage, "/two", "first");
}

#[test]
fn a_feature_is_switched_on_where_there_is_one() {
    let stage = TestGateway::start_with(package(), TEMPLATE, |options| options.feature = Some("loud".into()));

    assert_eq!(stage.get("/one").text(), "LOUD");
}

/// A build script that leaves a mark when it begins and waits for the gate to open.
fn gated(folder: &Folder) -> (PathBuf, PathBuf) {
    let (begun, gate) = (folder.path().join("begun"), folder.path().join("gate"));
    let (mark, open) = (begun.display().to_string(), gate.display().to_string());
    let script = format!(
        "fn main() {{
            std::fs::write({mark:?}, \"\").unwrap();
            while !std::path::Path::new({open:?}).exists() {{
                std::thread::park_timeout(std::time::Duration::from_millis(5));
            }}
        }}"
    );
    folder.write("build.rs", &script);
    (begun, gate)
}

#[test]
fn a_request_before_the_first_build_waits_for_it() {
    let folder = package();
    let (begun, gate) = gated(&folder);
    let stage = start(folder);
    wait_for("the build to begin", || begun.exists().then_some(()));
    let waiting = client::open(&stage.url, "GET /one", &[], b"");

    fs::write(&gate, "").unwrap();

    assert_eq!(client::read(waiting).text(), "first");
}

#[test]
fn a_request_during_a_build_is_not_answered_by_old_code() {
    let folder = package();
    let (begun, gate) = gated(&folder);
    fs::write(&gate, "").unwrap();
    let stage = start(folder);
    assert_eq!(stage.get("/one").text(), "first");
    fs::remove_file(&gate).unwrap();
    fs::remove_file(&begun).unwrap();

    stage
        .folder
        .write("src/bin/one.rs", &FUNCTION.replace("ANSWER.trim()", "\"second\""));
    wait_for("the build to begin", || begun.exists().then_some(()));
    let waiting = client::open(&stage.url, "GET /one", &[], b"");
    fs::write(&gate, "").unwrap();

    assert_eq!(client::read(waiting).text(), "second");
}

#[cfg(unix)]
#[test]
fn a_build_ends_with_the_gateway() {
    let folder = package();
    let begun = folder.path().join("begun");
    let mark = begun.display().to_string();
    let wait = format!(
        "fn main() {{ std::fs::write({mark:?}, std::process::id().to_string()).unwrap(); loop {{ std::thread::park(); }} }}"
    );
    folder.write("build.rs", &wait);
    let mut stage = start(folder);
    let script = wait_for("the build to begin", || {
        fs::read_to_string(&begun).ok().filter(|id| !id.is_empty())
    });

    stage.end();

    let runs = || {
        std::process::Command::new("kill")
            .args(["-0", &script])
            .output()
            .unwrap()
            .status
            .success()
    };
    wait_for("the build to end", || (!runs()).then_some(()));
}
