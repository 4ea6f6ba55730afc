//! The events that the functions' tests replay, against those that a request really becomes.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sam_template::Template;
use serde_json::Value;

use crate::test_gateway::{Folder, TestGateway};

const PROJECT: &str = include_str!("../../../../template.yaml");

#[test]
fn every_event_file_of_a_route_has_the_form_of_a_real_event() {
    let template = Template::parse(PROJECT).unwrap();
    let routes = template.routes().unwrap();
    let stage = TestGateway::start_with(Folder::new(), PROJECT, |options| {
        let functions = template.functions().unwrap().into_iter();
        let functions = functions.map(|function| function.binary.to_owned());
        let executable = PathBuf::from(env!("CARGO_BIN_EXE_echo-function"));
        options.executables = functions.map(|function| (function, executable.clone())).collect();
    });
    let keys: BTreeSet<String> = routes
        .iter()
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events");
    let mut compared = BTreeSet::new();

    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let file: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let key = file["routeKey"].as_str().unwrap_or_default().to_owned();
        if file["version"] != "2.0" || file["type"] == "REQUEST" || !keys.contains(&key) {
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        compare(&name, &file, &resent(&stage, &file));
        compared.insert(key);
    }

    assert_eq!(compared, keys, "each route has an event");
}

/// The event that the request of `file` becomes.
fn resent(stage: &TestGateway, file: &Value) -> Value {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let headers = file["headers"].as_object().unwrap();
    let mut headers: Vec<(String, String)> = headers
        .iter()
        .map(|(name, value)| (name.clone(), text(value)))
        .collect();
    headers.retain(|(name, _)| !name.starts_with("x-forwarded-") && name != "content-length");
    if let Some(cookies) = file["cookies"].as_array() {
        let cookies: Vec<String> = cookies.iter().map(text).collect();
        headers.push(("cookie".into(), cookies.join("; ")));
    }
    let headers: Vec<(&str, &str)> = headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let mut target = path(file);
    match file["rawQueryString"].as_str().unwrap() {
        "" => {}
        query => target = format!("{target}?{query}"),
    }
    let method = text(&file["requestContext"]["http"]["method"]);
    let answer = stage.send(&format!("{method} {target}"), &headers, &body(file));
    assert_eq!(answer.status, 200, "{method} {target}: {answer:?}");
    answer.json()
}

/// The path as a caller sends it: a parameter is encoded as one part.
fn path(file: &Value) -> String {
    if file.get("pathParameters").is_none() {
        return file["rawPath"].as_str().unwrap().to_owned();
    }
    let (_, pattern) = file["routeKey"].as_str().unwrap().split_once(' ').unwrap();
    let parts = pattern.split('/').map(|part| match part.strip_prefix('{') {
        Some(name) => {
            let value = file["pathParameters"][name.trim_end_matches('}')].as_str().unwrap();
            utf8_percent_encode(value, NON_ALPHANUMERIC).to_string()
        }
        None => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

fn body(event: &Value) -> Vec<u8> {
    let text = event["body"].as_str().unwrap_or_default();
    if event["isBase64Encoded"] == true {
        STANDARD.decode(text).unwrap()
    } else {
        text.as_bytes().to_vec()
    }
}

fn compare(name: &str, file: &Value, real: &Value) {
    let mut real = real.clone();
    if file.get("pathParameters").is_none() {
        // An event that `cargo xtask new` made: the function's own router reads the path.
        real.as_object_mut().unwrap().remove("pathParameters");
    }
    for member in [
        "version",
        "routeKey",
        "rawPath",
        "rawQueryString",
        "queryStringParameters",
        "pathParameters",
        "cookies",
    ] {
        assert_eq!(file.get(member), real.get(member), "{name}: {member}");
    }
    assert_eq!(members(file), members(&real), "{name}");
    assert_eq!(body(file), body(&real), "{name}");
    for (header, value) in file["headers"].as_object().unwrap() {
        let received = &real["headers"][header];
        if header.starts_with("x-forwarded-") || header == "content-length" {
            assert!(received.is_string(), "{name}: {header}");
        } else {
            assert_eq!(received, value, "{name}: {header}");
        }
    }
    let (file, real) = (&file["requestContext"], &real["requestContext"]);
    assert_eq!(members(file), members(real), "{name}: requestContext");
    assert_eq!(members(&file["http"]), members(&real["http"]), "{name}: http");
    for member in ["routeKey", "stage", "domainName", "domainPrefix"] {
        assert_eq!(file[member], real[member], "{name}: {member}");
    }
    for member in ["method", "path", "protocol", "userAgent"] {
        assert_eq!(file["http"][member], real["http"][member], "{name}: {member}");
    }
    for (member, value) in file.as_object().unwrap() {
        let is_same_kind = std::mem::discriminant(value) == std::mem::discriminant(&real[member]);
        assert!(is_same_kind, "{name}: {member}");
    }
}

fn members(value: &Value) -> BTreeSet<&String> {
    value.as_object().unwrap().keys().collect()
}
