//! Pure: what a caller's GraphQL document does, before anybody is asked to do it.

use std::collections::HashMap;

use apollo_parser::Parser;
use apollo_parser::cst::{Definition, FragmentDefinition, OperationDefinition, Selection, SelectionSet};

/// A document that may be passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Document {
    /// Whether any of its operations is a mutation.
    pub is_mutation: bool,
}

/// Why a document is not passed on; each sentence is fit for the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It does not parse, or nests or repeats beyond what the parser takes.
    #[error("The query is not a GraphQL document.")]
    Unparseable,
    /// It defines types instead of asking for something, or asks for nothing.
    #[error("The query must consist of operations and fragments.")]
    NotExecutable,
    /// It subscribes.
    #[error("Subscriptions are not taken here.")]
    Subscription,
    /// It changes something, and that is not allowed.
    #[error("Mutations are not allowed here; GRAPHQL_ALLOW_MUTATIONS is not set.")]
    Mutation,
    /// It nests too deeply, counted through fragments, or without end.
    #[error("The query nests more than 15 fields deep.")]
    TooDeep,
}

/// Every operation of the document counts, whichever the caller names.
pub fn check(text: &str, allow_mutations: bool) -> Result<Document, Refused> {
    let tree = Parser::new(text).recursion_limit(NESTING).token_limit(TOKENS).parse();
    if tree.errors().next().is_some() {
        return Err(Refused::Unparseable);
    }
    let mut operations = Vec::new();
    let mut fragments = HashMap::new();
    for definition in tree.document().definitions() {
        match definition {
            Definition::OperationDefinition(operation) => operations.push(operation),
            Definition::FragmentDefinition(fragment) => {
                let name = name_of(&fragment).ok_or(Refused::Unparseable)?;
                fragments.insert(name, fragment);
            }
            _ => return Err(Refused::NotExecutable),
        }
    }
    if operations.is_empty() {
        return Err(Refused::NotExecutable);
    }
    let is_mutation = is_mutation(&operations)?;
    if is_mutation && !allow_mutations {
        return Err(Refused::Mutation);
    }
    let mut depths = Depths {
        fragments: &fragments,
        known: HashMap::new(),
    };
    for operation in &operations {
        if depths.of(operation.selection_set().as_ref())? > DEEPEST {
            return Err(Refused::TooDeep);
        }
    }
    Ok(Document { is_mutation })
}

fn is_mutation(operations: &[OperationDefinition]) -> Result<bool, Refused> {
    let mut is_mutation = false;
    for operation in operations {
        // Without a keyword it is a query.
        let Some(kind) = operation.operation_type() else {
            continue;
        };
        if kind.subscription_token().is_some() {
            return Err(Refused::Subscription);
        }
        is_mutation |= kind.mutation_token().is_some();
    }
    Ok(is_mutation)
}

fn name_of(fragment: &FragmentDefinition) -> Option<String> {
    Some(fragment.fragment_name()?.name()?.text().to_string())
}

/// The depth of each fragment is worked out once: spread many times over, a small document
/// stands for an enormous one.
struct Depths<'a> {
    fragments: &'a HashMap<String, FragmentDefinition>,
    known: HashMap<String, Depth>,
}

#[derive(Clone, Copy)]
enum Depth {
    Known(usize),
    /// Being worked out: whoever meets it here has gone in a circle.
    Open,
}

impl Depths<'_> {
    fn of(&mut self, set: Option<&SelectionSet>) -> Result<usize, Refused> {
        let Some(set) = set else { return Ok(0) };
        let mut deepest = 0;
        for selection in set.selections() {
            let depth = match selection {
                Selection::Field(field) => 1 + self.of(field.selection_set().as_ref())?,
                Selection::InlineFragment(fragment) => self.of(fragment.selection_set().as_ref())?,
                Selection::FragmentSpread(spread) => {
                    let name = spread.fragment_name().and_then(|name| name.name());
                    self.of_fragment(&name.ok_or(Refused::Unparseable)?.text())?
                }
            };
            deepest = deepest.max(depth);
        }
        Ok(deepest)
    }

    fn of_fragment(&mut self, name: &str) -> Result<usize, Refused> {
        match self.known.get(name) {
            Some(Depth::Known(depth)) => return Ok(*depth),
            Some(Depth::Open) => return Err(Refused::TooDeep),
            None => {}
        }
        // One that is not there is for the ERP's own validation to name.
        let Some(fragment) = self.fragments.get(name) else {
            return Ok(0);
        };
        self.known.insert(name.to_owned(), Depth::Open);
        let depth = self.of(fragment.selection_set().as_ref())?;
        if depth > DEEPEST {
            return Err(Refused::TooDeep);
        }
        self.known.insert(name.to_owned(), Depth::Known(depth));
        Ok(depth)
    }
}

