//! The program itself.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use crate::client;
use crate::test_gateway::{Folder, TEMPLATE, wait_for};

fn program(folder: &Folder, arguments: &[&str]) -> Command {
    folder.write("template.yaml", TEMPLATE);
    let mut command = Command::new(env!("CARGO_BIN_EXE_gateway"));
    let executable = format!("echo={}", env!("CARGO_BIN_EXE_echo-function"));
    command.args(["--executable", &executable]).args(arguments);
    command
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn started(folder: &Folder) -> (Child, String) {
    let mut child = program(folder, &["--port", "0", "--parameter", "Memory=128"])
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let url = line.trim().strip_prefix("functions at ").unwrap().to_owned();
    (child, url)
}

#[test]
fn a_taken_port_is_named_and_ends_the_program() {
    let folder = Folder::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();

    let output = program(&folder, &["--port", &port]).output().unwrap();

    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.starts_with(&format!("cannot listen at 127.0.0.1:{port}: ")),
        "{said}"
    );
}

#[test]
fn a_template_that_cannot_be_read_ends_the_program() {
    let folder = Folder::new();

    let output = program(&folder, &["--template", "none.yaml"]).output().unwrap();

    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("none.yaml cannot be read")
    );
}

#[test]
fn who_may_frame_the_files_is_an_origin() {
    let folder = Folder::new();
    for wrong in [
        "127.0.0.1:7878",
        "http://",
        "http://a.example/page",
        "http://a.example; script-src *",
        "'none'",
    ] {
        let arguments = ["--port", "0", "--web", "web", "--frame-ancestor", wrong];
        let output = program(&folder, &arguments).output().unwrap();

        assert_eq!(output.status.code(), Some(2), "{wrong}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("it must be an origin such as"), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn its_functions_end_with_it_however_it_ends() {
    for signal in ["-INT", "-TERM", "-HUP", "-KILL"] {
        let folder = Folder::new();
        let (mut gateway, url) = started(&folder);
        let environment = client::send(&url, "GET /environment", &[], b"").json();
        assert_eq!(environment["memory"], 128);
        let function = environment["process"].to_string();
        let runs = || {
            Command::new("kill")
                .args(["-0", &function])
                .stderr(Stdio::null())
                .status()
                .unwrap()
                .success()
        };
        assert!(runs());

        let sent = Command::new("kill").args([signal, &gateway.id().to_string()]).status();
        assert!(sent.unwrap().success());
        let status = gateway.wait().unwrap();

        assert_eq!(status.success(), signal != "-KILL", "{signal}: {status}");
        if signal == "-KILL" {
            wait_for("the function to notice", || (!runs()).then_some(()));
        }
        assert!(!runs(), "{signal}");
    }
}
