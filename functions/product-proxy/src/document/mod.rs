//! Pure: a caller's GraphQL text → the one operation that is sent, printed anew, or a refusal.
//!
//! The text itself goes nowhere. It is parsed (`parse`) into our own form (`ast`), everything
//! is decided on that, and the ERP is sent what is printed from it (`print`): however another
//! engine would have read the caller's text, it reads what was checked.

mod ast;
mod choice;
mod fragments;
mod limits;
mod mutations;
mod parse;
mod print;
mod refused;
mod repetition;
mod root_fields;
mod unique;

use serde_json::{Map, Value};
use shared::erp;

use self::ast::OperationKind;
use self::fragments::Fragments;
pub use self::mutations::AllowedMutations;
pub use self::refused::Refused;

/// An operation that may be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// It and the fragments it reaches, printed.
    pub text: String,
    /// Its name.
    pub name: Option<String>,
    /// Its kind, as it is sent.
    pub kind: erp::OperationKind,
}

/// Checks `text` and prints the operation that `operation_name` chooses from it.
///
/// Mistakes of form count wherever they stand, limits and permission for what would be sent.
pub fn check(
    text: &str,
    operation_name: Option<&str>,
    variables: &Map<String, Value>,
    allowed: &AllowedMutations,
) -> Result<Operation, Refused> {
    let document = parse::document(text)?;
    let fragments = Fragments::of(&document)?;
    let operation = choice::operation(&document.operations, operation_name)?;
    limits::check(operation, &fragments)?;
    let kind = match operation.kind {
        OperationKind::Query => erp::OperationKind::Query,
        OperationKind::Mutation => {
            let fields = root_fields::of(operation, &fragments);
            allowed.check(&fields)?;
            if repetition::is_harmless(&fields, operation, variables) {
                erp::OperationKind::IdempotentMutation
            } else {
                erp::OperationKind::Mutation
            }
        }
    };
    Ok(Operation {
        text: print::operation(operation, &fragments),
        name: operation.name.clone(),
        kind,
    })
}

#[cfg(test)]
mod tests;
