use serde_json::{Value, json};

use super::{AllowedMutations, Map, Refused, all, check};

#[test]
fn a_mutation_is_allowed_by_the_names_of_all_its_root_fields() {
    let allowed = AllowedMutations::parse("ChangeItem,CreateItem").unwrap();
    let refused = |name: &str| Err(Refused::Mutation(name.into()));
    for (text, expected) in [
        ("mutation { ChangeItem }", Ok(())),
        ("mutation { x: ChangeItem { DeleteItem } __typename }", Ok(())),
        (
            "mutation { ...F ... { CreateItem } } fragment F on Mutation { ... on Mutation { ChangeItem } }",
            Ok(()),
        ),
        ("{ DeleteItem }", Ok(())),
        ("mutation { DeleteItem }", refused("DeleteItem")),
        ("mutation { changeItem }", refused("changeItem")),
        ("mutation { ChangeItem: DeleteItem }", refused("DeleteItem")),
        (
            "mutation { ChangeItem DeleteItem @skip(if: true) }",
            refused("DeleteItem"),
        ),
        ("mutation { ChangeItem ... { DeleteItem } }", refused("DeleteItem")),
        (
            "mutation { ChangeItem ...F } fragment F on Mutation { ...G } fragment G on Mutation { DeleteItem }",
            refused("DeleteItem"),
        ),
        ("mutation { __schema { types { name } } }", refused("__schema")),
    ] {
        let checked = check(text, None, &Map::new(), &allowed).map(drop);
        assert_eq!(checked, expected, "{text}");
        assert!(all(text).is_ok());
        let nothing = check(text, None, &Map::new(), &AllowedMutations::none());
        assert_eq!(nothing.is_ok(), !text.starts_with("mutation"), "{text}");
    }
    let long = format!("mutation {{ {} }}", "a".repeat(1000));
    assert_eq!(
        check(&long, None, &Map::new(), &allowed),
        Err(Refused::Mutation("a".repeat(100) + "…"))
    );
}

#[test]
fn a_mutation_may_be_repeated_if_every_root_field_has_a_key() {
    for (text, variables, may_be_repeated) in [
        ("query { a }", json!({}), true),
        ("mutation { a }", json!({}), false),
        ("mutation { __typename }", json!({}), true),
        ("mutation { a(request: {idempotencyKey: \"k\"}) }", json!({}), true),
        (
            "mutation { a(request: {idempotencyKey: \"\"\"k\"\"\"}) __typename }",
            json!({}),
            true,
        ),
        ("mutation { a(request: {idempotencyKey: \"\"}) }", json!({}), false),
        ("mutation { a(request: {idempotencyKey: \" \"}) }", json!({}), false),
        ("mutation { a(request: {idempotencyKey: 1}) }", json!({}), false),
        ("mutation { a(request: {idempotencyKey: k}) }", json!({}), false),
        ("mutation { a(request: [{idempotencyKey: \"k\"}]) }", json!({}), false),
        (
            "mutation { a(request: {b: {idempotencyKey: \"k\"}}) }",
            json!({}),
            false,
        ),
        ("mutation { a(idempotencyKey: \"k\") }", json!({}), false),
        ("mutation { a(input: {idempotencyKey: \"k\"}) }", json!({}), false),
        (
            "mutation { a(request: {idempotencyKey: \"k\"}) b(request: {}) }",
            json!({}),
            false,
        ),
        (
            "mutation { a(request: {idempotencyKey: \"k\"}) ...F } fragment F on M { b }",
            json!({}),
            false,
        ),
        (
            "mutation { ...F } fragment F on M { b(request: {idempotencyKey: \"k\"}) }",
            json!({}),
            true,
        ),
        (
            "mutation($k: S) { a(request: {idempotencyKey: $k}) }",
            json!({"k": "k"}),
            true,
        ),
        (
            "mutation($k: S) { a(request: {idempotencyKey: $k}) }",
            json!({"k": ""}),
            false,
        ),
        (
            "mutation($k: S) { a(request: {idempotencyKey: $k}) }",
            json!({"k": 1}),
            false,
        ),
        ("mutation($k: S) { a(request: {idempotencyKey: $k}) }", json!({}), false),
        (
            "mutation($k: S = \"k\") { a(request: {idempotencyKey: $k}) }",
            json!({}),
            true,
        ),
        (
            "mutation($k: S = \"k\") { a(request: {idempotencyKey: $k}) }",
            json!({"k": null}),
            false,
        ),
        (
            "mutation($r: R) { a(request: $r) }",
            json!({"r": {"idempotencyKey": "k"}}),
            true,
        ),
        (
            "mutation($r: R) { a(request: $r) }",
            json!({"r": {"idempotencyKey": null}}),
            false,
        ),
        (
            "mutation($r: R) { a(request: $r) }",
            json!({"r": [{"idempotencyKey": "k"}]}),
            false,
        ),
        (
            "mutation($r: R = {idempotencyKey: \"k\"}) { a(request: $r) }",
            json!({}),
            true,
        ),
        (
            "mutation($r: R = {idempotencyKey: \"k\"}) { a(request: $r) }",
            json!({"r": {}}),
            false,
        ),
    ] {
        let Value::Object(variables) = variables else {
            unreachable!("written above")
        };
        let checked = check(text, None, &variables, &AllowedMutations::All).unwrap();
        assert_eq!(checked.kind.may_be_repeated(), may_be_repeated, "{text} {variables:?}");
    }
}
