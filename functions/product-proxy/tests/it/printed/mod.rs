//! Whatever document is let through, other parsers read in what is sent what they read in it:
//! async-graphql's here, and graphql-js where `cargo xtask test` and `fuzz` hand it over.
//!
//! 1,000 generated documents, 1,000 damaged ones, and 2,000 of both kinds for all readers; `PROPTEST_CASES` asks for more.

use product_proxy::AllowedMutations;
use product_proxy::document::{Operation, check};
use proptest::prelude::*;
use serde_json::Map;

mod async_graphql_reader;
mod generated;
mod graphql_js;

use generated::{Asked, damaged, generated};

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_generated_document_is_printed_as_what_it_was(asked in generated()) {
        let refused = refusal(&asked);
        // Fragments that are spread at the root may add up to more root fields than the most.
        prop_assume!(!refused.as_ref().is_some_and(|refused| refused.contains(" fields at its root")));
        let printed = checked(&asked);
        prop_assert!(printed.is_some(), "{:?}: {:?}", asked, refused);
        let read = async_graphql_reader::read(&asked.text, asked.name.as_deref());
        let printed = async_graphql_reader::read(&printed.unwrap().text, asked.name.as_deref());
        prop_assert!(printed.is_some(), "{:?}", asked);
        prop_assert!(read.is_none() || read == printed, "{:?}", asked);
    }

    #[test]
    fn a_damaged_document_is_refused_or_printed_as_what_it_is(asked in damaged()) {
        if let Some(operation) = checked(&asked) {
            let printed = async_graphql_reader::read(&operation.text, operation.name.as_deref());
            if let Some(read) = async_graphql_reader::read(&asked.text, asked.name.as_deref()) {
                prop_assert_eq!(Some(&read), printed.as_ref(), "{:?}", asked);
            }
            let is_query = checked_without_mutations(&asked).is_some();
            if let (true, Some(printed)) = (is_query, &printed) {
                prop_assert!(!printed.is_mutation, "{:?}", asked);
            }
            prop_assert_eq!(checked(&Asked { text: operation.text.clone(), ..asked }), Some(operation));
        }
    }
}

/// The readers that are there: the second one only where it is handed over.
#[test]
fn every_reader_reads_what_is_sent_as_what_was_asked() {
    let cases = usize::try_from(config().cases).expect("a number of cases");
    let mut read_by_async_graphql = 0;
    let pairs = generated::sampled(config()).take(2 * cases).filter_map(|asked| {
        let operation = checked(&asked)?;
        let read = async_graphql_reader::read(&asked.text, asked.name.as_deref());
        let sent = async_graphql_reader::read(&operation.text, operation.name.as_deref());
        assert!(read.is_none() || read == sent, "{asked:?}");
        read_by_async_graphql += usize::from(read.is_some());
        let is_query = checked_without_mutations(&asked).is_some();
        Some((asked, operation, is_query))
    });
    let sent = match graphql_js::handed_over() {
        Some(graphql_js) => graphql_js.compare(pairs),
        None => pairs.count(),
    };
    assert!(
        sent > cases && read_by_async_graphql > cases / 2,
        "{sent} were sent, {read_by_async_graphql} read"
    );
}

fn checked(asked: &Asked) -> Option<Operation> {
    check(&asked.text, asked.name.as_deref(), &Map::new(), &AllowedMutations::All).ok()
}

fn checked_without_mutations(asked: &Asked) -> Option<Operation> {
    check(
        &asked.text,
        asked.name.as_deref(),
        &Map::new(),
        &AllowedMutations::none(),
    )
    .ok()
}

fn refusal(asked: &Asked) -> Option<String> {
    let refused = check(&asked.text, asked.name.as_deref(), &Map::new(), &AllowedMutations::All);
    refused.err().map(|refused| refused.to_string())
}

fn config() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig {
        cases: usual.cases.max(1_000),
        failure_persistence: None,
        ..usual
    }
}
