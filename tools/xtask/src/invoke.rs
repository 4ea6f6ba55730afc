//! `cargo xtask invoke`: an event of `events/`, sent to a function that `cargo xtask dev` runs.

use std::fs;
use std::net::{Ipv4Addr, TcpStream};
use std::process::ExitCode;

use serde_json::Value;

use crate::accounts;
use crate::arguments::InvokeOptions;
use crate::cargo::Workspace;
use crate::console::say;
use crate::dev;
use crate::e2e;
use crate::env_file;
use crate::event;
use crate::failure::Failure;
use crate::http;
use crate::stand_in::StandIn;
use crate::variables::nearest;

/// Prints the answer. The status is 1 where the function fails.
pub(crate) fn run(workspace: &Workspace, options: &InvokeOptions) -> Result<ExitCode, Failure> {
    let InvokeOptions { function, event, port } = options;
    let event = event.strip_suffix(".json").unwrap_or(event);
    must_be_known(workspace, function, event)?;
    let stand_in = running(workspace, *port)?;
    let url = format!("http://127.0.0.1:{port}");
    let placeholders = event::placeholders(workspace, event)?;
    let mut values: Vec<(&str, String)> = Vec::new();
    for name in &placeholders {
        values.push((name.as_str(), value(name, &url, &stand_in)?));
    }
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let event = event::event(workspace, event, &values)?;
    let url = format!("{url}/2015-03-31/functions/{function}/invocations");
    let answer = http::post(
        &url,
        &[("content-type", "application/json")],
        &event.to_string(),
        http::LIMIT,
    );
    let answer = answer.map_err(|error| Failure::said(format!("{function} does not answer: {error}")))?;
    say(shown(&answer.body));
    let has_failed = answer.status != 200 || answer.function_error;
    Ok(if has_failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn must_be_known(workspace: &Workspace, function: &str, event: &str) -> Result<(), Failure> {
    let functions: Vec<&str> = workspace.functions.iter().map(String::as_str).collect();
    if !functions.contains(&function) {
        return Err(unknown("function", function, &functions, &functions));
    }
    let all = event::all(workspace)?;
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    if all.contains(&event) {
        return Ok(());
    }
    let own = event::of_function(workspace, function)?;
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    Err(unknown("event", event, &all, &own))
}

fn unknown(kind: &str, name: &str, all: &[&str], listed: &[&str]) -> Failure {
    let listed = listed.join(", ");
    Failure::said(match nearest(name, all.iter().copied()) {
        Some(nearest) => format!("there is no {kind} {name}; did you mean {nearest}? There are {listed}"),
        None => format!("there is no {kind} {name}; there are {listed}"),
    })
}

/// The stand-in of the `cargo xtask dev` that answers at `port`.
fn running(workspace: &Workspace, port: u16) -> Result<StandIn, Failure> {
    let absent = || {
        Failure::said(format!(
            "nothing runs at port {port}: start cargo xtask dev in another terminal, or name its port with --port N"
        ))
    };
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).map_err(|_| absent())?;
    let text = fs::read_to_string(workspace.dev_folder(port).join(dev::ENV_FILE)).map_err(|_| absent())?;
    let variables = env_file::parse(&text).map_err(Failure::said)?;
    let url = variables.into_iter().find(|(name, _)| name == "JTL_AUTH_URL");
    url.map(|(_, url)| StandIn::running_at(url)).ok_or_else(absent)
}

/// The value of a placeholder.
fn value(placeholder: &str, functions: &str, stand_in: &StandIn) -> Result<String, Failure> {
    let token = || stand_in.session_token(TENANT);
    match placeholder {
        "session-token" => token(),
        "app-token" => stand_in.app_token(TENANT),
        "expired-token" => stand_in.expired_token(TENANT),
        "forged-token" => Ok(e2e::forged(&token()?, &stand_in.session_token("tenant-coffee")?)),
        "item-id" => {
            let products = get(&format!("{functions}/api/products?first=1"), &token()?)?;
            member(&products, &products["nodes"][0]["id"])
        }
        "access-token" => login(functions).and_then(|login| member(&login, &login["accessToken"])),
        "refresh-token" => login(functions).and_then(|login| member(&login, &login["refreshToken"])),
        other => Err(Failure::said(format!("nothing is known for {{{{{other}}}}}"))),
    }
}

fn get(url: &str, token: &str) -> Result<Value, Failure> {
    let answer = http::get(url, &[("x-session-token", token)], http::LIMIT);
    let answer = answer.map_err(|error| Failure::said(format!("{url}: {error}")))?;
    Ok(answer.json())
}

/// The tokens of a user who is registered if need be.
fn login(functions: &str) -> Result<Value, Failure> {
    let password = accounts::PASSWORD;
    let user = serde_json::json!({ "email": "user-1@example.org", "password": password, "name": "User One" });
    let post = |path: &str| {
        let headers = [("content-type", "application/json")];
        let answer = http::post(&format!("{functions}{path}"), &headers, &user.to_string(), http::LIMIT);
        answer.map_err(|error| Failure::said(format!("{path}: {error}")))
    };
    let mut answer = post("/api/login")?;
    if answer.status == 401 {
        post("/api/register")?;
        answer = post("/api/login")?;
    }
    Ok(answer.json())
}

fn member(whole: &Value, member: &Value) -> Result<String, Failure> {
    let text = member.as_str().map(str::to_owned);
    text.ok_or_else(|| Failure::said(format!("a placeholder cannot be filled: {whole}")))
}

/// JSON in lines, the body of an answer, which is a text in it, too.
fn shown(answer: &str) -> String {
    let Ok(mut value) = serde_json::from_str::<Value>(answer) else {
        return answer.to_owned();
    };
    let body = value["body"]
        .as_str()
        .and_then(|body| serde_json::from_str::<Value>(body).ok());
    if let Some(body) = body {
        value["body"] = body;
    }
    serde_json::to_string_pretty(&value).unwrap_or_else(|_| answer.to_owned())
}

const TENANT: &str = "tenant-bikes";

#[cfg(test)]
mod tests {
    use super::*;

    fn said(outcome: Result<(), Failure>) -> String {
        match outcome {
            Err(Failure::Said(sentence)) => sentence,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_mistaken_name_is_answered_with_the_nearest_one() {
        let workspace = Workspace::here().unwrap();
        let first = &workspace.functions[0];
        let mistaken = format!("{first}x");
        let function = said(must_be_known(&workspace, &mistaken, "any"));
        assert!(
            function.starts_with(&format!(
                "there is no function {mistaken}; did you mean {first}? There are "
            )),
            "{function}"
        );
        let event = said(must_be_known(&workspace, "connect-tenant", "connect-tenant-helth"));
        let nearest = "there is no event connect-tenant-helth; did you mean connect-tenant-health? There are ";
        assert!(
            event.starts_with(nearest) && event.contains("connect-tenant-own-record"),
            "{event}"
        );
        let strange = said(must_be_known(&workspace, "connect-tenant", "?"));
        assert!(
            strange.starts_with("there is no event ?; there are connect-tenant-"),
            "{strange}"
        );
        must_be_known(&workspace, "connect-tenant", "connect-tenant-health").unwrap();
    }

    #[test]
    fn where_nothing_runs_is_one_sentence() {
        let options = InvokeOptions {
            function: "connect-tenant".into(),
            event: "connect-tenant-health.json".into(),
            port: crate::ports::free().unwrap(),
        };
        let sentence = said(run(&Workspace::here().unwrap(), &options).map(drop));
        assert_eq!(
            sentence,
            format!(
                "nothing runs at port {}: start cargo xtask dev in another terminal, or name its port with --port N",
                options.port
            )
        );
    }

    #[test]
    fn every_placeholder_of_every_event_is_known() {
        let workspace = Workspace::here().unwrap();
        let stand_in = StandIn::running_at("http://127.0.0.1:1".into());
        let events = event::all(&workspace).unwrap();
        let placeholders = events
            .iter()
            .flat_map(|event| event::placeholders(&workspace, event).unwrap());
        let placeholders: std::collections::BTreeSet<String> = placeholders.collect();
        assert!(placeholders.contains("session-token"), "{placeholders:?}");
        for placeholder in placeholders {
            // Known: it is asked for, of nobody here.
            let fault = said(value(&placeholder, "http://127.0.0.1:1", &stand_in).map(drop));
            assert!(!fault.starts_with("nothing is known"), "{fault}");
        }
    }

    #[test]
    fn an_answer_is_shown_in_lines_with_the_json_in_its_body() {
        let lines = shown(r#"{"statusCode":200,"body":"{\"a\":[1]}"}"#);
        let value: Value = serde_json::from_str(&lines).unwrap();
        assert_eq!(value, serde_json::json!({ "body": { "a": [1] }, "statusCode": 200 }));
        assert!(lines.lines().count() > 5, "{lines}");
        assert_eq!(shown("no JSON"), "no JSON");
    }
}
