//! Fields of a selection, its fragments resolved.

use async_graphql_parser::{
    Positioned,
    types::{Directive, ExecutableDocument, Field, Selection, SelectionSet},
};

/// The fields of these selections, in their order, without those that `is_wanted` drops by their
/// directives. All types are objects, so every fragment of a valid document applies.
pub(crate) fn fields<'a>(
    document: &'a ExecutableDocument,
    sets: &[&'a SelectionSet],
    is_wanted: &dyn Fn(&[Positioned<Directive>]) -> bool,
) -> Vec<&'a Positioned<Field>> {
    let mut found = Vec::new();
    for set in sets {
        for item in set.items.iter().filter(|item| is_wanted(item.node.directives())) {
            match &item.node {
                Selection::Field(field) => found.push(field),
                Selection::InlineFragment(inline) => {
                    found.extend(fields(document, &[&inline.node.selection_set.node], is_wanted));
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                        found.extend(fields(document, &[&fragment.node.selection_set.node], is_wanted));
                    }
                }
            }
        }
    }
    found
}
