//! Effects of an operation: the fields at its root, through fragments.

use super::ast::{Field, OperationDefinition, Selection};
use super::fragments::Fragments;

/// The fields at the root, each as often as it is reached. The limits bound how many there are,
/// and so how many ways lead to them.
pub(super) fn of<'a>(operation: &'a OperationDefinition, fragments: &Fragments<'a>) -> Vec<&'a Field> {
    let mut fields = Vec::new();
    // No recursion: a chain of fragments may be as long as the document.
    let mut next: Vec<&Selection> = operation.selections.iter().collect();
    while let Some(selection) = next.pop() {
        match selection {
            Selection::Field(field) => fields.push(field),
            Selection::Inline(inline) => next.extend(&inline.selections),
            Selection::Spread(name, _) => next.extend(&fragments.at(fragments.place(name)).selections),
        }
    }
    fields
}
