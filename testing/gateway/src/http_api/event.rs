//! A request → an event of payload format 2.0 (API Gateway Developer Guide, "Create AWS Lambda proxy
//! integrations for HTTP APIs").

use std::collections::BTreeMap;
use std::net::SocketAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, COOKIE, HOST, USER_AGENT};
use http::request::Parts;
use http::{HeaderMap, HeaderValue};
use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::routes::{Matched, decoded};
use crate::clock::epoch_milliseconds;

/// Facts of a request that are not in it.
pub(crate) struct Arrival<'a> {
    pub(crate) caller: SocketAddr,
    /// Port at which it arrived.
    pub(crate) port: u16,
    pub(crate) request_id: &'a str,
    pub(crate) trace_id: &'a str,
    pub(crate) stage: &'a str,
}

pub(crate) fn event(arrival: &Arrival<'_>, request: &Parts, matched: &Matched, body: &Bytes) -> Value {
    let path = decoded(request.uri.path());
    let query = request.uri.query().unwrap_or_default();
    let mut event = json!({
        "version": "2.0",
        "routeKey": matched.route_key,
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers(arrival, &request.headers),
        "requestContext": context(arrival, request, matched, &path),
        "isBase64Encoded": false,
    });
    let members = event
        .as_object_mut()
        .expect("the event is an object, three lines above");
    let cookies = cookies(&request.headers);
    if !cookies.is_empty() {
        members.insert("cookies".into(), json!(cookies));
    }
    let parameters = query_parameters(query);
    if !parameters.is_empty() {
        members.insert("queryStringParameters".into(), json!(parameters));
    }
    if !matched.path_parameters.is_empty() {
        members.insert("pathParameters".into(), json!(matched.path_parameters));
    }
    put_body(members, request.headers.get(CONTENT_TYPE), body);
    event
}

/// Each header once, repetitions joined by commas; cookies have a member of their own.
fn headers(arrival: &Arrival<'_>, sent: &HeaderMap) -> BTreeMap<String, String> {
    let mut headers: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in sent.iter().filter(|(name, _)| *name != COOKIE) {
        append(&mut headers, name.as_str(), ",", &text(value));
    }
    append(&mut headers, "x-forwarded-for", ", ", &arrival.caller.ip().to_string());
    headers.insert("x-forwarded-port".into(), arrival.port.to_string());
    headers.insert("x-forwarded-proto".into(), "http".into());
    headers.insert("x-amzn-trace-id".into(), arrival.trace_id.into());
    headers
}

fn append(headers: &mut BTreeMap<String, String>, name: &str, separator: &str, value: &str) {
    match headers.get_mut(name) {
        Some(known) => {
            known.push_str(separator);
            known.push_str(value);
        }
        None => {
            headers.insert(name.to_owned(), value.to_owned());
        }
    }
}

fn cookies(sent: &HeaderMap) -> Vec<String> {
    let lines = sent.get_all(COOKIE).iter().map(text);
    let cookies = lines.flat_map(|line| {
        line.split(';')
            .map(|cookie| cookie.trim().to_owned())
            .collect::<Vec<_>>()
    });
    cookies.filter(|cookie| !cookie.is_empty()).collect()
}

fn query_parameters(query: &str) -> BTreeMap<String, String> {
    let mut parameters = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        append(&mut parameters, &name, ",", &value);
    }
    parameters
}

fn context(arrival: &Arrival<'_>, request: &Parts, matched: &Matched, path: &str) -> Value {
    let host = request.headers.get(HOST).map(text).unwrap_or_default();
    let domain = host.rsplit_once(':').map_or(host.as_str(), |(domain, _)| domain);
    let milliseconds = epoch_milliseconds();
    json!({
        "accountId": "123456789012",
        "apiId": API_ID,
        "domainName": domain,
        "domainPrefix": domain.split('.').next(),
        "http": {
            "method": request.method.as_str(),
            "path": path,
            "protocol": format!("{:?}", request.version),
            "sourceIp": arrival.caller.ip(),
            "userAgent": request.headers.get(USER_AGENT).map(text).unwrap_or_default(),
        },
        "requestId": arrival.request_id,
        "routeKey": matched.route_key,
        "stage": arrival.stage,
        "time": common_log_time(milliseconds),
        "timeEpoch": milliseconds,
    })
}

/// The time as Apache's Common Log Format has it: `21/Nov/2026:12:00:00 +0000`.
fn common_log_time(milliseconds: i64) -> String {
    let time = OffsetDateTime::from_unix_timestamp(milliseconds / 1000).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let month = &time.month().to_string()[..3];
    let (hour, minute, second) = time.to_hms();
    format!(
        "{:02}/{month}/{}:{hour:02}:{minute:02}:{second:02} +0000",
        time.day(),
        time.year()
    )
}

/// Text as it is; anything else, forms too, in base64.
fn put_body(event: &mut Map<String, Value>, content_type: Option<&HeaderValue>, body: &Bytes) {
    if body.is_empty() {
        return;
    }
    let text = std::str::from_utf8(body).ok();
    let text = text.filter(|_| content_type.is_some_and(|value| is_text(&self::text(value))));
    event.insert("isBase64Encoded".into(), text.is_none().into());
    let encoded = text.map_or_else(|| STANDARD.encode(body), str::to_owned);
    event.insert("body".into(), encoded.into());
}

fn is_text(content_type: &str) -> bool {
    let essence = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    essence.starts_with("text/")
        || ["/json", "+json", "/xml", "+xml", "/javascript"]
            .iter()
            .any(|end| essence.ends_with(end))
}

fn text(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).into_owned()
}

const API_ID: &str = "local";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_is_that_of_a_common_log() {
        assert_eq!(common_log_time(1_795_262_400_000), "21/Nov/2026:12:00:00 +0000");
        assert_eq!(common_log_time(1_000), "01/Jan/1970:00:00:01 +0000");
    }

    #[test]
    fn only_text_is_handed_over_as_it_is() {
        for text in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "text/plain",
            "application/problem+json",
        ] {
            assert!(is_text(text), "{text}");
        }
        for other in [
            "application/octet-stream",
            "image/png",
            "application/x-www-form-urlencoded",
            "",
        ] {
            assert!(!is_text(other), "{other}");
        }
    }
}
