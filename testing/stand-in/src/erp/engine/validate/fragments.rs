//! Fragments: whether they exist, fit and end.

use async_graphql_parser::{
    Pos, Positioned,
    types::{FragmentSpread, InlineFragment, TypeCondition},
};

use super::Check;
use crate::erp::engine::error::GraphqlError;

impl<'a> Check<'a> {
    pub(super) fn spread(&mut self, parent: &str, spread: &'a Positioned<FragmentSpread>) {
        let name = spread.node.fragment_name.node.as_str();
        let Some(fragment) = self.document.fragments.get(name) else {
            let error = GraphqlError::new(format!("The specified fragment `{name}` does not exist."));
            let error = error.at(spread.pos).with("fragment", name);
            return self
                .errors
                .push(error.specified_by("sec-Fragment-spread-target-defined"));
        };
        if self.entered.contains(&name) {
            let error = GraphqlError::new(CYCLE).at(spread.pos).with("fragment", name);
            return self
                .errors
                .push(error.specified_by("sec-Fragment-spreads-must-not-form-cycles"));
        }
        let condition = &fragment.node.type_condition;
        if !self.condition(parent, Some(condition), spread.pos) || !self.reached.insert(name) {
            return;
        }
        self.entered.push(name);
        self.directives(&fragment.node.directives);
        self.selection(&condition.node.on.node, &fragment.node.selection_set.node);
        self.entered.pop();
    }

    pub(super) fn inline(&mut self, parent: &str, fragment: &'a Positioned<InlineFragment>) {
        if self.condition(parent, fragment.node.type_condition.as_ref(), fragment.pos) {
            self.selection(parent, &fragment.node.selection_set.node);
        }
    }

    /// Tells whether the fields of a fragment can be those of `parent`.
    fn condition(&mut self, parent: &str, condition: Option<&Positioned<TypeCondition>>, at: Pos) -> bool {
        let Some(condition) = condition else { return true };
        let on = condition.node.on.node.as_str();
        if on == parent {
            return true;
        }
        let (message, section) = if self.schema.object(on).is_some() {
            (
                "The parent type does not match the type condition on the fragment.".to_owned(),
                "sec-Fragment-spread-is-possible",
            )
        } else if self.schema.definition(on).is_some() || self.schema.takes(on) {
            (
                "Fragments can only be declared on unions, interfaces, and objects.".to_owned(),
                "sec-Fragments-On-Composite-Types",
            )
        } else {
            (format!("Unknown type `{on}`."), "sec-Fragment-Spread-Type-Existence")
        };
        let error = GraphqlError::new(message).at(at).with("typeCondition", on);
        self.errors.push(error.specified_by(section));
        false
    }
}

/// A fragment that no operation uses.
pub(super) fn not_used(name: &str, at: Pos) -> GraphqlError {
    let message = format!("The specified fragment `{name}` is not used within the current document.");
    let error = GraphqlError::new(message).at(at).with("fragment", name);
    error.specified_by("sec-Fragments-Must-Be-Used")
}

const CYCLE: &str = "The graph of fragment spreads must not form any cycles including spreading itself. \
    Otherwise an operation could infinitely spread or infinitely execute on cycles in the underlying data.";
