//! Problems → responses, made from the very answers that a caller would get.

use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;

use axum::response::IntoResponse;
use futures_util::FutureExt;
use http::header::CONTENT_TYPE;
use http_body_util::BodyExt;
use serde_json::{Map, Value, json};
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::schema::{AllOfBuilder, ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, Object, Ref, RefOr, Response, ResponseBuilder, Schema};
use utoipa::{IntoResponses, PartialSchema, ToSchema};

use crate::request::problem::{ApiError, Body, Problem, complete};

/// Something that a handler uses, by the problems it may end in.
pub trait Problems {
    /// Every problem, one of each code and status; texts and durations are examples.
    fn problems() -> Vec<Problem>;
}

/// The responses of a route whose handler uses `T`, or several in a tuple, and of what every route may
/// end in: `responses((status = 200, …), ProblemResponses::<(Verified<TenantSession>, Erp)>)`.
#[derive(Debug)]
pub struct ProblemResponses<T>(PhantomData<T>);

impl<T: Problems> IntoResponses for ProblemResponses<T> {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut answers: BTreeMap<String, Vec<Answer>> = BTreeMap::new();
        for problem in every_routes().into_iter().chain(T::problems()) {
            let status = problem.status.as_str().to_owned();
            let of_status = answers.entry(status).or_default();
            let answer = Answer::to(problem);
            if of_status.iter().all(|other| other.code != answer.code) {
                of_status.push(answer);
            }
        }
        let responses = answers.into_iter();
        responses
            .map(|(status, answers)| (status, RefOr::T(response(&answers))))
            .collect()
    }
}

impl<A: Problems, B: Problems> Problems for (A, B) {
    fn problems() -> Vec<Problem> {
        [A::problems(), B::problems()].concat()
    }
}

impl<A: Problems, B: Problems, C: Problems> Problems for (A, B, C) {
    fn problems() -> Vec<Problem> {
        [A::problems(), B::problems(), C::problems()].concat()
    }
}

/// Name and schema of what every problem is.
pub fn problem_schema() -> (String, RefOr<Schema>) {
    (Body::name().into_owned(), Body::schema())
}

/// A defect, a mistake in the variables, and the end of the request's time.
fn every_routes() -> Vec<Problem> {
    let retry_after = std::time::Duration::from_secs(1);
    let errors = [
        ApiError::Internal,
        ApiError::Misconfigured,
        ApiError::PlatformUnavailable { retry_after },
    ];
    errors.map(Problem::from).to_vec()
}

/// One problem as it is answered.
struct Answer {
    code: &'static str,
    headers: BTreeSet<String>,
    body: Map<String, Value>,
}

impl Answer {
    fn to(problem: Problem) -> Self {
        let code = problem.code;
        let (parts, body) = complete(problem.into_response(), REQUEST_ID).into_parts();
        let bytes = body.collect().now_or_never().and_then(Result::ok);
        let bytes = bytes.expect("the body of a problem is in memory").to_bytes();
        Self {
            code,
            headers: parts
                .headers
                .keys()
                .filter(|name| **name != CONTENT_TYPE)
                .map(ToString::to_string)
                .collect(),
            body: serde_json::from_slice(&bytes).expect("the body of a problem is an object"),
        }
    }
}

/// The response of one status: its codes, the members and headers besides those that every problem has.
fn response(answers: &[Answer]) -> Response {
    let codes = answers.iter().map(|answer| answer.code);
    let code = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(codes));
    let mut own = ObjectBuilder::new().property("code", code).required("code");
    for (name, value) in answers.iter().flat_map(|answer| &answer.body) {
        if !MEMBERS.contains(&name.as_str()) {
            own = own.property(name, schema_like(value));
        }
    }
    let schema = AllOfBuilder::new().item(Ref::from_schema_name(Body::name())).item(own);
    let mut content = ContentBuilder::new().schema(Some(Schema::AllOf(schema.build())));
    for answer in answers {
        let example = ExampleBuilder::new().value(Some(json!(answer.body)));
        content = content.examples_from_iter([(answer.code, example)]);
    }
    let details = answers.iter().filter_map(|answer| answer.body["detail"].as_str());
    let mut response = ResponseBuilder::new()
        .description(details.collect::<Vec<_>>().join(" "))
        .content("application/problem+json", content.build());
    let names: BTreeSet<&String> = answers.iter().flat_map(|answer| &answer.headers).collect();
    for name in names {
        let is_always = answers.iter().all(|answer| answer.headers.contains(name));
        response = response.header(written(name), header(name, is_always));
    }
    response.build()
}

/// A header; `x-required` is what utoipa has no member for.
fn header(name: &str, is_always: bool) -> utoipa::openapi::header::Header {
    let of_type = if name == "retry-after" {
        Type::Integer
    } else {
        Type::String
    };
    let header = HeaderBuilder::new().schema(Some(Object::with_type(of_type)));
    let required = ExtensionsBuilder::new().add("x-required", true).build();
    header.extensions(is_always.then_some(required)).build()
}

/// A header's name as its RFC writes it.
fn written(name: &str) -> &str {
    match name {
        "etag" => "ETag",
        "retry-after" => "Retry-After",
        "www-authenticate" => "WWW-Authenticate",
        other => other,
    }
}

fn schema_like(value: &Value) -> Object {
    Object::with_type(match value {
        Value::Bool(_) => Type::Boolean,
        Value::Number(_) => Type::Number,
        Value::String(_) => Type::String,
        Value::Array(_) => Type::Array,
        Value::Object(_) | Value::Null => Type::Object,
    })
}

/// Members that every problem has.
const MEMBERS: [&str; 8] = [
    "type",
    "title",
    "status",
    "detail",
    "code",
    "requestId",
    "error",
    "message",
];
/// The id of an example, of the form that API Gateway gives.
const REQUEST_ID: &str = "JKJaXmPLvHcESHA=";
