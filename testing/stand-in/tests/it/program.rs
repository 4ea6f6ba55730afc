use std::{
    io::{BufRead, BufReader},
    process::{Command, Output, Stdio},
};

use stand_in::StandIn;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stand-in"))
        .args(arguments)
        .output()
        .unwrap()
}

#[test]
fn help_says_how_to_be_used() {
    let output = run(&["--help"]);

    assert!(output.status.success());
    assert!(String::from_utf8(output.stdout).unwrap().contains("--port <NUMBER>"));
}

#[test]
fn a_bad_argument_is_named_and_ends_the_program() {
    let output = run(&["--port", "many"]);

    assert_eq!(output.status.code(), Some(2));
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(
        complaint.contains("'many'") && complaint.contains("--port"),
        "{complaint}"
    );
}

#[test]
fn a_front_end_elsewhere_is_refused() {
    let output = run(&["--app-url", "https://app.example"]);

    assert_eq!(output.status.code(), Some(2));
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(complaint.contains("give http://localhost:PORT"), "{complaint}");
}

#[tokio::test]
async fn a_taken_port_is_named_and_ends_the_program() {
    let stand_in = StandIn::start().await;
    let port = stand_in.url().rsplit(':').next().unwrap();

    let output = run(&["--port", port]);

    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains(&format!("cannot listen at 127.0.0.1:{port}")), "{said}");
}

#[test]
fn a_started_program_says_where_it_is() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_stand-in"))
        .args(["--port", "0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();

    let mut line = String::new();
    BufReader::new(program.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let url = line.trim_end().strip_prefix("stand-in for JTL at ").unwrap().to_owned();
    let keys = ureq::get(format!("{url}/oauth/v2/keys")).call();
    program.kill().unwrap();
    program.wait().unwrap();

    assert_eq!(keys.unwrap().status(), 200);
}