const DEEPEST: usize = 15;
/// Of selections, lists and objects, for the parser: its stack ends before ours does.
const NESTING: usize = 64;
/// A document of 64 KiB has fewer, unless it consists of punctuation.
const TOKENS: usize = 20_000;

#[cfg(test)]
mod tests {
    use super::*;

    const QUERY: Result<Document, Refused> = Ok(Document { is_mutation: false });

    fn nested(depth: usize) -> String {
        format!("{}a{}", "{a".repeat(depth - 1) + "{", "}".repeat(depth))
    }

    #[test]
    fn queries_pass() {
        for text in [
            "{ QueryItems { totalCount } }",
            "query A { a } query B($x: [Int!]) { b(x: $x) @include(if: true) { ...F ... on T { c } } } fragment F on T { d }",
            "{ __schema { types { name } } }",
            "{ a(text: \"mutation { b }\") }",
        ] {
            assert_eq!(check(text, false), QUERY, "{text}");
        }
    }

    #[test]
    fn a_mutation_needs_permission_wherever_it_stands() {
        for text in ["mutation { a }", "query A { a } mutation B { b }"] {
            assert_eq!(check(text, false), Err(Refused::Mutation), "{text}");
            assert_eq!(check(text, true), Ok(Document { is_mutation: true }), "{text}");
        }
    }

    #[test]
    fn what_is_no_query_is_refused() {
        for (text, refused) in [
            ("", Refused::Unparseable),
            ("{", Refused::Unparseable),
            ("{ a", Refused::Unparseable),
            ("[{ a }]", Refused::Unparseable),
            ("query { }", Refused::Unparseable),
            ("{ a } }", Refused::Unparseable),
            ("subscription { a }", Refused::Subscription),
            ("{ a } subscription S { a }", Refused::Subscription),
            ("type T { a: Int }", Refused::NotExecutable),
            ("{ a } extend schema @a", Refused::NotExecutable),
            ("fragment F on T { a }", Refused::NotExecutable),
        ] {
            assert_eq!(check(text, true), Err(refused), "{text}");
        }
    }

    #[test]
    fn depth_is_counted_through_fragments() {
        assert_eq!(check(&nested(15), false), QUERY);
        assert_eq!(check(&nested(16), false), Err(Refused::TooDeep));
        let split = |inner: usize| format!("{{ a {{ ...F }} }} fragment F on T {}", nested(inner));
        assert_eq!(check(&split(14), false), QUERY);
        assert_eq!(check(&split(15), false), Err(Refused::TooDeep));
    }

    #[test]
    fn circles_and_explosions_end() {
        assert_eq!(
            check("{ ...A } fragment A on T { ...B } fragment B on T { ...A }", false),
            Err(Refused::TooDeep)
        );
        let doubling: Vec<String> = (0..40)
            .map(|n| format!("fragment F{n} on T {{ ...F{0} ...F{0} }}", n + 1))
            .collect();
        assert_eq!(
            check(
                &format!("{{ ...F0 }} {} fragment F40 on T {{ a }}", doubling.concat()),
                false
            ),
            QUERY
        );
    }

    #[test]
    fn the_deepest_nesting_that_fits_is_refused_without_harm() {
        for part in ["{a", "{a(b:[", "{a(b:{c:", "{...on T", "[", "("] {
            let text = part.repeat(64 * 1024 / part.len());
            assert!(check(&text, true).is_err(), "{part}");
        }
    }
}
