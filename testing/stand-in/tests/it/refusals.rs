//! Documents that the published schema refuses, and the words that refuse them.

use serde_json::{Value, json};
use stand_in::StandIn;

use crate::client::Client;

const SPECIFICATION: &str = "https://spec.graphql.org/October2021/#";

/// The first error of a document's refusal, its trace id taken out; all of them are 200 without data.
async fn refusal(document: &str) -> Value {
    let stand_in = StandIn::start().await;
    let response = Client::of(&stand_in).query("bikes", document, &json!({}));
    assert_eq!(response.status, 200, "{document}");
    let mut answer = response.json();
    assert!(answer.get("data").is_none(), "{document}: {answer}");
    let extensions = answer["errors"][0]["extensions"].as_object_mut();
    let trace_id = extensions.and_then(|extensions| extensions.remove("traceId"));
    assert_eq!(trace_id.unwrap().as_str().unwrap().len(), 32);
    answer["errors"][0].take()
}

#[tokio::test]
async fn a_field_that_does_not_exist_is_named_with_its_type() {
    let error = refusal("{ GetItemById(itemId: 1) { no: sku } }").await;
    let expected = json!({
        "message": "The field `sku` does not exist on the type `ItemdetailsItem`.",
        "locations": [{ "line": 1, "column": 28 }],
        "extensions": {
            "type": "ItemdetailsItem",
            "field": "sku",
            "responseName": "no",
            "specifiedBy": format!("{SPECIFICATION}sec-Field-Selections-on-Objects-Interfaces-and-Unions-Types"),
        },
    });
    assert_eq!(error, expected);
}

#[tokio::test]
async fn a_missing_argument_is_named_with_its_field() {
    let error = refusal("{ GetItemById { id } }").await;
    let expected = json!({
        "message": "The argument `itemId` is required.",
        "locations": [{ "line": 1, "column": 3 }],
        "extensions": {
            "type": "Query",
            "field": "GetItemById",
            "argument": "itemId",
            "specifiedBy": format!("{SPECIFICATION}sec-Required-Arguments"),
        },
    });
    assert_eq!(error, expected);
}

#[tokio::test]
async fn a_wrong_sort_key_or_direction_is_named_with_its_type() {
    for (order, message, extensions) in [
        (
            "{ id: ASC }",
            "The specified value type of field `id` does not match the field type.",
            json!({ "fieldName": "id", "fieldType": "ArtikelKeySortInput", "locationType": "ArtikelKeySortInput" }),
        ),
        (
            "{ sku: UP }",
            "The specified value type of field `sku` does not match the field type.",
            json!({ "fieldName": "sku", "fieldType": "SortEnumType", "locationType": "SortEnumType" }),
        ),
        (
            "{ stock: ASC }",
            "The specified input object field `stock` does not exist.",
            json!({ "field": "stock" }),
        ),
        (
            "{ id: { id: ASC } }",
            "The specified input object field `id` does not exist.",
            json!({ "field": "id" }),
        ),
    ] {
        let mut error = refusal(&format!("{{ QueryItems(order: [{order}]) {{ totalCount }} }}")).await;
        assert_eq!(error["message"], message, "{order}");
        let specified_by = error["extensions"].as_object_mut().unwrap().remove("specifiedBy");
        assert!(specified_by.unwrap().as_str().unwrap().starts_with(SPECIFICATION));
        assert_eq!(error["extensions"], extensions, "{order}");
    }
}

