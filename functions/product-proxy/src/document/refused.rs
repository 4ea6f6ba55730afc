//! Reasons why a document is not sent; each sentence is fit for the caller.

use shared::request::problem::{ApiError, DocumentFault};

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

    fn fault(&self) -> DocumentFault {
        match self {
            Self::NotADocument { .. }
            | Self::LineBreak { .. }
            | Self::NotExecutable
            | Self::Subscription
            | Self::OperationNameMissing
            | Self::OperationUnknown
            | Self::AnonymousAmongOthers
            | Self::Twice { .. }
            | Self::FragmentUnknown(_)
            | Self::FragmentCycle(_) => DocumentFault::Invalid,
            Self::TooLarge { .. }
            | Self::TooDeep { .. }
            | Self::TooManyRootFields { .. }
            | Self::TooManyFields { .. } => DocumentFault::TooExpensive,
            Self::Mutation(_) => DocumentFault::MutationNotAllowed,
        }
    }
}

impl From<Refused> for ApiError {
    fn from(refused: Refused) -> Self {
        Self::Document {
            fault: refused.fault(),
            detail: refused.to_string().into(),
            errors: Vec::new(),
        }
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
