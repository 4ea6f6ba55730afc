//! Documents from the whole grammar, with everything between their words that means nothing, and
//! the same with a few places changed.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use self::grammar::Writer;

mod grammar;

/// A document, and the name of the operation that is meant.
#[derive(Clone, Debug)]
pub struct Asked {
    pub text: String,
    pub name: Option<String>,
}

/// A valid document within the limits.
pub fn generated() -> impl Strategy<Value = Asked> {
    vec(any::<u8>(), 0..300).prop_map(|choices| Writer::document(&choices))
}

/// A valid or hostile document with a few places changed.
pub fn damaged() -> impl Strategy<Value = Asked> {
    let seeds = select(HOSTILE).prop_map(|text| Asked {
        text: text.to_owned(),
        name: Some("A".to_owned()),
    });
    let changes = vec((any::<Index>(), 0..4_usize, select(SPLINTERS)), 1..4);
    (prop_oneof![3 => generated(), 1 => seeds], changes).prop_map(|(mut asked, changes)| {
        let mut signs: Vec<char> = asked.text.chars().collect();
        for (at, cut, splinter) in changes {
            let at = at.index(signs.len() + 1);
            let cut = cut.min(signs.len() - at);
            signs.splice(at..at + cut, splinter.chars());
        }
        asked.text = signs.into_iter().collect();
        asked
    })
}

/// Of either kind in turns, without end.
pub fn sampled(config: ProptestConfig) -> impl Iterator<Item = Asked> {
    let mut runner = TestRunner::new(config);
    std::iter::repeat_with(move || {
        let generated = generated()
            .new_tree(&mut runner)
            .expect("nothing is filtered")
            .current();
        let damaged = damaged().new_tree(&mut runner).expect("nothing is filtered").current();
        [generated, damaged]
    })
    .flatten()
}

/// One engine's query is another's query and mutation.
const HOSTILE: &[&str] = &[
    "query A { a(b: {c: [\"a\" \"\n]}}) { d } } mutation M { e } #\"]}}) { d } }",
    "query A { a(b: {c: [\"a\" \"\r]}}) { d } } mutation M { e } #\"]}}) { d } }",
    "query A { a(b: \"\r\n\") } # \"\nmutation M { b }",
    "query A { a(b: \"\"\"\\\"\"\"\"\"\" c: \"\") } #\r mutation M { b }",
    "query A { a } # \u{2028} mutation M { b }\r mutation N { c }",
    "\"x\" fragment on T { a } query A { a }",
    "query A { a(b: \"\\u0022) } mutation M { b } #\") }",
    "query A { a(b: \"\\\\\") } mutation M { b } query C { a(b: \"\\\\\") }",
];

const SPLINTERS: &[&str] = &[
    "",
    " ",
    "\n",
    "\r",
    "\r\n",
    "\t",
    ",",
    "\"",
    "\"\"",
    "\"\"\"",
    "\\",
    "\\\"",
    "\\\"\"\"",
    "\\n",
    "\\u",
    "\\u000A",
    "\\uD83D\\uDE00",
    "\\u{1F600}",
    "\\uD83D",
    "#",
    "# x\r",
    "\u{feff}",
    "\u{0}",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{2028}",
    "ä",
    "😀",
    "{",
    "}",
    "{ a }",
    "(",
    ")",
    "(a: 1)",
    "[",
    "]",
    "[]",
    "{}",
    ":",
    "$",
    "$a",
    "!",
    "=",
    "= 1",
    "|",
    "&",
    "@",
    "@d",
    ".",
    "..",
    "...",
    "... on T",
    "...F0",
    "on",
    "a",
    "null",
    "true",
    "0",
    "00",
    "-",
    "-0",
    "1.",
    "1.5",
    "1e5",
    "1a",
    "e",
    "query ",
    "mutation ",
    "subscription ",
    "fragment ",
    "fragment F0 on T { a }",
    "mutation M { b }",
    "query Z { a }",
    "\"x\" ",
    "\"\n\"",
    "\"\r\"",
    "\"\"\"\n x\n  y\r\"\"\"",
];
