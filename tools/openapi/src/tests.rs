//! The document beside the errors that the functions have.

use std::collections::BTreeSet;

use serde_json::Value;
use shared::auth::error::AuthError;
use shared::request::problem::ApiError;

use crate::{document, finish, functions};

fn printed() -> Value {
    finish::finished(&document::of(functions::parts()).unwrap())
}

fn texts(list: &Value) -> BTreeSet<String> {
    let texts = list.as_array().into_iter().flatten().filter_map(Value::as_str);
    texts.map(ToOwned::to_owned).collect()
}

#[test]
fn every_code_of_our_errors_is_one_of_some_route() {
    let codes = [
        ApiError::CODES,
        AuthError::CODES,
        connect_tenant::RegistryError::CODES,
        // <account>
        account::error::AccountError::CODES,
        // </account>
        // <product-proxy>
        shared::erp::CallError::CODES,
        product_proxy::document::Refused::CODES,
        // </product-proxy>
    ]
    .concat();
    let mut codes: BTreeSet<String> = codes.into_iter().map(ToOwned::to_owned).collect();
    // Answers where there is no route.
    for code in ["no_such_path", "method_not_allowed"] {
        assert!(codes.remove(code), "{code}");
    }
    let described = texts(&printed()["components"]["schemas"]["ErrorCode"]["enum"]);
    let missing: Vec<&String> = codes.difference(&described).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_operation_has_an_id_of_its_own_and_an_example_where_its_function_has_any() {
    let document = printed();
    let (mut ids, mut with, mut without) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap_or_default();
            assert!(!id.is_empty() && ids.insert(id.to_owned()), "{method} {path}: {id}");
            let responses = operation["responses"].as_object().unwrap();
            let good = responses
                .iter()
                .find(|(status, _)| *status == "200" || *status == "201");
            let content = &good.unwrap().1["content"]["application/json"];
            let of_kind = if content["example"].is_null() {
                &mut without
            } else {
                &mut with
            };
            of_kind.insert(operation["tags"][0].to_string());
        }
    }
    assert!(ids.len() > 6 && with.contains(r#""connect-tenant""#), "{ids:?}");
    assert_eq!(with.intersection(&without).count(), 0, "{without:?}");
}

#[test]
fn two_parts_with_one_name_for_two_schemas_are_refused() {
    let mut parts = functions::parts();
    let (_, mut part) = parts.pop().unwrap();
    let other = part.clone();
    let schemas = &mut part.components.as_mut().unwrap().schemas;
    let name = schemas.keys().next().unwrap().clone();
    schemas.insert(name.clone(), utoipa::openapi::Object::default().into());
    let refused = document::of(vec![("one", other.clone()), ("two", part)]).err().unwrap();
    assert!(refused.contains(&name) && refused.contains("two"), "{refused}");
    assert!(document::of(vec![("one", other.clone()), ("two", other)]).is_ok());
}