#[tokio::test]
async fn every_other_misfit_has_its_own_words() {
    for (document, message) in [
        (
            "{ QueryItems(size: 1) { totalCount } }",
            "The argument `size` does not exist.",
        ),
        (
            "{ QueryItems(first: \"1\") { totalCount } }",
            "The specified argument value does not match the argument type.",
        ),
        (
            "{ QueryItems(first: 2147483648) { totalCount } }",
            "The specified argument value does not match the argument type.",
        ),
        (
            "{ QueryItems(where: { id: { contains: 1 } }) { totalCount } }",
            "The specified input object field `contains` does not exist.",
        ),
        (
            "{ QueryItems(where: { salesPriceNet: { gt: \"1\" } }) { totalCount } }",
            "The specified value type of field `gt` does not match the field type.",
        ),
        (
            "{ QueryItems(first: 1, first: 2) { totalCount } }",
            "More than one argument with the same name in an argument set is ambiguous and invalid.",
        ),
        (
            "{ QueryItems }",
            "`QueryItems` is an object, interface or union type field. Leaf selections on objects, interfaces, \
             and unions without subfields are disallowed.",
        ),
        (
            "{ QueryItems { totalCount { a } } }",
            "`totalCount` returns a scalar value. Selections on scalars or enums are never allowed, because they \
             are the leaf nodes of any GraphQL query.",
        ),
        (
            "query($n: String) { QueryItems(first: $n) { totalCount } }",
            "The variable `n` is not compatible with the type of the current location.",
        ),
        (
            "query($n: Int) { QueryItems { totalCount } }",
            "The following variables were not used: n.",
        ),
        (
            "{ QueryItems(first: $n) { totalCount } }",
            "The following variables were not declared: n.",
        ),
        (
            "query($n: ItemListItem) { QueryItems(first: $n) { totalCount } }",
            "The type of variable `n` is not an input type.",
        ),
        (
            "query($n: Int = \"x\") { QueryItems(first: $n) { totalCount } }",
            "The specified value type of variable `n` does not match the variable type.",
        ),
        ("{ ...F }", "The specified fragment `F` does not exist."),
        (
            "{ __typename } fragment F on Query { __typename }",
            "The specified fragment `F` is not used within the current document.",
        ),
        ("{ ...F } fragment F on Nothing { a }", "Unknown type `Nothing`."),
        (
            "{ ...F } fragment F on Mutation { __typename }",
            "The parent type does not match the type condition on the fragment.",
        ),
        (
            "{ QueryItems @client { totalCount } }",
            "The specified directive `client` is not supported by the current schema.",
        ),
        (
            "{ a: QueryItems { totalCount } a: QueryItems(first: 1) { totalCount } }",
            "Encountered fields for the same object that cannot be merged.",
        ),
        (
            "mutation { ChangeItem(request: {}) { item { id } } }",
            "`itemId` is a required field and cannot be null.",
        ),
        (
            "query A { __typename } query A { __typename }",
            "The operation name `A` is not unique.",
        ),
    ] {
        let error = refusal(document).await;
        assert_eq!(error["message"], message, "{document}");
        assert_eq!(error["extensions"].get("code"), None, "{document}");
    }
}

#[tokio::test]
async fn a_fragment_that_spreads_itself_is_refused() {
    let error = refusal("{ ...F } fragment F on Query { ...F }").await;
    assert_eq!(error["extensions"]["fragment"], "F");
    assert!(error["message"].as_str().unwrap().contains("must not form any cycles"));
}

#[tokio::test]
async fn a_document_that_cannot_be_read_and_introspection_have_codes() {
    let syntax = refusal("{").await;
    assert_eq!(
        syntax["message"],
        "Expected a `Name`-token, but found a `EndOfFile`-token."
    );
    assert_eq!(syntax["extensions"], json!({ "code": "HC0011" }));
    let syntax = refusal("{ __typ$ename }").await;
    assert_eq!(
        syntax["message"],
        "Expected a `Name`-token, but found a `Dollar`-token."
    );

    let introspection = refusal("{ __schema { types { name } } }").await;
    let expected = json!({
        "message": "Introspection is not allowed for the current request.",
        "locations": [{ "line": 1, "column": 3 }],
        "extensions": { "field": "__schema", "code": "HC0046" },
    });
    assert_eq!(introspection, expected);
}

#[tokio::test]
async fn a_refusal_is_400_under_the_newer_media_type() {
    let stand_in = StandIn::start().await;
    let client = Client::of(&stand_in);
    let bearer = format!("Bearer {}", client.access_token());
    let ask = |accept, query| {
        let headers = [
            ("authorization", bearer.as_str()),
            ("x-tenant-id", "bikes"),
            ("content-type", "application/json"),
            ("accept", accept),
        ];
        let body = json!({ "query": query }).to_string();
        client.send("POST", "/erp/v2/graphql", &headers, &body).unwrap()
    };

    for (accept, status) in [("application/json", 200), ("application/graphql-response+json", 400)] {
        let refused = ask(accept, "{ nothing }");
        assert_eq!(refused.status, status);
        assert_eq!(refused.header("content-type"), Some(accept));
        assert_eq!(ask(accept, "{ __typename }").status, 200);
    }
}
