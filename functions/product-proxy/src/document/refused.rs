//! Reasons why a document is not sent; each sentence is fit for the caller.

use axum::http::StatusCode;
use shared::request::problem::Problem;

/// Reason why a document is not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentences say it")]
pub enum Refused {
    #[error("The query is not a GraphQL document; look at line {line}, column {column}.")]
    NotADocument { line: usize, column: usize },
    #[error(r#"A string in the query has a raw line break, in line {line}; write \n, or """ around it."#)]
    LineBreak { line: usize },
    #[error("The query must consist of operations and fragments.")]
    NotExecutable,
    #[error("Subscriptions are not taken here.")]
    Subscription,
    #[error("The query has several operations; operationName must say which one is meant.")]
    OperationNameMissing,
    #[error("operationName names none of the operations of the query.")]
    OperationUnknown,
    #[error("An operation without a name must be the only one of the query.")]
    AnonymousAmongOthers,
    #[error("The query has the {kind} {name} twice in one place.")]
    Twice { kind: &'static str, name: String },
    #[error("The query has no fragment {0}.")]
    FragmentUnknown(String),
    #[error("The fragments of the query go in a circle, through {0}.")]
    FragmentCycle(String),
    #[error("The query is too large: at most {tokens} words, signs and blanks, nested {levels} deep, are read.")]
    TooLarge { tokens: usize, levels: usize },
    #[error("The query nests {depth} fields deep; at most {most} are taken.")]
    TooDeep { depth: u64, most: u64 },
    #[error("The query asks for {count} fields at its root; at most {most} are taken.")]
    TooManyRootFields { count: u64, most: u64 },
    #[error("The query asks for {count} fields, each fragment counted wherever it is used; at most {most} are taken.")]
    TooManyFields { count: u64, most: u64 },
    #[error("The mutation {0} is not allowed here.")]
    Mutation(String),
}

impl Refused {
    /// Refused for its form at this place, in bytes.
    pub(super) fn at(text: &str, offset: usize) -> Self {
        let (line, column) = position(text, offset);
        Self::NotADocument { line, column }
    }

    pub(super) fn line_break(text: &str, offset: usize) -> Self {
        let (line, _) = position(text, offset);
        Self::LineBreak { line }
    }

    pub(super) fn twice(kind: &'static str, name: &str) -> Self {
        Self::Twice {
            kind,
            name: shown(name),
        }
    }

    /// Every code that one of these is answered with.
    pub const CODES: &[&str] = &["graphql_invalid", "graphql_too_expensive", "mutation_not_allowed"];
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        let (status, code) = match refused {
            Refused::NotADocument { .. }
            | Refused::LineBreak { .. }
            | Refused::NotExecutable
            | Refused::Subscription
            | Refused::OperationNameMissing
            | Refused::OperationUnknown
            | Refused::AnonymousAmongOthers
            | Refused::Twice { .. }
            | Refused::FragmentUnknown(_)
            | Refused::FragmentCycle(_) => (StatusCode::BAD_REQUEST, "graphql_invalid"),
            Refused::TooLarge { .. }
            | Refused::TooDeep { .. }
            | Refused::TooManyRootFields { .. }
            | Refused::TooManyFields { .. } => (StatusCode::BAD_REQUEST, "graphql_too_expensive"),
            Refused::Mutation(_) => (StatusCode::FORBIDDEN, "mutation_not_allowed"),
        };
        Self::client(status, code, refused.to_string())
    }
}

/// A name of the caller's, which may be as long as the body, in a sentence of ours.
pub(super) fn shown(name: &str) -> String {
    let kept = name.chars().take(LONGEST_SHOWN).collect::<String>();
    if kept.len() == name.len() { kept } else { kept + "…" }
}

/// The line and column, from 1 on, of a byte.
fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let lines = before.replace("\r\n", "\n").replace('\r', "\n");
    let last = lines.rsplit('\n').next().unwrap_or_default();
    (lines.split('\n').count(), last.chars().count() + 1)
}

const LONGEST_SHOWN: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    /// The one after `refused`, each variant once.
    fn next(refused: &Refused) -> Option<Refused> {
        let (depth, count, most, name) = (2, 2, 1, String::from("a"));
        Some(match refused {
            Refused::NotADocument { .. } => Refused::LineBreak { line: 1 },
            Refused::LineBreak { .. } => Refused::NotExecutable,
            Refused::NotExecutable => Refused::Subscription,
            Refused::Subscription => Refused::OperationNameMissing,
            Refused::OperationNameMissing => Refused::OperationUnknown,
            Refused::OperationUnknown => Refused::AnonymousAmongOthers,
            Refused::AnonymousAmongOthers => Refused::Twice { kind: "fragment", name },
            Refused::Twice { .. } => Refused::FragmentUnknown(name),
            Refused::FragmentUnknown(_) => Refused::FragmentCycle(name),
            Refused::FragmentCycle(_) => Refused::TooLarge { tokens: 1, levels: 1 },
            Refused::TooLarge { .. } => Refused::TooDeep { depth, most },
            Refused::TooDeep { .. } => Refused::TooManyRootFields { count, most },
            Refused::TooManyRootFields { .. } => Refused::TooManyFields { count, most },
            Refused::TooManyFields { .. } => Refused::Mutation(name),
            Refused::Mutation(_) => return None,
        })
    }

    #[test]
    fn every_code_is_listed_and_no_other() {
        let all = std::iter::successors(Some(Refused::NotADocument { line: 1, column: 1 }), next);
        let codes: std::collections::BTreeSet<_> = all.map(|refused| Problem::from(refused).code).collect();
        assert_eq!(codes, Refused::CODES.iter().copied().collect());
    }
}
