//! What utoipa has no words for: required headers, those of every answer, the codes of all errors; and each
//! part that recurs, once.

use std::collections::BTreeSet;

use http::StatusCode;
use serde_json::{Map, Value, json};
use utoipa::openapi::OpenApi;

/// The document as it is written.
pub(crate) fn finished(document: &OpenApi) -> Value {
    let mut document = json!(document);
    for operation in operations(&mut document) {
        // A parameter or a body is left out, never null.
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten() {
            if let Some(kind) = parameter.pointer("/schema/type/0").cloned() {
                parameter["schema"]["type"] = kind;
            }
        }
        if let Some(body) = operation
            .pointer("/requestBody/content/application~1json/schema/oneOf/0")
            .cloned()
        {
            operation["requestBody"]["content"]["application/json"]["schema"] = body;
        }
    }
    let recorded: Value = serde_json::from_str(include_str!("../examples.json")).expect("the examples are JSON");
    let mut shared = Shared::default();
    let mut codes = BTreeSet::new();
    for operation in operations(&mut document) {
        let example = operation["operationId"]
            .as_str()
            .and_then(|id| recorded.get(id))
            .cloned();
        for (status, response) in operation["responses"].as_object_mut().into_iter().flatten() {
            let reason = reason(status);
            // The headers that a handler describes are in each of its own answers.
            for header in members(response, "headers").filter(|_| reason.is_none()) {
                header["required"] = true.into();
            }
            codes.extend(finish(response, &mut shared));
            if let Some(reason) = reason {
                *response = shared.responses.named(&reason, response.take());
            } else if let (Some(example), true) = (&example, status != "202") {
                response["content"]["application/json"]["example"] = example.clone();
            }
        }
    }
    let components = &mut document["components"];
    components["examples"] = shared.examples.parts.into();
    components["responses"] = shared.responses.parts.into();
    components["headers"] = json!({ REQUEST_ID: {
        "description": "The `requestId` of errors and of the log.",
        "required": true,
        "schema": { "type": "string" },
    }});
    let schemas = &mut components["schemas"];
    schemas["ErrorCode"] = json!({ "type": "string", "description": "Every code of an error.", "enum": codes });
    schemas["Problem"]["properties"]["code"] = json!({ "$ref": "#/components/schemas/ErrorCode" });
    document
}

/// Finishes a response, and returns its codes.
fn finish(response: &mut Value, shared: &mut Shared) -> Vec<String> {
    response["headers"][REQUEST_ID] = json!({ "$ref": format!("#/components/headers/{REQUEST_ID}") });
    for header in members(response, "headers") {
        if let Some(required) = header.as_object_mut().and_then(|header| header.remove("x-required")) {
            header["required"] = required;
        }
    }
    let mut codes = Vec::new();
    for content in members(response, "content") {
        let of_status = content.pointer("/schema/allOf/1/properties/code/enum");
        let of_status = of_status.and_then(Value::as_array).into_iter().flatten();
        codes.extend(of_status.filter_map(Value::as_str).map(ToOwned::to_owned));
        for example in members(content, "examples") {
            let code = example["value"]["code"].as_str().unwrap_or_default().to_owned();
            *example = shared.examples.named(&code, example.take());
        }
    }
    codes
}

/// Parts of the document that others refer to.
struct Shared {
    examples: Parts,
    responses: Parts,
}

struct Parts {
    kind: &'static str,
    parts: Map<String, Value>,
}

impl Default for Shared {
    fn default() -> Self {
        let empty = |kind| Parts {
            kind,
            parts: Map::new(),
        };
        Self {
            examples: empty("examples"),
            responses: empty("responses"),
        }
    }
}

impl Parts {
    /// A reference to a part of this name, with a number where another one has the name.
    fn named(&mut self, name: &str, part: Value) -> Value {
        let numbered = (2..).map(|number| format!("{name}{number}"));
        let is_its_name = |name: &String| self.parts.get(name).is_none_or(|present| *present == part);
        let name = std::iter::once(name.to_owned()).chain(numbered).find(is_its_name);
        let name = name.expect("numbers do not end");
        let reference = json!({ "$ref": format!("#/components/{}/{name}", self.kind) });
        self.parts.insert(name, part);
        reference
    }
}

/// The name of an error's status, without blanks: `NotFound`.
fn reason(status: &str) -> Option<String> {
    let status: StatusCode = status.parse().ok()?;
    let is_error = status.is_client_error() || status.is_server_error();
    let reason = status.canonical_reason().filter(|_| is_error)?;
    Some(reason.replace(' ', ""))
}

/// Every operation of the document.
fn operations(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    let paths = members(document, "paths");
    paths.flat_map(|item| item.as_object_mut().into_iter().flat_map(|item| item.values_mut()))
}

/// The values of a member that is an object; none where it is not there.
fn members<'a>(object: &'a mut Value, name: &str) -> impl Iterator<Item = &'a mut Value> {
    let member = object.get_mut(name).and_then(Value::as_object_mut);
    member.into_iter().flat_map(|member| member.values_mut())
}

const REQUEST_ID: &str = "X-Request-Id";
