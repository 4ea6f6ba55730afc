//! Measures reading, checking and printing a document of 4 KB beside its parse alone, in turns
//! within one process.
//!
//! Prints one line of JSON: medians in nanoseconds and the ratio of the whole to the parse.

use std::fmt::Write;
use std::hint::black_box;
use std::time::Instant;

use apollo_parser::Parser;
use product_proxy::AllowedMutations;
use product_proxy::document::check;
use serde_json::{Map, json};

const ROUNDS: usize = 200;
const CALLS: u32 = 20;
const BYTES: usize = 4 * 1024;

fn main() {
    let text = document();
    let parse = || {
        let tree = Parser::new(black_box(&text))
            .recursion_limit(64)
            .token_limit(20_000)
            .parse();
        assert_eq!(tree.errors().count(), 0);
    };
    let (variables, allowed) = (Map::new(), AllowedMutations::none());
    let whole = || {
        let checked = check(black_box(&text), Some("Batch"), &variables, &allowed);
        assert!(checked.expect("the document is fit to be sent").kind.may_be_repeated());
    };
    let (mut parses, mut wholes) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        parses.push(nanoseconds(parse));
        wholes.push(nanoseconds(whole));
    }
    let (parse, whole) = (median(parses), median(wholes));
    let ratio = (whole / parse * 1e3).round() / 1e3;
    #[expect(clippy::print_stdout, reason = "its output is the result")]
    {
        println!(
            "{}",
            json!({"bytes": text.len(), "parse_ns": parse.round(), "whole_ns": whole.round(), "ratio": ratio})
        );
    }
}

/// As apps write them: by-id queries in one batch, fragments, variables, strings and a comment.
fn document() -> String {
    let mut text = String::from("# Items and their stock\nquery Batch($first: Int! = 1, $active: Boolean = true) {\n");
    for number in 0..18 {
        let written = writeln!(
            text,
            "  item{number}: QueryItems(first: 1, where: {{and: [{{sku: {{eq: \"SKU-000{number}\"}}}}, \
             {{isActive: {{eq: $active}}}}]}}) {{\n    nodes {{ ...Row }}\n    totalCount\n    pageInfo {{ endCursor hasNextPage }}\n  }}"
        );
        written.expect("a string takes everything");
    }
    text.push_str("}\nfragment Row on ItemListItem {\n  ...Names @include(if: $active)\n  stockTotal stockAvailable\n");
    text.push_str("}\nfragment Names on ItemListItem {\n  id sku name\n");
    let mut number = 0;
    while text.len() < BYTES - 2 {
        let written = writeln!(text, "  field{number}: salesPriceNet");
        written.expect("a string takes everything");
        number += 1;
    }
    text.push('}');
    text
}

#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
fn nanoseconds(call: impl Fn()) -> f64 {
    let start = Instant::now();
    for _ in 0..CALLS {
        call();
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(CALLS)
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
