//! The fragments of a document, and how they lean on each other.

use std::collections::HashMap;

use super::ast::{Document, FragmentDefinition, OperationDefinition, Selection};
use super::refused::{Refused, shown};
use super::unique;

/// Fragments with names of their own, which never go in a circle and lack none, so that whatever
/// follows their spreads ends.
pub(super) struct Fragments<'a> {
    definitions: &'a [FragmentDefinition],
    places: HashMap<&'a str, usize>,
    /// Those that each spreads, once for each spread.
    spreads: Vec<Vec<usize>>,
    inner_first: Vec<usize>,
}

impl<'a> Fragments<'a> {
    /// All fragments of `document`, those that nothing uses too.
    pub(super) fn of(document: &'a Document) -> Result<Self, Refused> {
        let definitions = document.fragments.as_slice();
        unique::require("fragment", definitions.iter().map(|fragment| fragment.name.as_str()))?;
        let places = definitions.iter().enumerate();
        let mut fragments = Self {
            definitions,
            places: places.map(|(at, fragment)| (fragment.name.as_str(), at)).collect(),
            spreads: Vec::new(),
            inner_first: Vec::new(),
        };
        for fragment in definitions {
            let spread = fragments.spread_by(&fragment.selections)?;
            fragments.spreads.push(spread);
        }
        for operation in &document.operations {
            fragments.spread_by(&operation.selections)?;
        }
        fragments.inner_first = fragments.inner_first()?;
        Ok(fragments)
    }

    /// The place of a fragment that is spread somewhere in the document.
    pub(super) fn place(&self, name: &str) -> usize {
        self.places[name]
    }

    pub(super) fn at(&self, place: usize) -> &'a FragmentDefinition {
        &self.definitions[place]
    }

    pub(super) fn count(&self) -> usize {
        self.definitions.len()
    }

    /// The places of all, each behind those that it spreads.
    pub(super) fn in_order(&self) -> &[usize] {
        &self.inner_first
    }

    /// Those that an operation reaches, in the document's order.
    pub(super) fn reached_from(&self, operation: &OperationDefinition) -> impl Iterator<Item = &'a FragmentDefinition> {
        let mut is_reached = vec![false; self.count()];
        let mut next = Vec::new();
        each_spread(&operation.selections, &mut |name| next.push(self.place(name)));
        while let Some(place) = next.pop() {
            if !std::mem::replace(&mut is_reached[place], true) {
                next.extend(&self.spreads[place]);
            }
        }
        let reached = self.definitions.iter().zip(is_reached);
        reached.filter_map(|(fragment, is_reached)| is_reached.then_some(fragment))
    }

    fn spread_by(&self, selections: &[Selection]) -> Result<Vec<usize>, Refused> {
        let mut spread = Vec::new();
        let mut unknown = None;
        each_spread(selections, &mut |name| match self.places.get(name) {
            Some(place) => spread.push(*place),
            None => unknown = unknown.take().or_else(|| Some(shown(name))),
        });
        match unknown {
            Some(name) => Err(Refused::FragmentUnknown(name)),
            None => Ok(spread),
        }
    }

    /// Kahn's order: those that spread nothing, then whoever spreads nothing else. What is left in
    /// the end goes in a circle, or leads to one.
    fn inner_first(&self) -> Result<Vec<usize>, Refused> {
        let mut used_by = vec![Vec::new(); self.count()];
        let mut open: Vec<usize> = self.spreads.iter().map(Vec::len).collect();
        for (user, spreads) in self.spreads.iter().enumerate() {
            for used in spreads {
                used_by[*used].push(user);
            }
        }
        let mut order: Vec<usize> = (0..self.count()).filter(|place| open[*place] == 0).collect();
        let mut done = 0;
        while let Some(place) = order.get(done) {
            done += 1;
            for user in std::mem::take(&mut used_by[*place]) {
                open[user] -= 1;
                if open[user] == 0 {
                    order.push(user);
                }
            }
        }
        match open.iter().position(|open| *open > 0) {
            Some(place) => Err(Refused::FragmentCycle(shown(&self.at(place).name))),
            None => Ok(order),
        }
    }
}

/// As deep as the parser lets selections nest, and no deeper.
fn each_spread<'a>(selections: &'a [Selection], then: &mut impl FnMut(&'a str)) {
    for selection in selections {
        match selection {
            Selection::Field(field) => each_spread(&field.selections, then),
            Selection::Inline(inline) => each_spread(&inline.selections, then),
            Selection::Spread(name, _) => then(name),
        }
    }
}
